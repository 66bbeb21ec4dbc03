// Package reading makes claims of paragraphs: which organizations, places, dates,
// documents and instruments a paragraph names, and which acts of cooperation it
// reports, each value with the stretch of text and the rule that it comes from.
//
// It is a cascade of small finite-state layers, each reading the one before:
// text → mentions → clauses → acts → carrying over → claims. A language is a
// folder of tables under lang/; the code here has no branch on a language.
// Nothing is stored here; package desk takes a Reading into the register.
package reading

// Kind of a mention; also the class of its mark on a page.
type Kind string

// The kinds of mentions.
const (
	Actor      Kind = "actor"
	Place      Kind = "place"
	Date       Kind = "date"
	Symbol     Kind = "symbol"
	Instrument Kind = "instrument"
	SDG        Kind = "sdg"
	Figure     Kind = "figure"
)

// Span is a stretch of a paragraph's text, in bytes; To is exclusive.
type Span struct{ From, To int }

// Value is one value with its evidence. A Span of {0,0} means that no words bear
// it (a default that follows from the kind of act).
type Value struct {
	Span
	Value    string
	Rule     string // the rule that found it, as `concord read --explain` prints it
	Inferred bool   // by context: a year from the document's date, "the Commission" from the section
}

// Mention is a value named in a paragraph. Value is an actor's ID, a place's ID,
// an EDTF date, a document symbol in canonical form, an instrument's name as
// written, an SDG goal or target ("10.7.2"), a figure ("participants=30").
type Mention struct {
	Value
	Kind Kind
}

// Party is an actor (or a State, by its ISO code) that takes part in an act.
type Party struct {
	Value        // Value.Value is the actor's ID
	State bool   // a State or its government that acts; not in the flat list of organizations
	Role  string // lead, provider, beneficiary, participant, host, observer
	As    string // the name as written
}

// Activity is one act of cooperation; its Span is the exact quote.
type Activity struct {
	Span
	Title       string // short, in the document's language
	Kind        Value  // meeting, visit, agreement, training, support, publication, programme, coordination, operation, statement, outreach, other
	Level       Value  // summit, senior, technical, ""
	Modality    Value  // done, ongoing, planned, agreed, proposed, urged, suspended
	Mode        Value  // in-person, virtual, hybrid, ""
	Series      Value  // number in its series: "11"
	Parties     []Party
	Date        Value // EDTF; empty Value when undated
	Places      []Value
	Instruments []Value
	Documents   []Value
	Themes      []Value
	SDGs        []Value
	Figures     []Value
}

// Candidate is a name-shaped stretch that the lexicon lacks. It is never an
// organization by itself.
type Candidate struct {
	Span
	Text string
	Rule string
}

// Question is a short form that rules could not resolve ("the Commission").
type Question struct {
	Span
	Text    string
	Choices []string // IDs of actors that it may stand for
	// Answered: a person has said for whom it stands, as was handed to the reader.
	Answered bool
	Answer   string // ID of an actor, or "" for nobody
}

// Answer is what a person said of a short form that rules cannot resolve, where it
// stands in one paragraph.
type Answer struct {
	Paragraph int    // index
	Text      string // the short form as written
	Actor     string // ID, or "" for nobody
}

// Paragraph is what was read in one paragraph of the document.
type Paragraph struct {
	Index      int       // in document.Document.Paragraphs
	Section    string    // ID of the organization whose section it stands in; "introduction", "observations", "report"
	Mentions   []Mention // sorted by From; may nest
	Themes     []Value
	Activities []Activity
	Side       string   // of a resolution, decision or statement: Preambular, Operative; "" neither
	Clauses    []Clause // of it, in the order of the text
	Candidates []Candidate
	Questions  []Question
}

// Section is a heading bound to what it names.
type Section struct {
	Heading      string
	Level        int
	Organization string // actor ID, "" where it names none
	From, To     string // numbers of its first and last paragraph
}

// Reading is what one document yields.
type Reading struct {
	Language   string
	Period     string   // EDTF, of the reporting period
	Previous   []string // symbols of the previous report
	Mandates   []string
	Body       string   // who adopted it, of a resolution, decision or statement: an actor
	Partners   []string // about whom it is, by its title: actors
	Sections   []Section
	Paragraphs []Paragraph // one for each paragraph of the document, in its order
	Rules      string      // version of the rules that read it
	By         *Reader     // that made it; nil where no reader did
}
