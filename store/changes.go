package store

import (
	"encoding/json"
	"slices"

	"concord/register"
)

// ClaimRow is a row of the table claim with the ID of its record; Said is a row of
// the table decision.
type (
	ClaimRow struct {
		Record     string
		First, Act int64
		Packed     []byte
	}
	Said struct {
		Claim int64
		State register.State
		Act   int64
	}
)

// ChangedClaims are what an act stored and decided. rows are those that it stored and
// those with a claim that it decided; said are all words on their claims, in order.
func ChangedClaims(act int64, rows []ClaimRow, said []Said) (list []register.ChangedClaim, err error) {
	at := map[int64]int{}
	var claims []register.Claim
	for _, r := range rows {
		from := len(claims)
		if claims, _, err = UnpackClaims(r.Packed, r.First, claims, nil); err != nil {
			return nil, err
		}
		for i := range claims[from:] {
			c := &claims[from+i]
			at[c.Key] = len(list)
			list = append(list, register.ChangedClaim{Record: r.Record, Key: c.Key, Stored: r.Act == act, Before: c.State})
		}
	}
	d := NewDecisions(func(key int64) *register.Claim {
		if i, ok := at[key]; ok {
			return &claims[i]
		}
		return nil
	})
	for _, w := range said {
		i, ok := at[w.Claim]
		if !ok {
			continue
		}
		c := &list[i]
		if w.Act > act && !slices.Contains(c.Since, w.Act) {
			c.Since = append(c.Since, w.Act)
		}
		if w.Act == act {
			c.Word = w.State
			if !c.Stored {
				c.Before = claims[i].State
			}
		}
		d.Say(w.Claim, w.State, register.Decision{})
	}
	n := 0
	for _, c := range list {
		if c.Stored || c.Word != "" {
			list[n] = c
			n++
		}
	}
	return list[:n], nil
}

// Earlier is a row of the table earlier.
type Earlier struct {
	Row, Act int64
	Image    []byte
}

// Before is what a row was before an act changed it.
type Before struct {
	Made   bool    // the act stored the row
	Values []any   // of the Sealed columns; nil where Made
	Since  []int64 // the acts that changed the row after it
}

// Befores says it of rows that an act stored or changed. now has for each the act
// that it stands by; images are all that is kept of them, in the order of their acts.
func Befores(table string, act int64, now map[int64]int64, images []Earlier) map[int64]Before {
	out := make(map[int64]Before, len(now))
	first := map[int64]int64{}
	for row := range now {
		out[row] = Before{}
	}
	for _, e := range images {
		b, ok := out[e.Row]
		if !ok {
			continue
		}
		if _, seen := first[e.Row]; !seen {
			first[e.Row] = e.Act
		}
		switch {
		case e.Act < act:
			b.Values = Values(e.Image, table)
		case e.Act > act && !slices.Contains(b.Since, e.Act):
			b.Since = append(b.Since, e.Act)
		}
		out[e.Row] = b
	}
	for row, b := range out {
		by, changed := first[row]
		b.Made = !changed && now[row] == act || changed && by == act
		if now[row] > act && !slices.Contains(b.Since, now[row]) {
			b.Since = append(b.Since, now[row])
		}
		out[row] = b
	}
	return out
}

// Text and Number read one of the values of a row; "" and 0 where it is none.
func (b *Before) Text(i int) string {
	if i < len(b.Values) {
		s, _ := b.Values[i].(string)
		return s
	}
	return ""
}

// Number is a whole number of a row.
func (b *Before) Number(i int) int64 {
	if i < len(b.Values) {
		n, _ := b.Values[i].(int64)
		return n
	}
	return 0
}

// Same is a row of the table same as it was, but its records: their rows are the
// values 1 and 2.
func (b *Before) Same() (s register.Same) {
	if b.Values == nil {
		return s
	}
	s.State, s.Rule, s.Why = register.Sameness(b.Text(3)), b.Text(6), b.Text(7)
	if len(b.Values) > 4 {
		s.Score, _ = b.Values[4].(float64)
	}
	_ = json.Unmarshal([]byte(b.Text(5)), &s.Reasons)
	return s
}

// Candidate and Question are rows of these tables as they were.
func (b *Before) Candidate() register.Candidate {
	return register.Candidate{Key: b.Number(0), Text: b.Text(4), State: b.Text(6)}
}

// Question is a row of the table question as it was.
func (b *Before) Question() register.Question {
	return register.Question{Key: b.Number(0), Text: b.Text(4), State: b.Text(6), Answer: b.Text(7)}
}
