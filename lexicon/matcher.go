package lexicon

import (
	"slices"
	"unsafe"
)

// Word is a phrase of a language's tables that is to be found beside the names;
// Value is whatever the caller wants back for it.
//
// A word written in lower case is found in lower case and with capitals at the
// beginning of its words, so at the beginning of a sentence; one that holds
// capitals must agree in them. One without a letter (": ", "《") is found only
// exactly as written. A final * behind a letter stands for any ending within the
// word ("организов*"); the match ends where the phrase does.
type Word struct {
	Text  string
	Value int32
}

// Match is a stretch of the scanned text, in bytes; To is exclusive. Entry says
// what was found: for a name it is resolved by Matcher.Targets, for a word it is
// the word's index in the slice that NewMatcher was given.
type Match struct{ From, To, Entry int32 }

// Matches is what a scan found. It is filled anew by each scan and keeps its
// memory, so that scanning with the same Matches does not allocate.
type Matches struct {
	// Names found, leftmost and of these the longest, not overlapping.
	Names []Match
	// Words found, all of them, those inside one another and inside names too;
	// sorted by From, longest first.
	Words []Match
}

// Target is what a name stands for.
type Target struct {
	Kind  Kind   // KindActor or KindPlace
	ID    string // of the actor or place
	Index int32  // in Lexicon.Actors or Lexicon.Places; -1 where they lack the ID
	Name  *Name  // the name found; its Text is the base form
}

// Matcher finds the names of a language and the words given with them. It does
// not change, and is safe for concurrent use.
type Matcher struct {
	chars *chars
	nodes []node
	// Of a node with entries that end there: the first of them; or, where there is
	// no other than a word in small letters, ^ that word's index.
	ends    []int32
	small   []int32 // of a word of that kind: its entry
	first   *firstWords
	pairs   [1 << 10]uint64 // a bit for each two classes that a spelling begins with
	pool    []uint16
	entries []entry
	targets []Target // parallel to entries, for names
	text    []string // parallel to entries, for names: the form found
	words   []Word
	clitics []clitic // in class sequences
}

// node is a cell of the double array. The child of a node for a class is at
// base+class and belongs to it where check is the parent's index. A node stands
// for that class and for what all spellings below it have in common behind it,
// length classes of the pool from key on, so that the array has a node only
// where spellings part or end.
type node struct {
	base   int32
	check  int32
	key    uint32
	length uint16
	flags  uint16
}

// Flags of a node.
const (
	ending uint16 = 1 << iota // spellings end here: ends tells which
	leaf                      // and no longer one begins with them
	open                      // one of these is a stem
)

// entry is one spelling that can be found.
type entry struct {
	key    uint32 // where its classes begin in pool
	length uint16 // in characters
	flags  uint16
	ref    int32 // word: index in words. name: length of its run
	stands int32 // name: number of targets at the beginning of its run
	// Of its first 64 characters: those that must be upper case, those that may
	// be, and all that have a case.
	up, may, cased uint64
}

const (
	isWord   uint16 = 1 << iota
	last            // of the entries with this spelling
	first           // of a run of name entries that have the same capitals
	stem            // found in whatever word begins so
	capitals        // may be found in a text all in capitals
	long            // has more than 64 characters: capitals are compared one by one
	verbatim        // has neither letter nor digit: found only as written
)

// Flags of a class in pool.
const (
	keyUpper uint16 = 1 << (13 + iota)
	keyMay
	keyCased
)

// Targets are what the names behind Match.Entry stand for: several where
// several actors or places share the name, each once, with the name of the
// preferred sort. The slice must not be changed.
func (m *Matcher) Targets(entry int32) []Target {
	if entry < 0 || int(entry) >= len(m.entries) || m.entries[entry].flags&isWord != 0 {
		return nil
	}
	return m.targets[entry : entry+m.entries[entry].stands]
}

// Spelling is the form that the entry of a name is compared with: the name, or
// one of its case forms.
func (m *Matcher) Spelling(entry int32) string { return m.text[entry] }

// Value is the value of the word behind Match.Entry.
func (m *Matcher) Value(entry int32) int32 { return m.words[entry].Value }

// ScanBytes is Scan for bytes.
func (m *Matcher) ScanBytes(dst *Matches, text []byte) {
	m.Scan(dst, unsafe.String(unsafe.SliceData(text), len(text)))
}

// Scan finds names and words in text, which may be up to 2 GiB long and should
// be UTF-8: what is not is never part of a match.
//
// It walks the tree of all spellings from each place where one may begin: at the
// beginning of words in scripts that put spaces between them, at each character
// in Han. That needs no failure links, gives matches in the order wanted, and
// passes over the inside of words.
func (m *Matcher) Scan(dst *Matches, text string) {
	dst.Names, dst.Words = dst.Names[:0], dst.Words[:0]
	if len(m.entries) == 0 {
		return
	}
	w := walker{m: m, dst: dst, text: text, bytes: unsafe.Slice(unsafe.StringData(text), len(text))}
	t := m.chars
	inWord := false
	for i := 0; i < len(text); {
		var c char
		n := 1
		if b := text[i]; b < 0x80 {
			c = t.ascii[b]
		} else if b >= 0xe1 && b < 0xf0 && i+2 < len(text) && (text[i+1]^0x80)|(text[i+2]^0x80) < 0x40 {
			// What at does, without the call: Chinese, and below Cyrillic and Arabic.
			c, n = t.pages[int(b&0xf)<<6|int(text[i+1]&0x3f)][text[i+2]&0x3f], 3
		} else if b >= 0xc2 && b < 0xe0 && i+1 < len(text) && text[i+1]^0x80 < 0x40 {
			c, n = t.pages[b&0x1f][text[i+1]&0x3f], 2
		} else {
			c, n = t.at(text, i)
		}
		switch {
		case c&word != 0:
			if !inWord {
				inWord = true
				if n == 1 && m.first != nil {
					if to, node, into, caps, ok := m.first.find(w.bytes, i); ok {
						if node >= 0 {
							w.walk(i, to, node, int(into), uint(to-i), 0, caps)
						}
						i = to
						continue
					}
				}
				if c&opens != 0 {
					w.walk(i, i, 0, 0, 0, 0, 0)
				}
				if c&cling != 0 {
					w.afterClitics(i)
				}
			}
			i = asciiWordEnd(w.bytes, i+n)
		case c&mark != 0:
			i += n
		default:
			inWord = false
			if c&opens != 0 && (n < 3 || c&alone != 0 || w.pair(c, i+n)) {
				w.walk(i, i, 0, 0, 0, 0, 0)
			}
			i += n
		}
	}
}

// pair says whether some spelling may begin with c and the character at i. It
// spares most walks of a text in Han, where each character opens some spelling.
func (w *walker) pair(c char, i int) bool {
	if i+2 >= len(w.text) || w.text[i] < 0xe1 || w.text[i] >= 0xf0 || (w.text[i+1]^0x80)|(w.text[i+2]^0x80) >= 0x40 {
		return true // not worth a look
	}
	d := w.m.chars.pages[int(w.text[i]&0xf)<<6|int(w.text[i+1]&0x3f)][w.text[i+2]&0x3f]
	if d&(space|mark) != 0 {
		return true
	}
	k := pairBit(c, d)
	return w.m.pairs[k>>6]>>(k&63)&1 != 0
}

// pairBit is the bit of pairs for two classes; several pairs share one.
func pairBit(c, d char) uint32 {
	return (uint32(c&classMask)*0x9e5 ^ uint32(d&classMask)) & 0xffff
}

// walker is the state of one scan.
type walker struct {
	m       *Matcher
	dst     *Matches
	text    string
	bytes   []byte // text again
	nameEnd int    // end of the last name found
}

// maxMarks is the number of characters without class that may stand between two
// characters of a match.
const maxMarks = 4

// walk finds what begins at from. It goes on at j and at node s, of whose classes
// into are behind it already; depth is the number of characters that are behind
// it, skip the number of those that are not in the text, ups has the capitals
// among those that are.
func (w *walker) walk(from, j int, s int32, into int, depth, skip uint, ups uint64) {
	m, text, t := w.m, w.text, w.m.chars
	var (
		nodes = m.nodes
		pool  = m.pool
		x     = &nodes[s]
		key   = int(x.key) + into
		end   = int(x.key) + int(x.length)
		prev  char
		marks int
		name  = found{entry: -1}
		words = len(w.dst.Words)
	)
	if j > from {
		prev = t.ascii[text[j-1]&0x7f]
	}
walk:
	for {
		for key < end {
			if j >= len(text) {
				break walk
			}
			var c char
			n := 1
			if b := text[j]; b < 0x80 {
				c = t.ascii[b]
			} else if b >= 0xe1 && b < 0xf0 && j+2 < len(text) && (text[j+1]^0x80)|(text[j+2]^0x80) < 0x40 {
				// What at does, without the call: Chinese, and below Cyrillic and Arabic.
				c, n = t.pages[int(b&0xf)<<6|int(text[j+1]&0x3f)][text[j+2]&0x3f], 3
			} else if b >= 0xc2 && b < 0xe0 && j+1 < len(text) && text[j+1]^0x80 < 0x40 {
				c, n = t.pages[b&0x1f][text[j+1]&0x3f], 2
			} else {
				c, n = t.at(text, j)
			}
			if c&(space|mark) != 0 && !single(t, c, prev, text, j+n) && transparent(t, c, prev, text, j+n) {
				if marks++; marks > maxMarks || j == from {
					break walk
				}
				j += n
				continue
			}
			if uint16(c&classMask) != pool[key]&uint16(classMask) {
				break walk
			}
			key++
			prev, marks = c, 0
			if c&upper != 0 {
				ups |= 1 << depth
			}
			depth++
			j += n
		}
		if x.flags != 0 {
			if x.flags&ending != 0 && j > from && (x.flags&open != 0 || !goesOn(t, prev, text, j)) {
				// Most of what is found is a word in small letters alone.
				if e := m.ends[s]; e < 0 && ups == 0 && (prev&word == 0 || j == len(text) || text[j] < 0x80) {
					w.dst.Words = append(w.dst.Words, Match{int32(from), int32(j), ^e})
				} else if f := w.end(m.entriesOf(s), from, j, prev, ups, skip); f.entry >= 0 {
					name = f
				}
			}
			if x.flags&leaf != 0 {
				break
			}
		}
	step:
		if j >= len(text) {
			break
		}
		var c char
		n := 1
		if b := text[j]; b < 0x80 {
			c = t.ascii[b]
		} else if b >= 0xe1 && b < 0xf0 && j+2 < len(text) && (text[j+1]^0x80)|(text[j+2]^0x80) < 0x40 {
			// What at does, without the call: Chinese, and below Cyrillic and Arabic.
			c, n = t.pages[int(b&0xf)<<6|int(text[j+1]&0x3f)][text[j+2]&0x3f], 3
		} else if b >= 0xc2 && b < 0xe0 && j+1 < len(text) && text[j+1]^0x80 < 0x40 {
			c, n = t.pages[b&0x1f][text[j+1]&0x3f], 2
		} else {
			c, n = t.at(text, j)
		}
		if c&(space|mark) != 0 && !single(t, c, prev, text, j+n) && transparent(t, c, prev, text, j+n) {
			if marks++; marks > maxMarks || j == from {
				break
			}
			j += n
			goto step
		}
		// Class 0 is nobody's child, so that it needs no question of its own.
		to := x.base + int32(c&classMask)
		x = &nodes[to]
		if x.check != s {
			break
		}
		s, key, end = to, int(x.key), int(x.key)+int(x.length)
		prev, marks = c, 0
		if c&upper != 0 {
			ups |= 1 << depth
		}
		depth++
		j += n
	}
	if name.entry >= 0 {
		w.dst.Names = append(w.dst.Names, Match{int32(from), int32(name.to), name.entry})
		w.nameEnd = name.to
	}
	if len(w.dst.Words)-words > 1 {
		slices.Reverse(w.dst.Words[words:])
	}
}

// entriesOf is the first of the entries that end at a node.
func (m *Matcher) entriesOf(s int32) int32 {
	if e := m.ends[s]; e >= 0 {
		return e
	}
	return m.small[^m.ends[s]]
}

// goesOn says whether ASCII shows that the word whose last character so far is c
// goes on at j; false may also mean that end has to look closer.
func goesOn(t *chars, c char, text string, j int) bool {
	return j < len(text) && text[j] < 0x80 && c&t.ascii[text[j]]&word != 0
}

// single says whether ASCII shows that c, which ends before next, is a single
// space between words; false may also mean that transparent has to look closer.
func single(t *chars, c, prev char, text string, next int) bool {
	return c&space != 0 && prev&(space|wide) == 0 && next < len(text) && text[next] < 0x80 && t.ascii[text[next]]&(space|mark) == 0
}

// transparent says whether c, which ends before next, is passed over between two
// characters of a match: a mark, a second space, a space beside Han. No spelling
// holds such a space, so that passing over it loses nothing.
func transparent(t *chars, c, prev char, text string, next int) bool {
	if c&mark != 0 {
		return true
	}
	if c&space == 0 {
		return false
	}
	if prev&(space|wide) != 0 {
		return true
	}
	for range maxMarks {
		if next >= len(text) {
			return false
		}
		f, n := t.get(text, next)
		if f&wide != 0 {
			return true
		}
		if f&(space|mark) == 0 {
			return false
		}
		next += n
	}
	return false
}

// found is a name found, the longest so far from one place.
type found struct {
	to    int
	entry int32
}

// end takes the entries of one spelling, from at on, whose last character c ends
// before to. skip is the number of their first characters that are not in the
// text. It gives the name found, with an entry of -1 for none.
func (w *walker) end(at int32, from, to int, c char, ups uint64, skip uint) found {
	m, t := w.m, w.m.chars
	// What follows: marks on the last letter belong to it, another letter makes
	// it part of a longer word.
	whole, inner := to, false
	for next, k := to, 0; c&word != 0 && next < len(w.text) && k < maxMarks; k++ {
		f, n := t.get(w.text, next)
		if f&mark == 0 {
			inner = f&word != 0
			break
		}
		next += n
		if f&combining != 0 {
			whole = next
		}
	}
	// Of names with this spelling that differ in capitals, the one that agrees
	// with the text goes before one that a text in capitals lets through.
	best, bestExact := int32(-1), false
	for ; ; at++ {
		e := &m.entries[at]
		if ok, exact := w.capitals(e, from, to, ups, skip); ok && (!inner || e.flags&stem != 0) {
			switch {
			case e.flags&isWord == 0:
				if from >= w.nameEnd && (best < 0 || exact && !bestExact) {
					best, bestExact = at, exact
				}
			case e.flags&verbatim == 0 || w.text[from:to] == m.words[e.ref].Text:
				w.dst.Words = append(w.dst.Words, Match{int32(from), int32(whole), e.ref})
			}
		}
		if e.flags&isWord == 0 {
			at += e.ref - 1
			e = &m.entries[at]
		}
		if e.flags&last != 0 {
			break
		}
	}
	return found{whole, best}
}

// capitals says whether an entry's capitals agree with those of the text, ups
// being the upper-case letters among its first 64: exactly, or because the text
// is all in capitals and the entry may be found there.
func (w *walker) capitals(e *entry, from, to int, ups uint64, skip uint) (ok, exact bool) {
	if e.flags&long != 0 {
		return w.agrees(e, from, to, skip)
	}
	exact = ups&^e.may == 0 && e.up&^ups == 0
	ok = exact || e.flags&capitals != 0 && ups&e.cased == e.cased
	return ok, exact
}

// agrees is capitals for an entry of any length.
func (w *walker) agrees(e *entry, from, to int, skip uint) (ok, exact bool) {
	exact, ok = true, true
	t := w.m.chars
	key := w.m.pool[e.key : e.key+uint32(e.length)]
	k := skip
	for j := from; j < to && k < uint(len(key)); {
		c, n := t.get(w.text, j)
		j += n
		if uint16(c&classMask) != key[k]&uint16(classMask) || c&classMask == 0 {
			continue
		}
		isUpper := c&upper != 0
		if key[k]&keyUpper != 0 && !isUpper || isUpper && key[k]&(keyUpper|keyMay) == 0 {
			exact = false
		}
		if key[k]&keyCased != 0 && !isUpper {
			ok = false
		}
		k++
	}
	return ok && e.flags&capitals != 0 || exact, exact
}
