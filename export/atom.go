package export

import (
	"encoding/xml"
	"io"
	"time"
)

// Feed is a list as Atom (RFC 4287).
type Feed struct {
	ID       string // an IRI that stays
	Title    string
	Language string
	Self     string // address of this page of it
	// Alternate is the address of the page that shows the same; "" for none.
	Alternate string
	Next      string // address of the next page, "" on the last (RFC 5005)
	Updated   time.Time
	Entries   []Entry
}

// Entry of a feed.
type Entry struct {
	ID       string // an IRI that stays
	Title    string
	Language string // of the title, "" that of the feed
	Summary  string
	Link     string // address of what it is about
	Author   string
	Updated  time.Time
}

type atomText struct {
	Lang string `xml:"xml:lang,attr,omitempty"`
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string     `xml:"id"`
	Title   atomText   `xml:"title"`
	Updated string     `xml:"updated"`
	Author  string     `xml:"author>name"`
	Links   []atomLink `xml:"link"`
	Summary *atomText  `xml:"summary"`
}

// Atom writes a feed. All text is plain text: nothing in it is markup.
func Atom(w io.Writer, f Feed) error {
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	doc := struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr,omitempty"`
		ID      string      `xml:"id"`
		Title   atomText    `xml:"title"`
		Updated string      `xml:"updated"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}{Lang: f.Language, ID: f.ID, Title: atomText{Type: "text", Text: plainText(f.Title)}, Updated: stamp(f.Updated)}
	for _, l := range []atomLink{{"self", f.Self}, {"alternate", f.Alternate}, {"next", f.Next}} {
		if l.Href != "" {
			doc.Links = append(doc.Links, l)
		}
	}
	for _, e := range f.Entries {
		x := atomEntry{ID: e.ID, Title: atomText{e.Language, "text", plainText(e.Title)}, Updated: stamp(e.Updated), Author: plainText(e.Author)}
		if x.Author == "" {
			x.Author = "Concord"
		}
		if e.Link != "" {
			x.Links = []atomLink{{"alternate", e.Link}}
		}
		if e.Summary != "" {
			x.Summary = &atomText{Type: "text", Text: plainText(e.Summary)}
		}
		doc.Entries = append(doc.Entries, x)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return unwritten(err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	return unwritten(enc.Encode(doc))
}

// RecordEntry is a record as an entry of a feed: its title, what it cites, who
// changed it last. base goes before addresses and identifiers.
func RecordEntry(item *Item, lang, base string) Entry {
	rec := &item.Record
	title, language := Title(rec, lang)
	if title == "" {
		title = string(rec.Kind) + " " + rec.ID
	}
	src := item.Source()
	summary := Citation(&src)
	if src.Quote != "" {
		summary += ": " + src.Quote
	}
	return Entry{ID: "urn:concord:record:" + rec.ID, Title: title, Language: language, Summary: summary, Link: base + "records/" + rec.ID,
		Author: rec.By.Name, Updated: rec.At}
}
