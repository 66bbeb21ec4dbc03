package web

import (
	"html/template"
	"io/fs"
	"strings"

	"concord/wording"
)

// catalogue holds every label and sentence of the pages in six languages, as read
// from messages/*.tsv.
type catalogue struct{ *wording.Messages }

func loadMessages(files fs.FS) (*catalogue, error) {
	m, err := wording.Load(files, "messages/*.tsv")
	return &catalogue{m}, err
}

// has says whether there is a message of that key.
func (c *catalogue) has(lang, key string) bool { return c.Has(lang, key) }

// number writes a count.
func (c *catalogue) number(lang string, n int) string { return wording.Number(lang, n) }

// text is a message with its places filled in; see wording.Messages.Text.
func (c *catalogue) text(lang, key string, args ...any) string {
	for i, v := range args {
		if h, ok := v.(template.HTML); ok {
			args[i] = string(h)
		}
	}
	return c.Text(lang, key, args...)
}

// html is text for values that are markup already; everything else is escaped.
func (c *catalogue) html(lang, key string, args ...any) template.HTML {
	var b strings.Builder
	wording.Fill(c.Find(lang, key, args...), args, func(s string) { template.HTMLEscape(&stringWriter{&b}, []byte(s)) }, func(v any) {
		if h, ok := v.(template.HTML); ok {
			b.WriteString(string(h))
			return
		}
		template.HTMLEscape(&stringWriter{&b}, []byte(wording.Plain(lang, v)))
	})
	return template.HTML(b.String()) //nolint:gosec // every part was escaped or is markup of this package
}

type stringWriter struct{ *strings.Builder }
