// Package editorial checks a document of the United Nations as its editors would:
// names and their years, abbreviations, numbering, headings, symbols, dates,
// typography, length. What it checks is said by the rules, each a page with its
// reason and its source; the code holds only the few ways of looking.
//
// It changes nothing, asks no register and knows no layout: it reads what packages
// document and reading made of a file.
package editorial

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"concord/document"
	"concord/lexicon"
	"concord/reading"
)

// Subject is what is checked. Document, Reading and Lexicon are needed.
type Subject struct {
	Document *document.Document
	Reading  *reading.Reading
	Lexicon  *lexicon.Lexicon
	// Held tells whether a register holds or cites a document; nil where there is no register.
	Held func(symbol string) bool
	// Limit is the most words that the document may have, footnotes and headings
	// included; 0 is that of the rule of length.
	Limit int
	// Budgets are the most words of a section, by the organization that it is about.
	Budgets map[string]int
	// Period is that of the report, EDTF; "" is the one that the document states.
	Period string
}

// Place in a document: a paragraph, a heading or, with neither, the whole.
type Place struct {
	Part    string `json:"part,omitempty"`    // as document.Paragraph.Part
	Number  string `json:"number,omitempty"`  // of the paragraph
	Heading string `json:"heading,omitempty"` // its text
	From    int    `json:"from,omitempty"`    // bytes of the paragraph's text or the heading
	To      int    `json:"to,omitempty"`

	index int // in the order of the text
}

// Finding is one thing that a rule finds.
type Finding struct {
	Rule     string   `json:"rule"`     // its ID
	Severity Severity `json:"severity"` //
	Place    Place    `json:"place,omitzero"`
	Words    string   `json:"words,omitempty"`   // that it is about, as they stand in the text
	Say      string   `json:"say"`               // what is wrong, a sentence
	Instead  string   `json:"instead,omitempty"` // what should stand there, where that is known
	Source   string   `json:"source"`            // of the rule
}

// Check finds whatever the rules find, in the order of the text; what is about the
// whole document stands first. The error is that of ctx.
func Check(ctx context.Context, rules []*Rule, s *Subject) ([]Finding, error) {
	c := newChecking(s)
	for _, r := range rules {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(r.Languages) > 0 && !slices.Contains(r.Languages, s.Document.Language) {
			continue
		}
		if len(r.Kinds) > 0 && !slices.Contains(r.Kinds, string(s.Document.Masthead.Kind)) {
			continue
		}
		c.rule = r
		ways[r.Way](c)
	}
	slices.SortStableFunc(c.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Place.index, b.Place.index), cmp.Compare(a.Place.From, b.Place.From))
	})
	return c.found, nil
}

// checking is one document under one rule after another.
type checking struct {
	*Subject
	rule   *Rule
	found  []Finding
	pieces []piece
}

// piece is a heading or a paragraph, in the order of the text.
type piece struct {
	Place
	text     string
	mentions []reading.Mention // of a paragraph
	of       int               // index of the paragraph; -1 for a heading
	section  string            // organization of the section that it stands in
}

func newChecking(s *Subject) *checking {
	c := &checking{Subject: s}
	headings := s.Document.Headings
	h := 0
	for i := range s.Document.Paragraphs {
		for ; h < len(headings) && headings[h].Next <= i; h++ {
			c.pieces = append(c.pieces, piece{Place: Place{Heading: headings[h].Text}, text: headings[h].Text, of: -1})
		}
		p, r := &s.Document.Paragraphs[i], &s.Reading.Paragraphs[i]
		number := p.Number
		if p.Counted {
			number = ""
		}
		c.pieces = append(c.pieces, piece{Place: Place{Part: p.Part, Number: number}, text: p.Text, mentions: r.Mentions, of: i, section: r.Section})
	}
	for ; h < len(headings); h++ {
		c.pieces = append(c.pieces, piece{Place: Place{Heading: headings[h].Text}, text: headings[h].Text, of: -1})
	}
	for i := range c.pieces {
		c.pieces[i].index = i + 1
	}
	return c
}

// whole reports a finding of the whole document.
func (c *checking) whole(say string) {
	c.found = append(c.found, Finding{Rule: c.rule.ID, Severity: c.rule.Severity, Say: say, Source: c.rule.Source})
}

// at reports a finding in a stretch of a piece.
func (c *checking) at(p *piece, from, to int, say, instead string) {
	place := p.Place
	place.From, place.To = from, to
	c.found = append(c.found, Finding{Rule: c.rule.ID, Severity: c.rule.Severity, Place: place, Words: p.text[from:to], Say: say, Instead: instead, Source: c.rule.Source})
}

// main tells whether a piece is of the main text: a heading or a paragraph that is
// in no part of its own.
func (p *piece) main() bool { return p.Part == "" }

// String is the place as people cite it: "¶12", "annex II, ¶3", "heading “…”".
func (p Place) String() string {
	var parts []string
	if p.Part != "" {
		parts = append(parts, p.Part)
	}
	switch {
	case p.Heading != "":
		parts = append(parts, "heading “"+p.Heading+"”")
	case p.Number != "":
		parts = append(parts, "¶"+p.Number)
	}
	return strings.Join(parts, ", ")
}
