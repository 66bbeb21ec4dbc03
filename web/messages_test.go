package web

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concord/fault"
	"concord/register"
	"concord/wording"
)

func catalogueOf(t testing.TB) *catalogue {
	t.Helper()
	c, err := loadMessages(shipped)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The plural forms that whole numbers have in each language (CLDR).
var wanted = map[string][]string{
	"en": {"one", "other"}, "fr": {"one", "other"}, "es": {"one", "other"}, "ru": {"one", "few", "many", "other"},
	"zh": {"other"}, "ar": {"zero", "one", "two", "few", "many", "other"},
}

func TestEveryMessageIsInEveryLanguage(t *testing.T) {
	c := catalogueOf(t)
	keys := map[string]bool{}    // without a plural form
	plurals := map[string]bool{} // with
	for _, l := range wording.Languages {
		m := c.Table(l)
		for k := range m {
			if base, _, ok := strings.Cut(k, "#"); ok {
				plurals[base] = true
			} else {
				keys[k] = true
			}
		}
	}
	for _, l := range wording.Languages {
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			if c.Table(l)[k] == "" {
				t.Errorf("%s: %s is not translated", l, k)
			}
		}
		for _, k := range slices.Sorted(maps.Keys(plurals)) {
			for _, f := range wanted[l] {
				if c.Table(l)[k+"#"+f] == "" {
					t.Errorf("%s: %s#%s is not translated", l, k, f)
				}
			}
			for f := range wording.Forms {
				if name := wording.Forms[f]; c.Table(l)[k+"#"+name] != "" && !slices.Contains(wanted[l], name) {
					t.Errorf("%s: %s#%s: the language has no such form", l, k, name)
				}
			}
		}
	}
}

var place = regexp.MustCompile(`\{[a-z]+\}`)

// A translation that drops or invents a place loses a value or shows braces. Forms
// that say the number in words (Arabic one and two) may leave out {n}.
func TestTranslationsFillTheSamePlaces(t *testing.T) {
	c := catalogueOf(t)
	for key, en := range c.Table("en") {
		base, _, plural := strings.Cut(key, "#")
		for _, l := range wording.Languages {
			for k, s := range c.Table(l) {
				if b, _, _ := strings.Cut(k, "#"); b != base {
					continue
				}
				want, got := place.FindAllString(en, -1), place.FindAllString(s, -1)
				slices.Sort(want)
				slices.Sort(got)
				if plural {
					want = slices.DeleteFunc(want, func(p string) bool { return p == "{n}" })
					got = slices.DeleteFunc(got, func(p string) bool { return p == "{n}" })
				}
				if !slices.Equal(want, got) {
					t.Errorf("%s: %s has %v, English %v", l, k, got, want)
				}
			}
		}
	}
}

// sameEverywhere are names of programs, standards and formats that every language
// writes alike.
const sameEverywhere = `Concord|Akoma Ntoso|JSON(?:-LD| Lines)?|CSV|XLSX|Excel|BibTeX|Atom|EDTF|ISO|WCAG|axe-core|Chromium|Firefox|Safari|Apache|CLDR|Unicode`

// Nothing but the languages' own letters: a cell of English in another column is a
// translation that was forgotten.
func TestNoEnglishLeftInOtherScripts(t *testing.T) {
	c := catalogueOf(t)
	latin := regexp.MustCompile(`[A-Za-z]{3,}`)
	allowed := regexp.MustCompile(sameEverywhere + `|Word|DOCX|HTML|PDF|ZIP|COVID|M(?:i)?B|http://127\.0\.0\.1|http://localhost|\{[a-z:]+\}`)
	for _, l := range []string{"ru", "zh", "ar"} {
		for k, s := range c.Table(l) {
			typed := func(w string) bool { // or a name: it stands alike in languages that would have their own word
				return strings.Contains(k, " ") && strings.Contains(c.Table("fr")[k], w) && strings.Contains(c.Table("es")[k], w)
			}
			for _, w := range latin.FindAllString(allowed.ReplaceAllString(s, ""), -1) {
				if !typed(w) {
					t.Errorf("%s: %s: %q", l, k, s)
				}
			}
		}
	}
	// In Latin letters, a cell alike in all three may be a word that they share.
	same, words := map[string]bool{"act.letter": true}, regexp.MustCompile(`\p{L}+`)
	for k, en := range c.Table("en") {
		if len(words.FindAllString(place.ReplaceAllString(en, ""), -1)) > 2 && !same[k] && (en == c.Table("fr")[k] || en == c.Table("es")[k]) {
			t.Errorf("%s stands in English in another column: %q", k, en)
		}
	}
}

// Every key that templates and code name is in the catalogue.
func TestEveryKeyIsKnown(t *testing.T) {
	c := catalogueOf(t)
	known := func(key string) bool {
		return c.has("en", key) || c.has("en", key+"#other")
	}
	inTemplate := regexp.MustCompile(`\.[TH] "([^"]+)"`)
	inCode := regexp.MustCompile(`(?:msg\(|messages\.(?:text|html)\([a-zA-Z.]+, )"([a-z][^"]*)"`)
	check := func(name, text string, re *regexp.Regexp) {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			if !strings.HasSuffix(m[1], ".") && !known(m[1]) {
				t.Errorf("%s: there is no message %q", name, m[1])
			}
		}
	}
	templates, err := fs.Glob(shipped, "templates/*.html")
	if err != nil || len(templates) == 0 {
		t.Fatal(err)
	}
	for _, name := range templates {
		b, err := fs.ReadFile(shipped, name)
		if err != nil {
			t.Fatal(err)
		}
		check(name, string(b), inTemplate)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(err)
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		check(name, string(b), inCode)
	}
	// Families whose members are named by values of the register and of faults.
	for k := fault.Internal; k <= fault.Unavailable; k++ {
		for _, key := range []string{"fault." + k.String(), "fault." + k.String() + ".do"} {
			if !known(key) {
				t.Errorf("no message %q", key)
			}
		}
	}
	families := map[string]string{
		"kind":     "meeting visit agreement training support publication programme coordination operation statement outreach other",
		"level":    "summit senior technical",
		"modality": "done ongoing planned agreed proposed urged suspended",
		"mode":     "in-person virtual hybrid",
		"role":     strings.Join(register.Roles, " "),
		"state":    "machine unreviewed reviewed one both contested",
		"language": "ar zh en fr ru es",
		"part":     "summary preamble annex footnote table",
		"history":  "take-in enter import load-starter drop-samples decide correct review accept take clear split join part answer-sameness reconsider-sameness confirm undo settle-name reopen-name edit-names import-names answer-short-form reopen-short-form",
		"theme":    "peace-security mediation-prevention peacekeeping peacebuilding elections-governance counter-terrorism crime-drugs disarmament-nonproliferation human-rights rule-of-law women youth children humanitarian refugees-migration sustainable-development trade-economy finance-tax industry-energy transport digital health covid-19 food-agriculture environment-climate water disaster-risk oceans urban education-science-culture labour tourism statistics communications institutional",
	}
	for _, k := range register.Kinds() {
		families["record"] += " " + string(k)
		families["records"] += " " + string(k)
		for _, f := range register.Fields(k) {
			if !slices.Contains([]string{"party", "date", "place", "document", "figure", "theme", "sdg"}, f.Name) {
				families["field"] += " " + f.Name
			}
			if f.Name != "kind" {
				families[f.Name] += " " + strings.Join(f.Codes, " ")
			}
		}
	}
	for _, s := range []register.Standing{register.StandingNoTerm, register.StandingRuns, register.StandingEndsSoon, register.StandingBefore,
		register.StandingUnrenewed, register.StandingExtended, register.StandingDrafting, register.StandingEnded} {
		families["standing"] += " " + string(s)
	}
	for _, s := range []register.DueState{register.DueOpen, register.DuePast, register.DueFollowed, register.DueDone, register.DueDropped} {
		families["due"] += " " + string(s)
	}
	for _, list := range append(slices.Collect(maps.Values(countedFacets)), otherFacets) {
		families["search.facet"] += " " + strings.Join(list, " ")
	}
	for family, words := range families {
		for word := range strings.FieldsSeq(words) {
			if !known(family + "." + word) {
				t.Errorf("no message %q", family+"."+word)
			}
		}
	}
}

// What stands in a template outside of tags and actions is read by people in six
// languages: only names that are the same in all, what is typed, and signs may.
func TestNoHardCodedTextInTemplates(t *testing.T) {
	templates, err := fs.Glob(shipped, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	action := regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	tag := regexp.MustCompile(`(?s)<[^>]*>`)
	spoken := regexp.MustCompile(`(?:aria-label|title|alt|placeholder)="([^"]*)"`)
	letters := regexp.MustCompile(`\p{L}+`)
	code := regexp.MustCompile(`(?s)<code[^>]*>.*?</code>`) // what is typed is the same in every language
	names := regexp.MustCompile(`\b(?:` + sameEverywhere + `)\b`)
	for _, name := range templates {
		b, err := fs.ReadFile(shipped, name)
		if err != nil {
			t.Fatal(err)
		}
		text := code.ReplaceAllString(action.ReplaceAllString(string(b), ""), "")
		for _, m := range spoken.FindAllStringSubmatch(text, -1) {
			if letters.MatchString(m[1]) {
				t.Errorf("%s: %s", name, m[0])
			}
		}
		for _, word := range letters.FindAllString(names.ReplaceAllString(tag.ReplaceAllString(text, " "), " "), -1) {
			t.Errorf("%s: %q is hard-coded", name, word)
		}
	}
}

func TestCounts(t *testing.T) {
	c := catalogueOf(t)
	for _, x := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 0, "0 acts"}, {"en", 1, "1 act"}, {"en", 1234, "1,234 acts"},
		{"fr", 0, "0 acte"}, {"fr", 2, "2 actes"}, {"fr", 12345, "12\u202f345 actes"},
		{"es", 1, "1 acto"}, {"es", 1234, "1234 actos"},
		{"ru", 1, "1 действие"}, {"ru", 2, "2 действия"}, {"ru", 5, "5 действий"}, {"ru", 11, "11 действий"}, {"ru", 21, "21 действие"}, {"ru", 112, "112 действий"},
		{"zh", 1, "1项活动"}, {"zh", 250, "250项活动"},
		{"ar", 0, "لا أنشطة"}, {"ar", 1, "نشاط واحد"}, {"ar", 2, "نشاطان"}, {"ar", 3, "3 أنشطة"}, {"ar", 11, "11 نشاطاً"}, {"ar", 100, "100 نشاط"},
	} {
		if got := c.text(x.lang, "count.acts", "n", x.n); got != x.want {
			t.Errorf("%s %d: %q, want %q", x.lang, x.n, got, x.want)
		}
	}
}

func TestMessagesEscapeWhatTheyAreGiven(t *testing.T) {
	c := catalogueOf(t)
	got := string(c.html("en", "value.inferred-from", "words", `<script>"{n}"</script>`))
	if want := "inferred from “&lt;script&gt;&#34;{n}&#34;&lt;/script&gt;”"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
