package desk

import (
	"context"
	"slices"

	"concord/register"
)

// attachStarters matches what no version told before with the starter acts that
// cite its paragraph: the sure ones tell them, which t.again says; for each of the
// doubtful ones it gives the question, whose B is still to be filled in. Records of
// other kinds get the words of their names and symbols.
func (t *takeIn) attachStarters(ctx context.Context, tx register.Tx) (asked map[int][]register.Same, err error) {
	if !t.earlier || t.origin == register.Sample {
		return nil, nil // nothing cites it
	}
	all, err := startersOf(ctx, tx, t.work.ID)
	if err != nil {
		return nil, err
	}
	asked = map[int][]register.Same{}
	t.cited = map[string]bool{}
	for _, list := range all.acts {
		for i := range list {
			t.cited[list[i].ID] = true
		}
	}
	first := 0
	for i := range t.rd.Paragraphs {
		n := len(t.rd.Paragraphs[i].Activities)
		if err := t.attachTo(all, i, first, asked); err != nil {
			return nil, err
		}
		first += n
		if err := t.nameOthers(ctx, tx, all, i); err != nil {
			return nil, err
		}
	}
	return asked, nil
}

// attachTo matches the acts of the i-th paragraph; its first is number first of all.
func (t *takeIn) attachTo(all *starters, i, first int, asked map[int][]register.Same) error {
	text := &t.texts[i]
	acts := t.rd.Paragraphs[i].Activities
	if len(all.acts[text.Place]) == 0 {
		return nil
	}
	var reads, cited []side
	for j := range acts {
		if t.again[first+j] != nil {
			continue
		}
		fields := register.Current(register.KindActivity, register.Settle(nil, t.says("read", t.where(text), text.Text, &acts[j])))
		a, err := readAct("read", fields, t.work.ID, text.Place, t.doc.Language, text.Text[acts[j].From:acts[j].To], acts[j].From, j+1, len(acts))
		if err != nil {
			return err
		}
		reads = append(reads, side{a, first + j, ""})
	}
	list := all.acts[text.Place]
	for k := range list {
		if t.used[list[k].ID] {
			continue
		}
		a, err := all.act(&list[k], t.work.ID, text.Place, k+1, len(list))
		if err != nil {
			return err
		}
		cited = append(cited, side{a, k, list[k].ID})
	}
	for _, m := range attach(acted(reads), acted(cited)) {
		n, id := reads[m.read].n, cited[m.starter].id
		if m.sure {
			t.again[n] = &told{id: id}
			t.used[id] = true
			continue
		}
		for _, x := range m.all() {
			q := x.question()
			q.A = cited[x.starter].id
			asked[n] = append(asked[n], q)
		}
	}
	return nil
}

// nameOthers lays the words of the i-th paragraph beside the records of other
// kinds that cite it.
func (t *takeIn) nameOthers(ctx context.Context, tx register.Tx, all *starters, i int) error {
	text := &t.texts[i]
	list := all.others[text.Place]
	for k := range list {
		said := names(&list[k], t.doc.Language, t.where(text), text.Text, text.Marks)
		if len(said) == 0 {
			continue
		}
		s, err := t.standing(ctx, tx, list[k].ID)
		if err != nil {
			return err
		}
		if err := t.tellAgain(ctx, tx, s, said); err != nil {
			return err
		}
	}
	return nil
}

// found makes the citation of a paragraph give way to its words.
func (t *takeIn) found(ctx context.Context, tx register.Tx, s *standing, at register.Place) error {
	list, err := tx.Tellings(ctx, s.rec.ID)
	if err != nil {
		return err
	}
	t.tellings = append(t.tellings, giveWay(list, t.work.ID, at)...)
	return nil
}

// giveWay are the citations of a paragraph among tellings, marked as dropped.
func giveWay(list []register.Telling, work string, at register.Place) (out []register.Telling) {
	for _, l := range list {
		if e := &l.Evidence; cites(e) && e.Work == work && e.Place == at && !l.Dropped {
			l.Dropped = true
			out = append(out, l)
		}
	}
	return out
}

// ask stores a question of sameness with what takeIn stores, unless there is one
// about the two, or an answer.
func (t *takeIn) ask(ctx context.Context, tx register.Tx, q register.Same) error {
	if q.A == q.B {
		return nil
	}
	known, err := pairState(ctx, tx, q.A, q.B)
	if err != nil || known != "" {
		return err
	}
	t.out.Asked++
	t.sames = append(t.sames, q)
	return nil
}

// pairState is what the register keeps of the sameness of two records; "" for nothing.
func pairState(ctx context.Context, r register.Reader, a, b string) (register.Sameness, error) {
	list, err := r.Sames(ctx, register.SameFilter{Record: a})
	for _, s := range list {
		if s.State != register.SameGone && (s.A == b || s.B == b) {
			return s.State, err
		}
	}
	return "", err
}

// withoutTitles leaves out titles in a language in which the record has one: two
// wordings contradict nothing.
func withoutTitles(standing, said []register.Claim) []register.Claim {
	return slices.DeleteFunc(said, func(c register.Claim) bool {
		return c.Field == register.FieldTitle && slices.ContainsFunc(standing, func(s register.Claim) bool {
			return s.Field == register.FieldTitle && s.State == register.Accepted && register.Element(s.Field, s.Value) == register.Element(c.Field, c.Value)
		})
	})
}
