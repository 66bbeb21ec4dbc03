package store

import (
	"encoding/binary"
	"math"
	"slices"
)

// Flags of a Listing.
const (
	Hidden   = 1 << iota // rejected, withdrawn or merged
	IsSample             // of origin sample
	Untold               // no newest version tells it
)

// Nowhere is the work of a record that nothing tells: it stands behind all others.
const Nowhere = math.MaxUint32

// Listing is what lists, counts and facets need of a record: the row of the table
// listing (record, act, packed), which the catalogue holds in memory.
type Listing struct {
	Flags       uint8
	First, Last uint32 // days, as Days gives them
	Work        uint32 // row of the work of the first telling that holds; Nowhere
	Ordinal     uint32 // of its text, from 1; 0 for a citation without a span
	Start       uint32 // of its quote
	// Words is a hash of the values and of what the index of texts holds of the
	// record: a listing is another one whenever something that is shown has changed.
	Words uint64
	Terms []uint32
}

// PackListing writes a listing; the act and the record are columns of their own.
// It sorts l.Terms. What PackTerms would write of them stands at the end.
func PackListing(dst []byte, l *Listing) []byte {
	dst = append(dst, packed, l.Flags)
	dst = binary.AppendUvarint(dst, uint64(l.First))
	dst = binary.AppendVarint(dst, int64(l.Last)-int64(l.First))
	dst = binary.AppendUvarint(dst, uint64(l.Work))
	dst = binary.AppendUvarint(dst, uint64(l.Ordinal))
	dst = binary.AppendUvarint(dst, uint64(l.Start))
	dst = binary.LittleEndian.AppendUint64(dst, l.Words)
	slices.Sort(l.Terms)
	l.Terms = slices.Compact(l.Terms)
	last := uint32(0)
	for _, t := range l.Terms {
		dst = binary.AppendUvarint(dst, uint64(t-last))
		last = t
	}
	return dst
}

// UnpackListing reads what PackListing wrote but the terms, which are tail; see
// EachTerm. The error is of kind fault.Internal where b is none of it.
func UnpackListing(b []byte, l *Listing) (tail []byte, err error) {
	if len(b) < 2 || b[0] != packed {
		return nil, broken()
	}
	r := unpacker{b: b[2:]}
	l.Flags = b[1]
	l.First = uint32(r.uint())
	l.Last = uint32(int(l.First) + r.int())
	l.Work, l.Ordinal, l.Start = uint32(r.uint()), uint32(r.uint()), uint32(r.uint())
	if r.bad || len(r.b) < 8 {
		return nil, broken()
	}
	l.Words = binary.LittleEndian.Uint64(r.b)
	return r.b[8:], nil
}

// EachTerm calls fn for each of packed terms; false where they cannot be read.
func EachTerm(tail []byte, fn func(term uint32)) bool {
	last := uint32(0)
	for i := 0; i < len(tail); {
		v := uint32(tail[i])
		if v < 0x80 {
			i++
		} else {
			x, n := binary.Uvarint(tail[i:])
			if n <= 0 {
				return false
			}
			v = uint32(x)
			i += n
		}
		last += v
		fn(last)
	}
	return true
}
