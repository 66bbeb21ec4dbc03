package web

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
	"concord/register"
)

// This file asks whether two records are the same act: in review, as one of the
// questions, and on a page of its own with both side by side.

// answersOfSame are what can be said of two acts, in the order of the page.
var answersOfSame = []register.Sameness{register.SameAct, register.SameSeries, register.SameRenews, register.SameNot}

// askSame is a question of sameness beside a record in review.
func (s *Site) askSame(v *visit, w *Workplace, record string, same *register.Same) (a ask, err error) {
	other := same.A
	if other == record {
		other = same.B
	}
	lines, err := s.sideLine(v, w, other)
	if err != nil {
		return a, err
	}
	a.Why = s.messages.html(v.lang, "review.why.same", "act", lines)
	for _, to := range answersOfSame {
		a.Answers = append(a.Answers, answer{Value: "same:" + other + ":" + string(to), Label: s.messages.html(v.lang, "sameness.answer."+string(to))})
	}
	if len(a.Answers) > 0 {
		a.Answers[0].Note = s.reasons(v.lang, same.Reasons)
	}
	a.More = &link{Href: v.to("/desk/sameness?" + url.Values{"a": {same.A}, "b": {same.B}}.Encode()), Label: s.messages.text(v.lang, "sameness.beside")}
	return a, nil
}

// sideLine is an act in one line: title, source.
func (s *Site) sideLine(v *visit, w *Workplace, id string) (template.HTML, error) {
	r, err := s.Library.Activity(v.r.Context(), id)
	if err != nil {
		return "", err
	}
	title, lang := r.Act.title(v.lang)
	if title == "" {
		title, lang = s.kindLine(v.lang, &r.Act), v.lang
	}
	var m markup
	m.raw(`<a`).attr("href", v.to("/activities/"+id)).attr("lang", lang).raw(`><bdi>`).text(capital(title)).raw(`</bdi></a>`)
	if len(r.Tellings) > 0 {
		m.text(s.messages.text(v.lang, "list.separator")).raw(`<bdi>`).text(s.source(v.lang, r.Tellings[0])).raw(`</bdi>`)
	}
	return m.html(), nil
}

// reasons says why two acts look alike, or do not: the words of each code, and
// what the two share.
func (s *Site) reasons(lang string, codes []string) string {
	var out []string
	for _, c := range codes {
		name, value, _ := strings.Cut(c, "=")
		words := s.named(lang, "reason", name)
		switch name {
		case "date", "month":
			words += s.messages.text(lang, "colon") + date(lang, value)
		case "parties", "place":
			var names []string
			for id := range strings.SplitSeq(value, ",") {
				names = append(names, s.Names.Short(id, lang))
			}
			words += s.messages.text(lang, "colon") + strings.Join(names, s.messages.text(lang, "list.separator"))
		}
		out = append(out, words)
	}
	return strings.Join(out, s.messages.text(lang, "kind.separator"))
}

// samenessPage is two records side by side, or the list of those that are asked.
type samenessPage struct {
	Waiting int
	Lines   []sameLine
	Pair    *samePair
	Refused *refusal
	Message template.HTML
	Undo    *undoable
}

type sameLine struct {
	Href, Title, Lang string
	Under             string
	Current           bool
}

type samePair struct {
	A, B     sameSide
	State    string
	Said     string // who decided
	Reasons  string
	Rows     []sameRow
	Answers  []answer
	Decided  bool
	Together bool // joined: can be parted
	Typed    url.Values
}

type sameSide struct {
	ID, Href, Title, Lang, Dir string
	Source                     link
	Quote, QuoteLang           string
	State, StateLabel          string
}

// sameRow is one field of both; Differs where they do not say the same.
type sameRow struct {
	Label   string
	A, B    template.HTML
	Differs bool
}

// samenesses is the page of questions of sameness.
func (s *Site) samenesses(v *visit) error {
	q := v.r.URL.Query()
	return s.showSameness(v, 200, q.Get("a"), q.Get("b"), q.Get("done"), nil, nil)
}

func (s *Site) showSameness(v *visit, status int, a, b, done string, typed url.Values, refused error) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	asked, err := w.Register.Sames(ctx, register.SameFilter{State: register.SameAsked, Limit: 200})
	if err != nil {
		return err
	}
	pg := &samenessPage{Waiting: len(asked)}
	if refused != nil {
		pg.Refused = s.messages.refusal(v.lang, refused)
	}
	if done != "" && s.messages.has(v.lang, "sameness.done."+done) {
		pg.Message = s.messages.html(v.lang, "sameness.done."+done)
	}
	if pg.Undo, err = s.undoable(v, w); err != nil {
		return err
	}
	if a == "" && len(asked) > 0 {
		a, b = asked[0].A, asked[0].B
	}
	for i := range asked[:min(len(asked), queueLength)] {
		x := &asked[i]
		r, err := s.Library.Activity(ctx, x.A)
		if err != nil {
			return err
		}
		title, lang := r.Act.title(v.lang)
		pg.Lines = append(pg.Lines, sameLine{Href: v.to("/desk/sameness?" + url.Values{"a": {x.A}, "b": {x.B}}.Encode()), Title: cmp.Or(capital(title), x.A), Lang: lang,
			Under: s.reasons(v.lang, x.Reasons), Current: x.A == a && x.B == b || x.A == b && x.B == a})
	}
	if a != "" {
		if pg.Pair, err = s.samePair(v, w, a, b); err != nil {
			return err
		}
		pg.Pair.Typed = typed
	}
	s.render(v, status, "sameness.html", s.messages.text(v.lang, "sameness.title"), pg)
	return nil
}

// samePair sets two acts side by side.
func (s *Site) samePair(v *visit, w *Workplace, a, b string) (*samePair, error) {
	ctx := v.r.Context()
	p := &samePair{State: string(register.SameAsked)}
	var acts [2]*Activity
	for i, id := range []string{a, b} {
		r, err := s.Library.Activity(ctx, id)
		if err != nil {
			return nil, err
		}
		acts[i] = r
		side := &p.A
		if i == 1 {
			side = &p.B
		}
		side.ID, side.Href = id, v.to("/activities/"+id)
		side.Title, side.Lang = r.Act.title(v.lang)
		if side.Title == "" {
			side.Title, side.Lang = s.kindLine(v.lang, &r.Act), v.lang
		}
		side.Title, side.Dir = capital(side.Title), direction(side.Lang)
		side.State = cmp.Or(r.State, MachineRead)
		side.StateLabel = s.messages.text(v.lang, "state."+side.State)
		if len(r.Tellings) > 0 {
			t := r.Tellings[0]
			side.Source.Href, side.Source.Label = s.citation(v, t)
			side.Quote, side.QuoteLang = t.Quote, t.Document.Language
		}
	}
	sames, err := w.Register.Sames(ctx, register.SameFilter{Record: a})
	if err != nil {
		return nil, err
	}
	for i := range sames {
		x := &sames[i]
		if x.A == b || x.B == b {
			p.State, p.Reasons = string(x.State), s.reasons(v.lang, x.Reasons)
			p.Decided = x.State != register.SameAsked
			p.Together = x.State == register.SameAct
			if p.Decided {
				p.Said = s.messages.text(v.lang, "sameness.answer."+string(x.State)) + s.messages.text(v.lang, "kind.separator") +
					cmp.Or(x.By.Name, x.Rule) + s.messages.text(v.lang, "list.separator") + day(v.lang, x.At)
			}
		}
	}
	p.Rows = s.sameRows(v, acts[0], acts[1])
	for i, to := range answersOfSame {
		p.Answers = append(p.Answers, answer{Number: i + 1, Value: string(to), Label: s.messages.html(v.lang, "sameness.answer."+string(to)), Checked: p.Decided && p.State == string(to)})
	}
	return p, nil
}

// sameRows are the fields of two acts, each with what the one and the other says.
func (s *Site) sameRows(v *visit, a, b *Activity) []sameRow {
	values := func(r *Activity, field string) (keys []string, shown template.HTML) {
		var m markup
		for i := range r.Evidence {
			e := &r.Evidence[i]
			if e.Field != field {
				continue
			}
			key := e.Value.Value + "\x00" + e.Role
			if slices.Contains(keys, key) {
				continue
			}
			if len(keys) > 0 {
				m.text(s.messages.text(v.lang, "list.separator"))
			}
			keys = append(keys, key)
			m.raw(constant(s.evidenceValue(v, *e)))
			if e.Role != "" {
				m.raw(` <span class="role">`).text(s.named(v.lang, "role", e.Role)).raw(`</span>`)
			}
		}
		slices.Sort(keys)
		return keys, m.html()
	}
	var rows []sameRow
	for _, field := range reviewOrder {
		if field == register.FieldTitle {
			continue
		}
		x, xs := values(a, field)
		y, ys := values(b, field)
		if len(x)+len(y) == 0 {
			continue
		}
		rows = append(rows, sameRow{s.fieldLabel(v.lang, field), xs, ys, !slices.Equal(x, y)})
	}
	return rows
}

// decideSameness takes the answer to a question of sameness.
func (s *Site) decideSameness(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	a, b, do, why, by := form.Get("a"), form.Get("b"), form.Get("do"), clip(form.Get("why"), 2000), w.Person(v.r)
	ctx := v.r.Context()
	switch do {
	case "part":
		err = w.Desk.Part(ctx, a, b, why, by)
	case "reconsider":
		err = w.Desk.Reconsider(ctx, a, b, why, by)
	case "undo":
		_, err = s.undo(v, w, form)
	case "answer":
		to := register.Sameness(form.Get("answer"))
		if !slices.Contains(answersOfSame, to) {
			err = fault.New(fault.Invalid, "Choose one of the answers first.")
			break
		}
		err = w.Desk.Answer(ctx, a, b, to, why, by)
		do = string(to)
	default:
		return fault.New(fault.Usage, "There is no such step.")
	}
	if err != nil {
		return s.refused(v, err, func(status int) error { return s.showSameness(v, status, a, b, "", form, err) })
	}
	v.redirect(v.to("/desk/sameness?done=" + url.QueryEscape(do)))
	return nil
}

// refused shows a page again where a person can do something about what was
// refused; other errors are answered as everywhere.
func (s *Site) refused(v *visit, err error, show func(status int) error) error {
	switch k := fault.KindOf(err); k {
	case fault.Internal, fault.Unavailable, fault.Forbidden:
		return err
	default:
		return show(k.Status())
	}
}

// undoable is the last act of the person that can be taken back.
func (s *Site) undoable(v *visit, w *Workplace) (*undoable, error) {
	e, err := w.Desk.Last(v.r.Context(), w.Person(v.r))
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return nil, nil
	case err != nil:
		return nil, err
	}
	u := &undoable{Act: e.Number, What: s.actName(v.lang, e.Act.Name)}
	rec, err := w.Register.Record(v.r.Context(), e.Act.Subject, 0)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return u, nil // of a name, say
	case err != nil:
		return nil, err
	}
	u.Subject = rec.ID
	title, lang := titled(titlesOf(&rec), v.lang)
	if title == "" {
		title, lang = rec.ID, v.lang
		if a, err := rec.Activity(); err == nil {
			title = s.named(v.lang, "kind", cmp.Or(a.Kind, "other"))
		}
	}
	u.Title, u.Lang = clip(capital(title), 80), lang
	return u, nil
}

// undo takes an act back that a form names; subject is the activity that it changed,
// "" where it was none.
func (s *Site) undo(v *visit, w *Workplace, form url.Values) (subject string, err error) {
	n, err := strconv.ParseInt(form.Get("act"), 10, 64)
	if err != nil {
		return "", fault.New(fault.Usage, "The form does not say what is to be taken back.")
	}
	ctx := v.r.Context()
	if err := w.Desk.Undo(ctx, n, clip(form.Get("why"), 2000), w.Person(v.r)); err != nil {
		return "", err
	}
	list, err := w.Register.LogBack(ctx, n+1, 1)
	if err != nil || len(list) == 0 {
		return "", err
	}
	rec, err := w.Register.Record(ctx, list[0].Act.Subject, 0)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return "", nil
	case err != nil || rec.Kind != register.KindActivity:
		return "", err
	}
	return rec.ID, nil
}
