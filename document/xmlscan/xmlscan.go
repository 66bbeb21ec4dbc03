// Package xmlscan goes through the tokens of an XML entity held in memory and
// tells where in the bytes each of them stands, so that text read from it can be
// traced back. It checks that elements are closed in their order, bounds their
// depth, and refuses a document type declaration: there are no entities but the
// five of XML itself, nothing outside is ever opened.
//
// It does not resolve namespaces and does not validate. encoding/xml gives no
// places inside character data that holds references, and allocates for each
// token.
package xmlscan

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrDoctype is the error of an entity with a document type declaration.
var ErrDoctype = errors.New("a document type declaration, which could bring in other files")

// ErrDepth is the error of elements nested beyond the limit.
var ErrDepth = errors.New("elements nested too deep")

// ErrEncoding is the error of an entity that is not in UTF-8.
var ErrEncoding = errors.New("an encoding other than UTF-8")

// SyntaxError is the error of an entity that is not well formed, or cut off.
type SyntaxError struct {
	Offset int
	What   string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.What) }

// Kind of a token.
type Kind uint8

// The kinds. An empty element ("<a/>") gives Start and then End.
const (
	EOF Kind = iota
	Start
	End
	Text // character data or a CDATA section
)

// Scanner goes through one entity.
type Scanner struct {
	s        string
	at       int
	maxDepth int
	stack    []string
	empty    bool // the start tag just given was that of an empty element

	// Of the token that Next gave:
	Name  string // of Start and End, with its prefix: "w:p"
	Raw   string // of Text: as it stands in the entity
	From  int    // byte where the token begins; of Text, where Raw does
	CData bool   // Raw holds no references
	attrs string // of Start: what stands behind the name
}

// New gives a scanner of s, in which elements may nest to maxDepth.
func New(s string, maxDepth int) (*Scanner, error) {
	if strings.HasPrefix(s, "\xFF\xFE") || strings.HasPrefix(s, "\xFE\xFF") || strings.HasPrefix(s, "<\x00") || strings.HasPrefix(s, "\x00<") {
		return nil, ErrEncoding
	}
	sc := &Scanner{s: s, maxDepth: maxDepth}
	if strings.HasPrefix(s, "\uFEFF") {
		sc.at = 3
	}
	if !utf8.ValidString(s) {
		return nil, ErrEncoding
	}
	return sc, nil
}

// Depth is the number of elements that are open.
func (s *Scanner) Depth() int { return len(s.stack) }

// Next moves to the next token and gives its kind; EOF at the end.
func (s *Scanner) Next() (Kind, error) {
	if s.empty {
		s.empty = false
		s.stack = s.stack[:len(s.stack)-1]
		return End, nil
	}
	for s.at < len(s.s) {
		rest := s.s[s.at:]
		if rest[0] != '<' {
			end := strings.IndexByte(rest, '<')
			if end < 0 {
				end = len(rest)
			}
			s.Raw, s.From, s.CData = rest[:end], s.at, false
			s.at += end
			if len(s.stack) == 0 {
				if strings.TrimSpace(s.Raw) != "" {
					return EOF, &SyntaxError{s.From, "text outside of the root element"}
				}
				continue
			}
			return Text, nil
		}
		switch {
		case strings.HasPrefix(rest, "<!--"):
			end := strings.Index(rest[4:], "-->")
			if end < 0 {
				return EOF, &SyntaxError{s.at, "a comment without end"}
			}
			s.at += 4 + end + 3
		case strings.HasPrefix(rest, "<?"):
			end := strings.Index(rest, "?>")
			if end < 0 {
				return EOF, &SyntaxError{s.at, "a processing instruction without end"}
			}
			if s.at <= 3 && strings.HasPrefix(rest, "<?xml") {
				if err := declared(rest[:end]); err != nil {
					return EOF, err
				}
			}
			s.at += end + 2
		case strings.HasPrefix(rest, "<![CDATA["):
			end := strings.Index(rest, "]]>")
			if end < 0 {
				return EOF, &SyntaxError{s.at, "a CDATA section without end"}
			}
			if len(s.stack) == 0 {
				return EOF, &SyntaxError{s.at, "text outside of the root element"}
			}
			s.Raw, s.From, s.CData = rest[9:end], s.at+9, true
			s.at += end + 3
			return Text, nil
		case strings.HasPrefix(rest, "<!"):
			return EOF, ErrDoctype
		case strings.HasPrefix(rest, "</"):
			end := strings.IndexByte(rest, '>')
			if end < 0 {
				return EOF, &SyntaxError{s.at, "an end tag without end"}
			}
			name := strings.TrimRight(rest[2:end], " \t\r\n")
			if len(s.stack) == 0 || s.stack[len(s.stack)-1] != name {
				return EOF, &SyntaxError{s.at, "an end tag without its start"}
			}
			s.Name, s.From = name, s.at
			s.stack = s.stack[:len(s.stack)-1]
			s.at += end + 1
			return End, nil
		default:
			return s.start(rest)
		}
	}
	if len(s.stack) > 0 {
		return EOF, &SyntaxError{s.at, "the end of the file within an element"}
	}
	return EOF, nil
}

// declared reads the encoding in an XML declaration.
func declared(decl string) error {
	_, enc, ok := strings.Cut(decl, "encoding")
	if !ok {
		return nil
	}
	enc = strings.Trim(enc, " \t\r\n=")
	if len(enc) < 2 {
		return nil
	}
	name, _, _ := strings.Cut(enc[1:], enc[:1])
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return nil
	}
	return ErrEncoding
}

func (s *Scanner) start(rest string) (Kind, error) {
	i := 1
	for i < len(rest) && rest[i] > ' ' && rest[i] != '>' && rest[i] != '/' {
		if rest[i] == '<' {
			return EOF, &SyntaxError{s.at, "a tag within a tag"}
		}
		i++
	}
	if i == 1 {
		return EOF, &SyntaxError{s.at, "a tag without name"}
	}
	s.Name, s.From = rest[1:i], s.at
	from := i
	// To the end of the tag, past quoted values.
	for i < len(rest) && rest[i] != '>' {
		switch rest[i] {
		case '"', '\'':
			end := strings.IndexByte(rest[i+1:], rest[i])
			if end < 0 {
				return EOF, &SyntaxError{s.at, "an attribute without end"}
			}
			i += end + 2
			continue
		case '<':
			return EOF, &SyntaxError{s.at, "a tag within a tag"}
		}
		i++
	}
	if i >= len(rest) {
		return EOF, &SyntaxError{s.at, "a tag without end"}
	}
	s.attrs = rest[from:i]
	s.empty = strings.HasSuffix(s.attrs, "/")
	if s.empty {
		s.attrs = s.attrs[:len(s.attrs)-1]
	}
	if len(s.stack) >= s.maxDepth {
		return EOF, ErrDepth
	}
	s.stack = append(s.stack, s.Name)
	s.at += i + 1
	return Start, nil
}

// Attr is the value of an attribute of the start tag just given, its references
// resolved; "" when it is missing.
func (s *Scanner) Attr(name string) string {
	rest := s.attrs
	for {
		eq := strings.IndexByte(rest, '=')
		if eq < 0 {
			return ""
		}
		key := strings.TrimSpace(rest[:eq])
		rest = strings.TrimLeft(rest[eq+1:], " \t\r\n")
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return ""
		}
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return ""
		}
		if key == name {
			v := rest[1 : 1+end]
			if strings.IndexByte(v, '&') < 0 {
				return v
			}
			var b []byte
			err := Resolve(v, func(text string, _, _ int) { b = append(b, text...) })
			if err != nil {
				return ""
			}
			return string(b)
		}
		rest = rest[2+end:]
	}
}

// Attrs calls f with each attribute of the start tag just given, values as they
// stand.
func (s *Scanner) Attrs(f func(name, raw string)) {
	rest := s.attrs
	for {
		eq := strings.IndexByte(rest, '=')
		if eq < 0 {
			return
		}
		key := strings.TrimSpace(rest[:eq])
		rest = strings.TrimLeft(rest[eq+1:], " \t\r\n")
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return
		}
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return
		}
		f(key, rest[1:1+end])
		rest = rest[2+end:]
	}
}

// Skip passes over the rest of the element whose start tag was just given.
func (s *Scanner) Skip() error {
	depth := len(s.stack) - 1
	for {
		k, err := s.Next()
		if err != nil {
			return err
		}
		if k == End && len(s.stack) == depth {
			return nil
		}
		if k == EOF {
			return &SyntaxError{s.at, "the end of the file within an element"}
		}
	}
}

// Resolve gives the pieces of character data, references resolved: put is called
// with each piece and the bytes from..to of raw that it came from.
func Resolve(raw string, put func(text string, from, to int)) error {
	start := 0
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '&':
			end := strings.IndexByte(raw[i:min(len(raw), i+12)], ';')
			if end < 0 {
				return &SyntaxError{i, "a reference without end"}
			}
			text, ok := reference(raw[i+1 : i+end])
			if !ok {
				return &SyntaxError{i, "a reference to an entity that XML does not have"}
			}
			if i > start {
				put(raw[start:i], start, i)
			}
			put(text, i, i+end+1)
			i += end + 1
			start = i
		case '\r':
			if i > start {
				put(raw[start:i], start, i)
			}
			end := i + 1
			if end < len(raw) && raw[end] == '\n' {
				end++
			}
			put("\n", i, end)
			i, start = end, end
		default:
			i++
		}
	}
	if start < len(raw) {
		put(raw[start:], start, len(raw))
	}
	return nil
}

func reference(name string) (string, bool) {
	switch name {
	case "amp":
		return "&", true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	}
	if len(name) < 2 || name[0] != '#' {
		return "", false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || v == 0 || v > utf8.MaxRune || v >= 0xD800 && v < 0xE000 {
		return "", false
	}
	return string(rune(v)), true
}
