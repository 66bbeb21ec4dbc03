package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"concord/desk"
	"concord/export"
	"concord/register"

	"github.com/xuri/excelize/v2"
)

// everything is a filter that leaves nothing out.
var everything = register.Filter{Kind: register.AnyKind}

func cells(t *testing.T, r register.Reader, lang string) export.Cells {
	return export.Cells{Columns: export.Columns(register.Kinds()...), Names: names(t), Language: lang, Title: func(id string) string {
		rec, err := r.Record(t.Context(), id, 0)
		if err != nil {
			return ""
		}
		s, _ := export.Title(&rec, lang)
		return s
	}}
}

func write(t *testing.T, r register.Reader, format, lang string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch format {
	case "csv":
		err = export.CSV(&b, export.Records(export.All(t.Context(), r, everything, export.Sources), cells(t, r, lang)))
	case "xlsx":
		err = export.XLSX(&b, export.Records(export.All(t.Context(), r, everything, export.Sources), cells(t, r, lang)))
	case "jsonl":
		err = export.RecordLines(&b, export.All(t.Context(), r, everything, export.Whole), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func importing(t *testing.T, d *desk.Desk, name string, content []byte, o desk.ImportOptions) desk.Imported {
	t.Helper()
	r, err := export.NewResolver(names(t))
	if err != nil {
		t.Fatal(err)
	}
	rows, aside, err := export.ReadRecords(name, content, r)
	if err != nil {
		t.Fatal(err)
	}
	out, err := d.Import(t.Context(), rows, amira, o)
	if err != nil {
		t.Fatal(err)
	}
	out.Aside = append(aside, out.Aside...)
	return out
}

// says is what a register says of its records, by identifier: the values, the
// titles, what they cite; not how it got there.
func says(t *testing.T, r register.Reader) map[string]string {
	t.Helper()
	m := map[string]string{}
	for item, err := range export.All(t.Context(), r, everything, export.Whole) {
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := json.Unmarshal(item.Record.Fields, &v); err != nil {
			t.Fatal(err)
		}
		if list, ok := v["parties"].([]any); ok {
			for _, p := range list {
				delete(p.(map[string]any), "as") // of the words, which a citation has not
			}
		}
		for k, x := range v {
			if list, ok := x.([]any); ok && len(list) > 0 {
				var s []string
				for _, y := range list {
					b, _ := json.Marshal(y)
					s = append(s, string(b))
				}
				slices.Sort(s)
				v[k] = s
			}
		}
		src := item.Source()
		b, _ := json.Marshal([]any{item.Record.Kind, item.Record.Review, v, src.Work, src.Place})
		m[item.Record.ID] = string(b)
	}
	return m
}

func same(t *testing.T, a, b map[string]string) {
	t.Helper()
	if len(a) == 0 || len(a) != len(b) {
		t.Fatalf("%d and %d records", len(a), len(b))
	}
	n := 0
	for id, x := range a {
		if b[id] != x {
			if n++; n < 4 {
				t.Errorf("%s\n%s\n%s", id, x, b[id])
			}
		}
	}
}

// What was written and is read into an empty register makes the same register;
// read again, there or where it came from, it changes nothing.
func TestImportOfWhatWasExported(t *testing.T) {
	from, d := filled(t, "en", "zh", "ar")
	// One of another kind, referred to, with values that cells must escape.
	importing(t, d, "mine.jsonl", []byte(`{"kind":"mechanism","id":"mech-1","fields":{"title":{"en":"=Joint; board\\ \"A\"","zh":"@联合委员会"},"type":"committee","sessions":["1=2040-05","2=2042"],"instruments":["-One; two","+Three\\;"],"parties":[{"actor":"AU","role":"lead"},{"actor":"KEN","role":"host"}]}}
{"id":"act-1","review":"reviewed","source":{"work":"A/99/7","paragraph":"12"},"fields":{"title":{"en":"- a title"},"mechanisms":["mech-1"],"kind":"meeting","date":"2040-05/2040-06"}}`), desk.ImportOptions{})
	want := says(t, from)
	if len(want) < 30 || want["act-1"] == "" || want["mech-1"] == "" {
		t.Fatalf("%d records, %s %s", len(want), want["act-1"], want["mech-1"])
	}
	for _, format := range []string{"jsonl", "csv", "xlsx"} {
		for _, lang := range []string{"en", "ar", "zh"} {
			if format == "jsonl" && lang != "en" {
				continue
			}
			t.Run(format+" "+lang, func(t *testing.T) {
				file := write(t, from, format, lang)
				to, desk2 := open(t)
				out := importing(t, desk2, "register."+format, file, desk.ImportOptions{Strict: true})
				if len(out.Aside) > 0 || out.Added != len(want) || out.Proposed != proposed(t, from, format) {
					t.Errorf("%+v", out)
				}
				same(t, want, says(t, to))
				if again := importing(t, desk2, "register."+format, file, desk.ImportOptions{}); again.Added+again.Changed+again.Proposed != 0 || again.Same != len(want) {
					t.Errorf("again: %+v", again)
				}
				if format == "csv" {
					if a, b := withoutTimes(t, file), withoutTimes(t, write(t, to, format, lang)); a != b {
						t.Error("exported again it is another table")
					}
				}
				if home := importing(t, d, "register."+format, file, desk.ImportOptions{}); home.Added+home.Changed+home.Proposed != 0 {
					t.Errorf("where it came from: %+v", home)
				}
			})
		}
	}
}

// proposed claims travel only in JSON Lines.
func proposed(t *testing.T, r register.Reader, format string) (n int) {
	if format != "jsonl" {
		return 0
	}
	for item := range export.All(t.Context(), r, everything, export.Whole) {
		for _, c := range item.Claims {
			if c.State == register.Proposed {
				n++
			}
		}
	}
	return n
}

// withoutTimes is a table without what differs between two registers that say the
// same: words and languages of paragraphs, revisions, times.
func withoutTimes(t *testing.T, b []byte) string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\uFEFF"))))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := slices.Clone(rows[0])
	var lines []string
	for _, row := range rows {
		for i, name := range head {
			switch name {
			case "quote", "revision", "changed", "source_language":
				row[i] = ""
			}
		}
		lines = append(lines, strings.Join(row, "\x00"))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func TestImportOfATable(t *testing.T) {
	table := strings.Join([]string{
		`record,title.en,title.fr,Kind,date,party,place,theme,source,source_paragraph,invented`,
		`,Course on lighthouses,Cours sur les phares,training,2043-05,Union africaine (lead); UNODC (provider); Кения (host),Nairobi,Lutte contre le terrorisme,a/99/31,7,x`,
		`,Second course,,training,2043-05,非盟,,counter-terrorism,,,`,
		`,Bad date,,meeting,next June,AU,,,,,`,
		`,Bad kind,,gathering,2043,AU (chief); [XX-NOBODY],,no such theme,not a symbol,,`,
		`nothing,Odd,,,,,,,,,`,
		`,,,,,,,,,,`,
		`,,,,someday,,,,,,`,
		`,Second course,,training,2043-05,非盟,,counter-terrorism,,,`,
		`commitment,To build,,,2043,AU (obligor),,,A/99/31,9,`,
	}, "\n")
	s, d := open(t)
	dry := importing(t, d, "inputs.csv", []byte(table), desk.ImportOptions{DryRun: true})
	out := importing(t, d, "inputs.csv", []byte(table), desk.ImportOptions{})
	if fmt.Sprint(dry) != fmt.Sprint(out) {
		t.Errorf("dry run %+v\nin fact %+v", dry, out)
	}
	if out.Added != 5 {
		t.Errorf("%+v", out)
	}
	for _, want := range []struct {
		row               int
		column, value, by string
	}{
		{1, "invented", "", "There is no column of that name"}, {4, "date", "next June", "write it as 2024-06-01"}, {5, "kind", "gathering", "write one of: meeting"},
		{5, "party", "AU (chief)", ""}, {5, "party", "[XX-NOBODY]", "There is no identifier"}, {5, "theme", "no such theme", "the list of themes is closed"},
		{5, "source", "not a symbol", "write it as A/77/277"}, {6, "record", "nothing", "there are activity"}, {8, "date", "someday", "That is no date"}, {8, "", "", "left out"}, {9, "", "", "Row 3 is the same record"},
	} {
		if !slices.ContainsFunc(out.Aside, func(a desk.SetAside) bool {
			return a.Row == want.row && a.Column == want.column && a.Value == want.value && strings.Contains(a.Why, want.by)
		}) {
			t.Errorf("not set aside: %+v\n%+v", want, out.Aside)
		}
	}
	if len(out.Aside) != 11 {
		t.Errorf("%d set aside: %+v", len(out.Aside), out.Aside)
	}
	page, err := s.Records(t.Context(), register.Filter{Kind: register.AnyKind})
	if err != nil || page.Total != 5 {
		t.Fatal(page.Total, err)
	}
	for _, l := range page.Lines {
		claims, err := s.Claims(t.Context(), l.Record.ID)
		if err != nil {
			t.Fatal(err)
		}
		a := l.Activity
		cited := a.Title["en"] == "Course on lighthouses" || l.Record.Kind == register.KindCommitment
		for _, c := range claims {
			if cited != (c.Evidence.Work == "A/99/31") || cited == (c.Author == amira.ID) {
				t.Errorf("%s: %+v", a.Title, c)
			}
		}
		if a.Title["en"] == "Course on lighthouses" {
			want := []register.Party{{Actor: "AU", Role: "lead"}, {Actor: "UNODC", Role: "provider"}, {Actor: "KEN", Role: "host", State: true}}
			if !slices.Equal(a.Parties, want) || a.Title["fr"] != "Cours sur les phares" || !slices.Equal(a.Themes, []string{"counter-terrorism"}) || a.Date != "2043-05" || !slices.Equal(a.Places, []string{"Nairobi"}) ||
				l.Told.Work != "A/99/31" || l.Told.Number != "7" {
				t.Errorf("%+v %+v", a, l.Told)
			}
		}
	}
	// A changed row with its identifier is proposed beside what stands.
	id := page.Lines[0].Record.ID
	more := importing(t, d, "again.csv", []byte("id,record,date\n"+id+","+string(page.Lines[0].Record.Kind)+",2050"), desk.ImportOptions{})
	if more.Changed != 1 || more.Proposed != 1 {
		t.Errorf("%+v", more)
	}
}

func TestStrictIsAllOrNothing(t *testing.T) {
	s, d := open(t)
	r, err := export.NewResolver(names(t))
	if err != nil {
		t.Fatal(err)
	}
	rows, aside, err := export.ReadRecords("x.csv", []byte("title.en,mechanism\nOne,\nTwo,nowhere\n"), r)
	if err != nil || len(aside) > 0 || len(rows) != 2 {
		t.Fatal(rows, aside, err)
	}
	out, err := d.Import(t.Context(), rows, amira, desk.ImportOptions{Strict: true})
	if err == nil || len(out.Aside) != 1 {
		t.Errorf("%+v %v", out, err)
	}
	if page, _ := s.Records(t.Context(), everything); page.Total != 0 {
		t.Error("something came in")
	}
	if out, err = d.Import(t.Context(), rows, amira, desk.ImportOptions{}); err != nil || out.Added != 2 {
		t.Errorf("%+v %v", out, err)
	}
}

// hostile texts, tried in every text field.
var hostile = []string{`=cmd|' /C calc'!A0`, `+1+1`, `-2+3`, `@SUM(1)`, "\t=1", `＝1`, `'=1`, `''=1`, `<script>alert(1)</script>`, `"]}, {"x":`, `]]><x>&bogus;`, `; [AU] \; x\`, "line\nbreak", `"quoted", and; "more"`,
	`' OR 1=1; DROP TABLE record; --`, `" NEAR("x") *`, "\u202Eright to left", "a\u2028b"}

// No form lets a text be anything but text, and all of it comes back.
func TestHostileTexts(t *testing.T) {
	from, d := open(t)
	var lines []string
	for i, h := range hostile {
		h = strings.TrimSpace(h)
		x := map[string]any{"id": fmt.Sprintf("x-%d", i), "kind": "dialogue", "fields": map[string]any{"title": map[string]string{"en": h, "ar": h}, "agenda": []string{h, "plain"}, "outcomes": []string{h}}}
		b, _ := json.Marshal(x)
		lines = append(lines, string(b))
		y := map[string]any{"id": fmt.Sprintf("y-%d", i), "fields": map[string]any{"title": map[string]string{"en": h}, "series": h, "instruments": []string{h}, "figures": []string{h + "=3"}, "sdgs": []string{h}, "places": []string{h}}}
		b, _ = json.Marshal(y)
		lines = append(lines, string(b))
	}
	importing(t, d, "x.jsonl", []byte(strings.Join(lines, "\n")), desk.ImportOptions{})
	want := says(t, from)
	for _, format := range []string{"jsonl", "csv", "xlsx"} {
		file := write(t, from, format, "en")
		to, desk2 := open(t)
		importing(t, desk2, "x."+format, file, desk.ImportOptions{})
		got := says(t, to)
		for id, x := range want {
			if got[id] != x {
				t.Errorf("%s %s\n%s\n%s", format, id, x, got[id])
			}
		}
	}
	// No cell of a table is a formula.
	check := func(what, cell string) {
		if c := strings.TrimLeft(cell, " "); c != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(c)[0]) {
			t.Errorf("%s: %q is a formula", what, cell)
		}
	}
	r := csv.NewReader(bytes.NewReader(write(t, from, "csv", "en")))
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range row {
			check("csv", c)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(write(t, from, "xlsx", "en")))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Records")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, c := range row {
			check("xlsx", c)
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if formula, _ := f.GetCellFormula("Records", at); formula != "" {
				t.Errorf("%s holds the formula %s", at, formula)
			}
		}
	}
}

func TestFilesThatAreNoTables(t *testing.T) {
	r, err := export.NewResolver(names(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"a.csv": "", "b.csv": "nothing,known\n1,2", "c.csv": "title.en\n\xff\xfe", "d.csv": "title.en\n\"open", "e.xlsx": "PK\x03\x04 not", "f.xlsx": "", "g.jsonl": "[1,2]", "h.jsonl": "", "i.docx": "x"} {
		if rows, _, err := export.ReadRecords(name, []byte(content), r); err == nil || len(rows) > 0 || strings.Contains(err.Error(), "panic") {
			t.Errorf("%s: %v %v", name, rows, err)
		}
	}
	rows, aside, err := export.ReadRecords("x.jsonl", []byte("{\"fields\":{\"title\":{\"en\":\"x\"},\"nope\":1}}\n{broken\n{\"kind\":\"zzz\",\"claims\":[{}]}\n{\"fields\":[]}\n{\"fields\":{\"title\":\"text\"}}"), r)
	if err != nil || len(rows) != 1 || len(aside) != 5 {
		t.Errorf("%v %+v %v", rows, aside, err)
	}
	// Semicolons, as Excel writes them where the comma parts decimals; a day as Excel keeps it.
	rows, aside, err = export.ReadRecords("x.csv", []byte("title.en;party\nA, b;AU\n"), r)
	if err != nil || len(rows) != 1 || len(aside) != 0 || len(rows[0].Claims) != 2 {
		t.Errorf("%v %+v %v", rows, aside, err)
	}
	f := excelize.NewFile()
	_ = f.SetSheetRow("Sheet1", "A1", &[]any{"title.en", "date"})
	_ = f.SetSheetRow("Sheet1", "A2", &[]any{"x", noon()})
	_ = f.SetSheetRow("Sheet1", "A3", &[]any{"y", 2043})
	var b bytes.Buffer
	_ = f.Write(&b)
	rows, aside, err = export.ReadRecords("x.xlsx", b.Bytes(), r)
	if err != nil || len(rows) != 2 || len(aside) != 0 || rows[0].Claims[1].Value != "2044-06-01" || rows[1].Claims[1].Value != "2043" {
		t.Errorf("%+v %+v %v", rows, aside, err)
	}
}

func FuzzReadRecords(f *testing.F) {
	for _, h := range hostile {
		f.Add("x.csv", []byte("title.en,party,date\n"+h+","+h+","+h))
		b, _ := json.Marshal(map[string]any{"fields": map[string]any{"title": map[string]string{"en": h}, "parties": []map[string]string{{"actor": h}}}})
		f.Add("x.jsonl", b)
	}
	r, err := export.NewResolver(names(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		rows, _, _ := export.ReadRecords(name, content, r)
		for _, row := range rows {
			for _, c := range row.Claims {
				if c.Value == "" && !row.States {
					t.Errorf("an empty value: %+v", c)
				}
			}
		}
	})
}

func FuzzSafe(f *testing.F) {
	for _, h := range hostile {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := export.Unsafe(export.Safe(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
	})
}
