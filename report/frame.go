package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/analysis"
	"concord/edtf"
	"concord/register"
	"concord/wording"
)

// front is the masthead: two organs, for the report goes to both under two symbols,
// which are not known before it is submitted.
func (w *writer) front() error {
	f := &w.text.Front
	f.Organs = []string{w.say("organ.assembly"), w.say("organ.council")}
	if to, err := strconv.Atoi(w.Plan.To[:min(4, len(w.Plan.To))]); err == nil && to > 1945 {
		// The session that opens in the year in which the period ends; the Council counts
		// its years from 1946.
		n := to - 1945
		ordinal := capital(wording.Ordinal(w.language, n))
		f.Sessions = []string{w.say("session", "ordinal", ordinal), w.say("year", "ordinal", ordinal, "n", strconv.Itoa(to))}
	}
	f.Distribution, f.Original = w.say("distribution"), w.say("original")
	f.Date = wording.Day(w.language, w.o.Now)
	var item string
	var marks []string
	for _, s := range w.Plan.Agenda() {
		if s.Out || s.SubItem == "" {
			continue
		}
		item = cmp.Or(item, s.Item)
		marks = append(marks, "("+s.SubItem+")")
		f.SubItems = append(f.SubItems, w.say("subitem", "name", w.within(s.Organization)))
	}
	if item != "" {
		f.Item = w.say("item", "item", item, "letters", strings.Join(marks, w.say("list.comma")))
	}
	f.Title, f.Author = w.say("title"), w.say("author")
	return nil
}

// mandates of the cycle as the language cites them.
func (w *writer) mandates() string {
	var list []string
	for _, b := range w.Plan.Cycle.Bases {
		if b == ConsolidatedReport {
			list = append(list, w.say("mandate.consolidated"))
			continue
		}
		list = append(list, w.say("mandate.one", "symbol", b))
	}
	return strings.Join(list, w.say("list.comma"))
}

// summary: mandate and period, and what the report is about.
func (w *writer) summary() []Paragraph {
	out := Paragraph{}
	if m := w.mandates(); m != "" {
		out.Sentences = append(out.Sentences, Sentence{Text: w.say("mandate", "mandates", m), Rests: w.ofCycle()})
	}
	if w.Plan.Cycle.Period != "" {
		out.Sentences = append(out.Sentences, Sentence{Text: w.say("covers", "period", wording.Date(w.language, w.Plan.Cycle.Period)), Rests: w.ofCycle()})
	}
	return []Paragraph{out}
}

// mostThemes that the introduction names.
const mostThemes = 5

// whole is what the records say of all of the period, for a person to write on.
func (w *writer) whole() ([]Paragraph, error) {
	acts, told, machine := 0, 0, false
	themes := map[string]int{}
	var elsewhere []string
	for _, s := range w.Plan.Sections {
		if s.Out {
			elsewhere = append(elsewhere, w.name(s.Organization))
			continue
		}
		acts += len(w.Material.Acts[s.Organization])
		told += len(w.Chosen[s.Organization].In)
		for _, a := range w.Material.Acts[s.Organization] {
			machine = machine || a.Machine
			for _, t := range a.Themes {
				themes[t]++
			}
		}
	}
	of := func(text string) Sentence { return Sentence{Text: text, Rests: w.ofCycle()} }
	first := Paragraph{Sentences: []Sentence{of(w.say("whole.acts", "n", acts))}}
	if machine {
		first.Sentences = append(first.Sentences, of(w.say("whole.machine")))
	}
	first.Sentences = append(first.Sentences, of(w.say("whole.told", "n", told)))
	if told < acts {
		first.Sentences = append(first.Sentences, w.frame("whole.left"))
	}
	if len(themes) > 0 {
		var ids []string
		for t := range themes {
			ids = append(ids, t)
		}
		slices.SortFunc(ids, func(a, b string) int { return cmp.Or(themes[b]-themes[a], strings.Compare(a, b)) })
		var list []string
		for _, t := range ids[:min(mostThemes, len(ids))] {
			list = append(list, w.say("whole.theme", "theme", w.theme(t), "n", themes[t]))
		}
		first.Sentences = append(first.Sentences, of(w.say("whole.themes", "themes", strings.Join(list, w.say("list.comma")))))
	}
	second := Paragraph{Sentences: []Sentence{w.frame("whole.order")}}
	if len(elsewhere) > 0 {
		second.Sentences = append(second.Sentences, of(w.say("whole.elsewhere", "names", strings.Join(elsewhere, w.say("list.comma")))))
	}
	return []Paragraph{first, second}, nil
}

// mostListed is how many instruments or undertakings a sentence of the observations names.
const mostListed = 12

// observations: instruments that ended or end, undertakings and where they stand.
func (w *writer) observations() ([]Paragraph, error) {
	var out []Paragraph
	// What runs out or is due is told as of the end of the period, or of today where that
	// is still to come.
	at := w.o.Now
	if end, err := time.Parse(time.DateOnly, w.Plan.To); err == nil && end.Before(at) {
		at = end
	}
	endings, _, err := analysis.Endings(w.ctx, w.r, at, "", "", 1000)
	if err != nil {
		return nil, err
	}
	var terms Paragraph
	for _, key := range []string{"ended", "ending"} {
		var list []string
		var rests []Rest
		for _, e := range endings {
			if (e.Standing == register.StandingUnrenewed) != (key == "ended") || len(list) >= mostListed {
				continue
			}
			list = append(list, w.say("ended.one", "name", w.titled(e.Instrument.Title), "when", wording.Date(w.language, edtf.At(e.Last).String())))
			rests = append(rests, restOf(&e.Line.Record))
		}
		if len(list) > 0 {
			terms.Sentences = append(terms.Sentences, Sentence{Text: w.say(key, "list", strings.Join(list, w.say("list.comma"))), Rests: rests})
		}
	}
	if len(terms.Sentences) > 0 {
		out = append(out, terms)
	}
	page, err := w.r.Records(w.ctx, register.Filter{Kind: register.KindCommitment, Untold: true, Limit: 1000})
	if err != nil {
		return nil, err
	}
	var due Paragraph
	for _, key := range []string{"undertakings", "undertakings.followed"} {
		var list []string
		var rests []Rest
		for i := range page.Lines {
			var c register.Commitment
			if err := page.Lines[i].Record.Decode(&c); err != nil {
				return nil, err
			}
			state := c.State(at)
			followed := state == register.DueFollowed || state == register.DueDone
			if state == register.DueDropped || followed != (key == "undertakings.followed") || len(list) >= mostListed || c.Title[w.language] == "" {
				continue
			}
			list = append(list, c.Title[w.language])
			rests = append(rests, restOf(&page.Lines[i].Record))
		}
		if len(list) > 0 {
			due.Sentences = append(due.Sentences, Sentence{Text: w.say(key, "list", strings.Join(list, w.say("list.semicolon"))), Rests: rests})
		}
	}
	if len(due.Sentences) > 0 {
		out = append(out, due)
	}
	if len(out) == 0 {
		out = []Paragraph{{Sentences: []Sentence{w.frame("nothing.whole")}}}
	}
	return out, nil
}

func restOf(r *register.Record) Rest {
	return Rest{Record: r.ID, Revision: r.Revision, Machine: r.Review != register.Reviewed && r.Origin != register.Starter}
}

// titled is a title in the language of the draft, or the next best.
func (w *writer) titled(titles map[string]string) string {
	for _, l := range append([]string{w.language, "en"}, wording.Languages...) {
		if t := titles[l]; t != "" {
			return t
		}
	}
	return ""
}
