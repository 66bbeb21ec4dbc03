package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"concord/register"
	"concord/sameness"
)

// starters are the records of the starter register that cite a work, by the
// paragraphs that they cite: acts, which what is read is matched with, and records
// of other kinds, whose names and symbols are looked for.
type starters struct {
	acts, others map[register.Place][]register.Record
	tellings     map[string][]register.Telling
}

// startersOf finds the starter records that cite a work. One that was joined to
// another stands as what it was joined to; withdrawn and rejected ones are among
// them, so that what is read again finds them.
func startersOf(ctx context.Context, r register.Reader, work string) (*starters, error) {
	s := &starters{acts: map[register.Place][]register.Record{}, others: map[register.Place][]register.Record{}, tellings: map[string][]register.Telling{}}
	f := register.Filter{Kind: register.AnyKind, Hidden: true, Untold: true, Limit: 1000,
		Has: []register.Condition{register.Has(register.FacetOrigin, string(register.Starter)), register.Has(register.FacetWork, work)}}
	for {
		page, err := r.Records(ctx, f)
		if err != nil {
			return nil, err
		}
		for i := range page.Lines {
			if err := s.add(ctx, r, page.Lines[i].Record, work); err != nil {
				return nil, err
			}
		}
		if page.Next == "" {
			break
		}
		f.Cursor = page.Next
	}
	for _, list := range s.acts {
		slices.SortFunc(list, func(a, b register.Record) int { return cmp.Compare(a.ID, b.ID) })
	}
	return s, nil
}

func (s *starters) add(ctx context.Context, r register.Reader, rec register.Record, work string) error {
	tellings, err := r.Tellings(ctx, rec.ID)
	if err != nil {
		return err
	}
	if rec, err = survivor(ctx, r, rec); err != nil {
		return err
	}
	s.tellings[rec.ID] = append(s.tellings[rec.ID], tellings...)
	list := s.others
	if rec.Kind == register.KindActivity {
		list = s.acts
	}
	for i := range tellings {
		if e := &tellings[i].Evidence; cites(e) && e.Work == work {
			if !slices.ContainsFunc(list[e.Place], func(o register.Record) bool { return o.ID == rec.ID }) {
				list[e.Place] = append(list[e.Place], rec)
			}
		}
	}
	return nil
}

// cites tells whether an evidence is a citation alone.
func cites(e *register.Evidence) bool { return e.Language == "" && e.Text == 0 }

// survivor follows a record to what it was joined to.
func survivor(ctx context.Context, r register.Reader, rec register.Record) (register.Record, error) {
	for range 100 {
		if rec.MergedInto == "" {
			break
		}
		next, err := r.Record(ctx, rec.MergedInto, 0)
		if err != nil {
			return rec, err
		}
		rec = next
	}
	return rec, nil
}

// act is a starter act as package sameness compares it: the nth of those that cite
// the paragraph, with its words in other languages where it was read in them.
func (s *starters) act(rec *register.Record, work string, at register.Place, nth, of int) (*sameness.Act, error) {
	a, err := rec.Activity()
	if err != nil {
		return nil, err
	}
	told := []sameness.Telling{{Work: work, Place: at, Nth: nth, Of: of}}
	for i := range s.tellings[rec.ID] {
		l := &s.tellings[rec.ID][i]
		if e := &l.Evidence; !l.Dropped && e.Language != "" && e.Work == work && e.Place == at {
			told = append(told, sameness.Telling{Work: work, Place: at, Language: e.Language, Quote: e.Quote, From: e.From})
		}
	}
	return sameness.New(rec.ID, &a, told), nil
}

// readAct is an act of a text as package sameness compares it.
func readAct(id string, fields json.RawMessage, work string, at register.Place, language, quote string, from, nth, of int) (*sameness.Act, error) {
	rec := register.Record{ID: id, Kind: register.KindActivity, Fields: fields}
	a, err := rec.Activity()
	if err != nil {
		return nil, err
	}
	return sameness.New(id, &a, []sameness.Telling{{Work: work, Place: at, Language: language, Quote: quote, From: from, Nth: nth, Of: of}}), nil
}

// names are the claims that a text makes for a record of another kind that cites
// it, by bearing its symbol or its name: the same values, with their words.
func names(rec *register.Record, language string, where register.Evidence, text string, marks []register.Mark) []register.Claim {
	var out []register.Claim
	add := func(field, value string, from, to int) {
		e := where
		e.From, e.To, e.Quote = from, to, text[from:to]
		out = append(out, register.Claim{Record: rec.ID, Field: field, Value: value, Evidence: e, Rule: "starter-name"})
	}
	var v struct {
		Title     map[string]string
		Symbol    string
		Documents []string
	}
	if rec.Decode(&v) != nil {
		return nil
	}
	for _, s := range append([]string{v.Symbol}, v.Documents...) {
		for i := range marks {
			if m := &marks[i]; s != "" && m.Kind == "symbol" && m.Value == s && m.From < m.To {
				field := "document"
				if s == v.Symbol {
					field = "symbol"
				}
				add(field, s, m.From, m.To)
				break
			}
		}
	}
	if from, to := findName(text, v.Title[language]); from < to {
		add(register.FieldTitle, language+":"+v.Title[language], from, to)
	}
	return out
}

// findName finds a name in a text, white space, quotation marks and case apart.
func findName(text, name string) (from, to int) {
	var wanted []rune
	for _, r := range name {
		if !beside(r) {
			wanted = append(wanted, unicode.ToLower(r))
		}
	}
	if len(wanted) < 3 {
		return 0, 0
	}
	for start, r := range text {
		if beside(r) || unicode.ToLower(r) != wanted[0] {
			continue
		}
		n := 0
		for i, r := range text[start:] {
			if beside(r) {
				continue
			}
			if unicode.ToLower(r) != wanted[n] {
				break
			}
			if n++; n == len(wanted) {
				end := start + i + len(string(r))
				if between(text, start, end) {
					return start, end
				}
				break
			}
		}
	}
	return 0, 0
}

// between tells whether a stretch begins and ends with whole words, in scripts that part them.
func between(text string, from, to int) bool {
	word := func(r rune) bool { return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r) }
	before, after := lastRune(text[:from]), firstRune(text[to:])
	return !(word(before) && word(firstRune(text[from:]))) && !(word(after) && word(lastRune(text[:to])))
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func lastRune(s string) rune {
	r := []rune(s[max(0, len(s)-4):])
	if len(r) == 0 {
		return 0
	}
	return r[len(r)-1]
}

// beside are letters that a name is found without.
func beside(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("《》〈〉“”\"«»„‘’", r)
}
