package lexicon

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// The data that ship have nothing in them that would make a reading wrong.
func TestShippedData(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range l.Check() {
		t.Error(p)
	}
}

func tables(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

const (
	actorHead = "id\ttype\tparent\tfrom\tto\n"
	nameHead  = "id\tsort\tname\tfrom\tto\tsource\n"
	placeHead = "id\tkind\tm49\tparent\n"
)

func TestErrorsNameFileAndLine(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"actors/a.tsv", actorHead + "AU\tpartner\t\t\t\tmore\n", "actors/a.tsv:2: the line has more cells"},
		{"actors/a.tsv", "# note\n\nid\tkind\n", "actors/a.tsv:3: there is no column \"kind\""},
		{"actors/a.tsv", actorHead + "\tun\n", "actors/a.tsv:2: an actor has no id"},
		{"places/places.tsv", placeHead + "#\n\tcity\n", "places/places.tsv:3: a place has no id"},
		{"names/a.en.tsv", nameHead + "AU\tofficial\t\n", "names/a.en.tsv:2: AU has an empty name"},
		{"inflect.en.tsv", "class\tgender\nverb\tm\n", "inflect.en.tsv:2: the class \"verb\""},
		{"clitics.tsv", "language\tclitic\nen\t\n", "clitics.tsv:2: a clitic is empty"},
	} {
		l, err := LoadFS(tables(c.file, c.text))
		if err == nil {
			_, err = l.NewMatcher("en", nil)
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s…", c.file, err, c.want)
		}
	}
}

func TestPartner(t *testing.T) {
	l, err := LoadFS(tables("actors/a.tsv", actorHead+
		"UN\tun\nUNDP\tun\tUN\nAU\tpartner\nAUC\tbody\tAU\nAUC-CHAIR\tbody\tAUC\nICC\trelated\nX\tbody\tY\nY\tbody\tX\nLONE\tun\n"))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"UN": "UN", "UNDP": "UN", "AU": "AU", "AUC-CHAIR": "AU", "ICC": "", "X": "", "nobody": "", "LONE": "UN"} {
		if got, ok := l.Partner(id); got != want || ok != (want != "") {
			t.Errorf("Partner(%s) = %q, %v", id, got, ok)
		}
	}
	if a, _ := l.Actor("AUC-CHAIR"); a.Partner != "AU" {
		t.Errorf("the chair of the commission belongs to %q", a.Partner)
	}
	if a, _ := l.Actor("UNDP"); a.Partner != "" {
		t.Errorf("UNDP belongs to the partner %q", a.Partner)
	}
}

func shelf(t testing.TB) *Lexicon {
	t.Helper()
	l, err := LoadFS(tables(
		"actors/a.tsv", actorHead+"UN\tun\nAU\tpartner\nAUC\tbody\tAU\nOIC\tpartner\nWHO\tun\tUN\n",
		"names/a.en.tsv", nameHead+"AU\tofficial\tAfrican Union\nAU\tacronym\tAU\nAUC\tofficial\tAfrican Union Commission\n"+
			"OIC\tformer\tOrganization of the Islamic Conference\t1969\t2011\nOIC\tofficial\tOrganization of Islamic Cooperation\t2011\n"+
			"WHO\tofficial\tWorld Health Organization\nWHO\tacronym\tWHO\n",
		"names/a.zh.tsv", nameHead+"AU\tofficial\t非洲联盟\nAU\tacronym\tAU\nAU\tshort\t非盟\nWHO\tshort\t世卫组织\nWHO\tofficial\t世界卫生组织\n",
		"places/places.tsv", placeHead+"AFR\tregion\t002\nKEN\tcountry\t404\tAFR\n",
		"places/names.en.tsv", "id\tsort\tname\tsource\nKEN\tadjective\tKenyan\nKEN\tshort\tKenya\nKEN\tofficial\tRepublic of Kenya\nAFR\tofficial\tAfrica\n",
	))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestDisplay(t *testing.T) {
	l := shelf(t)
	for _, c := range []struct{ id, lang, long, longIn, short, shortIn string }{
		{"AU", "en", "African Union", "en", "AU", "en"},
		{"AU", "zh", "非洲联盟", "zh", "非盟", "zh"},
		{"WHO", "zh", "世界卫生组织", "zh", "世卫组织", "zh"},
		{"AU", "ru", "African Union", "en", "AU", "en"},
		{"OIC", "en", "Organization of Islamic Cooperation", "en", "Organization of Islamic Cooperation", "en"},
		{"KEN", "en", "Republic of Kenya", "en", "Kenya", "en"},
		{"UN", "en", "UN", "", "UN", ""},
	} {
		long, longIn := l.Display(c.id, c.lang)
		short, shortIn := l.DisplayShort(c.id, c.lang)
		if long != c.long || longIn != c.longIn || short != c.short || shortIn != c.shortIn {
			t.Errorf("%s in %s: %q (%s), %q (%s)", c.id, c.lang, long, longIn, short, shortIn)
		}
	}
}

func TestComplete(t *testing.T) {
	l := shelf(t)
	for _, c := range []struct {
		typed, lang string
		n           int
		want        []string
	}{
		{"afr", "en", 9, []string{"AFR", "AU", "AUC"}},
		{"au", "en", 9, []string{"AU"}},
		{"union", "en", 9, []string{"AU", "AUC"}},
		{"union", "en", 1, []string{"AU"}},
		{"ISLAMIC", "en", 9, []string{"OIC"}},
		{"卫", "zh", 9, []string{"WHO"}},
		{"非盟", "en", 9, []string{"AU"}},
		{"kenya", "zh", 9, []string{"KEN"}},
		{"nion", "en", 9, nil},
		{" ", "en", 9, nil},
	} {
		var got []string
		for _, s := range l.Complete(c.typed, c.lang, c.n) {
			got = append(got, s.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %s: %q, want %q", c.typed, c.lang, got, c.want)
		}
	}
}

func TestOverlayLiesOverWhatShips(t *testing.T) {
	base := shelf(t)
	over := base.With(Overlay{
		Actors:  []Actor{{ID: "NEW", Type: "partner"}, {ID: "AUC", Type: "body", Parent: "NEW"}},
		Places:  []Place{{ID: "Nairobi", Kind: "city", Parent: "KEN"}},
		Names:   []Name{{ID: "NEW", Language: "en", Sort: Official, Text: "New Partnership"}, {ID: "Nairobi", Language: "en", Sort: Official, Text: "Nairobi"}},
		Without: []Name{{ID: "AU", Language: "en", Text: "AU"}},
	})
	m, err := over.NewMatcher("en", nil)
	if err != nil {
		t.Fatal(err)
	}
	names, _ := show(m, "The New Partnership met the African Union (AU) in Nairobi")
	if want := []string{"NEW=New Partnership", "AU=African Union", "Nairobi=Nairobi"}; !slices.Equal(names, want) {
		t.Errorf("found %q", names)
	}
	if p, _ := over.Partner("AUC"); p != "NEW" {
		t.Errorf("the overlaid parent is not followed: %s", p)
	}
	if p, _ := base.Partner("AUC"); p != "AU" {
		t.Errorf("the lexicon beneath was changed: %s", p)
	}
	if n := base.Names("AU", "en"); len(n) != 2 {
		t.Errorf("the names beneath were changed: %v", n)
	}
	twice := over.With(Overlay{Names: []Name{{ID: "AU", Language: "en", Sort: Acronym, Text: "AU"}}})
	if s, _ := twice.DisplayShort("AU", "en"); s != "AU" {
		t.Errorf("a second overlay: %s", s)
	}
	if p := twice.Check(); len(p) > 0 {
		t.Errorf("problems: %v", p)
	}
}

func TestCheckFinds(t *testing.T) {
	l, err := LoadFS(tables(
		"actors/a.tsv", actorHead+"A\tun\tB\nB\tun\tA\nC\tgroup\nC\tun\nD\tun\tNONE\t2010\t2001\n",
		"places/places.tsv", placeHead+"X\tcountry\t1\tNONE\nY\thill\n",
		"names/a.en.tsv", nameHead+"C\tofficial\tSame\nD\tofficial\tSame\nE\tofficial\tNobody\nC\tnick\tNick\nC\tshort\tS\nC\tofficial\tSame\nC\tformer\tOld\t2000\t2005\nD\tformer\tOld\t2005\t2009\nD\tformer\tSame\n",
	))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, p := range l.Check() {
		kinds = append(kinds, p.Kind)
	}
	slices.Sort(kinds)
	want := []string{"ambiguous", "ambiguous", "cycle", "cycle", "format", "short", "sort", "twice", "twice", "type", "type", "unknown-id", "unknown-parent", "unknown-parent", "years"}
	if !slices.Equal(kinds, want) {
		t.Errorf("%q\n%v", kinds, l.Check())
	}
}

func TestLexiconIsSafeForConcurrentUse(t *testing.T) {
	l := shelf(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			lang := Languages[i%len(Languages)]
			if _, err := l.NewMatcher(lang, nil); err != nil {
				t.Error(err)
			}
			l.Complete("un", lang, 3)
			l.Display("AU", lang)
		})
	}
	wg.Wait()
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"African UNION":  "african union",
		"ÉTATS-UNIS":     "états-unis",
		"Объединённых":   "объединенных",
		"Ё":              "е",
		"الأمم إلى آسيا": "الامم الي اسيا",
		"منظمة":          "منظمه",
		"非洲联盟AU":         "非洲联盟au",
		"\xffA\xe9":      "\xffa\xe9",
		"İ":              "İ",
		"ẞ":              "ẞ",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"African UNION", "Объединённых", "الأمم", "非洲\xff", "İẞⱯ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if g := Fold(s); len(g) != len(s) || Fold(g) != g {
			t.Errorf("%q folds to %q", s, g)
		}
	})
}
