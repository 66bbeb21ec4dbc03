package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/fault"
	"concord/register"
	"concord/report"
)

// Bounds of what a draft keeps.
const (
	longestSentence  = 3000     // characters
	mostSentences    = 100      // of a paragraph
	mostRests        = 200      // records of a sentence
	mostParts        = 300      // of a draft
	mostParagraphs   = 500      // of a part
	longestParagraph = 60 << 10 // bytes, with its records
)

// draftedAnew is the reason for which a wording goes that the drafter no longer writes.
const draftedAnew = "drafted anew"

// Redrafted is what came of storing a draft.
type Redrafted struct {
	Parts   int `json:"parts"`
	Written int `json:"written"` // paragraphs that are new or read otherwise
	Removed int `json:"removed"`
	// Kept are paragraphs that a person changed since, or took out: they are as they were.
	Kept int `json:"kept"`
}

// SetDraft stores a text as the draft of a cycle in its language: each part as a
// record, in one act. Of a draft that is there already what reads the same stays as it
// is, and what a person wrote, took out or put in since is kept, unless over says that
// the new text goes over it. Earlier wordings stay in the history.
func (d *Desk) SetDraft(ctx context.Context, cycle string, t *report.Text, over bool, by register.Person) (out Redrafted, err error) {
	if len(t.Parts) > mostParts {
		return out, fault.New(fault.TooLarge, "The draft has %d parts; at most %d can be kept.", len(t.Parts), mostParts)
	}
	err = d.change(ctx, register.Act{By: by, Name: "draft", Subject: cycle}, func(ctx context.Context, tx register.Tx) error {
		rec, err := tx.Record(ctx, cycle, 0)
		if err != nil {
			return err
		}
		if rec.Kind != register.KindCycle {
			return fault.New(fault.Invalid, "%s is no reporting cycle, so that it has no draft.", cycle)
		}
		r := redraft{tx: tx, cycle: cycle, lang: t.Language, over: over, by: by}
		if err := r.load(ctx); err != nil {
			return err
		}
		parts := t.Apart()
		ids := make([]string, 0, len(parts))
		for i := range parts {
			ids = append(ids, parts[i].ID)
		}
		places := placed(ids, r.places)
		for i := range parts {
			parts[i].At = places[i]
			if err := r.part(ctx, &parts[i]); err != nil {
				return err
			}
		}
		if err := r.rest(ctx, ids); err != nil {
			return err
		}
		out = r.out
		out.Parts = len(t.Parts)
		if !r.changed {
			return register.ErrNothing
		}
		if err := tx.SetRecords(ctx, r.made); err != nil {
			return err
		}
		if err := tx.AddClaims(ctx, r.claims); err != nil {
			return err
		}
		return tx.SetRecords(ctx, r.next)
	})
	return out, err
}

// redraft lays a new text over the draft that is there.
type redraft struct {
	tx          register.Tx
	cycle, lang string
	over        bool
	by          register.Person
	before      map[string]register.Record // by part
	places      map[string]float64         // of the parts
	made, next  []register.Record
	claims      []register.Claim
	changed     bool
	out         Redrafted
}

func (r *redraft) load(ctx context.Context) error {
	r.before, r.places = map[string]register.Record{}, map[string]float64{}
	records, parts, err := report.StoredParts(ctx, r.tx, r.cycle, r.lang)
	for i := range parts {
		r.before[parts[i].ID], r.places[parts[i].ID] = records[i], parts[i].At
	}
	return err
}

// part lays one part over its record, or makes it.
func (r *redraft) part(ctx context.Context, p *report.StoredPart) error {
	id := register.DraftID(r.cycle, p.ID, r.lang)
	rec, known := r.before[p.ID]
	if !known {
		// One that was taken back is there, and out of lists.
		var err error
		if rec, err = r.tx.Record(ctx, id, 0); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	var claims []register.Claim
	if rec.Revision > 0 {
		var err error
		if claims, err = r.tx.Claims(ctx, id); err != nil {
			return err
		}
	}
	if len(p.Paragraphs) > mostParagraphs {
		return fault.New(fault.TooLarge, "The part %q has %d paragraphs; at most %d can be kept.", p.ID, len(p.Paragraphs), mostParagraphs)
	}
	said := []register.Claim{{Field: register.FieldCycle, Value: r.cycle}, {Field: register.FieldPart, Value: p.ID}, {Field: register.FieldLanguage, Value: r.lang},
		{Field: register.FieldParagraph, Value: report.HeadValue(p)}}
	if p.Heading != "" {
		said = append(said, register.Claim{Field: register.FieldTitle, Value: r.lang + ":" + p.Heading})
	}
	had := map[string]float64{}
	for i := range claims {
		if c := &claims[i]; c.Field == register.FieldParagraph && c.State == register.Accepted {
			if x, at, err := report.ReadParagraph(c.Value); err == nil && x.ID != report.Head {
				had[x.ID] = at
			}
		}
	}
	ids := make([]string, 0, len(p.Paragraphs))
	for i := range p.Paragraphs {
		x := &p.Paragraphs[i]
		if err := checkParagraph(x); err != nil {
			return err
		}
		if slices.Contains(ids, x.ID) {
			return fault.New(fault.Invalid, "Two paragraphs of the part %q are named %q.", p.ID, x.ID)
		}
		ids = append(ids, x.ID)
	}
	places := placed(ids, had)
	for i := range p.Paragraphs {
		said = append(said, register.Claim{Field: register.FieldParagraph, Value: report.ParagraphValue(&p.Paragraphs[i], places[i])})
	}
	return r.lay(ctx, id, rec, claims, said)
}

// lay makes the accepted claims of a record say what is said, but for what a person
// changed in it.
func (r *redraft) lay(ctx context.Context, id string, rec register.Record, claims, said []register.Claim) error {
	refuse := func(c *register.Claim) error {
		c.State, r.changed = register.Refused, true
		return r.tx.DecideClaim(ctx, c.Key, register.Refused, draftedAnew)
	}
	paragraph := func(c *register.Claim) bool {
		return c.Field == register.FieldParagraph && register.Element(c.Field, c.Value) != report.Head
	}
	var fresh []register.Claim
	for i := range said {
		c := said[i]
		if now := accepted(claims, &c); now != nil {
			if now.Value == c.Value {
				continue
			}
			if now.Rule != report.Drafted && !r.over {
				r.out.Kept++
				continue
			}
			if err := refuse(now); err != nil {
				return err
			}
		} else if !r.over && takenOut(claims, &c) {
			r.out.Kept++
			continue
		}
		if paragraph(&c) {
			r.out.Written++
		}
		c.Record, c.Author, c.Rule, c.State = id, r.by.ID, report.Drafted, register.Accepted
		fresh = append(fresh, c)
	}
	for i := range claims {
		c := &claims[i]
		if c.State != register.Accepted || slices.ContainsFunc(said, func(s register.Claim) bool { return element(&s) == element(c) }) {
			continue
		}
		if c.Rule != report.Drafted && !r.over {
			r.out.Kept++
			continue
		}
		if paragraph(c) {
			r.out.Removed++
		}
		if err := refuse(c); err != nil {
			return err
		}
	}
	r.claims = append(r.claims, fresh...)
	r.changed = r.changed || len(fresh) > 0
	next := rec
	next.Fields = register.Current(register.KindDraft, append(claims, fresh...))
	switch {
	case rec.Revision == 0:
		r.made = append(r.made, register.Record{ID: id, Kind: register.KindDraft, Origin: register.Entered, Review: register.None, Visibility: register.Internal, Fields: next.Fields})
	case !bytes.Equal(next.Fields, rec.Fields) || rec.Review != register.None:
		next.Review = register.None
		r.next = append(r.next, next)
		r.changed = true
	}
	return nil
}

// rest takes out the parts that the new text no longer has, but what a person wrote.
func (r *redraft) rest(ctx context.Context, parts []string) error {
	var gone []string
	for part := range r.before {
		if !slices.Contains(parts, part) {
			gone = append(gone, part)
		}
	}
	slices.Sort(gone)
	for _, part := range gone {
		rec := r.before[part]
		claims, err := r.tx.Claims(ctx, rec.ID)
		if err != nil {
			return err
		}
		hand := slices.ContainsFunc(claims, func(c register.Claim) bool { return c.State == register.Accepted && c.Rule != report.Drafted })
		if hand && !r.over {
			r.out.Kept++
			continue
		}
		r.changed = true
		rec.Review = register.Withdrawn
		rec.Why = draftedAnew
		r.next = append(r.next, rec)
	}
	return nil
}

func element(c *register.Claim) string {
	return c.Field + "\x00" + register.Element(c.Field, c.Value)
}

// accepted is the accepted claim of the element of another one; nil for none.
func accepted(claims []register.Claim, of *register.Claim) *register.Claim {
	for i := range claims {
		if c := &claims[i]; c.State == register.Accepted && element(c) == element(of) {
			return c
		}
	}
	return nil
}

// takenOut tells whether a person took the element of a claim out: the last word on it
// is a person's.
func takenOut(claims []register.Claim, of *register.Claim) bool {
	var last *register.Claim
	for i := range claims {
		if c := &claims[i]; c.State == register.Refused && element(c) == element(of) && (last == nil || c.Decided.At.After(last.Decided.At)) {
			last = c
		}
	}
	return last != nil && last.Decided.Why != draftedAnew
}

// placed gives each of a list a place, so that the places rise: what has one keeps it
// where it can, and what comes in between others gets one between theirs.
func placed(ids []string, had map[string]float64) []float64 {
	places := make([]float64, len(ids))
	last := 0.0
	for i, id := range ids {
		if at, ok := had[id]; ok && at > last {
			places[i] = at
		} else {
			places[i] = amid(last, nextAfter(ids[i+1:], had, last))
		}
		last = places[i]
	}
	return places
}

// nextAfter is the first place of those that follow that is behind last; 0 for none.
func nextAfter(ids []string, had map[string]float64, last float64) float64 {
	for _, id := range ids {
		if at, ok := had[id]; ok && at > last {
			return at
		}
	}
	return 0
}

// amid is a place between two; next is 0 where nothing follows.
func amid(last, next float64) float64 {
	if next == 0 {
		return float64(int(last)) + 1
	}
	return (last + next) / 2
}

// checkParagraph tells what forbids to keep a paragraph.
func checkParagraph(p *report.Paragraph) error {
	if p.ID == "" || p.ID == report.Head || len(p.ID) > 80 || strings.Contains(p.ID, "=") || strings.ContainsFunc(p.ID, unicode.IsControl) {
		return fault.New(fault.Invalid, "%q names no paragraph: it has to be of at most 80 letters, without an equals sign.", p.ID)
	}
	if len(p.Sentences) > mostSentences {
		return fault.New(fault.TooLarge, "The paragraph has %d sentences; at most %d can be kept. Make two paragraphs of it.", len(p.Sentences), mostSentences)
	}
	if len(p.Sentences) == 0 && p.Table == nil {
		return fault.New(fault.Invalid, "The paragraph has no sentence. To take it out, remove it.")
	}
	for i := range p.Sentences {
		s := &p.Sentences[i]
		switch n := utf8.RuneCountInString(s.Text); {
		case !utf8.ValidString(s.Text) || strings.ContainsFunc(s.Text, func(r rune) bool { return unicode.IsControl(r) }):
			return fault.New(fault.Invalid, "Sentence %d holds what is no text.", i+1)
		case strings.TrimSpace(s.Text) == "":
			return fault.New(fault.Invalid, "Sentence %d is empty.", i+1)
		case n > longestSentence:
			return fault.New(fault.TooLarge, "Sentence %d has %d characters; at most %d can be kept.", i+1, n, longestSentence)
		case len(s.Rests) > mostRests:
			return fault.New(fault.TooLarge, "Sentence %d rests on %d records; at most %d can be kept.", i+1, len(s.Rests), mostRests)
		}
	}
	if n := len(report.ParagraphValue(p, 1)); n > longestParagraph {
		return fault.New(fault.TooLarge, "The paragraph takes %d kB with its records; at most %d can be kept. Make two paragraphs of it.", n>>10, longestParagraph>>10)
	}
	return nil
}

// draftOf is a part of a draft with its claims.
func draftOf(ctx context.Context, tx register.Tx, draft string) (register.Record, []register.Claim, error) {
	rec, err := tx.Record(ctx, draft, 0)
	if err != nil {
		return rec, nil, err
	}
	if rec.Kind != register.KindDraft {
		return rec, nil, fault.New(fault.Invalid, "%s is no part of a draft.", draft)
	}
	if rec.Review == register.Withdrawn {
		return rec, nil, fault.New(fault.Conflict, "That part of the draft was taken out by %s meanwhile; nothing of yours was stored.", rec.By.Name)
	}
	claims, err := tx.Claims(ctx, draft)
	return rec, claims, err
}

// WriteParagraph replaces the sentences of a paragraph in a person's own name. seen is
// the key of the claim that the person saw; where another stands by now, the error is
// a Conflict that tells both texts, and nothing is stored. A sentence is known by its
// ID: with the same text and records it stays as it was, else it is the person's; one
// without an ID is new. Without notes it keeps those that it has. What a sentence rests
// on has to be in the register; a record at revision 0 is taken as it is now.
func (d *Desk) WriteParagraph(ctx context.Context, draft, paragraph string, seen int64, sentences []report.Sentence, why string, by register.Person) error {
	return d.change(ctx, register.Act{By: by, Name: "write", Subject: draft, Why: why}, func(ctx context.Context, tx register.Tx) error {
		rec, claims, err := draftOf(ctx, tx, draft)
		if err != nil {
			return err
		}
		now, err := asSeen(claims, paragraph, seen, sentences)
		if err != nil {
			return err
		}
		p, at, err := report.ReadParagraph(now.Value)
		if err != nil {
			return err
		}
		wordings, err := report.Wordings(claims, paragraph)
		if err != nil {
			return err
		}
		if p.Sentences, err = written(ctx, tx, p.Sentences, sentences, wordings); err != nil {
			return err
		}
		if err := checkParagraph(&p); err != nil {
			return err
		}
		value := report.ParagraphValue(&p, at)
		if value == now.Value {
			return register.ErrNothing
		}
		_, err = d.state(ctx, tx, rec.Revision, register.Claim{Record: draft, Field: register.FieldParagraph, Value: value, Author: by.ID}, why)
		return err
	})
}

// AddParagraph puts a paragraph behind another one, or with after "" in front of all,
// and gives its ID.
func (d *Desk) AddParagraph(ctx context.Context, draft, after string, sentences []report.Sentence, why string, by register.Person) (id string, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "write", Subject: draft, Why: why}, func(ctx context.Context, tx register.Tx) error {
		rec, claims, err := draftOf(ctx, tx, draft)
		if err != nil {
			return err
		}
		part, _, err := report.ReadPart(&rec)
		if err != nil {
			return err
		}
		if len(part.Paragraphs) >= mostParagraphs {
			return fault.New(fault.TooLarge, "The part has %d paragraphs; no more can be kept.", len(part.Paragraphs))
		}
		last, next, numbered := 0.0, 0.0, part.ID != report.PartSummary && part.ID != report.PartAnnex
		found := after == ""
		for i := range part.Paragraphs {
			x := &part.Paragraphs[i]
			if found {
				next = part.Places[x.ID]
				break
			}
			if x.ID == after {
				found, last, numbered = true, part.Places[x.ID], x.Number > 0 || x.Table != nil && numbered
			}
		}
		if !found {
			return fault.New(fault.Conflict, "The paragraph behind which yours was to stand was taken out meanwhile. You wrote: “%s”. Nothing of it was stored.", prose(sentences))
		}
		p := report.Paragraph{ID: "h" + strconv.Itoa(1+byHand(claims))}
		if numbered {
			p.Number = 1
		}
		if p.Sentences, err = written(ctx, tx, nil, sentences, nil); err != nil {
			return err
		}
		if err := checkParagraph(&p); err != nil {
			return err
		}
		id = p.ID
		_, err = d.state(ctx, tx, rec.Revision, register.Claim{Record: draft, Field: register.FieldParagraph, Value: report.ParagraphValue(&p, amid(last, next)), Author: by.ID}, why)
		return err
	})
	return id, err
}

// byHand is the highest number that a paragraph put in by hand had, be it there or not.
func byHand(claims []register.Claim) (last int) {
	for i := range claims {
		if n, ok := strings.CutPrefix(register.Element(claims[i].Field, claims[i].Value), "h"); ok && claims[i].Field == register.FieldParagraph {
			x, _ := strconv.Atoi(n)
			last = max(last, x)
		}
	}
	return last
}

// RemoveParagraph takes a paragraph out; its wordings stay in the history. seen is as for
// WriteParagraph.
func (d *Desk) RemoveParagraph(ctx context.Context, draft, paragraph string, seen int64, why string, by register.Person) error {
	return d.change(ctx, register.Act{By: by, Name: "write", Subject: draft, Why: why}, func(ctx context.Context, tx register.Tx) error {
		rec, claims, err := draftOf(ctx, tx, draft)
		if err != nil {
			return err
		}
		now, err := asSeen(claims, paragraph, seen, nil)
		if err != nil {
			return err
		}
		_, err = d.decide(ctx, tx, draft, rec.Revision, claims, now.Key, register.Refused, cmp.Or(why, "taken out"))
		return err
	})
}

// RestoreParagraph brings an earlier wording of a paragraph back, be it there or taken out.
// seen is 0 for one that is not there.
func (d *Desk) RestoreParagraph(ctx context.Context, draft, paragraph string, seen, wording int64, why string, by register.Person) error {
	return d.change(ctx, register.Act{By: by, Name: "write", Subject: draft, Why: why}, func(ctx context.Context, tx register.Tx) error {
		rec, claims, err := draftOf(ctx, tx, draft)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(claims, func(c register.Claim) bool {
			return c.Key == wording && c.Field == register.FieldParagraph && register.Element(c.Field, c.Value) == paragraph
		})
		if at < 0 || paragraph == report.Head {
			return fault.New(fault.NotFound, "The paragraph %q has no such wording.", paragraph)
		}
		then, _, err := report.ReadParagraph(claims[at].Value)
		if err != nil {
			return err
		}
		if now := accepted(claims, &claims[at]); now != nil || seen != 0 {
			if _, err := asSeen(claims, paragraph, seen, then.Sentences); err != nil {
				return err
			}
		}
		_, err = d.state(ctx, tx, rec.Revision, register.Claim{Record: draft, Field: register.FieldParagraph, Value: claims[at].Value, Author: by.ID}, why)
		return err
	})
}

// asSeen is the claim of a paragraph that a person saw, or a Conflict with what stands
// now and what the person wrote.
func asSeen(claims []register.Claim, paragraph string, seen int64, yours []report.Sentence) (*register.Claim, error) {
	now := accepted(claims, &register.Claim{Field: register.FieldParagraph, Value: paragraph + "="})
	switch {
	case paragraph == report.Head || now == nil && seen == 0:
		return nil, fault.New(fault.NotFound, "That part of the draft has no paragraph %q.", paragraph)
	case now != nil && now.Key == seen:
		return now, nil
	case now == nil:
		return nil, fault.New(fault.Conflict, "The paragraph was taken out meanwhile. You wrote: “%s”. Nothing of it was stored.", prose(yours))
	}
	theirs, _, err := report.ReadParagraph(now.Value)
	if err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Conflict, "%s changed the paragraph meanwhile. It now reads: “%s” You wrote: “%s” Nothing of it was stored.",
		now.By.Name, prose(theirs.Sentences), prose(yours))
}

// prose is the text of sentences, one after the other.
func prose(sentences []report.Sentence) string {
	var texts []string
	for i := range sentences {
		texts = append(texts, sentences[i].Text)
	}
	return strings.Join(texts, " ")
}

// written are the sentences of a paragraph as a person leaves them.
func written(ctx context.Context, tx register.Tx, before, now []report.Sentence, wordings []report.Wording) ([]report.Sentence, error) {
	last := 0
	number := func(s *report.Sentence) {
		if n, err := strconv.Atoi(strings.TrimPrefix(s.ID, "s")); err == nil {
			last = max(last, n)
		}
	}
	for i := range before {
		number(&before[i])
	}
	for i := range wordings {
		for j := range wordings[i].Paragraph.Sentences {
			number(&wordings[i].Paragraph.Sentences[j])
		}
	}
	var ids []string
	for i := range now {
		for _, rest := range now[i].Rests {
			ids = append(ids, rest.Record)
		}
	}
	slices.Sort(ids)
	known := map[string]register.Record{}
	if ids = slices.Compact(ids); len(ids) > 0 {
		cases, err := tx.Cases(ctx, ids...)
		if err != nil {
			return nil, err
		}
		for i := range cases {
			known[cases[i].Record.ID] = cases[i].Record
		}
	}
	out := make([]report.Sentence, 0, len(now))
	given := map[string]bool{}
	for _, s := range now {
		at := slices.IndexFunc(before, func(b report.Sentence) bool { return b.ID == s.ID && s.ID != "" })
		if at < 0 || given[s.ID] {
			last++
			s.ID = "s" + strconv.Itoa(last)
			at = -1
		}
		given[s.ID] = true
		s.Text = strings.Join(strings.Fields(s.Text), " ")
		s.Rests = slices.Clone(s.Rests)
		for i := range s.Rests {
			rest := &s.Rests[i]
			if at >= 0 && slices.Contains(before[at].Rests, *rest) {
				continue // as it was, also where the record is gone
			}
			rec, ok := known[rest.Record]
			if !ok {
				return nil, fault.New(fault.Invalid, "There is no record %q that a sentence could rest on.", rest.Record)
			}
			if rec.MergedInto != "" {
				rest.Record = rec.MergedInto
				if rec, ok = known[rest.Record]; !ok {
					var err error
					if rec, err = tx.Record(ctx, rest.Record, 0); err != nil {
						return nil, err
					}
				}
			}
			rest.Revision, rest.Machine = rec.Revision, rec.Review == register.None && rec.Origin == register.Read
		}
		s.Rests = distinct(s.Rests)
		if at >= 0 {
			b := before[at]
			s.From = b.From
			if s.Notes == nil {
				s.Notes = b.Notes
			}
			if s.Text != b.Text || !sameRecords(s.Rests, b.Rests) {
				s.From = report.FromHand
			}
			if alike(s, b) {
				s = b // byte for byte
			}
		} else {
			s.From = report.FromHand
		}
		out = append(out, s)
	}
	return out, nil
}

func alike(a, b report.Sentence) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// distinct are rests, each record once.
func distinct(list []report.Rest) (out []report.Rest) {
	for _, r := range list {
		if !slices.ContainsFunc(out, func(o report.Rest) bool { return o.Record == r.Record }) {
			out = append(out, r)
		}
	}
	return out
}

// sameRecords tells whether two sentences rest on the same records, whatever their revisions.
func sameRecords(a, b []report.Rest) bool {
	return slices.EqualFunc(a, b, func(x, y report.Rest) bool { return x.Record == y.Record })
}
