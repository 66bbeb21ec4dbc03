package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/fault"
	"concord/register"
	"concord/report"
)

// What may have been done to a sentence in a file that came back.
const (
	ReturnedChanged  = "changed"
	ReturnedDeleted  = "deleted"
	ReturnedInserted = "inserted"
	ReturnedMoved    = "moved"
)

// Spot is a sentence of a draft with the wording of its paragraph that was seen.
// Without a sentence it is the beginning of the paragraph, without a paragraph that of
// the part.
type Spot struct {
	Part      string `json:"part"`
	Paragraph string `json:"paragraph,omitempty"`
	Sentence  string `json:"sentence,omitempty"`
	Seen      int64  `json:"seen,omitempty"` // key of the claim
}

// Returned is a change of a draft that somebody made in a file.
type Returned struct {
	Kind string `json:"kind"`
	Spot Spot   `json:"spot"`           // of an inserted sentence what it stands behind
	To   Spot   `json:"to,omitzero"`    // what a moved one stands behind now
	Text string `json:"text,omitempty"` // of a changed or inserted one
	// Notes of a changed or inserted one.
	Notes  []string  `json:"notes,omitempty"`
	Begins bool      `json:"begins,omitempty"` // an inserted one begins a paragraph of its own
	By     []string  `json:"by,omitempty"`     // who made it in the file, and when
	At     time.Time `json:"at,omitzero"`
}

// LeftReturned is a change that was not taken up, since its paragraph was changed here
// after the file went out.
type LeftReturned struct {
	Change int             `json:"change"` // its place among those that were given
	Now    string          `json:"now"`    // the paragraph; "" where it was taken out
	By     register.Person `json:"by"`
}

// mostReturned is how many changes are taken up at once.
const mostReturned = 10_000

// TakeReturned takes changes that came back in a file up into the kept draft, in one act:
// a sentence that was changed keeps its records, one that was inserted is the person's and
// without source. Who made the changes in the file, and when, is the reason of each new
// wording. Where a paragraph was changed here after the file went out, the error is a
// Conflict with both texts and nothing is stored; with rest what can be is taken up, and
// the others are given back.
func (d *Desk) TakeReturned(ctx context.Context, cycle, lang string, changes []Returned, rest bool, by register.Person) (taken int, left []LeftReturned, err error) {
	if len(changes) > mostReturned {
		return 0, nil, fault.New(fault.TooLarge, "These are %d changes; at most %d are taken up at once.", len(changes), mostReturned)
	}
	err = d.change(ctx, register.Act{By: by, Name: "write", Subject: cycle, Why: madeBy(changes)}, func(ctx context.Context, tx register.Tx) error {
		t := takingUp{tx: tx, cycle: cycle, lang: lang, parts: map[string]*partTaken{}, tails: map[Spot]*sentenceTaken{}, begun: map[Spot]*paragraphTaken{}, moved: map[Spot]placeTaken{}}
		for i := range changes {
			c := &changes[i]
			for _, spot := range []Spot{c.Spot, c.To} {
				if spot == (Spot{}) {
					continue
				}
				now, who, err := t.stale(ctx, spot)
				switch {
				case err != nil:
					return err
				case who == nil:
					continue
				case rest:
					left = append(left, LeftReturned{i, now, *who})
				case now == "":
					return fault.New(fault.Conflict, "%s took a paragraph out after the file went out. The file has: “%s” Nothing of it was stored.", who.Name, c.Text)
				default:
					return fault.New(fault.Conflict, "%s changed a paragraph after the file went out. It now reads: “%s” The file has: “%s” Nothing of it was stored.", who.Name, now, c.Text)
				}
				break
			}
			if n := len(left); n > 0 && left[n-1].Change == i {
				continue
			}
			if err := t.take(ctx, c); err != nil {
				return err
			}
			taken++
		}
		return t.store(ctx, by)
	})
	if err != nil {
		taken = 0
	}
	return taken, left, err
}

// madeBy says who made changes in a file, and when the last was made.
func madeBy(changes []Returned) string {
	var names []string
	var last time.Time
	for i := range changes {
		for _, n := range changes[i].By {
			if n = strings.Join(strings.Fields(n), " "); n != "" && len(n) < 200 && len(names) < 10 && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		if changes[i].At.After(last) {
			last = changes[i].At
		}
	}
	why := "Word"
	if len(names) > 0 {
		why += ": " + strings.Join(names, ", ")
	}
	if !last.IsZero() {
		why += ", " + last.Format(time.DateOnly)
	}
	return why
}

// takingUp lays changes over a draft, part by part.
type takingUp struct {
	tx          register.Tx
	cycle, lang string
	parts       map[string]*partTaken
	// tails are the sentences last set behind a spot, begun the paragraphs, and moved is
	// where sentences went.
	tails map[Spot]*sentenceTaken
	begun map[Spot]*paragraphTaken
	moved map[Spot]placeTaken
}

type placeTaken struct {
	part      *partTaken
	paragraph *paragraphTaken
	sentence  *sentenceTaken
}

type partTaken struct {
	rec        register.Record
	claims     []register.Claim
	gone       *register.Person // who took the part out
	paragraphs []*paragraphTaken
	hand       int // highest number of a paragraph put in by hand
}

type paragraphTaken struct {
	report.Paragraph
	at        float64
	now       *register.Claim // nil of a new one
	sentences []*sentenceTaken
	last      int // highest number of a sentence, be it there or not
	changes   []Returned
}

type sentenceTaken struct {
	report.Sentence
	gone bool
}

// part reads a part once.
func (t *takingUp) part(ctx context.Context, id string) (*partTaken, error) {
	if p, ok := t.parts[id]; ok {
		return p, nil
	}
	rec, err := t.tx.Record(ctx, register.DraftID(t.cycle, id, t.lang), 0)
	if err != nil {
		return nil, err
	}
	p := &partTaken{rec: rec}
	t.parts[id] = p
	if rec.Review == register.Withdrawn {
		p.gone = &rec.By
		return p, nil
	}
	if p.claims, err = t.tx.Claims(ctx, rec.ID); err != nil {
		return nil, err
	}
	p.hand = byHand(p.claims)
	for i := range p.claims {
		c := &p.claims[i]
		if c.Field != register.FieldParagraph || c.State != register.Accepted || register.Element(c.Field, c.Value) == report.Head {
			continue
		}
		x := &paragraphTaken{now: c}
		if x.Paragraph, x.at, err = report.ReadParagraph(c.Value); err != nil {
			return nil, err
		}
		for j := range x.Sentences {
			x.sentences = append(x.sentences, &sentenceTaken{Sentence: x.Sentences[j]})
		}
		wordings, err := report.Wordings(p.claims, x.ID)
		if err != nil {
			return nil, err
		}
		for j := range wordings {
			for _, s := range wordings[j].Paragraph.Sentences {
				if n, err := strconv.Atoi(strings.TrimPrefix(s.ID, "s")); err == nil {
					x.last = max(x.last, n)
				}
			}
		}
		p.paragraphs = append(p.paragraphs, x)
	}
	p.sort()
	return p, nil
}

func (p *partTaken) sort() {
	slices.SortFunc(p.paragraphs, func(a, b *paragraphTaken) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.ID, b.ID))
	})
}

func (p *partTaken) paragraph(id string) *paragraphTaken {
	for _, x := range p.paragraphs {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// stale tells who changed the paragraph of a spot since it was seen, and how it reads now.
func (t *takingUp) stale(ctx context.Context, spot Spot) (now string, who *register.Person, err error) {
	p, err := t.part(ctx, spot.Part)
	if err != nil {
		return "", nil, err
	}
	if p.gone != nil {
		return "", p.gone, nil
	}
	if spot.Paragraph == "" {
		return "", nil, nil
	}
	var then *register.Claim
	for i := range p.claims {
		c := &p.claims[i]
		if c.Key == spot.Seen && c.Field == register.FieldParagraph && register.Element(c.Field, c.Value) == spot.Paragraph {
			then = c
		}
	}
	x := p.paragraph(spot.Paragraph)
	switch {
	case x == nil && then == nil:
		return "", nil, fault.New(fault.NotFound, "That part of the draft has no paragraph %q.", spot.Paragraph)
	case x == nil:
		return "", &then.Decided.By, nil
	case then != nil && then.Key == x.now.Key:
		return "", nil, nil
	case then != nil:
		was, _, err := report.ReadParagraph(then.Value)
		if err != nil {
			return "", nil, err
		}
		if reads(&was) == reads(&x.Paragraph) {
			return "", nil, nil
		}
	}
	return x.Prose(), &x.now.By, nil
}

// reads is all that a reader sees of a paragraph.
func reads(p *report.Paragraph) string {
	said := []any{p.Heading}
	for i := range p.Sentences {
		said = append(said, p.Sentences[i].ID, p.Sentences[i].Text, p.Sentences[i].Notes)
	}
	if p.Table != nil {
		said = append(said, p.Table.Caption)
		for i := range p.Table.Rows {
			said = append(said, p.Table.Rows[i].Cells)
		}
	}
	b, _ := json.Marshal(said)
	return string(b)
}

// take lays one change over the draft.
func (t *takingUp) take(ctx context.Context, c *Returned) error {
	p, err := t.part(ctx, c.Spot.Part)
	if err != nil {
		return err
	}
	text := strings.Join(strings.Fields(c.Text), " ")
	if c.Kind == ReturnedInserted {
		return t.insert(p, c.Spot, c, report.Sentence{Text: text, Notes: c.Notes, From: report.FromHand})
	}
	x := p.paragraph(c.Spot.Paragraph)
	var s *sentenceTaken
	if x != nil {
		for _, y := range x.sentences {
			if y.ID == c.Spot.Sentence && !y.gone {
				s = y
			}
		}
	}
	if s == nil {
		return fault.New(fault.NotFound, "The paragraph %q has no sentence %q that could be %s.", c.Spot.Paragraph, c.Spot.Sentence, c.Kind)
	}
	x.changes = append(x.changes, *c)
	switch c.Kind {
	case ReturnedChanged:
		s.Text, s.Notes, s.From = text, c.Notes, report.FromHand
		return nil
	case ReturnedDeleted:
		s.gone = true
		return nil
	case ReturnedMoved:
		to, err := t.part(ctx, c.To.Part)
		if err != nil {
			return err
		}
		moved := s.Sentence
		s.gone = true
		if c.To.Part != c.Spot.Part || c.To.Paragraph != c.Spot.Paragraph {
			moved.ID = ""
		}
		return t.insert(to, c.To, c, moved)
	}
	return fault.New(fault.Usage, "A sentence that came back was %s; it can be changed, deleted, inserted or moved.", c.Kind)
}

// insert sets a sentence behind a spot: into its paragraph, or where it begins one of its
// own, or the spot is of no paragraph of prose, into a new one.
func (t *takingUp) insert(p *partTaken, spot Spot, c *Returned, s report.Sentence) error {
	x := p.paragraph(spot.Paragraph)
	if spot.Paragraph != "" && x == nil {
		return fault.New(fault.NotFound, "That part of the draft has no paragraph %q.", spot.Paragraph)
	}
	fresh := &sentenceTaken{Sentence: s}
	behind := t.tails[spot]
	if went, ok := t.moved[spot]; ok {
		p, x, behind = went.part, went.paragraph, cmp.Or(behind, went.sentence)
	}
	begun := t.begun[spot]
	if c.Begins || begun == nil && (x == nil || x.Table != nil) {
		n, err := p.begin(cmp.Or(begun, x))
		if err != nil {
			return err
		}
		t.begun[spot], begun = n, n
	}
	if begun != nil {
		begun.add(fresh, len(begun.sentences))
		x = begun
	} else {
		at := slices.IndexFunc(x.sentences, func(y *sentenceTaken) bool {
			return y == behind || behind == nil && y.ID == spot.Sentence
		})
		if at < 0 && spot.Sentence != "" {
			return fault.New(fault.NotFound, "The paragraph %q has no sentence %q that could be %s.", spot.Paragraph, spot.Sentence, c.Kind)
		}
		x.add(fresh, at+1)
		t.tails[spot] = fresh
	}
	x.changes = append(x.changes, *c)
	if c.Kind == ReturnedMoved {
		t.moved[c.Spot] = placeTaken{p, x, fresh}
	}
	return nil
}

func (x *paragraphTaken) add(s *sentenceTaken, at int) {
	if s.ID == "" {
		x.last++
		s.ID = "s" + strconv.Itoa(x.last)
	}
	x.sentences = slices.Insert(x.sentences, at, s)
}

// begin puts a new paragraph behind another one, or in front of all.
func (p *partTaken) begin(behind *paragraphTaken) (*paragraphTaken, error) {
	if len(p.paragraphs) >= mostParagraphs {
		return nil, fault.New(fault.TooLarge, "The part has %d paragraphs; no more can be kept.", len(p.paragraphs))
	}
	var draft register.Draft
	if err := p.rec.Decode(&draft); err != nil {
		return nil, err
	}
	p.hand++
	n := &paragraphTaken{Paragraph: report.Paragraph{ID: "h" + strconv.Itoa(p.hand)}}
	numbered := draft.Part != report.PartSummary && draft.Part != report.PartAnnex
	last, next := 0.0, 0.0
	if behind != nil {
		last = behind.at
		numbered = behind.Number > 0 || behind.Table != nil && numbered
	}
	for _, x := range p.paragraphs {
		if x.at > last && next == 0 {
			next = x.at
		}
	}
	if numbered {
		n.Number = 1
	}
	n.at = amid(last, next)
	p.paragraphs = append(p.paragraphs, n)
	p.sort()
	return n, nil
}

// store stores the parts that read otherwise.
func (t *takingUp) store(ctx context.Context, by register.Person) error {
	names := make([]string, 0, len(t.parts))
	for id := range t.parts {
		names = append(names, id)
	}
	slices.Sort(names)
	var next []register.Record
	for _, id := range names {
		p := t.parts[id]
		var fresh []register.Claim
		var whys []string
		decided := map[int64]register.State{}
		refuse := func(c *register.Claim, why string) error {
			decided[c.Key] = register.Refused
			return t.tx.DecideClaim(ctx, c.Key, register.Refused, why)
		}
		for _, x := range p.paragraphs {
			if len(x.changes) == 0 {
				continue
			}
			x.Sentences = nil
			for _, s := range x.sentences {
				if !s.gone {
					x.Sentences = append(x.Sentences, s.Sentence)
				}
			}
			why := madeBy(x.changes)
			if len(x.Sentences) == 0 && x.Table == nil {
				if x.now != nil {
					if err := refuse(x.now, why); err != nil {
						return err
					}
				}
				continue
			}
			if err := checkParagraph(&x.Paragraph); err != nil {
				return err
			}
			value := report.ParagraphValue(&x.Paragraph, x.at)
			if x.now != nil {
				if value == x.now.Value {
					continue
				}
				if err := refuse(x.now, replaced); err != nil {
					return err
				}
			}
			fresh = append(fresh, register.Claim{Record: p.rec.ID, Field: register.FieldParagraph, Value: value, Author: by.ID, State: register.Proposed})
			whys = append(whys, why)
		}
		if len(fresh) == 0 && len(decided) == 0 {
			continue
		}
		if err := t.tx.AddClaims(ctx, fresh); err != nil {
			return err
		}
		for i := range fresh {
			if err := t.tx.DecideClaim(ctx, fresh[i].Key, register.Accepted, whys[i]); err != nil {
				return err
			}
			fresh[i].State = register.Accepted
		}
		for i := range p.claims {
			if to, ok := decided[p.claims[i].Key]; ok {
				p.claims[i].State = to
			}
		}
		rec := p.rec
		rec.Fields = register.Current(rec.Kind, append(p.claims, fresh...))
		next = append(next, rec)
	}
	if len(next) == 0 {
		return register.ErrNothing
	}
	return t.tx.SetRecords(ctx, next)
}
