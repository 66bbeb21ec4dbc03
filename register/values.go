package register

import (
	"strconv"
	"strings"
	"time"

	"concord/edtf"
)

// The current values of the kinds beside activities: what Record.Decode reads
// them into. Keys are those of the table of kinds, which the tests compare.

// Relationship of the United Nations and one organization.
type Relationship struct {
	Title           map[string]string `json:"title,omitempty"`
	Partner         string            `json:"partner,omitempty"`          // actor
	SubItem         string            `json:"subitem,omitempty"`          // agenda item as of a session: "77/128(a)"
	FirstResolution string            `json:"first_resolution,omitempty"` // symbol
	Observer        string            `json:"observer,omitempty"`         // EDTF: since when it is an observer
	Lead            string            `json:"lead,omitempty"`             // actor: lead department
	Offices         []string          `json:"offices,omitempty"`          // liaison offices
	Mechanisms      []string          `json:"mechanisms,omitempty"`
	Mandates        []string          `json:"mandates,omitempty"`
	Elsewhere       string            `json:"elsewhere,omitempty"` // symbol of the report that tells it
	Documents       []string          `json:"documents,omitempty"`
}

// Instrument: framework, memorandum, plan, declaration.
type Instrument struct {
	Title      map[string]string `json:"title,omitempty"`
	Type       string            `json:"type,omitempty"`
	Scope      string            `json:"scope,omitempty"` // joint, partner, un, global
	Parties    []Party           `json:"parties,omitempty"`
	Acts       []string          `json:"acts,omitempty"` // "signed=2017-04-19"
	Term       string            `json:"term,omitempty"` // EDTF interval
	Supersedes []string          `json:"supersedes,omitempty"`
	Themes     []string          `json:"themes,omitempty"`
	Places     []string          `json:"places,omitempty"`
	Documents  []string          `json:"documents,omitempty"`
}

// Mandate: a resolution, decision or presidential statement that asks somebody for something.
type Mandate struct {
	Title         map[string]string `json:"title,omitempty"`
	Type          string            `json:"type,omitempty"`
	Symbol        string            `json:"symbol,omitempty"`
	Date          string            `json:"date,omitempty"`
	Body          string            `json:"body,omitempty"` // actor that adopted it
	Asks          []string          `json:"asks,omitempty"`
	Addressees    []string          `json:"addressees,omitempty"`
	Due           string            `json:"due,omitempty"`           // EDTF, or "session:81"
	Organizations []string          `json:"organizations,omitempty"` // partners that it concerns
	Themes        []string          `json:"themes,omitempty"`
	Documents     []string          `json:"documents,omitempty"`
}

// Mechanism: a standing joint body or series.
type Mechanism struct {
	Title       map[string]string `json:"title,omitempty"`
	Type        string            `json:"type,omitempty"`
	Parties     []Party           `json:"parties,omitempty"` // role lead: it chairs
	Mandates    []string          `json:"mandates,omitempty"`
	Instruments []string          `json:"instruments,omitempty"`
	Rhythm      string            `json:"rhythm,omitempty"` // ISO 8601 duration: P1Y
	Since       string            `json:"since,omitempty"`
	Ended       string            `json:"ended,omitempty"`
	Sessions    []string          `json:"sessions,omitempty"` // "2=2021-06-02"
	Themes      []string          `json:"themes,omitempty"`
	Places      []string          `json:"places,omitempty"`
	Documents   []string          `json:"documents,omitempty"`
}

// Commitment: who owes what to whom by when.
type Commitment struct {
	Title       map[string]string `json:"title,omitempty"`
	Parties     []Party           `json:"parties,omitempty"` // roles obligor and beneficiary
	Date        string            `json:"date,omitempty"`    // when it was said
	Due         string            `json:"due,omitempty"`     // EDTF, or "session:81"
	Status      string            `json:"status,omitempty"`  // open, in_progress, done, dropped
	FollowUps   []string          `json:"follow_ups,omitempty"`
	Instruments []string          `json:"instruments,omitempty"`
	Themes      []string          `json:"themes,omitempty"`
	Places      []string          `json:"places,omitempty"`
	Documents   []string          `json:"documents,omitempty"`
}

// Dialogue: one session of a mechanism.
type Dialogue struct {
	Title       map[string]string `json:"title,omitempty"`
	SessionOf   string            `json:"session_of,omitempty"` // mechanism
	Date        string            `json:"date,omitempty"`
	Places      []string          `json:"places,omitempty"`
	Parties     []Party           `json:"parties,omitempty"`
	Agenda      []string          `json:"agenda,omitempty"`
	Documents   []string          `json:"documents,omitempty"` // its papers
	Outcomes    []string          `json:"outcomes,omitempty"`
	Commitments []string          `json:"commitments,omitempty"`
}

// Practice: what an organization offers the others.
type Practice struct {
	Title      map[string]string `json:"title,omitempty"`
	Parties    []Party           `json:"parties,omitempty"`
	Activities []string          `json:"activities,omitempty"`
	Themes     []string          `json:"themes,omitempty"`
	Places     []string          `json:"places,omitempty"`
	Status     string            `json:"status,omitempty"` // offered, reviewed, published
	Documents  []string          `json:"documents,omitempty"`
}

// Contribution is what an organization sends in for a cycle: a document, an e-mail,
// a table, a pasted text.
type Contribution struct {
	Title   map[string]string `json:"title,omitempty"`
	Sender  string            `json:"sender,omitempty"`  // actor: from whom
	Partner string            `json:"partner,omitempty"` // actor: on whom
	Date    string            `json:"date,omitempty"`    // EDTF: when it was sent
	Period  string            `json:"period,omitempty"`  // EDTF: for when
	Cycle   string            `json:"cycle,omitempty"`   // record
	Work    string            `json:"work,omitempty"`    // ID of the work as which it came
	Columns []string          `json:"columns,omitempty"` // of a table: "header=field"
}

// Cycle: a reporting period.
type Cycle struct {
	Title     map[string]string `json:"title,omitempty"`
	Bases     []string          `json:"bases,omitempty"` // mandates, by symbol
	Period    string            `json:"period,omitempty"`
	Deadlines []string          `json:"deadlines,omitempty"` // "submission=2028-06-01"
	Sections  []string          `json:"sections,omitempty"`
	Budgets   []string          `json:"budgets,omitempty"` // "words=8500"
	Choices   []string          `json:"choices,omitempty"` // "ID=in", "ID=out"
	Documents []string          `json:"documents,omitempty"`
}

// Draft is one part of the report of a cycle in one language. What a paragraph holds,
// package report reads.
type Draft struct {
	Title      map[string]string `json:"title,omitempty"`
	Cycle      string            `json:"cycle,omitempty"` // record
	Part       string            `json:"part,omitempty"`
	Language   string            `json:"language,omitempty"`
	Paragraphs []string          `json:"paragraphs,omitempty"` // "p3={…}", in no order
}

// Standing is what a page may say of an instrument's term. Nobody knows from the
// end of a stated term alone that an instrument has lapsed: only a source that
// says so makes it StandingEnded.
type Standing string

// The standings.
const (
	StandingNoTerm    Standing = "no-term"   // no term is recorded
	StandingRuns      Standing = "runs"      // within its stated term
	StandingEndsSoon  Standing = "ends-soon" // within its stated term, which ends within twelve months
	StandingBefore    Standing = "before"    // its stated term has not begun
	StandingUnrenewed Standing = "unrenewed" // stated term has ended, renewal not recorded
	StandingExtended  Standing = "extended"  // stated term has ended, an extension or renewal after its beginning is recorded
	StandingDrafting  Standing = "drafting"  // only its drafting is recorded
	StandingEnded     Standing = "ended"     // a source says that it ended
)

// Standing of an instrument on a day. A term with an open or unknown end runs.
func (n *Instrument) Standing(on time.Time) Standing {
	today := dayOf(on)
	begins, ends, term := days(n.Term)
	drafting := len(n.Acts) > 0
	extended := false
	for _, a := range n.Acts {
		name, date, _ := strings.Cut(a, "=")
		drafting = drafting && name == "drafting"
		// An act whose day is not stated has happened.
		first, _, _ := days(date)
		switch name {
		case "ended":
			if first <= today {
				return StandingEnded
			}
		case "extended", "renewed":
			extended = extended || date == "" || first >= begins
		}
	}
	switch {
	case drafting:
		return StandingDrafting
	case !term:
		return StandingNoTerm
	case today < begins:
		return StandingBefore
	case ends < today && extended:
		return StandingExtended
	case ends < today:
		return StandingUnrenewed
	case ends < today+1_00_00:
		return StandingEndsSoon
	}
	return StandingRuns
}

// never is after every day.
const never = 9999_99_99

// days gives the first and last day of an EDTF date as numbers (20210602): 0 for
// an open beginning, never for an open end; ok is false where it is no date.
func days(date string) (first, last int, ok bool) {
	d, err := edtf.Parse(date)
	if err != nil {
		return 0, never, false
	}
	a, b := d.Bounds()
	last = never
	if !b.IsZero() {
		last = int(b.Year)*1_00_00 + int(b.Month)*1_00 + int(b.Day)
	}
	return int(a.Year)*1_00_00 + int(a.Month)*1_00 + int(a.Day), last, true
}

func dayOf(t time.Time) int { return t.Year()*1_00_00 + int(t.Month())*1_00 + t.Day() }

// DueState is what a page may say of a commitment.
type DueState string

// The states.
const (
	DueOpen     DueState = "open"     // not yet due, or without a date
	DuePast     DueState = "past-due" // its date has passed, nothing is reported
	DueFollowed DueState = "followed" // something was done, it is not said to be done
	DueDone     DueState = "done"
	DueDropped  DueState = "dropped"
)

// State of a commitment on a day. A due date that is a session of the General
// Assembly passes when the next one opens: in September, 1945 years after its number.
func (c *Commitment) State(on time.Time) DueState {
	switch c.Status {
	case "done":
		return DueDone
	case "dropped":
		return DueDropped
	}
	if c.Status == "in_progress" || len(c.FollowUps) > 0 {
		return DueFollowed
	}
	if dueBy(c.Due) < dayOf(on) {
		return DuePast
	}
	return DueOpen
}

// dueBy is the last day of a due date, EDTF or "session:81"; never where it says none.
func dueBy(due string) int {
	if n, ok := strings.CutPrefix(due, "session:"); ok {
		session, err := strconv.Atoi(n)
		if err != nil || session < 1 || session > 1000 {
			return never
		}
		// A regular session opens on the Tuesday of the third week of September, session
		// 1 + n of 1946 + n (A/520/Rev.20, rule 1), and lasts until the next one does.
		return (1946+session)*1_00_00 + 9_01
	}
	_, last, _ := days(due)
	return last
}
