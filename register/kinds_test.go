package register_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/fault"
	"concord/register"

	"pgregory.net/rapid"
)

// typed are the Go types of the kinds' values.
var typed = map[register.Kind]any{
	register.KindActivity: register.Activity{}, register.KindRelationship: register.Relationship{}, register.KindInstrument: register.Instrument{},
	register.KindMandate: register.Mandate{}, register.KindMechanism: register.Mechanism{}, register.KindCommitment: register.Commitment{},
	register.KindDialogue: register.Dialogue{}, register.KindPractice: register.Practice{}, register.KindCycle: register.Cycle{},
	register.KindActor:        register.Actor{},
	register.KindContribution: register.Contribution{}, register.KindDraft: register.Draft{},
}

// Each kind's type has exactly the keys of its row in the table, in that order.
func TestTypesFitTheTable(t *testing.T) {
	if len(typed) != len(register.Kinds()) {
		t.Fatalf("%d types for the kinds %v", len(typed), register.Kinds())
	}
	for kind, v := range typed {
		var keys, want []string
		for f := range reflect.TypeOf(v).Fields() {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			keys = append(keys, key)
		}
		for _, f := range register.Fields(kind) {
			want = append(want, f.JSON)
		}
		if !slices.Equal(keys, want) {
			t.Errorf("%s: the type has %v, the table %v", kind, keys, want)
		}
	}
}

// A name of a field means the same in every kind.
func TestFieldNamesMeanOneThing(t *testing.T) {
	seen := map[string]register.Field{}
	for _, k := range register.Kinds() {
		names := map[string]bool{}
		for _, f := range register.Fields(k) {
			if names[f.Name] || names["json "+f.JSON] {
				t.Errorf("%s has %s twice", k, f.Name)
			}
			names[f.Name], names["json "+f.JSON] = true, true
			have, ok := seen[f.Name]
			f.Codes, have.Codes = nil, nil // lists differ by kind
			if ok && !reflect.DeepEqual(have, f) {
				t.Errorf("%s is %+v in one kind and %+v in %s", f.Name, have, f, k)
			}
			seen[f.Name] = f
		}
	}
}

// example gives a value that a field can have.
func example(t *rapid.T, f register.Field) string {
	switch f.Type {
	case register.TypeTitle:
		return rapid.SampledFrom([]string{"en:Ein \"Plan\" <b>", "zh:计划", "ar:خطة", "en:Other"}).Draw(t, "title")
	case register.TypeCode:
		return rapid.SampledFrom(f.Codes).Draw(t, "code")
	case register.TypeDate:
		return rapid.SampledFrom([]string{"2044", "2044-06", "2044-06-02/2044-06-05", "2044?", "2043/2044", "2044-06/..", "../2044"}).Draw(t, "date")
	case register.TypeParty:
		return register.PartyValue(register.Party{Actor: rapid.SampledFrom([]string{"AU", "UNODC", "SEN"}).Draw(t, "actor"),
			Role: rapid.SampledFrom(append([]string{""}, register.Roles...)).Draw(t, "role")})
	case register.TypeDated:
		name := "3"
		if len(f.Codes) > 0 {
			name = rapid.SampledFrom(f.Codes).Draw(t, "name")
		}
		return name + "=" + rapid.SampledFrom([]string{"2044", "2044-06-02", ""}).Draw(t, "date")
	case register.TypeName:
		return rapid.SampledFrom([]string{"en|official|Quill \"Basin\" Fund|2002||A/99/1", "en|former|Quill Fund||2002|", "zh|short|羽基金|||", "ar|official|صندوق|||"}).Draw(t, "name")
	case register.TypeFigure:
		return rapid.SampledFrom([]string{"participants", "words"}).Draw(t, "what") + "=" + fmt.Sprint(rapid.IntRange(1, 9000).Draw(t, "n"))
	}
	return rapid.SampledFrom([]string{"A/99/1", "Nairobi", "AU", "=cmd|' /C calc'!A0", "<script>"}).Draw(t, "text")
}

// Whatever values the accepted claims of a kind have, they are what its type
// reads, and no value of one is lost or appears twice.
func TestCurrentOfEveryKind(t *testing.T) {
	for _, kind := range register.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				fields := register.Fields(kind)
				var in []register.Claim
				for range rapid.IntRange(0, 12).Draw(t, "claims") {
					f := rapid.SampledFrom(fields).Draw(t, "field")
					c := register.Claim{Record: "r", Field: f.Name, Value: example(t, f), Author: "local:amira", State: register.Proposed}
					if err := c.Check(kind); err != nil {
						t.Fatalf("%v", err)
					}
					in = append(in, c)
				}
				claims := register.Settle(nil, in)
				current := register.Current(kind, claims)
				into := reflect.New(reflect.TypeOf(typed[kind]))
				if err := json.Unmarshal(current, into.Interface()); err != nil {
					t.Fatalf("%s: %v", current, err)
				}
				again, err := json.Marshal(into.Interface())
				if err != nil || string(again) != string(current) {
					t.Fatalf("claims make  %s\nits type says %s", current, again)
				}
				accepted := map[string]bool{}
				for _, c := range claims {
					if c.State == register.Accepted {
						accepted[c.Field+" "+register.Element(c.Field, c.Value)] = true
					}
				}
				var keys map[string]json.RawMessage
				if json.Unmarshal(current, &keys) != nil {
					t.Fatal(string(current))
				}
				n := 0
				for _, f := range fields {
					switch raw := keys[f.JSON]; {
					case raw == nil:
					case f.Type == register.TypeTitle:
						var m map[string]string
						_ = json.Unmarshal(raw, &m)
						n += len(m)
					case f.Many:
						var list []json.RawMessage
						_ = json.Unmarshal(raw, &list)
						n += len(list)
					default:
						n++
					}
				}
				if n != len(accepted) {
					t.Fatalf("%d accepted elements, %d values in %s", len(accepted), n, current)
				}
			})
		})
	}
}

func TestClaimsThatCannotBeStored(t *testing.T) {
	ok := register.Claim{Record: "r", Field: "type", Value: "memorandum", Author: "local:amira", State: register.Proposed}
	if err := ok.Check(register.KindInstrument); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(c *register.Claim){
		"no source":        func(c *register.Claim) { c.Author = "" },
		"no value":         func(c *register.Claim) { c.Value, c.Author, c.Contribution = "", "", "C" },
		"unknown field":    func(c *register.Claim) { c.Field = "colour" },
		"another kind's":   func(c *register.Claim) { c.Field, c.Value = "rhythm", "P1Y" },
		"not in the list":  func(c *register.Claim) { c.Value = "pamphlet" },
		"no text":          func(c *register.Claim) { c.Value = "\xff" },
		"backwards":        func(c *register.Claim) { c.Evidence.From, c.Evidence.To = 4, 2 },
		"no state":         func(c *register.Claim) { c.State = "maybe" },
		"no date":          func(c *register.Claim) { c.Field, c.Value = "term", "soon" },
		"act without name": func(c *register.Claim) { c.Field, c.Value = "act", "2044" },
		"act unknown":      func(c *register.Claim) { c.Field, c.Value = "act", "lapsed=2044" },
		"act without date": func(c *register.Claim) { c.Field, c.Value = "act", "signed=soon" },
		"role unknown":     func(c *register.Claim) { c.Field, c.Value = "party", `{"actor":"AU","role":"king"}` },
		"no language":      func(c *register.Claim) { c.Field, c.Value = "title", "A plan" },
	} {
		c := ok
		change(&c)
		if err := c.Check(register.KindInstrument); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStanding(t *testing.T) {
	on := time.Date(2044, 6, 2, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		term string
		acts []string
		want register.Standing
	}{
		{"", nil, register.StandingNoTerm},
		{"", []string{"signed=2040"}, register.StandingNoTerm},
		{"", []string{"drafting=2043"}, register.StandingDrafting},
		{"2040/2050", nil, register.StandingRuns},
		{"2040/..", nil, register.StandingRuns},
		{"2045/2050", nil, register.StandingBefore},
		{"2040/2044", nil, register.StandingEndsSoon},
		{"2040/2045-06-01", nil, register.StandingEndsSoon},
		{"2040/2045-06-02", nil, register.StandingRuns},
		{"2040/2044-06-02", nil, register.StandingEndsSoon}, // its last day is today
		{"2040/2044-06-01", nil, register.StandingUnrenewed},
		{"2040/2043?", []string{"signed=2040"}, register.StandingUnrenewed},
		{"2040/2043", []string{"signed=2040", "extended=2043-05"}, register.StandingExtended},
		{"2040/2043", []string{"renewed="}, register.StandingExtended},
		{"2040/2043", []string{"renewed=2038"}, register.StandingUnrenewed}, // of an earlier term
		{"2040/2043", []string{"ended=2042"}, register.StandingEnded},
		{"2040/2050", []string{"ended="}, register.StandingEnded},
		{"2040/2050", []string{"ended=2046"}, register.StandingRuns}, // will end
	} {
		n := register.Instrument{Term: c.term, Acts: c.acts}
		if got := n.Standing(on); got != c.want {
			t.Errorf("term %q, acts %v: %s, want %s", c.term, c.acts, got, c.want)
		}
	}
}

// No term alone makes an instrument ended: only a source says so.
func TestNothingLapsesByItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(1, 9999)
		n := register.Instrument{Term: fmt.Sprintf("%04d/%04d", year.Draw(t, "from"), year.Draw(t, "to"))}
		for range rapid.IntRange(0, 3).Draw(t, "acts") {
			n.Acts = append(n.Acts, fmt.Sprintf("%s=%04d", rapid.SampledFrom([]string{"adopted", "signed", "extended", "renewed"}).Draw(t, "act"), year.Draw(t, "year")))
		}
		if s := n.Standing(time.Date(year.Draw(t, "on"), 1, 1, 0, 0, 0, 0, time.UTC)); s == register.StandingEnded {
			t.Fatalf("%+v: %s", n, s)
		}
	})
}

func TestCommitmentState(t *testing.T) {
	on := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		c    register.Commitment
		want register.DueState
	}{
		{register.Commitment{}, register.DueOpen},
		{register.Commitment{Due: "2027"}, register.DueOpen},
		{register.Commitment{Due: "2026"}, register.DueOpen},
		{register.Commitment{Due: "2026-10"}, register.DuePast},
		{register.Commitment{Due: "2025/2026-11-24"}, register.DuePast},
		{register.Commitment{Due: "2025/.."}, register.DueOpen},
		{register.Commitment{Due: "session:81"}, register.DueOpen},
		{register.Commitment{Due: "session:79"}, register.DuePast},
		{register.Commitment{Due: "session:soon"}, register.DueOpen},
		{register.Commitment{Due: "2020", FollowUps: []string{"x"}}, register.DueFollowed},
		{register.Commitment{Due: "2020", Status: "in_progress"}, register.DueFollowed},
		{register.Commitment{Due: "2020", Status: "done"}, register.DueDone},
		{register.Commitment{Due: "2020", Status: "dropped"}, register.DueDropped},
	} {
		if got := c.c.State(on); got != c.want {
			t.Errorf("%+v: %s, want %s", c.c, got, c.want)
		}
	}
}

func TestAgree(t *testing.T) {
	day := time.Date(2044, 6, 2, 0, 0, 0, 0, time.UTC)
	side := func(actor string) string {
		if actor == "UNODC" || actor == "UNDP" {
			return "un"
		}
		return "partner"
	}
	says := func(who string, w register.Word, revision, hours int) register.Confirmation {
		return register.Confirmation{Record: "r", Organization: who, Word: w, Revision: revision, At: day.Add(time.Duration(hours) * time.Hour)}
	}
	parties := []string{"UNODC", "UNDP", "ASEAN"}
	for name, c := range map[string]struct {
		list    []register.Confirmation
		parties []string
		changed int
		want    register.AgreementState
		stale   bool
	}{
		"nobody":                 {nil, parties, 1, register.AgreementNone, false},
		"one":                    {[]register.Confirmation{says("UNODC", register.Confirmed, 2, 0)}, parties, 1, register.AgreementOneSided, false},
		"two of one side":        {[]register.Confirmation{says("UNODC", register.Confirmed, 2, 0), says("UNDP", register.Confirmed, 2, 0)}, parties, 1, register.AgreementOneSided, false},
		"both":                   {[]register.Confirmation{says("UNODC", register.Confirmed, 2, 0), says("ASEAN", register.Confirmed, 2, 0)}, parties, 1, register.AgreementBothSides, false},
		"all of one side":        {[]register.Confirmation{says("UNODC", register.Confirmed, 2, 0), says("UNDP", register.Confirmed, 2, 0)}, parties[:2], 1, register.AgreementBothSides, false},
		"one that takes none":    {[]register.Confirmation{says("UNODC", register.Confirmed, 2, 0), says("OSCE", register.Confirmed, 2, 0)}, parties, 1, register.AgreementOneSided, false},
		"contested":              {[]register.Confirmation{says("UNODC", register.Confirmed, 2, 0), says("ASEAN", register.Contested, 2, 0)}, parties, 1, register.AgreementContested, false},
		"not theirs":             {[]register.Confirmation{says("ASEAN", register.NotOurs, 2, 0)}, parties, 1, register.AgreementContested, false},
		"changed since":          {[]register.Confirmation{says("UNODC", register.Confirmed, 2, 0)}, parties, 3, register.AgreementOneSided, true},
		"another word":           {[]register.Confirmation{says("ASEAN", register.Contested, 2, 0), says("ASEAN", register.Confirmed, 3, 1)}, parties, 3, register.AgreementOneSided, false},
		"another word, shuffled": {[]register.Confirmation{says("ASEAN", register.Confirmed, 3, 1), says("ASEAN", register.Contested, 2, 0)}, parties, 3, register.AgreementOneSided, false},
	} {
		if got := register.Agree(c.list, c.parties, side, c.changed); got.State != c.want || got.Stale != c.stale {
			t.Errorf("%s: %+v, want %s, stale %v", name, got, c.want, c.stale)
		}
	}
}

func TestMatchIsBounded(t *testing.T) {
	word := register.Match{Op: register.OpPhrase, Tokens: []string{"w"}}
	deep := word
	for range register.MatchDepth {
		deep = register.Match{Op: register.OpAnd, Parts: []register.Match{deep, word}}
	}
	for name, m := range map[string]register.Match{
		"too deep": deep, "too many": {Op: register.OpOr, Parts: slices.Repeat([]register.Match{word}, register.MatchSize)},
		"no operation": {}, "no parts": {Op: register.OpAnd}, "no tokens": {Op: register.OpPhrase}, "empty token": {Op: register.OpPhrase, Tokens: []string{""}},
		"not of nothing": {Op: register.OpNot, Parts: []register.Match{word}}, "both": {Op: register.OpAnd, Parts: []register.Match{word}, Tokens: []string{"w"}},
	} {
		if err := m.Check(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	fine := register.Match{Op: register.OpNot, Parts: []register.Match{{Op: register.OpOr, Parts: []register.Match{word, word}}, word}}
	if err := fine.Check(); err != nil {
		t.Error(err)
	}
}

// doc/model.md has each kind with all of its fields.
func TestKindsAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../doc/model.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range register.Kinds() {
		line := ""
		for l := range strings.SplitSeq(string(doc), "\n") {
			if strings.HasPrefix(l, "| **"+string(k)+"** |") {
				line = l
			}
		}
		for _, f := range register.Fields(k) {
			if !strings.Contains(line, "`"+f.Name+"`") {
				t.Errorf("doc/model.md does not have the field %s of %s", f.Name, k)
			}
		}
	}
}
