package desk

import (
	"context"
	"time"

	"concord/register"
)

// Standing of the desk: what came in, what waits and what is missing for the coming
// report. Counts are of activities, samples, hidden and untold ones apart.
type State struct {
	// Cycle is the running one and Period its dates; without one Period is the two
	// years that end with the current one.
	Cycle   *register.Record     `json:"cycle,omitempty"`
	Period  string               `json:"period"`          // EDTF
	Items   []Item               `json:"items"`           // by sub-item of the agenda
	Total   Item                 `json:"total"`           // of all activities, also those of no item
	Cited   []register.CitedWork `json:"cited,omitempty"` // cited and not held, the most cited first, at most 50
	Missing int                  `json:"missing"`         // how many works are cited and not held
}

// Item is one section of the coming report.
type Item struct {
	SubItem   string `json:"subitem,omitempty"`   // of the relationship: "77/128(a)"
	Record    string `json:"record,omitempty"`    // of kind relationship
	Partner   string `json:"partner,omitempty"`   // actor
	Elsewhere string `json:"elsewhere,omitempty"` // symbol of the report that tells it
	// What came in since the period began: documents with a symbol, and contributions
	// without one, that tell an act with it.
	Documents     int            `json:"documents"`
	Contributions int            `json:"contributions"`
	Activities    int            `json:"activities"`       // in the period, in which it takes part
	Waiting       int            `json:"waiting"`          // of all: nobody has reviewed them
	Doubtful      int            `json:"doubtful"`         // of all: something is in doubt
	Doubts        map[string]int `json:"doubts,omitempty"` // by register.DoubtKinds
	// Heard is the first day of the last act with it that has begun, Months how many
	// months ago that was; -1 where no act with it has a date.
	Heard  string `json:"heard,omitempty"`
	Months int    `json:"months"`
}

// StateOf looks at a register at a time.
func StateOf(ctx context.Context, r register.Reader, now time.Time) (State, error) {
	return State{}, errLater
}
