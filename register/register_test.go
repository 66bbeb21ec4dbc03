package register_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concord/fault"
	"concord/register"

	"pgregory.net/rapid"
)

var amira = register.Person{ID: "local:amira", Name: "Amira"}

// values has for each field values of which some exclude each other.
var values = map[string][]string{
	register.FieldKind:  {"meeting", "visit", "training"},
	register.FieldDate:  {"2044", "2044-06", "2044-06-02"},
	register.FieldPlace: {"Nairobi", "Vienna"},
	register.FieldTitle: {"en:One", "en:Two", "fr:Un"},
	register.FieldParty: {
		register.PartyValue(register.Party{Actor: "AU", Role: "lead"}), register.PartyValue(register.Party{Actor: "AU", Role: "host"}),
		register.PartyValue(register.Party{Actor: "UNODC", Role: "lead"}), register.PartyValue(register.Party{Actor: "SEN", Role: "host", State: true})},
	register.FieldFigure: {"participants=46", "participants=48", "countries=3"},
}

func source(t *rapid.T) register.Evidence {
	n := rapid.IntRange(1, 4).Draw(t, "text")
	// Texts 1 and 3 are versions of one paragraph, 2 and 4 of another.
	return register.Evidence{Text: int64(n), Work: "A/99/1", Language: "en", Version: 1 + (n-1)/2, Place: register.Place{Number: fmt.Sprint((n - 1) % 2)}, Quote: "words"}
}

func batch(t *rapid.T) []register.Claim {
	e := source(t)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) register.Claim {
		field := rapid.SampledFrom([]string{"kind", "date", "place", "title", "party", "figure"}).Draw(t, "field")
		return register.Claim{Record: "r", Field: field, Value: rapid.SampledFrom(values[field]).Draw(t, "value"), Evidence: e, Rule: "rule"}
	}), 0, 6).Draw(t, "batch")
}

// history plays readings and a person's decisions in any order and gives the
// claims of the record after each step.
func history(t *rapid.T, after func(before, now []register.Claim, decided bool)) {
	var all []register.Claim
	for range rapid.IntRange(1, 12).Draw(t, "steps") {
		before := slices.Clone(all)
		decided := len(all) > 0 && rapid.IntRange(0, 2).Draw(t, "person") == 0
		if decided {
			c := all[rapid.IntRange(0, len(all)-1).Draw(t, "claim")]
			to := rapid.SampledFrom([]register.State{register.Accepted, register.Refused, register.Proposed}).Draw(t, "to")
			steps, err := register.Decide(all, c.Key, to)
			if err != nil {
				if c.State.May(to) {
					t.Fatalf("%s to %s: %v", c.State, to, err)
				}
				continue
			}
			for _, s := range steps {
				o := &all[s.Key-1]
				if o.State != s.To && !o.State.May(s.To) {
					t.Fatalf("a claim went from %s to %s", o.State, s.To)
				}
				o.State, o.Decided = s.To, register.Decision{By: amira}
			}
			if len(steps) > 0 && all[c.Key-1].State != to {
				t.Fatalf("the person said %s, the claim is %s", to, all[c.Key-1].State)
			}
		} else {
			for _, c := range register.Settle(all, batch(t)) {
				c.Key = int64(len(all) + 1)
				all = append(all, c)
			}
		}
		after(before, all, decided)
	}
}

// An element never has two accepted values, whatever comes in and is decided.
func TestOneValueAnElement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history(t, func(_, now []register.Claim, _ bool) {
			accepted := map[string]string{}
			for _, c := range now {
				if c.State != register.Accepted {
					continue
				}
				k := c.Field + " " + register.Element(c.Field, c.Value)
				if v, ok := accepted[k]; ok && v != c.Value {
					t.Fatalf("%s is both %s and %s", k, v, c.Value)
				}
				accepted[k] = c.Value
			}
		})
	})
}

// A reading changes no value that stands, least of all one that a person accepted,
// and fills no field that a person has emptied.
func TestReadingOverwritesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history(t, func(before, now []register.Claim, decided bool) {
			if decided {
				return
			}
			if len(before) > 0 && !reflect.DeepEqual(now[:len(before)], before) {
				t.Fatal("claims that stood were changed")
			}
			// Of titles each language is a field of its own.
			field := func(c *register.Claim) string {
				if c.Field == register.FieldTitle {
					return c.Field + register.Element(c.Field, c.Value)
				}
				return c.Field
			}
			taken := map[string]bool{} // fields with a value or a decision
			stood := map[string]bool{}
			for _, c := range before {
				if c.State == register.Accepted || c.Decided.By.ID != "" {
					taken[field(&c)] = true
				}
				if c.State == register.Accepted {
					stood[c.Field+c.Value] = true
				}
			}
			for _, c := range now[len(before):] {
				if taken[field(&c)] && c.State == register.Accepted && !stood[c.Field+c.Value] {
					t.Fatalf("%s %s was accepted into a field that was taken", c.Field, c.Value)
				}
				if !taken[field(&c)] && c.State == register.Refused {
					t.Fatalf("%s %s was rejected by nobody", c.Field, c.Value)
				}
			}
		})
	})
}

// The first value on an empty field is accepted by its rule, and nothing that
// differs is lost: it stands beside it, proposed.
func TestFirstAcceptedOthersProposed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := batch(t)
		out := register.Settle(nil, in)
		seen := map[string]bool{}
		for _, c := range out {
			k := c.Field + " " + register.Element(c.Field, c.Value)
			if want := map[bool]register.State{false: register.Accepted, true: register.Proposed}[seen[k]]; c.State != want {
				t.Fatalf("%s is %s", k, c.State)
			}
			seen[k] = true
		}
		for _, c := range in {
			if !slices.ContainsFunc(out, func(o register.Claim) bool { return o.Field == c.Field && o.Value == c.Value }) {
				t.Fatalf("%s %s is lost", c.Field, c.Value)
			}
		}
	})
}

// What was taken in once says nothing new the second time.
func TestSettleTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []register.Claim
		history(t, func(_, now []register.Claim, _ bool) { all = now })
		in := batch(t)
		out := register.Settle(all, in)
		if again := register.Settle(append(slices.Clone(all), out...), in); len(again) > 0 {
			t.Fatalf("the second time: %v", again)
		}
	})
}

// A person's no to a value in some words is not asked again when a new version
// has the same words there.
func TestRejectedIsNotAskedAgain(t *testing.T) {
	e := register.Evidence{Text: 1, Work: "A/99/1", Language: "en", Version: 1, Place: register.Place{Number: "1"}, Quote: "in Nairobi"}
	c := register.Claim{Record: "r", Field: register.FieldPlace, Value: "Nairobi", Evidence: e, Rule: "place", State: register.Refused, Decided: register.Decision{By: amira}}
	next := c
	next.Evidence.Text, next.Evidence.Version, next.Decided = 3, 2, register.Decision{}
	if out := register.Settle([]register.Claim{c}, []register.Claim{next}); len(out) != 0 {
		t.Errorf("asked again: %v", out)
	}
	next.Evidence.Quote = "in the city of Nairobi"
	if out := register.Settle([]register.Claim{c}, []register.Claim{next}); len(out) != 1 || out[0].State != register.Proposed {
		t.Errorf("other words: %v", out)
	}
}

func current(t *testing.T, claims []register.Claim) (a register.Activity) {
	t.Helper()
	rec := register.Record{Fields: register.Current(register.KindActivity, claims)}
	if err := rec.Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCurrent(t *testing.T) {
	e := register.Evidence{Text: 1, Quote: "the Union"}
	claim := func(field, value string, state register.State) register.Claim {
		return register.Claim{Field: field, Value: value, State: state, Evidence: e}
	}
	a := current(t, []register.Claim{
		claim("kind", "visit", register.Refused), claim("kind", "meeting", register.Accepted), claim("kind", "meeting", register.Accepted),
		claim("title", "en:A: B", register.Accepted), claim("title", "zh:会", register.Accepted),
		claim("party", `{"actor":"AU","role":"lead"}`, register.Accepted), claim("party", `{"actor":"AU","role":"lead"}`, register.Accepted),
		claim("party", `{"actor":"SEN","role":"host","state":true}`, register.Accepted), claim("place", "Vienna", register.Accepted), claim("place", "Nairobi", register.Proposed),
		claim("figure", "participants=46", register.Accepted), claim("level", "senior", register.Accepted), claim("modality", "done", register.Accepted),
		claim("mode", "virtual", register.Accepted), claim("series", "11", register.Accepted), claim("date", "2044", register.Accepted),
		claim("instrument", "Plan", register.Accepted), claim("document", "A/99/1", register.Accepted), claim("theme", "youth", register.Accepted), claim("sdg", "5.1", register.Accepted)})
	want := register.Activity{Title: map[string]string{"en": "A: B", "zh": "会"}, Kind: "meeting", Level: "senior", Modality: "done", Mode: "virtual", Series: "11", Date: "2044",
		Parties: []register.Party{{Actor: "AU", Role: "lead", As: "the Union"}, {Actor: "SEN", Role: "host", State: true, As: "the Union"}},
		Places:  []string{"Vienna"}, Figures: []string{"participants=46"}, Instruments: []string{"Plan"}, Documents: []string{"A/99/1"}, Themes: []string{"youth"}, SDGs: []string{"5.1"}}
	if !reflect.DeepEqual(a, want) {
		t.Fatalf("got %+v, want %+v", a, want)
	}
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	r := register.Record{Fields: b}
	if back, err := r.Activity(); err != nil || !reflect.DeepEqual(back, want) {
		t.Fatalf("got %+v, %v", back, err)
	}
}

func TestDecideRefuses(t *testing.T) {
	claims := []register.Claim{{Key: 1, Field: "kind", Value: "visit", State: register.Accepted}}
	if _, err := register.Decide(claims, 2, register.Accepted); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if _, err := register.Decide(claims, 1, register.Proposed); err != nil && fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
}

func TestIdentifiers(t *testing.T) {
	at := register.Place{Number: "9"}
	id := register.ActivityID("A/99/1", at, "The AU and\nUNODC met", 0)
	// Other installations give the same: this value may never change.
	if want := "22nx141nnb0jv"; id != want {
		t.Errorf("got %s, want %s", id, want)
	}
	if id != register.ActivityID("A/99/1", at, "the au and UNODC  met", 0) {
		t.Error("white space and case count")
	}
	for name, other := range map[string]string{
		"work":   register.ActivityID("A/99/2", at, "The AU and UNODC met", 0),
		"place":  register.ActivityID("A/99/1", register.Place{Number: "10"}, "The AU and UNODC met", 0),
		"part":   register.ActivityID("A/99/1", register.Place{Part: "annex", Number: "9"}, "The AU and UNODC met", 0),
		"words":  register.ActivityID("A/99/1", at, "The AU and UNODC meet", 0),
		"second": register.ActivityID("A/99/1", at, "The AU and UNODC met", 1),
	} {
		if other == id {
			t.Errorf("the %s does not count", name)
		}
	}
	if got := register.WorkID(nil, "mail.txt", "0123456789abcdef"); got != "mail.txt~0123456789ab" {
		t.Error(got)
	}
	if got := register.WorkID([]string{"A/99/1", "S/2044/1"}, "a.txt", "01"); got != "A/99/1" {
		t.Error(got)
	}
}

// The state machines are those that doc/model.md draws.
func TestDrawnStates(t *testing.T) {
	doc, err := os.ReadFile("../doc/model.md")
	if err != nil {
		t.Fatal(err)
	}
	machines := map[string]struct {
		states []string
		may    func(a, b string) bool
	}{
		"claim":     {[]string{"proposed", "accepted", "rejected"}, func(a, b string) bool { return register.State(a).May(register.State(b)) }},
		"review":    {[]string{"none", "reviewed", "rejected", "withdrawn"}, func(a, b string) bool { return register.Review(a).May(register.Review(b)) }},
		"candidate": {[]string{"open", "settled", "gone"}, register.OpenMay},
		"sameness": {[]string{"asked", "same", "different", "series", "renews", "gone"},
			func(a, b string) bool { return register.Sameness(a).May(register.Sameness(b)) }},
		"commitment": {[]string{"open", "in_progress", "done", "dropped"},
			func(a, b string) bool { return a != b && register.StatusMay(register.KindCommitment, a, b) }},
		"practice": {[]string{"offered", "reviewed", "published"},
			func(a, b string) bool { return a != b && register.StatusMay(register.KindPractice, a, b) }},
	}
	block := regexp.MustCompile("(?s)```mermaid\nstateDiagram-v2\n  %% (\\w+)\n(.*?)```")
	found := 0
	for _, m := range block.FindAllStringSubmatch(string(doc), -1) {
		machine, ok := machines[m[1]]
		if !ok {
			t.Errorf("doc/model.md draws %q, which is no machine", m[1])
			continue
		}
		found++
		drawn := map[string]bool{}
		for _, line := range strings.Split(m[2], "\n") {
			if a, b, ok := strings.Cut(line, "-->"); ok {
				b, _, _ = strings.Cut(b, ":")
				drawn[strings.TrimSpace(a)+" "+strings.TrimSpace(b)] = true
			}
		}
		for _, a := range machine.states {
			for _, b := range machine.states {
				if drawn[a+" "+b] != machine.may(a, b) {
					t.Errorf("%s, %s to %s: drawn %v, allowed %v", m[1], a, b, drawn[a+" "+b], machine.may(a, b))
				}
			}
		}
	}
	if found != len(machines) {
		t.Errorf("doc/model.md draws %d machines of %d", found, len(machines))
	}
}
