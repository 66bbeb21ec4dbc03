package catalogue

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"

	"concord/register"
	"concord/store"
)

// Cross counts the records that a filter chooses by pairs of values of two facets. A
// record with several values of one counts in the cell of each, in a cell once.
func (c *Catalogue) Cross(ctx context.Context, src Source, o *Overlay, f register.Filter, rows, columns string) ([]register.CrossCount, error) {
	for _, name := range []string{rows, columns} {
		if name == register.FacetBlock || !slices.Contains(store.FacetNames, name) && pairs[name] == [2]string{} {
			return nil, unknown(name)
		}
	}
	q, t, release, err := c.ask(ctx, src, o, f)
	if err != nil {
		return nil, err
	}
	defer release()
	size := len(t.terms)
	if o != nil {
		size += len(o.terms)
	}
	down, across := axis(t, o, size, rows), axis(t, o, size, columns)
	counts := make([]int32, len(down.values)*len(across.values))
	var in, on []int32 // values of one record, of the rows and of the columns
	for _, r := range t.rows(q, o) {
		in, on = in[:0], on[:0]
		t.each(o, r, func(term uint32) {
			in, on = down.add(in, term), across.add(on, term)
		})
		for _, i := range in {
			for _, j := range on {
				counts[int(i)*len(across.values)+int(j)]++
			}
		}
	}
	found := 0
	for _, k := range counts {
		if k > 0 {
			found++
		}
	}
	if found == 0 {
		return nil, nil
	}
	list := make([]register.CrossCount, 0, found)
	columnsInOrder := across.order()
	for _, i := range down.order() {
		row := counts[i*len(across.values):][:len(across.values)]
		for _, j := range columnsInOrder {
			if row[j] > 0 {
				list = append(list, register.CrossCount{Row: down.values[i], Column: across.values[j], Count: int(row[j])})
			}
		}
	}
	return list, nil
}

// order gives the indexes of the values in the order of the values.
func (v *values) order() []int {
	list := make([]int, len(v.values))
	for i := range list {
		list[i] = i
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Compare(v.values[a], v.values[b]) })
	return list
}

// values of one facet by the terms that bear them.
type values struct {
	of     []int32 // by term: index in values and 1; 0 for terms of other facets
	values []string
}

func axis(t *table, o *Overlay, size int, facet string) *values {
	v := &values{of: make([]int32, size)}
	at := map[string]int32{} // facets that are two together share values
	of := names(facet)
	for n := 1; n < size; n++ {
		term := o.term(t, uint32(n))
		if !slices.Contains(of, term.Name) {
			continue
		}
		i, ok := at[term.Value]
		if !ok {
			i = int32(len(v.values))
			at[term.Value] = i
			v.values = append(v.values, term.Value)
		}
		v.of[n] = i + 1
	}
	return v
}

func (v *values) add(list []int32, term uint32) []int32 {
	if i := v.of[term] - 1; i >= 0 && !slices.Contains(list, i) {
		list = append(list, i)
	}
	return list
}

// each gives the terms of a record. count has the loop of its own: it is called most.
func (t *table) each(o *Overlay, r uint32, do func(term uint32)) {
	if row := o.over(r); row != nil {
		for _, n := range row.Terms {
			do(n)
		}
		return
	}
	tail := t.tail(r)
	last := uint32(0)
	for i := 0; i < len(tail); {
		v := uint32(tail[i])
		if v < 0x80 {
			i++
		} else {
			x, n := binary.Uvarint(tail[i:])
			v = uint32(x)
			i += n
		}
		last += v
		do(last)
	}
}
