package lexicon

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// placesIn gives the places that the names of a language find in a text; of a
// phrase that names none, "not:" and the place whose name it holds.
func placesIn(t *testing.T, lang, text string) []string {
	t.Helper()
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	m := shippedMatcher(t, l, lang)
	var found Matches
	m.Scan(&found, text)
	var out []string
	for _, x := range found.Names {
		for _, target := range m.Targets(x.Entry) {
			switch {
			case target.Kind != KindPlace:
			case target.Name.Sort == Not:
				out = append(out, "not:"+target.ID)
			default:
				out = append(out, target.ID)
			}
		}
	}
	return out
}

var shippedMatchers = map[string]*Matcher{}

func shippedMatcher(t *testing.T, l *Lexicon, lang string) *Matcher {
	t.Helper()
	m := shippedMatchers[lang]
	if m == nil {
		var err error
		if m, err = l.NewMatcher(lang, nil); err != nil {
			t.Fatal(err)
		}
		shippedMatchers[lang] = m
	}
	return m
}

// The official name of each country is the one that the United Nations uses, also
// where others call it otherwise, and it is found in a text.
func TestNamesOfCountriesAreThoseOfTheUnitedNations(t *testing.T) {
	raw, err := os.ReadFile("testdata/un_forms.tsv")
	if err != nil {
		t.Fatal(err)
	}
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.SplitSeq(strings.TrimSpace(string(raw)), "\n") {
		c := strings.Split(line, "\t")
		if len(c) != 3 || c[0] == "language" {
			continue
		}
		rows++
		lang, id, form := c[0], c[1], c[2]
		names := l.Names(id, lang)
		if len(names) == 0 || names[0].Text != form || names[0].Sort != Official {
			t.Errorf("%s: the first name of %s is %v, want %q", lang, id, names, form)
		}
		if got := placesIn(t, lang, "("+form+")"); !slices.Equal(got, []string{id}) {
			t.Errorf("%s: in %q there is %v, want %s", lang, form, got, id)
		}
	}
	if rows < 200 {
		t.Errorf("%d rows", rows)
	}
}

// Each country and territory has a name in each of the six languages, and an M49
// code that no other has.
func TestCountriesAreWhole(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	count, codes := 0, map[string]string{}
	for _, p := range l.Places() {
		if p.Kind != "country" && p.Kind != "territory" || len(p.ID) != 3 {
			continue
		}
		count++
		if other := codes[p.M49]; other != "" || p.M49 == "" {
			t.Errorf("%s has the M49 code %q, as has %q", p.ID, p.M49, other)
		}
		codes[p.M49] = p.ID
		for _, lang := range Languages {
			if names := l.Names(p.ID, lang); len(names) == 0 || names[0].Sort != Official {
				t.Errorf("%s has no official name in %s: %v", p.ID, lang, names)
			}
		}
	}
	if count != 249 {
		t.Errorf("there are %d countries and territories, ISO 3166-1 has 249", count)
	}
}

func TestPlacesInText(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		// A longer name goes before the shorter one in it.
		{"zh", "尼日尔、尼日利亚、几内亚、几内亚比绍、赤道几内亚和巴布亚新几内亚", "NER NGA GIN GNB GNQ PNG"},
		{"zh", "刚果、刚果民主共和国和刚果(布)", "COG COD COG"},
		{"en", "the Sudan, South Sudan, Guinea, the Gulf of Guinea and Equatorial Guinea", "SDN SSD GIN Gulf of Guinea GNQ"},
		{"en", "Ireland and Northern Ireland; Samoa and American Samoa", "IRL Northern Ireland WSM ASM"},
		// Case forms, clitics, capitals without accents.
		{"ru", "в Мали, Сенегала, Российской Федерацией, Кот-д’Ивуара и Демократической Республике Конго", "MLI SEN RUS CIV COD"},
		{"ru", "в Гвинее-Бисау, Центральноафриканской Республике и Соединенном Королевстве", "GNB CAF GBR"},
		{"ru", "на Фолклендских (Мальвинских) островах; в Боливии (Многонациональном Государстве)", "FLK BOL"},
		{"ar", "في السنغال وتشاد وللعراق وبالصومال", "SEN TCD IRQ SOM"},
		{"fr", "aux Etats-Unis, en Ethiopie et au Sénégal", "USA ETH SEN"},
		{"en", "Cote d'Ivoire, Côte d’Ivoire and CÔTE D’IVOIRE", "CIV CIV CIV"},
		// Adjectives.
		{"en", "Senegalese troops, Central Asian States, the Nigerien and the Nigerian side", "SEN Central Asia NER NGA"},
		{"fr", "les forces sénégalaises, les partis maliens", "SEN MLI"},
		{"es", "las fuerzas senegalesas y los Estados centroamericanos", "SEN Central America"},
		{"ru", "сенегальскими войсками и карибских государств", "SEN Caribbean"},
		// What only looks like a place.
		{"zh", "小岛屿发展中国家、沿海地区、中国和海地", "not:CHN not:HTI CHN HTI"},
		{"ar", "دعم مالي وتقني", ""},
		{"ru", "кроме того, и в этом", ""},
		{"en", "the Basel Convention, 5 million United States dollars, French-speaking countries", "not:Basel not:USA not:FRA"},
		{"ru", "5 млн. долл. США", "not:USA"},
		// Continents are no places here.
		{"fr", "en Afrique, en Asie et en Europe", ""},
		{"zh", "非洲和亚洲", ""},
		// A combined region is both.
		{"en", "Latin America and the Caribbean", "Latin America Caribbean"},
	} {
		if got := strings.Join(placesIn(t, c.lang, c.text), " "); got != c.want {
			t.Errorf("%s: in %q there is %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

// A phrase that names no place is no name of the place: it is neither shown nor offered.
func TestNotIsNoName(t *testing.T) {
	l, err := LoadFS(tables("places/places.tsv", placeHead+"CHN\tcountry\t156\t\n",
		"places/names.zh.tsv", "id\tsort\tname\tsource\nCHN\tnot\t发展中国家\t\nCHN\tofficial\t中国\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	if names := l.Names("CHN", "zh"); len(names) != 1 || names[0].Text != "中国" {
		t.Errorf("the names are %v", names)
	}
	if offered := l.Complete("发展", "zh", 5); len(offered) != 0 {
		t.Errorf("%v is offered", offered)
	}
	if problems := l.Check(); len(problems) != 0 {
		t.Errorf("%v", problems)
	}
}
