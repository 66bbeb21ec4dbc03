package sameness

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make testdata/pairs.jsonl and the table of doc/sameness.md anew")

// heldOut are the families that the weights were not set by: every third name.
func heldOut() map[string]bool {
	var names []string
	for _, f := range families {
		names = append(names, f.name)
	}
	slices.Sort(names)
	out := map[string]bool{}
	for i := 2; i < len(names); i += 3 {
		out[names[i]] = true
	}
	return out
}

// figures of a set of pairs. Precision is the share of what is joined or asked
// that is the same act; related takes series and renewals in too, which a person
// who is asked can answer with. Recall is the share of the same acts that are
// joined or asked.
type figures struct {
	pairs, same, joined, asked, joinedRight, right, related, named, toName int
}

func (f *figures) add(label string, d Decision) {
	f.pairs++
	if label == "same" {
		f.same++
	}
	if label == "series" || label == "renews" {
		f.toName++
		if d.String() == label {
			f.named++
		}
	}
	switch d {
	case Same:
		f.joined++
		if label == "same" {
			f.joinedRight++
		}
	case Ask:
		f.asked++
	default:
		return
	}
	if label == "same" {
		f.right++
	}
	if label != "different" {
		f.related++
	}
}

func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", float64(n)/float64(of))
}

func (f *figures) row(name string) string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %s | %s | %s | %s | %s |", name, f.pairs, f.same, f.joined, f.asked,
		share(f.right, f.joined+f.asked), share(f.joinedRight, f.joined), share(f.related, f.joined+f.asked), share(f.right, f.same), share(f.named, f.toName))
}

const tableHead = "| | pairs | same | joined | asked | precision | of joins | with series and renewals | recall | series and renewals named |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"

// The pairs reach what they must, in the families that the weights were set by
// and in those held out.
func TestPairs(t *testing.T) {
	if *update {
		var b strings.Builder
		for _, p := range invent(t, 1) {
			j, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(j)
			b.WriteByte('\n')
		}
		if err := os.WriteFile("testdata/pairs.jsonl", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list := readPairs(t)
	held := heldOut()
	byFamily := map[string]*figures{}
	var all, tried, out figures
	near := 0
	for i, p := range list {
		a, b := p.A.act("a"), p.B.act("b")
		v := Compare(a, b)
		f := byFamily[p.Family]
		if f == nil {
			f = &figures{}
			byFamily[p.Family] = f
		}
		f.add(p.Label, v.Decision)
		all.add(p.Label, v.Decision)
		if held[p.Family] {
			out.add(p.Label, v.Decision)
		} else {
			tried.add(p.Label, v.Decision)
		}
		if p.Label != "same" {
			near++
		}
		found := v.Decision == Same || v.Decision == Ask
		if found != (p.Label == "same") && (!held[p.Family] || os.Getenv("HELD") != "") {
			t.Logf("%d %s (%s): %s %.2f %v\n\t%s\n\t%s", i, p.Family, p.Label, v.Decision, v.Score, v.Reasons, p.A.Quote, p.B.Quote)
		}
	}
	var names []string
	for n := range byFamily {
		names = append(names, n)
	}
	slices.Sort(names)
	var table strings.Builder
	table.WriteString(tableHead)
	fmt.Fprintln(&table, all.row("**all**"))
	fmt.Fprintln(&table, tried.row("**set by**"))
	fmt.Fprintln(&table, out.row("**held out**"))
	for _, n := range names {
		mark := ""
		if held[n] {
			mark = " (held out)"
		}
		fmt.Fprintln(&table, byFamily[n].row(n+mark))
	}
	t.Log("\n" + table.String())
	inDoc(t, table.String())
	if len(list) < 400 || near*2 < len(list) {
		t.Errorf("%d pairs, %d near misses", len(list), near)
	}
	for _, f := range []struct {
		name string
		figures
	}{{"all", all}, {"held out", out}} {
		if p := float64(f.right) / float64(f.joined+f.asked); p < 0.98 {
			t.Errorf("%s: precision %.3f", f.name, p)
		}
		if r := float64(f.right) / float64(f.same); r < 0.90 {
			t.Errorf("%s: recall %.3f", f.name, r)
		}
		if f.joinedRight != f.joined {
			t.Errorf("%s: %d of %d joins are wrong", f.name, f.joined-f.joinedRight, f.joined)
		}
	}
}

// Other draws of the same families, which no weight was set by, come out alike.
func TestOtherDraws(t *testing.T) {
	held := heldOut()
	var all, out figures
	byFamily := map[string]*figures{}
	for seed := uint64(2); seed < 12; seed++ {
		for _, p := range invent(t, seed) {
			d, _ := Score(p.A.act("a"), p.B.act("b"))
			all.add(p.Label, d)
			if held[p.Family] {
				out.add(p.Label, d)
			}
			if byFamily[p.Family] == nil {
				byFamily[p.Family] = &figures{}
			}
			byFamily[p.Family].add(p.Label, d)
		}
	}
	t.Log("\n" + tableHead + all.row("**ten other draws**") + "\n" + out.row("**their held out**"))
	for _, n := range slices.Sorted(maps.Keys(byFamily)) {
		t.Log(byFamily[n].row(n))
	}
	if p, r := float64(all.right)/float64(all.joined+all.asked), float64(all.right)/float64(all.same); p < 0.97 || r < 0.90 {
		t.Errorf("precision %.3f, recall %.3f", p, r)
	}
	if wrong := all.joined - all.joinedRight; wrong*200 > all.joined {
		t.Errorf("%d of %d joins are wrong", wrong, all.joined)
	}
}

// inDoc holds that the page of documentation shows these figures.
func inDoc(t *testing.T, table string) {
	t.Helper()
	const page, begin, end = "../doc/sameness.md", "<!-- figures of the pairs -->\n", "<!-- end -->"
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	shown, after, ended := strings.Cut(rest, end)
	switch {
	case !ok || !ended:
		t.Fatalf("%s has no place for the figures", page)
	case *update:
		if err := os.WriteFile(page, []byte(before+begin+table+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	case shown != table:
		t.Errorf("%s shows other figures; renew it with -update", page)
	}
}
