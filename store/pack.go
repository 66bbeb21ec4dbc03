// Package store is what the engines that keep a register share: how the values
// of a row that no query looks into are written. The engines are its folders;
// no SQL is shared between them.
package store

import (
	"encoding/binary"
	"encoding/json"

	"concord/document"
	"concord/fault"
	"concord/register"
)

// packed is the first byte of packed segments, so that the form can change.
const packed = 1

// PackSegments writes the way from a text back to its file, in about four bytes
// a segment.
func PackSegments(dst []byte, list []document.Segment) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = append(dst, packed)
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	at, file, entry := 0, 0, ""
	for _, s := range list {
		same := uint64(0)
		if s.Entry == entry {
			same = 1
		}
		dst = binary.AppendVarint(dst, int64(s.At-at))
		dst = binary.AppendVarint(dst, int64(s.File-file))
		dst = binary.AppendUvarint(dst, uint64(s.Len)<<1|same)
		dst = binary.AppendVarint(dst, int64(s.FileLen-s.Len))
		if same == 0 {
			dst = binary.AppendUvarint(dst, uint64(len(s.Entry)))
			dst = append(dst, s.Entry...)
			entry = s.Entry
		}
		at, file = s.At+s.Len, s.File+s.FileLen
	}
	return dst
}

// UnpackSegments reads what PackSegments wrote; the error is of kind
// fault.Internal where b is none of it.
func UnpackSegments(b []byte) ([]document.Segment, error) {
	if len(b) == 0 {
		return nil, nil
	}
	r := unpacker{b: b[1:], s: string(b[1:]), bad: b[0] != packed}
	n := r.uint()
	if n > uint64(len(b)) {
		r.bad = true
	}
	if r.bad {
		return nil, broken()
	}
	list := make([]document.Segment, 0, n)
	at, file, entry := 0, 0, ""
	for range n {
		var s document.Segment
		s.At = at + r.int()
		s.File = file + r.int()
		length := r.uint()
		s.Len = int(length >> 1)
		s.FileLen = s.Len + r.int()
		if length&1 == 0 {
			entry = r.text()
		}
		s.Entry = entry
		if r.bad {
			return nil, broken()
		}
		list = append(list, s)
		at, file = s.At+s.Len, s.File+s.FileLen
	}
	return list, nil
}

func broken() error {
	return fault.New(fault.Internal, "The database holds something of a paragraph that cannot be read.")
}

// unpacker reads b from its beginning; s is the whole of it as text, of which
// texts are cut without copying each.
type unpacker struct {
	b   []byte
	s   string
	bad bool
}

func (r *unpacker) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *unpacker) int() int {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *unpacker) text() string { return r.cut(r.uint()) }

func (r *unpacker) cut(n uint64) string {
	if n > uint64(len(r.b)) {
		r.bad = true
		return ""
	}
	at := len(r.s) - len(r.b)
	r.b = r.b[n:]
	return r.s[at : at+int(n)]
}

// PackMarks writes the marks of a text.
func PackMarks(dst []byte, list []register.Mark) []byte {
	if len(list) == 0 {
		return dst
	}
	text := func(s string) {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	dst = append(dst, packed)
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for i := range list {
		m := &list[i]
		inferred := uint64(0)
		if m.Inferred {
			inferred = 1
		}
		dst = binary.AppendUvarint(dst, uint64(m.From)<<1|inferred)
		dst = binary.AppendVarint(dst, int64(m.To-m.From))
		text(m.Kind)
		text(m.Value)
		text(m.Rule)
	}
	return dst
}

// UnpackMarks reads what PackMarks wrote; the error is of kind fault.Internal
// where b is none of it.
func UnpackMarks(b []byte) ([]register.Mark, error) {
	if len(b) == 0 {
		return nil, nil
	}
	r := unpacker{b: b[1:], s: string(b[1:]), bad: b[0] != packed}
	n := r.uint()
	if r.bad || n > uint64(len(b)) {
		return nil, broken()
	}
	list := make([]register.Mark, n)
	for i := range list {
		m := &list[i]
		from := r.uint()
		m.From, m.Inferred = int(from>>1), from&1 == 1
		m.To = m.From + r.int()
		m.Kind, m.Value, m.Rule = r.text(), r.text(), r.text()
	}
	if r.bad {
		return nil, broken()
	}
	return list, nil
}

// whole is what a version says as a whole and no query looks into.
type whole struct {
	Masthead document.Masthead  `json:"masthead"`
	Headings []document.Heading `json:"headings,omitempty"`
	Warnings []document.Warning `json:"warnings,omitempty"`
	Period   string             `json:"period,omitempty"`
	Previous []string           `json:"previous,omitempty"`
	Mandates []string           `json:"mandates,omitempty"`
	Sections []register.Section `json:"sections,omitempty"`
	Repeats  int                `json:"repeats,omitempty"`
}

// PackVersion writes the fields of a version that no query looks into.
func PackVersion(v *register.Version) (string, error) {
	b, err := json.Marshal(whole{v.Masthead, v.Headings, v.Warnings, v.Period, v.Previous, v.Mandates, v.Sections, v.Repeats})
	return string(b), err
}

// UnpackVersion fills in what PackVersion wrote.
func UnpackVersion(s string, v *register.Version) error {
	var w whole
	if err := json.Unmarshal([]byte(s), &w); err != nil {
		return fault.Wrap(err, fault.Internal, "The database holds a version of %s that cannot be read.", v.Work)
	}
	v.Masthead, v.Headings, v.Warnings = w.Masthead, w.Headings, w.Warnings
	v.Period, v.Previous, v.Mandates, v.Sections, v.Repeats = w.Period, w.Previous, w.Mandates, w.Sections, w.Repeats
	return nil
}

// PackClaims writes the claims that one act stored of one record: field, value,
// where from, rule, and the state with which they were stored. paragraphs has for
// each the row of the paragraph that is cited without a span, or 0.
func PackClaims(dst []byte, claims []register.Claim, paragraphs []int64) []byte {
	dst = append(dst, packed)
	dst = binary.AppendUvarint(dst, uint64(len(claims)))
	// A text that stood in this row before is written as its number: rules, authors
	// and fields repeat.
	var known [24]string
	n := 0
	text := func(s string) {
		for i := range known[:n] {
			if known[i] == s {
				dst = binary.AppendUvarint(dst, uint64(i)<<1|1)
				return
			}
		}
		dst = binary.AppendUvarint(dst, uint64(len(s))<<1)
		dst = append(dst, s...)
		if n < len(known) {
			known[n] = s
			n++
		}
	}
	last := int64(0)
	for i := range claims {
		c := &claims[i]
		flags := byte(0)
		switch c.State {
		case register.Accepted:
			flags = 1
		case register.Refused:
			flags = 2
		}
		if c.Inferred {
			flags |= 4
		}
		if c.Contribution != "" || c.Author != "" {
			flags |= 8
		}
		if paragraphs[i] != 0 {
			flags |= 16
		}
		dst = append(dst, flags)
		text(c.Field)
		dst = binary.AppendUvarint(dst, uint64(len(c.Value)))
		dst = append(dst, c.Value...)
		text(c.Rule)
		if flags&8 != 0 {
			text(c.Contribution)
			text(c.Author)
		}
		if flags&16 != 0 {
			dst = binary.AppendUvarint(dst, uint64(paragraphs[i]))
		}
		dst = binary.AppendVarint(dst, c.Evidence.Text-last)
		last = c.Evidence.Text
		dst = binary.AppendVarint(dst, int64(c.Evidence.From))
		dst = binary.AppendVarint(dst, int64(c.Evidence.To-c.Evidence.From))
	}
	return dst
}

// UnpackClaims reads what PackClaims wrote and appends it to both lists; key is
// that of the first claim. Record, who and when are the row's to fill in. The
// error is of kind fault.Internal where b is none of it.
func UnpackClaims(b []byte, key int64, claims []register.Claim, paragraphs []int64) ([]register.Claim, []int64, error) {
	if len(b) == 0 || b[0] != packed {
		return claims, paragraphs, broken()
	}
	r := unpacker{b: b[1:], s: string(b[1:])}
	n := r.uint()
	if n > uint64(len(b)) {
		return claims, paragraphs, broken()
	}
	var known [24]string
	have := 0
	text := func() string {
		v := r.uint()
		if v&1 == 1 {
			if v>>1 >= uint64(have) {
				r.bad = true
				return ""
			}
			return known[v>>1]
		}
		s := r.cut(v >> 1)
		if have < len(known) {
			known[have] = s
			have++
		}
		return s
	}
	last := 0
	for i := range n {
		c := register.Claim{Key: key + int64(i)}
		flags := byte(0)
		if len(r.b) > 0 {
			flags, r.b = r.b[0], r.b[1:]
		}
		c.State = [4]register.State{register.Proposed, register.Accepted, register.Refused, register.Refused}[flags&3]
		c.Inferred = flags&4 != 0
		c.Field, c.Value, c.Rule = text(), r.text(), text()
		if flags&8 != 0 {
			c.Contribution, c.Author = text(), text()
		}
		paragraph := int64(0)
		if flags&16 != 0 {
			paragraph = int64(r.uint())
		}
		last += r.int()
		c.Evidence.Text = int64(last)
		c.Evidence.From = r.int()
		c.Evidence.To = c.Evidence.From + r.int()
		if r.bad {
			return claims, paragraphs, broken()
		}
		claims, paragraphs = append(claims, c), append(paragraphs, paragraph)
	}
	return claims, paragraphs, nil
}

// PackNumbers writes numbers that ascend, such as rows: about a byte each.
func PackNumbers(dst []byte, list []int64) []byte {
	last := int64(0)
	for _, n := range list {
		dst = binary.AppendUvarint(dst, uint64(n-last))
		last = n
	}
	return dst
}

// UnpackNumbers reads what PackNumbers wrote.
func UnpackNumbers(dst []int64, b []byte) ([]int64, error) {
	last := int64(0)
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return dst, broken()
		}
		last += int64(v)
		dst, b = append(dst, last), b[n:]
	}
	return dst, nil
}
