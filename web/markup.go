package web

import (
	"html/template"
	"strconv"
	"strings"
)

// markup builds the parts of a page that are made of marks, of which a long
// document has tens of thousands: html/template would need ten times as long.
// Only constants go in as they stand; every value is escaped.
type markup struct{ b []byte }

// constant is a string that can only be written in the source of this package:
// a variable does not turn into one by assignment.
type constant string

func (m *markup) raw(s constant) *markup {
	m.b = append(m.b, s...)
	return m
}

// text appends escaped text; line breaks in it are kept.
func (m *markup) text(s string) *markup {
	last := 0
	for i := 0; i < len(s); i++ {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&#34;"
		case '\'':
			e = "&#39;"
		case '\n':
			e = "<br>"
		case 0:
			e = "\uFFFD"
		default:
			continue
		}
		m.b = append(append(m.b, s[last:i]...), e...)
		last = i + 1
	}
	m.b = append(m.b, s[last:]...)
	return m
}

// attr appends an attribute; the value is escaped and stands in quotes.
func (m *markup) attr(name constant, value string) *markup {
	m.raw(` `).raw(name).raw(`="`)
	return m.text(strings.ReplaceAll(value, "\n", " ")).raw(`"`)
}

func (m *markup) int(n int) *markup {
	m.b = strconv.AppendInt(m.b, int64(n), 10)
	return m
}

// html is what was built; it is emptied.
func (m *markup) html() template.HTML {
	s := template.HTML(m.b) //nolint:gosec // constants and escaped text only
	m.b = m.b[:0]
	return s
}
