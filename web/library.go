package web

import (
	"context"
	"time"

	"concord/register"
)

// Library is what the pages read. It is implemented over the register; the
// pages know no store and no reader of files. Errors carry a kind of package
// fault; a record that is not there is [concord/fault.NotFound].
type Library interface {
	// Counts of the whole register; samples are counted apart.
	Counts(ctx context.Context) (Counts, error)
	// Documents lists the newest version of each document in each language, last
	// read first, samples last.
	Documents(ctx context.Context) ([]Entry, error)
	// Shelf lists documents by a filter, without order of its own.
	Shelf(ctx context.Context, f register.DocumentFilter) ([]Entry, error)
	// Expressions lists the newest version of one work in each of its languages.
	// The work is known by its ID or any of its symbols.
	Expressions(ctx context.Context, work string) ([]Entry, error)
	// Document is one version of a work in one language with what was read in it;
	// version 0 is the newest.
	Document(ctx context.Context, work, language string, version int) (*Document, error)
	// Passage is a Document with only those paragraphs that choose picks from its
	// outline: from one to before another.
	Passage(ctx context.Context, work, language string, version int, choose func(outline []Outlined) (from, to int)) (*Document, error)
	// Activity is one act with its tellings and history.
	Activity(ctx context.Context, id string) (*Activity, error)
	// Actor is an organization with what the register holds of it. cursor and reviewed
	// choose the page of where others name it: what nobody reviewed, or what somebody did.
	Actor(ctx context.Context, id, cursor string, reviewed bool) (*Actor, error)
	// Record is a record of any kind.
	Record(ctx context.Context, id string) (*Record, error)
	Matrices
	Partnerships
	Fronts
	Kinds
	Topics
	Bonds
	Places
	Briefs
	// Search finds records by what was typed; a query that cannot be read is
	// [concord/fault.Invalid] with a sentence that says why.
	Search(ctx context.Context, q Query) (*Found, error)
	Additions
	Marker
}

// Names gives the names of actors and places.
type Names interface {
	// Display is the name of an actor or a place in a language, or in the
	// language nearest to it; the id itself where the lexicon has no name.
	Display(id, language string) string
	// Short is a name for narrow places: the short form or acronym where the
	// language has one, else Display.
	Short(id, language string) string
}

// Counts are counts of documents and acts, without samples, and of the samples.
type Counts struct {
	Documents, Paragraphs, Activities int
	SampleDocuments                   int
}

// Entry is a document in a list.
type Entry struct {
	Work       string   // ID of the work
	Symbols    []string // canonical; none for prose without a symbol
	Title      string   // in Language; may be empty
	Name       string   // of the file it was read from
	Format     string   // of the file: "text", "docx", "pdf"
	Language   string   // BCP 47
	Sample     bool     // made for show: no count includes it
	Paragraphs int
	Activities int
	Reviewed   int    // of the activities
	Kind       string // what it is, as document.Kind; "" where nothing tells
	Date       string // of issue, EDTF
	Doubts     int    // open names and questions, in a list
	Version    int    // 1 for the first file under this symbol and language
	Superseded bool   // a newer version stands beside it
	Held       bool   // of a work that is cited: some version of it is in the register
	ReadAt     time.Time
}

// Document is a document with what was read in it.
type Document struct {
	Entry
	Session, Year    int
	AgendaItem       string
	SubItems         []string // letters
	Dated            string   // the day that the document itself bears: of adoption, of a letter; EDTF
	Adopted          bool     // Dated is when it was adopted
	Date             string   // of distribution, EDTF
	OriginalLanguage string   // BCP 47
	JobNumber        string
	Period           string // reported on, EDTF
	Rules            string // version of the rules that read it
	Warnings         []Warning
	Others           []Entry   // the same work in other languages, and other versions in this one
	Forms            []Entry   // further files that bear this text
	Related          []Related // documents that belong to it, and those to which it belongs
	Sections         []Section
	Outline          []Outlined // of all its paragraphs
	At               int        // index in the outline of the first of Paragraphs
	Paragraphs       []Paragraph
}

// Outlined is a paragraph in the outline of its document.
type Outlined = register.Outlined

// Warning is something about a file that a person should look at.
type Warning struct {
	Kind  string // "numbering-gap", …; a message "warning.<kind>" translates it
	Place string
	Text  string // the sentence in English, for a kind without a message
}

// Section is a heading of a document.
type Section struct {
	Heading      string
	Number       string
	Level        int    // 1 is the highest
	Organization string // ID of the actor that it names; "" for none
	SubItem      string // letter of its sub-item of the agenda; "" for none
	Next         int    // index of the first paragraph under it
}

// Paragraph is a paragraph with what was read in it. Spans are in bytes of Text.
type Paragraph struct {
	Part       string // "" main text; "annex I", "footnote", …
	Number     string
	Nth        int  // 0; 1, 2, … for the further ones of a number that repeats
	Counted    bool // the number is not printed in the document
	Text       string
	Mentions   []Value // of the kinds actor, place, date, symbol and instrument; may nest
	Acts       []Act
	Candidates []Span     // name-shaped stretches that the lexicon lacks
	Questions  []Question // short forms that the rules could not resolve
	Corrected  []Erratum
}

// Related is a document that belongs to another: its symbol says so.
type Related struct {
	Relation string  // "corrects", "corrected", "adds", "added": a message "related.<relation>" says it
	Number   int     // of the corrigendum or addendum
	Entries  []Entry // in each language; of a document that is not held one, with its symbol alone
}

// Erratum is what a corrigendum says of a paragraph.
type Erratum struct {
	Span        // of the words that it changes; empty where it does not say them
	New  string // in their place
	By   Entry  // the corrigendum
}

// Span is a stretch of a paragraph's text in bytes; To is exclusive.
type Span struct{ From, To int }

// Value is a value with the stretch of text it was read from; an empty Span
// means that no words of the paragraph bear it.
type Value struct {
	Span
	Kind     string // actor, place, date, symbol, instrument; "" for words of the register (a kind, a level)
	Value    string
	Inferred bool // by context, not stated
	Rule     string
}

// Question is a short form that stands for one of several actors.
type Question struct {
	Span
	Choices []string // IDs of actors
}

// Party is an actor with its part in an act.
type Party struct {
	Value
	Role string // lead, provider, beneficiary, participant, host, observer; "" unknown
	As   string // the name as written
}

// States of a record, as design.md draws them.
const (
	MachineRead = "machine"    // by rules, nobody has looked
	Unreviewed  = "unreviewed" // stated by somebody, nobody else has looked
	Reviewed    = "reviewed"
	OneSide     = "one"
	BothSides   = "both"
	Contested   = "contested"
)

// Act is one act of cooperation as a paragraph reports it; its Span is the quote.
type Act struct {
	Span
	ID          string
	Of          string            // kind of the record; "" an activity
	Titles      map[string]string // by language
	Kind        Value             // of a mandate its type
	Level       Value
	Modality    Value
	Mode        Value
	Series      Value
	Parties     []Party
	Date        Value // EDTF; Value "" for an undated act
	Places      []Value
	Instruments []Value
	Documents   []Value
	Themes      []Value
	SDGs        []Value
	Figures     []Value // "participants=46"
	Due         Value   // of a mandate: EDTF, or "session:81"
	Concerns    []Value // of a mandate: the partners that it is about
	State       string
}

// Record is a record of any kind: its values with their evidence, where it is
// told, its history.
type Record struct {
	ID         string
	Kind       string            // as register.Kind
	Titles     map[string]string // by language
	Revision   int
	Review     string // as register.Review
	State      string
	Sample     bool
	Starter    bool       // a fact that ships with the program
	MergedInto string     // ID of the record that it was joined with
	Standing   string     // message that says what may be said of its term or due date; ""
	Tellings   []Telling  // all that stand
	Evidence   []Evidence // in the order in which the page gives the fields
	History    []Change   // newest first
	Parties    []string   // organizations that take part: those whose word counts
	Words      []Word     // what organizations say of it, the last first
}

// Word is what an organization says of a record.
type Word struct {
	Organization string
	Word         string // as register.Word
	Reason       string
	Speaker      string // who said it for the organization
	Revision     int    // that it was shown
	Cycle        string // record of kind cycle; ""
	By           string // who recorded it
	At           time.Time
	Stale        bool // accepted values have changed since
}

// Activity is an act as a record, with its values in the words of the paragraph
// that told it first.
type Activity struct {
	Record
	Act   Act
	First *Telling // the one that Act's spans point into; nil where none is held
}

// Telling is one paragraph that reports the activity.
type Telling struct {
	Document  Entry
	Part      string
	Number    string
	Nth       int // 0; 1, 2, … for the further paragraphs of a number that repeats
	Quote     string
	Paragraph *Paragraph // whole, where the page needs it; else nil
}

// Evidence is one value of the activity with the words it was read from.
type Evidence struct {
	Field    string // "party", "date", "place", …
	Value    Value
	Role     string // of a party
	Words    string // "" where no words bear the value
	Language string // of the value itself, of a title; else ""
	Telling         // where; Document.Work "" for a value that a person stated
	By       string // who stated or settled it; "" for the rule alone
}

// Change is one revision of a record.
type Change struct {
	Revision int
	At       time.Time
	By       string // a person, or the rules that read it
	Act      string // "take-in", "decide", …; a message "history.<act>" says it
	Why      string
	Said     *Word // what an organization said of that revision; else nil
	Changed  []Difference
}

// Outcome says what became of a file that was handed in.
type Outcome struct {
	Name       string // of the file, or the way to the document in it: "inputs.zip/asean.docx"
	Err        error  // why it was not read; the other fields are empty then
	Passed     bool   // no document, and passed over
	Work       string // ID; "" where nothing was read
	Language   string
	Paragraphs int
	Activities int
	Known      bool // read before, byte by byte: nothing changed
	Version    int  // 2 and higher: stands beside earlier versions
	Repeats    int  // version whose text the file bears in another form; 0: none
	Late       bool // an earlier text than the newest
	// Contribution is the record of what an organization sent in; "" for a document of
	// the United Nations.
	Contribution string
	Warnings     []Warning
}

// Query is what a reader looks for.
type Query struct {
	Text     string
	Kind     string // of records, as register.Kind; "" activities
	Order    string // as register.Order; "" the order that fits the query
	Cursor   string // Found.Next of the page before
	Language string // of the reader
	View     string // how it is shown: "" a list, or one of the views of a search
}

// Found is a page of records that fit.
type Found struct {
	Text      string // the query as the program understood it
	Kind      string
	Order     string
	Total     int
	Undated   int // of all that fit
	Placeless int

	// UndatedQuery and PlacelessQuery are the query with that condition added.
	UndatedQuery, PlacelessQuery string

	Documents int                   // that tell what fits
	Told      int                   // how often they tell it, once for each record and document
	Open      int                   // of what fits, records with an open question of sameness
	Years     []register.FacetCount // in a timeline: how many fit by year, in their order

	Parts  []QueryPart  // the conditions, for taking one out
	Notes  []Correction // what was searched for instead of what was typed
	Kinds  []FacetValue // how many fit of each kind
	Facets []Facet
	Hits   []Hit
	Next   string // cursor; "" on the last page
}

// QueryPart is one word or condition of a query.
type QueryPart struct {
	Text    string
	Without string // the query without it
	Count   int    // how many fit without it; where nothing fits with it
}

// Correction of a mistyped name.
type Correction struct{ Typed, Meant string }

// Facet is a property by which the records that fit are counted.
type Facet struct {
	Name   string // as register.Facet…
	Values []FacetValue
	More   int // further values that are not listed
}

// FacetValue is one of its values. Query has the condition added; On says that the
// query has it already, and Query is then without it.
type FacetValue struct {
	Value string
	Count int
	Query string
	On    bool
}

// Hit is one record that fits.
type Hit struct {
	ID       string
	Kind     string
	Titles   map[string]string
	Act      string // kind of an activity, type of another record
	Date     string // EDTF
	Parties  []string
	Places   []string
	Themes   []string
	State    string
	Changed  time.Time
	By       string // who changed it last
	Planned  bool
	Standing string // as Record.Standing
	Sample   bool
	Told     *Telling
	Tellings int
	Snippet  []Words // of what tells it
}

// Words of a snippet; Marked are those that the query asks for.
type Words struct {
	Text   string
	Marked bool
}
