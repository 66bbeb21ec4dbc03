package report

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/editorial"
	"concord/edtf"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/symbol"
	"concord/wording"
)

// Plan is a cycle as the drafter works with it.
type Plan struct {
	ID       string
	Revision int
	Cycle    register.Cycle
	From, To string // days of the period; "" where it is open
	Limit    int    // words of the whole report
	Floor    int    // words that each section gets at least, where it has as much to tell
	Weights  Weights
	Machine  bool      // records that nobody has looked at go in too, marked
	Sections []Section // in the order of the report
	choices  map[string]Fix
}

// Section of a report: an organization that is a sub-item of the agenda.
type Section struct {
	Organization string
	Name         string // in English as the agenda gives it
	SubItem      string // letter of the sub-item: "q"; "" not known
	Session      string // of the agenda: "77"
	Item         string // of the agenda: "128"
	Elsewhere    string // symbol of the report that tells it
	Out          bool   // not in this report
	Fixed        int    // budget set by hand, in words; 0: by the rule
}

// The budgets of a cycle beside those of its sections, and the choice that is no record's.
const (
	BudgetWords  = "words"
	BudgetFloor  = "floor"
	weightPrefix = "weight:"
	ChoiceRead   = "machine" // "machine=in": what was read and nobody looked at goes in
	byRule       = "rule"    // "ID=rule": what a person decided of an act is taken back
)

// MostFloor is the floor of a new cycle, in words: about three sentences.
const MostFloor = 90

// PlanOf reads a cycle. Its sections are in the alphabetical order of their English names,
// in every language; a relationship says their sub-items.
func PlanOf(ctx context.Context, r register.Reader, names *lexicon.Lexicon, id string) (*Plan, error) {
	rec, err := r.Record(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	if rec.Kind != register.KindCycle {
		return nil, fault.New(fault.Invalid, "The record %s is no reporting cycle.", id)
	}
	p := &Plan{ID: rec.ID, Revision: rec.Revision, Limit: editorial.MostWords, Floor: MostFloor, Weights: DefaultWeights(), choices: map[string]Fix{}}
	if err := rec.Decode(&p.Cycle); err != nil {
		return nil, err
	}
	if d, err := edtf.Parse(p.Cycle.Period); err == nil {
		first, last := d.Bounds()
		p.From, p.To = dayText(first), dayText(last)
	}
	fixed := map[string]int{}
	for _, b := range p.Cycle.Budgets {
		what, value, _ := strings.Cut(b, "=")
		if of, ok := strings.CutPrefix(what, weightPrefix); ok {
			if w, err := strconv.ParseFloat(value, 64); err == nil && w >= 0 {
				p.Weights[of] = w
			}
			continue
		}
		n, err := strconv.Atoi(value)
		switch {
		case err != nil || n < 0:
		case what == BudgetWords:
			p.Limit = n
		case what == BudgetFloor:
			p.Floor = n
		default:
			fixed[what] = n
		}
	}
	for _, c := range p.Cycle.Choices {
		what, value, _ := strings.Cut(c, "=")
		switch {
		case what == ChoiceRead:
			p.Machine = value == "in"
		case value == "in":
			p.choices[what] = In
		case value == "out":
			p.choices[what] = Out
		}
	}
	relations, err := Relations(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, organization := range p.Cycle.Sections {
		s := Section{Organization: organization, Fixed: fixed[organization], Out: p.choices[organization] == Out}
		s.Name, _ = names.Display(organization, "en")
		if rel := relations[organization]; rel != nil {
			s.Session, s.Item, s.SubItem = subItem(rel.SubItem)
			s.Elsewhere = rel.Elsewhere
		}
		p.Sections = append(p.Sections, s)
	}
	slices.SortStableFunc(p.Sections, func(a, b Section) int { return strings.Compare(lexicon.Fold(a.Name), lexicon.Fold(b.Name)) })
	return p, nil
}

// Fix is what a person decided of an act or a section.
func (p *Plan) Fix(id string) Fix { return p.choices[id] }

// Agenda are the sections in the order of the agenda's sub-items: a to z, then aa.
func (p *Plan) Agenda() []Section {
	list := slices.Clone(p.Sections)
	slices.SortStableFunc(list, func(a, b Section) int {
		if len(a.SubItem) != len(b.SubItem) {
			return len(a.SubItem) - len(b.SubItem)
		}
		return strings.Compare(a.SubItem, b.SubItem)
	})
	return list
}

// Relations are the relationships of the register by organization.
func Relations(ctx context.Context, r register.Reader) (map[string]*register.Relationship, error) {
	page, err := r.Records(ctx, register.Filter{Kind: register.KindRelationship, Untold: true, Limit: 1000})
	if err != nil {
		return nil, err
	}
	out := map[string]*register.Relationship{}
	for i := range page.Lines {
		var rel register.Relationship
		if err := page.Lines[i].Record.Decode(&rel); err != nil {
			return nil, err
		}
		if rel.Partner != "" && out[rel.Partner] == nil {
			out[rel.Partner] = &rel
		}
	}
	return out, nil
}

// subItem takes "77/128(q)" apart.
func subItem(s string) (session, item, letter string) {
	session, rest, ok := strings.Cut(s, "/")
	item, letter, also := strings.Cut(rest, "(")
	if !ok || !also {
		return "", "", ""
	}
	return session, item, strings.TrimSuffix(letter, ")")
}

// Opening is what a person says of a new cycle.
type Opening struct {
	Period  string    // EDTF interval
	Meeting time.Time // that takes the report up; the deadlines are worked back from it
	Words   int       // 0: as the Editorial Manual has it
	Bases   []string  // symbols of the mandates; none: that of the consolidated report
}

// ConsolidatedReport is the resolution by whose annex, paragraph 4 (l), cooperation with
// all organizations is told in one report.
const ConsolidatedReport = "A/RES/58/316"

// deadlines of a cycle, in weeks before the meeting. That of submission is the
// ten-week rule (A/RES/47/202 B; Editorial Manual of DGACM); those before it leave a month
// each for clearance, drafting and inputs, and are proposed alone.
var deadlines = []struct {
	name  string
	weeks int
}{{"call", 26}, {"inputs", 20}, {"draft", 15}, {"clearance", 12}, {"submission", 10}, {"meeting", 0}}

// Open proposes the values of a new cycle: its mandates, period and deadlines, its budget,
// and a section for each organization whose sub-item of the agenda is known. An
// organization that is reported elsewhere is in, and marked out.
func Open(ctx context.Context, r register.Reader, o Opening) ([]register.Claim, error) {
	d, err := edtf.Parse(o.Period)
	if err != nil || !d.Interval || d.From.IsZero() || d.To.IsZero() {
		return nil, fault.New(fault.Invalid, "%q is no reporting period; write its beginning and its end, as in 2024-08/2026-07.", o.Period)
	}
	if first, last := d.Bounds(); dayText(first) > dayText(last) {
		return nil, fault.New(fault.Invalid, "The period %q ends before it begins.", o.Period)
	}
	if first, _ := d.Bounds(); !o.Meeting.IsZero() && o.Meeting.Format(time.DateOnly) <= dayText(first) {
		return nil, fault.New(fault.Invalid, "The meeting on %s is before the period %s begins, so that it cannot take up the report.", o.Meeting.Format(time.DateOnly), o.Period)
	}
	if o.Words < 0 {
		return nil, fault.New(fault.Invalid, "A report cannot have %d words.", o.Words)
	}
	page, err := r.Records(ctx, register.Filter{Kind: register.KindCycle, Untold: true, Limit: 1000})
	if err != nil {
		return nil, err
	}
	for i := range page.Lines {
		var c register.Cycle
		if err := page.Lines[i].Record.Decode(&c); err != nil {
			return nil, err
		}
		if c.Period == o.Period {
			return nil, fault.New(fault.Conflict, "There is a cycle of the period %s already: %s.", o.Period, page.Lines[i].Record.ID)
		}
	}
	var claims []register.Claim
	add := func(field, value string) { claims = append(claims, register.Claim{Field: field, Value: value}) }
	_, last := d.Bounds()
	for _, l := range wording.Languages {
		add(register.FieldTitle, l+":"+framed().Text(l, "cycle.title", "year", strconv.Itoa(int(last.Year))))
	}
	bases := o.Bases
	if len(bases) == 0 {
		bases = []string{ConsolidatedReport}
	}
	for _, b := range bases {
		s, err := symbol.Parse(b)
		if err != nil {
			return nil, err
		}
		add("basis", string(s))
	}
	add(register.FieldPeriod, o.Period)
	if !o.Meeting.IsZero() {
		for _, x := range deadlines {
			add("deadline", x.name+"="+o.Meeting.AddDate(0, 0, -7*x.weeks).Format(time.DateOnly))
		}
	}
	words := o.Words
	if words == 0 {
		words = editorial.MostWords
	}
	add(register.FieldBudget, BudgetWords+"="+strconv.Itoa(words))
	add(register.FieldBudget, BudgetFloor+"="+strconv.Itoa(MostFloor))
	relations, err := Relations(ctx, r)
	if err != nil {
		return nil, err
	}
	var sections []string
	for organization, rel := range relations {
		if rel.SubItem != "" {
			sections = append(sections, organization)
		}
	}
	slices.Sort(sections)
	for _, organization := range sections {
		add(register.FieldSection, organization)
		if relations[organization].Elsewhere != "" {
			add(register.FieldChoice, organization+"=out")
		}
	}
	if len(sections) == 0 {
		return nil, fault.New(fault.Invalid, "The register knows no organization with a sub-item of the agenda, so that the report would have no section. `concord up` and `concord cycle open` load the starter register, which knows them.")
	}
	return claims, nil
}

// dayText is a day as 2021-06-02; "" for an open one.
func dayText(p edtf.Point) string {
	if p.IsZero() {
		return ""
	}
	return edtf.At(edtf.Point{Year: p.Year, Month: p.Month, Day: p.Day}).String()
}

// Settings reads what a person fixes of a cycle, "AU=900" or "ID=out", and says which
// fields it goes into. What is none, or names nothing, is an error of kind
// fault.Invalid.
func Settings(ctx context.Context, r register.Reader, id string, words []string) (out []register.Claim, err error) {
	rec, err := r.Record(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	if rec.Kind != register.KindCycle {
		return nil, fault.New(fault.Invalid, "The record %s is no reporting cycle.", id)
	}
	var c register.Cycle
	if err := rec.Decode(&c); err != nil {
		return nil, err
	}
	for _, word := range words {
		what, value, ok := strings.Cut(word, "=")
		if !ok || what == "" || value == "" {
			return nil, fault.New(fault.Invalid, "%q does not say what is fixed and how, as in AU=900.", word)
		}
		section := slices.Contains(c.Sections, what)
		if what == ChoiceRead && value != "in" && value != "out" {
			return nil, fault.New(fault.Invalid, "Whether machine-read records go in is said by machine=in or machine=out, not by %q.", word)
		}
		switch {
		case value == "in" || value == "out" || value == byRule:
			if !section && what != ChoiceRead {
				act, err := r.Record(ctx, what, 0)
				if err != nil || act.Kind != register.KindActivity {
					return nil, fault.New(fault.Invalid, "There is no activity or section %q in this cycle.", what)
				}
			}
			out = append(out, register.Claim{Field: register.FieldChoice, Value: word})
		case strings.HasPrefix(what, weightPrefix):
			if _, known := DefaultWeights()[strings.TrimPrefix(what, weightPrefix)]; !known {
				return nil, fault.New(fault.Invalid, "Nothing is weighed by %q; there are entity, theme, level, place and mandate.", strings.TrimPrefix(what, weightPrefix))
			}
			if w, err := strconv.ParseFloat(value, 64); err != nil || !(w >= 0 && w <= 1000) {
				return nil, fault.New(fault.Invalid, "%q is no weight; write a number from 0 to 1000.", value)
			}
			out = append(out, register.Claim{Field: register.FieldBudget, Value: word})
		default:
			if !section && what != BudgetWords && what != BudgetFloor {
				return nil, fault.New(fault.Invalid, "%q is no section of this cycle, nor words, floor or a weight.", what)
			}
			if n, err := strconv.Atoi(value); err != nil || n < 0 || n > 1_000_000 {
				return nil, fault.New(fault.Invalid, "%q is no number of words.", value)
			}
			out = append(out, register.Claim{Field: register.FieldBudget, Value: word})
		}
	}
	return out, nil
}

// Settled are the budgets and choices of a cycle, whole, once what Settings read is
// fixed. What goes by the rule again, an act or the budget of a section, is in neither.
func Settled(c *register.Cycle, fixed []register.Claim) (budgets, choices []string) {
	budgets, choices = slices.Clone(c.Budgets), slices.Clone(c.Choices)
	for _, f := range fixed {
		what, value, _ := strings.Cut(f.Value, "=")
		list, rule := &choices, value == byRule
		if f.Field == register.FieldBudget {
			list, rule = &budgets, value == "0" && slices.Contains(c.Sections, what)
		}
		at := slices.IndexFunc(*list, func(x string) bool { return strings.HasPrefix(x, what+"=") })
		switch {
		case rule && at >= 0:
			*list = slices.Delete(*list, at, at+1)
		case rule:
		case at >= 0:
			(*list)[at] = f.Value
		default:
			*list = append(*list, f.Value)
		}
	}
	return budgets, choices
}
