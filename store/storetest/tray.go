package storetest

import (
	"context"
	"fmt"
	"testing"

	"concord/fault"
	"concord/register"
)

// tray holds what Tray, Holding and Texts promise.
func tray(t *testing.T, s *suite) {
	ctx := t.Context()
	_, one := s.document("A/99/1", "en", "aaa", register.Read)
	_, two := s.document("A/99/2", "en", "bbb", register.Read)
	_, zh := s.document("A/99/2", "zh", "ccc", register.Read)
	s.change(func(ctx context.Context, tx register.Tx) {
		var list []register.Candidate
		add := func(text int64, at int, words string) {
			list = append(list, register.Candidate{Text: words, At: register.Evidence{Text: text, From: at, To: at + 5}, Rule: "shape", State: register.Open})
		}
		add(one[0].Key, 0, "Quill Fund")
		add(one[1].Key, 0, "Quill Fund")
		add(two[0].Key, 0, "Quill Fund")
		add(two[0].Key, 6, "Basin Board")
		add(zh[0].Key, 0, "Quill Fund")
		add(two[1].Key, 0, "Éclair’s \x00 Office")
		s.ok(tx.SetCandidates(ctx, list))
		s.ok(tx.SetQuestions(ctx, []register.Question{
			{Text: "the Board", At: register.Evidence{Text: one[0].Key, From: 6, To: 9}, Choices: []string{"AUC"}, State: register.Open},
			{Text: "the Board", At: register.Evidence{Text: two[0].Key, From: 12, To: 14}, Choices: []string{"AUC"}, State: register.Open}}))
	})
	say := func(l []register.TrayLine) (out []string) {
		for _, x := range l {
			out = append(out, fmt.Sprint(x.Text, "|", x.Language, "|", x.Places, "|", x.Documents, "|", x.First.Work))
		}
		return out
	}
	all, err := s.Tray(ctx, register.TrayFilter{})
	s.ok(err)
	same(t, "groups", say(all.Lines), []string{"Quill Fund|en|3|2|A/99/1", "Basin Board|en|1|1|A/99/2", "Quill Fund|zh|1|1|A/99/2", "Éclair’s \x00 Office|en|1|1|A/99/2"})
	same(t, "counts", [3]any{all.Groups, all.Places, all.Next}, [3]any{4, 6, ""})
	var got []string
	f := register.TrayFilter{Limit: 1}
	for {
		page, err := s.Tray(ctx, f)
		s.ok(err)
		same(t, "counts of a page", [2]int{page.Groups, page.Places}, [2]int{4, 6})
		got = append(got, say(page.Lines)...)
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	same(t, "pages together", got, say(all.Lines))
	chinese, err := s.Tray(ctx, register.TrayFilter{Language: "zh"})
	s.ok(err)
	same(t, "of a language", say(chinese.Lines), []string{"Quill Fund|zh|1|1|A/99/2"})
	asked, err := s.Tray(ctx, register.TrayFilter{Questions: true})
	s.ok(err)
	same(t, "questions", say(asked.Lines), []string{"the Board|en|2|2|A/99/1"})
	_, err = s.Tray(ctx, register.TrayFilter{Cursor: "nonsense"})
	s.fails(err, fault.Invalid)

	places, err := s.Candidates(ctx, register.AskedFilter{State: register.Open, Text: "Quill Fund", Language: "en"})
	s.ok(err)
	same(t, "places", len(places), 3)
	there, err := s.Candidates(ctx, register.AskedFilter{Text: "Quill Fund", Work: "A/99/2"})
	s.ok(err)
	same(t, "of a work", len(there), 2)
	for i := range places {
		places[i].State = register.Settled
	}
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetCandidates(ctx, places)) })
	there[0].State = register.Settled // one of them again: nothing changes
	settled, err := s.Tray(ctx, register.TrayFilter{State: register.Settled})
	s.ok(err)
	same(t, "settled", say(settled.Lines), []string{"Quill Fund|en|3|2|A/99/1"})
	open, err := s.Tray(ctx, register.TrayFilter{})
	s.ok(err)
	same(t, "still open", [2]int{open.Groups, open.Places}, [2]int{3, 3})

	texts, err := s.Texts(ctx, []int64{two[1].Key, one[0].Key, 1 << 40})
	s.ok(err)
	same(t, "texts", len(texts), 2)
	for _, x := range texts {
		want := one[0].Text
		if x.Key == two[1].Key {
			want = two[1].Text
		}
		same(t, "text", x.Text, want)
	}
	held, err := s.Holding(ctx, "en", []string{one[0].Text[:12], "not there"})
	s.ok(err)
	same(t, "held by both", len(held), 2)
	held, err = s.Holding(ctx, "fr", []string{one[0].Text[:12]})
	s.ok(err)
	same(t, "not in French", len(held), 0)
	held, err = s.Holding(ctx, "en", nil)
	s.ok(err)
	same(t, "no words", len(held), 0)
}
