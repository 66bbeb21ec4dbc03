package export

import (
	"io"
	"strconv"
	"strings"

	"concord/report"
)

// The comments that Concord writes are told by their author and, where a tool took the
// names away, by the style of their paragraphs.
const (
	commentAuthor = "Concord"
	commentStyle  = "ConcordSource"
)

// The properties by which a file is known when it comes back.
const (
	propertyCycle    = "concord.cycle"
	propertyLanguage = "concord.language"
	propertyDraft    = "concord.draft"
)

// Widths of a page, in twentieths of a point.
const (
	textWidth   = 9638
	marginWidth = 1267 // of the column in which labels of headings stand
)

// textWord lays a text out as the documents of the United Nations are: styles bear the
// names of its own templates where those have one, paragraphs are numbered by Word,
// labels of headings are typed, since "أولا" is no number that Word knows.
func textWord(out io.Writer, t *report.Text, o TextOptions) error {
	w := &Word{Language: t.Language, Title: t.Front.Title, report: true, paper: !official(&t.Front), tracked: o.Sources}
	if o.Sources {
		w.properties = [][2]string{{propertyCycle, o.Cycle}, {propertyLanguage, t.Language}, {propertyDraft, Fingerprint(t)}}
	}
	d := &wordText{w, t, o}
	d.mastheads()
	d.front()
	for i := range t.Parts {
		d.part(&t.Parts[i])
	}
	_, err := w.WriteTo(out)
	return err
}

type wordText struct {
	*Word
	t *report.Text
	o TextOptions
}

// marked sets the bookmark of a stretch on its runs, and what it rests on as a comment.
func (d *wordText) marked(part, paragraph, sentence string, s *report.Sentence, runs string) string {
	if !d.o.Sources {
		return runs
	}
	if s != nil {
		runs = d.comment(runs, d.sources(s.Rests, s.From), d.o.Made)
	}
	start, end := d.bookmark(Mark(part, paragraph, sentence))
	return start + runs + end
}

// sources are the lines of the comment on a sentence.
func (d *wordText) sources(rests []report.Rest, from report.From) []string {
	return sourceLines(d.t.Language, rests, from, d.o.Origin)
}

func sourceLines(lang string, rests []report.Rest, from report.From, origin func(report.Rest) string) (lines []string) {
	for _, r := range rests {
		line := filled(way(lang, "revision"), r.Record, strconv.Itoa(r.Revision))
		if r.Machine {
			line += " – " + way(lang, "machine")
		}
		if origin != nil {
			if s := origin(r); s != "" {
				line += "\n" + s
			}
		}
		lines = append(lines, line)
	}
	switch {
	case from == report.FromHand && len(rests) == 0:
		lines = append(lines, way(lang, "nosource"))
	case from == report.FromInput:
		lines = append(lines, way(lang, "input"))
	}
	return lines
}

const (
	noBorders = `<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>`
	ruleBelow = `<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tcBorders>`
)

// official tells a document of an organ from a paper that bears its date alone, as a brief does.
func official(f *report.Front) bool { return len(f.Symbols)+len(f.Organs)+len(f.Sessions) > 0 }

// mastheads are the head of the first page and those of the others.
func (d *wordText) mastheads() {
	f := &d.t.Front
	var b strings.Builder
	b.WriteString(d.tableStart("", noBorders, marginWidth, 4871, 3500))
	b.WriteString(`<w:tr><w:trPr><w:trHeight w:val="720" w:hRule="atLeast"/></w:trPr>`)
	below := ruleBelow + `<w:vAlign w:val="bottom"/>`
	b.WriteString(d.cell(marginWidth, below, d.paragraph("Header", "")))
	b.WriteString(d.cell(4871, below, d.paragraph("MastheadUN", d.run(way(d.t.Language, "un"), ""))))
	symbols := ""
	for i, s := range f.Symbols {
		// The organ stands in large letters, as on every document.
		organ, rest, _ := strings.Cut(s, "/")
		if i > 0 {
			symbols += d.ltr("–", "")
		}
		symbols += d.ltr(organ, `<w:sz w:val="40"/><w:szCs w:val="40"/>`)
		if rest != "" {
			symbols += d.ltr("/"+rest, "")
		}
	}
	b.WriteString(d.cell(3500, below, d.paragraph("HeaderEnd", symbols)))
	b.WriteString(`</w:tr><w:tr><w:trPr><w:trHeight w:val="1900" w:hRule="atLeast"/></w:trPr>`)
	below = `<w:tcBorders><w:bottom w:val="single" w:sz="12" w:space="0" w:color="auto"/></w:tcBorders>`
	b.WriteString(d.cell(marginWidth, below, d.paragraph("Header", ""))) // the emblem's place
	organs := ""
	for _, s := range f.Organs {
		organs += d.paragraph("MastheadOrgan", d.run(s, ""))
	}
	if organs == "" {
		organs = d.paragraph("MastheadOrgan", "")
	}
	b.WriteString(d.cell(4871, below, organs))
	distr := ""
	for _, s := range []string{distributed(f, d.t.Language), f.Date, f.Original} {
		if s != "" || distr == "" {
			distr += d.paragraph("MastheadDistr", d.run(s, ""))
		}
	}
	b.WriteString(d.cell(3500, below, distr))
	b.WriteString(`</w:tr></w:tbl>` + d.paragraph("Header", ""))
	d.firstHead = b.String()
	if !official(f) {
		d.firstHead = d.tableStart("", noBorders, textWidth) + `<w:tr>` + d.cell(textWidth, ruleBelow, d.paragraph("HeaderEnd", d.run(f.Date, ""))) + `</w:tr></w:tbl>` + d.paragraph("Header", "")
	}

	running := ""
	for _, s := range f.Symbols {
		running += d.paragraph("HeaderEnd", d.ltr(s, `<w:b/><w:bCs/>`))
	}
	if running == "" {
		running = d.paragraph("HeaderEnd", d.run(f.Title, `<w:b/><w:bCs/>`))
	}
	d.head = d.tableStart("", noBorders, textWidth) + `<w:tr>` + d.cell(textWidth, ruleBelow, running) + `</w:tr></w:tbl>` + d.paragraph("Header", "")
	d.foot = d.paragraph("Footer", d.field("PAGE")+d.ltr("/", "")+d.field("NUMPAGES"))
	d.firstFoot = d.paragraph("Footer", "")
}

// ltr is a run that keeps its direction in every language: a symbol, a page number.
func (d *wordText) ltr(text, properties string) string {
	var b strings.Builder
	d.piece(&b, plainText(text), properties)
	return b.String()
}

// front is what stands on the first page above the text: organs with their sessions
// side by side, the agenda item under the first, title, author.
func (d *wordText) front() {
	f := &d.t.Front
	columns := max(len(f.Organs), len(f.Sessions), 1)
	if len(f.Sessions)+len(f.SubItems) > 0 || f.Item != "" {
		widths := make([]int, columns)
		for i := range widths {
			widths[i] = textWidth / max(columns, 2)
		}
		d.add(d.tableStart("", noBorders, widths...), `<w:tr>`)
		for i := range columns {
			cell := ""
			if i < len(f.Organs) && columns > 1 {
				cell += d.paragraph("Session", d.run(f.Organs[i], ""))
			}
			if i < len(f.Sessions) {
				cell += d.paragraph("Session", d.marked("", "", sessionID(i), nil, d.run(f.Sessions[i], "")))
			}
			if i == 0 {
				if f.Item != "" {
					cell += d.paragraph("AgendaItemNormal", d.marked("", "", itemID, nil, d.run(f.Item, "")))
				}
				for k, s := range f.SubItems {
					cell += d.paragraph("AgendaTitleH2", d.marked("", "", subItemID(k), nil, d.run(s, "")))
				}
			}
			if cell == "" {
				cell = d.paragraph("Session", "")
			}
			d.add(d.cell(widths[i], "", cell))
		}
		d.add(`</w:tr></w:tbl>`)
	}
	if f.Title != "" {
		d.add(d.paragraph("TitleHCH", d.marked("", "", titleID, nil, d.run(f.Title, ""))))
	}
	if f.Author != "" {
		d.add(d.paragraph("TitleH1", d.marked("", "", authorID, nil, d.run(f.Author, ""))))
	}
}

func (d *wordText) part(p *report.Part) {
	if p.ID == report.PartSummary {
		d.summary(p)
		return
	}
	if p.Heading != "" {
		var before []string
		if p.ID == report.PartAnnex {
			before = []string{`<w:pageBreakBefore/>`}
		}
		d.add(d.heading(p.Level, p.Label, d.marked(p.ID, "", "", nil, d.run(p.Heading, "")), before...))
	}
	for i := range p.Paragraphs {
		g := &p.Paragraphs[i]
		if g.Heading != "" {
			d.add(d.heading(p.Level+1, "", d.marked(p.ID, g.ID, "", nil, d.run(g.Heading, ""))))
		}
		d.prose("SingleTxt", p, g)
		d.table(p, g)
	}
}

func (d *wordText) heading(level int, label, runs string, before ...string) string {
	if label != "" {
		runs = d.run("\t"+filled(way(d.t.Language, "label"), label)+"\t", "") + runs
	} else {
		left := marginWidth
		if d.paper {
			left = 0
		}
		before = append(before, `<w:ind w:left="`+strconv.Itoa(left)+`" w:firstLine="0"/>`)
	}
	return d.paragraph("Heading"+strconv.Itoa(min(max(level, 1), 4)), runs, before...)
}

// summary stands in a box, its paragraphs without numbers.
func (d *wordText) summary(p *report.Part) {
	const box = textWidth - 2*marginWidth
	d.add(d.tableStart("", `<w:tblInd w:w="`+strconv.Itoa(marginWidth)+`" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:left w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="8" w:space="0" w:color="auto"/></w:tblBorders><w:tblLayout w:type="fixed"/>`, box), `<w:tr><w:tc><w:tcPr><w:tcW w:w="`+strconv.Itoa(box)+`" w:type="dxa"/></w:tcPr>`)
	d.add(d.paragraph("SummaryHead", d.marked(p.ID, "", "", nil, d.run(p.Heading, ""))))
	for i := range p.Paragraphs {
		if g := &p.Paragraphs[i]; g.Heading != "" {
			d.add(d.paragraph("SummaryHead", d.marked(p.ID, g.ID, "", nil, d.run(g.Heading, ""))))
		}
		d.prose("Summary", p, &p.Paragraphs[i])
	}
	d.add(`</w:tc></w:tr></w:tbl>`, d.paragraph("", ""))
	for i := range p.Paragraphs {
		d.table(p, &p.Paragraphs[i])
	}
}

// prose is a paragraph of sentences.
func (d *wordText) prose(style string, p *report.Part, g *report.Paragraph) {
	if len(g.Sentences) == 0 {
		return
	}
	var runs strings.Builder
	for i := range g.Sentences {
		s := &g.Sentences[i]
		if i > 0 {
			runs.WriteString(d.run(between(d.t.Language), ""))
		}
		before, after := s.Text, ""
		notes := ""
		if len(s.Notes) > 0 {
			before, after = split(d.t.Language, s.Text)
			for k, n := range s.Notes {
				if k > 0 {
					notes += d.ltr(",", `<w:vertAlign w:val="superscript"/>`)
				}
				notes += d.footnote(n)
			}
		}
		runs.WriteString(d.marked(p.ID, g.ID, s.ID, s, d.run(before, "")+notes+d.run(after, "")))
	}
	var before []string
	if g.Number > 0 {
		before = []string{d.number(g.Number)}
	}
	d.add(d.paragraph(style, runs.String(), before...))
}

// table is a table with its caption.
func (d *wordText) table(p *report.Part, g *report.Paragraph) {
	if g.Table == nil {
		return
	}
	if g.Table.Caption != "" {
		d.add(d.paragraph("Caption", d.marked(p.ID, g.ID, captionID, nil, d.run(g.Table.Caption, ""))))
	}
	columns := len(g.Table.Head)
	for _, r := range g.Table.Rows {
		columns = max(columns, len(r.Cells))
	}
	if columns == 0 {
		return
	}
	widths := make([]int, columns)
	for i := range widths {
		widths[i] = textWidth / columns
	}
	d.add(d.tableStart("Rows", "", widths...))
	row := func(style, properties string, cells []string, start, end func(i int) string) {
		d.add(`<w:tr><w:trPr><w:cantSplit/>` + properties + `</w:trPr>`)
		for i := range columns {
			text := ""
			if i < len(cells) {
				text = cells[i]
			}
			d.add(d.cell(widths[i], "", d.paragraph(style, start(i)+d.run(text, "")+end(i))))
		}
		d.add(`</w:tr>`)
	}
	none := func(int) string { return "" }
	if len(g.Table.Head) > 0 {
		row("CellHead", `<w:tblHeader/>`, g.Table.Head, none, none)
	}
	for i := range g.Table.Rows {
		r := &g.Table.Rows[i]
		start, end := none, none
		if d.o.Sources {
			// The mark goes from the first cell to the last, the comment stands in the last.
			from, to := d.bookmark(Mark(p.ID, g.ID, rowID(i)))
			comment := d.comment("", d.sources(r.Rests, ""), d.o.Made)
			start = func(i int) string {
				if i == 0 {
					return from
				}
				return ""
			}
			end = func(i int) string {
				if i == columns-1 {
					return comment + to
				}
				return ""
			}
		}
		row("Cell", "", r.Cells, start, end)
	}
	d.add(`</w:tbl>`, d.paragraph("", ""))
}
