package web

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/contribution"
	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/symbol"
)

// enterPage is the form by which a person enters one act.
type enterPage struct {
	Problem  string
	Fields   map[string]formField
	Parties  []partyField
	Codes    []codeField
	Themes   []option
	Language []option
	Done     *link
}

// formField is one line of the form, as it was filled in.
type formField struct{ Value, Problem string }

// partyField is one party with its role.
type partyField struct {
	N       int
	Value   string
	Problem string
	Roles   []option
	Offers  []string
}

// codeField is a closed list.
type codeField struct {
	Name, Label string
	Choices     []option
}

// parties of the form: those that were filled in and two more, from four to twenty.
const (
	fewParties  = 4
	mostParties = 20
)

// enter is the empty form.
func (s *Site) enter(v *visit) error {
	w, sent, err := s.sent()
	if err != nil {
		return err
	}
	pg := s.enterForm(v, url.Values{})
	if id := v.r.URL.Query().Get("done"); id != "" {
		pg.Done = &link{Href: v.to("/activities/" + url.PathEscape(id)), Label: s.messages.text(v.lang, "enter.done")}
		if rec, err := w.Register.Record(v.r.Context(), id, 0); err == nil && rec.Kind == register.KindActivity {
			var a register.Activity
			if err := rec.Decode(&a); err != nil {
				return err
			}
			if slices.ContainsFunc(a.Places, func(place string) bool { return !sent.KnownPlace(place) }) {
				pg.Problem = s.messages.text(v.lang, "warning.place-unknown")
			}
		}
	}
	s.render(v, 200, "enter.html", s.messages.text(v.lang, "enter.title"), pg)
	return nil
}

// enterForm is the form as it was filled in.
func (s *Site) enterForm(v *visit, form url.Values) *enterPage {
	pg := &enterPage{Fields: map[string]formField{}}
	for _, name := range []string{"title", "date", "place", "instrument", "source", "paragraph", "participants"} {
		pg.Fields[name] = formField{Value: form.Get(name)}
	}
	n := fewParties
	for i := 1; i <= mostParties; i++ {
		if form.Get("party"+strconv.Itoa(i)) != "" {
			n = max(n, min(i+2, mostParties))
		}
	}
	for i := 1; i <= n; i++ {
		at := strconv.Itoa(i)
		p := partyField{N: i, Value: form.Get("party" + at)}
		for _, role := range register.Roles[:6] { // what is owed is another kind of record
			p.Roles = append(p.Roles, option{Value: role, Label: s.named(v.lang, "role", role), On: form.Get("role"+at) == role})
		}
		pg.Parties = append(pg.Parties, p)
	}
	for _, f := range register.Fields(register.KindActivity) {
		if f.Type != register.TypeCode {
			continue
		}
		c := codeField{Name: f.Name, Label: s.messages.text(v.lang, "field."+f.Name)}
		for _, code := range f.Codes {
			c.Choices = append(c.Choices, option{Value: code, Label: s.named(v.lang, f.Name, code), On: form.Get(f.Name) == code})
		}
		pg.Codes = append(pg.Codes, c)
	}
	if themes, err := s.Workplace.Lexicon().Themes(); err == nil {
		for _, t := range themes {
			pg.Themes = append(pg.Themes, option{Value: t.ID, Label: s.named(v.lang, "theme", t.ID), On: slices.Contains(form["theme"], t.ID)})
		}
	}
	chosen := form.Get("language")
	if chosen == "" {
		chosen = v.lang
	}
	for _, l := range languages {
		pg.Language = append(pg.Language, option{Value: l, Label: native[l], On: l == chosen})
	}
	return pg
}

// enterAct makes an activity of the form: every value is the person's own.
func (s *Site) enterAct(v *visit) error {
	w, sent, err := s.sent()
	if err != nil {
		return err
	}
	form, err := v.form(maxForm)
	if err != nil {
		return err
	}
	pg := s.enterForm(v, form)
	claims, told := s.stated(v, sent, form, pg)
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	bad := slices.ContainsFunc(pg.Parties, func(p partyField) bool { return p.Problem != "" })
	for _, f := range pg.Fields {
		bad = bad || f.Problem != ""
	}
	if bad {
		pg.Problem = msg("enter.problem")
		s.render(v, http.StatusUnprocessableEntity, "enter.html", msg("enter.title"), pg)
		return nil
	}
	id, err := w.Desk.Enter(v.r.Context(), register.KindActivity, claims, told, w.Person(v.r))
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		pg.Problem = s.messages.refusal(v.lang, err).Text
		s.render(v, k.Status(), "enter.html", msg("enter.title"), pg)
		return nil
	}
	if err != nil {
		return err
	}
	v.redirect(v.to("/desk/enter") + "?done=" + url.QueryEscape(id))
	return nil
}

// stated are the claims that the form makes; what cannot be understood is marked in
// the form.
func (s *Site) stated(v *visit, sent *contribution.Reader, form url.Values, pg *enterPage) (claims []register.Claim, told []register.Telling) {
	msg := func(key string) string { return s.messages.text(v.lang, key) }
	bad := func(name, key string) { pg.Fields[name] = formField{pg.Fields[name].Value, msg(key)} }
	typed := func(name string) string { return strings.Join(strings.Fields(form.Get(name)), " ") }
	var source register.Evidence
	if sym := typed("source"); sym != "" {
		if parsed, err := symbol.Parse(sym); err == nil {
			source = register.Evidence{Work: string(parsed), Place: register.Place{Number: strings.TrimSuffix(typed("paragraph"), ".")}}
			told = []register.Telling{{Evidence: source}}
		} else {
			bad("source", "enter.no-symbol")
		}
	} else if typed("paragraph") != "" {
		bad("source", "enter.no-source")
	}
	add := func(field, value string) {
		claims = append(claims, register.Claim{Field: field, Value: value, Evidence: source})
	}
	lang := form.Get("language")
	if !slices.Contains(languages, lang) {
		lang = v.lang
	}
	if t := typed("title"); t == "" {
		bad("title", "enter.no-title")
	} else {
		add(register.FieldTitle, lang+":"+t)
	}
	if t := typed("date"); t != "" {
		if d := sent.Date(t, v.lang); d == "" {
			bad("date", "in.no-date")
		} else {
			add(register.FieldDate, d)
		}
	}
	seen := map[string]bool{}
	for i := range pg.Parties {
		p := &pg.Parties[i]
		if strings.TrimSpace(p.Value) == "" {
			continue
		}
		id, state, offers := sent.Party(p.Value, v.lang)
		switch {
		case id == "":
			p.Problem = msg("in.no-actor")
			p.Offers = s.offered(offers)
		case seen[id]:
			p.Problem = msg("enter.twice")
		default:
			seen[id] = true
			role := form.Get("role" + strconv.Itoa(p.N))
			if !slices.Contains(register.Roles, role) {
				role = ""
			}
			add(register.FieldParty, partyOf(id, role, state))
		}
	}
	if len(seen) == 0 && !slices.ContainsFunc(pg.Parties, func(p partyField) bool { return p.Problem != "" }) {
		pg.Parties[0].Problem = msg("enter.no-party")
	}
	for part := range strings.FieldsFuncSeq(form.Get("place"), func(r rune) bool { return strings.ContainsRune(";；؛\n", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			add(register.FieldPlace, sent.Place(part, v.lang))
		}
	}
	for _, c := range pg.Codes {
		for _, x := range c.Choices {
			if x.On {
				add(c.Name, x.Value)
			}
		}
	}
	for _, x := range pg.Themes {
		if x.On {
			add(register.FieldTheme, x.Value)
		}
	}
	for part := range strings.FieldsFuncSeq(form.Get("instrument"), func(r rune) bool { return strings.ContainsRune(";；؛\n", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			add(register.FieldInstrument, part)
		}
	}
	if t := typed("participants"); t != "" {
		if n, ok := contribution.Number(t); !ok {
			bad("participants", "enter.no-number")
		} else {
			add(register.FieldFigure, "participants="+strconv.Itoa(n))
		}
	}
	return claims, told
}

// completions of what is typed into a field for an actor or a place.
const completions = 12

// complete offers names for what was typed, in any language, as JSON.
func (s *Site) complete(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	q := v.r.URL.Query().Get("q")
	list := []string{}
	if len(q) <= 200 {
		for _, o := range w.Lexicon().Complete(q, v.lang, completions) {
			if o.Kind == lexicon.KindActor || o.Kind == lexicon.KindPlace {
				list = append(list, o.Text+" ["+o.ID+"]")
			}
		}
	}
	s.sendJSON(v, 200, map[string]any{"names": list})
	return nil
}

// template is the form to hand out, in the language of the page.
func (s *Site) template(v *visit) error {
	var b bytes.Buffer
	var err error
	kind := "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	switch file := v.r.PathValue("file"); file {
	case "input.docx":
		err = export.TemplateDOCX(&b, v.lang, export.Filled{})
	case "input.xlsx":
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		err = export.TemplateXLSX(&b, v.lang, export.Filled{})
	default:
		return fault.New(fault.NotFound, "There is no form named %s.", clip(file, 40))
	}
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Disposition", `attachment; filename="concord-`+v.lang+"-"+v.r.PathValue("file")+`"`)
	v.send(http.StatusOK, kind, b.Bytes())
	return nil
}
