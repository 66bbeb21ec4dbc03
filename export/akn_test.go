package export_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"concord/document"
	"concord/export"
	"concord/register"
	"concord/samples"
)

// valid asks xmllint whether a file is valid Akoma Ntoso.
func valid(t *testing.T, akn []byte) {
	t.Helper()
	schema := shared(t, "standards/akomantoso30.xsd")[0]
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Fatal("xmllint is needed (Debian: libxml2-utils)")
	}
	file := filepath.Join(t.TempDir(), "document.xml")
	if err := os.WriteFile(file, akn, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("xmllint", "--nonet", "--noout", "--schema", schema, file).CombinedOutput(); err != nil {
		t.Errorf("%.3000s", out)
	}
}

func written(t *testing.T, v *register.View) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := export.AKN(&b, v, names(t)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// words are all words of the text of an XML file, element by element.
func words(t *testing.T, b []byte) string {
	t.Helper()
	var out strings.Builder
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return strings.Join(strings.Fields(out.String()), " ")
		}
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := tok.(xml.CharData); ok {
			out.Write(c)
			out.WriteByte(' ')
		}
	}
}

// The samples in all languages are valid, and nothing of their text is lost.
func TestSamplesAsAkomaNtoso(t *testing.T) {
	files, err := samples.Files()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 6 {
		t.Fatalf("%d samples", len(files))
	}
	for _, f := range files {
		t.Run(f.Language, func(t *testing.T) {
			s, d := open(t)
			work, lang := takeIn(t, d, f.Name, f.Content, f.Language)
			wholeText(t, s, work, lang)
		})
	}
}

func wholeText(t *testing.T, r register.Reader, work, lang string) {
	v, err := r.View(t.Context(), work, lang, 0)
	if err != nil {
		t.Fatal(err)
	}
	b := written(t, v)
	valid(t, b)
	text := words(t, b)
	for i := range v.Paragraphs {
		for _, line := range strings.FieldsFunc(v.Paragraphs[i].Text.Text, func(r rune) bool { return r == '\n' || r == '\t' }) {
			// The label of an item stands in an element of its own: what follows is compared.
			tail := strings.Join(strings.Fields(line), " ")
			if k := strings.IndexAny(tail, ")）"); k >= 0 && k < 16 {
				tail = strings.TrimLeft(tail[k:], ")） ")
			}
			if !strings.Contains(text, tail) {
				t.Errorf("lost: %.120s", tail)
			}
		}
	}
	for _, h := range v.Version.Headings {
		if !strings.Contains(text, strings.Join(strings.Fields(h.Text), " ")) {
			t.Errorf("lost heading: %s", h.Text)
		}
	}
	for _, s := range v.Work.Symbols {
		if !strings.Contains(string(b), `<FRBRalias name="symbol" value="`+s+`"/>`) {
			t.Errorf("no symbol %s", s)
		}
	}
}

// Real documents, as Word has them and as plain text.
func TestRealDocumentsAsAkomaNtoso(t *testing.T) {
	files := append(shared(t, "samples/*.docx"), shared(t, "seed/*.txt")...)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, d := open(t)
			work, lang := takeIn(t, d, filepath.Base(file), content, "")
			wholeText(t, s, work, lang)
		})
	}
}

// Whatever a register holds is valid: markup in the text, characters that XML
// cannot have, no masthead, repeated numbers, headings that go nowhere.
func TestAnyDocumentIsValid(t *testing.T) {
	p := func(part, number, text string) register.ViewParagraph {
		return register.ViewParagraph{Text: register.Text{Place: register.Place{Part: part, Number: number}, Text: text}}
	}
	for name, v := range map[string]*register.View{
		"empty": {},
		"hostile": {Work: register.Work{ID: `a"b<c>~0`, Symbols: []string{`A/1"><x>`}},
			Version: register.Version{Language: "en", Name: "]]>.txt", Masthead: document.Masthead{Title: "<b>&amp;\x00\x1b\uFFFE</b>", Date: "someday", SubItems: []document.SubItem{{Letter: `"`, Title: "<!-- "}}},
				Headings: []document.Heading{{Text: "</mainBody>", Number: "<", Level: 1}, {Text: "two", Level: -4, Next: 1}, {Text: "deep", Level: 9, Next: 1}, {Text: "deeper", Level: 10, Next: 1}, {Text: "deepest", Level: 11, Next: 1}, {Text: "more", Level: 12, Next: 1}, {Text: "end", Level: 2, Next: 99}}},
			Paragraphs: []register.ViewParagraph{p("footnote", "*", "before all"), p("", "1", "one <script>\n(a) x\n(a) y\nz\n（甲）丙"), p("", "1", "again \xff\xfe"), p("footnote", "1", "note\nof two lines"),
				p("table", "", "a\tb\nc"), p("footnote", "1", "to the table"), p("table", "", "no cells"), p("annex", "1", "first"), p("annex II", "1", "second"), p("annex II", "", ""), p("summary", "", "late"), p("preamble", "", "Recalling\n(b) more"), p("footnote", "", "of it"), p("", "2", "")}},
		"resolution": {Work: register.Work{ID: "A/RES/99/9", Symbols: []string{"A/RES/99/9"}}, Version: register.Version{Language: "fr", Number: 3, Masthead: document.Masthead{Date: "2044-12-03", Title: "T"}},
			Paragraphs: []register.ViewParagraph{p("preamble", "", "Rappelant sa résolution,"), p("", "1", "Prie …")}},
	} {
		t.Run(name, func(t *testing.T) { valid(t, written(t, v)) })
	}
}
