package register

import (
	"encoding/base64"
	"encoding/json"

	"concord/fault"
)

// AskedFilter chooses candidates or questions of newest versions, one for each place.
type AskedFilter struct {
	State    string // "" all
	Text     string // exactly these words; "" all
	Language string // of the text in which they stand; "" all
	Work     string // ID; "" all
	Limit    int    // 0: 10,000, which is the most
}

// TrayFilter chooses a page of what waits under names, grouped by words and language.
type TrayFilter struct {
	Questions bool   // short forms that rules could not resolve, else candidates
	State     string // "": Open
	Language  string // "" all
	Limit     int    // of groups; 0: 50, at most 1,000
	Cursor    string // Tray.Next of the page before; one that was tampered with is Invalid
}

// Tray is what waits, or was settled, grouped by its words: of what is open the
// most frequent first, of what was settled the last first.
type Tray struct {
	Lines  []TrayLine `json:"lines"`
	Groups int        `json:"groups"` // in all
	Places int        `json:"places"` // in all
	Next   string     `json:"next,omitempty"`
}

// TrayLine is one text in one language with the places where it occurs.
type TrayLine struct {
	Text      string   `json:"text"`
	Language  string   `json:"language"`
	Places    int      `json:"places"`
	Documents int      `json:"documents"`
	First     Evidence `json:"first"`            // the one stored first
	Answer    string   `json:"answer,omitempty"` // of questions that are settled: of the first place
	Act       int64    `json:"act"`              // the last that stored or changed one of them
}

// TrayCursor is where a page of a tray ends. It is for the engines.
type TrayCursor struct {
	N        int64 // places, or the act
	Text     string
	Language string
}

// String is the cursor as Tray.Next has it.
func (c TrayCursor) String() string {
	b, _ := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(b)
}

// After reads the cursor of a filter; the beginning where there is none.
func (f *TrayFilter) After() (c TrayCursor, err error) {
	if f.Cursor == "" {
		return TrayCursor{N: 1 << 62}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(f.Cursor)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	return c, fault.Wrap(err, fault.Invalid, "The address of this page of the list is not whole; begin with the first page.")
}

// Normal gives the filter with what is left out filled in.
func (f TrayFilter) Normal() TrayFilter {
	if f.State == "" {
		f.State = Open
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 1000)
	return f
}

// Held is the newest version of an expression in which words stand.
type Held struct {
	Work     string
	Language string
	Texts    int // that hold them
}
