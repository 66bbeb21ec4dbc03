package export

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"concord/edtf"
	"concord/register"
	"concord/symbol"
)

// AKN writes one version of a document as Akoma Ntoso 3.0 (OASIS LegalDocML),
// valid against its schema: the masthead as FRBR metadata, headings as chapters
// and sections bound to the organizations that they name, numbered paragraphs with
// their lettered items, annexes as attachments, footnotes, tables.
//
// Readers do not keep where in its paragraph the mark of a footnote stood: the
// note stands at the end of the paragraph that it follows.
func AKN(w io.Writer, v *register.View, names *Names) error {
	a := &akn{v: v, names: names, ids: map[string]int{}}
	a.document()
	_, err := w.Write(a.b.Bytes())
	return unwritten(err)
}

type akn struct {
	b     bytes.Buffer
	v     *register.View
	names *Names
	ids   map[string]int
}

// text writes escaped text.
func (a *akn) text(s string) *akn {
	_ = xml.EscapeText(&a.b, []byte(plainText(s))) // a bytes.Buffer does not fail
	return a
}

func (a *akn) raw(s string) *akn { a.b.WriteString(s); return a }

// attr writes an attribute, none where it is empty.
func (a *akn) attr(name, value string) *akn {
	if value == "" {
		return a
	}
	return a.raw(" " + name + `="`).text(strings.Join(strings.Fields(value), " ")).raw(`"`)
}

// id is an eId that no other element has.
func (a *akn) id(s string) string {
	s = slug(s)
	a.ids[s]++
	if n := a.ids[s]; n > 1 {
		return a.id(s + "-" + strconv.Itoa(n))
	}
	return s
}

// slug is a string as part of an identifier or address: letters and digits of any
// script, the rest as hyphens.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '_', r == '.':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if out := strings.TrimRight(b.String(), "-"); out != "" {
		return out
	}
	return "x"
}

// codes of ISO 639-2 that FRBRlanguage takes, where they differ from BCP 47.
var iso6392 = map[string]string{"ar": "ara", "zh": "zho", "en": "eng", "fr": "fra", "ru": "rus", "es": "spa", "de": "deu", "pt": "por"}

// day of an EDTF date, "" where it has none.
func day(date string) string {
	d, err := edtf.Parse(date)
	if err != nil {
		return ""
	}
	first, last := d.Bounds()
	if first.IsZero() {
		first = last
	}
	if first.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", first.Year, max(first.Month, 1), max(first.Day, 1))
}

// kind is the element and name of a document by its symbol.
func (a *akn) kind() (element, name string) {
	for _, s := range a.v.Work.Symbols {
		switch {
		case strings.Contains(s, "/RES/"), strings.HasPrefix(s, "S/RES"):
			return "statement", "resolution"
		case strings.Contains(s, "/DEC/"):
			return "statement", "decision"
		case strings.Contains(s, "/PRST/"):
			return "statement", "presidentialStatement"
		}
	}
	if len(a.v.Work.Symbols) == 0 {
		return "doc", "text"
	}
	return "doc", "report"
}

func (a *akn) document() {
	element, name := a.kind()
	a.raw(xml.Header + `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">` + "\n")
	a.raw("<"+element).attr("name", name).raw(">\n")
	a.meta(element, name, "")
	a.preface()
	r := a.regions()
	a.preamble(r.preamble)
	a.raw("<mainBody").attr("xml:lang", a.v.Version.Language).raw(">\n")
	if len(r.summary) > 0 {
		a.raw("<hcontainer").attr("eId", a.id("summary")).attr("name", "summary").raw(">\n")
		a.block(r.summary)
		a.raw("</hcontainer>\n")
	}
	a.block(r.body)
	if len(r.summary) == 0 && len(r.body) == 0 {
		a.raw("<p/>\n") // the schema wants something here
	}
	a.raw("</mainBody>\n")
	if len(r.annexes) > 0 {
		a.raw("<attachments>\n")
		for i, x := range r.annexes {
			a.raw("<attachment").attr("eId", a.id("att_"+strconv.Itoa(i+1))).raw(">\n<doc").attr("name", "annex").raw(">\n")
			a.meta("doc", "annex", x.part)
			a.raw("<mainBody").attr("xml:lang", a.v.Version.Language).raw(">\n")
			a.block(x.events)
			a.raw("</mainBody>\n</doc>\n</attachment>\n")
		}
		a.raw("</attachments>\n")
	}
	a.raw("</" + element + ">\n</akomaNtoso>\n")
}

// meta is the FRBR metadata of the document, or of one of its annexes.
func (a *akn) meta(element, name, part string) {
	ver, head := &a.v.Version, &a.v.Version.Masthead
	component := "!main"
	if part != "" {
		component = "!" + slug(part)
	}
	date, dated := day(head.Date), "distribution"
	taken := ver.At.UTC().Format("2006-01-02")
	if date == "" {
		date, dated = taken, "taken-in"
	}
	number := a.v.Work.ID
	work := "/akn/un/" + element + "/" + name + "/" + date + "/" + slug(number)
	lang := iso6392[ver.Language]
	if lang == "" {
		lang = "und"
	}
	expression := work + "/" + lang + "@" + date
	if ver.Number > 1 {
		expression += ";ver-" + strconv.Itoa(ver.Number)
	}
	author := "un"
	if len(a.v.Work.Symbols) > 0 {
		if organ := symbol.Organ(symbol.Symbol(a.v.Work.Symbols[0])); organ != "" {
			author = organ
		}
	}
	core := func(uri, date, dated, author string, aliases bool) {
		a.raw("<FRBRthis").attr("value", uri+"/"+component).raw("/>\n<FRBRuri").attr("value", uri).raw("/>\n")
		if aliases {
			for _, s := range a.v.Work.Symbols {
				a.raw("<FRBRalias").attr("name", "symbol").attr("value", s).raw("/>\n")
			}
		}
		a.raw("<FRBRdate").attr("date", date).attr("name", dated).raw("/>\n<FRBRauthor").attr("href", "#"+author).raw("/>\n")
	}
	by := "org-" + slug(author)
	a.raw("<meta>\n<identification").attr("source", "#concord").raw(">\n<FRBRWork>\n")
	core(work, date, dated, by, part == "")
	a.raw("<FRBRcountry").attr("value", "un").raw("/>\n")
	for _, s := range a.v.Work.Symbols {
		a.raw("<FRBRnumber").attr("value", slug(s)).attr("showAs", s).raw("/>\n")
	}
	if head.Title != "" && part == "" {
		a.raw("<FRBRname").attr("value", head.Title).raw("/>\n")
	}
	a.raw("</FRBRWork>\n<FRBRExpression>\n")
	core(expression, date, dated, by, false)
	a.raw("<FRBRlanguage").attr("language", lang).raw("/>\n</FRBRExpression>\n<FRBRManifestation>\n")
	core(expression+".akn", taken, "taken-in", "concord", false)
	a.raw("<FRBRformat").attr("value", "application/akn+xml").raw("/>\n</FRBRManifestation>\n</identification>\n")
	if part != "" {
		a.raw("</meta>\n")
		return
	}
	a.references(author)
	a.raw("<proprietary").attr("source", "#concord").raw(` xmlns:c="urn:concord:term:">` + "\n<c:masthead")
	if head.Session > 0 {
		a.attr("session", strconv.Itoa(head.Session))
	}
	if head.Year > 0 {
		a.attr("year", strconv.Itoa(head.Year))
	}
	a.attr("agendaItem", head.AgendaItem).attr("distribution", head.Distribution).attr("jobNumber", head.JobNumber).attr("originalLanguage", head.OriginalLanguage).
		attr("period", ver.Period).attr("sha256", ver.SHA256).attr("file", ver.Name).raw(">\n")
	for _, s := range head.SubItems {
		a.raw("<c:subItem").attr("letter", s.Letter).raw(">").text(s.Title).raw("</c:subItem>\n")
	}
	a.raw("</c:masthead>\n</proprietary>\n</meta>\n")
}

// references declares who stands behind # in the document.
func (a *akn) references(author string) {
	a.raw("<references").attr("source", "#concord").raw(">\n")
	seen := map[string]bool{}
	organization := func(id string) {
		if id == "" || seen[id] {
			return
		}
		seen[id] = true
		name := id
		if a.names != nil {
			if n := a.names.Name(id, a.v.Version.Language); n != "" {
				name = n
			}
		}
		if id == "un" {
			name = "United Nations"
		}
		a.raw("<TLCOrganization").attr("eId", a.id("org-"+slug(id))).attr("href", "/akn/ontology/organization/un/"+slug(id)).attr("showAs", name).raw("/>\n")
	}
	organization(author)
	for _, s := range a.v.Version.Sections {
		organization(s.Organization)
	}
	a.raw("<TLCProcess").attr("eId", a.id("concord")).attr("href", "/akn/ontology/process/concord").attr("showAs", "Concord").raw("/>\n</references>\n")
}

func (a *akn) preface() {
	head := &a.v.Version.Masthead
	if len(a.v.Work.Symbols) == 0 && head.Title == "" && head.Date == "" {
		return
	}
	a.raw("<preface").attr("xml:lang", a.v.Version.Language).raw(">\n")
	if len(a.v.Work.Symbols) > 0 {
		a.raw("<p>")
		for i, s := range a.v.Work.Symbols {
			if i > 0 {
				a.raw("–")
			}
			a.raw("<docNumber>").text(s).raw("</docNumber>")
		}
		a.raw("</p>\n")
	}
	if d := day(head.Date); d != "" {
		a.raw("<p><docDate").attr("date", d).raw(">").text(head.Date).raw("</docDate></p>\n")
	}
	if head.Title != "" {
		a.raw("<longTitle").attr("eId", a.id("title")).raw("><p><docTitle>").text(head.Title).raw("</docTitle></p></longTitle>\n")
	}
	a.raw("</preface>\n")
}

// event is a heading or a paragraph in the order of the text.
type event struct {
	heading int // index of the heading, -1 for a paragraph
	p       *register.ViewParagraph
}

type region struct {
	part   string
	events []event
}

type regions struct {
	preamble, summary, body []event
	annexes                 []region
}

// regions parts the text into summary, preamble, body and annexes. Headings go
// with the paragraph that they stand before, notes and tables with the text that
// they stand in.
func (a *akn) regions() (r regions) {
	heads := a.v.Version.Headings
	next := 0
	to := &r.body
	var waiting []event
	for i := range a.v.Paragraphs {
		for next < len(heads) && heads[next].Next <= i {
			waiting = append(waiting, event{heading: next})
			next++
		}
		p := &a.v.Paragraphs[i]
		switch {
		case p.Part == "footnote", p.Part == "table":
		case p.Part == "summary":
			to = &r.summary
		case p.Part == "preamble":
			to = &r.preamble
		case p.Part == "":
			to = &r.body
		default:
			if n := len(r.annexes); n == 0 || r.annexes[n-1].part != p.Part {
				r.annexes = append(r.annexes, region{part: p.Part})
			}
			to = &r.annexes[len(r.annexes)-1].events
		}
		*to = append(append(*to, waiting...), event{-1, p})
		waiting = waiting[:0]
	}
	for ; next < len(heads); next++ {
		waiting = append(waiting, event{heading: next})
	}
	*to = append(*to, waiting...)
	return r
}

func (a *akn) preamble(events []event) {
	if len(events) == 0 {
		return
	}
	a.raw("<preamble").attr("xml:lang", a.v.Version.Language).raw(">\n")
	for _, e := range events {
		switch {
		case e.heading >= 0:
			a.raw("<p><b>").text(a.v.Version.Headings[e.heading].Text).raw("</b></p>\n")
		case e.p.Part == "footnote":
			a.raw("<p>")
			a.note(e.p)
			a.raw("</p>\n")
		default:
			a.lines(strings.Split(e.p.Text.Text, "\n"), nil)
		}
	}
	a.raw("</preamble>\n")
}

// levels of headings as elements, the highest first.
var levels = []string{"chapter", "section", "subsection", "hcontainer"}

// block writes a stretch of headings and paragraphs.
func (a *akn) block(events []event) {
	var open []string // elements of the headings that are open
	var ranks []int
	closeTo := func(rank int) {
		for len(ranks) > 0 && ranks[len(ranks)-1] >= rank {
			a.raw("</" + open[len(open)-1] + ">\n")
			open, ranks = open[:len(open)-1], ranks[:len(ranks)-1]
		}
	}
	for i := 0; i < len(events); i++ {
		e := events[i]
		if e.heading >= 0 {
			h := &a.v.Version.Headings[e.heading]
			closeTo(max(h.Level, 1))
			element := levels[min(len(open), len(levels)-1)]
			label := h.Number
			if label == "" {
				label = strconv.Itoa(e.heading + 1)
			}
			a.raw("<"+element).attr("eId", a.id("sec_"+label))
			if element == "hcontainer" {
				a.attr("name", "heading")
			}
			if s := a.v.Version.Sections; e.heading < len(s) && s[e.heading].Heading == h.Text && s[e.heading].Organization != "" {
				a.attr("refersTo", "#org-"+slug(s[e.heading].Organization))
			}
			a.raw(">\n")
			if h.Number != "" {
				a.raw("<num>").text(h.Number).raw("</num>\n")
			}
			a.raw("<heading>").text(h.Text).raw("</heading>\n")
			open, ranks = append(open, element), append(ranks, max(h.Level, 1))
			continue
		}
		// The notes that follow a paragraph are its notes.
		var notes []*register.ViewParagraph
		for e.p.Part != "footnote" && i+1 < len(events) && events[i+1].p != nil && events[i+1].p.Part == "footnote" {
			i++
			notes = append(notes, events[i].p)
		}
		a.paragraph(e.p, notes)
	}
	closeTo(0)
}

// item is the label of a lettered item at the beginning of a line.
var item = regexp.MustCompile(`^\(?([\p{L}\p{N}]{1,4})[)）]\s*`)

func (a *akn) paragraph(p *register.ViewParagraph, notes []*register.ViewParagraph) {
	text := p.Text.Text
	lines := strings.Split(text, "\n")
	switch {
	case p.Part == "footnote":
		// A note before any paragraph: to the title.
		a.raw("<hcontainer").attr("eId", a.id("note_"+p.Number)).attr("name", "note").raw("><content><p>")
		a.note(p)
		a.raw("</p></content></hcontainer>\n")
		return
	case p.Part == "table" && strings.Contains(text, "\t"):
		a.raw("<hcontainer").attr("eId", a.id("table_"+p.Number)).attr("name", "table").raw("><content>\n<table>\n")
		for _, line := range lines {
			a.raw("<tr>")
			for _, cell := range strings.Split(line, "\t") {
				a.raw("<td><p>").text(cell).raw("</p></td>")
			}
			a.raw("</tr>\n")
		}
		a.raw("</table>\n")
		if len(notes) > 0 {
			a.raw("<p>")
			for _, n := range notes {
				a.note(n)
			}
			a.raw("</p>\n")
		}
		a.raw("</content></hcontainer>\n")
		return
	}
	label := p.Number
	if label == "" {
		label = strconv.Itoa(p.Ordinal + 1)
	}
	id := a.id("para_" + label)
	a.raw("<paragraph").attr("eId", id).raw(">")
	if p.Number != "" && !p.Counted {
		a.raw("<num>").text(p.Number).raw("</num>")
	}
	first := len(lines)
	for i := 1; i < len(lines); i++ {
		if item.MatchString(lines[i]) {
			first = i
			break
		}
	}
	if first == len(lines) {
		a.raw("<content>\n")
		a.lines(lines, notes)
		a.raw("</content></paragraph>\n")
		return
	}
	a.raw("<intro>\n")
	a.lines(lines[:first], nil)
	a.raw("</intro>\n")
	for i := first; i < len(lines); {
		j := i + 1
		for j < len(lines) && !item.MatchString(lines[j]) {
			j++
		}
		m := item.FindStringSubmatch(lines[i])
		a.raw("<subparagraph").attr("eId", a.id(id+"__subpara_"+m[1])).raw("><num>").text(strings.TrimSpace(m[0])).raw("</num><content>\n")
		body := append([]string{lines[i][len(m[0]):]}, lines[i+1:j]...)
		var last []*register.ViewParagraph
		if j == len(lines) {
			last = notes
		}
		a.lines(body, last)
		a.raw("</content></subparagraph>\n")
		i = j
	}
	a.raw("</paragraph>\n")
}

// lines writes lines as blocks, notes at the end of the last.
func (a *akn) lines(lines []string, notes []*register.ViewParagraph) {
	for i, line := range lines {
		a.raw("<p>").text(line)
		if i == len(lines)-1 {
			for _, n := range notes {
				a.note(n)
			}
		}
		a.raw("</p>\n")
	}
}

// note writes a footnote in its place.
func (a *akn) note(p *register.ViewParagraph) {
	marker := p.Number
	if marker == "" {
		marker = "*"
	}
	a.raw("<authorialNote").attr("eId", a.id("fn_"+marker)).attr("marker", marker).attr("placement", "bottom").raw(">")
	for _, line := range strings.Split(p.Text.Text, "\n") {
		a.raw("<p>").text(line).raw("</p>")
	}
	a.raw("</authorialNote>")
}
