package web

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"concord/register"
	"concord/wording"
)

// recordPage is the page of a record of any kind but an activity.
type recordPage struct {
	*Record
	Heading, TitleLang string
	KindName           string
	StateLabel         string
	StandingText       string
	Doubt              bool // what is said of its term or date asks for somebody
	Leads              *link
	Gone               string
	Values             []evidenceLine
	Told               []toldLine
	Changes            []changeLine
	Facts              []fact
	Course             template.HTML
	Bonds              []bondView
	Confirm            *confirmView
	Cite               *cited
}

// record is the page of a record. An activity has its own.
func (s *Site) record(v *visit) error { return s.showRecord(v, v.r.PathValue("id"), nil) }

// showRecord is the page of a record, with the form of a word that was refused.
func (s *Site) showRecord(v *visit, id string, refused *said) error {
	r, err := s.Library.Record(v.r.Context(), id)
	if err != nil {
		return err
	}
	if r.Kind == string(register.KindActivity) {
		if refused != nil {
			return s.showActivity(v, r.ID, refused)
		}
		v.redirect(v.to("/activities/" + r.ID))
		return nil
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &recordPage{Record: r, KindName: msg("record." + r.Kind), StateLabel: msg("state." + r.State)}
	pg.Heading, pg.TitleLang = titled(r.Titles, v.lang)
	if pg.Heading == "" {
		pg.Heading, pg.TitleLang = pg.KindName, v.lang
	}
	if r.Standing != "" {
		pg.StandingText = msg(r.Standing)
		pg.Doubt = pressing(r.Standing)
	}
	pg.Gone, pg.Leads = s.gone(v, r)
	pg.Values, pg.Told, pg.Changes = s.evidenceLines(v, r), s.toldLines(v, r), s.changeLines(v, r)
	pg.Facts, pg.Course = s.facts(v, r), s.course(v, r)
	if pg.Bonds, err = s.bonds(v, r); err != nil {
		return err
	}
	pg.Confirm = s.confirmation(v, r, refused)
	pg.Cite = s.cite(v, r, "/records/"+r.ID)
	s.render(v, refused.status(), "record.html", pg.Heading, pg)
	return nil
}

// gone says of a record that is in no list why, and where it leads.
// The page itself stays, as evidence and history do: a citation of it still leads to what
// was cited.
func (s *Site) gone(v *visit, r *Record) (why string, leads *link) {
	switch {
	case r.MergedInto != "":
		return s.messages.text(v.lang, "record.merged"), s.joinedWith(v, r)
	case r.Review == string(register.Withdrawn):
		why = s.messages.text(v.lang, "record.withdrawn")
	case r.Review == string(register.Rejected):
		why = s.messages.text(v.lang, "record.rejected")
	default:
		return "", nil
	}
	for _, t := range r.Tellings {
		if href, source := s.citation(v, t); href != "" {
			return why, &link{Href: href, Label: source}
		}
	}
	return why, &link{Href: v.to(searchState{kind: r.Kind}.path()), Label: s.messages.text(v.lang, "records."+r.Kind)}
}

// joinedWith leads to the record that stands for one that was joined, however often.
func (s *Site) joinedWith(v *visit, r *Record) *link {
	to := &link{Href: v.to("/records/" + url.PathEscape(r.MergedInto)), Label: r.MergedInto}
	for range 8 {
		o, err := s.Library.Record(v.r.Context(), r.MergedInto)
		if err != nil {
			break // the address says what it is
		}
		at := "/records/"
		if o.Kind == string(register.KindActivity) {
			at = "/activities/"
		}
		to.Href = v.to(at + url.PathEscape(o.ID))
		if to.Label, to.Lang = titled(o.Titles, v.lang); to.Label == "" {
			to.Label, to.Lang = o.ID, ""
		}
		if r = o; o.MergedInto == "" {
			break
		}
	}
	return to
}

// pressing says whether what is said of a term or a due date asks for somebody.
func pressing(standing string) bool {
	return standing == "standing.unrenewed" || standing == "standing.ends-soon" || standing == "due.past-due"
}

// titled is a title in the reader's language, else in the one nearest to it.
func titled(titles map[string]string, lang string) (title, in string) {
	for _, l := range append([]string{lang, "en"}, languages...) {
		if t := titles[l]; t != "" {
			return t, l
		}
	}
	return "", lang
}

// evidenceLines are the values of a record, each with its source.
func (s *Site) evidenceLines(v *visit, r *Record) []evidenceLine {
	var lines []evidenceLine
	for i, e := range r.Evidence {
		line := evidenceLine{Anchor: "e" + strconv.Itoa(i+1), Field: s.fieldName(v.lang, e), Words: clip(e.Words, 160), Lang: e.Document.Language, Rule: e.Value.Rule}
		line.Value = s.evidenceValue(v, e)
		if e.Document.Work != "" {
			line.Href, line.Source = s.citation(v, e.Telling)
			line.Cited = e.Document.Language == ""
			if line.Href != "" && line.Words != "" && line.Words == e.Words {
				// Browsers light the words up.
				line.Href += ":~:text=" + strings.ReplaceAll(url.PathEscape(e.Words), "-", "%2D")
			}
		}
		if e.By != "" {
			line.Rule = e.By
		}
		lines = append(lines, line)
	}
	return lines
}

// citation is a telling as symbol and paragraph, with its address where the
// document is held.
func (s *Site) citation(v *visit, t Telling) (href, source string) {
	if t.Document.Language != "" || t.Document.Held {
		href = v.to(t.address())
	}
	return href, s.source(v.lang, t)
}

func (s *Site) toldLines(v *visit, r *Record) []toldLine {
	var lines []toldLine
	for _, t := range r.Tellings {
		href, source := s.citation(v, t)
		line := toldLine{Quote: t.Quote, Lang: t.Document.Language, Href: href, Source: source}
		if inLanguages(r.Tellings, t) > 1 {
			line.Beside = v.to(paragraphAddress(t.Document, &Paragraph{Part: t.Part, Number: t.Number, Nth: t.Nth}))
		}
		lines = append(lines, line)
	}
	return lines
}

// inLanguages is in how many languages the paragraph of a telling tells the record.
func inLanguages(all []Telling, t Telling) int {
	in := map[string]bool{}
	for _, o := range all {
		if o.Document.Work == t.Document.Work && o.Part == t.Part && o.Number == t.Number && o.Nth == t.Nth && o.Number != "" {
			in[o.Document.Language] = true
		}
	}
	return len(in)
}

func (s *Site) differenceLine(v *visit, d Difference) differenceLine {
	line := differenceLine{Field: s.fieldName(v.lang, Evidence{Field: d.Field})}
	for _, x := range d.Old {
		line.Old = append(line.Old, s.evidenceValue(v, evidenceOf(d.Field, x)))
	}
	for _, x := range d.New {
		line.New = append(line.New, s.evidenceValue(v, evidenceOf(d.Field, x)))
	}
	return line
}

func (s *Site) changeLines(v *visit, r *Record) []changeLine {
	var lines []changeLine
	for _, c := range r.History {
		what := c.Act
		if key := "history." + c.Act; s.messages.has(v.lang, key) {
			what = s.messages.text(v.lang, key)
		}
		if c.Said != nil {
			what = s.messages.text(v.lang, "confirm.said."+c.Said.Word, "organization", isolate(s.Names.Display(c.Said.Organization, v.lang)))
		}
		line := changeLine{What: what, Day: day(v.lang, c.At), By: c.By, Why: c.Why, Revision: c.Revision}
		for _, d := range c.Changed {
			line.Changed = append(line.Changed, s.differenceLine(v, d))
		}
		lines = append(lines, line)
	}
	return lines
}

// valueOf is a value of a field that only kinds other than activities have.
func (s *Site) valueOf(v *visit, e Evidence) (template.HTML, bool) {
	var m markup
	value := e.Value.Value
	word := func(family, value string) string { return s.named(v.lang, family, value) }
	switch e.Field {
	case "type", "scope", "status":
		m.text(word(e.Field, value))
	case "act", "session", "deadline":
		name, when, _ := strings.Cut(value, "=")
		if e.Field == "act" {
			name = word("act", name)
		}
		m.text(name)
		if when != "" {
			m.raw(` <span class="m date"><bdi>`).text(date(v.lang, when)).raw(`</bdi></span>`)
		}
	case "term", "since", "ended", "observer", "period", "due":
		if due := s.dueText(v, value); strings.HasPrefix(value, "session:") {
			m.text(due)
		} else {
			m.raw(`<span class="m date"><bdi>`).text(due).raw(`</bdi></span>`)
		}
	case register.FieldName, register.FieldWithout:
		n, _ := register.ParseName(value) // what cannot be read has no text
		m.raw(`<bdi lang="`).text(n.Language).raw(`">`).text(n.Text).raw(`</bdi> <span class="role">`).text(s.messages.text(v.lang, "names.sort."+n.Sort)).text(" " + n.From + "–" + n.To + " " + n.Source).raw(`</span>`)
	case register.FieldActor, register.FieldParent, "partner", "sender", "organization", "lead", "body", "addressee":
		return s.actorLink(v, value), true
	case "supersedes", "mechanism", "mandate", "follow_up", "session_of", "commitment", "activity", "cycle":
		m.raw(`<a href="`).text(v.to("/records/" + value)).raw(`"><bdi>`).text(value).raw(`</bdi></a>`)
	case register.FieldParagraph:
		return draftValue(value), true
	case "title":
		m.raw(`<bdi lang="`).text(e.Language).raw(`">`).text(value).raw(`</bdi>`)
	default:
		return "", false
	}
	return m.html(), true
}

// dueText is a day, or a session of the General Assembly, by which something is due.
func (s *Site) dueText(v *visit, due string) string {
	if session, ok := strings.CutPrefix(due, "session:"); ok {
		return s.messages.text(v.lang, "due.session", "ordinal", wording.Ordinal(v.lang, number(session)))
	}
	return date(v.lang, due)
}

// number reads a small number; 0 where there is none.
func number(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 10000 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}
