package lexicon_test

import (
	"testing"

	"concord/lexicon"
)

// What an unknown name may be another form of comes first; what it shares only
// frequent words with is not offered.
func TestNear(t *testing.T) {
	l, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, lang, want string }{
		{"Economic Community of the West African Countries", "en", "ECOWAS"},
		{"Department for Peace Operations", "en", "DPO"},
		{"西非国家经济共同体组织", "zh", "ECOWAS"},
		{"Office of the Ombudsman of Quilland", "en", ""},
		{"Court of the Quill Basin", "en", ""},
		{"", "en", ""},
	} {
		got := ""
		for _, s := range l.Near(c.text, c.lang, 1) {
			got = s.ID
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
	if n := len(l.Near("United Nations Office for the Coordination of Humanitarian Matters", "en", 3)); n == 0 || n > 3 {
		t.Errorf("%d offered", n)
	}
}
