package web

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// The page of an act says it in one sentence of each language, shows the way to the
// words, and how it is cited.
func TestActInOneSentence(t *testing.T) {
	s := registerSite(t)
	_, after, _ := strings.Cut(get(t, s, "/en/documents/en/A/99/777"), `href="/en/activities/`)
	id, _, _ := strings.Cut(after, `"`)
	for lang, want := range map[string][]string{
		"en": {" in <a class=\"m place\" href=\"#e", ", led by ", ">Kenya<", `id="e1"`, "#p1:~:text=", "A/99/777, para. 1; Concord, Activity", `href="/en/activities/` + id + `/cite.bib"`},
		"fr": {"sous la direction de : "}, "es": {"bajo la dirección de: "}, "ru": {"под руководством следующих сторон: "}, "zh": {"，主导方为"}, "ar": {"بقيادة "},
	} {
		page := get(t, s, "/"+lang+"/activities/"+id)
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s lacks %q in\n%s", lang, w, page)
			}
		}
	}
	r := do(t, s, "GET", "/en/activities/"+id+"/cite.bib", nil, nil)
	if body := read(t, r); r.StatusCode != http.StatusOK || !strings.HasPrefix(body, "@misc{concord-"+id+",\n") || !strings.Contains(body, "/activities/"+id+"}") {
		t.Error(r.StatusCode, body)
	}
	if r := do(t, s, "GET", "/en/activities/none/cite.bib", nil, nil); r.StatusCode != http.StatusNotFound {
		t.Error(r.StatusCode)
	}
}

func TestDifferences(t *testing.T) {
	got := differences(json.RawMessage(`{"date":"2026","parties":[{"actor":"AU"}],"title":{"en":"A"}}`), json.RawMessage(`{"date":"2027","parties":[{"actor":"AU"},{"actor":"UN"}],"title":{"en":"A"},"places":["KEN"]}`))
	want := []Difference{{"date", []string{"2026"}, []string{"2027"}}, {"party", nil, []string{`{"actor":"UN"}`}}, {"place", nil, []string{"KEN"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}
