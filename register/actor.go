package register

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"concord/fault"
	"concord/lexicon"
)

// Actor is what people changed in the names of one actor: it lies over the names
// that ship with the program. A record of the type TypeNone is of nobody: its name
// is a stretch that looks like a name and is none.
type Actor struct {
	Actor   string   `json:"actor,omitempty"`
	Type    string   `json:"type,omitempty"`   // of a new actor, or in place of the shipped one
	Parent  string   `json:"parent,omitempty"` // actor
	Since   string   `json:"since,omitempty"`  // EDTF
	Ended   string   `json:"ended,omitempty"`
	Names   []string `json:"names,omitempty"`   // as NameValue writes them
	Without []string `json:"without,omitempty"` // shipped names that do not hold
}

// The fields of an actor that code names.
const (
	FieldActor   = "actor"
	FieldType    = "type"
	FieldParent  = "parent"
	FieldSince   = "since"
	FieldEnded   = "ended"
	FieldName    = "name"
	FieldWithout = "without"
)

// TypeNone is the type of a record whose name is no name of anybody.
const TypeNone = "none"

// ActorTypes are the types of an actor; see package lexicon.
var ActorTypes = []string{"un", "partner", "body", "related", "state", "other"}

// nameSorts are the sorts of an actor's name.
var nameSorts = []string{lexicon.Official, lexicon.Short, lexicon.Acronym, lexicon.Former, lexicon.Variant}

// longestName of an actor, in bytes.
const longestName = 400

// ActorRecordID is the identifier of the record that keeps what people changed in
// the names of an actor. It is the same in every installation.
func ActorRecordID(actor string) string { return "actor:" + actor }

// NoNameID is the identifier of the record that says that a text is no name.
func NoNameID(language, text string) string {
	sum := sha256.Sum256([]byte("no name\x00" + language + "\x00" + text))
	return "none:" + letters.EncodeToString(sum[:9])[:13]
}

// NameValue is a name as the value of a claim: "en|official|African Union|2002||A/57/744".
func NameValue(n lexicon.Name) string {
	return strings.Join([]string{n.Language, n.Sort, n.Text, n.From, n.To, n.Source}, "|")
}

// ParseName reads what NameValue wrote.
func ParseName(value string) (lexicon.Name, error) {
	p := strings.Split(value, "|")
	if len(p) != 6 {
		return lexicon.Name{}, fault.New(fault.Invalid, "%q is no name as in en|official|African Union|2002||A/57/744; a name has no upright bar.", value)
	}
	n := lexicon.Name{Kind: lexicon.KindActor, Language: p[0], Sort: p[1], Text: p[2], From: p[3], To: p[4], Source: p[5]}
	return n, checkName(&n)
}

func checkName(n *lexicon.Name) error {
	if l := len(n.Language); l < 2 || l > 8 || strings.Trim(n.Language, "abcdefghijklmnopqrstuvwxyz") != "" {
		return fault.New(fault.Invalid, "%q is no language as in en or zh.", n.Language)
	}
	if !slices.Contains(nameSorts, n.Sort) {
		return fault.New(fault.Invalid, "There is no sort of name called %q; there are %s.", n.Sort, strings.Join(nameSorts, ", "))
	}
	switch {
	case utf8.RuneCountInString(n.Text) < 2:
		return fault.New(fault.Invalid, "The name %q is shorter than two characters.", n.Text)
	case len(n.Text) > longestName:
		return fault.New(fault.Invalid, "A name has at most %d bytes.", longestName)
	case strings.TrimSpace(n.Text) != n.Text || strings.ContainsAny(n.Text, "\t\n\r|") || strings.Contains(n.Text, "  "):
		return fault.New(fault.Invalid, "The name %q has a tab, a line break, an upright bar or superfluous spaces.", n.Text)
	case len(n.Source) > longestName || strings.ContainsAny(n.Source, "\t\n\r|"):
		return fault.New(fault.Invalid, "The source %q is too long or has a tab, a line break or an upright bar.", n.Source)
	}
	for _, y := range []string{n.From, n.To} {
		if v, err := strconv.Atoi(y); y != "" && (err != nil || len(y) != 4 || v < 1000 || v > 2100) {
			return fault.New(fault.Invalid, "%q is no year.", y)
		}
	}
	if n.From != "" && n.To != "" && n.From > n.To {
		return fault.New(fault.Invalid, "The years of the name %q run backwards, from %s to %s.", n.Text, n.From, n.To)
	}
	return nil
}

// Overlay is what the records of actors lay over the lexicon that ships. Records
// that people withdrew or rejected count for its edition alone, which grows with
// each change.
func Overlay(records []Record) (lexicon.Overlay, error) {
	var o lexicon.Overlay
	for i := range records {
		r := &records[i]
		o.Edition += r.Revision
		if r.Review == Withdrawn || r.Review == Rejected || r.MergedInto != "" {
			continue
		}
		var a Actor
		if err := r.Decode(&a); err != nil {
			return o, err
		}
		names, err := parseNames(a.Actor, a.Names)
		if err != nil {
			return o, err
		}
		if a.Type == TypeNone {
			o.None = append(o.None, names...)
			continue
		}
		without, err := parseNames(a.Actor, a.Without)
		if err != nil {
			return o, err
		}
		for i := range without {
			without[i].Sort = "" // the text is what does not hold, whatever it was called
		}
		if a.Type != "" {
			o.Actors = append(o.Actors, lexicon.Actor{ID: a.Actor, Type: a.Type, Parent: a.Parent, From: year(a.Since), To: year(a.Ended)})
		}
		o.Names = append(o.Names, names...)
		o.Without = append(o.Without, without...)
	}
	return o, nil
}

// year of a date in EDTF; the lexicon knows years only.
func year(date string) string { return date[:min(len(date), 4)] }

func parseNames(id string, values []string) ([]lexicon.Name, error) {
	list := make([]lexicon.Name, len(values))
	for i, v := range values {
		n, err := ParseName(v)
		if err != nil {
			return nil, fault.Wrap(err, fault.Internal, "A name of %s cannot be read.", id)
		}
		n.ID = id
		list[i] = n
	}
	return list, nil
}
