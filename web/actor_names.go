package web

import (
	"net/url"
	"slices"
	"strings"

	"concord/desk"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// actorNamesPage shows the names of one actor, and changes them.
type actorNamesPage struct {
	ID, Heading, TitleLang string
	Kind                   string
	Action, Record, Back   string
	Revision               int
	Groups                 []languageNames
	Languages, Sorts       []nameChoice
	Types                  []nameChoice
	Parent, Since, Ended   string
	Ships                  bool // the actor is one that ships
	Typed                  url.Values
	Text, From, To, Source string
	Why                    string
	Problem                string
	May                    bool
	Done                   string
}

// languageNames are the names in one language.
type languageNames struct {
	Lang, Label string
	Names       []nameLine
}

// nameLine is one name.
type nameLine struct {
	Text, Sort, Years, Source string
	Value                     string // of the claim
	Edit                      string // address of the form, filled in with it
	Laid                      bool   // people gave it
	Gone                      bool   // it ships, and people said that it does not hold
}

// actorNames is the page of the names of one actor.
func (s *Site) actorNames(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	return s.showActorNames(v, w, 200, v.r.URL.Query(), nil)
}

func (s *Site) showActorNames(v *visit, w *Workplace, status int, typed url.Values, problem error) error {
	id := v.r.PathValue("id")
	lex := w.Lexicon()
	actor, ok := lex.Actor(id)
	if !ok {
		return fault.New(fault.NotFound, "There is no organization %q.", clip(id, 100))
	}
	shipped, ships := lex.Under().Actor(id)
	have, rec, err := namesOf(v, w, id)
	if err != nil {
		return err
	}
	pg := &actorNamesPage{ID: id, Kind: s.named(v.lang, "type", actor.Type), Action: v.to("/desk/names/" + url.PathEscape(id)), Ships: ships, Revision: rec.Revision,
		Back: v.to("/desk/names"), Text: typed.Get("text"), From: typed.Get("from"), To: typed.Get("to"), Source: typed.Get("source"), Why: typed.Get("why")}
	pg.Heading, pg.TitleLang = lex.Display(id, v.lang)
	if rec.Revision > 0 {
		pg.Record = v.to("/records/" + url.PathEscape(rec.ID))
	}
	if typed.Has("done") {
		pg.Done = s.messages.text(v.lang, "names.changed")
	}
	a := actor
	if have.Type == "" {
		a = shipped
	}
	pg.Since, pg.Ended = a.From, a.To
	if a.Parent != "" {
		pg.Parent = valueFor(s.Names.Display(a.Parent, v.lang), a.Parent)
	}
	kind := a.Type
	if problem != nil {
		pg.Problem = s.nameProblem(v, problem)
		if p := desk.AsNameProblem(problem); p != nil {
			pg.May = p.May
		}
		if typed.Get("do") == "actor" {
			kind, pg.Parent, pg.Since, pg.Ended = typed.Get("type"), typed.Get("parent"), typed.Get("since"), typed.Get("ended")
		}
	}
	pg.Types = s.actorTypes(v, kind)
	on := typed.Get("language")
	if on == "" {
		on = v.lang
	}
	sort := typed.Get("sort")
	if sort == "" {
		sort = lexicon.Official
	}
	for _, x := range []string{lexicon.Official, lexicon.Short, lexicon.Acronym, lexicon.Former, lexicon.Variant} {
		pg.Sorts = append(pg.Sorts, nameChoice{Value: x, Label: s.messages.text(v.lang, "names.sort."+x), On: x == sort})
	}
	for _, l := range languages {
		pg.Languages = append(pg.Languages, nameChoice{Value: l, Label: s.named(v.lang, "language", l), On: l == on})
		g := languageNames{Lang: l, Label: s.named(v.lang, "language", l)}
		for _, n := range lex.Names(id, l) {
			line := s.nameLine(v, n)
			line.Laid = slices.Contains(have.Names, line.Value)
			g.Names = append(g.Names, line)
		}
		for _, value := range have.Without {
			if n, err := register.ParseName(value); err == nil && n.Language == l {
				line := s.nameLine(v, n)
				line.Value, line.Gone = value, true
				g.Names = append(g.Names, line)
			}
		}
		pg.Groups = append(pg.Groups, g)
	}
	s.render(v, status, "actor_names.html", pg.Heading, pg)
	return nil
}

func (s *Site) nameLine(v *visit, n lexicon.Name) nameLine {
	l := nameLine{Text: n.Text, Sort: s.messages.text(v.lang, "names.sort."+n.Sort), Source: n.Source, Value: register.NameValue(n)}
	if n.From != "" || n.To != "" {
		l.Years = n.From + "–" + n.To
	}
	q := url.Values{"language": {n.Language}, "sort": {n.Sort}, "text": {n.Text}, "from": {n.From}, "to": {n.To}, "source": {n.Source}}
	l.Edit = "?" + q.Encode() + "#edit"
	return l
}

// namesOf is what people changed in the names of an actor; the record has no
// revision where nobody did.
func namesOf(v *visit, w *Workplace, id string) (a register.Actor, rec register.Record, err error) {
	rec, err = w.Register.Record(v.r.Context(), register.ActorRecordID(id), 0)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return a, register.Record{}, nil
	}
	if err != nil || rec.Review == register.Withdrawn {
		return a, rec, err
	}
	return a, rec, rec.Decode(&a)
}

// changeActorNames is what a form of that page asks for.
func (s *Site) changeActorNames(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	e, err := s.namesEdit(v, w, id, form)
	if err == nil {
		_, err = w.Desk.EditNames(v.r.Context(), e, w.Person(v.r))
	}
	switch {
	case err == nil && !isActor(w.Lexicon(), id):
		v.redirect(v.to("/desk/names"))
	case err == nil:
		v.redirect(v.to("/desk/names/" + url.PathEscape(id) + "?done"))
	case slices.Contains([]fault.Kind{fault.Invalid, fault.Conflict}, fault.KindOf(err)):
		return s.showActorNames(v, w, fault.KindOf(err).Status(), form, err)
	default:
		return err
	}
	return nil
}

// namesEdit is what the names are to be after a form.
func (s *Site) namesEdit(v *visit, w *Workplace, id string, form url.Values) (desk.NamesEdit, error) {
	have, rec, err := namesOf(v, w, id)
	if err != nil {
		return desk.NamesEdit{}, err
	}
	revision := 0
	if form.Get("revision") != "0" {
		if revision, err = revisionOf(form); err != nil {
			return desk.NamesEdit{}, err
		}
	}
	if rec.Revision != revision {
		return desk.NamesEdit{}, fault.New(fault.Conflict, "The names were changed by somebody meanwhile. Look at them again; nothing of yours was stored, and what you typed is still here.")
	}
	e := desk.NamesEdit{Actor: id, Revision: revision, Type: have.Type, Parent: have.Parent, Since: have.Since, Ended: have.Ended,
		Sure: form.Get("sure") != "", Why: clip(strings.TrimSpace(form.Get("why")), 1000)}
	get := func(key string) string { return strings.Join(strings.Fields(form.Get(key)), " ") }
	value := form.Get("value")
	drop := func(list []string) (out []lexicon.Name, err error) {
		for _, x := range list {
			if x == value {
				continue
			}
			n, err := register.ParseName(x)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
		return out, nil
	}
	if e.Names, err = drop(have.Names); err != nil {
		return e, err
	}
	if e.Without, err = drop(have.Without); err != nil {
		return e, err
	}
	switch form.Get("do") {
	case "name":
		n := lexicon.Name{Language: form.Get("language"), Sort: form.Get("sort"), Text: get("text"), From: get("from"), To: get("to"), Source: get("source")}
		same := func(x lexicon.Name) bool { return x.Language == n.Language && x.Text == n.Text }
		e.Names = append(slices.DeleteFunc(e.Names, same), n)
		e.Without = slices.DeleteFunc(e.Without, same)
	case "out":
		n, err := register.ParseName(value)
		if err != nil {
			return e, err
		}
		if slices.ContainsFunc(w.Lexicon().Under().Names(id, n.Language), func(x lexicon.Name) bool { return x.Text == n.Text }) && !slices.Contains(have.Names, value) {
			e.Without = append(e.Without, n)
		}
	case "back": // both lists are without it
	case "actor":
		parent, err := actorTyped(w.Lexicon(), v.lang, form.Get("parent"))
		if err != nil {
			return e, err
		}
		e.Type, e.Parent, e.Since, e.Ended = form.Get("type"), parent, get("since"), get("ended")
		if a, ships := w.Lexicon().Under().Actor(id); ships && a.Type == e.Type && a.Parent == e.Parent && a.From == e.Since && a.To == e.Ended {
			e.Type, e.Parent, e.Since, e.Ended = "", "", "", "" // as it ships
		}
	default:
		return e, fault.New(fault.Usage, "The form does not say what to do.")
	}
	return e, nil
}
