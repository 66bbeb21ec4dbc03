package web

import (
	"context"
	"strings"
	"unicode/utf8"

	"concord/register"
)

// wordsInContext is a concordance line: words with what stands before and behind them.
type wordsInContext struct {
	Key          int64 // of the question or candidate
	Left, Right  string
	Words        string
	Lang         string
	Source, Href string
}

// What stands around the words of a concordance line, in characters.
const (
	kwicLeft  = 70
	kwicRight = 90
)

// kwic makes concordance lines of places in texts, in their order; keys go with them.
func (s *Site) kwic(ctx context.Context, v *visit, r register.Reader, places []register.Evidence, keys []int64) ([]wordsInContext, error) {
	var wanted []int64
	for i := range places {
		wanted = append(wanted, places[i].Text)
	}
	texts, err := r.Texts(ctx, wanted)
	if err != nil {
		return nil, err
	}
	by := make(map[int64]*register.Text, len(texts))
	for i := range texts {
		by[texts[i].Key] = &texts[i]
	}
	works := map[string]register.Work{}
	lines := make([]wordsInContext, 0, len(places))
	for i := range places {
		e := &places[i]
		x := by[e.Text]
		if x == nil || e.From < 0 || e.To < e.From || e.To > len(x.Text) {
			continue
		}
		w, ok := works[e.Work]
		if !ok {
			if w, err = r.Work(ctx, e.Work); err != nil {
				return nil, err
			}
			works[e.Work] = w
		}
		d := Entry{Work: w.ID, Symbols: w.Symbols, Language: e.Language, Version: e.Version, Held: true}
		if len(w.Symbols) == 0 {
			d.Name, _, _ = strings.Cut(w.ID, "~")
		}
		l := wordsInContext{Left: before(x.Text[:e.From], kwicLeft), Words: x.Text[e.From:e.To], Right: clip(x.Text[e.To:], kwicRight), Lang: e.Language}
		if i < len(keys) {
			l.Key = keys[i]
		}
		l.Href, l.Source = s.citation(v, Telling{Document: d, Part: x.Part, Number: x.Number, Nth: x.Nth})
		lines = append(lines, l)
	}
	return lines, nil
}

// before is the end of a text, at most that many characters.
func before(text string, runes int) string {
	at := len(text)
	for n := 0; at > 0; n++ {
		if n == runes {
			return "…" + strings.TrimLeft(text[at:], " ")
		}
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return text
}
