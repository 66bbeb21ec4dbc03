package export

import (
	"context"
	"slices"

	"concord/desk"
	"concord/register"
	"concord/report"
)

// Back is a file that came back beside the kept draft, as changes that can be taken up.
type Back struct {
	// Known says that the register had the draft as it went out: what was changed here
	// since is told from what was changed in the file. Else the file is held against the
	// draft as it is now.
	Known    bool              `json:"known"`
	Of       int               `json:"of"`   // sentences, headings, rows of the draft
	Lost     int               `json:"lost"` // of them without a mark in the file
	Changes  []BackChange      `json:"changes"`
	Comments []ReturnedComment `json:"comments,omitempty"` // on what was not changed, or is gone
}

// BackChange is one change of a file that came back.
type BackChange struct {
	ReturnedSentence
	// Take is the change for the desk; nil for one of the masthead, a heading or a
	// table, which is to be made by hand.
	Take *desk.Returned `json:"take,omitempty"`
	// Now is the paragraph as it reads here, where it was changed since the file went out.
	Now   string `json:"now,omitempty"`
	Stale bool   `json:"stale,omitempty"`
	// Doubt says that nobody tracked it and that it may be no change of the file's: the
	// draft may have been changed here, or the mark of the sentence was lost.
	Doubt bool `json:"doubt,omitempty"`
}

// Back holds a returned file against the draft of a cycle that the register keeps: the
// version that the file was made of, where it is known. The errors are those of Against,
// and fault.NotFound where no draft is kept.
func (r *Returned) Back(ctx context.Context, reg register.Reader, cycle, lang string) (*Back, error) {
	now, err := report.Stored(ctx, reg, cycle, lang)
	if err != nil {
		return nil, err
	}
	out := &Back{}
	text := now
	var records []register.Record
	if r.Draft != "" && (r.Cycle == "" || r.Cycle == cycle) {
		then, of, err := report.StoredAs(ctx, reg, cycle, lang, func(t *report.Text) bool { return Fingerprint(t) == r.Draft })
		if err != nil {
			return nil, err
		}
		if then != nil {
			text, records, out.Known = then, of, true
		}
	}
	if records == nil {
		if records, _, err = report.StoredParts(ctx, reg, cycle, lang); err != nil {
			return nil, err
		}
	}
	c, err := r.Against(text, cycle)
	if err != nil {
		return nil, err
	}
	out.Of, out.Lost, out.Comments = c.Of, c.Of-c.Marked, c.Comments
	seen, err := keys(ctx, reg, records)
	if err != nil {
		return nil, err
	}
	spots := map[string]desk.Spot{}
	there := map[string]string{} // paragraphs as they read now
	for i := range text.Parts {
		p := &text.Parts[i]
		spots[Mark(p.ID, "", "")] = desk.Spot{Part: p.ID}
		for j := range p.Paragraphs {
			g := &p.Paragraphs[j]
			spots[Mark(p.ID, g.ID, "")] = desk.Spot{Part: p.ID, Paragraph: g.ID, Seen: seen[p.ID+"\x00"+g.ID]}
			for k := range g.Sentences {
				spots[Mark(p.ID, g.ID, g.Sentences[k].ID)] = desk.Spot{Part: p.ID, Paragraph: g.ID, Sentence: g.Sentences[k].ID, Seen: seen[p.ID+"\x00"+g.ID]}
			}
			if g.Table != nil { // what comes behind a row comes behind the table
				spots[Mark(p.ID, g.ID, captionID)] = spots[Mark(p.ID, g.ID, "")]
				for k := range g.Table.Rows {
					spots[Mark(p.ID, g.ID, rowID(k))] = spots[Mark(p.ID, g.ID, "")]
				}
			}
		}
	}
	for i := range now.Parts {
		p := &now.Parts[i]
		for j := range p.Paragraphs {
			there[p.ID+"\x00"+p.Paragraphs[j].ID] = p.Paragraphs[j].Prose()
		}
	}
	then := map[string]string{}
	for i := range text.Parts {
		p := &text.Parts[i]
		for j := range p.Paragraphs {
			then[p.ID+"\x00"+p.Paragraphs[j].ID] = p.Paragraphs[j].Prose()
		}
	}
	for i := range c.Sentences {
		s := &c.Sentences[i]
		if s.Fate == Unchanged {
			out.Comments = append(out.Comments, s.Comments...)
			continue
		}
		x := BackChange{ReturnedSentence: *s, Doubt: s.Untracked && (!out.Known || s.Before == "" && s.Fate == Deleted)}
		spot, ok := spots[Mark(s.Part, s.Paragraph, s.Sentence)]
		to, there2 := spots[s.Behind]
		if ok && s.Prose && (s.Fate != Moved || there2) {
			x.Take = &desk.Returned{Kind: string(s.Fate), Spot: spot, Text: s.After, Notes: s.Notes, Begins: s.Begins, By: s.By, At: s.At}
			if s.Fate == Moved {
				x.Take.To = to
			}
			if s.Fate == Deleted {
				x.Take.Text, x.Take.Notes = "", nil
			}
			for _, at := range []desk.Spot{spot, x.Take.To} {
				if id := at.Part + "\x00" + at.Paragraph; at.Paragraph != "" && there[id] != then[id] {
					x.Stale, x.Now = true, there[id]
				}
			}
		}
		out.Changes = append(out.Changes, x)
	}
	slices.SortStableFunc(out.Comments, func(a, b ReturnedComment) int { return a.At.Compare(b.At) })
	return out, nil
}

// keys are the claims of paragraphs as records of parts hold them, by part and paragraph.
func keys(ctx context.Context, reg register.Reader, records []register.Record) (map[string]int64, error) {
	seen := map[string]int64{}
	for i := range records {
		var d register.Draft
		if err := records[i].Decode(&d); err != nil {
			return nil, err
		}
		claims, err := reg.Claims(ctx, records[i].ID)
		if err != nil {
			return nil, err
		}
		for _, c := range claims {
			if c.Field == register.FieldParagraph && slices.Contains(d.Paragraphs, c.Value) {
				seen[d.Part+"\x00"+register.Element(c.Field, c.Value)] = c.Key
			}
		}
	}
	return seen, nil
}
