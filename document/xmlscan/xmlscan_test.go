package xmlscan

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// text gives all character data, resolved, parted by the names of tags.
func text(s string, depth int) (string, error) {
	sc, err := New(s, depth)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		k, err := sc.Next()
		if err != nil {
			return "", err
		}
		switch k {
		case EOF:
			return b.String(), nil
		case Start:
			b.WriteString("<" + sc.Name + ">")
		case End:
			b.WriteString("</" + sc.Name + ">")
		case Text:
			if sc.CData {
				b.WriteString(sc.Raw)
				continue
			}
			if s[sc.From:sc.From+len(sc.Raw)] != sc.Raw {
				return "", errors.New("text is not where it is said to be")
			}
			if err := Resolve(sc.Raw, func(t string, _, _ int) { b.WriteString(t) }); err != nil {
				return "", err
			}
		}
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<a><b x="1>2"/>t &amp; &#x41;&#66;<![CDATA[<&>]]></a>`, "<a><b></b>t & AB<&></a>"},
		{"\uFEFF<?xml version='1.0' encoding='utf-8'?><!-- c --><a>x\r\ny\rz</a>\n", "<a>x\ny\nz</a>"},
	} {
		if got, err := text(c.in, 8); err != nil || got != c.want {
			t.Errorf("%q: %q, %v", c.in, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		in   string
		want error
	}{
		{`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, ErrDoctype},
		{`<a><!ELEMENT b></a>`, ErrDoctype},
		{strings.Repeat("<a>", 9), ErrDepth},
		{"<?xml version='1.0' encoding='utf-16'?><a/>", ErrEncoding},
		{"\xff\xfe<\x00", ErrEncoding},
		{"<a>\xff</a>", ErrEncoding},
		{`<a>`, nil}, {`<a></b>`, nil}, {`</a>`, nil}, {`<a>&b;</a>`, nil}, {`<a>&amp</a>`, nil}, {`<a>&#0;</a>`, nil}, {`<a b="c></a>`, nil},
		{`<a <b></a>`, nil}, {`x<a/>`, nil}, {`<a/>x`, nil}, {`<a><![CDATA[x</a>`, nil}, {`<a><!-- x</a>`, nil}, {`<a`, nil}, {`<`, nil}, {`<?xml`, nil},
	} {
		_, err := text(c.in, 8)
		var s *SyntaxError
		if err == nil || c.want != nil && !errors.Is(err, c.want) || c.want == nil && !errors.As(err, &s) {
			t.Errorf("%q: error %v", c.in, err)
		}
	}
}

func TestAttributes(t *testing.T) {
	sc, err := New(`<w:p w:val='a &amp; "b"' x = "2" empty=""/>`, 4)
	if err != nil {
		t.Fatal(err)
	}
	if k, err := sc.Next(); k != Start || err != nil {
		t.Fatal(k, err)
	}
	if sc.Attr("w:val") != `a & "b"` || sc.Attr("x") != "2" || sc.Attr("empty") != "" || sc.Attr("val") != "" {
		t.Errorf("attributes %q %q", sc.Attr("w:val"), sc.Attr("x"))
	}
}

// What both this scanner and encoding/xml take, they take for the same text.
func FuzzAgainstStandard(f *testing.F) {
	f.Add(`<a><b x="1"/>t &amp; &#x41;</a>`)
	f.Add(`<?xml version="1.0"?><a><![CDATA[x]]><!-- y --></a>`)
	f.Add(strings.Repeat("<a>", 300))
	f.Fuzz(func(t *testing.T, s string) {
		got, err := text(s, 64)
		if err != nil {
			return
		}
		d := xml.NewDecoder(strings.NewReader(s))
		var b strings.Builder
		depth := 0
		for {
			tok, err := d.RawToken()
			if err == io.EOF {
				break
			}
			if err != nil {
				return // encoding/xml checks names and characters more strictly
			}
			name := func(n xml.Name) string {
				if n.Space != "" {
					return n.Space + ":" + n.Local
				}
				return n.Local
			}
			switch tok := tok.(type) {
			case xml.StartElement:
				b.WriteString("<" + name(tok.Name) + ">")
				depth++
			case xml.EndElement:
				b.WriteString("</" + name(tok.Name) + ">")
				depth--
			case xml.CharData:
				if depth > 0 {
					b.Write(tok)
				}
			}
		}
		norm := func(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }
		if norm(b.String()) != norm(got) {
			t.Errorf("%q: %q, the standard library %q", s, got, b.String())
		}
	})
}
