// Package register is the words of Concord as types: works and their versions,
// records with their claims, evidence, tellings, candidates and questions; the
// rules that hold among them (claims.go, states.go); and Store, what an engine
// that keeps them has to do.
//
// It knows no HTTP, no SQL and no files, and it reads no text.
package register

import (
	"time"

	"concord/document"
)

// Origin says how something came into the register.
type Origin string

// The origins.
const (
	Sample   Origin = "sample"   // ships with the program to show it; out of all counts, goes away in one act
	Starter  Origin = "starter"  // facts that ship with the program
	Read     Origin = "read"     // read in a document by rules
	Entered  Origin = "entered"  // by a person
	Imported Origin = "imported" // from a table or another installation
)

// Person is who acts. Until accounts exist it is a named local person.
type Person struct {
	ID   string `json:"id"`   // stable: "local:amira"
	Name string `json:"name"` // as pages show it
}

// Act is one change of the register: who did what, when and why. The acts, in
// their order, are the log of the register.
type Act struct {
	By      Person    `json:"by"`
	At      time.Time `json:"at"`                // UTC
	Name    string    `json:"name"`              // "take-in", "decide", "drop-samples", …
	Subject string    `json:"subject,omitempty"` // ID of the work or record
	Why     string    `json:"why,omitempty"`
}

// Work is a document of the United Nations by its symbols, or any other prose by
// its name and hash. Its ID never changes; symbols may be learned later.
type Work struct {
	ID      string   `json:"id"`      // its first symbol when it came in, "A/77/277"; or "name~hash"
	Symbols []string `json:"symbols"` // canonical, in the order printed; any of them finds the work
	Origin  Origin   `json:"origin"`
	// Withdrawn works and what only they tell are in no list and no count.
	Withdrawn bool `json:"withdrawn,omitempty"`
}

// Version is one file of a work in one language (its expression) and what the
// rules read of it as a whole.
type Version struct {
	Key        int64              `json:"-"` // the store's own number
	Work       string             `json:"work"`
	Language   string             `json:"language"` // BCP 47
	Number     int                `json:"number"`   // 1, 2, … in its expression; the highest is the newest
	SHA256     string             `json:"sha256"`
	Name       string             `json:"name"`   // of the file
	Format     string             `json:"format"` // "text", "docx"
	Masthead   document.Masthead  `json:"masthead"`
	Headings   []document.Heading `json:"headings"`
	Warnings   []document.Warning `json:"warnings,omitempty"`
	Rules      string             `json:"rules"`            // version of the rules that read it last
	Period     string             `json:"period,omitempty"` // EDTF, of the reporting period
	Previous   []string           `json:"previous,omitempty"`
	Mandates   []string           `json:"mandates,omitempty"`
	Sections   []Section          `json:"sections,omitempty"`
	By         Person             `json:"by"` // who took it in
	At         time.Time          `json:"at"`
	Superseded bool               `json:"superseded,omitempty"` // a newer version of the expression stands beside it
	// Repeats is the number of the version of the same expression whose text this
	// file bears in another form (a PDF of the Word file): it has no texts of its own,
	// and evidence goes on pointing to what was read first. 0 for a text of its own.
	Repeats int `json:"repeats,omitempty"`
}

// Section is a heading and the organization that it is bound to.
type Section struct {
	Heading      string `json:"heading"`
	Level        int    `json:"level"`
	Organization string `json:"organization,omitempty"` // actor ID
	From         string `json:"from,omitempty"`         // number of its first paragraph
	To           string `json:"to,omitempty"`
}

// Place of a paragraph in its work, the same in every language and version: the
// United Nations numbers paragraphs alike in all of them.
type Place struct {
	Part   string `json:"part,omitempty"`   // as document.Paragraph.Part
	Number string `json:"number,omitempty"` // as printed or counted
	Nth    int    `json:"nth,omitempty"`    // 0; 1, 2, … for the further ones of a number that repeats
}

// Text is a paragraph in one version.
type Text struct {
	Key int64 `json:"-"` // the store's own number
	Place
	Ordinal int                `json:"ordinal"` // among the paragraphs of the version, from 0
	Counted bool               `json:"counted,omitempty"`
	Section string             `json:"section,omitempty"` // as reading.Paragraph.Section
	Text    string             `json:"text"`
	Source  []document.Segment `json:"-"`
	Marks   []Mark             `json:"marks,omitempty"` // sorted by From; may nest
}

// Mark is a value that rules read in a text, outside of any record. Marks are
// made anew whenever the text is read again: nobody decides on them.
type Mark struct {
	Kind     string `json:"kind"`           // as reading.Kind; or "theme", of the paragraph as a whole
	Value    string `json:"value"`          // as reading.Mention.Value
	From     int    `json:"from,omitempty"` // bytes of the text; From == To: no words bear it
	To       int    `json:"to,omitempty"`
	Rule     string `json:"rule,omitempty"`
	Inferred bool   `json:"inferred,omitempty"`
}

// Open, Settled and Gone are the states of a candidate and of a question.
const (
	Open    = "open"    // waits for a person
	Settled = "settled" // a person has answered; the answer is kept and applies to later readings
	Gone    = "gone"    // the newest rules find it no longer
)

// Candidate is a name-shaped stretch that the lexicon lacks: one row for each
// place where it occurs. It is never an organization by itself.
type Candidate struct {
	Key   int64    `json:"key"`
	Text  string   `json:"text"`
	At    Evidence `json:"at"`
	Rule  string   `json:"rule,omitempty"`
	State string   `json:"state"`
}

// Question is a short form that rules could not resolve.
type Question struct {
	Key     int64    `json:"key"`
	Text    string   `json:"text"`
	At      Evidence `json:"at"`
	Choices []string `json:"choices,omitempty"` // actor IDs
	State   string   `json:"state"`
	Answer  string   `json:"answer,omitempty"` // one of the choices, another actor, or "" for nobody
}
