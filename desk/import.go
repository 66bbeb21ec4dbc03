package desk

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/symbol"
)

// ImportRow is one record of a table or file that is to come in. Claims without
// evidence are stated by whoever imports them.
type ImportRow struct {
	Row      int             // of the file, for messages
	Record   register.Record // Kind; ID, or "" for one made of what the row says; Review none or reviewed
	Claims   []register.Claim
	Tellings []register.Telling // citations alone
	// States says that the claims have states of their own, as another register gave
	// them; else they are settled beside what stands.
	States bool
}

// ImportOptions are ways of importing.
type ImportOptions struct {
	Name   string // of the file, for the log
	Strict bool   // nothing comes in where anything is set aside
	DryRun bool   // says what would happen, and changes nothing
}

// SetAside is a field or row that did not come in, and what to do about it.
type SetAside struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Why    string `json:"why"` // what is wrong, and what to do
}

// Imported is what became of a file of records.
type Imported struct {
	Added    int        `json:"added"`    // records that are new
	Changed  int        `json:"changed"`  // records that have new values or sources
	Same     int        `json:"same"`     // rows that say nothing new
	Proposed int        `json:"proposed"` // values that differ from what stands, for a person to decide
	Aside    []SetAside `json:"set_aside,omitempty"`
}

// Import brings rows into the register, in one act: new records with origin
// imported; of records that are there what they do not say yet, accepted where the
// field is empty, proposed where it differs. The same rows again change nothing.
// Rows that cannot come in are set aside; with Strict the error is then of kind
// fault.Invalid, and nothing is kept.
func (d *Desk) Import(ctx context.Context, rows []ImportRow, by register.Person, o ImportOptions) (out Imported, err error) {
	why := o.Name
	err = d.change(ctx, register.Act{By: by, Name: "import", Why: why}, func(ctx context.Context, tx register.Tx) error {
		m := importing{tx: tx, by: by, at: map[string]int{}, works: map[string]string{}}
		for i := range rows {
			if err := m.row(ctx, &rows[i]); err != nil {
				return err
			}
		}
		if err := m.references(ctx); err != nil {
			return err
		}
		out = m.out
		switch {
		case o.Strict && len(out.Aside) > 0:
			return fault.New(fault.Invalid, "Nothing was imported: %d of what the file says cannot come in, and --strict wants all or nothing.", len(out.Aside))
		case o.DryRun:
			return register.ErrNothing
		}
		return m.store(ctx)
	})
	return out, err
}

// store keeps what the rows made.
func (m *importing) store(ctx context.Context) error {
	if len(m.fresh)+len(m.changed)+len(m.claims)+len(m.tellings) == 0 {
		return register.ErrNothing
	}
	for _, w := range m.unheld {
		if err := m.tx.SetWork(ctx, w); err != nil {
			return err
		}
	}
	if err := m.tx.SetRecords(ctx, m.fresh); err != nil {
		return err
	}
	if err := m.tx.SetRecords(ctx, m.changed); err != nil {
		return err
	}
	if err := m.tx.AddClaims(ctx, m.claims); err != nil {
		return err
	}
	return m.tx.SetTellings(ctx, m.tellings)
}

// work gives the ID of a work that is cited by its ID or any of its symbols. One
// that the register does not have is made: known by its symbol, not held.
func (m *importing) work(ctx context.Context, name string) (string, error) {
	if id, ok := m.works[name]; ok || name == "" {
		return id, nil
	}
	w, err := m.tx.Work(ctx, name)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	if err != nil {
		w = register.Work{ID: name, Origin: register.Imported}
		if s, err := symbol.Parse(name); err == nil {
			w.Symbols = []string{string(s)}
		}
		m.unheld = append(m.unheld, w)
	}
	m.works[name] = w.ID
	return w.ID, nil
}

// importing is one import.
type importing struct {
	tx       register.Tx
	by       register.Person
	at       map[string]int // row by record
	fresh    []register.Record
	changed  []register.Record
	claims   []register.Claim
	tellings []register.Telling
	works    map[string]string // IDs by what cites them
	unheld   []register.Work   // works to be made
	out      Imported
	refused  error // why the first was set aside
}

func (m *importing) aside(row int, column, value string, err error) {
	m.out.Aside = append(m.out.Aside, SetAside{row, column, value, fault.Sentence(err)})
	m.refused = cmp.Or(m.refused, err)
}

func (m *importing) row(ctx context.Context, r *ImportRow) error {
	rec := r.Record
	if rec.ID == "" {
		rec.ID = register.ImportID(rec.Kind, r.Claims)
	}
	if first, twice := m.at[rec.ID]; twice {
		m.aside(r.Row, "", "", fault.New(fault.Invalid, "Row %d is the same record; take one of the two out.", first))
		return nil
	}
	m.at[rec.ID] = r.Row
	var err error
	tellings := slices.Clone(r.Tellings)
	for i := range tellings {
		e := &tellings[i].Evidence
		if e.Work, err = m.work(ctx, e.Work); err != nil {
			return err
		}
	}
	claims := make([]register.Claim, 0, len(r.Claims))
	for _, c := range r.Claims {
		if c.Evidence.Work, err = m.work(ctx, c.Evidence.Work); err != nil {
			return err
		}
		c.Record = rec.ID
		if c.Evidence.Work == "" && c.Contribution == "" && c.Author == "" {
			c.Author = m.by.ID
		}
		if c.State == "" {
			c.State = register.Accepted
		}
		if err := c.Check(rec.Kind); err != nil {
			m.aside(r.Row, c.Field, c.Value, err)
			continue
		}
		claims = append(claims, c)
	}
	have, err := m.tx.Record(ctx, rec.ID, 0)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return m.add(rec, r, claims, tellings)
	case err != nil:
		return err
	case have.Kind != rec.Kind:
		m.aside(r.Row, "record", string(rec.Kind), fault.New(fault.Invalid, "The record %s is of kind %s; correct the identifier, or leave it out.", rec.ID, have.Kind))
		return nil
	case have.Review == register.Withdrawn || have.Review == register.Rejected:
		m.aside(r.Row, "id", rec.ID, fault.New(fault.Invalid, "The record %s was %s; bring it back on its page first, or leave the row out.", rec.ID, have.Review))
		return nil
	case have.MergedInto != "":
		m.aside(r.Row, "id", rec.ID, fault.New(fault.Invalid, "The record %s was joined to %s; give that identifier.", rec.ID, have.MergedInto))
		return nil
	}
	return m.amend(ctx, have, claims, tellings)
}

// add makes a record that the register does not have.
func (m *importing) add(rec register.Record, r *ImportRow, claims []register.Claim, tellings []register.Telling) error {
	if !r.States {
		claims = register.Settle(nil, claims)
	}
	if len(claims) == 0 {
		m.aside(r.Row, "", "", fault.New(fault.Invalid, "The row says nothing that can come in; fill in at least its title."))
		return nil
	}
	if rec.Review == "" {
		rec.Review = register.None
	}
	if rec.Review != register.None && rec.Review != register.Reviewed {
		m.aside(r.Row, "review", string(rec.Review), fault.New(fault.Invalid, "Only records that are none or reviewed are imported; take the row out."))
		return nil
	}
	if rec.Visibility == "" {
		rec.Visibility = register.Public
	}
	m.fresh = append(m.fresh, register.Record{ID: rec.ID, Kind: rec.Kind, Origin: cmp.Or(rec.Origin, register.Imported), Review: rec.Review, Visibility: rec.Visibility, Fields: register.Current(rec.Kind, claims)})
	m.claims = append(m.claims, claims...)
	for _, t := range tellings {
		t.Record = rec.ID
		m.tellings = append(m.tellings, t)
	}
	m.out.Added++
	m.count(claims)
	return nil
}

func (m *importing) count(claims []register.Claim) {
	for i := range claims {
		if claims[i].State == register.Proposed {
			m.out.Proposed++
		}
	}
}

// amend lays what a row says beside a record that is there.
func (m *importing) amend(ctx context.Context, have register.Record, claims []register.Claim, tellings []register.Telling) error {
	standing, err := m.tx.Claims(ctx, have.ID)
	if err != nil {
		return err
	}
	fresh := claims[:0:0]
	for _, c := range claims {
		// A citation of the paragraph in which the value was read says nothing new,
		// nor does the person who stated it.
		known := false
		for i := range standing {
			s := &standing[i]
			known = known || s.Field == c.Field && s.Value == c.Value && (c.Evidence.Work != "" && s.Evidence.Work == c.Evidence.Work && s.Evidence.Place == c.Evidence.Place ||
				c.Evidence.Work == "" && s.State == register.Accepted)
		}
		if !known {
			fresh = append(fresh, c)
		}
	}
	fresh = register.Settle(standing, fresh)
	told, err := m.tx.Tellings(ctx, have.ID)
	if err != nil {
		return err
	}
	n := len(m.tellings)
next:
	for _, t := range tellings {
		for i := range told {
			if told[i].Evidence.Work == t.Evidence.Work && told[i].Evidence.Place == t.Evidence.Place {
				continue next
			}
		}
		t.Record = have.ID
		m.tellings = append(m.tellings, t)
	}
	if len(fresh) == 0 && n == len(m.tellings) {
		m.out.Same++
		return nil
	}
	m.out.Changed++
	m.count(fresh)
	m.claims = append(m.claims, fresh...)
	if fields := register.Current(have.Kind, append(standing[:len(standing):len(standing)], fresh...)); !bytes.Equal(fields, have.Fields) {
		have.Fields = fields
		m.changed = append(m.changed, have)
	}
	return nil
}

// references sets aside values that name a record which neither the register nor
// the file has.
func (m *importing) references(ctx context.Context) error {
	kinds := map[string]register.Kind{}
	for i := range m.fresh {
		kinds[m.fresh[i].ID] = m.fresh[i].Kind
	}
	bad := map[string]bool{}
	kept := m.claims[:0]
	for _, c := range m.claims {
		of, ok := register.Refers(c.Field)
		if ok {
			k, known := kinds[c.Value]
			if !known {
				rec, err := m.tx.Record(ctx, c.Value, 0)
				if err != nil && fault.KindOf(err) != fault.NotFound {
					return err
				}
				k = rec.Kind
				kinds[c.Value] = k
			}
			if k != of {
				m.aside(m.at[c.Record], c.Field, c.Value, fault.New(fault.Invalid, "There is no %s with the identifier %q; import it first, or in the same file.", of, c.Value))
				bad[c.Record] = true
				continue
			}
		}
		kept = append(kept, c)
	}
	m.claims = kept
	if len(bad) == 0 {
		return nil
	}
	for i := range m.fresh {
		if r := &m.fresh[i]; bad[r.ID] {
			var own []register.Claim
			for _, c := range m.claims {
				if c.Record == r.ID {
					own = append(own, c)
				}
			}
			r.Fields = register.Current(r.Kind, own)
		}
	}
	for i := range m.changed {
		r := &m.changed[i]
		if !bad[r.ID] {
			continue
		}
		own, err := m.tx.Claims(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, c := range m.claims {
			if c.Record == r.ID {
				own = append(own, c)
			}
		}
		r.Fields = register.Current(r.Kind, own)
	}
	return nil
}
