package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"concord/document"
	"concord/reading"
	"concord/register"
)

// mandateTypes are the types of the records that documents of these kinds make. A
// draft makes none: nobody has asked yet.
var mandateTypes = map[document.Kind]string{
	document.KindResolution: "resolution", document.KindDecision: "decision", document.KindStatement: "presidential_statement",
}

// mandates makes or finds the records of a resolution, decision or statement: one
// for the document and one for each thing that it asks. All have its symbol; by
// their type the asks are told from it.
//
// An ask is known by the place of its paragraph and its verb, which are the same in
// every language, so that the Arabic text tells the record that the English one made.
func (t *takeIn) mandates(ctx context.Context, tx register.Tx) error {
	kind := mandateTypes[t.doc.Masthead.Kind]
	if kind == "" {
		return nil
	}
	if err := t.adopted(ctx, tx, kind); err != nil {
		return err
	}
	for i := range t.rd.Paragraphs {
		p, text := &t.rd.Paragraphs[i], &t.texts[i]
		if p.Side != reading.Operative {
			continue
		}
		nth := map[string]int{}
		for j := range p.Clauses {
			c := &p.Clauses[j]
			if !c.Asks() {
				continue
			}
			ask := c.Verb.Value
			if c.Item.Value != "" {
				ask = "agenda"
			}
			id := register.MandateID(t.work.ID, text.Place, ask, nth[ask])
			nth[ask]++
			before, err := t.standing(ctx, tx, id)
			if err != nil {
				return err
			}
			where := t.where(text)
			where.From, where.To = c.From, c.To
			if err := t.mandate(ctx, tx, before, id, where, t.asks(id, ask, text, p, c)); err != nil {
				return err
			}
		}
	}
	return nil
}

// adopted is the record of the document itself: that of the starter register with
// the same symbol, or its own.
func (t *takeIn) adopted(ctx context.Context, tx register.Tx, kind string) error {
	id := register.MandateID(t.work.ID, register.Place{}, "", 0)
	before, err := t.standing(ctx, tx, id)
	if err == nil && before == nil && t.work.Origin != register.Sample {
		before, err = t.starterMandate(ctx, tx)
	}
	if err != nil {
		return err
	}
	if before != nil {
		id = before.rec.ID
	}
	m, said := &t.doc.Masthead, t.ofDocument(id)
	if m.Title != "" {
		said = append(said, register.Claim{Field: register.FieldTitle, Value: t.doc.Language + ":" + m.Title, Rule: "masthead"})
	}
	said = append(said, register.Claim{Field: "type", Value: kind, Rule: "masthead"})
	for i := range said {
		said[i].Record, said[i].Evidence = id, t.cite()
	}
	// It is told where it begins to speak.
	first := 0
	for i := range t.texts {
		if p := t.texts[i].Part; p == "" || p == "preamble" {
			first = i
			break
		}
	}
	where := t.where(&t.texts[first])
	where.To = len(t.texts[first].Text)
	if before != nil && before.rec.Origin == register.Starter {
		if err := t.found(ctx, tx, before, register.Place{}); err != nil {
			return err
		}
		said = withoutTitles(before.claims, said)
	}
	return t.mandate(ctx, tx, before, id, where, said)
}

// starterMandate is the record of the starter register that has the symbol of the
// document; nil where there is none.
func (t *takeIn) starterMandate(ctx context.Context, tx register.Tx) (*standing, error) {
	for _, symbol := range t.work.Symbols {
		page, err := tx.Records(ctx, register.Filter{Kind: register.KindMandate, Hidden: true, Untold: true, Limit: 100,
			Has: []register.Condition{register.Has(register.FacetOrigin, string(register.Starter)), register.Has(register.FacetDocument, symbol)}})
		if err != nil {
			return nil, err
		}
		for i := range page.Lines {
			var m register.Mandate
			if rec := &page.Lines[i].Record; rec.Decode(&m) == nil && m.Symbol == symbol {
				return t.standing(ctx, tx, rec.ID)
			}
		}
	}
	return nil, nil
}

// cite is the evidence that the document as a whole is: its head is no paragraph.
func (t *takeIn) cite() register.Evidence { return register.Evidence{Work: t.work.ID} }

// ofDocument are the values that the document gives to all its mandates.
func (t *takeIn) ofDocument(id string) (said []register.Claim) {
	add := func(field, value, rule string) {
		if value != "" {
			said = append(said, register.Claim{Record: id, Field: field, Value: value, Evidence: t.cite(), Rule: rule})
		}
	}
	if len(t.work.Symbols) > 0 {
		add("symbol", t.work.Symbols[0], "masthead")
	}
	add(register.FieldDate, t.doc.Masthead.Dated, "masthead")
	add("body", t.rd.Body, "masthead")
	for _, partner := range t.rd.Partners {
		add("organization", partner, "title")
	}
	return said
}

// asks are the claims of one ask.
func (t *takeIn) asks(id, ask string, text *register.Text, p *reading.Paragraph, c *reading.Clause) []register.Claim {
	var out []register.Claim
	add := func(field, value string, v *reading.Value) {
		if value = strings.TrimSpace(value); value == "" {
			return
		}
		e := t.where(text)
		e.From, e.To, e.Quote = v.From, v.To, text.Text[v.From:v.To]
		out = append(out, register.Claim{Record: id, Field: field, Value: value, Evidence: e, Rule: v.Rule, Inferred: v.Inferred})
	}
	add(register.FieldTitle, t.doc.Language+":"+short(text.Text[c.From:c.To]), &reading.Value{Span: c.Span, Rule: "title"})
	add("type", ask, &c.Verb)
	asked := reading.Value{Span: c.Asked, Value: text.Text[c.Asked.From:c.Asked.To], Rule: "asked"}
	if c.Item.Value != "" {
		asked = c.Item
	}
	// Of what is asked the words are kept in the language that tells it first: a
	// translation would be asked about as a second thing.
	if s := t.stands[id]; s == nil || !hasField(s.claims, "asks") || t.askedHere(s) {
		add("asks", oneLine(asked.Value), &asked)
	}
	for i := range c.Addressees {
		add("addressee", c.Addressees[i].Value, &c.Addressees[i])
	}
	add("due", c.Due.Value, &c.Due)
	for i := range p.Themes {
		if v := &p.Themes[i]; v.To > v.From && v.From >= c.From && v.To <= c.To {
			add(register.FieldTheme, v.Value, v)
		}
	}
	return append(out, t.ofDocument(id)...)
}

func hasField(claims []register.Claim, field string) bool {
	for i := range claims {
		if claims[i].Field == field && claims[i].State == register.Accepted {
			return true
		}
	}
	return false
}

// askedHere tells whether what a record asks was read in this language before.
func (t *takeIn) askedHere(s *standing) bool {
	for i := range s.claims {
		if c := &s.claims[i]; c.Field == "asks" && c.Evidence.Language == t.doc.Language {
			return true
		}
	}
	return false
}

// mandate stores what a text says of one mandate, told at where.
func (t *takeIn) mandate(ctx context.Context, tx register.Tx, before *standing, id string, where register.Evidence, said []register.Claim) error {
	if before != nil {
		id = before.rec.ID // what it was joined to
		for i := range said {
			said[i].Record = id
		}
	}
	t.used[id] = true
	t.out.Mandates++
	t.tellings = append(t.tellings, register.Telling{Record: id, Evidence: where})
	if before != nil {
		return t.tellAgain(ctx, tx, before, said)
	}
	claims := register.Settle(nil, said)
	t.records = append(t.records, register.Record{ID: id, Kind: register.KindMandate, Origin: t.work.Origin, Review: register.None,
		Visibility: register.Public, Fields: register.Current(register.KindMandate, claims)})
	t.keep(claims)
	return nil
}

// short is a clause as a title.
func short(s string) string {
	const most = 160
	s = oneLine(s)
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	if i := strings.LastIndexByte(s[:cut], ' '); i > most/2 {
		cut = i
	}
	return strings.TrimRight(s[:cut], " ,，、") + "…"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// clauseSpans are the stretches that the clauses of a paragraph point to.
func clauseSpans(p *reading.Paragraph) (out []reading.Span) {
	for i := range p.Clauses {
		c := &p.Clauses[i]
		out = append(out, c.Span, c.Verb.Span, c.Asked, c.Due.Span, c.Item.Span)
		for j := range c.Addressees {
			out = append(out, c.Addressees[j].Span)
		}
	}
	return out
}
