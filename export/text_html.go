package export

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"html"
	"html/template"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"concord/fault"
	"concord/report"

	"github.com/chromedp/chromedp"
)

//go:embed text.html
var textHTMLSource string

var textHTMLTemplate = template.Must(template.New("text").Parse(textHTMLSource))

// What the template of a text shows.
type (
	htmlHeading struct {
		Level       int
		Label, Text string
		Mark        string
	}
	htmlSentence struct {
		Between, Before, After string
		Mark, Records, Title   string
		Notes                  []int
	}
	htmlRow struct {
		Mark, Records, Title string
		Cells                []string
	}
	htmlTable struct {
		Caption string
		Head    []string
		Rows    []htmlRow
	}
	htmlParagraph struct {
		Number    int
		Label     string
		Heading   *htmlHeading
		Sentences []htmlSentence
		Table     *htmlTable
	}
	htmlPart struct {
		Class      string
		Heading    *htmlHeading
		Paragraphs []htmlParagraph
	}
	htmlNote struct {
		Number int
		Text   string
	}
	htmlSession struct{ Organ, Session string }
	htmlText    struct {
		Language, Direction, UN, Distribution string
		Front                                 *report.Front
		Sources                               bool
		Cycle, Draft, TitleMark               string
		Sessions                              []htmlSession
		Parts                                 []htmlPart
		Notes                                 []htmlNote
	}
)

func textHTML(w io.Writer, t *report.Text, o TextOptions) error {
	v := htmlText{Language: t.Language, Direction: way(t.Language, "direction"), UN: way(t.Language, "un"), Distribution: distributed(&t.Front, t.Language),
		Front: &t.Front, Sources: o.Sources, Cycle: o.Cycle, Draft: Fingerprint(t)}
	mark := func(part, paragraph, sentence string) string {
		if !o.Sources {
			return ""
		}
		return Mark(part, paragraph, sentence)
	}
	records := func(rests []report.Rest, from report.From) (list, title string) {
		if !o.Sources {
			return "", ""
		}
		var ids []string
		for _, r := range rests {
			ids = append(ids, r.Record+"@"+strconv.Itoa(r.Revision))
		}
		return strings.Join(ids, " "), strings.Join(sourceLines(t.Language, rests, from, o.Origin), "\n")
	}
	v.TitleMark = mark("", "", titleID)
	for i := range max(len(t.Front.Organs), len(t.Front.Sessions), 1) {
		var s htmlSession
		if i < len(t.Front.Organs) && len(t.Front.Organs) > 1 {
			s.Organ = t.Front.Organs[i]
		}
		if i < len(t.Front.Sessions) {
			s.Session = t.Front.Sessions[i]
		}
		v.Sessions = append(v.Sessions, s)
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		var part htmlPart
		switch p.ID {
		case report.PartSummary, report.PartAnnex:
			part.Class = p.ID
		}
		if p.Heading != "" {
			part.Heading = &htmlHeading{max(p.Level, 1), "", p.Heading, mark(p.ID, "", "")}
			if p.Label != "" {
				part.Heading.Label = filled(way(t.Language, "label"), p.Label)
			}
		}
		for j := range p.Paragraphs {
			g := &p.Paragraphs[j]
			para := htmlParagraph{Number: g.Number}
			if g.Number > 0 {
				para.Label = filled(way(t.Language, "number"), strconv.Itoa(g.Number))
			}
			if g.Heading != "" {
				para.Heading = &htmlHeading{max(p.Level, 1) + 1, "", g.Heading, mark(p.ID, g.ID, "")}
			}
			for k, s := range g.Sentences {
				x := htmlSentence{Before: s.Text, Mark: mark(p.ID, g.ID, s.ID)}
				if k > 0 {
					x.Between = between(t.Language)
				}
				if len(s.Notes) > 0 {
					x.Before, x.After = split(t.Language, s.Text)
				}
				for _, n := range s.Notes {
					v.Notes = append(v.Notes, htmlNote{len(v.Notes) + 1, n})
					x.Notes = append(x.Notes, len(v.Notes))
				}
				x.Records, x.Title = records(s.Rests, s.From)
				para.Sentences = append(para.Sentences, x)
			}
			if g.Table != nil {
				para.Table = &htmlTable{Caption: g.Table.Caption, Head: g.Table.Head}
				for k, r := range g.Table.Rows {
					x := htmlRow{Cells: r.Cells, Mark: mark(p.ID, g.ID, rowID(k))}
					x.Records, x.Title = records(r.Rests, "")
					para.Table.Rows = append(para.Table.Rows, x)
				}
			}
			part.Paragraphs = append(part.Paragraphs, para)
		}
		v.Parts = append(v.Parts, part)
	}
	return unwritten(textHTMLTemplate.Execute(w, &v))
}

// printing is the time that Chromium has for a PDF.
const printing = time.Minute

// textPDF prints the HTML: a tagged PDF with an outline, the symbol and the page in its
// margins. It needs Chromium.
func textPDF(w io.Writer, t *report.Text, o TextOptions) error {
	var page bytes.Buffer
	if err := textHTML(&page, t, o); err != nil {
		return err
	}
	file, err := os.CreateTemp("", "concord-*.html")
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "The PDF cannot be made: there is no room for temporary files.")
	}
	defer func() { _ = os.Remove(file.Name()) }() // of no more use
	_, err = file.Write(page.Bytes())
	if err = errors.Join(err, file.Close()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "The PDF cannot be made: there is no room for temporary files.")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.WSURLReadTimeout(printing))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has no sandbox for root, as in a container
	}
	ctx, cancel := context.WithTimeout(context.Background(), printing)
	defer cancel()
	ctx, stop := chromedp.NewContext(ctx, chromedp.WithAllocatorOptions(options...))
	defer stop()
	const style = `<div style="font:8pt serif;width:100%;margin:0 20mm;text-align:right">`
	head := style + html.EscapeString(strings.Join(t.Front.Symbols, "–")) + `</div>`
	foot := style + `<span class="pageNumber"></span>/<span class="totalPages"></span></div>`
	if err := chromedp.Do(ctx, chromedp.Navigate((&url.URL{Scheme: "file", Path: filepath.ToSlash(file.Name())}).String())); err != nil {
		return noChromium(err)
	}
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFOutlineAndTagged(), chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFMargins(0.87, 0.79, 0.87, 0.79), chromedp.PDFHeaderTemplate(head), chromedp.PDFFooterTemplate(foot)))
	if err != nil {
		return noChromium(err)
	}
	_, err = w.Write(pdf)
	return unwritten(err)
}

func noChromium(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return fault.Wrap(err, fault.Unavailable, "A PDF is printed by Chromium, which is not on this machine; install it (Debian: apt-get install chromium), or take DOCX or HTML.")
	}
	return fault.Wrap(err, fault.Unavailable, "Chromium did not print the PDF; try again, or take DOCX or HTML.")
}
