package search

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"concord/fault"
	"concord/lexicon"
	"concord/register"

	"pgregory.net/rapid"
)

var names = func() *Names {
	l, err := lexicon.Load()
	if err != nil {
		panic(err)
	}
	return NewNames(l)
}()

// words are the tokens of an index.
type words map[string]bool

func (w words) Has(token string) bool { return w[token] }
func (w words) Begin(prefix string) (list []string) {
	for x := range w {
		if strings.HasPrefix(x, prefix) && !strings.Contains(x, ":") {
			list = append(list, x)
		}
	}
	slices.Sort(list)
	return list
}

// act is a record of the collection: what it says, and its facets.
type act struct {
	id, lang, title, text string
	facets                []string // name=value
}

// The collection is invented.
var collection = []act{
	{"judges", "en", "Second workshop for judges", "The Office and the African Union trained thirty judges on counter-terrorism in Nairobi in June 2021.", []string{"party=AU", "party=UNODC", "place=Nairobi", "theme=counter-terrorism", "kind=training", "year=2021", "work=A/77/277"}},
	{"mission", "zh", "", "非盟与联合国2022年向萨赫勒派出联合访问团，评估反恐培训。", []string{"party=AU", "party=UN", "place=Sahel", "theme=counter-terrorism", "kind=visit", "year=2022"}},
	{"elections", "fr", "", "L’Union africaine a observé les élections législatives à Dakar, avec l’appui du Bureau.", []string{"party=AU", "place=Dakar", "theme=elections-governance", "kind=operation"}},
	{"rivers", "ru", "", "Организация и Шанхайская организация сотрудничества провели ещё один семинар о водных ресурсах в Ташкенте.", []string{"party=SCO", "place=Tashkent", "place=UZB", "theme=water", "kind=training", "year=2020"}},
	{"women", "ar", "", "عقدت جامعة الدول العربية حلقة عمل بشأن مشاركة المرأة في الانتخابات في القاهرة.", []string{"party=LAS", "place=Cairo", "theme=women", "kind=training", "year=2021"}},
	{"asean", "es", "Capacitación sobre fronteras", "La ASEAN y la UNODC celebraron tres capacitaciones en Bangkok conforme a la resolución 2524.", []string{"party=ASEAN", "party=UNODC", "place=Bangkok", "kind=training", "document=S/RES/2524(2020)", "year=2021", "year=2022"}},
	{"plan", "en", "Plan of action with ASEAN", "The plan of action was signed at the summit. The action plan runs for five years.", []string{"party=ASEAN", "party=UN", "kind=agreement", "level=summit", "document=A/RES/75/15", "year=2020"}},
	{"sharks", "en", "", "A study on shark fins and counter trade.", []string{"party=FAO", "kind=publication"}},
}

// index is the collection as an engine keeps it.
type index map[string]map[string][]string // id → column → tokens

func build() index {
	ix := index{}
	a := NewAnalyzer()
	for _, x := range collection {
		title, s1 := a.Append(nil, nil, x.lang, x.title)
		text, s2 := a.Append(nil, nil, x.lang, x.text)
		cols := map[string][]string{"title": strings.Fields(string(title)), "text": strings.Fields(string(text)), "stem": strings.Fields(string(s1) + " " + string(s2))}
		for _, f := range append(slices.Clone(x.facets), "review=none", "origin=read") {
			name, value, _ := strings.Cut(f, "=")
			cols["facet"] = append(cols["facet"], FacetToken(name, value))
		}
		ix[x.id] = cols
	}
	return ix
}

// holds is what any engine has to do with a Match.
func holds(cols map[string][]string, m *register.Match) bool {
	switch m.Op {
	case register.OpAnd:
		return !slices.ContainsFunc(m.Parts, func(p register.Match) bool { return !holds(cols, &p) })
	case register.OpOr:
		return slices.ContainsFunc(m.Parts, func(p register.Match) bool { return holds(cols, &p) })
	case register.OpNot:
		return holds(cols, &m.Parts[0]) && !slices.ContainsFunc(m.Parts[1:], func(p register.Match) bool { return holds(cols, &p) })
	}
	for name, tokens := range cols {
		if m.Column != "" && m.Column != name {
			continue
		}
	next:
		for i := 0; i+len(m.Tokens) <= len(tokens); i++ {
			for j, w := range m.Tokens {
				if t := tokens[i+j]; t != w && !(m.Prefix && j == len(m.Tokens)-1 && strings.HasPrefix(t, w)) {
					continue next
				}
			}
			return true
		}
	}
	return false
}

// found are the records of the collection that a query finds.
func found(ix index, q *Query) []string {
	var out []string
	for _, x := range collection {
		cols := ix[x.id]
		if q.Filter.Match != nil && !holds(cols, q.Filter.Match) {
			continue
		}
		ok := true
		for _, c := range q.Filter.Has {
			has := false
			for _, f := range x.facets {
				name, value, _ := strings.Cut(f, "=")
				if c.Facet == register.FacetActor {
					has = has || (name == "party" || name == "state") && (len(c.Any) == 0 || slices.Contains(c.Any, value))
				}
				has = has || name == c.Facet && (len(c.Any) == 0 || slices.Contains(c.Any, value))
			}
			if c.Facet == register.FacetReview {
				has = slices.Contains(c.Any, "none")
			}
			ok = ok && has != c.Not
		}
		if q.Filter.From != "" || q.Filter.To != "" {
			in := false
			for _, f := range x.facets {
				if y, yes := strings.CutPrefix(f, "year="); yes {
					in = in || (q.Filter.From == "" || y >= q.Filter.From[:4]) && (q.Filter.To == "" || y <= q.Filter.To[:4])
				}
			}
			ok = ok && in
		}
		if ok {
			out = append(out, x.id)
		}
	}
	return out
}

// Sixty queries in six languages and what each finds.
var queries = []struct{ query, want string }{
	// names, in any language
	{"非盟", "judges mission elections"}, {"African Union", "judges mission elections"}, {"UA", "judges mission elections"}, {"الاتحاد الأفريقي", "judges mission elections"},
	{"Union africaine", "judges mission elections"}, {"Африканский союз", "judges mission elections"}, {"Unión Africana", "judges mission elections"}, {"AU", "judges mission elections"}, {"african union", "judges mission elections"},
	{"جامعة الدول العربية", "women"}, {"League of Arab States", "women"}, {"阿盟", "women"}, {"上合组织", "rivers"}, {"上海合作组织", "rivers"}, {"ШОС", "rivers"}, {"ASEAN", "asean plan"}, {"东盟", "asean plan"}, {"АСЕАН", "asean plan"},
	{"Ouzbékistan", "rivers"}, {"Узбекистан", "rivers"}, {"乌兹别克斯坦", "rivers"}, {"Cairo", "women"}, {"开罗", "women"}, {"Le Caire", "women"},
	// words and their forms
	{"judge", "judges"}, {"training judges", "judges"}, {"trained", "judges"}, {"election", "elections"}, {"élection", "elections"}, {"elections", "elections"}, {"observer", "elections"},
	{"семинары", "rivers"}, {"еще семинар", "rivers"}, {"ресурсов", "rivers"}, {"انتخابات", "women"}, {"المَرْأَة", "women"}, {"capacitacion", "judges rivers women asean"}, {"capacitación", "judges rivers women asean"}, {"fronteras", "asean"},
	{"反恐", "mission"}, {"培训", "judges mission rivers women asean"}, {"访问团", "mission"}, {"团", "mission"}, {"非盟反恐", "mission"}, {"联合访问", "mission"},
	// phrases and operators
	{`"plan of action"`, "plan"}, {`"action of plan"`, ""}, {`"action plan"`, "plan"}, {"judges OR sharks", "judges sharks"}, {"shark OR семинар OR 反恐", "judges mission rivers women asean sharks"}, {"counter -trade", "judges"}, {"counter NOT terrorism", "sharks"},
	{"(judges OR shark) fins", "sharks"}, {"NOT partner:AU", "rivers women asean plan sharks"}, {"非盟 NOT 反恐", "judges elections"}, {"судьи ИЛИ семинар", "judges rivers women asean"},
	// symbols, dates, filters
	{"res 2524", "asean"}, {"S/RES/2524 (2020)", "asean"}, {"A/RES/75/15", "plan"}, {"resolution 75/15", "plan"}, {"A/77/277", "judges"}, {"2020", "rivers plan"}, {"June 2021", "judges women asean"}, {"2020..2021", "judges rivers women asean plan"}, {"2022..", "mission asean"},
	{"2021年6月", "judges women asean"}, {"partner:ASEAN entity:UNODC", "asean"}, {"theme:counter-terrorism kind:visit", "mission"}, {"partner:非盟 place:Dakar", "elections"}, {"place:UZB", "rivers"}, {"review:none kind:training", "judges rivers women asean"},
	{`partner:"League of Arab States"`, "women"}, {"year:2022", "mission asean"}, {"level:summit OR theme:water", "rivers plan"}, {"place:none", "plan sharks"}, {"kind:training -year:2021", "rivers"}, {"theme:反恐", "judges mission"},
	{"2021 年 6 月", "judges women asean"}, {"第2524(2020)号决议", "asean"}, {"第75/15号决议", "plan"}, {"resolución 2524 (2020)", "asean"}, {"12 June 2021", "judges women asean"}, {"juin 2021", "judges women asean"}, {"junio de 2021", "judges women asean"},
	{"июнь 2021", "judges women asean"}, {"حزيران/يونيه 2021", "judges women asean"}, {"kind:培训 actor:AU", "judges"}, {"partner:ASEAN,LAS", "women asean plan"}, {"идентификатор OR семинаров", "rivers"},
	{"Африканского союза", "judges mission elections"}, {"والاتحاد الأفريقي", "judges mission elections"}, {"women", "women"}, {"妇女", "women"}, {"counter-terrorism", "judges mission"}, {"the training of the judges", "judges"},
	{"train*", "judges"}, {"title:workshop", "judges"}, {"title:Nairobi", ""}, {"联合国访问", "mission"}, {"反恐怖访问", ""}, {"非盟 或 семинар", "judges mission elections rivers women asean"}, {"UNODC -ASEAN", "judges"},
	// forgiven
	{"Afican Union", "judges mission elections"}, {"Leage of Arab States", "women"},
	// one language alone
	{"非盟 languages:same", "mission"}, {"election languages:same", ""},
}

func TestQueries(t *testing.T) {
	ix := build()
	for _, c := range queries {
		q, err := names.Parse(c.query, Options{Language: "en"})
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		if got := strings.Join(found(ix, q), " "); got != c.want {
			b, _ := json.Marshal(q.Filter)
			t.Errorf("%s finds %q, want %q\n%s", c.query, got, c.want, b)
		}
		again, err := names.Parse(q.Text, Options{Language: "en"})
		if err != nil || again.Text != q.Text {
			t.Errorf("%s is written %q, and that %q %v", c.query, q.Text, again.Text, err)
			continue
		}
		if a, b := found(ix, q), found(ix, again); !slices.Equal(a, b) {
			t.Errorf("%s finds %v, written as %s %v", c.query, a, q.Text, b)
		}
	}
}

func TestCorrectionIsTold(t *testing.T) {
	q, err := names.Parse("workshop of the Afican Union", Options{Language: "en"})
	if err != nil || len(q.Corrections) != 1 || q.Corrections[0] != (Correction{"Afican Union", "African Union"}) {
		t.Errorf("%+v %v", q, err)
	}
	// A word that the index holds is none.
	q, err = names.Parse("Unite", Options{Language: "en", Vocabulary: words{"unite": true}})
	if err != nil || len(q.Corrections) != 0 {
		t.Errorf("%+v %v", q, err)
	}
}

func TestPartsAndConditions(t *testing.T) {
	q, err := names.Parse(`judges "plan of action" partner:ASEAN`, Options{})
	if err != nil || !slices.Equal(q.Parts, []string{"judges", `"plan of action"`, "actor:ASEAN"}) {
		t.Fatalf("%q %v", q.Parts, err)
	}
	if q.Without(1) != "judges actor:ASEAN" || q.With("theme", "women") != q.Text+" theme:women" || q.Has("party", "ASEAN") != 2 || q.Has("theme", "women") != -1 {
		t.Errorf("%q %q", q.Without(1), q.With("theme", "women"))
	}
	if q, err := names.Parse("plan languages:same judges", Options{Language: "en"}); err != nil || q.Without(0) != "judges languages:same" {
		t.Errorf("%+v %v", q, err)
	}
	if s := q.With("place", "Central Asia"); !strings.HasSuffix(s, `place:"Central Asia"`) {
		t.Error(s)
	}
}

func TestQueriesThatAreRefused(t *testing.T) {
	for query, say := range map[string]string{
		strings.Repeat("word ", 2000): "longer than", "(judges": "not closed", "judges)": "closes nothing", "colour:red": "no filter", "kind:trainin": "kind:training",
		"partner:Zzyzx": "No name", "partner:": "no value", "year:soon": "four digits", "NOT": "NOT", strings.Repeat("(", 30) + "a": "brackets", "\xff": "UTF-8",
		strings.Repeat("ab ", 100): "more than 64", "theme:": "no value", "place:Uzbekistn": "Uzbekistan",
	} {
		_, err := names.Parse(query, Options{Language: "en"})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), say) {
			t.Errorf("%.40q: %v", query, err)
		}
	}
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct{ query, lang, text, want string }{
		{"judge", "en", "The Office trained thirty judges.", "The Office trained thirty [judges]."},
		{"非盟", "en", "A course of the African Union on judges.", "A course of the [African Union] on judges."},
		{"African Union", "zh", "联合国与非盟举办培训。", "联合国与[非盟]举办培训。"},
		{"انتخابات", "ar", "مشاركة المرأة في الانتخابات في القاهرة", "مشاركة المرأة في [الانتخابات] في القاهرة"},
		{"семинар", "ru", "О семинарах в Ташкенте", "О [семинарах] в Ташкенте"},
		{`"plan of action"`, "en", "The action, a plan of action.", "The action, a [plan of action]."},
		{"kind:training", "en", "A course.", "A course."},
		{"<b>", "en", "a <b> c", "a <[b]> c"},
	} {
		q, err := names.Parse(c.query, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, p := range q.Snippet(c.text, c.lang, 200) {
			if p.Marked {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		if b.String() != c.want {
			t.Errorf("%s: %s, want %s", c.query, b.String(), c.want)
		}
	}
	q, _ := names.Parse("needle", Options{})
	long := strings.Repeat("hay and straw ", 100) + "a needle here " + strings.Repeat("more hay ", 100)
	parts := q.Snippet(long, "en", 80)
	whole := ""
	for _, p := range parts {
		whole += p.Text
	}
	if !strings.HasPrefix(whole, "… ") || !strings.HasSuffix(whole, " …") || !strings.Contains(whole, "needle") || utf8.RuneCountInString(whole) > 120 {
		t.Errorf("%q", whole)
	}
}

// Whatever is cut and marked, the parts are text of the text.
func TestSnippetsAreOfTheText(t *testing.T) {
	q, err := names.Parse("非盟 African Union judges семинар", Options{})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"非盟", "African Union ", " judges", " семинары ", "联合"}))).Draw(t, "pieces")
		text := strings.Join(pieces, "")
		var b strings.Builder
		for _, p := range q.Snippet(text, "", rapid.IntRange(1, 100).Draw(t, "width")) {
			b.WriteString(p.Text)
		}
		got := strings.TrimSuffix(strings.TrimPrefix(b.String(), "… "), " …")
		if !strings.Contains(text, got) && !strings.Contains(text, strings.TrimSuffix(strings.TrimPrefix(b.String(), "… "), "")) {
			t.Fatalf("%q is not of %q", got, text)
		}
	})
}

// same says whether two queries ask the register for the same.
func same(a, b *Query) bool {
	x, _ := json.Marshal(a.Filter)
	y, _ := json.Marshal(b.Filter)
	return string(x) == string(y)
}

func checkParse(t interface{ Fatalf(string, ...any) }, text, lang string, v Vocabulary) {
	q, err := names.Parse(text, Options{Language: lang, Vocabulary: v})
	if err != nil {
		if fault.KindOf(err) != fault.Invalid || fault.Sentence(err) == "" {
			t.Fatalf("%q: %v", text, err)
		}
		return
	}
	if q.Filter.Match != nil {
		if err := q.Filter.Match.Check(); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	}
	if len(q.Text) > LongestQuery {
		return // characters that grow when they are put in order
	}
	again, err := names.Parse(q.Text, Options{Language: lang, Vocabulary: v})
	if err != nil {
		t.Fatalf("%q is written %q: %v", text, q.Text, err)
	}
	if again.Text != q.Text {
		t.Fatalf("%q is written %q, and that %q", text, q.Text, again.Text)
	}
	if !same(q, again) {
		x, _ := json.Marshal(q.Filter)
		y, _ := json.Marshal(again.Filter)
		t.Fatalf("%q written %q asks for something else:\n%s\n%s", text, q.Text, x, y)
	}
	for i := range q.Parts {
		if _, err := names.Parse(q.Without(i), Options{Language: lang}); err != nil {
			t.Fatalf("%q without its part %d is %q: %v", text, i, q.Without(i), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range queries {
		f.Add(c.query, "en")
	}
	f.Add(`a" (b OR -"c`, "ru")
	f.Add(`x:y "" () NOT NOT a OR`, "es")
	f.Add("\x00\u202e(\u0301:) -- :partner:,", "")
	f.Fuzz(func(t *testing.T, text, lang string) { checkParse(t, text, lang, nil) })
}

// A query is written so that it is the same query when it is read again.
func TestWrittenQueriesAreTheSame(t *testing.T) {
	pieces := []string{"African", "Union", "union", "非盟", "培训反恐", "(", ")", "OR", "AND", "NOT", "-", `"plan of action"`, `"`, "the", "of", "partner:AU", "-theme:women", "2021", "June",
		"2020..2022", "res", "2524", "(2020)", "A/77/277", "counter-terrorism", "Afican", "семинары", "Африканского", "союза", "والاتحاد", "الأفريقي", "train*", "place:none", "year:2020,2021", ",", "&", "title:plan", "languages:same"}
	vocabulary := words{"plan": true, "action": true, "training": true, "union": true}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 10).Draw(t, "pieces"), " ")
		var v Vocabulary
		if rapid.Bool().Draw(t, "vocabulary") {
			v = vocabulary
		}
		checkParse(t, text, rapid.SampledFrom([]string{"", "en", "zh", "ru", "ar"}).Draw(t, "language"), v)
	})
}

// Whatever words a text has, each of them finds it, whatever language it is said to
// be in; and the text as a phrase does.
func TestEveryWordFindsItsText(t *testing.T) {
	letters := []rune("abcdeéñßœ' -AБвёйة أالوبل非盟培训２ﬁ3.’")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(letters), rapid.Rune()), 0, 30).Draw(t, "text"))
		lang := rapid.SampledFrom([]string{"", "ar", "en", "es", "fr", "ru", "zh"}).Draw(t, "language")
		a := NewAnalyzer()
		exact, stems := a.Append(nil, nil, lang, text)
		cols := map[string][]string{"text": strings.Fields(string(exact)), "stem": strings.Fields(string(stems))}
		p := &parser{names: names, a: a, q: &Query{}}
		a.each(text, false, func(w token) {
			piece := text[w.from:w.to]
			if n := p.plain(piece); n.match == nil || !holds(cols, n.match) {
				t.Fatalf("%q does not find %q: %+v in %q", piece, text, n.match, cols)
			}
		})
		if m := p.exact(text); m != nil && !holds(cols, m) {
			t.Fatalf("%q does not find itself: %+v in %q", text, m, cols)
		}
	})
}

func TestMistypedWordsOfTheIndex(t *testing.T) {
	v := words{"training": true, "e:train": true, "peacekeeping": true, "judges": true, "e:judg": true, "семинар": true}
	for typed, want := range map[string]string{"trainig": "training", "trainning": "", "peacekeping": "peacekeeping", "семинвр": "семинар", "judge": "", "xyzzy": "", "training": ""} {
		q, err := names.Parse(typed, Options{Vocabulary: v})
		got := ""
		if err == nil && len(q.Corrections) == 1 && q.Corrections[0].Typed == typed {
			got = q.Corrections[0].Meant
		}
		if got != want || want != "" && q.Text != want {
			t.Errorf("%s: %q, want %q; %v", typed, got, want, err)
		}
	}
}

// Two values have two tokens.
func TestFacetTokens(t *testing.T) {
	for value, want := range map[string]string{"AU": "place:au", "Central Asia": "place:central_20.asia", "a_b": "place:a_5f.b", `"x'`: "place:_22.x_27.", "非盟": "place:非盟", "\x00": "place:_0.", "S/RES/1(2020)": "place:s/res/1(2020)"} {
		if got := FacetToken("place", value); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.StringN(0, 60, 80).Draw(t, "x"), rapid.StringN(0, 60, 80).Draw(t, "y")
		if !strings.EqualFold(x, y) && FacetToken("f", x) == FacetToken("f", y) {
			t.Fatalf("%q and %q", x, y)
		}
	})
}

func FuzzSnippet(f *testing.F) {
	q, err := names.Parse(`非盟 judges семинар المرأة train* "plan of action"`, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("非盟 held a семинар on the plan of action", "en", 20)
	f.Add("\xff\xfe e\u0301e\u0301", "", 1)
	f.Fuzz(func(t *testing.T, text, lang string, width int) {
		var b strings.Builder
		for _, p := range q.Snippet(text, lang, width%1000) {
			b.WriteString(p.Text)
		}
		if s := strings.TrimSuffix(strings.TrimPrefix(b.String(), "… "), " …"); !strings.Contains(text, s) && !strings.Contains(text, b.String()) {
			t.Fatalf("%q is not of %q", s, text)
		}
	})
}

func FuzzTokens(f *testing.F) {
	f.Add("en", "The U.N.’s workshops")
	f.Add("ar", "والاتّحـاد")
	f.Add("", "ﷺ ½ İ \xff 非")
	f.Fuzz(func(t *testing.T, lang, text string) {
		exact, stems := NewAnalyzer().Append(nil, nil, lang, text)
		for _, w := range strings.Split(string(exact)+string(stems), " ") {
			if !utf8.ValidString(w) || strings.ContainsAny(w, "\"'\\*()&|!<>\x00\n\t") {
				t.Fatalf("%q", w)
			}
		}
	})
}

func BenchmarkSnippet(b *testing.B) {
	q, err := names.Parse("African Union training judges", Options{Language: "en"})
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("The Department and the secretariat of the African Union held a second workshop on the training of judges in the port. ", 5)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		q.Snippet(text, "en", 240)
	}
}

func BenchmarkParse(b *testing.B) {
	if _, err := names.Parse("AU", Options{}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := names.Parse(`African Union training theme:women 2020..2022 "plan of action"`, Options{Language: "en"}); err != nil {
			b.Fatal(err)
		}
	}
}
