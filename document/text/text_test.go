package text_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"concord/document"
	"concord/document/text"
	"concord/fault"
)

func layout(data []byte, opt document.Options) (*document.Layout, error) {
	return text.Read(context.Background(), document.Source{Name: "input.txt", ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, opt)
}

// utf16Bytes encodes with a byte order mark.
func utf16Bytes(s string, order binary.ByteOrder) []byte {
	out := make([]byte, 2)
	order.PutUint16(out, 0xFEFF)
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, 0, 0)
		order.PutUint16(out[len(out)-2:], u)
	}
	return out
}

func TestLines(t *testing.T) {
	const s = "  one\r\n\r\n\ttwo \rthree\n\ffour\u2028five"
	want := []document.Block{
		{Text: "one", Indent: 2, Page: 1}, {Text: "two", Indent: 8, Gap: 1, Page: 1}, {Text: "three", Page: 1}, {Text: "four", Page: 2}, {Text: "five", Page: 2},
	}
	for name, data := range map[string][]byte{
		"UTF-8": []byte(s), "UTF-8 with mark": []byte("\uFEFF" + s),
		"UTF-16 little end first": utf16Bytes(s, binary.LittleEndian), "UTF-16 big end first": utf16Bytes(s, binary.BigEndian),
	} {
		l, err := layout(data, document.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(l.Blocks) != len(want) {
			t.Fatalf("%s: %d lines", name, len(l.Blocks))
		}
		for i, w := range want {
			b := l.Blocks[i]
			if b.Text != w.Text || b.Indent != w.Indent || b.Page != w.Page || b.Gap != w.Gap {
				t.Errorf("%s: line %d is %+v, want %+v", name, i, b, w)
			}
		}
	}
}

func TestWayBackInUTF16(t *testing.T) {
	const s = "港口 abc порт 😀 end"
	data := utf16Bytes(s, binary.LittleEndian)
	l, err := layout(data, document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := document.Paragraph{Text: l.Blocks[0].Text, Source: l.Blocks[0].Source}
	for from := range p.Text {
		for _, n := range []int{1, 2, 5} {
			to := from
			for i := 0; i < n && to < len(p.Text); i++ {
				_, w := utf8.DecodeRuneInString(p.Text[to:])
				to += w
			}
			_, a, b, ok := p.Origin(from, to)
			var u []uint16
			for i := a; i+1 < b; i += 2 {
				u = append(u, binary.LittleEndian.Uint16(data[i:]))
			}
			if got := string(utf16.Decode(u)); !ok || got != p.Text[from:to] {
				t.Fatalf("%q comes from %q", p.Text[from:to], got)
			}
		}
	}
}

func TestBadText(t *testing.T) {
	small := document.Options{Limits: document.Limits{Text: 1000, Lines: 50}}
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
		say  string
	}{
		{"too large", bytes.Repeat([]byte("a line of text\n"), 100), fault.TooLarge, "at most"},
		{"too many lines", bytes.Repeat([]byte("a\n"), 51), fault.TooLarge, "more than 50 lines"},
		{"binary", []byte("text\x00text"), fault.Invalid, "binary"},
		{"controls", bytes.Repeat([]byte("a\x01\x02"), 20), fault.Invalid, "binary"},
		{"another encoding", bytes.Repeat([]byte("\xe2\x82\x81\x83\xa1"), 9), fault.Unsupported, "UTF-8"},
	} {
		_, err := layout(c.data, small)
		if err == nil || fault.KindOf(err) != c.kind {
			t.Errorf("%s: error %v", c.name, err)
			continue
		}
		if s := fault.Sentence(err); !strings.Contains(s, "input.txt") || !strings.Contains(s, c.say) {
			t.Errorf("%s: sentence %q", c.name, s)
		}
	}
}

func TestFewInvalidBytesAreReplacedAndNamed(t *testing.T) {
	data := []byte("A line of good text, à la carte, that is long enough.\nA caf\xe9 in the port.\n")
	l, err := layout(data, document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l.Blocks[1].Text != "A caf\uFFFD in the port." {
		t.Errorf("text %q", l.Blocks[1].Text)
	}
	if len(l.Warnings) != 1 || l.Warnings[0].Kind != "invalid-utf8" || l.Warnings[0].Place != "byte 60" {
		t.Errorf("warnings %v", l.Warnings)
	}
	p := document.Paragraph{Text: l.Blocks[1].Text, Source: l.Blocks[1].Source}
	at := strings.Index(p.Text, "in")
	if _, from, to, _ := p.Origin(at, at+2); string(data[from:to]) != "in" {
		t.Errorf("way back behind the byte: %q", data[from:to])
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("1. One.\n2. Two.\f\r\n\xff"))
	f.Add(utf16Bytes("1. 港口。\n", binary.BigEndian))
	f.Add([]byte("\ufeff 1.\u00a0x\u00ad\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := layout(data, document.Options{})
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		for _, b := range l.Blocks {
			if b.Text == "" || !utf8.ValidString(b.Text) {
				t.Fatalf("line %q", b.Text)
			}
			end := 0
			for _, s := range b.Source {
				if s.At < end || s.At+s.Len > len(b.Text) || s.File < 0 || s.File+s.FileLen > len(data) {
					t.Fatalf("segment %+v of %q", s, b.Text)
				}
				if end = s.At + s.Len; s.Len == s.FileLen && s.Unit == 0 && string(data[s.File:s.File+s.FileLen]) != b.Text[s.At:end] {
					t.Fatalf("segment %+v of %q holds %q", s, b.Text, data[s.File:s.File+s.FileLen])
				}
			}
		}
		if d, err := document.Anatomy(context.Background(), "f", l, document.Options{Language: "en"}); err == nil {
			for _, p := range d.Paragraphs {
				if p.Text == "" || !utf8.ValidString(p.Text) {
					t.Fatalf("paragraph %q", p.Text)
				}
			}
		}
	})
}
