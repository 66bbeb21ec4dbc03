package web

import (
	"context"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/desk"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// The tabs of the tray of names.
const (
	tabCandidates = "candidates" // names that the lexicon lacks
	tabQuestions  = "questions"  // short forms that rules could not resolve
	tabSettled    = "settled"    // what was settled lately
)

// Bounds of the tray's page.
const (
	trayGroups = 40 // in the list
	trayPlaces = 30 // concordance lines of the group that is open
)

// namesPage is the tray of names.
type namesPage struct {
	Tab           string
	Tabs          []link
	Languages     []link
	Count         string
	Groups        []groupLine
	First, More   string // addresses of pages
	Group         *nameGroup
	Done          *namesDone
	Action        string
	Back          url.Values // the view, kept by forms
	Settled       []settledLine
	KeptQuestions bool
}

// groupLine is one text in the list.
type groupLine struct {
	Text, Lang, Href, Count string
	Open                    bool
}

// settledLine is one text that was settled, with the way back.
type settledLine struct {
	Text, Lang, Means, Href, Count string
	Of                             string // "names" or "short"
	Work                           string
}

// namesDone is what the last act did.
type namesDone struct {
	Said string
	Undo *settledLine
}

// nameGroup is the text that is open, with its places and the form.
type nameGroup struct {
	Text, Lang, LangName, Count string
	Lines                       []wordsInContext
	Rest                        string // how many places are not shown
	Form                        *nameForm
	Works                       []workQuestions
}

// workQuestions is a short form in one document.
type workQuestions struct {
	Work, Name string
	Lines      []wordsInContext
	Choices    []nameChoice
	Problem    string
	Other      string
	Chosen     string
}

// nameChoice is one of several answers.
type nameChoice struct {
	N     int
	Value string
	Label string
	Under string
	On    bool
}

// nameForm is the form by which a name is settled, as it was filled in.
type nameForm struct {
	Choices []nameChoice // organizations whose names are near
	Is      string       // "a:ID", "actor", "new" or "none"
	Next    int          // number of the first choice behind Choices
	Actor   string
	Name    string
	Sorts   []nameChoice
	From    string
	To      string
	Source  string
	ID      string
	Types   []nameChoice
	Parent  string
	Since   string
	Ended   string
	Acronym string
	Names   []languageField
	Why     string
	Problem string
	May     bool // the problem can be overruled
}

// languageField is a field for a name in one language.
type languageField struct{ Lang, Label, Value string }

// names is the tray.
func (s *Site) names(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	return s.showNames(v, w, 200, v.r.URL.Query(), nil)
}

// showNames makes the page; refused is what was typed and the problem with it.
func (s *Site) showNames(v *visit, w *Workplace, status int, q url.Values, refused func(*nameGroup)) error {
	pg := &namesPage{Tab: q.Get("tab"), Action: v.to("/desk/names"), Back: url.Values{}}
	if !slices.Contains([]string{tabCandidates, tabQuestions, tabSettled}, pg.Tab) {
		pg.Tab = tabCandidates
	}
	lang := q.Get("lang-of")
	if !slices.Contains(lexicon.Languages, lang) {
		lang = ""
	}
	for key, value := range map[string]string{"tab": pg.Tab, "lang-of": lang, "after": q.Get("after")} {
		if value != "" && value != tabCandidates {
			pg.Back.Set(key, value)
		}
	}
	if err := s.tabs(v, w, pg, lang); err != nil {
		return err
	}
	pg.Done = s.namesDone(v, q)
	if pg.Tab == tabSettled {
		if err := s.settled(v, w, pg, lang); err != nil {
			return err
		}
		s.render(v, status, "names.html", s.messages.text(v.lang, "names.title"), pg)
		return nil
	}
	t, err := w.Register.Tray(v.r.Context(), register.TrayFilter{Questions: pg.Tab == tabQuestions, Language: lang, Limit: trayGroups, Cursor: q.Get("after")})
	if err != nil {
		return err
	}
	pg.Count = s.messages.text(v.lang, "names.count", "groups", s.messages.number(v.lang, t.Groups), "places", s.messages.number(v.lang, t.Places))
	open := register.TrayLine{Text: q.Get("text"), Language: q.Get("language")}
	if open.Text == "" && len(t.Lines) > 0 {
		open = t.Lines[0]
	}
	for _, l := range t.Lines {
		pg.Groups = append(pg.Groups, groupLine{Text: clip(l.Text, 80), Lang: l.Language, Open: l.Text == open.Text && l.Language == open.Language,
			Count: s.messages.text(v.lang, "count.places", "n", l.Places), Href: s.trayHref(v, pg.Back, "text", l.Text, "language", l.Language)})
	}
	if q.Get("after") != "" {
		back := url.Values{}
		for k, x := range pg.Back {
			if k != "after" {
				back[k] = x
			}
		}
		pg.First = s.trayHref(v, back)
	}
	if t.Next != "" {
		pg.More = s.trayHref(v, pg.Back, "after", t.Next)
	}
	if open.Text != "" {
		if pg.Group, err = s.nameGroup(v, w, pg.Tab, open); err != nil {
			return err
		}
		if pg.Group != nil && refused != nil {
			refused(pg.Group)
		}
	}
	s.render(v, status, "names.html", s.messages.text(v.lang, "names.title"), pg)
	return nil
}

// trayHref is an address of the tray with the view kept and some of it changed.
func (s *Site) trayHref(v *visit, view url.Values, pairs ...string) string {
	q := url.Values{}
	for k, x := range view {
		q[k] = x
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return v.to("/desk/names")
	}
	return v.to("/desk/names?" + q.Encode())
}

// tabs are the ways to the parts of the tray, and to one language.
func (s *Site) tabs(v *visit, w *Workplace, pg *namesPage, lang string) error {
	for _, tab := range []string{tabCandidates, tabQuestions, tabSettled} {
		l := link{Href: s.trayHref(v, nil, "tab", tab), Label: s.messages.text(v.lang, "names.tab."+tab), Current: tab == pg.Tab}
		if tab == tabCandidates {
			l.Href = s.trayHref(v, nil)
		}
		pg.Tabs = append(pg.Tabs, l)
	}
	view := url.Values{}
	if pg.Tab != tabCandidates {
		view.Set("tab", pg.Tab)
	}
	pg.Languages = append(pg.Languages, link{Href: s.trayHref(v, view), Label: s.messages.text(v.lang, "names.all"), Current: lang == ""})
	for _, l := range languages {
		pg.Languages = append(pg.Languages, link{Href: s.trayHref(v, view, "lang-of", l), Label: s.named(v.lang, "language", l), Current: l == lang})
	}
	return nil
}

// nameGroup is one text with the places where it waits; nil where it waits nowhere.
func (s *Site) nameGroup(v *visit, w *Workplace, tab string, l register.TrayLine) (*nameGroup, error) {
	ctx := v.r.Context()
	g := &nameGroup{Text: l.Text, Lang: l.Language, LangName: s.named(v.lang, "language", l.Language)}
	f := register.AskedFilter{State: register.Open, Text: l.Text, Language: l.Language}
	if tab == tabQuestions {
		list, err := w.Register.Questions(ctx, f)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		g.Count = s.messages.text(v.lang, "count.places", "n", len(list))
		return g, s.workQuestions(v, w, g, list)
	}
	list, err := w.Register.Candidates(ctx, f)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	g.Count = s.messages.text(v.lang, "count.places", "n", len(list))
	if n := len(list) - trayPlaces; n > 0 {
		g.Rest = s.messages.text(v.lang, "names.rest", "n", n)
	}
	var places []register.Evidence
	for _, c := range list[:min(len(list), trayPlaces)] {
		places = append(places, c.At)
	}
	if g.Lines, err = s.kwic(ctx, v, w.Register, places, nil); err != nil {
		return nil, err
	}
	g.Form = s.nameForm(v, w, l.Text, l.Language, url.Values{})
	return g, nil
}

// nameForm is the form for a text, filled in with what was typed.
func (s *Site) nameForm(v *visit, w *Workplace, text, language string, form url.Values) *nameForm {
	f := &nameForm{Is: form.Get("is"), Actor: form.Get("actor"), Name: form.Get("name"), From: form.Get("from"), To: form.Get("to"), Source: form.Get("source"),
		ID: form.Get("id"), Parent: form.Get("parent"), Since: form.Get("since"), Ended: form.Get("ended"), Acronym: form.Get("acronym"), Why: form.Get("why")}
	if f.Name == "" {
		f.Name = text
	}
	lex := w.Lexicon()
	for _, near := range lex.Near(text, language, 4) {
		c := nameChoice{N: len(f.Choices) + 1, Value: "a:" + near.ID, Label: s.Names.Display(near.ID, v.lang), Under: near.Text, On: f.Is == "a:"+near.ID}
		if c.Under == c.Label {
			c.Under = ""
		}
		f.Choices = append(f.Choices, c)
	}
	f.Next = len(f.Choices) + 1
	sort := form.Get("sort")
	if sort == "" {
		sort = lexicon.Variant
	}
	for _, x := range []string{lexicon.Variant, lexicon.Official, lexicon.Short, lexicon.Acronym, lexicon.Former} {
		f.Sorts = append(f.Sorts, nameChoice{Value: x, Label: s.messages.text(v.lang, "names.sort."+x), On: x == sort})
	}
	f.Types = s.actorTypes(v, form.Get("type"))
	for _, l := range languages {
		value := form.Get("name-" + l)
		if !form.Has("name-"+l) && l == language {
			value = text
		}
		f.Names = append(f.Names, languageField{l, s.named(v.lang, "language", l), value})
	}
	return f
}

func (s *Site) actorTypes(v *visit, on string) (list []nameChoice) {
	for _, x := range register.ActorTypes {
		list = append(list, nameChoice{Value: x, Label: s.named(v.lang, "type", x), On: x == on})
	}
	return list
}

// workQuestions are the places of a short form by document.
func (s *Site) workQuestions(v *visit, w *Workplace, g *nameGroup, list []register.Question) error {
	var order []string
	by := map[string][]register.Question{}
	for _, q := range list {
		if by[q.At.Work] == nil {
			order = append(order, q.At.Work)
		}
		by[q.At.Work] = append(by[q.At.Work], q)
	}
	for _, id := range order[:min(len(order), trayPlaces)] {
		work, err := w.Register.Work(v.r.Context(), id)
		if err != nil {
			return err
		}
		x := workQuestions{Work: id, Name: Entry{Work: work.ID, Symbols: work.Symbols, Name: strings.SplitN(work.ID, "~", 2)[0]}.name()}
		var places []register.Evidence
		var keys []int64
		var ids []string
		for _, q := range by[id] {
			for _, c := range q.Choices {
				if !slices.Contains(ids, c) {
					ids = append(ids, c)
				}
			}
			if len(places) < trayPlaces {
				places, keys = append(places, q.At), append(keys, q.Key)
			}
		}
		for _, c := range ids[:min(len(ids), 6)] {
			x.Choices = append(x.Choices, nameChoice{N: len(x.Choices) + 1, Value: "a:" + c, Label: s.Names.Display(c, v.lang)})
		}
		if x.Lines, err = s.kwic(v.r.Context(), v, w.Register, places, keys); err != nil {
			return err
		}
		g.Works = append(g.Works, x)
	}
	return nil
}

// settled are the names and short forms that were settled lately.
func (s *Site) settled(v *visit, w *Workplace, pg *namesPage, lang string) error {
	lex := w.Lexicon()
	t, err := w.Register.Tray(v.r.Context(), register.TrayFilter{State: register.Settled, Language: lang, Limit: trayGroups})
	if err != nil {
		return err
	}
	for _, l := range t.Lines {
		line := s.settledLine(v, lex, l.Text, l.Language)
		line.Count = s.messages.text(v.lang, "count.places", "n", l.Places)
		pg.Settled = append(pg.Settled, line)
	}
	list, err := w.Register.Questions(v.r.Context(), register.AskedFilter{State: register.Settled, Language: lang, Limit: 200})
	if err != nil {
		return err
	}
	at := map[string]int{}
	count := map[string]int{}
	for _, q := range list {
		key := q.Text + "\x00" + q.At.Language + "\x00" + q.At.Work
		count[key]++
		if i, ok := at[key]; ok {
			pg.Settled[i].Count = s.messages.text(v.lang, "count.places", "n", count[key])
			continue
		}
		at[key] = len(pg.Settled)
		line := settledLine{Text: q.Text, Lang: q.At.Language, Of: "short", Work: q.At.Work, Means: s.messages.text(v.lang, "names.nobody"), Count: s.messages.text(v.lang, "count.places", "n", 1)}
		if q.Answer != "" {
			line.Means, line.Href = s.Names.Display(q.Answer, v.lang), v.to("/desk/names/"+url.PathEscape(q.Answer))
		}
		pg.Settled = append(pg.Settled, line)
	}
	return nil
}

// settledLine says what a text was settled as.
func (s *Site) settledLine(v *visit, lex *lexicon.Lexicon, text, language string) settledLine {
	line := settledLine{Text: text, Lang: language, Of: "names", Means: s.messages.text(v.lang, "names.elsewhere")}
	if lex.IsNone(language, text) {
		line.Means = s.messages.text(v.lang, "names.none")
		return line
	}
	all, err := lex.NamesOf(language)
	if err != nil {
		return line
	}
	for _, n := range all {
		if n.Text == text && n.Kind == lexicon.KindActor {
			line.Means, line.Href = s.Names.Display(n.ID, v.lang), v.to("/desk/names/"+url.PathEscape(n.ID))
		}
	}
	return line
}

// namesDone is the sentence on what was done, as its address says.
func (s *Site) namesDone(v *visit, q url.Values) *namesDone {
	if !q.Has("done") {
		return nil
	}
	n := func(key string) int { x, _ := strconv.Atoi(q.Get(key)); return max(0, min(x, 1e6)) }
	d := &namesDone{}
	parts := []string{s.messages.text(v.lang, "names.done."+tidy(q.Get("done")), "text", clip(q.Get("about"), 200)), s.messages.text(v.lang, "count.places", "n", n("places")),
		s.messages.text(v.lang, "names.reread", "n", n("documents")), s.messages.text(v.lang, "names.proposed", "n", n("proposed"))}
	d.Said = strings.Join(parts, s.messages.text(v.lang, "list.separator"))
	if q.Get("done") == "settled" {
		d.Undo = &settledLine{Text: q.Get("about"), Lang: q.Get("in"), Of: q.Get("of"), Work: q.Get("work")}
	}
	return d
}

// tidy is a word of the address that messages are named by.
func tidy(done string) string {
	if done == "settled" {
		return done
	}
	return "back"
}

// changeNames is what a form of the tray asks for.
func (s *Site) changeNames(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	view := url.Values{}
	for _, k := range []string{"tab", "lang-of", "after"} {
		if x := form.Get("view-" + k); x != "" {
			view.Set(k, x)
		}
	}
	ctx, by := v.r.Context(), w.Person(v.r)
	text, language := form.Get("text"), form.Get("language")
	var out desk.Renamed
	done, of := "settled", "names"
	do, key, _ := strings.Cut(form.Get("do"), ":") // of a short form at one place: "answer:17"
	switch do {
	case "settle":
		out, err = s.settleName(ctx, v, w, form, by)
	case "answer":
		of = "short"
		out, err = s.answerShortForm(ctx, v, w, form, key, by)
	case "reopen":
		done = "back"
		if form.Get("of") == "short" {
			out, err = w.Desk.ReopenShortForm(ctx, desk.ShortForm{Text: text, Language: language, Work: form.Get("work")}, by)
		} else {
			out, err = w.Desk.ReopenName(ctx, language, text, form.Get("why"), by)
		}
	default:
		err = fault.New(fault.Usage, "The form does not say what to do.")
	}
	if err != nil {
		switch fault.KindOf(err) {
		case fault.Invalid, fault.Conflict, fault.NotFound:
		default:
			return err
		}
		view.Set("text", text)
		view.Set("language", language)
		return s.showNames(v, w, fault.KindOf(err).Status(), view, func(g *nameGroup) { s.refuse(v, w, g, form, err) })
	}
	view.Del("after")
	view.Set("done", done)
	view.Set("about", text)
	view.Set("in", language)
	view.Set("of", of)
	if of == "short" {
		view.Set("work", form.Get("work"))
	}
	view.Set("places", strconv.Itoa(out.Settled))
	view.Set("documents", strconv.Itoa(out.Documents))
	view.Set("proposed", strconv.Itoa(out.Proposed))
	v.redirect(s.trayHref(v, view))
	return nil
}

// refuse puts what was typed back into the form, with what is wrong.
func (s *Site) refuse(v *visit, w *Workplace, g *nameGroup, form url.Values, err error) {
	said := s.nameProblem(v, err)
	if g.Form != nil {
		g.Form = s.nameForm(v, w, g.Text, g.Lang, form)
		g.Form.Problem = said
		if p := desk.AsNameProblem(err); p != nil {
			g.Form.May = p.May
		}
		return
	}
	for i := range g.Works {
		if x := &g.Works[i]; x.Work == form.Get("work") {
			x.Problem, x.Other, x.Chosen = said, form.Get("actor"), form.Get("is")
			for j := range x.Choices {
				x.Choices[j].On = x.Choices[j].Value == x.Chosen
			}
		}
	}
}

// nameProblem says what is wrong in the reader's language where there are words for it.
func (s *Site) nameProblem(v *visit, err error) string {
	if p := desk.AsNameProblem(err); p != nil && p.Code != desk.NameForm {
		of := p.Of
		if of != "" {
			of = s.Names.Display(of, v.lang)
		}
		return s.messages.text(v.lang, "names.problem."+p.Code, "text", p.Text, "of", of, "n", p.Count)
	}
	return s.messages.refusal(v.lang, err).Text
}

// settleName stores what a person said of a name.
func (s *Site) settleName(ctx context.Context, v *visit, w *Workplace, form url.Values, by register.Person) (desk.Renamed, error) {
	lex := w.Lexicon()
	x := desk.Settling{Text: form.Get("text"), Language: form.Get("language"), Sure: form.Get("sure") != "", Why: clip(strings.TrimSpace(form.Get("why")), 1000)}
	get := func(key string) string { return strings.Join(strings.Fields(form.Get(key)), " ") }
	is := form.Get("is")
	switch id, near := strings.CutPrefix(is, "a:"); {
	case near:
		x.Actor = id
	case is == "actor":
		var err error
		if x.Actor, err = actorTyped(lex, v.lang, form.Get("actor")); err != nil {
			return desk.Renamed{}, err
		}
		if x.Actor == "" {
			return desk.Renamed{}, fault.New(fault.Invalid, "Say which organization it is.")
		}
		x.Names = []lexicon.Name{{Language: x.Language, Sort: form.Get("sort"), Text: get("name"), From: get("from"), To: get("to"), Source: get("source")}}
	case is == "new":
		parent, err := actorTyped(lex, v.lang, form.Get("parent"))
		if err != nil {
			return desk.Renamed{}, err
		}
		own := false
		for _, l := range languages {
			if t := get("name-" + l); t != "" {
				own = own || l == x.Language && t == x.Text
				x.Names = append(x.Names, lexicon.Name{Language: l, Sort: lexicon.Official, Text: t, Source: get("source")})
			}
		}
		acronym := get("acronym")
		if acronym != "" {
			x.Names = append(x.Names, lexicon.Name{Language: x.Language, Sort: lexicon.Acronym, Text: acronym})
		}
		if !own {
			x.Names = append(x.Names, lexicon.Name{Language: x.Language, Sort: lexicon.Variant, Text: x.Text})
		}
		id := get("id")
		if id == "" {
			id = proposedID(acronym, get("name-en"))
		}
		x.New = &lexicon.Actor{ID: id, Type: form.Get("type"), Parent: parent, From: get("since"), To: get("ended")}
	case is == "none":
	default:
		return desk.Renamed{}, fault.New(fault.Invalid, "Choose what it is.")
	}
	return w.Desk.SettleName(ctx, x, by)
}

// proposedID is the identifier of a new organization as the lexicon gives them: its
// acronym, else its English name with hyphens.
func proposedID(acronym, english string) string {
	if acronym != "" {
		return strings.ToUpper(strings.ReplaceAll(acronym, " ", "-"))
	}
	var b strings.Builder
	for _, r := range strings.ToLower(english) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	id := strings.Trim(b.String(), "-")
	return strings.Trim(id[:min(len(id), 64)], "-")
}

// answerShortForm stores for whom a short form stands.
func (s *Site) answerShortForm(ctx context.Context, v *visit, w *Workplace, form url.Values, key string, by register.Person) (desk.Renamed, error) {
	x := desk.ShortForm{Text: form.Get("text"), Language: form.Get("language"), Work: form.Get("work"), Why: clip(strings.TrimSpace(form.Get("why")), 1000)}
	if key != "" {
		n, err := strconv.ParseInt(key, 10, 64)
		if err != nil {
			return desk.Renamed{}, fault.New(fault.Usage, "The form does not say which place it means.")
		}
		x.Key = n
	}
	is := form.Get("is")
	switch id, chosen := strings.CutPrefix(is, "a:"); {
	case chosen:
		x.Actor = id
	case is == "actor":
		id, err := actorTyped(w.Lexicon(), v.lang, form.Get("actor"))
		if err != nil {
			return desk.Renamed{}, err
		}
		if id == "" {
			return desk.Renamed{}, fault.New(fault.Invalid, "Say which organization it is.")
		}
		x.Actor = id
	case is == "nobody":
	default:
		return desk.Renamed{}, fault.New(fault.Invalid, "Choose what it is.")
	}
	return w.Desk.AnswerShortForm(ctx, x, by)
}

// Fields are the hidden fields that keep the view.
func (pg *namesPage) Fields() template.HTML {
	var m markup
	for _, k := range []string{"tab", "lang-of", "after"} {
		if x := pg.Back.Get(k); x != "" {
			m.raw(`<input type="hidden" name="view-`).text(k).raw(`" value="`).text(x).raw(`">`)
		}
	}
	return m.html()
}

// Plus numbers the choices behind a list.
func (pg *namesPage) Plus(a, b int) int { return a + b }
