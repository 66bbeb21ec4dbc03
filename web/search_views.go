package web

import (
	"bytes"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/export"
	"concord/fault"
	"concord/register"
)

// The views of what a search found. A list is the one that has no name in an address;
// a feed is no page.
const (
	viewTable    = "table"
	viewTimeline = "timeline"
	viewFeed     = "feed"
)

// searchViews are those that a page may have, in their order.
var searchViews = []string{"", viewTable, viewTimeline}

// searchState is all of a search that its address says.
type searchState struct{ text, kind, order, view, cursor string }

// query is the part of the address behind "?", with its parameters in one order: the
// same search has the same address.
func (a searchState) query() string {
	p := url.Values{}
	for name, value := range map[string]string{"q": a.text, "kind": a.kind, "order": a.order, "view": a.view, "after": a.cursor} {
		if value != "" && (name != "kind" || value != string(register.KindActivity)) {
			p.Set(name, value)
		}
	}
	if len(p) == 0 {
		return ""
	}
	return "?" + p.Encode()
}

func (a searchState) path() string { return "/search" + a.query() }

// base is scheme and host, before addresses that are copied elsewhere.
func (v *visit) base() string {
	if v.r.TLS != nil {
		return "https://" + v.r.Host
	}
	return "http://" + v.r.Host
}

// kept is how a search is kept: its address and its feed.
type kept struct{ Address, Feed string }

// shares are what a timeline and a map cannot show, each the way to it.
func (s *Site) shares(v *visit, f *Found, at searchState) []link {
	at.cursor, at.view = "", ""
	var list []link
	if f.Undated > 0 {
		at.text = f.UndatedQuery
		list = append(list, link{Href: v.to(at.path()), Label: s.messages.text(v.lang, "count.undated", "n", f.Undated)})
	}
	if f.Placeless > 0 {
		at.text = f.PlacelessQuery
		list = append(list, link{Href: v.to(at.path()), Label: s.messages.text(v.lang, "count.placeless", "n", f.Placeless)})
	}
	return list
}

// rests says of how many documents a number is, and what is open about it.
func (s *Site) rests(lang string, f *Found) (lines []string) {
	msg := func(key string, args ...any) string { return s.messages.text(lang, key, args...) }
	if f.Documents > 0 {
		lines = append(lines, msg("search.rests", "told", msg("search.told", "n", f.Told), "documents", msg("count.documents", "n", f.Documents)))
	}
	if f.Open > 0 {
		lines = append(lines, msg("search.open", "n", f.Open))
	}
	return lines
}

// foundOverTime draws what was found over time: each act where they are few, else how many
// there are a year.
func (s *Site) foundOverTime(v *visit, f *Found, hits []hitView, count string) template.HTML {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	c := &Chart{Name: msg("search.timeline.name"), Now: s.Now(), Documents: f.Documents}
	row := ChartRow{Label: msg("records." + f.Kind)}
	if len(f.Years) == 0 {
		return ""
	}
	first, last := f.Years[0].Value, f.Years[len(f.Years)-1].Value
	c.Caption = msg("search.timeline.caption", "count", count, "documents", msg("count.documents", "n", f.Documents), "from", first, "to", last, "undated", msg("count.undated", "n", f.Undated))
	if f.Total <= mostDots {
		c.Table.Heads = []string{msg("field.when"), msg("field.title")}
		for i := range f.Hits {
			h, at := &f.Hits[i], &hits[i]
			if h.Date == "" {
				continue
			}
			row.Dots = append(row.Dots, ChartDot{Date: h.Date, Label: at.When + " " + at.Title, Href: at.Href, Planned: h.Planned})
			c.Table.Rows = append(c.Table.Rows, []ChartCell{{Text: at.When}, {Text: at.Title, Href: at.Href}})
		}
		slices.SortStableFunc(row.Dots, func(a, b ChartDot) int { return strings.Compare(a.Date, b.Date) })
	} else {
		c.Table.Heads = []string{msg("search.facet.year"), msg("records." + f.Kind)}
		for _, y := range f.Years {
			year := number(y.Value)
			if year == 0 {
				continue
			}
			href := v.to(searchState{text: strings.TrimSpace(f.Text + " year:" + y.Value), kind: f.Kind}.path())
			row.Counts = append(row.Counts, ChartCount{Year: year, N: y.Count, Label: y.Value + ": " + s.messages.number(v.lang, y.Count), Href: href})
			c.Table.Rows = append(c.Table.Rows, []ChartCell{{Text: y.Value, Href: href}, {Text: s.messages.number(v.lang, y.Count), Number: true}})
		}
	}
	c.Rows = []ChartRow{row}
	return s.draw(v.lang, c)
}

// feed is a search as Atom (RFC 4287): what changed last among what fits.
func (s *Site) feed(v *visit) error {
	form := v.r.URL.Query()
	at := searchState{text: form.Get("q"), kind: form.Get("kind")}
	if at.kind != "" && !slices.Contains(shownKinds, register.Kind(at.kind)) {
		return fault.New(fault.Usage, "There is no kind of record named %q.", clip(at.kind, 40))
	}
	found, err := s.Library.Search(v.r.Context(), Query{Text: at.text, Kind: at.kind, View: viewFeed, Language: v.lang})
	if err != nil {
		return err
	}
	at.text = found.Text
	title := s.messages.text(v.lang, "records."+found.Kind)
	if at.text != "" {
		title += ": " + at.text
	}
	// The name of a feed stays where the installation moves.
	f := export.Feed{ID: "urn:concord:search:" + url.QueryEscape(strings.TrimPrefix(at.query(), "?")), Title: "Concord · " + title, Language: v.lang,
		Self: v.base() + v.to("/search.atom"+at.query()), Alternate: v.base() + v.to(at.path())}
	for i := range found.Hits {
		h := &found.Hits[i]
		hit := s.hit(v, h)
		e := export.Entry{ID: "urn:concord:record:" + h.ID, Title: hit.Title, Language: hit.Lang, Link: v.base() + hit.Href, Author: h.By, Updated: h.Changed}
		for _, words := range []string{hit.Line, hit.Who, hit.Where, hit.When, hit.Source} {
			if words == "" {
				continue
			}
			if e.Summary != "" {
				e.Summary += " · "
			}
			e.Summary += words
		}
		if h.Changed.After(f.Updated) {
			f.Updated = h.Changed
		}
		f.Entries = append(f.Entries, e)
	}
	if f.Updated.IsZero() {
		// Nothing fits yet, and nothing was changed: a time that stays.
		f.Updated = time.Unix(0, 0)
	}
	var b bytes.Buffer
	if err := export.Atom(&b, f); err != nil {
		return err
	}
	v.send(200, "application/atom+xml; charset=utf-8", b.Bytes())
	return nil
}

// themesOf are the first themes of a record in words, and how many are left.
func (s *Site) themesOf(lang string, themes []string) string {
	var words []string
	for i, t := range themes {
		if i == most {
			words = append(words, "+"+strconv.Itoa(len(themes)-most))
			break
		}
		words = append(words, s.named(lang, "theme", t))
	}
	return strings.Join(words, s.messages.text(lang, "list.separator"))
}
