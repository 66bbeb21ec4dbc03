package web

import (
	"strings"

	"concord/register"
	"concord/wording"
)

// A mandate stands beside its paragraph like an act: what is asked, of whom, by
// when. It is no act, and no count of acts has it.

// isAct reports whether what a paragraph tells is an act of cooperation.
func (a *Act) isAct() bool { return a.Of == "" || a.Of == string(register.KindActivity) }

// path is the address of the page of its record.
func (a *Act) path() string {
	if a.isAct() {
		return "/activities/" + a.ID
	}
	return "/records/" + a.ID
}

// told makes the view of a record as one text tells it.
func told(t *register.Told) Act {
	if t.Record.Kind == register.KindActivity {
		return act(&t.Record, &t.Activity, t.Claims, Span{t.From, t.To})
	}
	out := Act{Span: Span{t.From, t.To}, ID: t.Record.ID, Of: string(t.Record.Kind), State: state(&t.Record)}
	var m register.Mandate // what other kinds share with it: title, type, date
	if t.Record.Decode(&m) != nil {
		return out
	}
	value := func(field, kind, v string) Value {
		x := Value{Kind: kind, Value: v}
		for i := range t.Claims {
			if c := &t.Claims[i]; c.Field == field && c.Value == v && c.State == register.Accepted && c.Evidence.From < c.Evidence.To {
				x.Span, x.Inferred, x.Rule = Span{c.Evidence.From, c.Evidence.To}, c.Inferred, c.Rule
				break
			}
		}
		return x
	}
	out.Titles = m.Title
	out.Kind = value("type", "", m.Type)
	for _, who := range m.Addressees {
		out.Parties = append(out.Parties, Party{Value: value("addressee", "actor", who)})
	}
	out.Date = value(register.FieldDate, "date", m.Date)
	out.Due = value("due", "date", m.Due)
	for _, who := range m.Organizations {
		out.Concerns = append(out.Concerns, value("organization", "actor", who))
	}
	for _, theme := range m.Themes {
		out.Themes = append(out.Themes, value(register.FieldTheme, "", theme))
	}
	return out
}

// mandate fills in the fields of a mandate: of whom, by when, which partner.
func (t *setter) mandate(v actView, a *Act) actView {
	msg := t.site.messages
	sep := msg.text(t.lang, "list.separator")
	for k, p := range a.Parties {
		if k > 0 {
			t.m.text(sep)
		}
		t.bear(p.Value)
	}
	v.add(msg.text(t.lang, "field.addressee"), len(a.Parties) > 0, true, &t.m)
	if session, ok := strings.CutPrefix(a.Due.Value, "session:"); ok {
		t.m.text(msg.text(t.lang, "due.session", "ordinal", wording.Ordinal(t.lang, number(session))))
	} else if a.Due.Value != "" {
		t.bear(a.Due)
	}
	v.add(msg.text(t.lang, "field.due"), a.Due.Value != "", false, &t.m)
	// What is said of the document as a whole stands once, beside its first words.
	if whole := a.Kind.From == a.Kind.To; whole {
		if a.Date.Value != "" {
			t.bear(a.Date)
		}
		v.add(msg.text(t.lang, "field.adopted"), a.Date.Value != "", false, &t.m)
		for k, who := range a.Concerns {
			if k > 0 {
				t.m.text(sep)
			}
			t.bear(who)
		}
		v.add(msg.text(t.lang, "field.organization"), len(a.Concerns) > 0, false, &t.m)
	}
	for k, f := range a.Themes {
		if k > 0 {
			t.m.text(sep)
		}
		t.m.text(t.named("theme", f.Value))
	}
	v.add(msg.text(t.lang, "field.themes"), len(a.Themes) > 0, len(t.m.b) > 45, &t.m)
	return v
}
