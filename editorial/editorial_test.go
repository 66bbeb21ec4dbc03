package editorial

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
)

// checked reads a text and gives its findings as "rule place: words".
func checked(t testing.TB, name, text string, change ...func(*Subject)) []string {
	t.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	reader := reading.New(lex)
	doc, err := intake.Stream(context.Background(), name, strings.NewReader(text), document.Options{IsName: reader.IsName})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := reader.Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	s := &Subject{Document: doc, Reading: rd, Lexicon: lex}
	for _, f := range change {
		f(s)
	}
	found, err := Check(context.Background(), rules, s)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range found {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s: %s", f.Rule, f.Place, f.Words)))
	}
	return lines
}

const report = `United Nations A/98/123

General Assembly
Distr.: General
4 August 2043
Original: English
Ninety-eighth session
Item 130 of the provisional agenda

Cooperation between the United Nations and regional and other organizations

Report of the Secretary-General

Summary
The present report covers the period from August 2041 to July 2043.

I. Introduction

`

// section opens one on an organization: an introduction tells no acts.
const section = "II. Cooperation with regional organizations\n\nAssociation of Southeast Asian Nations\n\n"

func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // beginning of a line that has to be there
		not        []string // rule that may find nothing
	}{
		{"a name given up", report + "1. The Organization of the Islamic Conference and the United Nations met on 3 May 2042 in Jeddah.\n", []string{"name-former ¶1: Organization of the Islamic Conference"}, nil},
		{"the name of today", report + "1. The Organization of Islamic Cooperation and the United Nations met on 3 May 2042 in Jeddah.\n", nil, []string{"name-former"}},
		{"an abbreviation before its name", report + "1. OPCW met the Office in May 2042.\n\n2. The Organization for the Prohibition of Chemical Weapons (OPCW) met it again.\n", []string{"abbreviation-first ¶1: OPCW"}, nil},
		{"an abbreviation introduced", report + "1. The Organization for the Prohibition of Chemical Weapons (OPCW) met the Office in May 2042. OPCW thanked it.\n", nil, []string{"abbreviation-first", "abbreviation-twice"}},
		{"an abbreviation introduced again", report + "1. The Organization for the Prohibition of Chemical Weapons (OPCW) met the Office.\n\n2. The Organization for the Prohibition of Chemical Weapons (OPCW) met it again.\n", []string{"abbreviation-twice ¶2: OPCW"}, nil},
		{"a number that is missing", report + "1. One met.\n\n2. Two met.\n\n4. Four met.\n", []string{"numbering"}, nil},
		{"a symbol mistyped", report + "1. The Assembly adopted A/Res/75/1 and recalled A/RES/58/316.\n", []string{"symbol-form ¶1: A/Res/75/1"}, nil},
		{"a sign of per cent", report + "1. Some 46 % of them came, 12 per cent late.\n", []string{"percent ¶1: %"}, nil},
		{"a word twice", report + "1. The officers of the the mission met.\n", []string{"word-twice ¶1: the the"}, nil},
		{"a day after the period", report + section + "1. ASEAN and the United Nations held a workshop on 3 May 2044 in Jakarta.\n", []string{"date-period ¶1: 3 May 2044"}, nil},
		{"a day within", report + section + "1. ASEAN and the United Nations held a workshop on 3 May 2043 in Jakarta.\n", nil, []string{"date-period"}},
		{"one act told twice", report + section + "1. On 3 May 2043, ASEAN and the United Nations Office on Drugs and Crime held a workshop on border control in Jakarta.\n\n2. One.\n\n3. On 3 May 2043, ASEAN and the United Nations Office on Drugs and Crime held a workshop on border control in Jakarta.\n", []string{"same-act ¶3"}, nil},
		{"two shifted thousands", report + "1. They trained 12 500 officers and 1,250 judges.\n", []string{"thousands ¶1: 12 500"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := checked(t, "report.txt", c.text, func(s *Subject) { s.Period = "2041-08/2043-07" })
			for _, want := range c.want {
				if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
					t.Errorf("%q is not found among\n%s", want, strings.Join(got, "\n"))
				}
			}
			for _, rule := range c.not {
				if slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, rule+" ") }) {
					t.Errorf("%s finds something: %v", rule, got)
				}
			}
		})
	}
}

func TestLengthCountsHeadingsAndNotes(t *testing.T) {
	text := report + "1. One two three.\n"
	if got := checked(t, "report.txt", text, func(s *Subject) { s.Limit = 1000 }); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "length") }) {
		t.Errorf("a short report is too long: %v", got)
	}
	if got := checked(t, "report.txt", text, func(s *Subject) { s.Limit = 5 }); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "length") }) {
		t.Errorf("a report over its limit is not found: %v", got)
	}
	for text, want := range map[string]int{"": 0, "one two": 2, "A/RES/75/1, of 2020": 3, "联合国 2022 年": 5, "东盟—联合国": 5, "l’accord": 1} {
		if got := Units(text); got != want {
			t.Errorf("%q has %d units, not %d", text, got, want)
		}
	}
}

// Each rule has a page that says why, and each row of its table compiles, which
// Rules holds; a way that no rule names would be dead.
func TestRulesAreWhole(t *testing.T) {
	list, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, r := range list {
		used[r.Way] = true
		if r.Title == "" || len(r.Text) < 40 {
			t.Errorf("%s has no title or says too little", r.ID)
		}
		if (r.Way == "pattern" || r.Way == "symbol-form") != (len(r.Rows) > 0) {
			t.Errorf("%s has %d rows for its way %s", r.ID, len(r.Rows), r.Way)
		}
	}
	for way := range ways {
		if !used[way] {
			t.Errorf("no rule looks by %s", way)
		}
	}
}

// What the report of 2022 has wrong in its names is found, and little else: all
// findings were read by hand; see doc/editorial.md.
func TestSeed(t *testing.T) {
	b, err := os.ReadFile("../../shared/seed/A-77-277.zh.txt")
	if os.IsNotExist(err) {
		t.Skip("the report is not here: ../shared/seed is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	got := checked(t, "A-77-277.zh.txt", string(b))
	for _, want := range []string{"name-former ¶116: 伊斯兰会议组织", "name-variety ¶103: 移徙组织"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not found", want)
		}
	}
	if len(got) > 20 {
		t.Errorf("%d findings:\n%s", len(got), strings.Join(got, "\n"))
	}
}

// FuzzCheck: no text makes a rule panic, and each finding lies in its text.
func FuzzCheck(f *testing.F) {
	f.Add(report + "1. The OPCW (OPCW) 12 500 % (\n")
	f.Add("1. 联合国,东盟\n\n3. \"引号\"？？\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		lex, err := lexicon.Load()
		if err != nil {
			t.Fatal(err)
		}
		reader := reading.New(lex)
		doc, err := intake.Stream(context.Background(), "x.txt", strings.NewReader(text), document.Options{Language: "en", IsName: reader.IsName})
		if err != nil {
			return
		}
		rd, err := reader.Read(doc)
		if err != nil {
			return
		}
		rules, err := Rules()
		if err != nil {
			t.Fatal(err)
		}
		found, err := Check(context.Background(), rules, &Subject{Document: doc, Reading: rd, Lexicon: lex, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range found {
			if x.Say == "" || x.Rule == "" || x.Place.To < x.Place.From {
				t.Errorf("a finding without words: %+v", x)
			}
		}
	})
}
