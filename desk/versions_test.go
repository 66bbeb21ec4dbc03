package desk_test

import (
	"strings"
	"testing"

	"concord/document"
	"concord/reading"
	"concord/register"
)

// inForm is the document as a file of another format, after change.
func inForm(doc *document.Document, rd *reading.Reading, format string, change func(d *document.Document, r *reading.Reading)) (*document.Document, *reading.Reading) {
	d, r := *doc, *rd
	d.Format, d.Name = format, strings.TrimSuffix(doc.Name, ".txt")+"."+format
	d.Paragraphs = append([]document.Paragraph(nil), doc.Paragraphs...)
	r.Paragraphs = append([]reading.Paragraph(nil), rd.Paragraphs...)
	if change != nil {
		change(&d, &r)
	}
	hash(&d)
	d.SHA256 = format + d.SHA256[:50]
	return &d, &r
}

// table adds a row of a table, which each format cuts its own way.
func table(d *document.Document, r *reading.Reading) {
	d.Paragraphs = append(d.Paragraphs, document.Paragraph{Part: "table", Number: "1.1", Counted: true, Text: "Kites | 12"})
	r.Paragraphs = append(r.Paragraphs, reading.Paragraph{Index: len(r.Paragraphs)})
}

// The Word file and the PDF of one report are one text: what the second file tells is
// told already, nothing is proposed, and the evidence is in the first.
func TestSameTextInAnotherForm(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 20, 0)
	takeIn(t, d, doc, rd)
	before := view(t, s, "A/99/1")
	list, err := s.Records(t.Context(), register.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	pdf, again := inForm(doc, rd, "pdf", table)
	out := takeIn(t, d, pdf, again)
	if out.Repeats != 1 || out.NewVersion || out.First || out.Added+out.Retold+out.Dropped+out.Proposed != 0 {
		t.Fatalf("%+v", out)
	}
	after := view(t, s, "A/99/1")
	if after.Version.SHA256 != before.Version.SHA256 || len(after.Others) != 1 || after.Others[0].Name != pdf.Name || after.Others[0].Repeats != 1 {
		t.Fatalf("%+v beside %+v", after.Version, after.Others)
	}
	now, err := s.Records(t.Context(), register.Filter{Limit: 1000})
	if err != nil || now.Total != list.Total {
		t.Fatalf("%d records, %d before: %v", now.Total, list.Total, err)
	}
	for _, l := range now.Lines {
		if l.Record.Revision != 1 || l.Tellings != 1 || l.Told.Version != 1 {
			t.Fatalf("%+v", l)
		}
	}
	if out := takeIn(t, d, pdf, again); !out.Unchanged || out.Version != 2 {
		t.Fatalf("%+v", out)
	}
	// A re-issue of the same format that differs in blanks only is the same text too; one
	// that differs in a figure is none.
	blanks, read := inForm(doc, rd, "text", func(d *document.Document, _ *reading.Reading) {
		d.Paragraphs[3].Text += " "
	})
	if out := takeIn(t, d, blanks, read); out.Repeats != 1 {
		t.Fatalf("%+v", out)
	}
	figure, read := inForm(doc, rd, "html", func(d *document.Document, _ *reading.Reading) {
		d.Paragraphs[3].Text = strings.Replace(d.Paragraphs[3].Text, "guests", "quests", 1)
	})
	if out := takeIn(t, d, figure, read); !out.NewVersion || out.Repeats != 0 || out.Version != 4 || out.Proposed != 0 {
		t.Fatalf("%+v", out)
	}
}

// In one format a row more is another text.
func TestTableOfOneFormat(t *testing.T) {
	d, _ := open(t)
	doc, rd := invent(1, 20, 0)
	takeIn(t, d, doc, rd)
	more, read := inForm(doc, rd, "text", table)
	if out := takeIn(t, d, more, read); out.Repeats != 0 || !out.NewVersion {
		t.Fatalf("%+v", out)
	}
}

// revised is the document as revision n, with symbols to match.
func revised(seed uint64, n string) (*document.Document, *reading.Reading) {
	doc, rd := invent(seed, 20, 0)
	d, r := inForm(doc, rd, "text", func(d *document.Document, r *reading.Reading) {
		d.Masthead.Symbols = []string{doc.Masthead.Symbols[0] + "/Rev." + n, doc.Masthead.Symbols[1] + "/Rev." + n}
		d.Paragraphs[1].Text = strings.Replace(d.Paragraphs[1].Text, "guests", "people", 1)
	})
	d.SHA256 = "rev" + n + d.SHA256[:40]
	return d, r
}

// A revision is a further version of the work of the first text; acts that are told
// again keep their record.
func TestRevision(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 20, 0)
	first := takeIn(t, d, doc, rd)
	rev, read := revised(1, "1")
	out := takeIn(t, d, rev, read)
	if out.Work != "A/99/1" || !out.NewVersion || out.Version != 2 || out.Retold != first.Activities || out.Added != 0 || out.Dropped != 0 {
		t.Fatalf("%+v", out)
	}
	for _, name := range []string{"A/99/1", "S/2044/1", "A/99/1/Rev.1", "S/2044/1/Rev.1"} {
		if w, err := s.Work(t.Context(), name); err != nil || w.ID != "A/99/1" {
			t.Errorf("%s: %+v, %v", name, w, err)
		}
	}
	for _, p := range view(t, s, "A/99/1").Paragraphs {
		for _, a := range p.Activities {
			if tellings, err := s.Tellings(t.Context(), a.Record.ID); err != nil || len(tellings) != 2 {
				t.Fatalf("%s: %+v, %v", a.Record.ID, tellings, err)
			}
		}
	}
}

// The first text that comes after its revision is kept behind it: the register tells
// what the revision says.
func TestEarlierTextAfterTheRevision(t *testing.T) {
	d, s := open(t)
	rev, read := revised(1, "2")
	first := takeIn(t, d, rev, read)
	if first.Work != "A/99/1" || !first.First {
		t.Fatalf("%+v", first)
	}
	doc, rd := invent(1, 20, 0)
	out := takeIn(t, d, doc, rd)
	if !out.Late || out.NewVersion || out.First || out.Version != 2 || out.Work != "A/99/1" || out.Added+out.Retold+out.Dropped != 0 {
		t.Fatalf("%+v", out)
	}
	newest := view(t, s, "A/99/1")
	if newest.Version.Number != 1 || len(newest.Others) != 1 || !newest.Others[0].Superseded {
		t.Fatalf("%+v beside %+v", newest.Version, newest.Others)
	}
	old, err := s.View(t.Context(), "A/99/1", "en", 2)
	if err != nil || len(old.Paragraphs) != 20 || old.Paragraphs[1].Text.Text != doc.Paragraphs[1].Text || len(old.Paragraphs[1].Activities) != 0 {
		t.Fatalf("%v: %+v", err, old)
	}
	// Read by newer rules it stays behind.
	rd.Rules = "2"
	if out := takeIn(t, d, doc, rd); !out.Late || out.Reread || out.Added != 0 {
		t.Fatalf("%+v", out)
	}
	if page, err := s.Records(t.Context(), register.Filter{Limit: 1000}); err != nil || page.Total != first.Added {
		t.Fatalf("%d records of %d: %v", page.Total, first.Added, err)
	}
	// A later revision is the newest.
	third, read := revised(1, "3")
	if out := takeIn(t, d, third, read); !out.NewVersion || out.Retold != first.Added {
		t.Fatalf("%+v", out)
	}
}

// A corrigendum and an addendum are works of their own.
func TestCorrigendumIsAWork(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 20, 0)
	takeIn(t, d, doc, rd)
	for i, part := range []string{"/Corr.1", "/Add.1", "/Rev.1/Corr.1"} {
		x, read := invent(uint64(50+i), 2, 0)
		x.Masthead.Symbols = []string{"A/99/1" + part}
		out := takeIn(t, d, x, read)
		if out.Work != "A/99/1"+part || !out.First {
			t.Fatalf("%+v", out)
		}
		// The words of a corrigendum are those of what it corrects: it tells no act again.
		if corrects := strings.Contains(part, "Corr"); corrects != (out.Added == 0) {
			t.Fatalf("%s: %+v", part, out)
		}
	}
	lines, err := s.Documents(t.Context(), register.DocumentFilter{Under: "A/99/1"})
	if err != nil || len(lines) != 3 {
		t.Fatalf("%d under it: %v", len(lines), err)
	}
}
