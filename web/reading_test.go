package web

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// golden compares with a file of testdata; -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if w := strings.ReplaceAll(string(want), "\r\n", "\n"); w != got {
		t.Errorf("%s differs; -update writes what came out:\n%s", path, got)
	}
}

var assetHash = regexp.MustCompile(`(/static/[a-z]+)\.[0-9a-f]{8}`)

// The matter of the main pages as it is sent.
func TestPagesAsSent(t *testing.T) {
	s, _ := fixtureSite(t)
	for name, target := range map[string]string{
		"reading.en.html": "/en/documents/en/A/99/901", "reading.zh.html": "/zh/documents/zh/A/99/901", "reading.ar.html": "/ar/documents/ar/A/99/901",
		"front.fr.html": "/fr/", "activity.ru.html": "/ru/activities/7f3k0000000aa", "documents.es.html": "/es/documents",
	} {
		golden(t, name, assetHash.ReplaceAllString(get(t, s, target), "$1"))
	}
}

var (
	textMarks  = regexp.MustCompile(`<a class="m ([a-z]+)(?: k(\d+))?" id="(t[^"]+)" href="#(v[^"]+)">`)
	valueMarks = regexp.MustCompile(`<a class="m ([a-z]+)(?: k(\d+))?"(?: id="(v[^"]+)")? href="#(t[^"]+)"`)
	anyID      = regexp.MustCompile(` id="([^"]+)"`)
	anyTarget  = regexp.MustCompile(` href="#([^"]+)"`)
)

// checkRow checks what has to hold of any paragraph: well formed, the text as it
// is, marks and values tied both ways, no id twice, no link to nowhere.
func checkRow(t interface{ Fatalf(string, ...any) }, s *Site, doc string, p *Paragraph) {
	r := s.set(&visit{lang: "en"}, doc, p, "7")
	var all strings.Builder
	fmt.Fprintf(&all, `<article id="%s"><p>%s</p>`, r.Anchor, r.Say)
	for _, a := range r.Acts {
		fmt.Fprintf(&all, `<section id="%s">`, a.Anchor)
		for _, f := range a.Fields {
			fmt.Fprintf(&all, `<dd>%s</dd>`, f.Value)
		}
		all.WriteString(`</section>`)
	}
	for _, d := range r.Doubts {
		fmt.Fprintf(&all, `<dd>%s</dd>`, d.Value)
	}
	fmt.Fprintf(&all, `<dd>%s</dd></article>`, r.Also)
	page := all.String()

	d := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(page, "<br>", "<br/>")))
	d.Entity = xml.HTMLEntity
	for {
		_, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, page)
		}
	}
	// The words, without the letters of acts and the question marks, are the text.
	say := regexp.MustCompile(`<a class="sig".*?</a>|<span class="q-mark">\?</span>`).ReplaceAllString(string(r.Say), "")
	say = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(strings.ReplaceAll(say, "<br>", "\n"), ""))
	if want := strings.ReplaceAll(p.Text, "\x00", "\uFFFD"); say != want {
		t.Fatalf("the text is %q, shown is %q", want, say)
	}
	ids := map[string]bool{}
	for _, m := range anyID.FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Fatalf("the id %s stands twice\n%s", m[1], page)
		}
		ids[m[1]] = true
	}
	for _, m := range anyTarget.FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Fatalf("a link leads to %s, which is not there\n%s", m[1], page)
		}
	}
	// A mark and the value that it leads to have the same k, and lead back.
	k := map[string]string{}
	for _, m := range valueMarks.FindAllStringSubmatch(page, -1) {
		if m[3] != "" {
			k[m[3]] = m[2]
		}
	}
	n := 0
	for _, m := range textMarks.FindAllStringSubmatch(page, -1) {
		n++
		if k[m[4]] != m[2] {
			t.Fatalf("mark %s has k%s, its value %s k%s\n%s", m[3], m[2], m[4], k[m[4]], page)
		}
	}
	if n != strings.Count(string(r.Say), `<a class="m `) {
		t.Fatalf("%d marks were looked at in %s", n, r.Say)
	}
}

func TestMarksLeadBothWays(t *testing.T) {
	s, _ := fixtureSite(t)
	for _, d := range fixtureDocuments() {
		for i := range d.Paragraphs {
			checkRow(t, s, d.Language, &d.Paragraphs[i])
		}
	}
	_, l := seedSite(t)
	d, err := l.Document(t.Context(), "A/77/277", "zh", 0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Paragraphs {
		checkRow(t, s, d.Language, &d.Paragraphs[i])
	}
}

var (
	kinds  = []string{"actor", "place", "date", "symbol", "instrument", "theme", ""}
	pieces = []string{"ASEAN", "联合国", "جامعة", " ", "<b>", "&amp;", "\n", "\"'", "\x00", "é", "2021", "</a>", "。"}
)

// Whatever spans a register holds, in or outside of the text, nested, crossing,
// within a letter: the page is whole and says the text.
func TestAnySpansMakeAWholePage(t *testing.T) {
	s, _ := fixtureSite(t)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "text"), "")
		span := func() Span {
			return Span{rapid.IntRange(-2, len(text)+3).Draw(t, "from"), rapid.IntRange(-2, len(text)+3).Draw(t, "to")}
		}
		value := func() Value {
			return Value{Span: span(), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Value: rapid.SampledFrom(pieces).Draw(t, "value"), Inferred: rapid.Bool().Draw(t, "inferred")}
		}
		values := func() (vs []Value) {
			for range rapid.IntRange(0, 3).Draw(t, "n") {
				vs = append(vs, value())
			}
			return vs
		}
		p := Paragraph{Text: text, Number: "7", Mentions: values()}
		for range rapid.IntRange(0, 3).Draw(t, "acts") {
			a := Act{Span: span(), Date: value(), Places: values(), Instruments: values(), Documents: values(), Titles: map[string]string{"en": "x"}}
			for _, v := range values() {
				a.Parties = append(a.Parties, Party{Value: v, Role: "lead"})
			}
			p.Acts = append(p.Acts, a)
		}
		for range rapid.IntRange(0, 2).Draw(t, "doubts") {
			p.Candidates = append(p.Candidates, span())
			p.Questions = append(p.Questions, Question{span(), []string{"AU", "<x>"}})
		}
		checkRow(t, s, "en", &p)
	})
}

func FuzzSet(f *testing.F) {
	f.Add("ASEAN and the UN", 0, 5, 3, 16, "actor")
	f.Add("联合国<b>", 0, 3, 1, 9, "place")
	s, _ := fixtureSite(f)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int, kind string) {
		text = strings.ToValidUTF8(text, "?")
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF }) {
			return // no character of XML, with which the page is checked
		}
		text = strings.ReplaceAll(text, "\r", "")
		p := Paragraph{Text: text, Number: "7",
			Mentions: []Value{{Span: Span{a, b}, Kind: kind, Value: "x"}, {Span: Span{c, d}, Kind: "actor", Value: "y"}},
			Acts:     []Act{{Span: Span{b, d}, Parties: []Party{{Value: Value{Span: Span{a, b}, Kind: "actor", Value: "x"}}}}}}
		checkRow(t, s, "en", &p)
	})
}

func TestLongerMarkStays(t *testing.T) {
	s, _ := fixtureSite(t)
	p := Paragraph{Text: "Department of Peace of the African Union", Mentions: []Value{
		{Span: Span{27, 40}, Kind: "actor", Value: "AU"}, {Span: Span{0, 40}, Kind: "actor", Value: "DPAU"},
	}, Acts: []Act{{Span: Span{0, 40}, Parties: []Party{{Value: Value{Span: Span{27, 40}, Kind: "actor", Value: "AU"}}}}}}
	r := s.set(&visit{lang: "en"}, "en", &p, "1")
	if strings.Count(string(r.Say), `class="m `) != 1 || !strings.Contains(string(r.Say), ">Department of Peace of the African Union</a>") {
		t.Error(r.Say)
	}
	// The value is in the record, tied to the mark that holds its words.
	if v := string(r.Acts[0].Fields[0].Value); !strings.Contains(v, `k1`) || !strings.Contains(v, "African Union") && !strings.Contains(v, "AU") {
		t.Error(v)
	}
}

func TestWhatPagesSayOfDoubt(t *testing.T) {
	s, _ := fixtureSite(t)
	page := get(t, s, "/en/documents/en/A/99/901")
	for _, want := range []string{
		`[<a class="m date k6" id="v42-6" href="#t42-6">July–December 2026</a>] <span class="role">inferred from “`, // inferred, and from which words
		`unknown name: the lexicon lacks it`, `not resolved: AUC or ECA?`, `<dd class="none">undated</dd>`, `Nothing reported: no act of cooperation in this paragraph.`,
		`>First in doubt: ¶42</a>`, `4 paragraphs, 7 acts, 5 reviewed, 2 undated, 3 without a place, 2 in doubt`, "machine-read", "contested",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, ">0 ") {
		t.Error("an absence is written as a number")
	}
}

// Whatever files, texts and records say is shown as text.
func TestMarkupInDataIsText(t *testing.T) {
	const bad = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	f := newFixture()
	d := f.docs[0]
	d.Title, d.Name, d.AgendaItem, d.Rules, d.JobNumber = bad, bad, bad, bad, bad
	d.Symbols = []string{bad}
	d.SubItems = []string{bad}
	d.Period, d.Date = bad, bad
	d.Warnings = []Warning{{Kind: bad, Text: bad, Place: bad}, {Kind: "numbering-gap", Place: bad}}
	d.Sections[0].Heading, d.Sections[0].Number, d.Sections[1].SubItem = bad, bad, bad
	p := &d.Paragraphs[0]
	p.Number, p.Part = bad, bad
	p.Text = bad + p.Text
	a := &p.Acts[0]
	a.ID, a.Titles, a.State = bad, map[string]string{"en": bad}, bad
	for _, v := range []*Value{&a.Kind, &a.Level, &a.Modality, &a.Mode, &a.Series, &a.Date} {
		v.Value = bad
	}
	a.Parties[0].Value.Value, a.Parties[0].Role = bad, bad
	a.Figures, a.Themes, a.SDGs = []Value{{Value: bad}}, []Value{{Value: bad}}, []Value{{Value: bad}}
	d.Paragraphs[1].Questions[0].Choices = []string{bad}
	p2 := &d.Paragraphs[2].Acts[0]
	p2.ID = "x"
	p2.Titles = map[string]string{"en": bad}
	p2.Parties[0].Value.Value, p2.Parties[0].Value.Rule = bad, bad
	s := newSite(t, Config{Library: f, Names: testNames, Intake: f.intake})
	for _, target := range []string{"/en/", "/zh/", "/en/documents", "/en/documents/en/A/99/901", "/ar/documents/en/A/99/901", "/en/activities/x", "/en/documents/en/" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E"} {
		r := do(t, s, "GET", target, nil, nil)
		page := read(t, r)
		if strings.Contains(page, "<script>") || strings.Contains(page, "<img") || strings.Contains(page, `onerror=alert(2)>`) {
			t.Errorf("%s: markup of the data is in the page", target)
		}
		if r.StatusCode == 200 && !strings.Contains(page, "</html>") {
			t.Errorf("%s: not whole", target)
		}
	}
	body, kind := upload(t, file{bad + ".txt", bad}, file{"bad" + bad, bad})
	page := read(t, do(t, s, "POST", "/en/read", strings.NewReader(string(body)), map[string][]string{"Content-Type": {kind}}))
	if strings.Contains(page, "<script>") || strings.Contains(page, "<img") {
		t.Error("the name of a file is in the page as markup")
	}
}

func TestAnchors(t *testing.T) {
	got := strings.Join(anchors([]Paragraph{{Number: "1"}, {Number: "2"}, {Number: "1"}, {Part: "annex II", Number: "1"}, {Part: "summary"}, {Part: "summary"}, {Number: "11.4"}, {Part: "footnote", Number: "*"}, {Number: "a b\u00a0<c>"}}), " ")
	if want := "1 2 1.2 annex-ii-1 summary summary.2 11.4 footnote a-b--c"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLettersOfActs(t *testing.T) {
	for _, x := range []struct {
		lang string
		i    int
		want string
	}{{"en", 0, "a"}, {"en", 27, "28"}, {"zh", 1, "乙"}, {"ar", 0, "أ"}, {"ru", 3, "г"}, {"fr", 2, "c"}} {
		if got := letter(x.lang, x.i); got != x.want {
			t.Errorf("%s %d: %s", x.lang, x.i, got)
		}
	}
}
