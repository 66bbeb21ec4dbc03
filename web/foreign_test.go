package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"concord/api"
)

// Where a page, a style or a script names what a browser fetches by itself, or sends
// what was typed to.
var (
	fetched = regexp.MustCompile(`(?i)<(?:link|script|img|image|use|iframe|frame|object|embed|source|audio|video|track|input|form|button|base|meta|area)\b[^>]*?\b(?:href|src|srcset|data|action|formaction|poster|background|xlink:href|content)\s*=\s*"([^"]*)"`)
	styled  = regexp.MustCompile(`(?i)(?:url\(\s*["']?|@import\s+["']?)([^"')\s;]*)`)
	inline  = regexp.MustCompile(`(?i)<[a-z][^>]*\s(?:style|on[a-z]+)\s*=`)
	led     = regexp.MustCompile(`(?i)<a\b[^>]*?\bhref="([^"]*)"`)
	host    = regexp.MustCompile(`(?i)(?:\b[a-z][a-z0-9+.-]*:)?//[a-z0-9\[]`)
)

// foreign says whether an address is outside of the installation.
func foreign(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	return err != nil || u.Host != "" || u.Scheme != ""
}

// No page, no style and no script names an address outside of the installation that a
// browser would fetch or send to, and each answer, of whatever sort, says so by its
// policy. Links lead nowhere else either, as long as no page has a reason.
func TestNothingIsAskedOfAnotherHost(t *testing.T) {
	_, c := fullSite(t)
	w := c.Workplace
	var err error
	if c.API, err = api.New(api.Config{Register: w.Register, Lexicon: w.Lexicon, Search: api.Searcher(w.Lexicon), Log: quiet}); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, c)
	guarded := func(target string, r *http.Response) {
		if got := r.Header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s, %d: the policy is %q", target, r.StatusCode, got)
		}
	}
	for _, directive := range strings.Split(policy, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(directive), " ")
		if sources != "'self'" && sources != "'none'" {
			t.Errorf("%s lets in %s", name, sources)
		}
	}
	all := pages(t, s, c)
	for i, at := range all {
		target := []string{"/en", "/ar"}[i%2] + at
		r := do(t, s, "GET", target, nil, nil)
		guarded(target, r)
		page := read(t, r)
		for _, m := range fetched.FindAllStringSubmatch(page, -1) {
			if strings.HasPrefix(m[0], "<meta") && !host.MatchString(m[1]) {
				continue
			}
			if foreign(m[1]) {
				t.Errorf("%s fetches or sends to %s", target, m[1])
			}
		}
		if m := inline.FindString(page); m != "" {
			t.Errorf("%s has style or script of its own: %s", target, m)
		}
		for _, m := range led.FindAllStringSubmatch(page, -1) {
			u, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: %v", target, err)
			} else if u.Host != "" && u.Host != "127.0.0.1:8080" {
				t.Errorf("%s leads to %s", target, u.Host)
			}
		}
	}
	for name, a := range s.assets {
		if name == a.address {
			continue
		}
		text := string(a.plain)
		if strings.HasSuffix(name, ".svg") {
			text = strings.ReplaceAll(text, `xmlns="http://www.w3.org/2000/svg"`, "")
		}
		for _, m := range styled.FindAllStringSubmatch(text, -1) {
			if foreign(m[1]) && !strings.HasPrefix(m[1], "data:") {
				t.Errorf("%s fetches %s", name, m[1])
			}
		}
		if m := host.FindString(text); m != "" {
			t.Errorf("%s names a host: %s", name, m)
		}
		r := do(t, s, "GET", a.address, nil, nil)
		guarded(a.address, r)
	}
	// What is no page: what leads on, fails, is kept by the browser, is for programs.
	for _, rt := range routes {
		method, _, named := strings.Cut(rt.pattern, " ")
		if !named {
			method = "GET"
		}
		guarded(rt.pattern, do(t, s, method, tried[rt.pattern], strings.NewReader(""), nil))
		guarded(rt.pattern+" refused", do(t, s, method, tried[rt.pattern], nil, http.Header{"Host": {"evil.example"}}))
	}
	r := do(t, s, "GET", "/en/about", nil, nil)
	guarded("known already", do(t, s, "GET", "/en/about", nil, http.Header{"If-None-Match": {r.Header.Get("ETag")}}))
}
