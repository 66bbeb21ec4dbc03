package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/desk"
	"concord/edtf"
	"concord/fault"
	"concord/register"
	"concord/symbol"
)

// This file does what was decided on the page of review. Each step is an act of
// the desk, stored before the next page is shown.

// longestTyped is the longest value that somebody types, in bytes.
const longestTyped = 1000

// reviewer takes the steps of one form on one record.
type reviewer struct {
	*Site
	v    *visit
	w    *Workplace
	by   register.Person
	rec  string
	rev  int // the record's revision, as the last step left it
	why  string
	form url.Values
	lang string // of the text beside which the record was shown
	kind register.Kind
}

// review takes a form of the page of review. What was refused is shown with all
// that was typed; what went well leads on.
func (s *Site) review(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	scope, id, do, mode := scopeOf(form), form.Get("r"), form.Get("do"), form.Get("mode")
	if do == "undo" {
		subject, err := s.undo(v, w, form)
		if err != nil {
			return s.refused(v, err, func(status int) error { return s.showReview(v, status, scope, id, mode, "", form, err) })
		}
		if subject != "" && subject != id { // the person sees what was taken back
			id, scope.Kind = subject, ""
		}
		v.redirect(v.to(withDone(scope.address(id, ""), "undo")))
		return nil
	}
	r := &reviewer{Site: s, v: v, w: w, by: w.Person(v.r), rec: id, why: clip(form.Get("why"), 2000), form: form, lang: clip(form.Get("lang"), 8)}
	if r.rev, err = revisionOf(form); err != nil {
		return err
	}
	rec, err := w.Register.Record(v.r.Context(), id, 0)
	if err != nil {
		return err
	}
	r.kind = rec.Kind
	next, err := r.step(v.r.Context(), do)
	if err != nil {
		// Steps before the one that was refused are kept: the page shows the record as it is now.
		return s.refused(v, err, func(status int) error { return s.showReview(v, status, scope, id, mode, "", form, err) })
	}
	if next {
		id = ""
		if n := form.Get("next"); n != "" && do == "next" {
			id = n
		}
	}
	v.redirect(v.to(withDone(scope.address(id, ""), do)))
	return nil
}

func withDone(address, done string) string {
	if strings.Contains(address, "?") {
		return address + "&done=" + url.QueryEscape(done)
	}
	return address + "?done=" + url.QueryEscape(done)
}

// step does one thing; next says that the record is settled.
func (r *reviewer) step(ctx context.Context, do string) (next bool, err error) {
	switch do {
	case "accept":
		if err := r.answers(ctx); err != nil {
			return false, err
		}
		rec, err := r.w.Desk.Accept(ctx, r.rec, r.rev, r.why, r.by)
		r.rev = rec.Revision
		return true, err
	case "answer":
		return false, r.answers(ctx)
	case "save":
		return false, r.edit(ctx)
	case "take":
		return false, r.take(ctx)
	case "split":
		return false, r.split(ctx)
	case "join":
		return false, r.join(ctx)
	case "reject":
		_, err := r.w.Desk.Review(ctx, r.rec, r.rev, register.Rejected, r.why, r.by)
		return true, err
	case "reopen":
		_, err := r.w.Desk.Review(ctx, r.rec, r.rev, register.None, r.why, r.by)
		return false, err
	}
	return false, fault.New(fault.Usage, "There is no such step.")
}

// kept follows the record's revision after a step.
func (r *reviewer) kept(rec register.Record, err error) error {
	if err == nil && rec.ID == r.rec {
		r.rev = rec.Revision
	}
	return err
}

// now reads the revision where a step changed the record beside its own.
func (r *reviewer) now(ctx context.Context) error {
	rec, err := r.w.Register.Record(ctx, r.rec, 0)
	if err == nil {
		r.rev = rec.Revision
	}
	return err
}

// fresh refuses where somebody changed the record since the form was made.
func (r *reviewer) fresh(ctx context.Context) error {
	rec, err := r.w.Register.Record(ctx, r.rec, 0)
	if err != nil {
		return err
	}
	if rec.Revision != r.rev {
		return fault.New(fault.Conflict, "The record %s was changed by %s meanwhile: it is at revision %d, you saw revision %d. Look at it again; what you typed is kept here and not stored.",
			r.rec, rec.By.Name, rec.Revision, r.rev)
	}
	return nil
}

// answers does what was chosen in the questions of the form, in their order.
func (r *reviewer) answers(ctx context.Context) error {
	if err := r.fresh(ctx); err != nil {
		return err
	}
	for i := range 64 {
		choice := r.form.Get("ask." + strconv.Itoa(i))
		if choice == "" {
			continue
		}
		if err := r.answer(ctx, choice, r.form.Get("other."+choice)); err != nil {
			return err
		}
	}
	return nil
}

// answer does one choice: what it does, and with what.
func (r *reviewer) answer(ctx context.Context, choice, typed string) error {
	do, with, _ := strings.Cut(choice, ":")
	d := r.w.Desk
	key := func(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }
	switch do {
	case "claim":
		return r.kept(d.Decide(ctx, r.rec, r.rev, key(with), register.Accepted, r.why, r.by))
	case "refuse":
		return r.kept(d.Decide(ctx, r.rec, r.rev, key(with), register.Refused, r.why, r.by))
	case "clear":
		return r.kept(d.Clear(ctx, r.rec, r.rev, with, r.why, r.by))
	case "set":
		value, err := r.understood(with, typed)
		if err != nil {
			return err
		}
		return r.kept(d.Correct(ctx, r.rec, r.rev, with, value, r.why, r.by))
	case "party":
		return r.kept(d.Correct(ctx, r.rec, r.rev, register.FieldParty, register.PartyValue(register.Party{Actor: with, Role: "participant"}), r.why, r.by))
	case "enough":
		return nil // to accept the record says it
	case "question":
		k, actor, _ := strings.Cut(with, ":")
		return r.question(ctx, key(k), actor, typed)
	case "name":
		k, actor, _ := strings.Cut(with, ":")
		return r.candidate(ctx, key(k), actor, typed)
	case "same":
		other, to, _ := strings.Cut(with, ":")
		if !slices.Contains(answersOfSame, register.Sameness(to)) {
			return fault.New(fault.Usage, "There is no such answer.")
		}
		if err := d.Answer(ctx, r.rec, other, register.Sameness(to), r.why, r.by); err != nil {
			return err
		}
		return r.now(ctx)
	}
	return fault.New(fault.Usage, "There is no such answer.")
}

// of gives the open question or candidate of the record with a key.
func (r *reviewer) of(ctx context.Context, question, candidate int64) (q *register.Question, c *register.Candidate, err error) {
	cases, err := r.w.Register.Cases(ctx, r.rec)
	if err != nil || len(cases) == 0 {
		return nil, nil, err
	}
	for i := range cases[0].Questions {
		if cases[0].Questions[i].Key == question {
			q = &cases[0].Questions[i]
		}
	}
	for i := range cases[0].Candidates {
		if cases[0].Candidates[i].Key == candidate {
			c = &cases[0].Candidates[i]
		}
	}
	if q == nil && c == nil {
		return nil, nil, fault.New(fault.Conflict, "This question was answered meanwhile; look at the record again.")
	}
	return q, c, nil
}

// question answers what a short form stands for: the actor takes part by these words.
func (r *reviewer) question(ctx context.Context, key int64, actor, typed string) error {
	q, _, err := r.of(ctx, key, 0)
	if err != nil {
		return err
	}
	if actor == "?" {
		if actor, err = r.actor(typed); err != nil {
			return err
		}
	}
	if actor != "" {
		party := register.PartyValue(register.Party{Actor: actor, Role: "participant"})
		if err := r.kept(r.w.Desk.Take(ctx, r.rec, r.rev, register.FieldParty, party, q.At, r.why, r.by)); err != nil {
			return err
		}
	}
	_, err = r.w.Desk.AnswerShortForm(ctx, desk.ShortForm{Text: q.Text, Language: q.At.Language, Work: q.At.Work, Key: q.Key, Actor: actor, Why: r.why}, r.by)
	if err != nil {
		return err
	}
	return r.now(ctx)
}

// candidate says what an unknown name is: an actor that is known, or no name.
func (r *reviewer) candidate(ctx context.Context, key int64, actor, typed string) error {
	_, c, err := r.of(ctx, 0, key)
	if err != nil {
		return err
	}
	if actor == "?" {
		if actor, err = r.actor(typed); err != nil {
			return err
		}
		party := register.PartyValue(register.Party{Actor: actor, Role: "participant"})
		if err := r.kept(r.w.Desk.Take(ctx, r.rec, r.rev, register.FieldParty, party, c.At, r.why, r.by)); err != nil {
			return err
		}
	}
	_, err = r.w.Desk.SettleName(ctx, desk.Settling{Text: c.Text, Language: c.At.Language, Actor: actor, Why: r.why}, r.by)
	if err != nil {
		return err
	}
	return r.now(ctx)
}

// edit takes the form in which every field can be corrected.
func (r *reviewer) edit(ctx context.Context) error {
	if err := r.fresh(ctx); err != nil {
		return err
	}
	claims, err := r.w.Register.Claims(ctx, r.rec)
	if err != nil {
		return err
	}
	byKey := map[string]*register.Claim{}
	for i := range claims {
		byKey[strconv.FormatInt(claims[i].Key, 10)] = &claims[i]
	}
	// What is typed is understood before anything is stored, so that a slip in the
	// last field does not leave the first ones stored and the page refused.
	type change struct{ field, value string }
	var changes []change
	var clears []string
	for _, f := range register.Fields(r.kind) {
		if f.Many {
			if typed := strings.TrimSpace(r.form.Get("add." + f.Name)); typed != "" {
				value, err := r.understood(f.Name, typed)
				if err != nil {
					return err
				}
				changes = append(changes, change{f.Name, value})
			}
			continue
		}
		if _, there := r.form["set."+f.Name]; !there {
			continue
		}
		typed, was := strings.TrimSpace(r.form.Get("set."+f.Name)), r.form.Get("was."+f.Name)
		switch {
		case typed == was:
		case typed == "":
			clears = append(clears, f.Name)
		default:
			value, err := r.understood(f.Name, typed)
			if err != nil {
				return err
			}
			changes = append(changes, change{f.Name, value})
		}
	}
	titles := 0
	for name := range r.form {
		lang, ok := strings.CutPrefix(name, "title.")
		if !ok || titles > 8 {
			continue
		}
		titles++
		if typed := strings.Join(strings.Fields(r.form.Get(name)), " "); typed != "" && typed != r.form.Get("was.title."+lang) {
			r.lang = lang
			value, err := r.understood(register.FieldTitle, typed)
			if err != nil {
				return err
			}
			changes = append(changes, change{register.FieldTitle, value})
		}
	}
	for _, k := range r.form["drop"] {
		c := byKey[k]
		if c == nil || c.State != register.Accepted {
			continue
		}
		if err := r.kept(r.w.Desk.Decide(ctx, r.rec, r.rev, c.Key, register.Refused, r.why, r.by)); err != nil {
			return err
		}
	}
	for k, c := range byKey {
		role := r.form.Get("role." + k)
		if role == "" || c.Field != register.FieldParty || slices.Contains(r.form["drop"], k) {
			continue
		}
		var p register.Party
		if json.Unmarshal([]byte(c.Value), &p) != nil || p.Role == role {
			continue
		}
		p.Role = role
		// The words that bear the party stay its evidence.
		if c.Evidence.Text != 0 && c.Evidence.To > c.Evidence.From {
			err = r.kept(r.w.Desk.Take(ctx, r.rec, r.rev, register.FieldParty, register.PartyValue(p), c.Evidence, r.why, r.by))
		} else {
			err = r.kept(r.w.Desk.Correct(ctx, r.rec, r.rev, register.FieldParty, register.PartyValue(p), r.why, r.by))
		}
		if err != nil {
			return err
		}
	}
	for _, field := range clears {
		if err := r.kept(r.w.Desk.Clear(ctx, r.rec, r.rev, field, r.why, r.by)); err != nil {
			return err
		}
	}
	for _, c := range changes {
		if err := r.kept(r.w.Desk.Correct(ctx, r.rec, r.rev, c.field, c.value, r.why, r.by)); err != nil {
			return err
		}
	}
	return nil
}

// telling is the text beside which the record was shown.
func (r *reviewer) telling(ctx context.Context) (register.Evidence, *register.Text, error) {
	tellings, err := r.w.Register.Tellings(ctx, r.rec)
	if err != nil {
		return register.Evidence{}, nil, err
	}
	at := r.chooseTelling(r.v, scopeOf(r.form), tellings)
	if at < 0 {
		return register.Evidence{}, nil, fault.New(fault.Conflict, "No text that tells this record is held here, so no words of it can be taken.")
	}
	e := tellings[at].Evidence
	view, err := r.w.Register.Passage(ctx, e.Work, e.Language, e.Version, upTo(e.Ordinal, 0))
	if err != nil {
		return e, nil, err
	}
	if len(view.Paragraphs) == 0 {
		return e, nil, fault.New(fault.Internal, "The paragraph that tells %s is not in its document.", r.rec)
	}
	return e, &view.Paragraphs[0].Text, nil
}

// stretch finds words in a text: where the form says that they stand, else the first
// time within the quote, else anywhere.
func stretch(text, words, at string, from, to int) (int, int, bool) {
	words = strings.TrimSpace(words)
	if words == "" {
		return 0, 0, false
	}
	if n, err := strconv.Atoi(at); err == nil && n >= 0 && n <= len(text) {
		if i := strings.Index(text[n:], words); i >= 0 && i <= 8 {
			return n + i, n + i + len(words), true
		}
	}
	if from >= 0 && to <= len(text) && from < to {
		if i := strings.Index(text[from:to], words); i >= 0 {
			return from + i, from + i + len(words), true
		}
	}
	if i := strings.Index(text, words); i >= 0 {
		return i, i + len(words), true
	}
	return 0, 0, false
}

// take takes words of the text as the value of a field.
func (r *reviewer) take(ctx context.Context) error {
	field := r.form.Get("field")
	e, text, err := r.telling(ctx)
	if err != nil {
		return err
	}
	from, to, ok := stretch(text.Text, r.form.Get("words"), r.form.Get("at"), e.From, e.To)
	if !ok {
		return fault.New(fault.Invalid, "The words %q do not stand in this paragraph. Mark them in the text, or copy them from it.", clip(r.form.Get("words"), 80))
	}
	words := text.Text[from:to]
	r.lang = e.Language
	typed := strings.TrimSpace(r.form.Get("value"))
	if typed == "" {
		typed = words
	}
	value, err := r.understood(field, typed)
	if err != nil {
		return err
	}
	if field == register.FieldParty {
		if role := r.form.Get("role"); role != "" {
			var p register.Party
			if json.Unmarshal([]byte(value), &p) == nil {
				p.Role = role
				value = register.PartyValue(p)
			}
		}
	}
	at := e
	at.From, at.To = from, to
	return r.kept(r.w.Desk.Take(ctx, r.rec, r.rev, field, value, at, r.why, r.by))
}

// split parts the act before the words that begin the second.
func (r *reviewer) split(ctx context.Context) error {
	e, text, err := r.telling(ctx)
	if err != nil {
		return err
	}
	words := strings.TrimSuffix(strings.TrimSpace(r.form.Get("words")), "…")
	if words == "" {
		words = strings.TrimSuffix(r.form.Get("place"), "…")
	}
	at, _, ok := stretch(text.Text, words, r.form.Get("at"), e.From, e.To)
	if !ok || at <= e.From || at >= e.To {
		return fault.New(fault.Invalid, "The words %q do not stand inside the words of this act. Mark the first words of the second act.", clip(words, 80))
	}
	_, _, err = r.w.Desk.Split(ctx, r.rec, r.rev, e.Text, at, r.why, r.by)
	return err
}

// join makes one act of this and another.
func (r *reviewer) join(ctx context.Context) error {
	other := strings.TrimSpace(r.form.Get("with"))
	if other == "" {
		return fault.New(fault.Invalid, "Choose the act with which this one is to be joined.")
	}
	if err := r.fresh(ctx); err != nil {
		return err
	}
	_, err := r.w.Desk.Join(ctx, r.rec, other, r.why, r.by)
	return err
}

// understood makes the value of a field of what somebody typed: a name in any
// language, a date as people write it, a word of the closed lists.
func (r *reviewer) understood(field, typed string) (string, error) {
	typed = strings.Join(strings.Fields(typed), " ")
	if len(typed) > longestTyped {
		return "", fault.New(fault.Invalid, "What was typed for %q is longer than %d characters; shorten it.", r.fieldLabel(r.v.lang, field), longestTyped)
	}
	if typed == "" {
		return "", fault.New(fault.Invalid, "Nothing was typed for %q; type a value, or choose another answer.", r.fieldLabel(r.v.lang, field))
	}
	fields := register.Fields(r.kind)
	i := slices.IndexFunc(fields, func(f register.Field) bool { return f.Name == field })
	if i < 0 {
		return "", fault.New(fault.Usage, "A record of kind %s has no field named %q.", r.kind, clip(field, 40))
	}
	switch f := &fields[i]; inputOf(f) {
	case "actor":
		actor, state, err := r.party(typed)
		if err != nil {
			return "", err
		}
		role := cmp.Or(r.form.Get("add.role"), "participant")
		if !slices.Contains(register.Roles, role) {
			return "", fault.New(fault.Invalid, "There is no role %q; choose one of the list.", clip(role, 40))
		}
		if f.Type == register.TypeActor {
			return actor, nil
		}
		return register.PartyValue(register.Party{Actor: actor, Role: role, State: state}), nil
	case "place":
		return r.w.Sent().Place(typed, r.v.lang), nil // a place that no lexicon holds stands for itself
	case "date":
		return r.date(typed)
	case "code":
		for _, c := range f.Codes {
			if c == typed || strings.EqualFold(r.named(r.v.lang, field, c), typed) {
				return c, nil
			}
		}
		return "", fault.New(fault.Invalid, "%q is no value of %q; choose one of the list.", clip(typed, 80), r.fieldLabel(r.v.lang, field))
	case "theme":
		for _, t := range r.themes() {
			if t == typed || strings.EqualFold(r.named(r.v.lang, "theme", t), typed) {
				return t, nil
			}
		}
		return "", fault.New(fault.Invalid, "There is no theme %q; choose one of the list.", clip(typed, 80))
	}
	switch field {
	case register.FieldSeries:
		if n := number(typed); n < 1 || strconv.Itoa(n) != typed {
			return "", fault.New(fault.Invalid, "%q is no number in a series; write it as 11.", clip(typed, 40))
		}
	case register.FieldSDG:
		if goal, _, _ := strings.Cut(typed, "."); number(goal) < 1 || number(goal) > 17 {
			return "", fault.New(fault.Invalid, "%q is no Sustainable Development Goal; there are 1 to 17, and targets as in 16.6.", clip(typed, 40))
		}
	}
	switch fields[i].Type {
	case register.TypeDated: // "signed=2021-05-12", or "signed 12 May 2021"
		name, day, ok := strings.Cut(typed, "=")
		if !ok {
			name, day, _ = strings.Cut(typed, " ")
		}
		if day == "" {
			return name + "=", nil
		}
		day, err := r.date(day)
		return strings.ToLower(strings.TrimSpace(name)) + "=" + day, err
	case register.TypeDocument:
		sym, err := symbol.Parse(typed)
		if err != nil {
			return "", fault.Wrap(err, fault.Invalid, "%q is no symbol of a United Nations document, as in A/RES/77/23.", clip(typed, 80))
		}
		return string(sym), nil
	case register.TypeTitle:
		lang := r.lang
		if lang == "" {
			lang = r.v.lang
		}
		return lang + ":" + typed, nil
	}
	return typed, nil
}

// actor finds the actor that a name means. Where several fit, the sentence says which.
func (r *reviewer) actor(typed string) (string, error) {
	id, _, err := r.party(typed)
	return id, err
}

func (r *reviewer) party(typed string) (id string, state bool, err error) {
	id, state, offers := r.w.Sent().Party(typed, r.v.lang)
	switch {
	case id != "":
		return id, state, nil
	case len(offers) == 0:
		return "", false, fault.New(fault.Invalid, "No organization is known by the name %q. Look at its spelling, or enter it under Names first.", clip(typed, 80))
	}
	var names []string
	for _, o := range offers[:min(len(offers), 4)] {
		names = append(names, r.Names.Display(o.ID, r.v.lang))
	}
	return "", false, fault.New(fault.Invalid, "%q may mean %s. Write the name whole.", clip(typed, 80), strings.Join(names, "; "))
}

// date reads a date in EDTF, or as people write it in the language of the page or
// of the text.
func (r *reviewer) date(typed string) (string, error) {
	if d, err := edtf.Parse(typed); err == nil {
		return d.String(), nil
	}
	for _, lang := range []string{r.v.lang, r.lang, "en"} {
		if d := r.w.Sent().Date(typed, lang); d != "" {
			return d, nil
		}
	}
	return "", fault.New(fault.Invalid, "%q is no date that can be read; write it as 2026-05-12, 2026-05-12/2026-05-14, 2026-05 or 12 May 2026.", clip(typed, 80))
}
