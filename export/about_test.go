package export_test

import (
	"slices"
	"strings"
	"testing"

	"concord/export"
	"concord/fault"
	"concord/lexicon"
)

// People name whom a brief is about as they are used to.
func TestWhomABriefIsAbout(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	names, err := export.NewNames(lex)
	if err != nil {
		t.Fatal(err)
	}
	r, err := export.NewResolver(names)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		words []string
		want  []string
	}{
		{[]string{"ASEAN"}, []string{"ASEAN"}},
		{[]string{"asean"}, []string{"ASEAN"}},
		{[]string{"东南亚国家联盟"}, []string{"ASEAN"}},
		{[]string{"Африканский", "союз"}, []string{"AU"}},
		{[]string{"AU UNHCR"}, []string{"AU", "UNHCR"}},
		{[]string{"African Union", "Office of the United Nations High Commissioner for Refugees"}, []string{"AU", "UNHCR"}},
		{[]string{"African Union UNHCR"}, []string{"AU", "UNHCR"}},
		{[]string{"theme:health"}, []string{"theme:health"}},
		{[]string{"卫生"}, []string{"theme:health"}},
		{[]string{"Viet Nam"}, []string{"VNM"}},
		{[]string{"ASEAN", "theme:women"}, []string{"ASEAN", "theme:women"}},
	} {
		if got, err := r.About(x.words...); err != nil || !slices.Equal(got, x.want) {
			t.Errorf("%v: %v %v, want %v", x.words, got, err, x.want)
		}
	}
	for _, x := range []struct {
		words []string
		says  string
	}{
		{[]string{"Assocation of Southeast Asian Nations"}, "[ASEAN]"},
		{[]string{"Confederation of Kites"}, "“Confederation of Kites”"},
		{[]string{"AU", "Kitemakers"}, "“Kitemakers”"},
		{[]string{"theme:kites"}, "“theme:kites”"},
	} {
		if got, err := r.About(x.words...); fault.KindOf(err) != fault.NotFound || !strings.Contains(fault.Sentence(err), x.says) {
			t.Errorf("%.40v: %v %v", x.words, got, err)
		}
	}
	for _, text := range []string{" ", strings.Repeat("x ", 5000)} {
		if _, err := r.About(text); fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
	}
}
