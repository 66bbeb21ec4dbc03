package report

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"concord/lexicon"
	"concord/register"
)

// Act is an activity that the report may tell.
type Act struct {
	ID       string
	Revision int
	Machine  bool // read by rule, nobody looked at it yet
	register.Activity
	Told    register.Evidence // where it is told first; without a quote of a citation alone
	Section string            // organization
}

// Rest of a sentence on the act.
func (a *Act) Rest() Rest { return Rest{Record: a.ID, Revision: a.Revision, Machine: a.Machine} }

// Material is what a cycle has to tell, by section.
type Material struct {
	Plan *Plan
	Acts map[string][]*Act // by organization, in the order of the documents
	// Waiting counts by organization what nobody looked at yet and that is left out for it.
	Waiting map[string]int
}

// gathered is how many records are read at a time.
const gathered = 1000

// Gather the activities of the period of a cycle: those that a person reviewed or an
// organization confirmed, and with Plan.Machine all. One that has no date belongs to the
// period if the document that tells it came out in a year of it after the first. An
// activity goes into one section: that of the first organization that leads it, takes
// part in it, or in whose section it is told.
func Gather(ctx context.Context, r register.Reader, names *lexicon.Lexicon, p *Plan) (*Material, error) {
	m := &Material{Plan: p, Acts: map[string][]*Act{}, Waiting: map[string]int{}}
	bodies := map[string][]string{}
	for _, a := range names.Actors() {
		if a.Partner != "" && a.Partner != a.ID {
			bodies[a.Partner] = append(bodies[a.Partner], a.ID)
		}
	}
	in := map[string]bool{}
	for _, s := range p.Sections {
		in[s.Organization] = !s.Out
	}
	seen := map[string]bool{}
	var unseen []*Act // nobody looked at
	for _, s := range p.Sections {
		if s.Out {
			continue
		}
		about := register.Has(register.FacetAbout, append([]string{s.Organization}, bodies[s.Organization]...)...)
		for _, f := range []register.Filter{{From: p.From, To: p.To}, {Undated: true}} {
			if f.From == "" && f.To == "" && !f.Undated {
				f = register.Filter{}
			}
			f.Has, f.Limit = []register.Condition{about}, gathered
			for {
				page, err := r.Records(ctx, f)
				if err != nil {
					return nil, err
				}
				for i := range page.Lines {
					l := &page.Lines[i]
					if seen[l.Record.ID] || f.Undated && !p.tells(l.Told.Work) {
						continue
					}
					seen[l.Record.ID] = true
					a := &Act{ID: l.Record.ID, Revision: l.Record.Revision, Machine: l.Record.Review != register.Reviewed && l.Record.Origin != register.Starter,
						Activity: l.Activity, Told: l.Told}
					a.Section = sectionOf(a, names, in, s.Organization)
					if a.Machine {
						unseen = append(unseen, a)
					}
					m.Acts[a.Section] = append(m.Acts[a.Section], a)
				}
				if f.Cursor = page.Next; f.Cursor == "" {
					break
				}
			}
		}
	}
	if err := m.drop(ctx, r, unseen); err != nil {
		return nil, err
	}
	for _, list := range m.Acts {
		slices.SortStableFunc(list, func(a, b *Act) int { return strings.Compare(a.ID, b.ID) })
	}
	return m, nil
}

// drop takes out what nobody looked at and no organization confirmed, where the plan
// does not want it.
func (m *Material) drop(ctx context.Context, r register.Reader, unseen []*Act) error {
	if m.Plan.Machine {
		return nil
	}
	out := map[string]bool{}
	for chunk := range slices.Chunk(unseen, gathered) {
		var ids []string
		for _, a := range chunk {
			ids = append(ids, a.ID)
		}
		confirmed := map[string]bool{}
		cases, err := r.Cases(ctx, ids...)
		if err != nil {
			return err
		}
		for i := range cases {
			for _, c := range cases[i].Confirmations {
				if c.Word == register.Confirmed {
					confirmed[cases[i].Record.ID] = true
				}
			}
		}
		for _, a := range chunk {
			if !confirmed[a.ID] && m.Plan.Fix(a.ID) != In {
				out[a.ID] = true
				m.Waiting[a.Section]++
			}
		}
	}
	for section, list := range m.Acts {
		m.Acts[section] = slices.DeleteFunc(list, func(a *Act) bool { return out[a.ID] })
	}
	return nil
}

// sectionOf an act among the sections of the report: the first of the organizations that
// lead it, then of those that take part; otherwise where it is told.
func sectionOf(a *Act, names *lexicon.Lexicon, in map[string]bool, told string) string {
	first := ""
	for _, p := range a.Parties {
		partner, ok := names.Partner(p.Actor)
		if !ok || !in[partner] {
			continue
		}
		switch p.Role {
		case "lead", "host", "provider":
			return partner
		}
		if first == "" {
			first = partner
		}
	}
	if first != "" {
		return first
	}
	return told
}

// tells whether a work came out in a year of the period after the first: what it tells
// without a date is then of the period. The year is that of the symbol (A/77/… is of the session
// that opens in 1945 + 77; S/2025/… of its year).
func (p *Plan) tells(work string) bool {
	year := yearOf(work)
	if year == 0 || p.From == "" || p.To == "" {
		return false
	}
	from, _ := strconv.Atoi(p.From[:4])
	to, _ := strconv.Atoi(p.To[:4])
	return from < year && year <= to || from == to && year == to
}

// yearOf a document's symbol; 0 where it does not say.
func yearOf(work string) int {
	parts := strings.Split(work, "/")
	for _, part := range parts[1:] {
		n, err := strconv.Atoi(part)
		switch {
		case err != nil:
		case n >= 1946 && n <= 2200:
			return n
		case n >= 1 && n < 200 && parts[0] == "A":
			return 1945 + n
		default:
			return 0
		}
	}
	return 0
}
