package starter_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"concord/fault"
	"concord/register"
	"concord/starter"
)

// The shipped tables are whole, and hold what doc/starter.md says.
func TestShipped(t *testing.T) {
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	count := map[register.Kind]int{}
	partners := map[string]bool{}
	for _, r := range set.Records {
		count[r.Kind]++
		if len(r.Tellings) == 0 || len(r.Claims) == 0 {
			t.Errorf("%s says nothing or cites nothing", r.ID)
		}
		langs := map[string]bool{}
		for _, c := range r.Claims {
			if c.Evidence.Work == "" || c.Rule != starter.Rule || c.Evidence.From != c.Evidence.To {
				t.Errorf("%s: %+v", r.ID, c)
			}
			if c.Field == register.FieldTitle {
				langs[c.Value[:2]] = true
			}
			if c.Field == "partner" {
				partners[c.Value] = true
			}
		}
		if !langs["en"] || !langs["zh"] {
			t.Errorf("%s has no title in English or Chinese", r.ID)
		}
	}
	t.Log(count)
	for kind, least := range map[register.Kind]int{register.KindRelationship: 27, register.KindInstrument: 100, register.KindMechanism: 70,
		register.KindMandate: 20, register.KindCommitment: 27, register.KindActivity: 300} {
		if count[kind] < least {
			t.Errorf("%d records of kind %s, fewer than %d", count[kind], kind, least)
		}
	}
	if len(partners) != 25 {
		t.Errorf("relationships with %d organizations, not with 23 of the report and 2 beside it", len(partners))
	}
	for _, w := range set.Works {
		if w.ID == "A/77/277" && strings.Join(w.Symbols, " ") != "A/77/277 S/2022/606" {
			t.Errorf("%+v", w)
		}
	}
}

// A title is short, and is no sentence.
func TestTitles(t *testing.T) {
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Records {
		for _, c := range r.Claims {
			if c.Field == register.FieldTitle && (len([]rune(c.Value)) > 160 || strings.HasSuffix(c.Value, ".") || strings.HasSuffix(c.Value, "。")) {
				t.Errorf("%s: %s", r.ID, c.Value)
			}
		}
	}
}

const head = "id\twork\tparagraph\tkind\tdate\tparties\tplaces\tthemes\tmandates\ttitle_en\n"

// A wrong cell is refused in a sentence with file and line.
func TestRefused(t *testing.T) {
	good := "a1-1\tA/77/277\t5\tvisit\t2021-05\tlead:UNODC; host:UZB*\tUZB\tinstitutional\t\tA visit\n"
	for name, c := range map[string]struct{ row, want string }{
		"actor":     {strings.Replace(good, "UNODC", "UNODD", 1), `no actor "UNODD"`},
		"State":     {strings.Replace(good, "UZB*", "UZX*", 1), `no State "UZX"`},
		"role":      {strings.Replace(good, "lead:", "chief:", 1), "no role"},
		"place":     {strings.Replace(good, "\tUZB\t", "\tAtlantis\t", 1), `no place "Atlantis"`},
		"theme":     {strings.Replace(good, "institutional", "gardening", 1), `no theme "gardening"`},
		"kind":      {strings.Replace(good, "visit", "stroll", 1), "stroll"},
		"date":      {strings.Replace(good, "2021-05", "May 2021", 1), "May 2021"},
		"work":      {strings.Replace(good, "A/77/277", "the report", 1), "no symbol"},
		"record":    {strings.Replace(good, "\t\tA visit", "\tman-none\tA visit", 1), "man-none"},
		"columns":   {strings.Replace(good, "\tUZB\t", "\t", 1), "9 columns"},
		"title":     {strings.Replace(good, "A visit", "", 1), "no title"},
		"twice":     {good + good, "stands at"},
		"two roles": {strings.Replace(good, "host:UZB*", "host:UNODC", 1), "exclude"},
		"id":        {strings.Replace(good, "a1-1", "A 1", 1), "no identifier"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := starter.Read(fstest.MapFS{"activities/x.tsv": {Data: []byte("# words\n" + head + c.row)}})
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v", err)
			}
			if !regexp.MustCompile(`^activities/x\.tsv:[34]: `).MatchString(fault.Sentence(err)) {
				t.Errorf("no file and line: %s", fault.Sentence(err))
			}
		})
	}
	if _, err := starter.Read(fstest.MapFS{"activities/x.tsv": {Data: []byte(head + good)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := starter.Read(fstest.MapFS{"visits.tsv": {Data: []byte(head + good)}}); fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
}

// What stands in brackets behind a value says where it is told, and whether it is stated.
func TestCitationOfValue(t *testing.T) {
	set, err := starter.Read(fstest.MapFS{"mechanisms.tsv": {Data: []byte("id\twork\tparagraph\tparty\tsession\tsince\ttitle_en\n" +
		"mec-x\tS/2022/606\t5; 9\tlead:AU; lead:UN [9]\t2=2021-06 [A/79/302]\t2017 [12 inferred]\tA body\n" +
		"mec-y\tA/77/277\tmasthead\tlead:AU\t\t2017 [inferred] [12]\tA body\n")}})
	if err == nil {
		t.Fatal("brackets of two words were read")
	}
	set, err = starter.Read(fstest.MapFS{"mechanisms.tsv": {Data: []byte("id\twork\tparagraph\tparty\tsession\tsince\ttitle_en\n" +
		"mec-x\tS/2022/606\t5; 9\tlead:AU; lead:UN [9]\t2=2021-06 [A/79/302]\t2017 [inferred] [12]\tA body\n" +
		"mec-y\tA/77/277\tmasthead\tlead:AU\t\t\tA body\n")}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range set.Records[0].Claims {
		s := c.Value + " @" + c.Evidence.Work + " " + c.Evidence.Number
		if c.Inferred {
			s += " inferred"
		}
		got = append(got, s)
	}
	want := []string{"en:A body @A/77/277 5", `{"actor":"AU","role":"lead"} @A/77/277 5`, `{"actor":"UN","role":"lead"} @A/77/277 9`,
		"2=2021-06 @A/79/302 ", "2017 @A/77/277 12 inferred"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
	if e := set.Records[1].Tellings[0].Evidence; e.Part != "masthead" || e.Number != "" {
		t.Errorf("%+v", e)
	}
	if len(set.Records[0].Tellings) != 2 || len(set.Works) != 2 {
		t.Errorf("%+v %+v", set.Records[0].Tellings, set.Works)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(head + "a1-1\tA/77/277\t5\tvisit\t2021-05\tlead:UNODC; host:UZB*\tUZB\tinstitutional\t\tA visit [3]\n")
	f.Add(head + "a1-1\tA/77/277\t5; 6\tvisit\t2021-05 [inferred] [A/79/1]\tlead:UNODC [x]\tUZB\t\t\tA visit\n")
	f.Fuzz(func(t *testing.T, content string) {
		set, err := starter.Read(fstest.MapFS{"activities/x.tsv": {Data: []byte(content)}})
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, r := range set.Records {
			if err := r.Check(); err != nil {
				t.Fatal(err)
			}
			for i := range r.Claims {
				if err := r.Claims[i].Check(r.Kind); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
