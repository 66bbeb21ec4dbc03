package api_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"concord/api"
	"concord/desk"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

var hostile = []string{`=cmd|' /C calc'!A0`, `@SUM(1)`, `<script>alert(1)</script>`, `]]></title><x>&bogus;`, `"]}, {"x":"`, "\u0007bell \u2028 line \u202E", `</p><p xmlns:c="x">`, `' OR 1=1; --`, `" NEAR *`}

// Whatever texts a register holds, each form stays whole, and no text becomes
// markup.
func TestHostileTextsInEveryForm(t *testing.T) {
	f := newFixture(t)
	var rows []desk.ImportRow
	for i, h := range hostile {
		row := desk.ImportRow{Row: i, Record: register.Record{ID: fmt.Sprintf("h-%d", i), Kind: register.KindActivity}}
		row.Claims = []register.Claim{{Field: "title", Value: "en:" + h}, {Field: "series", Value: h}, {Field: "instrument", Value: h}, {Field: "place", Value: h}, {Field: "theme", Value: h},
			{Field: "sdg", Value: h}, {Field: "figure", Value: h + "=1"}, {Field: "document", Value: h}, {Field: "party", Value: register.PartyValue(register.Party{Actor: h})}}
		rows = append(rows, row)
	}
	if _, err := f.desk.Import(t.Context(), rows, register.Person{ID: "x", Name: `<b>"Eve"`}, desk.ImportOptions{Name: "</name>"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/v1/records?origin=imported&limit=1000", "/api/v1/log?limit=1000", "/api/v1/facets?facets=party,place,theme,instrument,document,sdg,year", "/api/v1/records/h-2?include=claims", "/api/v1/cited?limit=10"} {
		for _, form := range []string{"json", "jsonl", "csv", "xlsx", "atom", "jsonld"} {
			w := f.do(t, "GET", path+join(path)+"format="+form, nil)
			if w.Code == 415 {
				continue
			}
			if w.Code != 200 {
				t.Errorf("%s %s: %d", path, form, w.Code)
			}
			wellFormed(t, form, w.Body.Bytes())
			if form == "atom" && !strings.HasPrefix(path, "/api/v1/facets") {
				noElements(t, w.Body.String())
			}
			if w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s %s: a browser may take it for something else", path, form)
			}
		}
	}
	for i, h := range hostile {
		w := f.do(t, "GET", fmt.Sprintf("/api/v1/records/h-%d", i), nil)
		var x struct {
			Fields struct {
				Title  map[string]string
				Series string
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &x); err != nil || x.Fields.Title["en"] != h || x.Fields.Series != h {
			t.Errorf("%q came as %+v %v", h, x, err)
		}
	}
	// As filters they are values, and nothing else.
	for _, h := range hostile {
		q := strings.NewReplacer("%", "%25", "&", "%26", ";", "%3B", "#", "%23", " ", "%20", "\"", "%22", "<", "%3C", ">", "%3E", "\u0007", "%07", "|", "%7C").Replace(h)
		if w := f.do(t, "GET", "/api/v1/records?theme="+strings.ReplaceAll(q, ",", "%5C,"), nil); w.Code != 200 || !strings.Contains(w.Body.String(), `"total":1`) {
			t.Errorf("%q as a filter: %d %.200s", h, w.Code, w.Body)
		}
	}
}

func join(path string) string {
	if strings.Contains(path, "?") {
		return "&"
	}
	return "?"
}

// noElements looks for elements in a feed that Atom does not have.
func noElements(t *testing.T, feed string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(feed))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok && !strings.Contains(" feed id title updated link entry author name summary ", " "+e.Name.Local+" ") {
			t.Errorf("an element <%s>", e.Name.Local)
		}
	}
}

// broken is a register that fails.
type broken struct {
	register.Reader
	err error
}

func (b broken) Totals(context.Context) (register.Totals, error) {
	if b.err == nil {
		panic("secret state")
	}
	return register.Totals{}, b.err
}

func TestFailuresAreTold(t *testing.T) {
	f := newFixture(t)
	var log strings.Builder
	for _, x := range []struct {
		err    error
		status int
		say    string
		logged string
	}{
		{errors.New("secret path"), 500, "tell whoever runs", "secret path"},
		{fault.New(fault.Unavailable, "The file is locked."), 503, "The file is locked.", "locked"},
		{nil, 500, "tell whoever runs", "secret state"},
	} {
		log.Reset()
		a, err := api.New(api.Config{Register: broken{f.store, x.err}, Lexicon: func() *lexicon.Lexicon { return f.lex }, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		w := newRecorder(a, httptest.NewRequest("GET", "/api/v1/totals", nil))
		if w.Code != x.status || !strings.Contains(w.Body.String(), x.say) || strings.Contains(w.Body.String(), "secret") || !strings.Contains(log.String(), x.logged) {
			t.Errorf("%d %s, log %s", w.Code, w.Body, log.String())
		}
	}
}

func FuzzRequest(f *testing.F) {
	x := newFixture(f)
	for _, s := range []string{"records?party=AU&limit=3", "records?cursor=x&not=theme:women", "actors/AU", "documents/A/1?format=akn", "facets?facets=year&from=2020", "records?has=\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, target string) {
		r := httptest.NewRequest("GET", "/api/v1/totals", nil)
		path, query, _ := strings.Cut(target, "?")
		r.URL.Path, r.URL.RawQuery = "/api/v1/"+path, query
		if w := newRecorder(x.API, r); w.Code >= 500 {
			t.Errorf("%q: %d %s", target, w.Code, w.Body)
		}
	})
}
