package web

import (
	"bytes"
	"cmp"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/editorial"
	"concord/export"
	"concord/fault"
	"concord/register"
	"concord/report"
)

// Drafter writes the draft of a cycle's report in a language from the records; nil on
// a site that keeps drafts and makes none.
type Drafter func(ctx context.Context, cycle, lang string) (*report.Text, error)

// reportsPage lists the cycles with their drafts.
type reportsPage struct {
	New    string
	Cycles []cycleLine
}

type cycleLine struct {
	Title, Lang string
	Href        string
	Period, Due string
	Drafts      []draftLink
}

// draftLink is the way to the draft of a cycle in a language.
type draftLink struct {
	link
	Held bool
}

// mostCycles is how many cycles the list shows.
const mostCycles = 50

// reports is the list of cycles.
func (s *Site) reports(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	found, err := w.Register.Records(ctx, register.Filter{Kind: register.KindCycle, Order: register.Newest, Limit: mostCycles})
	if err != nil {
		return err
	}
	held, err := w.Register.Cross(ctx, register.Filter{Kind: register.KindDraft}, register.FieldCycle, register.FieldLanguage)
	if err != nil {
		return err
	}
	pg := &reportsPage{New: v.to("/reports/new")}
	for i := range found.Lines {
		rec := &found.Lines[i].Record
		var c register.Cycle
		if err := rec.Decode(&c); err != nil {
			return err
		}
		line := cycleLine{Href: v.to(cycleAddress(rec.ID)), Period: date(v.lang, c.Period), Due: s.submission(v, &c)}
		line.Title, line.Lang = cycleTitle(v.lang, rec.ID, &c)
		for _, l := range languages {
			on := slices.ContainsFunc(held, func(x register.CrossCount) bool { return x.Row == rec.ID && x.Column == l })
			line.Drafts = append(line.Drafts, draftLink{link{Href: v.to(draftAddress(rec.ID, l)), Label: nativeName(l), Lang: l}, on})
		}
		pg.Cycles = append(pg.Cycles, line)
	}
	s.render(v, 200, "reports.html", s.messages.text(v.lang, "draft.reports"), pg)
	return nil
}

func draftAddress(cycle, lang string) string { return "/reports/" + url.PathEscape(cycle) + "/" + lang }

func cycleTitle(lang, id string, c *register.Cycle) (title, in string) {
	if title, in = titled(c.Title, lang); title == "" {
		return id, "en"
	}
	return title, in
}

// submission says by when a report is due at the editors; "" where that is not recorded.
func (s *Site) submission(v *visit, c *register.Cycle) string {
	for _, d := range c.Deadlines {
		if name, when, _ := strings.Cut(d, "="); name == "submission" && when != "" {
			return s.messages.text(v.lang, "draft.due", "date", date(v.lang, when))
		}
	}
	return ""
}

// workspacePage is where one draft is written: its sections with their words, one of
// them open.
type workspacePage struct {
	Cycle       link
	Title       string
	TitleLang   string
	Under       []string // period, day of submission
	Lang        string   // of the draft
	LangName    string
	Languages   []draftLink
	Action      string
	Count, Over string // of the whole
	Meter       template.HTML
	Annex       string
	Sections    []meterLine
	Silent      []string // organizations of the cycle that have no part
	Open        *openPart
	Files       []link
	Empty       bool
	May         bool // a draft can be written here
	Problem     *refusal
	Done        string
}

// meterLine is a part in the column of sections.
type meterLine struct {
	Href, Name  string
	Count, Over string
	Meter       template.HTML
	Current     bool
}

// draftAsk is what of a draft a request wants to see, with what was typed where it was refused.
type draftAsk struct {
	part     string
	edit     string // paragraph
	add      string // paragraph behind which one comes in; "" in front of all
	adding   bool
	versions string // paragraph
	check    bool
	done     string
	typed    *typedParagraph
	problem  error
}

// workspace is the page of one draft.
func (s *Site) workspace(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	a := draftAsk{part: q.Get("part"), edit: q.Get("edit"), add: q.Get("add"), adding: q.Has("add"), versions: q.Get("versions"), check: q.Has("check")}
	switch done := q.Get("done"); done {
	case "write", "remove", "restore":
		a.done = s.messages.text(v.lang, "draft.done."+done)
	case "draft":
		a.done = s.messages.text(v.lang, "draft.done.draft", "written", s.messages.text(v.lang, "draft.paragraphs", "n", number(q.Get("written"))), "kept", s.messages.text(v.lang, "draft.paragraphs", "n", number(q.Get("kept"))))
	}
	return s.showWorkspace(v, w, 200, a)
}

// cycleOf reads the cycle and the language that the address names.
func (s *Site) cycleOf(v *visit, w *Workplace) (rec register.Record, c register.Cycle, lang string, err error) {
	lang = v.r.PathValue("lang")
	if !slices.Contains(languages, lang) {
		return rec, c, "", fault.New(fault.NotFound, "%q is none of the languages of a report: ar, en, es, fr, ru, zh.", clip(lang, 20))
	}
	if rec, err = w.Register.Record(v.r.Context(), v.r.PathValue("cycle"), 0); err != nil {
		return rec, c, lang, err
	}
	if rec.Kind != register.KindCycle {
		return rec, c, lang, fault.New(fault.NotFound, "%s is no reporting cycle.", clip(rec.ID, 80))
	}
	return rec, c, lang, rec.Decode(&c)
}

func (s *Site) showWorkspace(v *visit, w *Workplace, status int, a draftAsk) error {
	ctx := v.r.Context()
	rec, c, lang, err := s.cycleOf(v, w)
	if err != nil {
		return err
	}
	records, parts, err := report.StoredParts(ctx, w.Register, rec.ID, lang)
	if err != nil {
		return err
	}
	pg := &workspacePage{Lang: lang, LangName: s.named(v.lang, "language", lang), Action: v.to(draftAddress(rec.ID, lang)), Empty: len(parts) == 0, May: w.Draft != nil, Done: a.done,
		Cycle: link{Href: v.to(cycleAddress(rec.ID)), Label: s.messages.text(v.lang, "draft.cycle")}}
	pg.Title, pg.TitleLang = cycleTitle(v.lang, rec.ID, &c)
	for _, x := range []string{date(v.lang, c.Period), s.submission(v, &c)} {
		if x != "" {
			pg.Under = append(pg.Under, x)
		}
	}
	if a.problem != nil {
		pg.Problem = s.messages.refusal(v.lang, a.problem)
	}
	for _, l := range languages {
		pg.Languages = append(pg.Languages, draftLink{link{Href: v.to(draftAddress(rec.ID, l)), Label: nativeName(l), Lang: l, Current: l == lang}, true})
	}
	title := pg.Title
	if !pg.Empty {
		for _, f := range draftFiles {
			pg.Files = append(pg.Files, link{Href: pg.Action + "/report." + f.ending, Label: s.messages.text(v.lang, f.name)})
		}
		text := report.Together(parts, lang)
		of := map[string]register.Record{}
		for i := range parts {
			of[parts[i].ID] = records[i]
		}
		open := s.sections(v, pg, text, &c, a.part)
		if open >= 0 {
			p := &text.Parts[open]
			if pg.Open, err = s.openPart(v, w, pg, text, open, of[p.ID], &a); err != nil {
				return err
			}
			title = pg.Open.Name + s.messages.text(v.lang, "list.separator") + title
		}
	}
	s.render(v, status, "workspace.html", title, pg)
	return nil
}

// sections fills in the column of sections, and gives the index of the part that is open:
// the one that is asked for, else the first with a paragraph; -1 for none.
func (s *Site) sections(v *visit, pg *workspacePage, t *report.Text, c *register.Cycle, want string) (open int) {
	budgets, limit := map[string]int{}, editorial.MostWords
	for _, b := range c.Budgets {
		what, value, _ := strings.Cut(b, "=")
		if n, err := strconv.Atoi(value); err == nil && n > 0 {
			if budgets[what] = n; what == report.BudgetWords {
				limit = n
			}
		}
	}
	pg.Count, pg.Over, pg.Meter = s.counted(v, t.Words, limit, 100)
	if t.WithoutAnnex != t.Words {
		pg.Annex = s.messages.text(v.lang, "draft.without-annex", "n", t.WithoutAnnex)
	}
	open = -1
	widest := 1
	for i := range t.Parts {
		p := &t.Parts[i]
		p.Budget = cmp.Or(budgets[p.ID], p.Budget)
		widest = max(widest, p.Budget, p.Words)
		if p.ID == want || open < 0 && want == "" && len(p.Paragraphs) > 0 {
			open = i
		}
	}
	if open < 0 && len(t.Parts) > 0 {
		open = 0
	}
	told := map[string]bool{}
	for i := range t.Parts {
		p := &t.Parts[i]
		told[p.ID] = true
		l := meterLine{Href: pg.Action + "?part=" + url.QueryEscape(p.ID), Name: s.partTitle(v, p.ID), Current: i == open}
		l.Count, l.Over, l.Meter = s.counted(v, p.Words, p.Budget, 100*float64(cmp.Or(p.Budget, p.Words))/float64(widest))
		pg.Sections = append(pg.Sections, l)
	}
	for _, organization := range c.Sections {
		if !told[organization] {
			pg.Silent = append(pg.Silent, s.Names.Display(organization, v.lang))
		}
	}
	return open
}

// partTitle is how a part is called in the reader's language.
func (s *Site) partTitle(v *visit, id string) string {
	if key := "draft.part." + id; s.messages.has(v.lang, key) {
		return s.messages.text(v.lang, key)
	}
	return s.Names.Display(id, v.lang)
}

// counted says words of a budget, by how many they are over it, and draws both: wide is
// the length of the budget of 100.
func (s *Site) counted(v *visit, words, budget int, wide float64) (count, over string, meter template.HTML) {
	count = s.messages.number(v.lang, words)
	used := wide
	if budget > 0 {
		count += " / " + s.messages.number(v.lang, budget)
		used = wide * float64(words) / float64(budget)
	}
	class := "words"
	if budget > 0 && words > budget {
		over = s.messages.text(v.lang, "draft.over", "n", words-budget)
		class += " over"
	}
	width := func(x float64) string { return strconv.FormatFloat(min(x, 100), 'f', 1, 64) }
	var m markup
	m.raw(`<svg`).attr("class", class).raw(` viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="all"`).attr("width", width(wide)).raw(` height="4"/><rect`).attr("width", width(used)).raw(` height="4"/></svg>`)
	return count, over, m.html()
}

// changeDraft is what a form of that page asks for.
func (s *Site) changeDraft(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	rec, _, lang, err := s.cycleOf(v, w)
	if err != nil {
		return err
	}
	ctx, by := v.r.Context(), w.Person(v.r)
	part, paragraph := form.Get("part"), form.Get("paragraph")
	draft := register.DraftID(rec.ID, part, lang)
	seen, _ := strconv.ParseInt(form.Get("seen"), 10, 64) // 0 is refused by the desk
	why := clip(strings.TrimSpace(form.Get("why")), 1000)
	back := url.Values{"part": {part}, "done": {form.Get("do")}}
	a := draftAsk{part: part}
	switch form.Get("do") {
	case "write":
		a.typed = typedIn(form)
		if form.Get("new") != "" {
			a.adding, a.add = true, paragraph
			paragraph, err = w.Desk.AddParagraph(ctx, draft, paragraph, a.typed.sentences(), why, by)
		} else {
			a.edit = paragraph
			err = w.Desk.WriteParagraph(ctx, draft, paragraph, seen, a.typed.sentences(), why, by)
		}
	case "remove":
		err = w.Desk.RemoveParagraph(ctx, draft, paragraph, seen, why, by)
	case "restore":
		wording, _ := strconv.ParseInt(form.Get("wording"), 10, 64)
		a.versions = paragraph
		err = w.Desk.RestoreParagraph(ctx, draft, paragraph, seen, wording, why, by)
	case "draft":
		if w.Draft == nil {
			return fault.New(fault.Unsupported, "This site keeps drafts and writes none from the records.")
		}
		text, derr := w.Draft(ctx, rec.ID, lang)
		if derr != nil {
			return derr
		}
		out, derr := w.Desk.SetDraft(ctx, rec.ID, text, form.Get("over") != "", by)
		if derr != nil {
			return derr
		}
		back = url.Values{"done": {"draft"}, "written": {strconv.Itoa(out.Written)}, "kept": {strconv.Itoa(out.Kept)}}
	default:
		return fault.New(fault.Usage, "The form does not say what to do.")
	}
	if err != nil {
		switch fault.KindOf(err) {
		case fault.Conflict, fault.Invalid, fault.TooLarge:
			a.problem = err
			return s.showWorkspace(v, w, fault.KindOf(err).Status(), a)
		}
		return err
	}
	to := v.to(draftAddress(rec.ID, lang)) + "?" + back.Encode()
	if paragraph != "" {
		to += "#p-" + url.PathEscape(paragraph)
	}
	v.redirect(to)
	return nil
}

// draftFiles are the forms in which a draft is taken away.
var draftFiles = []struct{ ending, name, kind string }{
	{"docx", "draft.file.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"clean.docx", "draft.file.clean", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"html", "draft.file.html", "text/html; charset=utf-8"},
	{"txt", "draft.file.txt", "text/plain; charset=utf-8"},
	{"akn", "draft.file.akn", "application/akn+xml"},
	{"json", "draft.file.json", "application/json"},
}

// draftFile is a draft as a file: with its sources, but where it is a clean copy.
func (s *Site) draftFile(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	rec, _, lang, err := s.cycleOf(v, w)
	if err != nil {
		return err
	}
	ending := strings.TrimPrefix(v.r.PathValue("file"), "report.")
	for _, f := range draftFiles {
		if f.ending != ending {
			continue
		}
		text, err := report.Stored(v.r.Context(), w.Register, rec.ID, lang)
		if err != nil {
			return err
		}
		format, clean := strings.CutPrefix(ending, "clean.")
		var b bytes.Buffer
		o := export.TextOptions{Sources: !clean, Cycle: rec.ID, Made: s.Now()}
		if o.Sources {
			if o.Origin, err = report.Sources(v.r.Context(), w.Register, text); err != nil {
				return err
			}
		}
		if err := export.TextTo(&b, text, format, o); err != nil {
			return err
		}
		v.w.Header().Set("Content-Disposition", `attachment; filename="report-`+lang+"."+ending+`"`)
		v.send(http.StatusOK, f.kind, b.Bytes())
		return nil
	}
	return fault.New(fault.NotFound, "A draft is not written as %q.", clip(v.r.PathValue("file"), 40))
}
