// Package score measures a reading against a hand-made reference, both as the
// JSON Lines of `concord read --json`, so that any organization can measure its
// own documents.
//
// It is not a part of reading: it sees only what was printed.
package score

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode"

	"concord/fault"

	"golang.org/x/text/unicode/norm"
)

// Sets are the keys of a paragraph that are compared as sets.
var Sets = []string{"organizations", "places", "dates", "documents", "themes"}

// Attributes are the keys of an activity that are compared over matched pairs,
// where the reference gives them.
var Attributes = []string{"level", "modality", "mode", "series"}

// Count is what precision, recall and F1 are made of.
type Count struct{ TP, FP, FN int }

// PRF gives precision, recall and F1, each from 0 to 1; 0 where nothing was asked.
func (c Count) PRF() (p, r, f float64) {
	if c.TP+c.FP > 0 {
		p = float64(c.TP) / float64(c.TP+c.FP)
	}
	if c.TP+c.FN > 0 {
		r = float64(c.TP) / float64(c.TP+c.FN)
	}
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	return p, r, f
}

// Share is a count of right ones of all.
type Share struct{ Right, Of int }

// Result of one language.
type Result struct {
	Language string
	Sets     map[string]Count // by key; a key that the reference never gives is absent
	Found    Count            // activities whose quotes match
	Activity Count            // of those, kind and organizations right too
	Shares   map[string]Share // "kind", "date" and the Attributes, over matched activities
	Roles    Count            // actor and role, over matched activities whose reference gives parties
	Figures  Count
	Asked    bool // the reference holds activities
	Shared   int  // paragraphs that both hold
}

// Miss is one difference, for a person who works on the rules.
type Miss struct {
	Language, Key, Paragraph, Text string
}

type line struct {
	Record    string          `json:"record"`
	Document  string          `json:"document"`
	Language  string          `json:"language"`
	Part      string          `json:"part"`
	Number    json.RawMessage `json:"number"`
	Paragraph json.RawMessage `json:"paragraph"`
	Skip      []string        `json:"skip"`
	Ignore    []string        `json:"ignore"`
	Quote     string          `json:"quote"`
	Kind      string          `json:"kind"`
	Date      string          `json:"date"`
	Level     *string         `json:"level"`
	Modality  *string         `json:"modality"`
	Mode      *string         `json:"mode"`
	Series    *string         `json:"series"`
	Figures   []string        `json:"figures"`
	Parties   []party         `json:"parties"`
	sets      map[string][]string
	acts      []*line
	has       map[string]bool
}

type party struct {
	Actor string `json:"actor"`
	Role  string `json:"role"`
}

// side is one file, by language.
type side struct {
	order []*line
	by    map[string]map[string]*line // language → number → paragraph
}

const longest = 8 << 20 // bytes of one line

func read(r io.Reader, name string) (*side, error) {
	out := &side{by: map[string]map[string]*line{}}
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 1<<16), longest)
	var current *line
	for n := 1; sc.Scan(); n++ {
		b := sc.Bytes()
		if len(strings.TrimSpace(string(b))) == 0 {
			continue
		}
		l := &line{sets: map[string][]string{}, has: map[string]bool{}}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(b, l); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "%s, line %d is not a JSON object as `concord read --json` prints it.", name, n)
		}
		if err := json.Unmarshal(b, &raw); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "%s, line %d is not a JSON object as `concord read --json` prints it.", name, n)
		}
		for _, k := range Sets {
			if v, ok := raw[k]; ok {
				var list []string
				if err := json.Unmarshal(v, &list); err != nil {
					return nil, fault.Wrap(err, fault.Invalid, "%s, line %d: %q is not a list of texts.", name, n, k)
				}
				l.sets[k], l.has[k] = list, true
			}
		}
		for k := range raw {
			l.has[k] = true
		}
		switch l.Record {
		case "paragraph":
			num := text(l.Number)
			m := out.by[l.Language]
			if m == nil {
				m = map[string]*line{}
				out.by[l.Language] = m
			}
			current = nil
			if l.Part == "" && m[num] == nil {
				m[num], current = l, l
				out.order = append(out.order, l)
			}
		case "activity":
			if current != nil && text(l.Paragraph) == text(current.Number) {
				current.acts = append(current.acts, l)
			}
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s cannot be read as JSON Lines.", name)
	}
	return out, nil
}

func text(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }

// Compare measures output against reference, language by language.
func Compare(reference, output io.Reader) ([]Result, []Miss, error) {
	ref, err := read(reference, "the reference")
	if err != nil {
		return nil, nil, err
	}
	out, err := read(output, "the output")
	if err != nil {
		return nil, nil, err
	}
	results := map[string]*Result{}
	var misses []Miss
	for _, r := range ref.order {
		res := results[r.Language]
		if res == nil {
			res = &Result{Language: r.Language, Sets: map[string]Count{}, Shares: map[string]Share{}}
			results[r.Language] = res
		}
		number := text(r.Number)
		// A reference without languages is compared with whatever was printed.
		lang := r.Language
		if lang == "" && len(out.by) == 1 {
			for l := range out.by {
				lang = l
			}
		}
		o := out.by[lang][number]
		if o == nil {
			o = &line{sets: map[string][]string{}}
		} else {
			res.Shared++
		}
		misses = append(misses, res.paragraph(r, o, number)...)
	}
	var list []Result
	shared := 0
	for _, r := range results {
		list = append(list, *r)
		shared += r.Shared
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Language < list[j].Language })
	if shared == 0 {
		return list, misses, fault.New(fault.Invalid, "The output holds no paragraph of the reference: is it of the same document and language?")
	}
	return list, misses, nil
}

func (res *Result) paragraph(r, o *line, number string) (misses []Miss) {
	leave := map[string]bool{}
	for _, v := range r.Ignore {
		leave[v], leave[strings.ToUpper(v)] = true, true
	}
	skip := map[string]bool{}
	for _, k := range r.Skip {
		skip[k] = true
	}
	for _, k := range Sets {
		if !r.has[k] || skip[k] {
			continue
		}
		a, b := set(r.sets[k], k, leave), set(o.sets[k], k, leave)
		c := res.Sets[k]
		tp, added, missed := compare(a, b)
		c.TP, c.FP, c.FN = c.TP+tp, c.FP+len(added), c.FN+len(missed)
		res.Sets[k] = c
		if len(added)+len(missed) > 0 {
			misses = append(misses, Miss{res.Language, k, number, fmt.Sprintf("missed %v added %v", missed, added)})
		}
	}
	if len(r.acts) > 0 {
		res.Asked = true
	}
	return append(misses, res.activities(r, o, number, leave)...)
}

func (res *Result) activities(r, o *line, number string, leave map[string]bool) (misses []Miss) {
	type pair struct {
		share   float64
		kind    bool
		parties float64
		i, j    int
	}
	var pairs []pair
	for i, a := range r.acts {
		for j, b := range o.acts {
			if s := Overlap(a.Quote, b.Quote); s >= 0.5 {
				pairs = append(pairs, pair{s, a.Kind == b.Kind,
					jaccard(set(a.sets["organizations"], "organizations", leave), set(b.sets["organizations"], "organizations", leave)), i, j})
			}
		}
	}
	sort.SliceStable(pairs, func(x, y int) bool {
		a, b := pairs[x], pairs[y]
		switch {
		case a.share != b.share:
			return a.share > b.share
		case a.kind != b.kind:
			return a.kind
		case a.parties != b.parties:
			return a.parties > b.parties
		case a.i != b.i:
			return a.i > b.i
		}
		return a.j > b.j
	})
	matched, taken := map[int]bool{}, map[int]bool{}
	right := 0
	for _, p := range pairs {
		if matched[p.i] || taken[p.j] {
			continue
		}
		matched[p.i], taken[p.j] = true, true
		a, b := r.acts[p.i], o.acts[p.j]
		res.share("kind", p.kind)
		if p.kind && p.parties >= 0.5 {
			right++
		} else {
			misses = append(misses, Miss{res.Language, "activity", number, fmt.Sprintf("%s %v read as %s %v: %s",
				a.Kind, a.sets["organizations"], b.Kind, b.sets["organizations"], cut(a.Quote))})
		}
		if a.Date != "" || b.Date != "" {
			res.share("date", a.Date == b.Date)
			if a.Date != b.Date {
				misses = append(misses, Miss{res.Language, "date", number, fmt.Sprintf("%q read as %q: %s", a.Date, b.Date, cut(a.Quote))})
			}
		}
		res.attributes(a, b, number, &misses)
	}
	found := len(matched)
	add := func(c *Count, tp int) { c.TP += tp; c.FP += len(o.acts) - tp; c.FN += len(r.acts) - tp }
	add(&res.Found, found)
	add(&res.Activity, right)
	for i, a := range r.acts {
		if !matched[i] {
			misses = append(misses, Miss{res.Language, "activity", number, "missed: " + a.Kind + " " + cut(a.Quote)})
		}
	}
	for j, b := range o.acts {
		if !taken[j] {
			misses = append(misses, Miss{res.Language, "activity", number, "added: " + b.Kind + " " + cut(b.Quote)})
		}
	}
	return misses
}

func (res *Result) attributes(a, b *line, number string, misses *[]Miss) {
	value := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	for _, f := range []struct {
		key  string
		a, b *string
	}{{"level", a.Level, b.Level}, {"modality", a.Modality, b.Modality}, {"mode", a.Mode, b.Mode}, {"series", a.Series, b.Series}} {
		if f.a == nil {
			continue
		}
		same := value(f.a) == value(f.b)
		res.share(f.key, same)
		if !same {
			*misses = append(*misses, Miss{res.Language, f.key, number, fmt.Sprintf("%q read as %q: %s", value(f.a), value(f.b), cut(a.Quote))})
		}
	}
	if a.has["figures"] {
		tp, added, missed := compare(set(a.Figures, "", nil), set(b.Figures, "", nil))
		res.Figures.TP, res.Figures.FP, res.Figures.FN = res.Figures.TP+tp, res.Figures.FP+len(added), res.Figures.FN+len(missed)
		if len(added)+len(missed) > 0 {
			*misses = append(*misses, Miss{res.Language, "figures", number, fmt.Sprintf("missed %v added %v", missed, added)})
		}
	}
	if a.has["parties"] {
		roles := func(ps []party) []string {
			var out []string
			for _, p := range ps {
				out = append(out, strings.ToUpper(p.Actor)+" "+p.Role)
			}
			return out
		}
		tp, added, missed := compare(set(roles(a.Parties), "", nil), set(roles(b.Parties), "", nil))
		res.Roles.TP, res.Roles.FP, res.Roles.FN = res.Roles.TP+tp, res.Roles.FP+len(added), res.Roles.FN+len(missed)
		if len(added)+len(missed) > 0 {
			*misses = append(*misses, Miss{res.Language, "roles", number, fmt.Sprintf("missed %v added %v: %s", missed, added, cut(a.Quote))})
		}
	}
}

func (res *Result) share(k string, right bool) {
	s := res.Shares[k]
	s.Of++
	if right {
		s.Right++
	}
	res.Shares[k] = s
}

func cut(s string) string {
	r := []rune(s)
	if len(r) > 70 {
		return string(r[:70]) + "…"
	}
	return s
}

func set(list []string, key string, leave map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, v := range list {
		if key == "organizations" || key == "places" {
			v = strings.ToUpper(v)
		}
		if !leave[v] {
			out[v] = true
		}
	}
	return out
}

func compare(a, b map[string]bool) (tp int, added, missed []string) {
	for v := range a {
		if b[v] {
			tp++
		} else {
			missed = append(missed, v)
		}
	}
	for v := range b {
		if !a[v] {
			added = append(added, v)
		}
	}
	sort.Strings(added)
	sort.Strings(missed)
	return tp, added, missed
}

func jaccard(a, b map[string]bool) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	both := 0
	for v := range a {
		if b[v] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// Overlap is the longest common stretch of two quotes over what both cover
// together, from 0 to 1; white space and case do not count.
func Overlap(a, b string) float64 {
	x, y := fold(a), fold(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	best := 0
	row := make([]int, len(y)+1)
	for i := range x {
		diagonal := 0
		for j := range y {
			up := row[j+1]
			if x[i] == y[j] {
				row[j+1] = diagonal + 1
				best = max(best, row[j+1])
			} else {
				row[j+1] = 0
			}
			diagonal = up
		}
	}
	return float64(best) / float64(len(x)+len(y)-best)
}

func fold(s string) []rune {
	var out []rune
	for _, r := range norm.NFKC.String(s) {
		if !unicode.IsSpace(r) {
			out = append(out, unicode.ToLower(r))
		}
	}
	return out
}
