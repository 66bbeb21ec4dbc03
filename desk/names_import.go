package desk

import (
	"context"
	"slices"
	"strings"

	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// ImportedNames is what became of a table of names.
type ImportedNames struct {
	Actors    int // whose names have changed
	None      int // texts that are no names, new
	Documents int // read anew
	Proposed  int // values that were read differently, for a person to decide
}

// ImportNames lays a table of names (lexicon.ReadTable) over those in force, in one
// act: all of it, or nothing where any row cannot be. What is there already changes
// nothing. Documents in which a new name stands are read anew in the same change.
func (d *Desk) ImportNames(ctx context.Context, o lexicon.Overlay, file string, by register.Person) (ImportedNames, error) {
	var out ImportedNames
	renamed, err := d.rename(ctx, register.Act{By: by, Name: "import-names", Why: file}, true, func(ctx context.Context, r *renaming) error {
		out = ImportedNames{}
		if err := r.importActors(ctx, o, &out); err != nil {
			return err
		}
		for _, n := range o.None {
			if r.names.lexicon.IsNone(n.Language, n.Text) {
				continue
			}
			value := register.NameValue(lexicon.Name{Language: n.Language, Sort: lexicon.Variant, Text: n.Text})
			if _, err := register.ParseName(value); err != nil {
				return err
			}
			if _, err := r.settle(ctx, n.Language, n.Text, register.Open, register.Settled); err != nil {
				return err
			}
			want := fieldSet{register.FieldType: {register.TypeNone}, register.FieldName: {value}}
			if err := r.setRecord(ctx, register.NoNameID(n.Language, n.Text), want); err != nil {
				return err
			}
			out.None++
		}
		if out.Actors+out.None == 0 {
			return register.ErrNothing
		}
		after, err := d.inForce(ctx, r.tx)
		if err != nil {
			return err
		}
		return sound(after.lexicon)
	})
	out.Documents, out.Proposed = renamed.Documents, renamed.Proposed
	return out, err
}

// sound refuses names that cannot stand beside one another.
func sound(l *lexicon.Lexicon) error {
	problems := l.Check()
	if len(problems) == 0 {
		return nil
	}
	var list []string
	for _, p := range problems[:min(len(problems), 3)] {
		list = append(list, p.Text)
	}
	return fault.New(fault.Invalid, "Nothing was imported, because these names cannot stand together: %s. Correct the table and import it again.", strings.Join(list, "; "))
}

func (r *renaming) importActors(ctx context.Context, o lexicon.Overlay, out *ImportedNames) error {
	var ids []string
	add := func(id string) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	actors := map[string]lexicon.Actor{}
	names, without := map[string][]lexicon.Name{}, map[string][]lexicon.Name{}
	for _, a := range o.Actors {
		add(a.ID)
		actors[a.ID] = a
	}
	for _, n := range o.Names {
		add(n.ID)
		names[n.ID] = append(names[n.ID], n)
	}
	for _, n := range o.Without {
		add(n.ID)
		without[n.ID] = append(without[n.ID], n)
	}
	for _, id := range ids {
		record := register.ActorRecordID(id)
		have, err := r.fields(ctx, record)
		if err != nil {
			return err
		}
		want := fieldSet{}
		for k, v := range have {
			want[k] = v
		}
		want.set(register.FieldActor, id)
		_, known := r.names.lexicon.Actor(id)
		if a, ok := actors[id]; ok {
			parent := a.Parent
			a.Parent = "" // it may be in the same table: sound looks at it
			if known {
				err = r.checkActor(a)
			} else {
				err = r.checkNew(a)
			}
			if err != nil {
				return err
			}
			want.set(register.FieldType, a.Type)
			want.set(register.FieldParent, parent)
			want.set(register.FieldSince, a.From)
			want.set(register.FieldEnded, a.To)
		} else if !known {
			return fault.New(fault.Invalid, "%s is no organization that is known here, and the table has no row with its type.", id)
		}
		for _, n := range names[id] {
			n.Kind = lexicon.KindActor
			if err := r.checkName(ctx, n, "", 0); err != nil {
				return err
			}
			want.add(register.FieldName, register.NameValue(n))
		}
		for _, n := range without[id] {
			shipped := r.names.lexicon.Under().Names(id, n.Language)
			at := slices.IndexFunc(shipped, func(x lexicon.Name) bool { return x.Text == n.Text })
			if at < 0 {
				continue // what does not ship any more holds no longer by itself
			}
			want.add(register.FieldWithout, register.NameValue(shipped[at]))
		}
		if same(have, want) {
			continue
		}
		for _, field := range []string{register.FieldName, register.FieldWithout} {
			for _, v := range want[field] {
				if n, err := register.ParseName(v); err == nil && !slices.Contains(have[field], v) {
					r.changed(n.Language, n.Text)
				}
			}
		}
		if !slices.Equal(have[register.FieldType], want[register.FieldType]) && known {
			if err := r.namedAnywhere(ctx, id); err != nil {
				return err
			}
		}
		if err := r.setRecord(ctx, record, want); err != nil {
			return err
		}
		out.Actors++
	}
	return nil
}

// same tells whether two sets of values are one, whatever their order.
func same(a, b fieldSet) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		x, y := slices.Sorted(slices.Values(v)), slices.Sorted(slices.Values(b[k]))
		if !slices.Equal(x, y) {
			return false
		}
	}
	return true
}

// NamesChanged is what people changed in names: what ImportNames lays over others.
func (d *Desk) NamesChanged(ctx context.Context) (lexicon.Overlay, error) {
	n, err := d.inForce(ctx, d.store)
	if err != nil {
		return lexicon.Overlay{}, err
	}
	return n.lexicon.Overlay(), nil
}
