package lexicon

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// lexiconOf makes a lexicon of one language from lines "id<TAB>name" for actors;
// an ID that begins with "@" is a place.
func lexiconOf(t testing.TB, lang string, lines ...string) *Lexicon {
	t.Helper()
	var actors, names, places, placeNames strings.Builder
	actors.WriteString("id\ttype\tparent\tfrom\tto\n")
	names.WriteString("id\tsort\tname\tfrom\tto\tsource\n")
	places.WriteString("id\tkind\tm49\tparent\n")
	placeNames.WriteString("id\tsort\tname\tsource\n")
	seen := map[string]bool{}
	for _, line := range lines {
		id, name, _ := strings.Cut(line, "\t")
		if place, ok := strings.CutPrefix(id, "@"); ok {
			if !seen[id] {
				places.WriteString(place + "\tarea\t\t\n")
			}
			placeNames.WriteString(place + "\tofficial\t" + name + "\t\n")
		} else {
			if !seen[id] {
				actors.WriteString(id + "\tother\t\t\t\n")
			}
			names.WriteString(id + "\tofficial\t" + name + "\t\t\t\n")
		}
		seen[id] = true
	}
	fsys := fstest.MapFS{
		"actors/a.tsv":                  {Data: []byte(actors.String())},
		"names/a." + lang + ".tsv":      {Data: []byte(names.String())},
		"places/places.tsv":             {Data: []byte(places.String())},
		"places/names." + lang + ".tsv": {Data: []byte(placeNames.String())},
	}
	for _, f := range []string{"clitics.tsv", "inflect.ru.tsv"} {
		if b, err := shipped.ReadFile("data/" + f); err == nil {
			fsys[f] = &fstest.MapFile{Data: b}
		}
	}
	l, err := LoadFS(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// show writes what was found as "id=text" for names, "value:text" for words.
func show(m *Matcher, text string) (names, words []string) {
	var f Matches
	m.Scan(&f, text)
	for _, n := range f.Names {
		var ids []string
		for _, t := range m.Targets(n.Entry) {
			ids = append(ids, t.ID)
		}
		names = append(names, strings.Join(ids, "+")+"="+text[n.From:n.To])
	}
	for _, w := range f.Words {
		words = append(words, m.words[w.Entry].Text+":"+text[w.From:w.To])
	}
	return names, words
}

func TestNamesAreFound(t *testing.T) {
	en := []string{"AU\tAfrican Union", "AU\tAU", "AUC\tAfrican Union Commission", "DPO\tDepartment of Peace Operations",
		"UNSG\tSecretary-General of the United Nations", "UN\tUnited Nations", "UN\tUN", "WHO\tWHO", "CIV\tCôte d’Ivoire",
		"@GEO\tGeorgia", "GEO-U\tGeorgia", "UNU\tAfrican Union–United Nations Task Force", "IP\tInterpol", "IP\tInter\u00adpol", "XX\tAfrican"}
	zh := []string{"AU\t非洲联盟", "AU\t非盟", "AUC\t非洲联盟委员会", "AU\tAU", "A2030\t2030年议程", "C19\tCOVID-19疫苗", "UNW\tUN Women", "L\t第六委员会(法律)"}
	ar := []string{"AU\tالاتحاد الأفريقي", "UN\tالأمم المتحدة", "WHO\tمنظمة الصحة العالمية", "LAS\tجامعة الدول العربية"}
	fr := []string{"AU\tUnion africaine", "EUR\tÉtats de l'Est", "CE\tConseil de l'Europe"}
	for _, c := range []struct {
		lang  string
		lex   []string
		text  string
		names string
	}{
		{"en", en, "The African Union Commission and the African Union's AU.", "AUC=African Union Commission AU=African Union AU=AU"},
		{"en", en, "African Unions and Pan-African Union, AUs, EAU", "XX=African AU=African Union"},
		{"en", en, "the department of peace operations; DEPARTMENT OF PEACE OPERATIONS; Department Of Peace Operations", "DPO=DEPARTMENT OF PEACE OPERATIONS DPO=Department Of Peace Operations"},
		{"en", en, "those who met WHO, Who", "WHO=WHO"},
		{"en", en, "the Secretary\u2011General of\u00a0the  United Nations", "UNSG=Secretary\u2011General of\u00a0the  United Nations"},
		{"en", en, "in Côte d'Ivoire, CÔTE D’IVOIRE", "CIV=Côte d'Ivoire CIV=CÔTE D’IVOIRE"},
		{"en", en, "Georgia", "GEO-U+GEO=Georgia"},
		{"en", en, "African Union-United Nations Task Force", "UNU=African Union-United Nations Task Force"},
		{"en", en, "United\nNations", ""},
		{"en", en, "INTERPOL interpol Interpol", "IP=Interpol"},
		{"en", en, "非UN盟 UN盟", "UN=UN UN=UN"},
		{"zh", zh, "非洲联盟委员会与非盟、AU举行,UNAU无", "AUC=非洲联盟委员会 AU=非盟 AU=AU"},
		{"zh", zh, "通过 2030 年议程和COVID-19 疫苗", "A2030=2030 年议程 C19=COVID-19 疫苗"},
		{"zh", zh, "UN Women 与 UN  Women，UNWomen", "UNW=UN Women UNW=UN  Women"},
		{"zh", zh, "第六委员会（法律）", "L=第六委员会（法律）"},
		{"zh", zh, "12030年议程", ""},
		{"ar", ar, "والاتحاد الأفريقي للاتحاد الافريقى", "AU=الاتحاد الأفريقي AU=لاتحاد الافريقى"},
		{"ar", ar, "بالأُمَم المتّحدة، وللأمم المتحدة ولمنظمة الصحة العالمية", "UN=الأُمَم المتّحدة UN=لأمم المتحدة WHO=منظمة الصحة العالمية"},
		{"ar", ar, "كجامعة الدول العربيـــة زجامعة الدول العربية", "LAS=جامعة الدول العربيـــة"},
		{"fr", fr, "de l’Union africaine, l'Union africaine; le Conseil de l’Europe", "AU=Union africaine AU=Union africaine CE=Conseil de l’Europe"},
	} {
		m, err := lexiconOf(t, c.lang, c.lex...).NewMatcher(c.lang, nil)
		if err != nil {
			t.Fatal(err)
		}
		names, _ := show(m, c.text)
		if got := strings.Join(names, " "); got != c.names {
			t.Errorf("%s %q\n got %s\nwant %s", c.lang, c.text, got, c.names)
		}
	}
}

func TestWordsAreFoundWhereverTheyStand(t *testing.T) {
	m, err := lexiconOf(t, "en", "AU\tAfrican Union").NewMatcher("en", []Word{
		{"union", 1}, {"in cooperation with", 2}, {"in", 3}, {"cooperation", 4}, {"in", 5}, {"who", 6}, {"May", 7}, {"“", 8}, {"organized", 9}})
	if err != nil {
		t.Fatal(err)
	}
	_, words := show(m, "In cooperation with the African Union WHO may in May \"a “b ORGANIZED")
	want := []string{"in cooperation with:In cooperation with", "in:In", "in:In", "cooperation:cooperation", "union:Union", "in:in", "in:in", "May:May", "“:“", "organized:ORGANIZED"}
	if !slices.Equal(words, want) {
		t.Errorf("got %q\nwant %q", words, want)
	}
	ru, err := lexiconOf(t, "ru").NewMatcher("ru", []Word{{"организов*", 1}, {"организовать семинар", 2}, {"*", 3}})
	if err != nil {
		t.Fatal(err)
	}
	_, words = show(ru, "Организовали и организовать семинары * реорганизовали ОРГАНИЗОВАНО")
	if want := []string{"организов*:Организов", "организов*:организов", "*:*", "организов*:ОРГАНИЗОВ"}; !slices.Equal(words, want) {
		t.Errorf("stems: %q, want %q", words, want)
	}
	var f Matches
	m.Scan(&f, "in")
	if len(f.Words) != 2 || m.Value(f.Words[0].Entry) != 3 || m.Value(f.Words[1].Entry) != 5 {
		t.Errorf("a word given twice: %v", f.Words)
	}
}

func TestASCIIWordEnd(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			text := strings.Repeat("a", at) + string([]byte{byte(c)}) + "zZ09 b"
			want := 0
			for want < len(text) && text[want] < 0x80 && flags(rune(text[want]))&word != 0 {
				want++
			}
			if got := asciiWordEnd([]byte(text), 0); got != want {
				t.Fatalf("%q: %d, want %d", text, got, want)
			}
		}
	}
}

func TestScanDoesNotAllocate(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, text := range map[string]string{
		"en": "The Secretary-General of the United Nations met the African Union (AU) in Addis Ababa, Ethiopia.",
		"zh": "联合国秘书长在亚的斯亚贝巴会见非洲联盟(非盟)的代表。",
		"ar": "والتقى الأمين العام للأمم المتحدة بالاتحاد الأفريقي في أديس أبابا.",
		"ru": "Генеральный секретарь Организации Объединенных Наций встретился с Африканским союзом.",
	} {
		m, err := l.NewMatcher(lang, []Word{{"met", 1}, {"会见", 2}, {"встре*", 3}})
		if err != nil {
			t.Fatal(err)
		}
		var f Matches
		if n := testing.AllocsPerRun(20, func() { m.Scan(&f, text) }); n > 0 || len(f.Names) < 2 {
			t.Errorf("%s: %v allocations, %d names", lang, n, len(f.Names))
		}
	}
}
