package report

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"concord/editorial"
	"concord/fault"
	"concord/register"
)

// A draft is kept as records of kind draft, one for each part of a cycle's report in a
// language. The heading of a part is the record's title; each paragraph is a value
// "p3={…}" of its own; what else belongs to the part is the value of "head". What stands
// above the whole text is the head of a part of its own.
const (
	Head      = "head" // stands where the ID of a paragraph does
	partFront = "front"
)

// StoredPart is one part of a draft as its record keeps it.
type StoredPart struct {
	Part
	At    float64 // place among the parts
	Front *Front  // of the whole text, in the part that holds it alone
	// Places of the paragraphs, by their IDs: a number between those of its neighbours
	// lets one come in without a change of the others.
	Places map[string]float64
}

type storedHead struct {
	At     float64 `json:"at"`
	Level  int     `json:"level,omitempty"`
	Label  string  `json:"label,omitempty"`
	Budget int     `json:"budget,omitempty"`
	Front  *Front  `json:"front,omitempty"`
}

type storedParagraph struct {
	At        float64    `json:"at"`
	Numbered  bool       `json:"numbered,omitempty"` // the number follows from what stands before
	Heading   string     `json:"heading,omitempty"`
	Sentences []Sentence `json:"sentences,omitempty"`
	Table     *Table     `json:"table,omitempty"`
}

// HeadValue is what belongs to a part beside its paragraphs, as a value of its record.
func HeadValue(p *StoredPart) string {
	b, _ := json.Marshal(storedHead{p.At, p.Level, p.Label, p.Budget, p.Front})
	return Head + "=" + string(b)
}

// ParagraphValue is a paragraph as a value of its part's record.
func ParagraphValue(p *Paragraph, at float64) string {
	b, _ := json.Marshal(storedParagraph{at, p.Number > 0, p.Heading, p.Sentences, p.Table})
	return p.ID + "=" + string(b)
}

// ReadParagraph reads a value that ParagraphValue wrote. The number of one that has any
// is 1: that in the text is known only from what stands before it.
func ReadParagraph(value string) (p Paragraph, at float64, err error) {
	id, content, _ := strings.Cut(value, "=")
	var s storedParagraph
	if err = json.Unmarshal([]byte(content), &s); err != nil {
		return p, 0, fault.Wrap(err, fault.Invalid, "The paragraph %q of a draft cannot be read.", id)
	}
	p = Paragraph{ID: id, Heading: s.Heading, Sentences: s.Sentences, Table: s.Table}
	if s.Numbered {
		p.Number = 1
	}
	return p, s.At, nil
}

// ReadPart reads the record of a part. A paragraph that cannot be read is an error: a
// draft is not shown with holes.
func ReadPart(rec *register.Record) (p StoredPart, d register.Draft, err error) {
	if err = rec.Decode(&d); err != nil {
		return p, d, err
	}
	p.ID, p.Heading, p.Level = d.Part, d.Title[d.Language], 1
	p.Places = map[string]float64{}
	for _, value := range d.Paragraphs {
		if content, ok := strings.CutPrefix(value, Head+"="); ok {
			var h storedHead
			if err := json.Unmarshal([]byte(content), &h); err != nil {
				return p, d, fault.Wrap(err, fault.Invalid, "The head of the part %q of a draft cannot be read.", d.Part)
			}
			p.At, p.Level, p.Label, p.Budget, p.Front = h.At, h.Level, h.Label, h.Budget, h.Front
			continue
		}
		x, at, err := ReadParagraph(value)
		if err != nil {
			return p, d, err
		}
		p.Places[x.ID] = at
		p.Paragraphs = append(p.Paragraphs, x)
	}
	slices.SortFunc(p.Paragraphs, func(a, b Paragraph) int {
		return cmp.Or(cmp.Compare(p.Places[a.ID], p.Places[b.ID]), cmp.Compare(a.ID, b.ID))
	})
	return p, d, nil
}

// StoredParts gives the records of a draft with their parts, in the order of the text.
func StoredParts(ctx context.Context, r register.Reader, cycle, lang string) (records []register.Record, parts []StoredPart, err error) {
	page, err := r.Records(ctx, register.Filter{Kind: register.KindDraft, Has: []register.Condition{register.Has(register.FieldCycle, cycle), register.Has(register.FieldLanguage, lang)}, Limit: 1000})
	if err != nil {
		return nil, nil, err
	}
	type both struct {
		rec  register.Record
		part StoredPart
	}
	list := make([]both, 0, len(page.Lines))
	for i := range page.Lines {
		rec := &page.Lines[i].Record
		p, _, err := ReadPart(rec)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, both{*rec, p})
	}
	slices.SortFunc(list, func(a, b both) int {
		return cmp.Or(cmp.Compare(a.part.At, b.part.At), cmp.Compare(a.part.ID, b.part.ID))
	})
	for i := range list {
		records, parts = append(records, list[i].rec), append(parts, list[i].part)
	}
	return records, parts, nil
}

// Stored is the draft of a cycle in a language as the register keeps it, numbered and
// counted. The error is of kind NotFound where there is none.
func Stored(ctx context.Context, r register.Reader, cycle, lang string) (*Text, error) {
	_, parts, err := StoredParts(ctx, r, cycle, lang)
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, fault.New(fault.NotFound, "The cycle %s has no draft in %s.", cycle, lang)
	}
	return Together(parts, lang), nil
}

// Together makes a text of its parts.
func Together(parts []StoredPart, lang string) *Text {
	t := &Text{Language: lang}
	for i := range parts {
		if f := parts[i].Front; f != nil {
			t.Front = *f
		}
		if parts[i].ID != partFront {
			t.Parts = append(t.Parts, parts[i].Part)
		}
	}
	t.Renumber()
	t.Count()
	return t
}

// Apart is a text as the parts that a draft keeps, without their places.
func (t *Text) Apart() []StoredPart {
	front := t.Front
	list := []StoredPart{{Part: Part{ID: partFront}, Front: &front}}
	for i := range t.Parts {
		list = append(list, StoredPart{Part: t.Parts[i]})
	}
	return list
}

// Renumber numbers the paragraphs that have a number from 1, through all parts.
func (t *Text) Renumber() {
	n := 0
	for i := range t.Parts {
		for j := range t.Parts[i].Paragraphs {
			if p := &t.Parts[i].Paragraphs[j]; p.Number > 0 {
				n++
				p.Number = n
			}
		}
	}
}

// Count counts the words of the parts and of the text, each as editorial.Words does:
// headings, notes and tables too.
func (t *Text) Count() {
	units, without := 0, 0
	for i := range t.Parts {
		p := &t.Parts[i]
		n := p.units()
		p.Words = editorial.InWords(t.Language, n)
		units += n
		if p.ID != PartAnnex {
			without += n
		}
	}
	front := editorial.Units(t.Front.Title)
	t.Words, t.WithoutAnnex = editorial.InWords(t.Language, units+front), editorial.InWords(t.Language, without+front)
}

func (p *Part) units() int {
	n := editorial.Units(p.Heading)
	for i := range p.Paragraphs {
		n += p.Paragraphs[i].units()
	}
	return n
}

// Words of a paragraph, as the limit counts them.
func (p *Paragraph) Words(lang string) int { return editorial.InWords(lang, p.units()) }

func (p *Paragraph) units() int {
	n := editorial.Units(p.Heading)
	for i := range p.Sentences {
		n += editorial.Units(p.Sentences[i].Text)
		for _, note := range p.Sentences[i].Notes {
			n += editorial.Units(note)
		}
	}
	if p.Table != nil {
		n += editorial.Units(p.Table.Caption)
		for _, c := range p.Table.Head {
			n += editorial.Units(c)
		}
		for _, row := range p.Table.Rows {
			for _, c := range row.Cells {
				n += editorial.Units(c)
			}
		}
	}
	return n
}

// Bare tells whether a sentence is without source: a person wrote it, and it rests on
// no record.
func (s *Sentence) Bare() bool { return s.From == FromHand && len(s.Rests) == 0 }

// Drafted is the rule of the values that a draft was written with; what a person
// writes has none.
const Drafted = "draft"

// Wording is one version of a paragraph.
type Wording struct {
	Key       int64 // of the claim
	Paragraph Paragraph
	At        float64 // place in the part
	By        register.Person
	When      time.Time
	Why       string
	Hand      bool // a person wrote it
	Stands    bool
}

// Wordings are the versions of a paragraph from the claims of its part's record, the
// newest first. None stands where the paragraph was taken out.
func Wordings(claims []register.Claim, paragraph string) (list []Wording, err error) {
	for i := range claims {
		c := &claims[i]
		if c.Field != register.FieldParagraph || register.Element(c.Field, c.Value) != paragraph || c.State == register.Undone {
			continue
		}
		p, at, err := ReadParagraph(c.Value)
		if err != nil {
			return nil, err
		}
		w := Wording{Key: c.Key, Paragraph: p, At: at, By: c.By, When: c.At, Hand: c.Rule != Drafted, Stands: c.State == register.Accepted}
		if w.Stands {
			w.Why = c.Decided.Why
		}
		list = append(list, w)
	}
	slices.Reverse(list)
	return list, nil
}

// StaleRest is a record that is no longer as it was when a sentence was written on it.
type StaleRest struct {
	Part, Paragraph, Sentence string // Sentence is "" for a row of a table
	Rest                      Rest
	Why                       StaleWhy
	Was                       register.Record // of one that changed; zero where there are too many
	Now                       register.Record // zero where it is gone
}

// StaleWhy says what happened to a record.
type StaleWhy string

// What may happen to a record that a sentence rests on.
const (
	StaleChanged   StaleWhy = "changed"
	StaleWithdrawn StaleWhy = "withdrawn"
	StaleRejected  StaleWhy = "rejected"
	StaleMerged    StaleWhy = "merged"    // found to be the same as another
	StaleContested StaleWhy = "contested" // by an organization, whenever
	StaleGone      StaleWhy = "gone"      // the register does not know it
)

// compared is how many records Stale holds against what they were; those beyond count
// as changed whatever changed in them.
const compared = 100

// Stale finds what changed under a text since it was written, and gives the records
// that it rests on by their IDs: one question of the register, and one for each record
// with a new revision. A revision that left the values as they were, as a review
// does, makes no sentence stale.
func Stale(ctx context.Context, r register.Reader, t *Text) (list []StaleRest, records map[string]register.Record, err error) {
	var ids []string
	t.eachRest(func(_, _, _ string, rest Rest) { ids = append(ids, rest.Record) })
	records = map[string]register.Record{}
	if len(ids) == 0 {
		return nil, records, nil
	}
	slices.Sort(ids)
	cases, err := r.Cases(ctx, slices.Compact(ids)...)
	if err != nil {
		return nil, nil, err
	}
	contested := map[string]bool{}
	for i := range cases {
		rec := &cases[i].Record
		records[rec.ID] = *rec
		contested[rec.ID] = register.Contesting(cases[i].Confirmations) != nil
	}
	was := map[Rest]register.Record{}
	t.eachRest(func(part, paragraph, sentence string, rest Rest) {
		rec, ok := records[rest.Record]
		s := StaleRest{Part: part, Paragraph: paragraph, Sentence: sentence, Rest: rest, Now: rec}
		switch {
		case !ok:
			s.Why = StaleGone
		case rec.MergedInto != "":
			s.Why = StaleMerged
		case rec.Review == register.Withdrawn:
			s.Why = StaleWithdrawn
		case rec.Review == register.Rejected:
			s.Why = StaleRejected
		case contested[rec.ID]:
			s.Why = StaleContested
		case rec.Revision > rest.Revision:
			s.Why = StaleChanged
			before, ok := was[rest]
			if !ok && len(was) < compared && err == nil {
				before, err = r.Record(ctx, rest.Record, rest.Revision)
				was[rest] = before
			}
			if bytes.Equal(before.Fields, rec.Fields) {
				return
			}
			s.Was = before
		default:
			return
		}
		list = append(list, s)
	})
	return list, records, err
}

// eachRest goes through what a text rests on. Of the rows of a table there is no sentence.
func (t *Text) eachRest(fn func(part, paragraph, sentence string, rest Rest)) {
	for i := range t.Parts {
		for j := range t.Parts[i].Paragraphs {
			p := &t.Parts[i].Paragraphs[j]
			for k := range p.Sentences {
				for _, rest := range p.Sentences[k].Rests {
					fn(t.Parts[i].ID, p.ID, p.Sentences[k].ID, rest)
				}
			}
			if p.Table != nil {
				for _, row := range p.Table.Rows {
					for _, rest := range row.Rests {
						fn(t.Parts[i].ID, p.ID, "", rest)
					}
				}
			}
		}
	}
}
