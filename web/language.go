package web

import (
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// languages of the site, in the order in which the United Nations lists them.
var languages = []string{"ar", "zh", "en", "fr", "ru", "es"}

// native is the name of each language in itself; it is never translated.
var native = map[string]string{
	"ar": "العربية", "zh": "中文", "en": "English", "fr": "Français", "ru": "Русский", "es": "Español",
}

// The first is what a reader gets who asks for none of the six.
var matcher = language.NewMatcher([]language.Tag{
	language.English, language.Arabic, language.Chinese, language.French, language.Russian, language.Spanish,
})

// direction is the value of the attribute dir for a language.
func direction(lang string) string {
	if lang == "ar" {
		return "rtl"
	}
	return "ltr"
}

// languagePrefix takes the language off a path: "/zh/documents" is "/zh" and
// "/documents".
func languagePrefix(path string) (prefix, rest string, ok bool) {
	if len(path) < 3 || path[0] != '/' || (len(path) > 3 && path[3] != '/') || !slices.Contains(languages, path[1:3]) {
		return "", path, false
	}
	rest = path[3:]
	if rest == "" {
		rest = "/"
	}
	return path[:3], rest, true
}

// negotiate finds the language of a page whose path names none: ?lang first, then
// what the reader chose before, then what the browser asks for.
func negotiate(r *http.Request) string {
	if l := r.URL.Query().Get("lang"); slices.Contains(languages, l) {
		return l
	}
	if c, err := r.Cookie("lang"); err == nil && slices.Contains(languages, c.Value) {
		return c.Value
	}
	// A header of any length costs time to parse; browsers send less than this.
	accept := r.Header.Get("Accept-Language")
	if len(accept) > 500 {
		accept = accept[:500]
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return "en"
	}
	tag, _, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return "en"
	}
	base, _ := tag.Base()
	if s := strings.ToLower(base.String()); slices.Contains(languages, s) {
		return s
	}
	return "en"
}
