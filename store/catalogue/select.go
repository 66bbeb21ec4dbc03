package catalogue

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"slices"
	"sort"
	"strings"

	"concord/edtf"
	"concord/fault"
	"concord/register"
	"concord/search"
	"concord/store"

	"github.com/RoaringBitmap/roaring/v2"
)

// Page is one page of a list: rows of records, in the order of the list.
type Page struct {
	Rows  []int64
	Total int
	Next  string
}

// The bounds of a register.Filter.
const (
	mostConditions = 100
	mostValues     = 10_000 // of all conditions
)

// query is a filter that was checked, in the words of the catalogue.
type query struct {
	register.Filter
	from, to uint32 // days; 0 and never where not asked
	finds    []*register.Match
	found    []*Found // what they found; that of Filter.Match first
	has      []register.Condition
}

// Check tells whether a filter can be asked, with what is wrong in a sentence.
func Check(f register.Filter) error {
	_, err := check(f)
	return err
}

func check(f register.Filter) (*query, error) {
	q := &query{Filter: f, to: math.MaxUint32}
	if f.Kind == "" {
		q.Kind = register.KindActivity
	} else if f.Kind != register.AnyKind && register.Fields(f.Kind) == nil {
		return nil, fault.New(fault.Invalid, "There is no kind of record named %q.", f.Kind)
	}
	switch f.Order {
	case register.ByDocument, register.Newest, register.Oldest, register.Changed, register.Relevance, register.ByDoubt:
	default:
		return nil, fault.New(fault.Invalid, "Lists have no order named %q; there are newest, oldest, changed, doubt, relevance and, as the default, that of the documents.", f.Order)
	}
	if f.Order == register.Relevance && f.Match == nil {
		q.Order = register.Newest
	}
	if len(f.Has) > mostConditions {
		return nil, fault.New(fault.Invalid, "The filter has more than a hundred conditions; leave some out.")
	}
	if f.Match != nil {
		if err := f.Match.Check(); err != nil {
			return nil, err
		}
		q.finds = append(q.finds, f.Match)
	}
	values := 0
	for _, h := range f.Has {
		values += len(h.Any)
		if !slices.Contains(store.FacetNames, h.Facet) {
			return nil, unknown(h.Facet)
		}
		if h.Facet != register.FacetBlock {
			q.has = append(q.has, h)
			continue
		}
		if h.Not || len(h.Any) == 0 {
			return nil, fault.New(fault.Invalid, "Records are found by the facet %q, not left out by it.", h.Facet)
		}
		m := &register.Match{Op: register.OpOr}
		for _, v := range h.Any {
			m.Parts = append(m.Parts, register.Match{Op: register.OpPhrase, Tokens: []string{search.FacetToken(h.Facet, v)}, Column: "facet"})
		}
		if err := m.Check(); err != nil {
			return nil, err
		}
		q.finds = append(q.finds, m)
	}
	if values > mostValues {
		return nil, fault.New(fault.Invalid, "The filter has more than ten thousand values; leave some out.")
	}
	if f.From != "" {
		if _, err := edtf.Parse(f.From); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "%q is no date to begin from; write 2021, 2021-06 or 2021-06-02.", f.From)
		}
		first, _ := store.Days(f.From)
		q.from = uint32(first)
	}
	if f.To != "" {
		if _, err := edtf.Parse(f.To); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "%q is no date to end at; write 2021, 2021-06 or 2021-06-02.", f.To)
		}
		_, last := store.Days(f.To)
		q.to = uint32(last)
	}
	if f.Limit <= 0 {
		q.Limit = 50
	}
	q.Limit = min(q.Limit, 1000)
	return q, nil
}

func unknown(facet string) error {
	return fault.New(fault.Invalid, "Records have no facet named %q; they have %s.", facet, strings.Join(store.FacetNames, ", "))
}

// ask checks a filter, finds its texts and holds the catalogue for it.
func (c *Catalogue) ask(ctx context.Context, src Source, o *Overlay, f register.Filter) (*query, *table, func(), error) {
	q, err := check(f)
	if err != nil {
		return nil, nil, nil, err
	}
	act, generation, err := src.State(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	for i, m := range q.finds {
		key := ""
		ranked := i == 0 && q.Order == register.Relevance
		if o == nil {
			key = matchKey(m)
			if hit := c.found.get(act, generation, key); hit != nil && (!ranked || hit.Scores != nil || len(hit.Rows) == 0) {
				q.found = append(q.found, hit)
				continue
			}
		}
		hit, err := src.Find(ctx, m, ranked)
		if err != nil {
			return nil, nil, nil, err
		}
		if o == nil {
			c.found.put(act, generation, key, hit)
		}
		q.found = append(q.found, hit)
	}
	t, release, err := c.hold(ctx, src, act, generation)
	return q, t, release, err
}

// flags that leave a record out.
func (q *query) flags() uint8 {
	out := uint8(store.Hidden | store.IsSample | store.Untold)
	if q.Hidden {
		out &^= store.Hidden
	}
	if q.Samples {
		out &^= store.IsSample
	}
	if q.Untold {
		out &^= store.Untold
	}
	return out
}

func (q *query) dated() bool { return q.From != "" || q.To != "" }

func (q *query) inTime(first, last uint32) bool {
	if q.Undated && first != store.Undated {
		return false
	}
	return !q.dated() || first != store.Undated && first <= q.to && last >= q.from
}

// pairs are the facets that are two others together.
var pairs = map[string][2]string{
	register.FacetActor: {register.FacetParty, register.FacetState},
	register.FacetAbout: {register.FacetParty, register.FacetSection},
}

// names are the facets that a condition asks about.
func names(facet string) []string {
	if two, ok := pairs[facet]; ok {
		return two[:]
	}
	return []string{facet}
}

// posting is the records that a condition names; it must not be changed.
func (t *table) posting(h register.Condition) *roaring.Bitmap {
	var all []*roaring.Bitmap
	for _, name := range names(h.Facet) {
		if len(h.Any) == 0 {
			for _, n := range t.named[name] {
				all = append(all, t.post[n])
			}
		}
		for _, v := range h.Any {
			if n := t.numbers[store.Facet{Name: name, Value: v}]; n != 0 {
				all = append(all, t.post[n])
			}
		}
	}
	switch len(all) {
	case 0:
		return roaring.New()
	case 1:
		return all[0]
	}
	return roaring.FastOr(all...)
}

// rows are the records that a query chooses, ascending.
func (t *table) rows(q *query, o *Overlay) []uint32 {
	var with, without []*roaring.Bitmap
	if q.Kind != register.AnyKind {
		with = append(with, t.posting(register.Has(register.FacetType, string(q.Kind))))
	}
	for _, h := range q.has {
		if h.Not {
			without = append(without, t.posting(h))
		} else {
			with = append(with, t.posting(h))
		}
	}
	slices.SortFunc(with, func(a, b *roaring.Bitmap) int { return int(a.GetCardinality()) - int(b.GetCardinality()) })
	out := q.flags()
	overlaid := o != nil && len(o.rows) > 0
	keep := func(r uint32) bool {
		return int(r) < len(t.flags) && t.size[r] > 0 && t.flags[r]&out == 0 && q.inTime(t.first[r], t.last[r]) && !(overlaid && o.rows[r] != nil)
	}
	var list []uint32
	if len(q.found) > 0 {
		for _, r := range q.smallest() {
			if !keep(r) {
				continue
			}
			ok := true
			for _, b := range with {
				ok = ok && b.Contains(r)
			}
			for _, b := range without {
				ok = ok && !b.Contains(r)
			}
			if ok {
				list = append(list, r)
			}
		}
	} else {
		list = t.intersect(with, without, keep)
	}
	if overlaid {
		list = o.add(t, q, list)
	}
	return list
}

// smallest are the records that all texts found have.
func (q *query) smallest() []uint32 {
	list := q.found[0].Rows
	for _, f := range q.found[1:] {
		var both []uint32
		i := 0
		for _, r := range list {
			for i < len(f.Rows) && f.Rows[i] < r {
				i++
			}
			if i < len(f.Rows) && f.Rows[i] == r {
				both = append(both, r)
			}
		}
		list = both
	}
	return list
}

func (t *table) intersect(with, without []*roaring.Bitmap, keep func(uint32) bool) (list []uint32) {
	if len(with) == 0 && len(without) == 0 {
		for r := range t.flags {
			if keep(uint32(r)) {
				list = append(list, uint32(r))
			}
		}
		return list
	}
	var set *roaring.Bitmap
	switch len(with) {
	case 0:
		set = roaring.New()
		set.AddRange(0, uint64(len(t.flags)))
	case 1:
		set = with[0]
	default:
		set = roaring.FastAnd(with...)
	}
	if len(without) > 0 {
		if len(with) == 1 {
			set = set.Clone()
		}
		for _, b := range without {
			set.AndNot(b)
		}
	}
	list = make([]uint32, 0, set.GetCardinality())
	var buffer [512]uint32
	for it := set.ManyIterator(); ; {
		n := it.NextMany(buffer[:])
		if n == 0 {
			return list
		}
		for _, r := range buffer[:n] {
			if keep(r) {
				list = append(list, r)
			}
		}
	}
}

// add adds the records of the overlay that a query chooses.
func (o *Overlay) add(t *table, q *query, list []uint32) []uint32 {
	var of uint32
	if q.Kind != register.AnyKind {
		of = o.number(t, store.Facet{Name: register.FacetType, Value: string(q.Kind)})
		if of == 0 {
			return list
		}
	}
	type asked struct {
		any   []uint32
		names []string // any value of these
		not   bool
	}
	var has []asked
	for _, h := range q.has {
		a := asked{not: h.Not}
		if len(h.Any) == 0 {
			a.names = names(h.Facet)
		}
		for _, name := range names(h.Facet) {
			for _, v := range h.Any {
				if n := o.number(t, store.Facet{Name: name, Value: v}); n != 0 {
					a.any = append(a.any, n)
				}
			}
		}
		has = append(has, a)
	}
	out := q.flags()
next:
	for r, row := range o.rows {
		if row.Flags&out != 0 || !q.inTime(row.First, row.Last) || of != 0 && !slices.Contains(row.Terms, of) {
			continue
		}
		for _, a := range has {
			if slices.ContainsFunc(row.Terms, func(n uint32) bool {
				return slices.Contains(a.any, n) || a.names != nil && slices.Contains(a.names, o.term(t, n).Name)
			}) == a.not {
				continue next
			}
		}
		for _, f := range q.found {
			if _, ok := slices.BinarySearch(f.Rows, r); !ok {
				continue next
			}
		}
		list = append(list, r)
	}
	slices.Sort(list)
	return list
}

// order is where a record stands in a list: by hi, then lo, ascending.
type order struct{ hi, lo uint64 }

func (a order) before(b order) bool { return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo }

func compare(a, b order) int {
	if a.before(b) {
		return -1
	}
	if b.before(a) {
		return 1
	}
	return 0
}

// place gives where a record stands in the order of a query. i is its place among
// the first found, or -1.
func (t *table) place(q *query, o *Overlay, r uint32) order {
	row := o.over(r)
	if row == nil {
		row = &overlaid{act: t.changed[r], Listing: store.Listing{First: t.first[r], Work: t.work[r], Ordinal: t.ordinal[r], Start: t.start[r]}}
	}
	recency := uint64(store.Undated) // the latest first, undated ones last
	if row.First != store.Undated {
		recency = uint64(store.Forever - min(row.First, store.Forever))
	}
	switch q.Order {
	case register.Newest:
		return order{recency, uint64(r)}
	case register.Oldest:
		return order{uint64(row.First), uint64(r)}
	case register.Changed:
		return order{uint64(math.MaxUint32 - row.act), uint64(r)}
	case register.Relevance:
		f := q.found[0]
		score := float32(0)
		if f.Scores != nil {
			if i := sort.Search(len(f.Rows), func(i int) bool { return f.Rows[i] >= r }); i < len(f.Rows) {
				score = f.Scores[i]
			}
		}
		return order{uint64(ascending(score))<<32 | recency, uint64(r)}
	}
	if q.Order == register.ByDoubt {
		return byDoubt(t.doubtOf(o, r), row, r)
	}
	return order{uint64(row.Work)<<32 | uint64(row.Ordinal), uint64(row.Start)<<32 | uint64(r)}
}

// byDoubt is an order of the heaviest first, then by document: 16 bits of doubt, 32
// of the work, 24 of the ordinal of the text and 24 of the place in it, beyond which
// those alike stand in the order of storing.
func byDoubt(doubt uint16, row *overlaid, r uint32) order {
	const most = 1<<24 - 1
	ordinal, start := uint64(min(row.Ordinal, most)), uint64(min(row.Start, most))
	return order{uint64(^doubt)<<48 | uint64(row.Work)<<16 | ordinal>>8, ordinal<<56 | start<<32 | uint64(r)}
}

// doubtOf is the sum of the weights of a record's doubts.
func (t *table) doubtOf(o *Overlay, r uint32) (doubt uint16) {
	row := o.over(r)
	if row == nil {
		return t.doubt[r]
	}
	for _, n := range row.Terms {
		doubt |= doubtWeight(o.term(t, n))
	}
	return doubt
}

// ascending gives bits that sort as the number does.
func ascending(f float32) uint32 {
	b := math.Float32bits(f)
	if b&(1<<31) != 0 {
		return ^b
	}
	return b | 1<<31
}

// Page gives the page of a list that a filter asks for. o is that of the change
// which reads, nil for a reader.
func (c *Catalogue) Page(ctx context.Context, src Source, o *Overlay, f register.Filter) (p Page, err error) {
	q, t, release, err := c.ask(ctx, src, o, f)
	if err != nil {
		return p, err
	}
	defer release()
	after := order{}
	if f.Cursor != "" {
		if after, err = readCursor(f); err != nil {
			return p, err
		}
	}
	rows := t.rows(q, o)
	p.Total = len(rows)
	best := make([]order, 0, 4*(q.Limit+1))
	limit := order{math.MaxUint64, math.MaxUint64}
	take := func(r uint32) {
		at := t.place(q, o, r)
		if f.Cursor != "" && !after.before(at) || !at.before(limit) {
			return
		}
		if best = append(best, at); len(best) == cap(best) {
			slices.SortFunc(best, compare)
			best = best[:q.Limit+1]
			limit = best[q.Limit]
		}
	}
	if q.Order == register.Newest || q.Order == register.Changed {
		// What was stored last is likely to stand first.
		for i := len(rows) - 1; i >= 0; i-- {
			take(rows[i])
		}
	} else {
		for _, r := range rows {
			take(r)
		}
	}
	slices.SortFunc(best, compare)
	if len(best) > q.Limit {
		best = best[:q.Limit]
		p.Next = writeCursor(f, best[q.Limit-1])
	}
	p.Rows = make([]int64, len(best))
	for i, b := range best {
		p.Rows[i] = int64(uint32(b.lo))
	}
	return p, nil
}

// Facets counts the values of facets over what a filter chooses: of each facet the
// most frequent first, those alike by value.
func (c *Catalogue) Facets(ctx context.Context, src Source, o *Overlay, f register.Filter, facets ...string) (map[string][]register.FacetCount, error) {
	for _, name := range facets {
		if name == register.FacetBlock || !slices.Contains(store.FacetNames, name) {
			return nil, unknown(name)
		}
	}
	q, t, release, err := c.ask(ctx, src, o, f)
	if err != nil {
		return nil, err
	}
	defer release()
	rows := t.rows(q, o)
	counts := t.count(rows, o)
	out := make(map[string][]register.FacetCount, len(facets))
	for _, name := range facets {
		out[name] = nil
	}
	for n, k := range counts {
		if k == 0 {
			continue
		}
		term := o.term(t, uint32(n))
		if _, ok := out[term.Name]; ok {
			out[term.Name] = append(out[term.Name], register.FacetCount{Value: term.Value, Count: k})
		}
	}
	for name, two := range pairs {
		if _, ok := out[name]; ok {
			out[name] = t.together(rows, counts, o, two)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b register.FacetCount) int {
			if a.Count != b.Count {
				return b.Count - a.Count
			}
			return strings.Compare(a.Value, b.Value)
		})
	}
	return out, nil
}

// count counts all terms of records.
func (t *table) count(rows []uint32, o *Overlay) []int {
	size := len(t.terms)
	if o != nil {
		size += len(o.terms)
	}
	counts := make([]int, size)
	for _, r := range rows {
		if row := o.over(r); row != nil {
			for _, n := range row.Terms {
				counts[n]++
			}
			continue
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
			counts[last]++
		}
	}
	return counts
}

// together counts the values of two facets as those of one: who has a value of both
// counts once.
func (t *table) together(rows []uint32, counts []int, o *Overlay, two [2]string) (list []register.FacetCount) {
	sums := map[string]int{}
	for n, k := range counts {
		if k == 0 {
			continue
		}
		if f := o.term(t, uint32(n)); f.Name == two[0] || f.Name == two[1] {
			sums[f.Value] += k
		}
	}
	var chosen *roaring.Bitmap // rows, made when first asked for
	for value, k := range sums {
		a, b := o.number(t, store.Facet{Name: two[0], Value: value}), o.number(t, store.Facet{Name: two[1], Value: value})
		switch {
		case a == 0 || b == 0 || counts[a] == 0 || counts[b] == 0:
		case o != nil:
			for _, r := range rows {
				if t.has(o, r, a) && t.has(o, r, b) {
					k--
				}
			}
		default:
			if chosen == nil {
				chosen = roaring.BitmapOf(rows...)
			}
			both := roaring.And(t.post[a], t.post[b])
			both.And(chosen)
			k -= int(both.GetCardinality())
		}
		list = append(list, register.FacetCount{Value: value, Count: k})
	}
	return list
}

// Count is how many records of a kind there are, samples apart from the others,
// and how many organizations take part in them: what register.Counts says.
func (c *Catalogue) Count(ctx context.Context, src Source, o *Overlay, kind register.Kind) (records, organizations, samples, sampleOrganizations int, err error) {
	q, t, release, err := c.ask(ctx, src, o, register.Filter{Kind: kind, Samples: true})
	if err != nil {
		return
	}
	defer release()
	var lists [2][]uint32
	for _, r := range t.rows(q, o) {
		sample := 0
		flags := uint8(0)
		if row := o.over(r); row != nil {
			flags = row.Flags
		} else {
			flags = t.flags[r]
		}
		if flags&store.IsSample != 0 {
			sample = 1
		}
		lists[sample] = append(lists[sample], r)
	}
	var organized [2]int
	for i, list := range lists {
		for n, k := range t.count(list, o) {
			if k > 0 && o.term(t, uint32(n)).Name == register.FacetParty {
				organized[i]++
			}
		}
	}
	return len(lists[0]), organized[0], len(lists[1]), organized[1], nil
}

// Citing counts for each work or symbol how many records cite it, of all kinds,
// hidden ones and samples apart: by evidence, by a telling without a span, or as
// their document.
func (c *Catalogue) Citing(ctx context.Context, src Source, o *Overlay) (map[string]int, error) {
	q, t, release, err := c.ask(ctx, src, o, register.Filter{Kind: register.AnyKind, Untold: true})
	if err != nil {
		return nil, err
	}
	defer release()
	out := map[string]int{}
	rows := t.rows(q, o)
	counts := t.count(rows, o)
	for n, k := range counts {
		if k == 0 {
			continue
		}
		switch f := o.term(t, uint32(n)); f.Name {
		case store.FacetCites, register.FacetDocument:
			out[f.Value] += k
		}
	}
	// Who cites a work both ways does so once.
	for value := range out {
		a, b := o.number(t, store.Facet{Name: store.FacetCites, Value: value}), o.number(t, store.Facet{Name: register.FacetDocument, Value: value})
		if a == 0 || b == 0 || counts[a] == 0 || counts[b] == 0 {
			continue
		}
		for _, r := range rows {
			if t.has(o, r, a) && t.has(o, r, b) {
				out[value]--
			}
		}
	}
	return out, nil
}

func (t *table) has(o *Overlay, r, term uint32) bool {
	if row := o.over(r); row != nil {
		return slices.Contains(row.Terms, term)
	}
	return int(term) < len(t.post) && t.post[term].Contains(r)
}

// A cursor is where a page begins and a check that it belongs to the same list. It
// is opaque, not secret: whoever changes it is told so.
func cursorCheck(f register.Filter, at []byte) uint64 {
	f.Cursor, f.Limit = "", 0
	h := fnv.New64a()
	_ = json.NewEncoder(h).Encode(f)
	h.Write(at)
	return h.Sum64()
}

func writeCursor(f register.Filter, at order) string {
	b := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, at.hi), at.lo)
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(b, cursorCheck(f, b)))
}

func readCursor(f register.Filter) (at order, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(f.Cursor)
	if err != nil || len(b) != 24 || binary.BigEndian.Uint64(b[16:]) != cursorCheck(f, b[:16]) {
		return at, fault.New(fault.Invalid, "That page does not belong to this list; begin at its first page.")
	}
	return order{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}, nil
}
