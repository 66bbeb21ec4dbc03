package lexicon

import "testing"

// The Organization of Islamic Cooperation gave up its former name in 2011.
func TestUses(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	named := []Named{{"OIC", "伊斯兰会议组织"}, {"OIC", "伊斯兰会议组织"}, {"OIC", "伊斯兰合作组织"}, {"OIC", "该组织"}, {"AU", "非洲联盟"}}
	standings := func(year int) map[string]Standing {
		out := map[string]Standing{}
		for _, u := range l.Uses(named, "zh", year) {
			for _, f := range u.Forms {
				out[f.Words] = f.Standing
			}
		}
		return out
	}
	got := standings(2022)
	if got["伊斯兰会议组织"] != Given || got["伊斯兰合作组织"] != InUse || got["该组织"] != Words || got["非洲联盟"] != InUse {
		t.Errorf("in 2022: %v", got)
	}
	if got := standings(2005); got["伊斯兰会议组织"] != InUse {
		t.Errorf("in 2005: %v", got)
	}
	used := l.Uses(named, "zh", 2022)
	if len(used) != 2 || used[0].ID != "OIC" || used[0].Count != 4 || used[0].Official != "伊斯兰合作组织" || !used[0].Telling() || used[1].Telling() {
		t.Errorf("%+v", used)
	}
	if f := used[0].Forms[0]; f.Words != "伊斯兰会议组织" || f.Count != 2 || f.To != "2011" || f.Sort != Former {
		t.Errorf("%+v", f)
	}
	if u := l.Uses(named, "zh", 2005); u[0].Official != "伊斯兰会议组织" && u[0].Official != "伊斯兰合作组织" {
		t.Errorf("%+v", u[0])
	}
	if u := l.Uses([]Named{{"NOBODY", "x"}, {"AU", " "}}, "xx", 0); len(u) != 1 || u[0].Official != "" {
		t.Errorf("%+v", u)
	}
}
