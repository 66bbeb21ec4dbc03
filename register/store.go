package register

import (
	"context"
	"errors"
)

// ErrNothing, given back by the function of Store.Change, says that there was
// nothing to change: nothing is kept, and Change gives back nil.
var ErrNothing = errors.New("nothing to change")

// Reader is what pages, programs and rules read of a register. All methods give
// errors of package fault: NotFound for a thing asked for by name that is not
// there, Unavailable where the database cannot be used now.
type Reader interface {
	// Totals counts what is in the register, samples apart.
	Totals(ctx context.Context) (Totals, error)
	// Documents lists the newest version of each expression, newest taken in first.
	Documents(ctx context.Context, f DocumentFilter) ([]DocumentLine, error)
	// Work finds a work by its ID or any of its symbols.
	Work(ctx context.Context, idOrSymbol string) (Work, error)
	// Versions lists the versions of a work, by language, then number.
	Versions(ctx context.Context, work string) ([]Version, error)
	// VersionOf finds the version that a file is, by its hash, in a language.
	VersionOf(ctx context.Context, sha256, language string) (Version, error)
	// View gives one version whole. number 0 is the newest. A version that repeats
	// the text of another is shown as that one.
	View(ctx context.Context, work, language string, number int) (*View, error)
	// Bare gives a version with its texts, their marks and what is open in them, without
	// the records that they tell.
	Bare(ctx context.Context, work, language string, number int) (*View, error)
	// Passage gives a part of a version, with the outline of all of it: choose is shown
	// the outline and says which of its paragraphs are read, from one to before another.
	// It may be called twice.
	Passage(ctx context.Context, work, language string, number int, choose func(outline []Outlined) (from, to int)) (*View, error)
	// Records lists records of one kind; see Filter for order and pages.
	Records(ctx context.Context, f Filter) (Page, error)
	// Facets counts the values of facets over what the filter finds, of each facet
	// the most frequent first: "party", "place", "theme", "kind", "work", "year", …
	Facets(ctx context.Context, f Filter, facets ...string) (map[string][]FacetCount, error)
	// Cross counts what the filter finds by pairs of values of two facets, in the
	// order of the values; pairs that no record has are left out.
	Cross(ctx context.Context, f Filter, rows, columns string) ([]CrossCount, error)
	// Record gives one record; with a revision above 0 as it was then.
	Record(ctx context.Context, id string, revision int) (Record, error)
	// Claims gives all claims of a record with their evidence, in the order of storing.
	Claims(ctx context.Context, id string) ([]Claim, error)
	// Tellings gives all tellings of a record with their quotes.
	Tellings(ctx context.Context, id string) ([]Telling, error)
	// History gives all revisions of a record, the newest first.
	History(ctx context.Context, id string) ([]Revision, error)
	// Mentions lists the places where a value is marked ("actor", "UNODC"), in the
	// newest versions, newest taken in first.
	Mentions(ctx context.Context, kind, value string, limit int) ([]Evidence, error)
	// Candidates and Questions list them, newest taken in first.
	Candidates(ctx context.Context, f AskedFilter) ([]Candidate, error)
	Questions(ctx context.Context, f AskedFilter) ([]Question, error)
	// Tray groups them by their words.
	Tray(ctx context.Context, f TrayFilter) (Tray, error)
	// Holding lists the newest versions in a language in which any of the words
	// stands, exactly as written.
	Holding(ctx context.Context, language string, words []string) ([]Held, error)
	// Texts gives texts by their keys, without marks; keys that are not there are
	// left out.
	Texts(ctx context.Context, keys []int64) ([]Text, error)
	// Sames lists questions and decisions of sameness, the most alike first.
	Sames(ctx context.Context, f SameFilter) ([]Same, error)
	// Confirmations gives the words of organizations on a record that hold, the last
	// first: one for each organization and cycle.
	Confirmations(ctx context.Context, record string) ([]Confirmation, error)
	// Cited lists works that are cited, by evidence, by a telling or as a document of
	// a record, and of which the register holds no version, the most cited first.
	Cited(ctx context.Context, limit int) ([]CitedWork, error)
	// Cases gives records with all that may be open about them, in the order of ids;
	// those that are not there are left out.
	Cases(ctx context.Context, ids ...string) ([]Case, error)
	// Log gives the acts after the one with that number, in their order, at most
	// limit (0: 1,000).
	Log(ctx context.Context, after int64, limit int) ([]Entry, error)
	// LogBack gives the acts before the one with that number (0: all), the last
	// first, at most limit (0: 1,000).
	LogBack(ctx context.Context, before int64, limit int) ([]Entry, error)
	// State is the number of the last act, 0 for none, and how often all projections were
	// made anew: while both stand, nothing that is read changes.
	State(ctx context.Context) (act, generation int64, err error)
	// Changes says what the act with that number changed; see Changes.
	Changes(ctx context.Context, act int64) (Changes, error)
}

// Store keeps a register.
type Store interface {
	Reader
	// Change runs fn in one transaction: all of it is kept, with the act in the
	// log, or nothing. Changes run one after another; a read inside fn sees what fn
	// wrote. An error of fn is given back as it is, and nothing is kept; ErrNothing
	// leaves no entry in the log either and is not an error to the caller.
	Change(ctx context.Context, act Act, fn func(ctx context.Context, tx Tx) error) error
	// Verify walks the log from its beginning: that each entry carries the hash of
	// the one before, and that what it says it changed is what stands. The first
	// entry that does not is an error of kind fault.Invalid that names it.
	Verify(ctx context.Context) (Verified, error)
	// Rebuild makes all projections (lists, facets, the index of texts) anew from
	// what stands and says what differed.
	Rebuild(ctx context.Context) (Rebuilt, error)
	Close() error
}

// Entry is an act in the log.
type Entry struct {
	Number  int64  `json:"number"` // 1, 2, …
	Act     Act    `json:"act"`
	Content string `json:"content"` // SHA-256 of what it stored, hexadecimal
	Hash    string `json:"hash"`    // SHA-256 of the hash of the entry before, the act and Content
}

// Verified is what a walk through the log found in order.
type Verified struct {
	Entries int64  `json:"entries"`
	Hash    string `json:"hash"` // of the last entry: kept elsewhere, it proves the whole log
}

// Rebuilt is what making the projections anew found.
type Rebuilt struct {
	Records  int      `json:"records"`
	Differed []string `json:"differed,omitempty"` // IDs of records whose projections were not what they are made to be, at most 1,000
}

// CitedWork is a work that the register does not hold.
type CitedWork struct {
	Symbol string `json:"symbol"`
	Count  int    `json:"count"` // of records that cite it
}

// Tx is what a change may do. Only package desk uses it. Nothing is ever deleted.
type Tx interface {
	Reader
	// SetWork makes a work or changes its symbols, origin or withdrawal. A symbol
	// that belongs to another work is a Conflict.
	SetWork(ctx context.Context, w Work) error
	// AddVersion stores a version with its texts and their marks as the newest of
	// its expression, or where it is Superseded behind the newest, and fills in
	// v.Key, v.Number and the keys of the texts.
	AddVersion(ctx context.Context, v *Version, texts []Text) error
	// Reread stores what newer rules read of a stored version: its rules, period,
	// sections and so on, and the sections and marks of its texts (by Text.Key).
	Reread(ctx context.Context, v *Version, texts []Text) error
	// SetRecords stores records as their next revision. Revision is the one that
	// the caller saw, 0 for a new record; where the stored one is another, the
	// error is a Conflict that names the record.
	SetRecords(ctx context.Context, records []Record) error
	// AddClaims stores claims with the state that they have. See Claim.Check.
	AddClaims(ctx context.Context, claims []Claim) error
	// DecideClaim sets the state of a claim by the act's person. Back takes the last
	// word on it back: the one before holds again, with who said it; without one the
	// claim is as it was stored.
	DecideClaim(ctx context.Context, key int64, to State, why string) error
	// SetTellings stores tellings, or changes whether they are dropped; a telling
	// is known by its record, text, From and To.
	SetTellings(ctx context.Context, tellings []Telling) error
	// SetCandidates and SetQuestions store those with Key 0 and change the state
	// (and answer) of the others.
	SetCandidates(ctx context.Context, list []Candidate) error
	SetQuestions(ctx context.Context, list []Question) error
	// SetSames stores questions and decisions of sameness, one for each pair,
	// whichever of the two is named first. A step that the states do not have is a
	// Conflict: what a person decided is never asked again.
	SetSames(ctx context.Context, list []Same) error
	// AddConfirmations stores the words of organizations: one for each record,
	// organization and cycle holds, the earlier ones stay in the history.
	AddConfirmations(ctx context.Context, list []Confirmation) error
}

// Totals of a register.
type Totals struct {
	Register Counts `json:"register"`
	Samples  Counts `json:"samples"`
}

// Counts are of newest versions and of records that they tell.
type Counts struct {
	Documents     int `json:"documents"`  // works
	Paragraphs    int `json:"paragraphs"` // numbered or counted, of the main text, once for all languages
	Activities    int `json:"activities"`
	Organizations int `json:"organizations"` // distinct actors that take part in an activity, States apart
	Candidates    int `json:"candidates"`    // open
	Questions     int `json:"questions"`     // open
}

// DocumentFilter chooses documents; the zero value is all but the samples.
type DocumentFilter struct {
	Samples  bool   // samples too
	Language string // "" all
	Work     string // ID; "" all
	Kind     string // what the document is, as document.Kind; "" all
	Year     int    // in which it was issued or dated; 0 all
	Origin   Origin // of the work; "" all: Sample for the samples alone
	Under    string // a symbol: works with a symbol that goes on behind it, A/77/277/Corr.1 under A/77/277; "" all
	// Uncounted leaves the counts of each line out, which cost most of it.
	Uncounted bool
	Limit     int // 0: 1,000
	Offset    int
}

// DocumentLine is one expression in a list: its newest version and what it tells.
type DocumentLine struct {
	Work       Work    `json:"work"`
	Version    Version `json:"version"`
	Paragraphs int     `json:"paragraphs"` // all parts
	Activities int     `json:"activities"`
	Candidates int     `json:"candidates"` // open
	Questions  int     `json:"questions"`  // open
}

// View is one version, whole or a passage of it: the reading view.
type View struct {
	Work       Work            `json:"work"`
	Version    Version         `json:"version"`
	Others     []Version       `json:"others,omitempty"` // the other languages' newest, and this one's earlier and later versions
	Paragraphs []ViewParagraph `json:"paragraphs"`
	Outline    []Outlined      `json:"outline,omitempty"` // of all paragraphs, in a passage
}

// Outlined is a paragraph as the outline of its version has it: its place and how much
// it tells.
type Outlined struct {
	Place
	Ordinal   int    `json:"ordinal"`
	Counted   bool   `json:"counted,omitempty"` // as Text.Counted
	Section   string `json:"section,omitempty"` // as Text.Section
	Acts      int    `json:"acts,omitempty"`    // activities that stand, as the paragraph tells them
	Reviewed  int    `json:"reviewed,omitempty"`
	Undated   int    `json:"undated,omitempty"`
	Placeless int    `json:"placeless,omitempty"`
	Doubts    int    `json:"doubts,omitempty"` // open candidates and questions
}

// ViewParagraph is a text with what stands beside it.
type ViewParagraph struct {
	Text
	Activities []Told      `json:"activities,omitempty"` // what it tells, in the order of the text: acts, and mandates of a resolution
	Candidates []Candidate `json:"candidates,omitempty"`
	Questions  []Question  `json:"questions,omitempty"`
}

// Told is a record as one text tells it.
type Told struct {
	Record   Record   `json:"record"`
	Activity Activity `json:"-"`    // Record.Fields decoded, of an activity
	From     int      `json:"from"` // the quote, bytes of the text
	To       int      `json:"to"`
	Dropped  bool     `json:"dropped,omitempty"`
	// Claims whose evidence is in this text, in all states.
	Claims []Claim `json:"claims,omitempty"`
}

// The facets by which records are found and counted. FacetActor is the party, be it
// an organization or a State; FacetAbout the organization that a record is about:
// it takes part, or the record is told in its section.
const (
	FacetActor      = "actor"
	FacetAbout      = "about"
	FacetParty      = "party" // an actor that is no State
	FacetState      = "state" // a State that acts
	FacetPlace      = "place"
	FacetTheme      = "theme"
	FacetKind       = "kind" // of an activity: training; of another record its type
	FacetLevel      = "level"
	FacetModality   = "modality"
	FacetInstrument = "instrument"
	FacetMechanism  = "mechanism"
	FacetDocument   = "document"
	FacetSDG        = "sdg"
	FacetStatus     = "status"
	FacetReview     = "review"
	FacetOrigin     = "origin"
	FacetYear       = "year"    // each year that the date touches, at most 30
	FacetWork       = "work"    // told by it
	FacetSection    = "section" // told in the section of this organization
	FacetType       = "type"    // the kind of the record, for filters of AnyKind
	FacetSender     = "sender"  // of a contribution: from whom it came
	FacetBlock      = "block"   // a key of package sameness: possible retellings share one
	FacetDoubt      = "doubt"   // what is unsure in it: DoubtKinds
)

// Condition asks that a record has any of these values of a facet, or with Not
// none. Without values it asks for any value at all: with Not, for records that
// have none ("placeless").
type Condition struct {
	Facet string   `json:"facet"`
	Any   []string `json:"any"`
	Not   bool     `json:"not,omitempty"`
}

// Has is the condition of one facet.
func Has(facet string, any ...string) Condition { return Condition{Facet: facet, Any: any} }

// Filter chooses records of one kind; conditions add up. The zero value is all
// activities that the newest versions tell or that people entered, without
// samples, rejected, withdrawn and merged ones.
type Filter struct {
	Kind     Kind        // "": activities; AnyKind: all
	Has      []Condition // at most 100
	Match    *Match      // the index of texts finds it
	From, To string      // EDTF: the record's date overlaps from From to To; undated ones are left out then
	Undated  bool        // only those without a date
	Samples  bool        // samples too
	Untold   bool        // also those that no newest version tells
	Hidden   bool        // also rejected, withdrawn and merged ones
	Order    Order
	Limit    int    // 0: 50; at most 1,000
	Cursor   string // Page.Next of the page before; one that was tampered with is Invalid
}

// AnyKind in a Filter is every kind.
const AnyKind Kind = "*"

// Order of a list.
type Order string

// The orders. Undated ones come last.
const (
	ByDocument Order = ""       // work, paragraph, place in the paragraph
	Newest     Order = "newest" // by date, the latest first
	Oldest     Order = "oldest"
	Relevance  Order = "relevance" // how well Match fits; without one, Newest
	Changed    Order = "changed"   // changed last first
	ByDoubt    Order = "doubt"     // the heaviest doubt first (DoubtKinds), those alike by document
)

// Page of a list.
type Page struct {
	Lines []Line `json:"records"`
	Total int    `json:"total"`
	Next  string `json:"next,omitempty"` // "" on the last page
}

// Line is one record in a list, with its first telling.
type Line struct {
	Record   Record   `json:"record"`
	Activity Activity `json:"-"` // Record.Fields decoded, of an activity
	Told     Evidence `json:"told,omitzero"`
	Tellings int      `json:"tellings"`
}

// CrossCount is how many records have a value of each of two facets.
type CrossCount struct {
	Row    string `json:"row"`
	Column string `json:"column"`
	Count  int    `json:"count"`
}

// FacetCount is how many records have a value.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}
