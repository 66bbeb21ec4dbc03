package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"concord/desk"
	"concord/document"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/starter"
	"concord/store/postgres"
	"concord/store/postgres/pgtest"
)

// report reads an invented report, one text a paragraph.
func report(t *testing.T, language string, texts ...string) (*document.Document, *reading.Reading) {
	t.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	doc := &document.Document{Name: "kestrel." + language + ".txt", Format: "text", Language: language,
		Masthead: document.Masthead{Symbols: []string{"A/99/7", "S/2044/7"}, Date: "2044-05-02"}}
	for i, s := range texts {
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: string(rune('1' + i)), Text: s,
			Source: []document.Segment{{Len: len(s), FileLen: len(s)}}})
	}
	hash(doc)
	rd, err := reading.New(lex).Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, rd
}

// The invented report, and what a starter register says of it.
var (
	english = []string{
		"In May 2042, the United Nations Office on Drugs and Crime and the Association of Southeast Asian Nations held a workshop on smuggling by kite in Bangkok. The World Health Organization supported the African Union in drawing up a plan for seaside clinics.",
		"Pursuant to Security Council resolution 2524 (2020), the Kestrel Task Force met under the Bangkok Memorandum of Kites.",
		"In June 2043, the League of Arab States and the World Food Programme signed a memorandum of understanding on date palms.",
	}
	french = []string{
		"En mai 2042, l’Office des Nations Unies contre la drogue et le crime et l’Association des nations de l’Asie du Sud-Est ont organisé un atelier sur la contrebande par cerf-volant à Bangkok. L’Organisation mondiale de la Santé a aidé l’Union africaine à élaborer un plan de dispensaires de plage.",
		"En application de la résolution 2524 (2020) du Conseil de sécurité, l’équipe s’est réunie.",
		"En juin 2043, la Ligue des États arabes et le Programme alimentaire mondial ont signé un mémorandum d’accord sur les palmiers.",
	}
	tables = map[string]string{
		"activities/kites.tsv": `id	work	paragraph	kind	date	parties	places	themes	title_en
kite-1-1	A/99/7	1	training	2042-05	lead:UNODC; lead:ASEAN	Bangkok	crime-drugs	Course against smugglers who use kites
kite-1-2	A/99/7	1	support		provider:WHO; beneficiary:AU		health	WHO help for an African plan of clinics
kite-3-1	A/99/7	3	programme	2043-06	lead:LAS; lead:WFP		food-agriculture	Memorandum on date palms
`,
		"mandates.tsv": `id	work	paragraph	type	symbol	title_en
man-sc-2524	A/99/7	2	resolution	S/RES/2524(2020)	Resolution 2524
`,
		"instruments.tsv": `id	work	paragraph	type	scope	title_en
ins-kites	S/2044/7	2	memorandum	joint	Bangkok Memorandum of Kites
`,
	}
)

func set(t *testing.T, change ...string) starter.Set {
	t.Helper()
	files := fstest.MapFS{}
	r := strings.NewReplacer(change...)
	for name, content := range tables {
		// The symbols of the invented report are of one work.
		content = strings.ReplaceAll(r.Replace(content), "S/2044/7", "A/99/7")
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	s, err := starter.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Works {
		if s.Works[i].ID == "A/99/7" {
			s.Works[i].Symbols = []string{"A/99/7", "S/2044/7"}
		}
	}
	return s
}

func loadStarter(t *testing.T, d *desk.Desk, s starter.Set) desk.Loaded {
	t.Helper()
	l, err := d.LoadStarter(t.Context(), s, amira)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func record(t *testing.T, r register.Reader, id string) register.Record {
	t.Helper()
	rec, err := r.Record(t.Context(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// live are the tellings of a record that hold, as "number language words".
func live(t *testing.T, r register.Reader, id string) (list []string) {
	t.Helper()
	tellings, err := r.Tellings(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range tellings {
		if !l.Dropped {
			list = append(list, strings.TrimSpace(l.Evidence.Number+" "+l.Evidence.Language+" "+l.Evidence.Quote))
		}
	}
	return list
}

func visible(t *testing.T, r register.Reader) (list []string) {
	t.Helper()
	page, err := r.Records(t.Context(), register.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range page.Lines {
		list = append(list, l.Record.ID)
	}
	slices.Sort(list)
	return list
}

func claimsOf(t *testing.T, r register.Reader, id, field string) (list []register.Claim) {
	t.Helper()
	claims, err := r.Claims(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(claims, func(c register.Claim) bool { return c.Field != field })
}

// Before the document is read, its facts are there, cite it, and it is not held.
func TestStarterCitesWhatIsNotHeld(t *testing.T) {
	d, s := open(t)
	l := loadStarter(t, d, set(t))
	if l.Added != 5 || l.Works != 1 || l.Found+l.Asked+l.Proposed != 0 {
		t.Fatalf("%+v", l)
	}
	w, err := s.Work(t.Context(), "S/2044/7")
	if err != nil || w.ID != "A/99/7" {
		t.Fatalf("%+v %v", w, err)
	}
	cited, err := s.Cited(t.Context(), 0)
	if err != nil || len(cited) == 0 || cited[0].Symbol != "A/99/7" || cited[0].Count != 5 {
		t.Fatalf("%+v %v", cited, err)
	}
	rec := record(t, s, "kite-1-1")
	if rec.Origin != register.Starter || rec.Review != register.None || !slices.Equal(live(t, s, "kite-1-1"), []string{"1"}) {
		t.Fatalf("%+v %q", rec, live(t, s, "kite-1-1"))
	}
	before := dump(t, s)
	if l := loadStarter(t, d, set(t)); !l.Unchanged {
		t.Fatalf("%+v", l)
	}
	if dump(t, s) != before {
		t.Fatal("loading again changed the register")
	}
	if has, err := desk.HasStarter(t.Context(), s); err != nil || !has {
		t.Fatal(has, err)
	}
}

// The document that is read gives its words to the facts that cite it: no second
// record; what it says too has one more source, what it says otherwise is proposed.
func TestReadingFindsStarterActs(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t))
	doc, rd := report(t, "en", english...)
	out := takeIn(t, d, doc, rd)
	if out.Added != 0 || out.Asked != 0 || out.Retold != 3 {
		t.Fatalf("%+v", out)
	}
	found := live(t, s, "kite-1-1")
	if len(found) != 1 || !strings.HasPrefix(found[0], "1 en In May 2042") {
		t.Fatalf("%q", found)
	}
	if w := live(t, s, "kite-1-2"); len(w) != 1 || !strings.Contains(w[0], "seaside clinics") {
		t.Fatalf("%q", w)
	}
	if r := record(t, s, "kite-1-1"); r.Origin != register.Starter || r.Review != register.None {
		t.Fatalf("%+v", r)
	}
	kinds := claimsOf(t, s, "kite-1-1", register.FieldKind)
	if len(kinds) != 2 || kinds[0].Evidence.Quote != "" || kinds[1].Evidence.Language != "en" || kinds[1].State != register.Accepted {
		t.Errorf("%+v", kinds)
	}
	// The report tells an agreement, the starter register a programme.
	said := claimsOf(t, s, "kite-3-1", register.FieldKind)
	if len(said) != 2 || said[0].State != register.Accepted || said[1].State != register.Proposed || said[1].Value != "agreement" {
		t.Errorf("%+v", said)
	}
	// Titles in other words contradict nothing.
	if titles := claimsOf(t, s, "kite-1-1", register.FieldTitle); len(titles) != 1 {
		t.Errorf("%+v", titles)
	}
	// Records of other kinds find their names and symbols.
	symbols := claimsOf(t, s, "man-sc-2524", "symbol")
	if len(symbols) != 2 || !strings.Contains(symbols[1].Evidence.Quote, "2524") || symbols[1].State != register.Accepted {
		t.Errorf("%+v", symbols)
	}
	if n := claimsOf(t, s, "ins-kites", register.FieldTitle); len(n) != 2 || n[1].Evidence.Quote != "Bangkok Memorandum of Kites" {
		t.Errorf("%+v", n)
	}
	cited, err := s.Cited(t.Context(), 0)
	if err != nil || slices.ContainsFunc(cited, func(c register.CitedWork) bool { return c.Symbol == "A/99/7" }) {
		t.Errorf("%+v %v", cited, err)
	}
}

// The order in which the starter register and the documents come does not matter.
func TestStarterInAnyOrder(t *testing.T) {
	en, enRead := report(t, "en", english...)
	fr, frRead := report(t, "fr", french...)
	orders := map[string][]string{"starter first": {"starter", "en", "fr"}, "in between": {"en", "starter", "fr"}, "starter last": {"en", "fr", "starter"}}
	var first map[string]string
	for _, name := range []string{"starter first", "in between", "starter last"} {
		d, s := open(t)
		for _, step := range orders[name] {
			switch step {
			case "starter":
				loadStarter(t, d, set(t))
			case "en":
				takeIn(t, d, en, enRead)
			case "fr":
				takeIn(t, d, fr, frRead)
			}
		}
		now := seen(t, s)
		if first == nil {
			first = now
			for _, id := range []string{"kite-1-1", "kite-1-2"} {
				if l := live(t, s, id); len(l) != 2 || !strings.HasPrefix(l[0], "1 en ") || !strings.HasPrefix(l[1], "1 fr ") {
					t.Errorf("%s: %q", id, l)
				}
			}
			continue
		}
		for id := range first {
			if now[id] != first[id] {
				t.Errorf("%s, %s:\n%s\n--- starter first\n%s", name, id, now[id], first[id])
			}
		}
		if len(now) != len(first) {
			t.Errorf("%s: %d records and questions, %d with the starter first", name, len(now), len(first))
		}
	}
}

// A fact that a person withdrew stays withdrawn, and is not made a second time.
func TestWithdrawnStarterStays(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t))
	if _, err := d.Review(t.Context(), "kite-1-1", 1, register.Withdrawn, "not an act", amira); err != nil {
		t.Fatal(err)
	}
	doc, rd := report(t, "en", english...)
	for range 2 {
		takeIn(t, d, doc, rd)
		loadStarter(t, d, set(t, "2042-05", "2042-06"))
		if r := record(t, s, "kite-1-1"); r.Review != register.Withdrawn {
			t.Fatalf("%+v", r)
		}
		for _, id := range visible(t, s) {
			if l := live(t, s, id); len(l) > 0 && strings.Contains(l[0], "In May 2042") {
				t.Fatalf("%s: %q", id, l)
			}
		}
		again := *rd
		again.Rules = "other rules"
		rd = &again
	}
}

// A newer program's facts are proposed where they differ; what a person said stands.
func TestNewerStarter(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t))
	if _, err := d.Correct(t.Context(), "kite-1-1", 1, register.FieldDate, "2042-04", "it was in April", amira); err != nil {
		t.Fatal(err)
	}
	l := loadStarter(t, d, set(t, "2042-05", "2042-06", "2043-06", "2043-08", "support\t\t", "support\t2041\t"))
	if l.Changed != 3 || l.Proposed != 2 || l.Added != 0 {
		t.Fatalf("%+v", l)
	}
	for id, date := range map[string]string{"kite-1-1": "2042-04", "kite-3-1": "2043-06", "kite-1-2": "2041"} {
		rec := record(t, s, id)
		if a, err := rec.Activity(); err != nil || a.Date != date {
			t.Errorf("%s: %+v %v", id, a, err)
		}
	}
	// A record that is new in it is made, with its words where the document is held.
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	l = loadStarter(t, d, set(t, "2042-05", "2042-06", "2043-06", "2043-08", "support\t\t", "support\t2041\t", "kite-3-1", "kite-3-2"))
	if l.Added != 1 {
		t.Fatalf("%+v", l)
	}
}

// A person's record under the name of a fact is left alone.
func TestNameIsTaken(t *testing.T) {
	d, s := open(t)
	err := s.Change(t.Context(), register.Act{By: amira, Name: "test", At: clock()()}, func(ctx context.Context, tx register.Tx) error {
		if err := tx.SetRecords(ctx, []register.Record{{ID: "kite-1-1", Kind: register.KindActivity, Origin: register.Entered, Review: register.None,
			Visibility: register.Public, Fields: []byte(`{}`)}}); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if l := loadStarter(t, d, set(t)); l.Added != 4 {
		t.Fatalf("%+v", l)
	}
	if r := record(t, s, "kite-1-1"); r.Origin != register.Entered || string(r.Fields) != "{}" {
		t.Fatalf("%+v", r)
	}
}

// What may be the fact or not is a record of its own, and a question.
func TestDoubtfulIsAsked(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t, "2042-05\tlead:UNODC; lead:ASEAN\tBangkok\tcrime-drugs", "2042-03\tlead:UNODC; lead:ASEAN\tBangkok\tcrime-drugs"))
	doc, rd := report(t, "en", english...)
	out := takeIn(t, d, doc, rd)
	if out.Asked != 1 {
		t.Fatalf("%+v", out)
	}
	list, err := s.Sames(t.Context(), register.SameFilter{State: register.SameAsked})
	if err != nil || len(list) != 1 || list[0].A != "kite-1-1" || len(list[0].Reasons) == 0 {
		t.Fatalf("%+v %v", list, err)
	}
	if l := live(t, s, list[0].B); len(l) != 1 || !strings.Contains(l[0], "In May 2042") {
		t.Fatalf("%q", l)
	}
	if l := live(t, s, "kite-1-1"); !slices.Equal(l, []string{"1"}) {
		t.Fatalf("%q", l)
	}
	// Read again by other rules, it is not asked again.
	rd.Rules = "other rules"
	if out := takeIn(t, d, doc, rd); out.Asked != 0 || out.Added != 0 {
		t.Fatalf("%+v", out)
	}
}

// When a newer version tells an act no longer, its citation stands again.
func TestCitationStandsAgain(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t))
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	doc, rd = report(t, "en", "There is nothing to tell.", english[1], english[2])
	takeIn(t, d, doc, rd)
	if r := record(t, s, "kite-1-1"); r.Untold {
		t.Fatalf("%+v", r)
	}
	if l := live(t, s, "kite-1-1"); !slices.Equal(l, []string{"1"}) {
		t.Fatalf("%q", l)
	}
	doc, rd = report(t, "en", english[0]+" That was all.", english[1], english[2])
	takeIn(t, d, doc, rd)
	if l := live(t, s, "kite-1-1"); len(l) != 1 || !strings.HasPrefix(l[0], "1 en In May") {
		t.Fatalf("%q", l)
	}
}

// What is told of a record that was joined to another goes to that one.
func TestToldOfJoined(t *testing.T) {
	d, s := open(t)
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	list := ids(view(t, s, "A/99/7"))
	if len(list) < 2 {
		t.Fatalf("the reading finds %d acts", len(list))
	}
	err := s.Change(t.Context(), register.Act{By: amira, Name: "test", At: clock()()}, func(ctx context.Context, tx register.Tx) error {
		b, err := tx.Record(ctx, list[1], 0)
		if err != nil {
			return err
		}
		b.MergedInto = list[0]
		return tx.SetRecords(ctx, []register.Record{b})
	})
	if err != nil {
		t.Fatal(err)
	}
	rd.Rules = "other rules"
	takeIn(t, d, doc, rd)
	if l := live(t, s, list[0]); len(l) != 2 {
		t.Fatalf("%q", l)
	}
	if r := record(t, s, list[1]); r.MergedInto != list[0] {
		t.Fatalf("%+v", r)
	}
}

// Samples stay apart from facts.
func TestSampleFindsNoStarter(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t))
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd, desk.AsSample())
	if l := live(t, s, "kite-1-1"); !slices.Equal(l, []string{"1"}) {
		t.Fatalf("%q", l)
	}
}

// A person's answer joins the read act to the fact, whose citation gives way to
// the words, and stands again when the two are parted.
func TestAnsweredAndParted(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t, "2042-05\tlead:UNODC; lead:ASEAN\tBangkok\tcrime-drugs", "2042-03\tlead:UNODC; lead:ASEAN\tBangkok\tcrime-drugs"))
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	list, err := s.Sames(t.Context(), register.SameFilter{State: register.SameAsked})
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	read := list[0].B
	if err := d.Answer(t.Context(), "kite-1-1", read, register.SameAct, "the same course", amira); err != nil {
		t.Fatal(err)
	}
	if l := live(t, s, "kite-1-1"); len(l) != 1 || !strings.HasPrefix(l[0], "1 en In May") {
		t.Fatalf("%q", l)
	}
	if l := live(t, s, read); len(l) != 0 {
		t.Fatalf("%q", l)
	}
	// Read by other rules, it is told of the fact, and not asked or made again.
	rd.Rules = "other rules"
	if out := takeIn(t, d, doc, rd); out.Added != 0 || out.Asked != 0 || out.Dropped != 0 {
		t.Fatalf("%+v", out)
	}
	if err := d.Part(t.Context(), "kite-1-1", read, "another course", amira); err != nil {
		t.Fatal(err)
	}
	if l := live(t, s, "kite-1-1"); !slices.Equal(l, []string{"1"}) {
		t.Fatalf("%q", l)
	}
	if r := record(t, s, "kite-1-1"); r.Untold {
		t.Fatalf("%+v", r)
	}
	if l := live(t, s, read); len(l) != 1 || !strings.HasPrefix(l[0], "1 en In May") {
		t.Fatalf("%q", l)
	}
	rd.Rules = "still other rules"
	if out := takeIn(t, d, doc, rd); out.Added != 0 || out.Asked != 0 || out.Dropped != 0 {
		t.Fatalf("%+v", out)
	}
	if list, err = s.Sames(t.Context(), register.SameFilter{State: register.SameAsked}); err != nil || len(list) != 0 {
		t.Fatalf("%+v %v", list, err)
	}
}

// What the loading joined a person can part, with the same outcome.
func TestLoadedJoinIsParted(t *testing.T) {
	d, s := open(t)
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	loadStarter(t, d, set(t))
	list, err := s.Sames(t.Context(), register.SameFilter{Record: "kite-1-1"})
	if err != nil || len(list) != 1 || list[0].State != register.SameAct {
		t.Fatalf("%+v %v", list, err)
	}
	if err := d.Part(t.Context(), "kite-1-1", list[0].B, "not this one", amira); err != nil {
		t.Fatal(err)
	}
	if l := live(t, s, "kite-1-1"); !slices.Equal(l, []string{"1"}) {
		t.Fatalf("%q", l)
	}
	if r := record(t, s, list[0].B); r.MergedInto != "" || r.Untold {
		t.Fatalf("%+v", r)
	}
	if l := loadStarter(t, d, set(t)); !l.Unchanged {
		t.Fatalf("%+v", l)
	}
}

// Both engines come to the same register.
func TestStarterOnBothEngines(t *testing.T) {
	pg, err := postgres.Open(t.Context(), pgtest.New(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pg.Close() })
	_, file := open(t)
	var first map[string]string
	for _, s := range []register.Store{file, pg} {
		d := desk.New(s, desk.Clock(clock()))
		en, enRead := report(t, "en", english...)
		takeIn(t, d, en, enRead)
		loadStarter(t, d, set(t))
		fr, frRead := report(t, "fr", french...)
		takeIn(t, d, fr, frRead)
		now := seen(t, s)
		if first == nil {
			first = now
			continue
		}
		for id := range first {
			if now[id] != first[id] {
				t.Errorf("%s:\n%s\n--- on SQLite\n%s", id, now[id], first[id])
			}
		}
		if len(now) != len(first) {
			t.Errorf("%d records and questions, %d on SQLite", len(now), len(first))
		}
	}
}
