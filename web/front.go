package web

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"concord/register"
)

// frontPage is the first page.
type frontPage struct {
	Counts      string // what the register holds; "" when only samples do
	Hint        string // the message instead of counts
	Example     *example
	ExampleNote template.HTML
	News        *news
	Works       []work
	All         int
	More        bool
}

// example is one paragraph beside its records.
type example struct {
	Document *Document
	Row      row
	Href     string
}

// onFront is how many texts the first page lists; the languages of one work stay
// together.
const onFront = 12

func (s *Site) front(v *visit) error {
	ctx := v.r.Context()
	counts, err := s.Library.Counts(ctx)
	if err != nil {
		return err
	}
	entries, err := s.Library.Shelf(ctx, register.DocumentFilter{Limit: onFront + len(languages)})
	if err != nil {
		return err
	}
	entries = whole(entries, onFront)
	if len(entries) < onFront && counts.SampleDocuments > 0 {
		samples, err := s.Library.Shelf(ctx, register.DocumentFilter{Origin: register.Sample, Limit: onFront + len(languages)})
		if err != nil {
			return err
		}
		entries = append(entries, whole(samples, onFront-len(entries))...)
	}
	pg := &frontPage{Works: s.works(v, entries)}
	pg.All = counts.Documents + counts.SampleDocuments
	pg.More = pg.All > len(pg.Works)
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	switch {
	case counts.Documents > 0:
		pg.Counts = msg("front.counts", "activities", msg("count.acts", "n", counts.Activities), "documents", msg("count.documents", "n", counts.Documents))
	case len(entries) > 0:
		pg.Hint = "front.only-samples"
	default:
		pg.Hint = "front.empty"
	}
	if err := s.example(v, entries, pg); err != nil {
		return err
	}
	if err := s.news(v, pg); err != nil {
		return err
	}
	s.render(v, 200, "front.html", msg("front.title"), pg)
	return nil
}

// example picks the document for the paragraph that is shown: the last one read,
// or the sample in the reader's language; of it the paragraph that shows most.
func (s *Site) example(v *visit, entries []Entry, pg *frontPage) error {
	best := -1
	for i, e := range entries {
		if e.Activities == 0 || (best >= 0 && !(e.Sample && entries[best].Sample)) {
			continue
		}
		if best < 0 || liking(v.lang, e.Language) < liking(v.lang, entries[best].Language) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	var bases []string
	d, err := s.Library.Passage(v.r.Context(), entries[best].Work, entries[best].Language, 0, func(outline []Outlined) (from, to int) {
		bases = outlineAnchors(outline)
		return likely(outline)
	})
	if err != nil {
		return err
	}
	at, most := -1, -1
	for i := range d.Paragraphs {
		if n := telling(&d.Paragraphs[i]); n > most {
			at, most = i, n
		}
	}
	if at < 0 {
		return nil
	}
	base := bases[d.At+at]
	r := s.set(v, d.Language, &d.Paragraphs[at], base)
	where := v.to(address(d.Entry))
	if from, _, _ := leaf(d.Outline, base); from > 0 {
		where = v.to(leafOf(d.Entry, base))
	}
	r.Href = where + "#p" + base
	pg.Example = &example{d, r, where}
	var m markup
	m.raw(`<bdi>`).text(d.name()).raw(`</bdi>`)
	pg.ExampleNote = s.messages.html(v.lang, "front.example.note", "document", m.html())
	return nil
}

// likely is the stretch of a document that is looked through for the example: the
// few paragraphs that tell most, so that a long document costs no more than a short one.
func likely(outline []Outlined) (from, to int) {
	const few = 12
	weight := func(o *Outlined) int {
		if o.Part != "" {
			return 0
		}
		return min(o.Acts, 2)
	}
	sum, most := 0, 0
	for i := range outline {
		sum += weight(&outline[i])
		if i >= few {
			sum -= weight(&outline[i-few])
		}
		if sum > most {
			from, to, most = max(0, i+1-few), i+1, sum
		}
	}
	return from, to
}

// telling says how much a paragraph shows: kinds of marks and a handful of acts,
// in a text that is neither a line nor a page.
func telling(p *Paragraph) int {
	if len(p.Acts) == 0 || p.Part != "" {
		return -1
	}
	n := 3 * min(len(p.Acts), 2)
	if len(p.Acts) > 3 {
		n -= 2 * (len(p.Acts) - 3)
	}
	kinds := map[string]bool{}
	for _, m := range p.Mentions {
		if marked(m.Kind) && !kinds[m.Kind] {
			kinds[m.Kind] = true
			n += 2
		}
	}
	// A Chinese letter says about as much as three Latin ones.
	letters := utf8.RuneCountInString(p.Text)
	if strings.IndexFunc(p.Text, func(r rune) bool { return r >= 0x4E00 && r < 0xA000 }) >= 0 {
		letters *= 3
	}
	switch {
	case letters < 150, letters > 900:
		n -= 6
	case letters > 600:
		n -= 2
	}
	return n
}
