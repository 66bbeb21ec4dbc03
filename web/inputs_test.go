package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concord/register"
)

// inbox is a site over an empty register, with its desk.
func inbox(t *testing.T) (*Site, *Workplace) {
	t.Helper()
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	return newSite(t, c), c.Workplace
}

// submit sends a form and gives status, page and where it leads.
func submit(t *testing.T, s *Site, to string, form url.Values) (int, string, string) {
	t.Helper()
	r := do(t, s, "POST", to, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	return r.StatusCode, read(t, r), r.Header.Get("Location")
}

func total(t *testing.T, w *Workplace, kind register.Kind) int {
	t.Helper()
	page, err := w.Register.Records(context.Background(), register.Filter{Kind: kind})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

const pasted = "UNODC and ASEAN held a workshop on border control in Jakarta on 4 May 2025.\n\nUNODC and the League of Arab States held a second workshop in Cairo on 9 May 2025.\n"

func TestPastedTextIsShownAndNotKept(t *testing.T) {
	s, w := inbox(t)
	status, page, _ := submit(t, s, "/en/desk/in", url.Values{"text": {pasted}, "do": {"look"}})
	for _, want := range []string{`<span class="q q1">`, "Nothing of this is kept yet", `value="ASEAN"`, "League of Arab States [LAS]", "workshop on border control in Jakarta"} {
		if status != 200 || !strings.Contains(page, want) {
			t.Errorf("%d: the page lacks %q", status, want)
		}
	}
	if n := total(t, w, register.KindActivity) + total(t, w, register.KindContribution); n != 0 {
		t.Errorf("%d records are kept", n)
	}
}

func TestPastedTextIsKeptWithItsLine(t *testing.T) {
	s, w := inbox(t)
	// What cannot be understood is asked again, nothing is kept, nothing typed is lost.
	form := url.Values{"text": {pasted}, "do": {"keep"}, "sender": {"Nobody at all"}, "partner": {""}, "partner-choice": {"ASEAN"}, "period": {"somewhen"}}
	status, page, _ := submit(t, s, "/en/desk/in", form)
	for _, want := range []string{"Nobody at all", "somewhen", "Nobody is known by that name", "no date that can be read", "held a second workshop in Cairo", `value="ASEAN" checked`} {
		if status != 422 || !strings.Contains(page, want) {
			t.Errorf("%d: the page lacks %q", status, want)
		}
	}
	if n := total(t, w, register.KindContribution); n != 0 {
		t.Fatalf("%d records are kept", n)
	}
	form.Set("sender", "Office des Nations Unies contre la drogue et le crime")
	form.Set("period", "July 2024 to June 2026")
	status, _, at := submit(t, s, "/en/desk/in", form)
	if status != 303 {
		t.Fatal(status, at)
	}
	page = read(t, do(t, s, "GET", at, nil, nil))
	for _, want := range []string{`value="UNODC"`, `value="ASEAN"`, "July 2024 to June 2026", "reviewed"} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, " to ", "–")) {
			t.Errorf("the page lacks %q", want)
		}
	}
	// Opened in two windows, the later one does not write over the first.
	revision := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(page)[1]
	line := url.Values{"do": {"line"}, "revision": {revision}, "sender": {"UNDP"}, "partner": {"ASEAN"}, "period": {"2025"}}
	if status, _, _ := submit(t, s, at, line); status != 303 {
		t.Fatal(status)
	}
	line.Set("sender", "UNICEF")
	if status, page, _ := submit(t, s, at, line); status != 409 || !strings.Contains(page, `value="UNICEF"`) {
		t.Errorf("%d: the second window wrote over the first, or what was typed in it is lost", status)
	}
}

func TestPasteThatIsTooLongStays(t *testing.T) {
	s, _ := inbox(t)
	long := strings.Repeat("The two met again and agreed to meet once more. ", 25_000)
	status, page, _ := submit(t, s, "/en/desk/in", url.Values{"text": {long}, "do": {"look"}})
	if status != 413 || !strings.Contains(page, "save it as a text file") || strings.Count(page, "The two met again") < 25_000 {
		t.Errorf("%d, %d bytes", status, len(page))
	}
	for _, text := range []string{"", " \n ", "Das Büro und der Verband haben sich im Hafen getroffen und einen Plan für das nächste Jahr vereinbart."} {
		if status, page, _ := submit(t, s, "/en/desk/in", url.Values{"text": {text}, "do": {"keep"}}); status != 422 || !strings.Contains(page, `role="alert"`) {
			t.Errorf("%q: %d", text, status)
		}
	}
}

func TestAnActIsEnteredInAForm(t *testing.T) {
	s, w := inbox(t)
	form := url.Values{"title": {"Workshop on tides"}, "language": {"en"}, "party1": {"联合国环境规划署"}, "role1": {"lead"}, "party2": {"Viet Nam"}, "role2": {"host"},
		"date": {"12–14 Mai"}, "place": {"Hanoi; Kenya"}, "kind": {"training"}, "theme": {"oceans", "water"}, "source": {"no symbol"}, "participants": {"46"}}
	status, page, _ := submit(t, s, "/en/desk/enter", form)
	if status != 422 || !strings.Contains(page, `value="Workshop on tides"`) || !strings.Contains(page, "no symbol of a United Nations document") || !strings.Contains(page, `value="oceans" checked`) || total(t, w, register.KindActivity) != 0 {
		t.Errorf("%d: a refused form is not given back whole", status)
	}
	form.Set("date", "12–14 May 2026")
	form.Set("source", "")
	status, _, at := submit(t, s, "/en/desk/enter", form)
	if status != 303 {
		t.Fatal(status)
	}
	rec, err := w.Register.Record(context.Background(), at[strings.LastIndex(at, "=")+1:], 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := rec.Activity()
	if err != nil || rec.Origin != register.Entered || a.Date != "2026-05-12/2026-05-14" || len(a.Parties) != 2 || a.Parties[0].Actor != "UNEP" || !a.Parties[1].State || len(a.Places) != 2 || len(a.Themes) != 2 || len(a.Figures) != 1 {
		t.Errorf("%+v %+v", rec, a)
	}
}

func TestColumnsAreCorrectedAndRemembered(t *testing.T) {
	s, w := inbox(t)
	ctx := context.Background()
	take := func(name, text string) string {
		out, err := s.Intake(ctx, name, strings.NewReader(text))
		if err != nil || len(out) != 1 {
			t.Fatal(err)
		}
		return out[0].Contribution
	}
	titles := func() string {
		page, err := w.Register.Records(ctx, register.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, l := range page.Lines {
			list = append(list, l.Activity.Title["en"]+" "+l.Activity.Date)
		}
		return strings.Join(list, "|")
	}
	id := take("UNEP first.csv", "Reporting entity,Work stream,When,Second date,Partners\nUNEP,Workshop on tides,2025-05,2026-01,ASEAN\nUNEP,Forum of river ports,2025-06,2026-02,ASEAN\n")
	page := read(t, do(t, s, "GET", "/en/desk/in/"+id, nil, nil))
	if !strings.Contains(page, `name="column work stream"`) || !strings.Contains(page, "Workshop on tides") {
		t.Fatal(page)
	}
	if got := titles(); got != "Workshop on tides 2025-05|Forum of river ports 2025-06" {
		t.Errorf("read: %s", got)
	}
	revision := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(page)[1]
	status, _, _ := submit(t, s, "/en/desk/in/"+id, url.Values{"do": {"columns"}, "revision": {revision}, "column reporting entity": {"sender"}, "column work stream": {"title"},
		"column when": {"-"}, "column second date": {"date"}, "column partners": {"participant"}})
	if status != 303 {
		t.Fatal(status)
	}
	// A date that differs from what was read first waits beside it.
	pageOf, err := w.Register.Records(ctx, register.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	claims, err := w.Register.Claims(ctx, pageOf.Lines[0].Record.ID)
	if err != nil {
		t.Fatal(err)
	}
	proposed := ""
	for _, c := range claims {
		if c.Field == register.FieldDate && c.State == register.Proposed {
			proposed = c.Value
		}
	}
	if proposed != "2026-01" {
		t.Errorf("proposed is %q", proposed)
	}
	// The sender's next table is read in the same way.
	take("UNEP second.csv", "Reporting entity,Work stream,When,Second date,Partners\nUNEP,Dialogue on deltas,2025-07,2026-03,ASEAN\nUNEP,Course on dunes,2025-08,2026-04,ASEAN\n")
	if got := titles(); !strings.Contains(got, "Dialogue on deltas 2026-03") {
		t.Errorf("the columns are not remembered: %s", got)
	}
}

func TestTheSameFileTwiceIsOne(t *testing.T) {
	s, w := inbox(t)
	body, kind := upload(t, file{"a.txt", pasted}, file{"b.txt", pasted})
	r := do(t, s, "POST", "/en/read", bytes.NewReader(body), http.Header{"Content-Type": {kind}, "Accept": {"application/json"}})
	page := read(t, r)
	if r.StatusCode != 200 || !strings.Contains(page, "/en/desk/in/") || total(t, w, register.KindContribution) != 1 {
		t.Errorf("%d %s", r.StatusCode, page)
	}
}
