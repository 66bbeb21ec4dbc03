package register

import (
	"encoding/json"
	"time"

	"concord/fault"
)

// Review says what people made of a record; see states.go.
type Review string

// The states of review.
const (
	None      Review = "none" // nobody looked yet
	Reviewed  Review = "reviewed"
	Rejected  Review = "rejected"
	Withdrawn Review = "withdrawn"
)

// Visibility of a record.
type Visibility string

// The visibilities. What is read in a published document is public.
const (
	Public   Visibility = "public"
	Internal Visibility = "internal"
)

// Record is one thing that the register keeps, with its current values.
type Record struct {
	ID         string          `json:"id"`
	Kind       Kind            `json:"kind"`
	Revision   int             `json:"revision"` // 1 when made; each change of values or state adds one
	Origin     Origin          `json:"origin"`
	Review     Review          `json:"review"`
	Visibility Visibility      `json:"visibility"`
	MergedInto string          `json:"merged_into,omitempty"` // ID of the record that it was found to be the same as
	Untold     bool            `json:"untold,omitempty"`      // the newest versions no longer tell it
	Fields     json.RawMessage `json:"fields"`                // current values: what the accepted claims make
	By         Person          `json:"by"`                    // who made this revision
	At         time.Time       `json:"at"`
	Why        string          `json:"why,omitempty"`
}

// Decode reads the fields of a record into the type of its kind.
func (r *Record) Decode(into any) error {
	if err := json.Unmarshal(r.Fields, into); err != nil {
		return fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", r.ID)
	}
	return nil
}

// Activity decodes the fields of a record of that kind.
func (r *Record) Activity() (Activity, error) {
	var a Activity
	err := json.Unmarshal(r.Fields, &a)
	return a, err
}

// Activity is one act of cooperation: current values.
type Activity struct {
	Title       map[string]string `json:"title,omitempty"` // by language
	Kind        string            `json:"kind,omitempty"`
	Level       string            `json:"level,omitempty"`
	Modality    string            `json:"modality,omitempty"`
	Mode        string            `json:"mode,omitempty"`
	Series      string            `json:"series,omitempty"`
	Date        string            `json:"date,omitempty"` // EDTF
	Parties     []Party           `json:"parties,omitempty"`
	Places      []string          `json:"places,omitempty"`
	Instruments []string          `json:"instruments,omitempty"`
	Documents   []string          `json:"documents,omitempty"`
	Themes      []string          `json:"themes,omitempty"`
	SDGs        []string          `json:"sdgs,omitempty"`
	Figures     []string          `json:"figures,omitempty"`
	Mechanisms  []string          `json:"mechanisms,omitempty"` // records of mechanisms that it serves
	Mandates    []string          `json:"mandates,omitempty"`   // records of mandates
}

// Party takes part in an activity.
type Party struct {
	Actor string `json:"actor"`           // actor ID, or ISO 3166-1 alpha-3 of a State
	Role  string `json:"role,omitempty"`  // lead, provider, beneficiary, participant, host, observer
	State bool   `json:"state,omitempty"` // a State or its government
	As    string `json:"as,omitempty"`    // the name as written
}

// State of a claim; see states.go.
type State string

// The states of a claim.
const (
	Proposed State = "proposed"
	Accepted State = "accepted"
	Refused  State = "rejected"
	// Undone: the act that stored it was taken back. It counts for nothing, and
	// readers leave it out.
	Undone State = "undone"
)

// Back, to Tx.DecideClaim, takes the last word on a claim back. No claim is in it.
const Back State = "back"

// Nothing is the value of a claim by which a person says that no value of a field
// is reported. It excludes all values of the field.
const Nothing = ""

// Claim is one value of one field of one record, from one source.
type Claim struct {
	Key          int64     `json:"key"` // the store's own number, in the order of storing; 0 before
	Record       string    `json:"record"`
	Field        string    `json:"field"` // one of Fields(kind)
	Value        string    `json:"value"` // a party as JSON of Party; a title as "en:…"
	Evidence     Evidence  `json:"evidence,omitzero"`
	Contribution string    `json:"contribution,omitempty"`
	Author       string    `json:"author,omitempty"` // Person.ID, where a person states the value himself
	Rule         string    `json:"rule,omitempty"`
	Inferred     bool      `json:"inferred,omitempty"` // by context, not stated
	State        State     `json:"state"`
	By           Person    `json:"by"` // who acted when it was stored
	At           time.Time `json:"at"`
	Decided      Decision  `json:"decided,omitzero"` // zero: settled by its rule alone
}

// Decision is a person's word on a claim.
type Decision struct {
	By  Person    `json:"by"`
	At  time.Time `json:"at"`
	Why string    `json:"why,omitempty"`
}

// Evidence is where a value comes from: a stretch of a text, a text as a whole
// (From == To), or a citation alone. Only Text, From, To, and for a citation
// alone Work and Place, are stored; the rest is filled in when it is read.
type Evidence struct {
	Text     int64  `json:"-"` // Text.Key; 0 for a citation alone
	Work     string `json:"work,omitempty"`
	Language string `json:"language,omitempty"`
	Version  int    `json:"version,omitempty"` // Version.Number
	Place
	Ordinal int    `json:"ordinal"` // Text.Ordinal
	From    int    `json:"from"`    // bytes of the text
	To      int    `json:"to"`
	Quote   string `json:"quote,omitempty"`
}

// Telling says that a paragraph tells a record; Evidence.From and To are the
// exact quote. One act may have several tellings, in several languages.
type Telling struct {
	Record   string   `json:"record"`
	Evidence Evidence `json:"evidence"`
	// Dropped: the newest version of that expression, or the newest rules, no
	// longer tell it there. The row stays.
	Dropped bool `json:"dropped,omitempty"`
}

// Revision is one state in which a record was.
type Revision struct {
	Record
	Act Act `json:"act"` // that made it
}
