package lexicon

import (
	"encoding/binary"
	"math/bits"
)

// firstWords leads from a whole word of ASCII letters and digits to the node
// behind it, for all spellings that begin with such a word. A processor guesses
// wrong at about every second letter of a walk through the tree; one look-up for
// the first word, at which most places of a text end, spares the most of them.
type firstWords struct {
	slots []firstWord // a power of two of them; those of one hash follow one another
	shift uint
	// stems has a bit for the first letters, up to four, of each spelling that is a
	// stem, and lengths one for each number of such letters: what may begin with a
	// stem is walked.
	stems   [1 << 7]uint64
	lengths uint8
}

// firstWord is a word in small letters, eight bytes a number, and the node
// behind it, of whose classes into are behind it already. A slot with no letter
// is empty.
type firstWord struct {
	low, high uint64
	node      int32
	into      int32
}

// longestFirst is the number of bytes that a firstWord can hold.
const longestFirst = 16

const (
	high = 0x8080808080808080
	one  = 0x0101010101010101
)

// letters has the high bit set of each byte of x that is an ASCII letter,
// alnum of each that is a letter or digit. No sum of two numbers of seven bits
// carries into the next byte.
func letters(x uint64) (letter, alnum uint64) {
	low := x &^ high
	small := low | 0x20*one
	letter = (small + (0x80-'a')*one) &^ (small + (0x80-'z'-1)*one) &^ x & high
	digit := (low + (0x80-'0')*one) &^ (low + (0x80-'9'-1)*one) &^ x & high
	return letter, letter | digit
}

// eight are the bytes of text from i on as a number, zero beyond its end.
func eight(text []byte, i int) uint64 {
	if i+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[i:])
	}
	var x uint64
	for k := len(text) - 1; k >= i; k-- {
		x = x<<8 | uint64(text[k])
	}
	return x
}

// asciiWordEnd is the first place from i on that is no ASCII letter or digit.
func asciiWordEnd(text []byte, i int) int {
	for i < len(text) && text[i] < 0x80 {
		_, alnum := letters(eight(text, i))
		if stop := ^alnum & high; stop != 0 {
			return i + bits.TrailingZeros64(stop)>>3
		}
		i += 8
	}
	return min(i, len(text))
}

func hashWord(low, high uint64) uint64 {
	return (low ^ bits.RotateLeft64(high, 23)*0x9e3779b97f4a7c15) * 0xd6e8feb86659fd93
}

// stemBit is the bit of the first n letters of the word that begins with x.
func stemBit(x uint64, n int) uint64 {
	return (x & (1<<(n<<3) - 1)) * 0x9e3779b97f4a7c15 >> (64 - 13)
}

// mayBeStem says whether the word that begins with x may begin with a stem.
func (f *firstWords) mayBeStem(x uint64) bool {
	for l := f.lengths; l != 0; l &= l - 1 {
		if k := stemBit(x, bits.TrailingZeros8(l)); f.stems[k>>6]>>(k&63)&1 != 0 {
			return true
		}
	}
	return false
}

// find looks up the word text[from:], which may have up to longestFirst bytes.
// caps has a bit for each of its capitals. ok is false where the word has to be
// walked; node is -1 where nothing begins with it.
func (f *firstWords) find(text []byte, from int) (to int, node, into int32, caps uint64, ok bool) {
	x := eight(text, from)
	letter, alnum := letters(x)
	var y uint64
	n := 8
	upper := letter &^ (x << 2)
	if stop := ^alnum & high; stop != 0 {
		n = bits.TrailingZeros64(stop) >> 3
		keep := uint64(1)<<(n<<3) - 1
		x &= keep
		upper &= keep
		x |= letter & keep >> 2
	} else {
		x |= letter >> 2
		y = eight(text, min(from+8, len(text)))
		letter, alnum = letters(y)
		stop := ^alnum & high
		if stop == 0 {
			return 0, 0, 0, 0, false
		}
		k := bits.TrailingZeros64(stop) >> 3
		keep := uint64(1)<<(k<<3) - 1
		n += k
		y = y&keep | letter&keep>>2
		if u := letter &^ (eight(text, min(from+8, len(text))) << 2) & keep; u != 0 {
			caps = movemask(u) << 8
		}
	}
	to = from + n
	if to < len(text) && text[to] >= 0x80 {
		return 0, 0, 0, 0, false
	}
	if f.mayBeStem(x) {
		return 0, 0, 0, 0, false
	}
	if upper != 0 {
		caps |= movemask(upper)
	}
	mask := uint64(len(f.slots) - 1)
	for h := hashWord(x, y) >> f.shift; ; h++ {
		s := &f.slots[h&mask]
		if s.low == x && s.high == y {
			return to, s.node, s.into, caps, true
		}
		if s.low == 0 {
			return to, -1, 0, caps, true
		}
	}
}

// movemask brings the high bits of eight bytes together.
func movemask(x uint64) uint64 { return (x & high) >> 7 * 0x0102040810204080 >> 56 }
