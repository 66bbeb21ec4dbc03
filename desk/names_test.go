package desk_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/fault"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/store/sqlite"
)

var officer = register.Person{ID: "local:amira", Name: "Amira"}

// room is a register with its desk, into which prose is read.
type room struct {
	*testing.T
	store register.Store
	desk  *desk.Desk
}

func newRoom(t *testing.T) *room {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &room{T: t, store: s, desk: desk.New(s)}
}

func prose(symbol, language string, paragraphs ...string) *document.Document {
	doc := &document.Document{Name: strings.ReplaceAll(symbol, "/", "_"), Format: "text", SHA256: fmt.Sprintf("%064x", len(symbol)*1000+len(paragraphs)) + symbol,
		Language: language, Masthead: document.Masthead{Symbols: []string{symbol}}}
	for i, p := range paragraphs {
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: fmt.Sprint(i + 1), Text: p})
	}
	return doc
}

func (r *room) take(doc *document.Document) desk.Outcome {
	r.Helper()
	reader, _, err := r.desk.Readers(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	rd, err := reader.Read(doc)
	if err != nil {
		r.Fatal(err)
	}
	out, err := r.desk.TakeIn(r.Context(), doc, rd, officer)
	if err != nil {
		r.Fatal(err)
	}
	return out
}

// waits are the texts that wait, with their places.
func (r *room) waits(state string) string {
	r.Helper()
	t, err := r.store.Tray(r.Context(), register.TrayFilter{State: state})
	if err != nil {
		r.Fatal(err)
	}
	var list []string
	for _, l := range t.Lines {
		list = append(list, fmt.Sprint(l.Text, " ", l.Places))
	}
	return strings.Join(list, "; ")
}

// named are the paragraphs of a document in which an actor is marked.
func (r *room) named(work, language, actor string) (list []string) {
	r.Helper()
	v, err := r.store.View(r.Context(), work, language, 0)
	if err != nil {
		r.Fatal(err)
	}
	for i := range v.Paragraphs {
		for _, m := range v.Paragraphs[i].Marks {
			if m.Kind == string(reading.Actor) && m.Value == actor {
				list = append(list, v.Paragraphs[i].Number)
			}
		}
	}
	return list
}

func (r *room) must(out desk.Renamed, err error) desk.Renamed {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
	return out
}

var (
	first = prose("A/99/401", "en",
		"In May 2044, the Quill Basin Commission and the African Union held a workshop on border security in Nairobi.",
		"The African Union signed a memorandum of understanding with the Quill Basin Commission on 3 June 2044.",
		"The Marsh Water Commission met the European Union in Brussels on 4 June 2044.")
	second = prose("A/99/402", "en",
		"On 7 July 2044, the United Nations Development Programme trained 30 judges with the Quill Basin Commission.")
)

// One word on a name counts wherever it waits, at once in what was read, in what
// will be read, and until it is taken back.
func TestOneWordOnAName(t *testing.T) {
	r := newRoom(t)
	r.take(first)
	r.take(second)
	if got, want := r.waits(register.Open), "Quill Basin Commission 3; Marsh Water Commission 1"; got != want {
		t.Fatalf("waits %q, want %q", got, want)
	}
	before := r.desk.Lexicon()
	s := desk.Settling{Text: "Quill Basin Commission", Language: "en", New: &lexicon.Actor{ID: "QBC", Type: "partner", From: "2040"}, Names: []lexicon.Name{
		{Language: "en", Sort: lexicon.Official, Text: "Quill Basin Commission", From: "2040", Source: "A/99/401"},
		{Language: "en", Sort: lexicon.Acronym, Text: "QBC"}, {Language: "fr", Sort: lexicon.Official, Text: "Commission du bassin de la Quill"}}}
	out := r.must(r.desk.SettleName(t.Context(), s, officer))
	if out.Settled != 3 || out.Documents != 2 {
		t.Errorf("%+v", out)
	}
	if out.Proposed == 0 {
		t.Error("the further party of an act that stands is not proposed")
	}
	if a, b := r.named("A/99/401", "en", "QBC"), r.named("A/99/402", "en", "QBC"); fmt.Sprint(a, b) != "[1 2] [1]" {
		t.Errorf("marked in %v and %v", a, b)
	}
	if got := r.waits(register.Open); got != "Marsh Water Commission 1" {
		t.Errorf("waits %q", got)
	}
	if name, _ := r.desk.Lexicon().Display("QBC", "fr"); name != "Commission du bassin de la Quill" {
		t.Errorf("shown as %q", name)
	}
	if _, ok := before.Actor("QBC"); ok {
		t.Error("the lexicon of before was changed")
	}
	// A document that comes later is read with the name, and so is a reading that was
	// made before and comes in now.
	stale, err := reading.New(before).Read(prose("A/99/403", "en", "In August 2044, the Quill Basin Commission and the European Union held a seminar in Lisbon."))
	if err != nil {
		t.Fatal(err)
	}
	doc := prose("A/99/403", "en", "In August 2044, the Quill Basin Commission and the European Union held a seminar in Lisbon.")
	if _, err := r.desk.TakeIn(t.Context(), doc, stale, officer); err != nil {
		t.Fatal(err)
	}
	if got := r.named("A/99/403", "en", "QBC"); len(got) != 1 {
		t.Errorf("marked in %v", got)
	}
	v, err := r.store.VersionOf(t.Context(), doc.SHA256, "en")
	if err != nil || v.Rules != reading.Version+"+names.1" {
		t.Errorf("rules %q, %v", v.Rules, err)
	}
	// The same files again change nothing, also those that another name left alone.
	other := desk.Settling{Text: "Marsh Water Commission", Language: "en"}
	r.must(r.desk.SettleName(t.Context(), other, officer))
	for _, doc := range []*document.Document{first, second, doc} {
		if out := r.take(doc); !out.Unchanged {
			t.Errorf("%s: %+v", doc.Name, out)
		}
	}
	// No name: nobody is asked again, in another document either.
	r.take(prose("A/99/404", "en", "The Marsh Water Commission visited the European Union on 4 June 2045."))
	if got := r.waits(register.Open); got != "" {
		t.Errorf("waits %q", got)
	}
	r.must(r.desk.ReopenName(t.Context(), "en", "Marsh Water Commission", "", officer))
	if got := r.waits(register.Open); got != "Marsh Water Commission 2" {
		t.Errorf("waits %q", got)
	}
	// Taken back, all is as before; given again, all is as after.
	r.must(r.desk.ReopenName(t.Context(), "en", "Quill Basin Commission", "a mistake", officer))
	if got := r.waits(register.Open); got != "Quill Basin Commission 4; Marsh Water Commission 2" {
		t.Errorf("waits %q", got)
	}
	if got := r.named("A/99/401", "en", "QBC"); len(got) != 0 {
		t.Errorf("still marked in %v", got)
	}
	if _, ok := r.desk.Lexicon().Actor("QBC"); ok {
		t.Error("the actor is still there")
	}
	_, err = r.desk.ReopenName(t.Context(), "en", "Quill Basin Commission", "", officer)
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken back twice: %v", err)
	}
	r.must(r.desk.SettleName(t.Context(), s, officer))
	if got := r.named("A/99/403", "en", "QBC"); len(got) != 1 {
		t.Errorf("marked in %v", got)
	}
	if rec, err := r.store.Record(t.Context(), register.ActorRecordID("QBC"), 0); err != nil || rec.Review != register.Reviewed || rec.Revision != 3 {
		t.Errorf("%+v, %v", rec, err)
	}
	// Another program on the same register has the same names in force.
	if _, ok := desk.New(r.store).Lexicon().Actor("QBC"); !ok {
		t.Error("another desk does not know the name")
	}
}

// What a person accepted stays whatever names are changed.
func TestNamesOverwriteNobody(t *testing.T) {
	r := newRoom(t)
	r.take(first)
	page, err := r.store.Records(t.Context(), register.Filter{})
	if err != nil || page.Total == 0 {
		t.Fatal(page.Total, err)
	}
	rec := page.Lines[0].Record
	if rec, err = r.desk.Correct(t.Context(), rec.ID, rec.Revision, register.FieldDate, "2044-05-09", "", officer); err != nil {
		t.Fatal(err)
	}
	r.must(r.desk.SettleName(t.Context(), desk.Settling{Text: "Quill Basin Commission", Language: "en", Actor: "ECOWAS"}, officer))
	after, err := r.store.Record(t.Context(), rec.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := after.Activity(); a.Date != "2044-05-09" {
		t.Errorf("the date is %q", a.Date)
	}
	claims, err := r.store.Claims(t.Context(), rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	proposed := false
	for _, c := range claims {
		proposed = proposed || c.State == register.Proposed && register.Element(c.Field, c.Value) == "ECOWAS"
	}
	if !proposed {
		t.Errorf("the party is not proposed: %+v", claims)
	}
}

// A name that would swallow others, or is no name, is refused and changes nothing.
func TestNamesThatCannotBe(t *testing.T) {
	r := newRoom(t)
	r.take(first)
	name := func(text string) []lexicon.Name {
		return []lexicon.Name{{Language: "en", Sort: lexicon.Official, Text: text}}
	}
	fresh := func(id string) *lexicon.Actor { return &lexicon.Actor{ID: id, Type: "partner"} }
	for what, c := range map[string]struct {
		s    desk.Settling
		code string
		may  bool
	}{
		"a head noun":         {desk.Settling{New: fresh("QBC"), Names: name("Commission")}, desk.NameWord, false},
		"with its article":    {desk.Settling{New: fresh("QBC"), Names: name("the Commission")}, desk.NameWord, false},
		"a common word":       {desk.Settling{New: fresh("QBC"), Names: name("lighthouse")}, desk.NameCommon, true},
		"part of many names":  {desk.Settling{New: fresh("QBC"), Names: name("United Nations Office")}, desk.NamePart, true},
		"of another":          {desk.Settling{New: fresh("QBC"), Names: name("African Union")}, desk.NameTaken, false},
		"of a place":          {desk.Settling{New: fresh("QBC"), Names: name("Nairobi")}, desk.NamePlace, true},
		"one letter":          {desk.Settling{New: fresh("QBC"), Names: name("Q")}, desk.NameForm, false},
		"a bar":               {desk.Settling{New: fresh("QBC"), Names: name("Quill | Basin")}, desk.NameForm, false},
		"an identifier taken": {desk.Settling{New: fresh("AU"), Names: name("Quill Basin Commission")}, desk.ActorThere, false},
		"in other capitals":   {desk.Settling{New: fresh("au"), Names: name("Quill Basin Commission")}, desk.ActorThere, false},
		"a country's":         {desk.Settling{New: fresh("KEN"), Names: name("Quill Basin Commission")}, desk.ActorThere, false},
		"no identifier":       {desk.Settling{New: fresh("a b"), Names: name("Quill Basin Commission")}, desk.ActorID, false},
		"no type":             {desk.Settling{New: &lexicon.Actor{ID: "QBC", Type: "club"}}, desk.ActorType, false},
		"no parent":           {desk.Settling{New: &lexicon.Actor{ID: "QBC", Type: "body", Parent: "NOBODY"}}, desk.ActorParent, false},
		"years":               {desk.Settling{New: &lexicon.Actor{ID: "QBC", Type: "body", From: "2044", To: "2040"}}, desk.ActorYears, false},
	} {
		s := c.s
		s.Text, s.Language = "Quill Basin Commission", "en"
		_, err := r.desk.SettleName(t.Context(), s, officer)
		p := desk.AsNameProblem(err)
		if p == nil || p.Code != c.code || p.May != c.may {
			t.Errorf("%s: %v", what, err)
		} else if strings.Contains(p.Error(), "%!") || fault.Sentence(err) != p.Error() {
			t.Errorf("%s: %q, %q", what, p.Error(), fault.Sentence(err))
		}
		if got := r.waits(register.Open); got != "Quill Basin Commission 2; Marsh Water Commission 1" {
			t.Fatalf("%s: changed what waits to %q", what, got)
		}
	}
	if log, _ := r.store.Log(t.Context(), 0, 0); len(log) != 1 {
		t.Errorf("%d acts", len(log))
	}
	// All the same, where it can be meant.
	r.must(r.desk.SettleName(t.Context(), desk.Settling{Text: "Quill Basin Commission", Language: "en", New: fresh("QBC"), Names: name("Nairobi"), Sure: true}, officer))
	if _, err := r.desk.SettleName(t.Context(), desk.Settling{Text: "Nowhere Fund", Language: "en"}, officer); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a name that does not wait: %v", err)
	}
}

// A short form that is answered is read so in its document, and in its later versions.
func TestShortFormAnswered(t *testing.T) {
	r := newRoom(t)
	doc := prose("A/99/405", "en", "The African Union Commission met in Addis Ababa.", "The Economic Commission for Africa held a seminar.",
		"On 5 May 2044, the Commission and the Association of Southeast Asian Nations trained 20 judges in Lomé.",
		"On 6 May 2044, the Commission briefed the Association of Southeast Asian Nations.")
	doc.Headings = []document.Heading{{Text: "African Union", Level: 2, Next: 0}, {Text: "Association of Southeast Asian Nations", Level: 2, Next: 2}}
	r.take(doc)
	asked, err := r.store.Questions(t.Context(), register.AskedFilter{State: register.Open})
	if err != nil || len(asked) != 2 {
		t.Fatal("asked", asked, err)
	}
	s := desk.ShortForm{Text: asked[0].Text, Language: "en", Work: asked[0].At.Work, Actor: "AUC"}
	if _, err := r.desk.AnswerShortForm(t.Context(), desk.ShortForm{Text: s.Text, Language: "en", Work: s.Work, Actor: "NOBODY"}, officer); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an actor that is not there: %v", err)
	}
	out := r.must(r.desk.AnswerShortForm(t.Context(), s, officer))
	if out.Settled != 2 || out.Documents != 1 {
		t.Errorf("%+v", out)
	}
	if got := fmt.Sprint(r.named("A/99/405", "en", "AUC")); got != "[1 3 4]" {
		t.Errorf("marked in %s", got)
	}
	if out := r.take(doc); !out.Unchanged {
		t.Errorf("%+v", out)
	}
	// A corrected file: the same words of the same paragraph are not asked again.
	later := *doc
	later.SHA256 = "b" + doc.SHA256[1:]
	later.Paragraphs = append(slices.Clone(doc.Paragraphs), document.Paragraph{Number: "5", Text: "The meeting ended on 7 May 2044."})
	if out := r.take(&later); !out.NewVersion || out.Questions != 0 {
		t.Errorf("%+v", out)
	}
	if got := fmt.Sprint(r.named("A/99/405", "en", "AUC")); got != "[1 3 4]" {
		t.Errorf("marked in the later version in %s", got)
	}
	if _, err := r.desk.ReopenShortForm(t.Context(), s, officer); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(r.named("A/99/405", "en", "AUC")); got != "[1]" {
		t.Errorf("still marked in %s", got)
	}
	if asked, err = r.store.Questions(t.Context(), register.AskedFilter{State: register.Open}); err != nil || len(asked) != 2 {
		t.Errorf("asked %v, %v", asked, err)
	}
	if _, err := r.desk.ReopenShortForm(t.Context(), s, officer); fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken back twice: %v", err)
	}
}

// Names are edited with their years, over those that ship, and back.
func TestEditNames(t *testing.T) {
	r := newRoom(t)
	r.take(prose("A/99/406", "en", "The African Standby Force and the Union of the Quill met in Nairobi on 3 May 2044."))
	if got := len(r.named("A/99/406", "en", "AU")); got != 1 {
		t.Fatalf("the African Union is marked %d times", got)
	}
	e := desk.NamesEdit{Actor: "AU", Names: []lexicon.Name{{Language: "en", Sort: lexicon.Former, Text: "Union of the Quill", From: "1990", To: "2001"}},
		Without: []lexicon.Name{{Language: "en", Sort: lexicon.Variant, Text: "African Standby Force"}}}
	out := r.must(r.desk.EditNames(t.Context(), e, officer))
	if out.Documents != 1 || out.Record.Revision != 1 {
		t.Errorf("%+v", out)
	}
	v, err := r.store.View(t.Context(), "A/99/406", "en", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range v.Paragraphs[0].Marks {
		if m.Value == "AU" && v.Paragraphs[0].Text.Text[m.From:m.To] != "Union of the Quill" {
			t.Errorf("marked: %+v", m)
		}
	}
	if _, err := r.desk.EditNames(t.Context(), e, officer); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an edit of what was changed meanwhile: %v", err)
	}
	e.Revision = 1
	e.Without = append(e.Without, lexicon.Name{Language: "en", Sort: lexicon.Variant, Text: "No Such Name"})
	if _, err := r.desk.EditNames(t.Context(), e, officer); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a name that does not ship: %v", err)
	}
	r.must(r.desk.EditNames(t.Context(), desk.NamesEdit{Actor: "AU", Revision: 1}, officer))
	v, _ = r.store.View(t.Context(), "A/99/406", "en", 0)
	if m := v.Paragraphs[0].Marks[0]; v.Paragraphs[0].Text.Text[m.From:m.To] != "African Standby Force" {
		t.Errorf("marked: %+v", m)
	}
	if _, err := r.desk.EditNames(t.Context(), desk.NamesEdit{Actor: "QBC"}, officer); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a new actor without a type: %v", err)
	}
}

// What people changed goes out as a table and comes in elsewhere without loss; the
// same table again changes nothing.
func TestNamesAsATable(t *testing.T) {
	r := newRoom(t)
	r.take(first)
	r.must(r.desk.SettleName(t.Context(), desk.Settling{Text: "Quill Basin Commission", Language: "en", New: &lexicon.Actor{ID: "QBC", Type: "body", Parent: "AU", From: "2040", To: "2050"}, Names: []lexicon.Name{
		{Language: "en", Sort: lexicon.Official, Text: "Quill Basin Commission", From: "2040", Source: "A/99/401"},
		{Language: "zh", Sort: lexicon.Official, Text: "羽水流域委员会"}, {Language: "ar", Sort: lexicon.Official, Text: "لجنة حوض كويل"}}}, officer))
	r.must(r.desk.SettleName(t.Context(), desk.Settling{Text: "Marsh Water Commission", Language: "en"}, officer))
	r.must(r.desk.EditNames(t.Context(), desk.NamesEdit{Actor: "AU", Without: []lexicon.Name{{Language: "en", Sort: lexicon.Variant, Text: "African Standby Force"}},
		Names: []lexicon.Name{{Language: "en", Sort: lexicon.Former, Text: "Union of the Quill", From: "1990", To: "2001"}}}, officer))
	table := func(r *room) string {
		o, err := r.desk.NamesChanged(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := o.WriteTable(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := table(r)
	o, err := lexicon.ReadTable("names.tsv", []byte(want))
	if err != nil {
		t.Fatal(err)
	}
	other := newRoom(t)
	other.take(first)
	out, err := other.desk.ImportNames(t.Context(), o, "names.tsv", officer)
	if err != nil || out.Actors != 2 || out.None != 1 || out.Documents != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := table(other); got != want {
		t.Errorf("came in as\n%s\nwent out as\n%s", got, want)
	}
	if got := other.waits(register.Open); got != "" {
		t.Errorf("waits %q", got)
	}
	if got := other.named("A/99/401", "en", "QBC"); len(got) != 2 {
		t.Errorf("marked in %v", got)
	}
	log, _ := other.store.Log(t.Context(), 0, 0)
	if out, err = other.desk.ImportNames(t.Context(), o, "names.tsv", officer); err != nil || out.Actors+out.None != 0 {
		t.Errorf("again: %+v, %v", out, err)
	}
	if again, _ := other.store.Log(t.Context(), 0, 0); len(again) != len(log) {
		t.Error("the same table again made an act")
	}
	// All or nothing.
	for what, rows := range map[string]string{
		"nobody":              "id\tlanguage\tsort\tname\nNOBODY\ten\tshort\tThe Nobody Fund\n",
		"a name taken":        "id\tlanguage\tsort\tname\nAU\ten\tvariant\tThe Fine Quill Union\nEU\ten\tvariant\tAfrican Union\n",
		"twice in the table":  "id\tlanguage\tsort\tname\nAU\ten\tvariant\tThe Quill Fund\nEU\ten\tvariant\tThe Quill Fund\n",
		"a parent not there":  "id\ttype\tparent\nZBC\tbody\tNOWHERE\n",
		"parents in a circle": "id\ttype\tparent\nZBC\tbody\tYBC\nYBC\tbody\tZBC\n",
		"a sort unknown":      "id\tlanguage\tsort\tname\nAU\ten\tpretty\tThe Quill Fund\n",
	} {
		o, err := lexicon.ReadTable("bad.tsv", []byte(rows))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if _, err := other.desk.ImportNames(t.Context(), o, "bad.tsv", officer); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", what, err)
		}
		if got := table(other); got != want {
			t.Errorf("%s changed the names to\n%s", what, got)
		}
	}
}

// BenchmarkSettleName settles a name that waits at 30 places of five documents of a
// hundred paragraphs, and takes it back.
func BenchmarkSettleName(b *testing.B) {
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	d := desk.New(s)
	for n := range 5 {
		var list []string
		for i := range 100 {
			who := "the United Nations Development Programme"
			if i%17 == 0 {
				who = "the Quill Basin Commission"
			}
			list = append(list, fmt.Sprintf("On %d May 2044, the African Union and %s held a workshop on border security for %d officers in Nairobi, with the support of the European Union.", 1+i%28, who, 10+n+i))
		}
		doc := prose(fmt.Sprint("A/99/60", n), "en", list...)
		reader, _, err := d.Readers(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		rd, err := reader.Read(doc)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := d.TakeIn(b.Context(), doc, rd, officer, desk.Apart()); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		out, err := d.SettleName(b.Context(), desk.Settling{Text: "Quill Basin Commission", Language: "en", Actor: "ECOWAS"}, officer)
		if err != nil || out.Settled != 30 || out.Documents != 5 {
			b.Fatal(out, err)
		}
		if _, err := d.ReopenName(b.Context(), "en", "Quill Basin Commission", "", officer); err != nil {
			b.Fatal(err)
		}
	}
}
