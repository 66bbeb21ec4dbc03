package export

import (
	_ "embed"
	"encoding/json"
	"io"
	"iter"
	"net/url"
	"strings"
	"time"

	"concord/edtf"
	"concord/register"
)

// Context is the JSON-LD context of what LinkedRecords writes, as a document of
// its own: {"@context": {…}}.
//
//go:embed context.jsonld
var Context []byte

// Linked says how records become JSON-LD.
type Linked struct {
	Base     string // goes before "records/…", "documents/…", "actors/…": an IRI that ends in a slash
	Context  string // address of Context; "" writes it into the document itself
	Names    *Names
	Language string // of the labels
}

type ld = map[string]any

// Records writes records as JSON-LD: an act is a schema:Event and a prov:Activity
// with its parties and their roles, its evidence an oa:Annotation on the paragraph.
func (l Linked) Records(w io.Writer, items iter.Seq2[Item, error]) error {
	var context any = l.Context
	if l.Context == "" {
		var c struct {
			Context json.RawMessage `json:"@context"`
		}
		if err := json.Unmarshal(Context, &c); err != nil {
			return err
		}
		context = c.Context
	}
	head, err := json.Marshal(context)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, `{"@context":`+string(head)+`,"@graph":[`); err != nil {
		return unwritten(err)
	}
	sep := "\n"
	for item, err := range items {
		if err != nil {
			return err
		}
		b, err := json.Marshal(l.Record(&item))
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, sep+string(b)); err != nil {
			return unwritten(err)
		}
		sep = ",\n"
	}
	_, err = io.WriteString(w, "\n]}\n")
	return unwritten(err)
}

// types of schema.org and PROV-O for the kinds of records.
var ldTypes = map[register.Kind][]string{
	register.KindActivity:     {"Activity", "prov:Activity", "schema:Event"},
	register.KindRelationship: {"Relationship", "schema:OrganizationRole"},
	register.KindInstrument:   {"Instrument", "schema:CreativeWork"},
	register.KindMandate:      {"Mandate", "schema:Legislation"},
	register.KindMechanism:    {"Mechanism", "schema:Organization"},
	register.KindCommitment:   {"Commitment", "schema:Action"},
	register.KindDialogue:     {"Dialogue", "prov:Activity", "schema:Event"},
	register.KindPractice:     {"Practice", "schema:CreativeWork"},
	register.KindCycle:        {"Cycle", "schema:Event"},
	register.KindActor:        {"Actor", "schema:Organization"},
	register.KindContribution: {"Contribution", "schema:CreativeWork"},
	register.KindDraft:        {"Draft", "schema:CreativeWork"},
}

// roles as properties of schema.org; every party is also a qualified association.
var ldRoles = map[string]string{"lead": "organizer", "host": "organizer", "provider": "performer", "participant": "attendee",
	"observer": "attendee", "beneficiary": "recipient", "obligor": "agent"}

// Record is one record as a node.
func (l Linked) Record(item *Item) map[string]any {
	rec := &item.Record
	id := l.Base + "records/" + url.PathEscape(rec.ID)
	n := ld{"@id": id, "@type": ldTypes[rec.Kind], "identifier": rec.ID, "revision": rec.Revision, "origin": rec.Origin, "review": rec.Review,
		"generatedAtTime": rec.At.UTC().Format(time.RFC3339), "wasAttributedTo": ld{"@type": "prov:Agent", "name": rec.By.Name}}
	if rec.MergedInto != "" {
		n["sameAs"] = ld{"@id": l.Base + "records/" + url.PathEscape(rec.MergedInto)}
	}
	v := valuesOf(rec)
	if t := v.title(); len(t) > 0 {
		n["name"] = t // a language map
	}
	for _, f := range register.Fields(rec.Kind) {
		switch f.Type {
		case register.TypeTitle:
		case register.TypeParty:
			l.parties(n, v.parties())
		default:
			if list := v.list(&f); len(list) > 0 {
				l.values(n, &f, list)
			}
		}
	}
	if src := item.Source(); src.Work != "" {
		n["wasDerivedFrom"] = l.paragraph(&src)
		n["citation"] = Citation(&src)
	}
	var notes []any
	for i := range item.Tellings {
		if t := &item.Tellings[i]; !t.Dropped {
			notes = append(notes, l.annotation(id, "", "", &t.Evidence))
		}
	}
	for i := range item.Claims {
		if c := &item.Claims[i]; c.State == register.Accepted && c.Evidence.Work != "" {
			a := l.annotation(id, c.Field, c.Value, &c.Evidence)
			if c.Rule != "" {
				a["rule"] = c.Rule
			}
			notes = append(notes, a)
		}
	}
	if len(notes) > 0 {
		n["evidence"] = notes
	}
	return n
}

func (l Linked) parties(n ld, list []register.Party) {
	var all []any
	add := func(key string, v any) {
		have, _ := n[key].([]any)
		n[key] = append(have, v)
	}
	for _, p := range list {
		who := l.actor(p.Actor, p.State)
		if key := ldRoles[p.Role]; key != "" {
			add(key, ld{"@id": who["@id"]})
		}
		q := ld{"@type": "prov:Association", "agent": who}
		if p.Role != "" {
			q["hadRole"] = "concord:role/" + p.Role
		}
		if p.As != "" {
			q["nameAsWritten"] = p.As
		}
		all = append(all, q)
	}
	if len(all) > 0 {
		n["qualifiedAssociation"] = all
	}
}

func (l Linked) actor(id string, state bool) ld {
	kind := "schema:Organization"
	if state {
		kind = "schema:Country"
	}
	return ld{"@id": l.Base + "actors/" + url.PathEscape(id), "@type": []string{kind, "prov:Agent"}, "name": l.label(l.Names.Name(id, l.Language), id)}
}

// label is a name in the language of the output, else the identifier.
func (l Linked) label(name, id string) any {
	if name == "" {
		return ld{"@none": id}
	}
	return ld{l.Language: name}
}

func (l Linked) values(n ld, f *register.Field, list []string) {
	var out []any
	for _, x := range list {
		switch f.Type {
		case register.TypePlace:
			out = append(out, ld{"@id": l.Base + "places/" + url.PathEscape(x), "@type": "schema:Place", "name": l.label(l.Names.Name(x, l.Language), x)})
		case register.TypeActor:
			out = append(out, l.actor(x, false))
		case register.TypeRecord:
			out = append(out, ld{"@id": l.Base + "records/" + url.PathEscape(x)})
		case register.TypeDocument:
			out = append(out, ld{"@id": l.document(x), "name": ld{"@none": x}})
		default:
			if f.Name == register.FieldTheme {
				out = append(out, ld{"@id": l.Base + "themes/" + url.PathEscape(x), "name": l.label(l.Names.Theme(x, l.Language), x)})
				continue
			}
			out = append(out, x)
		}
	}
	key := "concord:" + f.Name
	switch f.Name {
	case register.FieldPlace:
		key = "location"
	case register.FieldTheme:
		key = "about"
	case register.FieldDate:
		key = "date"
		if d, err := edtf.Parse(list[0]); err == nil {
			a, b := d.Bounds()
			if !a.IsZero() {
				n["startDate"] = point(a)
			}
			if !b.IsZero() {
				n["endDate"] = point(b)
			}
		}
	}
	if f.Many {
		n[key] = out
	} else {
		n[key] = out[0]
	}
}

func point(p edtf.Point) string { return edtf.At(p).String() }

func (l Linked) document(work string) string {
	parts := strings.Split(work, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return l.Base + "documents/" + strings.Join(parts, "/")
}

func (l Linked) paragraph(e *register.Evidence) ld {
	where := l.document(e.Work)
	n := ld{"@id": where, "@type": []string{"prov:Entity", "schema:Report"}}
	if e.Number != "" {
		n["paragraph"] = e.Number
	}
	if e.Part != "" {
		n["part"] = e.Part
	}
	return n
}

// annotation is evidence by the Web Annotation Data Model: the value is its body,
// the paragraph with the exact words its target.
func (l Linked) annotation(record, field, value string, e *register.Evidence) ld {
	target := ld{"@type": "oa:SpecificResource", "source": l.paragraph(e)}
	if e.Quote != "" {
		target["selector"] = ld{"@type": "oa:TextQuoteSelector", "exact": ld{"@value": e.Quote, "@language": e.Language}}
		if e.Language == "" {
			target["selector"] = ld{"@type": "oa:TextQuoteSelector", "exact": e.Quote}
		}
	}
	a := ld{"@type": "oa:Annotation", "target": target}
	if field == "" {
		a["motivation"] = "oa:describing"
		a["body"] = ld{"@id": record}
		return a
	}
	a["motivation"] = "oa:identifying"
	a["body"] = ld{"@type": "oa:TextualBody", "value": value, "field": field}
	return a
}
