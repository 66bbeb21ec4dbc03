package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
	"concord/register"
	"concord/report"
)

// This file holds the draft of a report against the text as which it was published, and
// records that.

// publishedPage is one draft with a document beside it.
type publishedPage struct {
	Cycle, Draft  link
	Title         string
	TitleLang     string
	Lang          string // of the draft
	Action        string
	Document      string // that was asked for
	Documents     []link // of the register, in the language of the draft; Href is the symbol
	Problem       *refusal
	Done          string
	Heading       link // the document that is beside it; without Label none is
	Counts        []string
	All           bool // also what stands as drafted
	Other         link // to all, or to the differences alone
	Lines         []comparedLine
	Before, After string // further sentences
	Range         string
	Recorded      bool // among the documents of the cycle
}

// comparedLine is one sentence.
type comparedLine struct {
	Fate     string
	Class    string
	Section  string // where another one begins
	Number   string
	Href     string // of the paragraph in the document
	Was, Now []report.Strand
}

// The bounds of that page.
const (
	shownCompared  = 50
	offeredReports = 50
)

// published shows the comparison.
func (s *Site) published(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	done := ""
	if q.Get("done") != "" {
		done = s.messages.text(v.lang, "published.done", "told", number(q.Get("told")), "joined", number(q.Get("joined")), "asked", number(q.Get("asked")), "left", number(q.Get("left")))
	}
	return s.showPublished(v, w, http.StatusOK, q.Get("document"), done, nil)
}

// publish records that the draft was published as the document that the form names.
func (s *Site) publish(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	rec, _, lang, err := s.cycleOf(v, w)
	if err != nil {
		return err
	}
	document := strings.TrimSpace(form.Get("document"))
	out, err := w.Desk.Publish(v.r.Context(), rec.ID, document, lang, w.Person(v.r))
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.NotFound, fault.Unsupported:
		return s.showPublished(v, w, fault.KindOf(err).Status(), document, "", err)
	}
	if err != nil {
		return err
	}
	back := url.Values{"document": {document}, "done": {"publish"}}
	for name, n := range map[string]int{"told": out.Tellings, "joined": out.Joined, "asked": out.Asked, "left": out.Left} {
		back.Set(name, strconv.Itoa(n))
	}
	v.redirect(v.to(publishedAddress(rec.ID, lang)) + "?" + back.Encode())
	return nil
}

func publishedAddress(cycle, lang string) string { return draftAddress(cycle, lang) + "/published/" }

func (s *Site) showPublished(v *visit, w *Workplace, status int, document, done string, problem error) error {
	ctx := v.r.Context()
	rec, c, lang, err := s.cycleOf(v, w)
	if err != nil {
		return err
	}
	document = clip(strings.TrimSpace(document), 200)
	pg := &publishedPage{Lang: lang, Action: v.to(publishedAddress(rec.ID, lang)), Document: document, Done: done, All: v.r.URL.Query().Has("all"),
		Cycle: link{Href: v.to(cycleAddress(rec.ID)), Label: s.messages.text(v.lang, "draft.cycle")},
		Draft: link{Href: v.to(draftAddress(rec.ID, lang)), Label: s.messages.text(v.lang, "draft.text")}}
	pg.Title, pg.TitleLang = cycleTitle(v.lang, rec.ID, &c)
	held, err := w.Register.Documents(ctx, register.DocumentFilter{Language: lang, Uncounted: true, Limit: offeredReports})
	if err != nil {
		return err
	}
	for i := range held {
		if l := &held[i]; len(l.Work.Symbols) > 0 {
			pg.Documents = append(pg.Documents, link{Href: l.Work.Symbols[0], Label: l.Version.Masthead.Title, Lang: lang})
		}
	}
	if document != "" && problem == nil {
		var found *report.Held
		found, problem = report.CompareHeld(ctx, w.Register, rec.ID, document, lang)
		switch fault.KindOf(problem) {
		case fault.Conflict, fault.Invalid, fault.NotFound, fault.Unsupported:
			status = fault.KindOf(problem).Status()
		default:
			if problem != nil {
				return problem
			}
			s.compared(v, pg, found)
			pg.Recorded = slices.ContainsFunc(c.Documents, func(d string) bool { return slices.Contains(found.Symbols, d) })
		}
	}
	if problem != nil {
		pg.Problem = s.messages.refusal(v.lang, problem)
	}
	s.render(v, status, "published.html", s.messages.text(v.lang, "published.title"), pg)
	return nil
}

// compared fills in the sentences.
func (s *Site) compared(v *visit, pg *publishedPage, held *report.Held) {
	pg.Heading = link{Href: v.to(address(Entry{Work: held.Work, Language: held.Language})), Label: held.Work}
	for _, f := range report.Fates {
		pg.Counts = append(pg.Counts, s.messages.text(v.lang, "published."+string(f)+".count", "n", held.Counts[f]))
	}
	list := held.Sentences
	if !pg.All {
		list = slices.DeleteFunc(slices.Clone(list), func(c report.ComparedSentence) bool { return c.Fate == report.FateDrafted })
	}
	at := func(from int, all bool) string {
		q := url.Values{"document": {pg.Document}}
		if all {
			q.Set("all", "1")
		}
		if from > 0 {
			q.Set("from", strconv.Itoa(from))
		}
		return pg.Action + "?" + q.Encode()
	}
	pg.Other = link{Href: at(0, !pg.All), Label: s.messages.text(v.lang, "published.all")}
	if pg.All {
		pg.Other.Label = s.messages.text(v.lang, "published.differences")
	}
	from, _ := strconv.Atoi(v.r.URL.Query().Get("from"))
	if from < 0 || from >= len(list) {
		from = 0
	}
	to := min(from+shownCompared, len(list))
	if from > 0 {
		pg.Before = at(max(0, from-shownCompared), pg.All)
	}
	if to < len(list) {
		pg.After = at(to, pg.All)
	}
	if len(list) > shownCompared {
		pg.Range = s.messages.text(v.lang, "published.range", "from", from+1, "to", to, "n", len(list))
	}
	section := "\x00"
	for i := range list[from:to] {
		x := &list[from+i]
		l := comparedLine{Fate: s.messages.text(v.lang, "published."+string(x.Fate)), Class: string(x.Fate)}
		if x.Section != section {
			if section = x.Section; section != "" {
				l.Section = s.partTitle(v, section)
			}
		}
		if x.At != nil && x.At.Number != "" {
			l.Number, l.Href = "¶"+x.At.Number, v.to(paragraphAddress(Entry{Work: held.Work}, &Paragraph{Part: x.At.Part, Number: x.At.Number, Nth: x.At.Nth}))
		} else if x.At == nil && x.Drafted[0].Number > 0 {
			l.Number = "¶" + strconv.Itoa(x.Drafted[0].Number)
		}
		for _, p := range report.Weave(x.Was(), x.Text) {
			if p.Was {
				l.Was = append(l.Was, p)
			}
			if p.Now {
				l.Now = append(l.Now, p)
			}
		}
		if x.Fate == report.FateDrafted { // white space and marks of notes apart
			l.Was, l.Now = []report.Strand{{Text: x.Was(), Was: true, Now: true}}, []report.Strand{{Text: x.Text, Was: true, Now: true}}
		}
		pg.Lines = append(pg.Lines, l)
	}
}
