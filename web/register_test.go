package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"concord/contribution"
	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/store/sqlite"
)

// onRegister is the configuration of a site over a real register, as the program
// wires it.
func onRegister(path string) (Config, func(), error) {
	ctx := context.Background()
	lex, err := lexicon.Load()
	if err != nil {
		return Config{}, nil, err
	}
	store, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return Config{}, nil, err
	}
	d, reader := desk.New(store), reading.New(lex)
	sent, err := contribution.New(lex, reader)
	if err != nil {
		return Config{}, nil, err
	}
	in := func(ctx context.Context, name string, r io.Reader) ([]Outcome, error) {
		doc, err := intake.Stream(ctx, name, r, document.Options{IsName: reader.IsName})
		if err != nil {
			return nil, err
		}
		rd, p, err := sent.Take(ctx, store, doc)
		if err != nil {
			return nil, err
		}
		var options []desk.TakeInOption
		if p != nil {
			options = append(options, desk.AsContribution(*p))
		}
		out, err := d.TakeIn(ctx, doc, rd, desk.Named("Amira"), options...)
		if err != nil {
			return nil, err
		}
		o := Outcome{Name: name, Work: out.Work, Language: out.Language, Paragraphs: out.Paragraphs, Activities: out.Activities, Known: out.Unchanged, Version: out.Version, Contribution: out.Contribution}
		for _, w := range doc.Warnings {
			o.Warnings = append(o.Warnings, Warning{w.Kind, w.Place, w.Text})
		}
		return []Outcome{o}, nil
	}
	return Config{Library: FromRegister(store, d.Lexicon), Names: FromLexicon(d.Lexicon), Intake: in,
		Workplace: &Workplace{Register: store, Desk: d, Lexicon: d.Lexicon,
			Person: func(*http.Request) register.Person { return desk.Named("Amira") },
			Sent:   func() *contribution.Reader { return sent },
			Layout: func(ctx context.Context, name string, content []byte) (*document.Document, error) {
				return intake.Read(ctx, name, bytes.NewReader(content), int64(len(content)), document.Options{IsName: reader.IsName})
			}}}, func() { _ = store.Close() }, nil
}

// invented is a short report, written for the test.
const invented = `A/99/777

Cooperation between the United Nations and regional and other organizations

Report of the Secretary-General

African Union

1.	On 14 May 2026, the African Union and the United Nations Office on Drugs and Crime held a workshop in Kenya on border control.

2.	The partnership rests on shared principles.
`

func TestFileBecomesPages(t *testing.T) {
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore()
	out, err := c.Intake(context.Background(), "invented.txt", strings.NewReader(invented))
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != 1 || out[0].Work != "A/99/777" || out[0].Activities == 0 {
		t.Fatalf("outcome %+v", out)
	}
	s := newSite(t, c)

	page := get(t, s, "/en/documents/en/A/99/777")
	for _, want := range []string{"African Union", ">14 May 2026</a>", `class="m actor`, `id="p1"`, `id="v1-1"`, "machine-read", "Nothing reported"} {
		if !strings.Contains(page, want) {
			t.Errorf("the reading view lacks %q", want)
		}
	}
	if zh := get(t, s, "/zh/documents/en/A/99/777"); !strings.Contains(zh, "2026年5月14日") || !strings.Contains(zh, "肯尼亚") {
		t.Error("the values are not in the language of the page")
	}
	if front := get(t, s, "/en/"); !strings.Contains(front, "in 1 document") || !strings.Contains(front, `href="/en/documents/en/A/99/777#p1"`) {
		t.Error("the front page does not show the document that was read last")
	}
	_, after, ok := strings.Cut(page, `href="/en/activities/`)
	if !ok {
		t.Fatal("no act leads to its page")
	}
	id, _, _ := strings.Cut(after, `"`)
	act := get(t, s, "/en/activities/"+id)
	for _, want := range []string{"A/99/777, para. 1", "Read from a document", "Amira", "14 May 2026"} {
		if !strings.Contains(act, want) {
			t.Errorf("the page of the act lacks %q", want)
		}
	}
	// The address without a language leads to the one that there is.
	if r := do(t, s, "GET", "/documents/A/99/777", nil, nil); r.StatusCode != 303 || r.Header.Get("Location") != "/documents/en/A/99/777" {
		t.Errorf("%d %q", r.StatusCode, r.Header.Get("Location"))
	}
}

// A document in the register whose values point outside their text, as a damaged
// or foreign register might hold it, is shown all the same.
func TestSpansOutsideTheTextAreLeftOut(t *testing.T) {
	v := register.ViewParagraph{Text: register.Text{Text: "联合国", Marks: []register.Mark{
		{Kind: "actor", Value: "UN", From: 1, To: 4}, {Kind: "actor", Value: "UN", From: 0, To: 900}, {Kind: "actor", Value: "UN", From: -3, To: 3}, {Kind: "actor", Value: "UN", From: 0, To: 9},
	}}}
	v.Activities = []register.Told{{From: 2, To: 70, Record: register.Record{ID: "x"}}}
	v.Candidates = []register.Candidate{{State: register.Open, At: register.Evidence{From: 5, To: 2}}}
	v.Questions = []register.Question{{State: register.Open, At: register.Evidence{From: 100, To: 200}}}
	s := newSite(t, Config{Library: newFixture(), Names: testNames})
	p := paragraph(&v)
	r := s.set(&visit{lang: "en"}, "zh", &p, "1")
	if got := strings.Count(string(r.Say), "<a "); got != 1 {
		t.Errorf("%d marks in %s", got, r.Say)
	}
	if !bytes.Contains([]byte(r.Say), []byte(">联合国</a>")) {
		t.Error(r.Say)
	}
}
