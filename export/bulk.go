package export

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"

	"concord/register"
)

// Record is a record as JSON, in lines of `concord export` and in the API: as the
// register keeps it, with what it cites and, as far as they were asked for, its
// claims and tellings.
type Record struct {
	register.Record
	Source   *Source   `json:"source,omitempty" doc:"What it cites: its first telling."`
	Claims   []Claim   `json:"claims,omitempty" doc:"Every value with where it comes from, in all states."`
	Tellings []Telling `json:"tellings,omitempty" doc:"The paragraphs that tell it."`
}

// Source is where something was read: a stretch of a paragraph, or a citation alone.
type Source struct {
	Work      string `json:"work" doc:"Symbol of the document, or the ID of one without a symbol."`
	Language  string `json:"language,omitempty" doc:"BCP 47. Absent in a citation alone."`
	Version   int    `json:"version,omitempty"`
	Part      string `json:"part,omitempty" doc:"Absent for the main text; summary, annex, footnote …"`
	Paragraph string `json:"paragraph,omitempty" doc:"Number as printed."`
	Nth       int    `json:"nth,omitempty" doc:"1, 2, … for the further paragraphs of a number that repeats."`
	From      int    `json:"from,omitempty" doc:"First byte of the words in the paragraph, in UTF-8."`
	To        int    `json:"to,omitempty" doc:"Byte behind the words."`
	Quote     string `json:"quote,omitempty" doc:"The words."`
}

// Claim is one value of one field from one source.
type Claim struct {
	Field        string             `json:"field"`
	Value        string             `json:"value"`
	State        register.State     `json:"state"`
	Source       *Source            `json:"source,omitempty"`
	Contribution string             `json:"contribution,omitempty"`
	Author       string             `json:"author,omitempty"`
	Rule         string             `json:"rule,omitempty"`
	Inferred     bool               `json:"inferred,omitempty"`
	By           register.Person    `json:"by"`
	Decided      *register.Decision `json:"decided,omitempty"`
}

// Telling is a paragraph that tells a record.
type Telling struct {
	Source
	Dropped bool `json:"dropped,omitempty"`
}

// SourceOf is evidence as JSON; nil where it cites nothing.
func SourceOf(e *register.Evidence) *Source {
	if e.Work == "" {
		return nil
	}
	return &Source{e.Work, e.Language, e.Version, e.Part, e.Number, e.Nth, e.From, e.To, e.Quote}
}

// RecordOf is an item as JSON.
func RecordOf(item *Item) Record {
	src := item.Source()
	line := Record{Record: item.Record, Source: SourceOf(&src)}
	for i := range item.Claims {
		c := &item.Claims[i]
		cl := Claim{Field: c.Field, Value: c.Value, State: c.State, Source: SourceOf(&c.Evidence), Contribution: c.Contribution,
			Author: c.Author, Rule: c.Rule, Inferred: c.Inferred, By: c.By}
		if c.Decided.By.ID != "" {
			cl.Decided = &c.Decided
		}
		line.Claims = append(line.Claims, cl)
	}
	for i := range item.Tellings {
		if s := SourceOf(&item.Tellings[i].Evidence); s != nil {
			line.Tellings = append(line.Tellings, Telling{*s, item.Tellings[i].Dropped})
		}
	}
	return line
}

// RecordLines writes records as JSON Lines, each as far as its item has it, and
// tells flush after every thousand, so that a reader far away sees them come.
func RecordLines(w io.Writer, items iter.Seq2[Item, error], flush func()) error {
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	n := 0
	for item, err := range items {
		if err != nil {
			return err
		}
		if err := enc.Encode(RecordOf(&item)); err != nil {
			return unwritten(err)
		}
		if n++; n%1000 == 0 && flush != nil {
			if err := out.Flush(); err != nil {
				return unwritten(err)
			}
			flush()
		}
	}
	return unwritten(out.Flush())
}
