package register

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/edtf"
	"concord/fault"
)

// Kind of a record. Kinds differ in their fields, not in how they are kept: a
// new one is a row of the table here and a type to read its fields into.
type Kind string

// The kinds.
const (
	KindActivity     Kind = "activity"     // one act of cooperation
	KindRelationship Kind = "relationship" // the United Nations and one organization
	KindInstrument   Kind = "instrument"   // framework, memorandum, plan, declaration …
	KindMandate      Kind = "mandate"      // what asks somebody for something
	KindMechanism    Kind = "mechanism"    // standing joint body or series
	KindCommitment   Kind = "commitment"   // who owes what to whom by when
	KindDialogue     Kind = "dialogue"     // one session of a mechanism
	KindPractice     Kind = "practice"     // good practice that an organization offers
	KindCycle        Kind = "cycle"        // a reporting period
	KindActor        Kind = "actor"        // what people changed in the names of an actor
	KindContribution Kind = "contribution" // what an organization sends in for a cycle
	KindDraft        Kind = "draft"        // one part of the report of a cycle, in one language
)

// Type of the values of a field.
type Type int

// The types. Values are strings in the form that each comment gives.
const (
	TypeText     Type = iota // any text
	TypeTitle                // "en:Second workshop on …": one value a language
	TypeCode                 // one of Field.Codes
	TypeDate                 // EDTF
	TypeActor                // identifier of an actor, or ISO 3166-1 alpha-3 of a State
	TypePlace                // ISO 3166-1 alpha-3, M49, or a place's name in English
	TypeParty                // as PartyValue writes it: one role an actor
	TypeRecord               // ID of a record of kind Field.Of
	TypeDocument             // symbol of a United Nations document
	TypeDated                // "adopted=2021-05-12": name and EDTF
	TypeName                 // a name as NameValue writes it: one value for a text in a language
	TypeFigure               // "participants=30": one value a name
)

// Field of a kind.
type Field struct {
	Name  string // in claims
	JSON  string // in Record.Fields
	Type  Type
	Many  bool     // a set, in which each value has an element; else one value
	Codes []string // of TypeCode: the values that there are; for TypeDated: the names
	Of    Kind     // of TypeRecord
}

// The fields of an activity that code names; those of other kinds stand in the table.
const (
	FieldTitle      = "title"
	FieldKind       = "kind"
	FieldLevel      = "level"
	FieldModality   = "modality"
	FieldMode       = "mode"
	FieldSeries     = "series"
	FieldDate       = "date"
	FieldParty      = "party"
	FieldPlace      = "place"
	FieldInstrument = "instrument"
	FieldDocument   = "document"
	FieldTheme      = "theme"
	FieldSDG        = "sdg"
	FieldFigure     = "figure"
)

// The fields of a contribution that code names: from whom, on whom, for when.
const (
	FieldSender  = "sender"
	FieldPartner = "partner"
	FieldPeriod  = "period"
	FieldColumn  = "column"
	FieldCycle   = "cycle"
)

// The fields of a cycle and of a draft that code names.
const (
	FieldSection   = "section"   // ID of an organization that has one
	FieldBudget    = "budget"    // "words=8500", "floor=60", "AU=900", "weight:theme=3"
	FieldChoice    = "choice"    // what a person decided of an act or a section: "ID=in", "ID=out"
	FieldPart      = "part"      // of the report: as in FieldSection, or "introduction"
	FieldLanguage  = "language"  // of a draft
	FieldParagraph = "paragraph" // of a draft
)

func one(name string, t Type) Field { return Field{Name: name, JSON: name, Type: t} }
func set(name, plural string, t Type) Field {
	return Field{Name: name, JSON: plural, Type: t, Many: true}
}
func code(name string, codes ...string) Field {
	return Field{Name: name, JSON: name, Type: TypeCode, Codes: codes}
}
func ref(name string, of Kind) Field {
	return Field{Name: name, JSON: name, Type: TypeRecord, Of: of}
}
func refs(name, plural string, of Kind) Field {
	return Field{Name: name, JSON: plural, Type: TypeRecord, Many: true, Of: of}
}
func dated(name, plural string, names ...string) Field {
	return Field{Name: name, JSON: plural, Type: TypeDated, Many: true, Codes: names}
}

// Fields that several kinds share.
var (
	title     = Field{Name: FieldTitle, JSON: FieldTitle, Type: TypeTitle, Many: true}
	parties   = set(FieldParty, "parties", TypeParty)
	places    = set(FieldPlace, "places", TypePlace)
	themes    = set(FieldTheme, "themes", TypeText)
	documents = set(FieldDocument, "documents", TypeDocument)
	date      = one(FieldDate, TypeDate)
	// instruments are named as the text gives them, or by the ID of their record.
	instruments = set(FieldInstrument, "instruments", TypeText)
	due         = one("due", TypeText) // EDTF, or "session:81": by the end of that session of the General Assembly
)

// kinds is the table of kinds. The order of the fields is that of Record.Fields.
// The closed lists of activities are those of the reading's format.
var kinds = map[Kind][]Field{
	KindActivity: {title,
		code(FieldKind, "meeting", "visit", "agreement", "training", "support", "publication", "programme", "coordination", "operation", "statement", "outreach", "other"),
		code(FieldLevel, "summit", "senior", "technical"),
		code(FieldModality, "done", "ongoing", "planned", "agreed", "proposed", "urged", "suspended"),
		code(FieldMode, "in-person", "virtual", "hybrid"),
		one(FieldSeries, TypeText), date, parties, places, instruments, documents, themes,
		set(FieldSDG, "sdgs", TypeText), set(FieldFigure, "figures", TypeFigure),
		refs("mechanism", "mechanisms", KindMechanism), refs("mandate", "mandates", KindMandate)},
	KindRelationship: {title, one("partner", TypeActor), one("subitem", TypeText), one("first_resolution", TypeDocument),
		one("observer", TypeDate), one("lead", TypeActor), set("office", "offices", TypeText), refs("mechanism", "mechanisms", KindMechanism),
		refs("mandate", "mandates", KindMandate), one("elsewhere", TypeDocument), documents},
	KindInstrument: {title,
		code("type", "framework", "memorandum", "agreement", "plan", "declaration", "strategy", "treaty", "other"),
		code("scope", "joint", "partner", "un", "global"), parties,
		dated("act", "acts", "drafting", "adopted", "signed", "in_force", "extended", "renewed", "revised", "ended"),
		one("term", TypeDate), refs("supersedes", "supersedes", KindInstrument), themes, places, documents},
	KindMandate: {title,
		code("type", "resolution", "decision", "presidential_statement", "charter", "other",
			"request", "invite", "call", "urge", "encourage", "recommend", "agenda"), // one thing that the document of that symbol asks, by its verb
		one("symbol", TypeDocument), date, one("body", TypeActor), set("asks", "asks", TypeText),
		set("addressee", "addressees", TypeActor), due, set("organization", "organizations", TypeActor), themes, documents},
	KindMechanism: {title,
		code("type", "task_force", "conference", "summit", "dialogue", "working_group", "committee", "quartet", "trilateral", "office", "desk", "mission", "network", "other"),
		parties, refs("mandate", "mandates", KindMandate), instruments,
		one("rhythm", TypeText), one("since", TypeDate), one("ended", TypeDate), dated("session", "sessions"), themes, places, documents},
	KindCommitment: {title, parties, date, due, code("status", "open", "in_progress", "done", "dropped"),
		refs("follow_up", "follow_ups", KindActivity), instruments, themes, places, documents},
	KindDialogue: {title, ref("session_of", KindMechanism), date, places, parties, set("agenda", "agenda", TypeText), documents,
		set("outcome", "outcomes", TypeText), refs("commitment", "commitments", KindCommitment)},
	KindPractice: {title, parties, refs("activity", "activities", KindActivity), themes, places,
		code("status", "offered", "reviewed", "published"), documents},
	KindCycle: {title, set("basis", "bases", TypeDocument), one("period", TypeDate), dated("deadline", "deadlines"),
		set(FieldSection, "sections", TypeText), set(FieldBudget, "budgets", TypeFigure), set(FieldChoice, "choices", TypeFigure), documents},
	KindActor: {one(FieldActor, TypeActor), code(FieldType, append(slices.Clone(ActorTypes), TypeNone)...), one(FieldParent, TypeActor),
		one(FieldSince, TypeDate), one(FieldEnded, TypeDate), set(FieldName, "names", TypeName), set(FieldWithout, "without", TypeName)},
	// A contribution came as a work; of a table its columns say what each stands for: "lead organization=party:lead".
	KindContribution: {title, one(FieldSender, TypeActor), one(FieldPartner, TypeActor), date, one(FieldPeriod, TypeDate),
		ref(FieldCycle, KindCycle), one("work", TypeText), set(FieldColumn, "columns", TypeFigure)},
	// A part of a draft has its paragraphs each as a value of its own, so that two people
	// may change two of them: "p3={…}".
	KindDraft: {title, ref(FieldCycle, KindCycle), one(FieldPart, TypeText), one(FieldLanguage, TypeText), set(FieldParagraph, "paragraphs", TypeFigure)},
}

// Kinds are all kinds, in alphabetical order.
func Kinds() []Kind {
	list := make([]Kind, 0, len(kinds))
	for k := range kinds {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// Fields of a kind, in the order of its values; nil where there is no such kind.
func Fields(k Kind) []Field { return slices.Clone(kinds[k]) }

func field(k Kind, name string) *Field {
	for i, f := range kinds[k] {
		if f.Name == name {
			return &kinds[k][i]
		}
	}
	return nil
}

// types has for each name of a field its type and whether it is a set: a name
// means the same in every kind, which the tests hold.
var types = func() map[string]Field {
	m := map[string]Field{}
	for _, list := range kinds {
		for _, f := range list {
			m[f.Name] = f
		}
	}
	return m
}()

// Roles of parties. An obligor owes what a commitment says, its beneficiary is owed it.
var Roles = []string{"lead", "provider", "beneficiary", "participant", "host", "observer", "obligor"}

// again are the dated acts that may come more than once.
var again = []string{"extended", "renewed", "revised", "drafting"}

// Element is what a value of a field is a value of: two values of one element
// exclude each other, values of different elements stand together.
func (f *Field) Element(value string) string {
	if !f.Many {
		return ""
	}
	switch f.Type {
	case TypeTitle:
		lang, _, _ := strings.Cut(value, ":")
		return lang
	case TypeParty:
		// The value is written by PartyValue: the actor stands first.
		if rest, ok := strings.CutPrefix(value, `{"actor":"`); ok {
			if i := strings.IndexByte(rest, '"'); i >= 0 {
				return rest[:i]
			}
		}
	case TypeName:
		if p := strings.SplitN(value, "|", 4); len(p) == 4 {
			return p[0] + "|" + p[2]
		}
	case TypeFigure:
		what, _, _ := strings.Cut(value, "=")
		return what
	case TypeDated:
		if name, _, _ := strings.Cut(value, "="); !slices.Contains(again, name) {
			return name
		}
	}
	return value
}

// PartyValue is a party as the value of a claim.
func PartyValue(p Party) string {
	p.As = "" // the evidence has it
	b, _ := json.Marshal(p)
	return string(b)
}

// longest value of a claim, in bytes.
const longest = 64 << 10

// check tells what forbids a value of a field.
func (f *Field) check(value string) error {
	if value == "" || len(value) > longest || !utf8.ValidString(value) {
		return fault.New(fault.Invalid, "The value of %q is empty, too long or not text.", f.Name)
	}
	isDate := func(v string) error {
		if _, err := edtf.Parse(v); err != nil {
			return fault.Wrap(err, fault.Invalid, "%q is no date in EDTF.", v)
		}
		return nil
	}
	switch f.Type {
	case TypeDate:
		return isDate(value)
	case TypeParty:
		var p Party
		if err := json.Unmarshal([]byte(value), &p); err != nil || p.Actor == "" || PartyValue(p) != value {
			return fault.New(fault.Invalid, "%q is no party.", value)
		}
		if p.Role != "" && !slices.Contains(Roles, p.Role) {
			return fault.New(fault.Invalid, "There is no role named %q; there are %s.", p.Role, strings.Join(Roles, ", "))
		}
	case TypeTitle:
		if lang, text, ok := strings.Cut(value, ":"); !ok || lang == "" || text == "" {
			return fault.New(fault.Invalid, "The title %q does not say its language.", value)
		}
	case TypeCode:
		if !slices.Contains(f.Codes, value) {
			return fault.New(fault.Invalid, "%q is no value of %q; there are %s.", value, f.Name, strings.Join(f.Codes, ", "))
		}
	case TypeDated:
		name, day, ok := strings.Cut(value, "=")
		if !ok || name == "" || len(f.Codes) > 0 && !slices.Contains(f.Codes, name) {
			return fault.New(fault.Invalid, "%q does not say what happened and when, as in signed=2021-05-12.", value)
		}
		if day == "" {
			return nil // it happened; when is not stated
		}
		return isDate(day)
	case TypeName:
		_, err := ParseName(value)
		return err
	case TypeFigure:
		if what, n, ok := strings.Cut(value, "="); !ok || what == "" || n == "" {
			return fault.New(fault.Invalid, "%q does not say what is counted, as in participants=30.", value)
		}
	}
	return nil
}

// Current makes the values of a record of a kind from its claims: the accepted
// ones, in the order in which they were stored, as the JSON of the kind's type.
// The same claims always make the same bytes, so that a record can be made anew
// from them at any time.
func Current(kind Kind, claims []Claim) json.RawMessage {
	b := make([]byte, 1, 256)
	b[0] = '{'
	list := kinds[kind]
	for i := range list {
		f := &list[i]
		at := len(b)
		if at > 1 {
			b = append(b, ',')
		}
		b = append(appendText(b, f.JSON), ':')
		full := len(b)
		switch {
		case f.Type == TypeTitle:
			b = appendTitle(b, f, claims)
		case f.Many:
			b = appendSet(b, f, claims)
		default:
			for j := range claims {
				if c := &claims[j]; c.State == Accepted && c.Field == f.Name && c.Value != Nothing {
					b = appendText(b, c.Value)
					break
				}
			}
		}
		if len(b) == full {
			b = b[:at] // without a value
		}
	}
	return append(b, '}')
}

func appendTitle(b []byte, f *Field, claims []Claim) []byte {
	titles := map[string]string{}
	for i := range claims {
		c := &claims[i]
		if c.State != Accepted || c.Field != f.Name || c.Value == Nothing {
			continue
		}
		if lang, text, _ := strings.Cut(c.Value, ":"); titles[lang] == "" {
			titles[lang] = text
		}
	}
	if len(titles) == 0 {
		return b
	}
	t, _ := json.Marshal(titles)
	return append(b, t...)
}

func appendSet(b []byte, f *Field, claims []Claim) []byte {
	open := byte('[')
	for i := range claims {
		c := &claims[i]
		if c.State != Accepted || c.Field != f.Name || c.Value == Nothing || repeated(f, claims[:i], c.Value) {
			continue
		}
		b = append(b, open)
		open = ','
		if f.Type != TypeParty {
			b = appendText(b, c.Value)
			continue
		}
		var p Party
		_ = json.Unmarshal([]byte(c.Value), &p) // checked when it was stored
		p.As = c.Evidence.Quote
		j, _ := json.Marshal(p)
		b = append(b, j...)
	}
	if open == ',' {
		b = append(b, ']')
	}
	return b
}

// repeated tells whether an accepted claim before has the same element.
func repeated(f *Field, before []Claim, value string) bool {
	element := f.Element(value)
	for i := range before {
		if c := &before[i]; c.State == Accepted && c.Field == f.Name && (c.Value == value || f.Element(c.Value) == element) {
			return true
		}
	}
	return false
}

// appendText writes a string as encoding/json does.
func appendText(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xE2 /* may be a line separator */ {
			j, _ := json.Marshal(s)
			return append(b, j...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// Refers tells of which kind the records are that a field names; ok is false for
// a field that names none.
func Refers(name string) (of Kind, ok bool) {
	f := types[name]
	return f.Of, f.Type == TypeRecord
}
