package web

import (
	"bytes"
	"context"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// This file shows what organizations say of a record and takes their words down:
// confirmed, contested, not ours. What follows from them is register.Agree's.

// words fills in what organizations say of a record, and the state that follows.
func (s *shelves) words(ctx context.Context, rec *register.Record, history []register.Revision, out *Record) error {
	var v struct {
		Parties                           []register.Party
		Partner, Organization, Lead, Body string
	}
	if err := rec.Decode(&v); err != nil {
		return err
	}
	add := func(actor string) {
		if actor != "" && !slices.Contains(out.Parties, actor) {
			out.Parties = append(out.Parties, actor)
		}
	}
	for _, p := range v.Parties {
		if !p.State {
			add(p.Actor)
		}
	}
	for _, a := range []string{v.Partner, v.Organization, v.Lead, v.Body} {
		add(a)
	}
	list, err := s.r.Confirmations(ctx, rec.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	changed := valuesChanged(history)
	for _, c := range list {
		out.Words = append(out.Words, Word{c.Organization, string(c.Word), c.Reason, c.Speaker, c.Revision, c.Cycle, c.By.Name, c.At, c.Revision < changed})
	}
	for i := range out.Words {
		w := &out.Words[i]
		out.History = append(out.History, Change{Revision: w.Revision, At: w.At, By: w.By, Act: "confirm", Why: w.Reason, Said: w})
	}
	slices.SortStableFunc(out.History, func(a, b Change) int { return b.At.Compare(a.At) })
	switch register.Agree(list, out.Parties, s.side, changed).State {
	case register.AgreementOneSided:
		out.State = OneSide
	case register.AgreementBothSides:
		out.State = BothSides
	case register.AgreementContested:
		out.State = Contested
	}
	return nil
}

// side of an actor: the United Nations, or the organization that a body belongs to.
func (s *shelves) side(actor string) string {
	a, _ := s.lex().Actor(actor)
	switch {
	case a.Partner != "":
		return "partner"
	case a.Type == "un":
		return "un"
	}
	return "other"
}

// valuesChanged is the revision in which the values of a record changed last; history
// has the newest first.
func valuesChanged(history []register.Revision) int {
	for i := range history {
		if i+1 == len(history) || !bytes.Equal(history[i].Fields, history[i+1].Fields) {
			return history[i].Revision
		}
	}
	return 0
}

// said is a word as it was typed, which was not taken down, and why.
type said struct {
	form url.Values
	err  error
}

// status of the page that shows it; 200 for nothing refused.
func (r *said) status() int {
	if r == nil {
		return 200
	}
	return fault.KindOf(r.err).Status()
}

// confirmView is the section of a record's page on the words of organizations.
type confirmView struct {
	Words    []wordLine
	Form     bool // the reader may take words down
	Action   string
	Revision int
	Choices  []choice // organizations that take part
	Other    string   // another one, as typed
	Says     []choice // the three words
	Reason   string
	Speaker  string
	Cycles   []choice
	Refused  *refusal
}

type choice struct {
	Value, Label string
	On           bool
}

type wordLine struct {
	State string // class of its mark
	Text  template.HTML
	Under string
	Stale string
}

func (s *Site) confirmation(v *visit, r *Record, refused *said) *confirmView {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	c := &confirmView{Revision: r.Revision, Action: v.to("/records/" + r.ID + "/confirmations")}
	for _, w := range r.Words {
		var m markup
		m.raw(`<bdi>`).text(s.Names.Display(w.Organization, v.lang)).raw(`</bdi>`)
		line := wordLine{State: map[string]string{"confirmed": OneSide}[w.Word], Text: s.messages.html(v.lang, "confirm.said."+w.Word, "organization", m.html())}
		if line.State == "" {
			line.State = Contested
		}
		under := []string{day(v.lang, w.At), msg("activity.revision", "n", w.Revision)}
		if w.Speaker != "" {
			under = append(under, msg("confirm.by", "speaker", isolate(w.Speaker)))
		}
		if w.By != "" {
			under = append(under, msg("confirm.recorded", "person", isolate(w.By)))
		}
		if w.Reason != "" {
			under = append(under, isolate(w.Reason))
		}
		line.Under = strings.Join(under, " · ")
		if w.Stale {
			line.Stale = msg("confirm.stale", "n", w.Revision, "now", r.Revision)
		}
		c.Words = append(c.Words, line)
	}
	gone := r.MergedInto != "" || r.Review == string(register.Rejected) || r.Review == string(register.Withdrawn)
	c.Form = s.Workplace != nil && s.may(v.r, Edit) && !gone
	if !c.Form {
		return c
	}
	var typed url.Values
	if refused != nil {
		typed = refused.form
		c.Refused = s.messages.refusal(v.lang, refused.err)
		if n, err := revisionOf(typed); err == nil {
			c.Revision = n
		}
	}
	chosen := typed.Get("organization")
	for i, p := range r.Parties {
		c.Choices = append(c.Choices, choice{p, s.Names.Display(p, v.lang), p == chosen || chosen == "" && i == 0})
	}
	for _, w := range []register.Word{register.Confirmed, register.Contested, register.NotOurs} {
		c.Says = append(c.Says, choice{string(w), msg("confirm.word." + string(w)), string(w) == typed.Get("word")})
	}
	c.Other, c.Reason, c.Speaker = typed.Get("other"), typed.Get("reason"), typed.Get("speaker")
	// The cycles that there are; the newest first. A list that cannot be read is no
	// reason to refuse the page: the word is then of no cycle.
	if page, err := s.Workplace.Register.Records(v.r.Context(), register.Filter{Kind: register.KindCycle, Order: register.Newest, Limit: 20}); err == nil {
		for i := range page.Lines {
			var cycle struct{ Title map[string]string }
			rec := &page.Lines[i].Record
			if rec.Decode(&cycle) == nil {
				title, _ := titled(cycle.Title, v.lang)
				if title == "" {
					title = rec.ID
				}
				c.Cycles = append(c.Cycles, choice{rec.ID, title, rec.ID == typed.Get("cycle")})
			}
		}
	}
	return c
}

// confirm takes an organization's word on a record down.
func (s *Site) confirm(v *visit) error {
	work, form, err := s.posted(v)
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	revision, err := revisionOf(form)
	if err != nil {
		return err
	}
	c := register.Confirmation{Record: id, Revision: revision, Organization: form.Get("organization"), Cycle: form.Get("cycle"),
		Word: register.Word(form.Get("word")), Reason: strings.TrimSpace(form.Get("reason")), Speaker: strings.TrimSpace(form.Get("speaker"))}
	if other := strings.TrimSpace(form.Get("other")); other != "" {
		c.Organization, err = actorNamed(work.Lexicon(), other, v.lang)
	}
	if err == nil && c.Word == register.Unsaid {
		c.Word = "" // it is taken back by undoing it
	}
	if err == nil {
		err = c.Check()
	}
	if err == nil {
		err = work.Desk.Confirm(v.r.Context(), c, work.Person(v.r))
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.NotFound:
		if err != nil {
			// What was typed is shown again with the reason.
			return s.showRecord(v, id, &said{form, err})
		}
	}
	if err != nil {
		return err
	}
	v.redirect(v.to("/records/" + id))
	return nil
}

// actorNamed is the actor that somebody typed by its identifier or one of its names.
func actorNamed(lex *lexicon.Lexicon, typed, lang string) (string, error) {
	if a, ok := lex.Actor(typed); ok {
		return a.ID, nil
	}
	folded := lexicon.Fold(typed)
	for _, l := range append([]string{lang}, lexicon.Languages...) {
		for _, s := range lex.Complete(typed, l, 20) {
			if s.Kind == lexicon.KindActor && lexicon.Fold(s.Text) == folded {
				return s.ID, nil
			}
		}
	}
	return "", fault.New(fault.Invalid, "No organization is known by the name %q; write its identifier or one of its names.", clip(typed, 60))
}
