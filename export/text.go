package export

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"concord/fault"
	"concord/report"
)

//go:embed text.tsv
var textTSV string

// ways are the rows of text.tsv: key, then language.
var ways = sync.OnceValue(func() map[string]map[string]string {
	m := map[string]map[string]string{}
	var langs []string
	for line := range strings.Lines(textTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case langs == nil:
			langs = f[1:]
		default:
			m[f[0]] = map[string]string{}
			for i, l := range langs {
				m[f[0]][l] = f[i+1]
			}
		}
	}
	return m
})

// way is what text.tsv says for a language; English for one that it does not know.
func way(lang, key string) string {
	row := ways()[key]
	if v, ok := row[lang]; ok {
		return v
	}
	return row["en"]
}

// filled is a phrase of text.tsv with what stands in it.
func filled(phrase string, values ...string) string {
	for _, v := range values {
		phrase = strings.Replace(phrase, "{}", v, 1)
	}
	return phrase
}

// TextFormats are the forms that TextTo writes.
var TextFormats = []string{"docx", "html", "pdf", "txt", "akn", "json"}

// TextOptions say what goes into the file beside the text.
type TextOptions struct {
	// Sources puts a mark on each sentence, and in Word and HTML says what it rests on:
	// the copy that goes round for clearance. Without it the copy is clean.
	Sources bool
	// Origin is a line on where a record comes from, in the language of the text; may be nil.
	Origin func(report.Rest) string
	Cycle  string    // ID of the cycle or brief that the text belongs to
	Made   time.Time // when; the zero time leaves it out where it may be left out
}

// TextTo writes a text in one of TextFormats. Errors: fault.Usage for another format,
// fault.Invalid for a text whose sentences cannot be told apart, fault.Unavailable where
// the output cannot be written, or, for PDF, where there is no Chromium.
func TextTo(w io.Writer, t *report.Text, format string, o TextOptions) error {
	if err := apart(t); o.Sources && err != nil {
		return err
	}
	switch format {
	case "docx":
		return textWord(w, t, o)
	case "html":
		return textHTML(w, t, o)
	case "pdf":
		return textPDF(w, t, o)
	case "txt":
		_, err := io.WriteString(w, textPlain(t))
		return unwritten(err)
	case "akn":
		return textAKN(w, t, o)
	case "json":
		return textJSON(w, t, o)
	}
	return fault.New(fault.Usage, "A text is not written as %q; take one of %s.", format, strings.Join(TextFormats, ", "))
}

// unit is a stretch of a text that has a mark of its own: the title, a heading, a
// sentence, a row of a table.
type unit struct {
	part, paragraph, sentence string
	number                    int // of its paragraph
	text                      string
	notes                     []string
	rests                     []report.Rest
	from                      report.From
	prose                     bool // a sentence
}

func (u *unit) mark() string { return Mark(u.part, u.paragraph, u.sentence) }

// IDs of what is no sentence but has a mark.
const (
	titleID   = "title"
	authorID  = "author"
	itemID    = "item"
	captionID = "caption"
)

func sessionID(i int) string { return "session" + strconv.Itoa(i+1) }
func subItemID(i int) string { return "sub" + strconv.Itoa(i+1) }
func rowID(i int) string     { return "row" + strconv.Itoa(i+1) }

// units of a text in its order.
func units(t *report.Text) (list []unit) {
	front := func(id, text string) {
		if text != "" {
			list = append(list, unit{sentence: id, text: text})
		}
	}
	for i := range max(len(t.Front.Sessions), 1) {
		if i < len(t.Front.Sessions) {
			front(sessionID(i), t.Front.Sessions[i])
		}
		if i > 0 {
			continue
		}
		front(itemID, t.Front.Item) // in the column of the first organ
		for k, s := range t.Front.SubItems {
			front(subItemID(k), s)
		}
	}
	front(titleID, t.Front.Title)
	front(authorID, t.Front.Author)
	for i := range t.Parts {
		p := &t.Parts[i]
		if p.Heading != "" {
			list = append(list, unit{part: p.ID, text: p.Heading})
		}
		for j := range p.Paragraphs {
			g := &p.Paragraphs[j]
			if g.Heading != "" {
				list = append(list, unit{part: p.ID, paragraph: g.ID, text: g.Heading})
			}
			for _, s := range g.Sentences {
				list = append(list, unit{part: p.ID, paragraph: g.ID, sentence: s.ID, number: g.Number, text: s.Text, notes: s.Notes, rests: s.Rests, from: s.From, prose: true})
			}
			if g.Table == nil {
				continue
			}
			if g.Table.Caption != "" {
				list = append(list, unit{part: p.ID, paragraph: g.ID, sentence: captionID, text: g.Table.Caption})
			}
			for k, r := range g.Table.Rows {
				list = append(list, unit{part: p.ID, paragraph: g.ID, sentence: rowID(k), text: strings.Join(r.Cells, "\t"), rests: r.Rests})
			}
		}
	}
	return list
}

// apart refuses a text in which two stretches would bear one mark.
func apart(t *report.Text) error {
	seen := map[string]bool{}
	for _, u := range units(t) {
		m := strings.ToLower(u.mark()) // Word tells no case apart
		if seen[m] {
			return fault.New(fault.Invalid, "Two sentences of part %q, paragraph %q, are called %q; give each its own ID and export again.", u.part, u.paragraph, u.sentence)
		}
		seen[m] = true
	}
	return nil
}

// Mark is the name of the bookmark of a sentence: stable as long as the three IDs are.
// Word takes at most 40 letters, digits and underscores; what it can hold of the IDs is
// there for people to read, the rest tells them apart.
func Mark(part, paragraph, sentence string) string {
	sum := sha256.Sum256([]byte(part + "\x00" + paragraph + "\x00" + sentence))
	read := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') && b.Len() < 7 {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	return markPrefix + read(part) + "_" + read(paragraph) + "_" + read(sentence) + "_" + strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:7]))[:11]
}

const markPrefix = "c_"

// Fingerprint of a draft: the same for the same sentences, notes and marks.
func Fingerprint(t *report.Text) string {
	h := sha256.New()
	for _, u := range units(t) {
		for _, s := range append([]string{u.mark(), u.text}, u.notes...) {
			_, _ = io.WriteString(h, s+"\x00") // a hash does not fail
		}
		_, _ = io.WriteString(h, "\x01")
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// split parts a sentence where the mark of a footnote stands.
func split(lang, text string) (before, after string) {
	if way(lang, "note") == "after" {
		return text, ""
	}
	end := strings.TrimRight(text, ".。．;；,，،؛:：!！?？…")
	return end, text[len(end):]
}

// labelled is a heading with its label.
func labelled(lang, label, heading string) string {
	if label == "" {
		return heading
	}
	return filled(way(lang, "label"), label) + " " + heading
}

// between is what stands between two sentences of a paragraph.
func between(lang string) string {
	if way(lang, "join") == "none" {
		return ""
	}
	return " "
}

// distributed is the line of the masthead, also where the word stands there already.
func distributed(f *report.Front, lang string) string {
	if f.Distribution == "" || strings.ContainsAny(f.Distribution, ":：") {
		return f.Distribution
	}
	return filled(way(lang, "distribution"), f.Distribution)
}

// textPlain is the text as plain text: one paragraph a line, notes at the end of their
// paragraph.
func textPlain(t *report.Text) string {
	var b strings.Builder
	line := func(s string) {
		if s != "" {
			b.WriteString(plainText(s) + "\n\n")
		}
	}
	f := &t.Front
	line(way(t.Language, "un"))
	line(strings.Join(f.Symbols, "–"))
	line(strings.Join(f.Organs, "\n"))
	line(distributed(f, t.Language))
	line(f.Date)
	line(f.Original)
	line(strings.Join(f.Sessions, "\n"))
	line(f.Item)
	for _, s := range f.SubItems {
		line(s)
	}
	line(f.Title)
	line(f.Author)
	note := 0
	for i := range t.Parts {
		p := &t.Parts[i]
		line(labelled(t.Language, p.Label, p.Heading))
		for j := range p.Paragraphs {
			g := &p.Paragraphs[j]
			line(g.Heading)
			var text strings.Builder
			var notes []string
			for k, s := range g.Sentences {
				if k > 0 {
					text.WriteString(between(t.Language))
				}
				before, after := split(t.Language, s.Text)
				if len(s.Notes) == 0 {
					before, after = s.Text, ""
				}
				text.WriteString(before)
				for _, n := range s.Notes {
					note++
					mark := "[" + strconv.Itoa(note) + "]"
					text.WriteString(mark)
					notes = append(notes, mark+" "+n)
				}
				text.WriteString(after)
			}
			if text.Len() > 0 && g.Number > 0 {
				line(filled(way(t.Language, "number"), strconv.Itoa(g.Number)) + " " + text.String())
			} else {
				line(text.String())
			}
			for _, n := range notes {
				line(n)
			}
			if g.Table != nil {
				line(g.Table.Caption)
				line(tableText(g.Table))
			}
		}
	}
	return b.String()
}

// tableText is a table as text: a row a line, cells parted by tabs.
func tableText(t *report.Table) string {
	var rows []string
	if len(t.Head) > 0 {
		rows = append(rows, strings.Join(t.Head, "\t"))
	}
	for _, r := range t.Rows {
		rows = append(rows, strings.Join(r.Cells, "\t"))
	}
	return strings.Join(rows, "\n")
}

// TextSentence is a line of the data of a text: a sentence, heading or row, and the
// records that it rests on.
type TextSentence struct {
	Mark      string        `json:"mark"`
	Part      string        `json:"part,omitempty"`
	Paragraph string        `json:"paragraph,omitempty"`
	Sentence  string        `json:"sentence,omitempty"`
	Number    int           `json:"number,omitempty"` // of the paragraph
	Text      string        `json:"text"`
	From      report.From   `json:"from,omitempty"`
	Records   []report.Rest `json:"records,omitempty"`
	Notes     []string      `json:"notes,omitempty"`
}

func textJSON(w io.Writer, t *report.Text, o TextOptions) error {
	data := struct {
		Cycle     string         `json:"cycle,omitempty"`
		Language  string         `json:"language"`
		Draft     string         `json:"draft"`
		Symbols   []string       `json:"symbols,omitempty"`
		Title     string         `json:"title,omitempty"`
		Sentences []TextSentence `json:"sentences"`
	}{o.Cycle, t.Language, Fingerprint(t), t.Front.Symbols, t.Front.Title, []TextSentence{}}
	for _, u := range units(t) {
		data.Sentences = append(data.Sentences, TextSentence{u.mark(), u.part, u.paragraph, u.sentence, u.number, u.text, u.from, u.rests, u.notes})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return unwritten(e.Encode(data))
}
