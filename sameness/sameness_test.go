package sameness

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"concord/register"

	"pgregory.net/rapid"
)

// drawAct is an act with anything in its fields.
func drawAct(t *rapid.T, name string) *Act {
	pick := func(what string, list ...string) string { return rapid.SampledFrom(list).Draw(t, name+what) }
	text := rapid.SampledFrom([]string{"", "a follow-up workshop on border control", "关于边境管理的后续讲习班", "une réunion sur l'eau", "الاجتماع المعني بالمياه", "\xff\xfe", "x"})
	a := register.Activity{Kind: pick("kind", "", "training", "meeting", "agreement", "programme", "nonsense"), Level: pick("level", "", "summit", "technical"),
		Mode: pick("mode", "", "virtual", "hybrid"), Series: pick("series", "", "2", "3"),
		Date:   pick("date", "", "2041-05-02", "2041-05", "2041", "2041-05-01/2041-05-03", "../2041", "2042/..", "2041/2044", "no date"),
		Title:  map[string]string{pick("language", "en", "zh", "xx"): text.Draw(t, name+"title")},
		Places: rapid.SliceOfN(rapid.SampledFrom([]string{"Nairobi", "KEN", "Geneva", "nowhere"}), 0, 3).Draw(t, name+"places"),
		Themes: rapid.SliceOfN(rapid.SampledFrom([]string{"water", "health"}), 0, 2).Draw(t, name+"themes"), Figures: rapid.SliceOfN(rapid.SampledFrom([]string{"participants=30", "participants=31", "events=2", "odd"}), 0, 2).Draw(t, name+"figures"),
		Documents: rapid.SliceOfN(rapid.SampledFrom([]string{"A/RES/1/1", "S/2044/1"}), 0, 2).Draw(t, name+"documents")}
	for _, id := range rapid.SliceOfN(rapid.SampledFrom([]string{"UN", "AU", "AUC", "UNODC", "ASEAN", "KEN", "nobody"}), 0, 4).Draw(t, name+"parties") {
		a.Parties = append(a.Parties, register.Party{Actor: id, State: id == "KEN", As: id})
	}
	var tellings []Telling
	for range rapid.IntRange(0, 2).Draw(t, name+"tellings") {
		tellings = append(tellings, Telling{Work: pick("work", "A/99/1", "A/97/1"), Place: register.Place{Number: pick("number", "1", "2")}, Language: pick("told in", "en", "zh"),
			Quote: text.Draw(t, name+"quote"), Nth: rapid.IntRange(0, 2).Draw(t, name+"nth"), Of: rapid.IntRange(0, 2).Draw(t, name+"of")})
	}
	return New(name, &a, tellings)
}

// Whichever of two acts is named first, the score and what is made of it are the
// same; reasons add up to the score; an act is never different from itself.
func TestScoreIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawAct(t, "a"), drawAct(t, "b")
		d, s := Score(a, b)
		e, r := Score(b, a)
		if d != e || math.Abs(s-r) > 1e-12 || s < 0 || s > 1 || math.IsNaN(s) {
			t.Fatalf("%s %g, the other way %s %g", d, s, e, r)
		}
		v := Compare(a, b)
		if v.Decision != d || v.Score != s {
			t.Fatalf("%+v, %s %g", v, d, s)
		}
		sum := prior
		for i, r := range v.Reasons {
			sum += r.Weight
			if i > 0 && math.Abs(r.Weight) > math.Abs(v.Reasons[i-1].Weight) {
				t.Fatalf("%v are not the weightiest first", v.Reasons)
			}
			if r.Code.String() == "" || strings.Contains(r.Code.String(), "=") {
				t.Fatalf("%q is no code", r.Code)
			}
		}
		if math.Abs(1/(1+math.Exp(-sum))-s) > 1e-9 {
			t.Fatalf("the reasons add up to %g, not to %g: %v", sum, s, v.Reasons)
		}
		if x, y := a.Keys(), New(a.ID, a.Activity, a.Tellings).Keys(); !slices.Equal(x, y) {
			t.Fatalf("keys %v, and then %v", x, y)
		}
	})
}

// Every code has a name of its own, a weight and a reason to be.
func TestWeights(t *testing.T) {
	names := map[string]bool{}
	for c := range codes {
		w := weights[c]
		if w.name == "" || w.why == "" || w.weight == 0 || names[w.name] {
			t.Errorf("code %d: %+v", c, w)
		}
		names[w.name] = true
	}
}

// The table of words holds what it should: six languages, known sorts, no word
// that stands in two rows of one language.
func TestWords(t *testing.T) {
	topics := 0
	type at struct{ language, word string }
	rows := map[at]string{}
	for _, line := range strings.Split(strings.TrimSpace(wordsTSV), "\n") {
		c := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || c[0] == "id" {
			continue
		}
		if len(c) != 2+len(languages) || c[1] != "topic" && c[1] != "act" && c[1] != "mark" || c[1] == "mark" && markNames[c[0]] == 0 {
			t.Errorf("%q has %d columns", line, len(c))
			continue
		}
		if c[1] == "topic" {
			topics++
		}
		for i, cell := range c[2:] {
			for _, w := range strings.Split(cell, "|") {
				if other := rows[at{languages[i], w}]; w != "" && other != "" && other != c[0] {
					t.Errorf("%s: %q stands for %s and for %s", languages[i], w, other, c[0])
				}
				rows[at{languages[i], w}] = c[0]
			}
		}
	}
	if topics < 100 {
		t.Errorf("%d topics", topics)
	}
}

// An act of one paragraph in two languages is told with its reasons.
func TestReasons(t *testing.T) {
	tell := func(lang, title string, activity register.Activity) *Act {
		activity.Title = map[string]string{lang: title}
		return New(lang, &activity, []Telling{{Work: "A/99/1", Place: register.Place{Number: "7"}, Language: lang, Nth: 1, Of: 1}})
	}
	base := register.Activity{Kind: "training", Date: "2043-05-04", Places: []string{"Nairobi"}, Figures: []string{"participants=43"},
		Parties: []register.Party{{Actor: "UNODC"}, {Actor: "AUC"}}}
	v := Compare(tell("en", "Workshop on border control", base), tell("zh", "边境管理讲习班", base))
	var list []string
	for _, r := range v.Reasons {
		list = append(list, r.String())
	}
	for _, want := range []string{"paragraph=7", "parties=UNODC,AUC", "date=2043-05-04", "place=Nairobi", "kind=training", "topic=100%"} {
		if !slices.Contains(list, want) {
			t.Errorf("%v lacks %s", list, want)
		}
	}
	if v.Decision != Same {
		t.Errorf("%s", v.Decision)
	}
	next := base
	next.Date = "2044-05-06"
	if v := Compare(tell("en", "Workshop on border control", base), New("b", &register.Activity{Kind: "training", Date: "2044-05-06", Parties: base.Parties,
		Title: map[string]string{"en": "A workshop on the control of borders"}}, nil)); v.Decision != Series || v.Reasons[0].String() != "other-date=2043-05-04|2044-05-06" {
		t.Errorf("%s %v", v.Decision, v.Reasons)
	}
}

// All acts of the pairs in one pool, each compared with all that share a key: what
// is joined is one act.
func TestPool(t *testing.T) {
	var all []*Act
	var of []int // the pair, and which of the two where they are not the same
	for i, p := range invent(t, 21) {
		for k, x := range []*pairAct{&p.A, &p.B} {
			all = append(all, x.act(itoa(2*i+k)))
			n := 2 * i
			if p.Label != "same" {
				n += k
			}
			of = append(of, n)
		}
	}
	keys := map[string][]int{}
	for i, a := range all {
		for _, k := range a.Keys() {
			keys[k] = append(keys[k], i)
		}
	}
	compared := map[[2]int]bool{}
	joined, asked, wrongJoined, wrongAsked := 0, 0, 0, 0
	for _, list := range keys {
		for _, i := range list {
			for _, j := range list {
				if i >= j || compared[[2]int{i, j}] {
					continue
				}
				compared[[2]int{i, j}] = true
				d, _ := Score(all[i], all[j])
				wrong := of[i] != of[j]
				switch {
				case d == Same && wrong:
					wrongJoined++
				case d == Same:
					joined++
				case d == Ask && wrong:
					wrongAsked++
				case d == Ask:
					asked++
				}
			}
		}
	}
	t.Logf("%d acts, %d pairs compared; joined %d rightly and %d wrongly, asked %d and %d", len(all), len(compared), joined, wrongJoined, asked, wrongAsked)
	if wrongJoined > 0 || wrongAsked*15 > joined+asked {
		t.Errorf("%d wrong joins, %d wrong questions", wrongJoined, wrongAsked)
	}
}

// Whatever an act says, in whatever language: it is read, has its keys, and is
// alike to itself at least as much as to nothing.
func FuzzAct(f *testing.F) {
	for _, s := range []string{"", "a follow-up workshop", "关于边境管理的讲习班，30名学员", "حلقة عمل بشأن إدارة الحدود", "семинар «ё»", "\xff\xfe\x80", "10,000.5/٣٤٥"} {
		f.Add(s, "en", "2041-05", "UNODC")
	}
	f.Fuzz(func(t *testing.T, title, language, date, actor string) {
		a := register.Activity{Title: map[string]string{language: title}, Date: date, Parties: []register.Party{{Actor: actor, As: title}, {Actor: "AU"}}, Places: []string{actor, "Nairobi"}}
		x := New("x", &a, []Telling{{Work: date, Place: register.Place{Number: "1"}, Language: language, Quote: title}})
		y := New("y", &register.Activity{}, nil)
		if len(x.Keys()) > MaxKeys+maxParagraphs {
			t.Fatal(x.Keys())
		}
		_, alone := Score(x, y)
		if d, s := Score(x, New("z", &a, nil)); s < alone || d == Renews {
			t.Fatalf("%s %g, %g with nothing", d, s, alone)
		}
	})
}

func BenchmarkScore(b *testing.B) {
	var acts []*Act
	for _, p := range invent(b, 1) {
		acts = append(acts, p.A.act("a"), p.B.act("b"))
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	rnd.Shuffle(len(acts), func(i, j int) { acts[i], acts[j] = acts[j], acts[i] })
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		Score(acts[i%len(acts)], acts[(i+1)%len(acts)])
		i++
	}
}

func BenchmarkNew(b *testing.B) {
	list := invent(b, 1)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		list[i%len(list)].A.act("a")
		i++
	}
}

func BenchmarkKeys(b *testing.B) {
	list := invent(b, 1)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		Keys(&list[i%len(list)].A.Activity, nil)
		i++
	}
}
