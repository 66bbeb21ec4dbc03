package contribution

import (
	"context"
	"strings"

	"concord/document"
	"concord/fault"
	"concord/reading"
	"concord/register"
)

// Take reads a document and says what it is proposed to be. Columns of a table are
// those that a person gave for the same file before, else those of the sender's last
// table with such headers, else proposed. The proposal is nil for a document that is
// no input.
func (r *Reader) Take(ctx context.Context, reg register.Reader, doc *document.Document) (*reading.Reading, *Proposal, error) {
	if !Is(doc) {
		rd, err := r.reader.Read(doc)
		return rd, nil, err
	}
	columns, err := kept(ctx, reg, doc)
	if err != nil {
		return nil, nil, err
	}
	rd, p, err := r.TakeBy(doc, columns)
	if err != nil || len(columns) > 0 || len(p.Columns) == 0 || !p.SureSender {
		return rd, p, err
	}
	if columns, err = r.ofSender(ctx, reg, p.Sender[0].Value, p.Columns); err != nil || columns == nil {
		return rd, p, err
	}
	return r.TakeBy(doc, columns)
}

// TakeBy reads an input by columns that somebody chose. A form in which nothing was
// filled in is [fault.Invalid].
func (r *Reader) TakeBy(doc *document.Document, columns []string) (*reading.Reading, *Proposal, error) {
	if r.empty(doc) {
		return nil, nil, fault.New(fault.Invalid, "Nothing is filled in: %s has the labels of a form and no answer. Fill it in and send it again.", doc.Name)
	}
	rd, err := r.Read(doc, columns)
	if err != nil {
		return nil, nil, err
	}
	said := doc.Warnings
	p, err := r.Propose(doc, rd, columns)
	doc.Warnings = said // the tables were looked at twice
	if err != nil {
		return nil, nil, err
	}
	p.Given = columns
	return rd, &p, nil
}

// kept are the columns that a person gave for the same file.
func kept(ctx context.Context, reg register.Reader, doc *document.Document) ([]string, error) {
	if reg == nil {
		return nil, nil
	}
	v, err := reg.VersionOf(ctx, doc.SHA256, doc.Language)
	if err == nil {
		return Columns(ctx, reg, v.Work)
	}
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return nil, err
}

// Columns are those that a person gave for the tables of a contribution, by the work
// as which it came.
func Columns(ctx context.Context, reg register.Reader, work string) ([]string, error) {
	id := register.ContributionID(work)
	rec, err := reg.Record(ctx, id, 0)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		return nil, err
	}
	var c register.Contribution
	if err := rec.Decode(&c); err != nil {
		return nil, err
	}
	return decided(ctx, reg, id, c.Columns)
}

// decided are columns if a person has had a hand in them: what rules proposed they
// may propose anew.
func decided(ctx context.Context, reg register.Reader, id string, columns []string) ([]string, error) {
	claims, err := reg.Claims(ctx, id)
	if err != nil {
		return nil, err
	}
	for i := range claims {
		if c := &claims[i]; c.Field == register.FieldColumn && (c.Author != "" || c.Decided.By.ID != "") {
			return columns, nil
		}
	}
	return nil, nil
}

// ofSender are the columns that a person gave in the sender's last table whose
// headers this one shares for the most part; nil where there is none.
func (r *Reader) ofSender(ctx context.Context, reg register.Reader, sender string, columns []string) ([]string, error) {
	if reg == nil {
		return nil, nil
	}
	page, err := reg.Records(ctx, register.Filter{Kind: register.KindContribution, Has: []register.Condition{register.Has(register.FacetSender, sender)}, Order: register.Changed, Limit: 50})
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, c := range columns {
		header, _, _ := strings.Cut(c, "=")
		have[header] = true
	}
	for i := range page.Lines {
		var c register.Contribution
		if err := page.Lines[i].Record.Decode(&c); err != nil {
			return nil, err
		}
		n := 0
		for _, x := range c.Columns {
			if header, _, _ := strings.Cut(x, "="); have[header] {
				n++
			}
		}
		if n*2 <= len(have) {
			continue
		}
		if list, err := decided(ctx, reg, page.Lines[i].Record.ID, c.Columns); err != nil || list != nil {
			return list, err
		}
	}
	return nil, nil
}

// empty says whether a document is a form as it was handed out: three labels or more,
// and nothing that is neither a label nor what the form says of itself.
func (r *Reader) empty(doc *document.Document) bool {
	labels := 0
	for i := range doc.Paragraphs {
		for piece := range strings.FieldsFuncSeq(doc.Paragraphs[i].Text, func(c rune) bool { return c == '\t' || c == '\n' }) {
			switch k := fold(piece); {
			case r.labels[k] != "":
				labels++
			case k != "" && !r.printed[k]:
				return false
			}
		}
	}
	return labels >= 3
}
