package editorial

import (
	"fmt"

	"concord/reading"
	"concord/register"
	"concord/sameness"
)

// sameActs finds acts that two paragraphs tell.
func (c *checking) sameActs() {
	type act struct {
		piece *piece
		of    *reading.Activity
		same  *sameness.Act
	}
	var acts []act
	by := map[string][]int{} // acts by key of blocking
	said := map[[2]int]bool{}
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.of < 0 || !p.main() {
			continue
		}
		read := c.Reading.Paragraphs[p.of].Activities
		for k := range read {
			a := activity(&read[k], c.Document.Language)
			acts = append(acts, act{p, &read[k], sameness.New(fmt.Sprint(len(acts)), a, nil)})
			n := len(acts) - 1
			for _, key := range acts[n].same.Keys() {
				for _, m := range by[key] {
					pair := [2]int{acts[m].piece.of, p.of}
					if pair[0] == pair[1] || said[pair] {
						continue
					}
					if v := sameness.Compare(acts[m].same, acts[n].same); v.Decision == sameness.Same {
						said[pair] = true
						c.at(p, acts[n].of.From, acts[n].of.To, fmt.Sprintf("Paragraph %s tells the same act.", acts[m].piece.Number), "")
					}
				}
				by[key] = append(by[key], n)
			}
		}
	}
}

// activity is a read act as the register would have it.
func activity(a *reading.Activity, language string) *register.Activity {
	out := &register.Activity{
		Title: map[string]string{language: a.Title},
		Kind:  a.Kind.Value, Level: a.Level.Value, Modality: a.Modality.Value, Mode: a.Mode.Value,
		Series: a.Series.Value, Date: a.Date.Value,
		Places: values(a.Places), Instruments: values(a.Instruments), Documents: values(a.Documents),
		Themes: values(a.Themes), SDGs: values(a.SDGs), Figures: values(a.Figures),
	}
	for _, p := range a.Parties {
		out.Parties = append(out.Parties, register.Party{Actor: p.Value.Value, Role: p.Role, As: p.As})
	}
	return out
}

func values(list []reading.Value) (out []string) {
	for _, v := range list {
		out = append(out, v.Value)
	}
	return out
}
