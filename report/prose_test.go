package report

import (
	"strings"
	"testing"

	"concord/lexicon"
	"concord/register"
)

func act(kind, modality, date, title string, parties ...string) *Act {
	a := &Act{ID: "a", Activity: register.Activity{Kind: kind, Modality: modality, Date: date}}
	if title != "" {
		lang, text, _ := strings.Cut(title, ":")
		a.Title = map[string]string{lang: text}
	}
	for _, p := range parties {
		role, actor, _ := strings.Cut(p, ":")
		a.Parties = append(a.Parties, register.Party{Role: role, Actor: actor})
	}
	return a
}

// What a title is made of decides how it becomes a sentence; whoever acted is in it.
func TestSay(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		act  *Act
		want string
	}{
		{act("training", "done", "2043-05", "en:Workshop on kite safety", "lead:UNODC", "lead:ASEAN"),
			"In May 2043, the United Nations Office on Drugs and Crime (UNODC) and the Association of Southeast Asian Nations (ASEAN) conducted a workshop on kite safety."},
		{act("meeting", "done", "2043-05-02", "en:Third ASEAN-UN forum on kites", "lead:ASEAN", "participant:WHO"),
			"On 2 May 2043, the Association of Southeast Asian Nations (ASEAN) held the third ASEAN-UN forum on kites, with the participation of the World Health Organization (WHO)."},
		{act("support", "done", "", "en:WHO helps ASEAN with seaside clinics", "provider:WHO", "beneficiary:ASEAN"),
			"The World Health Organization (WHO) helped the Association of Southeast Asian Nations (ASEAN) with seaside clinics."},
		{act("support", "ongoing", "", "en:WHO support for seaside clinics", "provider:WHO", "beneficiary:ASEAN"),
			"The World Health Organization (WHO) continued to provide support for seaside clinics to the Association of Southeast Asian Nations (ASEAN)."},
		{act("coordination", "ongoing", "", "en:UN-AU cooperation on kites", "lead:UN", "lead:AU"),
			"The United Nations and the African Union continued to pursue cooperation on kites."},
		{act("publication", "done", "2044", "en:Atlas of winds published with support from WMO", "lead:ASEAN", "provider:WMO"),
			"In 2044, an atlas of winds was published with support from the World Meteorological Organization (WMO) by the Association of Southeast Asian Nations (ASEAN)."},
		{act("agreement", "done", "2044-03", "en:Plan of action on kites adopted", "lead:ASEAN"),
			"In March 2044, the Association of Southeast Asian Nations (ASEAN) adopted a plan of action on kites."},
		{act("agreement", "done", "", "en:Second ASEAN-UN plan of kites, 2043 to 2047, adopted", "lead:ASEAN", "lead:UN"),
			"The Association of Southeast Asian Nations (ASEAN) and the United Nations adopted the second ASEAN-UN plan of kites, 2043 to 2047."},
		{act("meeting", "planned", "", "en:Forum on kites", "lead:ASEAN"),
			"The Association of Southeast Asian Nations (ASEAN) planned to hold a forum on kites."},
		// Whoever only took part is not said to have held it.
		{act("meeting", "done", "2044", "en:Forum on kites", "participant:ASEAN"),
			"In 2044, a forum on kites was held, with the participation of the Association of Southeast Asian Nations (ASEAN)."},
		// A description that no party shares a word with stays as it is.
		{act("meeting", "done", "", "en:Keeper of the winds addresses the ASEAN forum", "lead:ASEAN"),
			"The keeper of the winds addressed the ASEAN forum."},
		// Without a title in the language: kind, themes, parties.
		{act("training", "done", "2043", "zh:风筝培训班", "lead:UNODC", "participant:ASEAN"),
			"In 2043, the United Nations Office on Drugs and Crime (UNODC) conducted a training activity, with the participation of the Association of Southeast Asian Nations (ASEAN)."},
	} {
		p, err := NewProse(lex, "en", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Finish(p.Say(x.act, "").Text, map[string]bool{}); got != x.want {
			t.Errorf("%v:\n got %s\nwant %s", x.act.Title, got, x.want)
		}
	}
	zh, err := NewProse(lex, "zh", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		act  *Act
		want string
	}{
		{act("training", "done", "2043-05", "zh:风筝安全讲习班", "lead:UNODC", "lead:ASEAN"), "2043年5月，联合国毒品和犯罪问题办公室(毒罪办)和东南亚国家联盟(东盟)举办了风筝安全讲习班。"},
		{act("support", "done", "", "zh:世卫组织协助东盟开办海滨诊所", "provider:WHO", "beneficiary:ASEAN"), "世界卫生组织(世卫组织)协助东南亚国家联盟(东盟)开办海滨诊所。"},
		{act("coordination", "ongoing", "", "zh:联合国与东盟在风筝事务上的合作", "lead:UN", "lead:ASEAN"), "联合国和东南亚国家联盟(东盟)继续开展在风筝事务上的合作。"},
		{act("meeting", "done", "2043", "zh:东南亚国家联盟(东盟)迎来风筝节", "lead:ASEAN"), "2043年，东南亚国家联盟(东盟)迎来风筝节。"},
		{act("meeting", "done", "2043", "en:Forum on kites", "lead:ASEAN", "participant:WHO"), "2043年，东南亚国家联盟(东盟)举行了会议，世界卫生组织(世卫组织)参加。"},
	} {
		if got := zh.Finish(zh.Say(x.act, "").Text, map[string]bool{}); got != x.want {
			t.Errorf("%v:\n got %s\nwant %s", x.act.Title, got, x.want)
		}
	}
}

// Whatever a record holds, its sentence is whole: no mark of the making is left in it, and
// it ends.
func FuzzSay(f *testing.F) {
	lex, err := lexicon.Load()
	if err != nil {
		f.Fatal(err)
	}
	prose := map[string]*Prose{}
	for _, l := range []string{"en", "zh"} {
		if prose[l], err = NewProse(lex, l, nil); err != nil {
			f.Fatal(err)
		}
	}
	f.Add("en", "Second workshop of UNODC and ASEAN, held with support of WHO", "training", "done", "2043-05", "lead", "ASEAN")
	f.Add("en", "UN-AU", "", "", "", "", "")
	f.Add("zh", "联合国与东盟：风筝", "meeting", "planned", "2043/..", "provider", "UN")
	f.Add("zh", "的", "visit", "urged", "soon", "host", "nobody")
	f.Fuzz(func(t *testing.T, lang, title, kind, modality, date, role, actor string) {
		p := prose[lang]
		if p == nil {
			return
		}
		if strings.ContainsRune(title+actor, nameBegins) || strings.ContainsRune(title+actor, nameEnds) || strings.Contains(title+date, "⟦") {
			return
		}
		a := act(kind, modality, date, lang+":"+title, role+":"+actor)
		got := p.Finish(p.Say(a, "").Text, map[string]bool{})
		if strings.ContainsRune(got, nameBegins) || strings.ContainsRune(got, nameEnds) || !strings.HasSuffix(got, p.say("end")) {
			t.Fatalf("%q", got)
		}
	})
}
