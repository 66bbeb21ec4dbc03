package desk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/document"
	"concord/reading"
	"concord/register"
	"concord/store/sqlite"
)

var (
	actors  = strings.Fields("AU UN ASEAN UNODC UNDP OSCE LAS OIC CARICOM SADC UNOAU ECOWAS WHO UNHCR UNEP ESCAP")
	places  = strings.Fields("KEN SEN THA JAM AUT EGY BRB FJI MNG UZB Vienna Nairobi Bangkok")
	kinds   = strings.Fields("meeting visit agreement training support publication programme coordination")
	themes  = strings.Fields("women youth health transport water digital peace-security counter-terrorism")
	roles   = strings.Fields("lead provider participant beneficiary host observer")
	openers = []string{"Delegates of", "Officers of", "Experts from", "The secretariats of"}
	acts    = []string{"met to plan a regatta", "opened a course on lighthouses", "printed an atlas of ferries", "visited two orchards",
		"agreed on a calendar of kite festivals", "helped to restore a carillon", "launched a network of beekeepers", "mapped the footpaths"}
)

// invent makes a document of n paragraphs and what is read in it: words that no
// report has, values of every field. The same seed makes the same.
func invent(seed uint64, n, actsEach int) (*document.Document, *reading.Reading) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	doc := &document.Document{Name: fmt.Sprintf("invented-%d.txt", seed), Format: "text", Language: "en",
		Masthead: document.Masthead{Symbols: []string{fmt.Sprintf("A/99/%d", seed), fmt.Sprintf("S/2044/%d", seed)}, Session: 99,
			AgendaItem: "12", Title: "Invented report", Date: "2044-05-02", SubItems: []document.SubItem{{Letter: "a", Title: "African Union"}}},
		Headings: []document.Heading{{Text: "African Union", Level: 2, Next: 0}},
		Warnings: []document.Warning{{Kind: "numbering-gap", Place: "after paragraph 3", Text: "Paragraph 4 is missing."}}}
	rd := &reading.Reading{Language: "en", Period: "2042/..", Previous: []string{"A/97/1"}, Rules: "1",
		Sections: []reading.Section{{Heading: "African Union", Level: 2, Organization: "AU", From: "1", To: strconv.Itoa(n)}}}
	pick := func(list []string) string { return list[rnd.IntN(len(list))] }
	at := 0
	for i := range n {
		var p reading.Paragraph
		p.Index, p.Section = i, "AU"
		var text strings.Builder
		word := func(s string) reading.Span {
			from := text.Len()
			text.WriteString(s)
			return reading.Span{From: from, To: text.Len()}
		}
		value := func(v, rule string) reading.Value { return reading.Value{Span: word(v), Value: v, Rule: rule} }
		count := actsEach
		if actsEach == 0 {
			count = 1 + (i+rnd.IntN(3))%3 // about two
		}
		for j := range count {
			var a reading.Activity
			a.From = text.Len()
			word(pick(openers) + " ")
			x, y := rnd.IntN(len(actors)), 0
			for y = rnd.IntN(len(actors)); y == x; y = rnd.IntN(len(actors)) {
			}
			for k, w := range []string{actors[x], actors[y]} {
				v := value(w, "name")
				a.Parties = append(a.Parties, reading.Party{Value: v, Role: pick(roles), As: w})
				p.Mentions = append(p.Mentions, reading.Mention{Value: v, Kind: reading.Actor})
				word([]string{" and ", " "}[k])
			}
			k := rnd.IntN(len(acts))
			a.Kind = reading.Value{Span: word(acts[k]), Value: kinds[k], Rule: "act-word"}
			word(" in ")
			v := value(pick(places), "place")
			a.Places = []reading.Value{v}
			p.Mentions = append(p.Mentions, reading.Mention{Value: v, Kind: reading.Place})
			word(" on ")
			d := fmt.Sprintf("%d-%02d-%02d", 2040+rnd.IntN(4), 1+rnd.IntN(12), 1+rnd.IntN(28))
			a.Date = value(d, "day")
			p.Mentions = append(p.Mentions, reading.Mention{Value: a.Date, Kind: reading.Date})
			word(", ")
			a.Level = reading.Value{Span: word("ministers"), Value: "senior", Rule: "rank"}
			word(" with ")
			n := 10 + rnd.IntN(90)
			a.Figures = []reading.Value{{Span: word(strconv.Itoa(n) + " guests"), Value: "participants=" + strconv.Itoa(n), Rule: "figure"}}
			word(fmt.Sprintf(", for the %dth time", i*10+j))
			a.Modality = reading.Value{Value: "done", Rule: "tense"}
			a.Themes = []reading.Value{{Value: pick(themes), Rule: "theme"}}
			a.To = text.Len()
			a.Title = "Act of " + actors[x]
			word(". ")
			p.Activities = append(p.Activities, a)
			for _, extra := range []string{"UNODC", "Vienna", "2041"} {
				m := value(extra, "name")
				kind := map[string]reading.Kind{"UNODC": reading.Actor, "Vienna": reading.Place, "2041": reading.Date}[extra]
				p.Mentions = append(p.Mentions, reading.Mention{Value: m, Kind: kind})
				word(" ")
			}
			p.Themes = append(p.Themes, a.Themes[0])
		}
		if i%10 == 0 {
			s := word("Kestrel Forum")
			p.Candidates = []reading.Candidate{{Span: s, Text: "Kestrel Forum", Rule: "shape"}}
			word(" and ")
			s = word("the Commission")
			p.Questions = []reading.Question{{Span: s, Text: "the Commission", Choices: []string{"AUC", "ECA"}}}
		}
		t := text.String()
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: strconv.Itoa(i + 1), Text: t,
			Source: []document.Segment{{At: 0, Len: len(t) / 2, File: at, FileLen: len(t) / 2}, {At: len(t) / 2, Len: len(t) - len(t)/2, File: at + len(t)/2 + 1, FileLen: len(t) - len(t)/2}}})
		rd.Paragraphs = append(rd.Paragraphs, p)
		at += len(t) + 2
	}
	hash(doc)
	return doc, rd
}

// hash gives a document the hash of its texts, as if they were its file.
func hash(doc *document.Document) {
	h := sha256.New()
	for _, p := range doc.Paragraphs {
		h.Write([]byte(p.Text))
		h.Write([]byte{0})
	}
	doc.SHA256 = hex.EncodeToString(h.Sum(nil))
}

var amira = register.Person{ID: "local:amira", Name: "Amira"}

func clock() func() time.Time {
	now := time.Date(2044, 6, 1, 9, 0, 0, 0, time.UTC)
	return func() time.Time { now = now.Add(time.Second); return now }
}

// open makes a desk over a new register.
func open(tb testing.TB) (*desk.Desk, *sqlite.Store) {
	tb.Helper()
	return openAt(tb, filepath.Join(tb.TempDir(), "concord.db"))
}

func openAt(tb testing.TB, path string) (*desk.Desk, *sqlite.Store) {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), path, sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return desk.New(s, desk.Clock(clock())), s
}
