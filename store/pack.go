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

func (r *unpacker) text() string {
	n := r.uint()
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
}

// PackVersion writes the fields of a version that no query looks into.
func PackVersion(v *register.Version) (string, error) {
	b, err := json.Marshal(whole{v.Masthead, v.Headings, v.Warnings, v.Period, v.Previous, v.Mandates, v.Sections})
	return string(b), err
}

// UnpackVersion fills in what PackVersion wrote.
func UnpackVersion(s string, v *register.Version) error {
	var w whole
	if err := json.Unmarshal([]byte(s), &w); err != nil {
		return fault.Wrap(err, fault.Internal, "The database holds a version of %s that cannot be read.", v.Work)
	}
	v.Masthead, v.Headings, v.Warnings = w.Masthead, w.Headings, w.Warnings
	v.Period, v.Previous, v.Mandates, v.Sections = w.Period, w.Previous, w.Mandates, w.Sections
	return nil
}
