package web

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"concord/analysis"
	"concord/fault"
	"concord/register"
)

// The documents of the tests: organizations are real, everything else is invented.
// Texts carry their reading in braces: {a} and {/a} bound the quote of act a,
// {actor:ASEAN@a=lead,b|the words} is a mark that is a value of acts a and b,
// ~ behind a value says that it was inferred, {?:AU,AUC|the words} is a question,
// {!|the words} a candidate.

type fixtureAct struct {
	letter, id, title, kind, level, modality, mode, state string
	figures, themes                                       []string
}

func must(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Sprintf(format, args...))
	}
}

func fixtureParagraph(lang, number, text string, list ...fixtureAct) Paragraph {
	p := Paragraph{Number: number}
	at := map[string]int{}
	for _, a := range list {
		at[a.letter] = len(p.Acts)
		id := a.id
		if id == "" {
			id = lang + number + a.letter
		}
		act := Act{ID: id, Titles: map[string]string{lang: a.title}, Kind: Value{Value: a.kind}, Level: Value{Value: a.level},
			Modality: Value{Value: a.modality}, Mode: Value{Value: a.mode}, State: a.state}
		for _, f := range a.figures {
			act.Figures = append(act.Figures, Value{Value: f})
		}
		for _, t := range a.themes {
			act.Themes = append(act.Themes, Value{Value: t})
		}
		p.Acts = append(p.Acts, act)
	}
	var b strings.Builder
	for text != "" {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:i])
		j := strings.IndexByte(text, '}')
		inside := text[i+1 : j]
		text = text[j+1:]
		head, words, isMark := strings.Cut(inside, "|")
		if !isMark {
			if l, end := strings.CutPrefix(inside, "/"); end {
				p.Acts[at[l]].To = b.Len()
			} else {
				_, ok := at[inside]
				must(ok, "no act %q in paragraph %s", inside, number)
				p.Acts[at[inside]].From = b.Len()
			}
			continue
		}
		span := Span{b.Len(), b.Len() + len(words)}
		b.WriteString(words)
		if head == "!" {
			p.Candidates = append(p.Candidates, span)
			continue
		}
		kind, rest, _ := strings.Cut(head, ":")
		value, in, _ := strings.Cut(rest, "@")
		if kind == "?" {
			p.Questions = append(p.Questions, Question{span, strings.Split(value, ",")})
			continue
		}
		v := Value{Span: span, Kind: kind, Rule: "test"}
		v.Value, v.Inferred = strings.TrimSuffix(value, "~"), strings.HasSuffix(value, "~")
		p.Mentions = append(p.Mentions, v)
		if in == "" {
			continue
		}
		for _, one := range strings.Split(in, ",") {
			l, role, _ := strings.Cut(one, "=")
			a := &p.Acts[at[l]]
			switch kind {
			case "actor":
				a.Parties = append(a.Parties, Party{Value: v, Role: role, As: words})
			case "place":
				a.Places = append(a.Places, v)
			case "date":
				a.Date = v
			case "symbol":
				a.Documents = append(a.Documents, v)
			case "instrument":
				a.Instruments = append(a.Instruments, v)
			}
		}
	}
	p.Text = b.String()
	return p
}

var fixtureTime = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func fixtureDocuments() []*Document {
	en := &Document{
		Entry:   Entry{Work: "A/99/901", Symbols: []string{"A/99/901", "S/2026/9901"}, Title: "Cooperation between the United Nations and regional and other organizations: sample report", Language: "en", Sample: true, Version: 1, ReadAt: fixtureTime},
		Session: 81, AgendaItem: "128", SubItems: []string{"a", "d", "h"}, Date: "2026-08-04", OriginalLanguage: "en", Period: "2024-08/2026-07", Rules: "1.4",
		Sections: []Section{{Heading: "Cooperation with regional and other organizations", Number: "II", Level: 1, Next: 0}, {Heading: "Association of Southeast Asian Nations", Level: 2, Organization: "ASEAN", SubItem: "d", Next: 0}},
		Paragraphs: []Paragraph{
			fixtureParagraph("en", "41", "{a}At the fifteenth summit between {actor:ASEAN@a=lead,b|ASEAN} and the {actor:UN@a=lead,b|United Nations}, held in {place:Kuala Lumpur@a|Kuala Lumpur} on {date:2025-10-27@a,b|27 October 2025} and hosted by {actor:MYS@a=host|Malaysia},{/a} {b}leaders adopted a {instrument:Plan of Action for 2026–2030@b|Plan of Action for 2026–2030}{/b} to carry out the {instrument:Joint Declaration on Comprehensive Partnership|Joint Declaration on Comprehensive Partnership}. They recalled resolution {symbol:A/RES/99/612@b|99/612} and asked both secretariats to report on progress every year.",
				fixtureAct{letter: "a", id: "7f3k0000000aa", title: "Fifteenth ASEAN–United Nations summit", kind: "meeting", level: "summit", mode: "in-person", state: BothSides},
				fixtureAct{letter: "b", title: "Plan of Action 2026–2030 adopted", kind: "agreement", level: "summit", state: BothSides}),
			fixtureParagraph("en", "42", "{a}Between {date:2026-02/2026-04@a|February and April 2026} the {actor:DPPA@a=provider,b=provider|Department of Political and Peacebuilding Affairs} and the {actor:ASEAN-IPR@a=provider,b=provider|ASEAN Institute for Peace and Reconciliation} ran two courses for 46 mediators, in {place:Jakarta@a|Jakarta} and {place:Bangkok@a|Bangkok}.{/a} {b}A third, for young women, is to follow in {date:2026-07/2026-12~@b|the second half of the year}.{/b} {c}{?:AUC,ECA|The Commission} joined the opening session by video link, together with the {!|Mekong Dialogue Forum}.{/c}",
				fixtureAct{letter: "a", title: "Two mediation courses", kind: "training", level: "technical", modality: "done", state: OneSide, figures: []string{"participants=46"}, themes: []string{"mediation-prevention", "women"}},
				fixtureAct{letter: "b", title: "Course for young women mediators", kind: "training", modality: "planned"},
				fixtureAct{letter: "c", title: "Part taken in the opening session", kind: "coordination", mode: "virtual"}),
			fixtureParagraph("en", "43", "{a}{actor:UNODC@a,b|UNODC} and {actor:ASEANAPOL@a,b|ASEANAPOL} have shared analysis of trafficking along the {place:Mekong@a|Mekong} {date:2025-06/..@a|since June 2025},{/a} {b}and with the {actor:IOM@b|International Organization for Migration} published a handbook for border officers in {place:KHM@b|Cambodia} and {place:VNM@b|Viet Nam}.{/b} Demand for such help exceeds what the regional office can meet.",
				fixtureAct{letter: "a", title: "Analysis of Mekong trafficking shared", kind: "coordination", modality: "ongoing", state: Reviewed},
				fixtureAct{letter: "b", title: "Handbook for border officers", kind: "publication", state: Contested}),
			fixtureParagraph("en", "44", "The partnership rests on shared principles and on the conviction that regional and global efforts reinforce one another."),
		},
	}
	zh := &Document{
		Entry:   Entry{Work: "A/99/901", Symbols: en.Symbols, Title: "联合国同区域组织及其他组织的合作：样本报告", Language: "zh", Sample: true, Version: 1, ReadAt: fixtureTime},
		Session: 81, AgendaItem: "128", SubItems: []string{"a"}, Date: "2026-08-04", OriginalLanguage: "en", Rules: "1.4",
		Sections: []Section{{Heading: "非洲联盟", Level: 2, Organization: "AU", SubItem: "a", Next: 0}},
		Paragraphs: []Paragraph{
			fixtureParagraph("zh", "12", "{a}{date:2026-03-17/2026-03-19@a,b|2026年3月17日至19日}，{actor:UN@a=lead,b|联合国}与{actor:AU@a=lead,b|非洲联盟}在{place:Addis Ababa@a|亚的斯亚贝巴}举行第十届年度会议，{/a}双方回顾安全理事会第{symbol:S/RES/9719(2025)@a|9719(2025)号}决议，{b}签署了{instrument:《预防外交联合行动框架》@b|《预防外交联合行动框架》}，期限为五年。{/b}{actor:EU@a=observer|欧洲联盟}以观察员身份列席。",
				fixtureAct{letter: "a", title: "联合国—非洲联盟第十届年度会议", kind: "meeting", level: "senior", mode: "in-person", state: BothSides},
				fixtureAct{letter: "b", title: "签署预防外交联合行动框架", kind: "agreement", level: "senior", state: OneSide}),
			fixtureParagraph("zh", "13", "{a}{actor:DPPA@a=provider|政治和建设和平事务部}与{actor:AUC@a=provider|非洲联盟委员会}在{place:Accra@a|阿克拉}和{place:Nairobi@a|内罗毕}为选举观察员举办了三期讲习班，共有128人参加。{/a}{b}{actor:AUC~@b|委员会}还派员参加了{date:2025-09~@b|同年9月}对{place:MWI@b|马拉维}的联合访问。{/b}",
				fixtureAct{letter: "a", title: "选举观察员讲习班三期", kind: "training", level: "technical", state: Reviewed, figures: []string{"participants=128"}},
				fixtureAct{letter: "b", title: "对马拉维的联合访问", kind: "visit"}),
			fixtureParagraph("zh", "14", "{a}在{instrument:《2063年议程》@a|《2063年议程》}和{instrument:《2030年可持续发展议程》@a|《2030年可持续发展议程》}框架下，{actor:ECA@a=provider|非洲经济委员会}向{actor:AFCFTA@a=beneficiary|非洲大陆自由贸易区秘书处}提供了原产地规则方面的技术支持，{/a}以落实大会第{symbol:A/RES/99/640@a|99/640号}决议。",
				fixtureAct{letter: "a", title: "原产地规则技术支持", kind: "support", modality: "ongoing", state: Contested}),
			fixtureParagraph("zh", "15", "双方一致认为，区域努力与全球努力相辅相成。"),
		},
	}
	ar := &Document{
		Entry:   Entry{Work: "A/99/901", Symbols: en.Symbols, Title: "التعاون بين الأمم المتحدة والمنظمات الإقليمية وغيرها: تقرير عيّنة", Language: "ar", Sample: true, Version: 1, ReadAt: fixtureTime},
		Session: 81, AgendaItem: "128", SubItems: []string{"h"}, Date: "2026-08-04", OriginalLanguage: "en", Rules: "1.4",
		Sections: []Section{{Heading: "جامعة الدول العربية", Level: 2, Organization: "LAS", SubItem: "h", Next: 0}},
		Paragraphs: []Paragraph{
			fixtureParagraph("ar", "67", "{a}عقدت {actor:UN@a=lead,b|الأمم المتحدة} و{actor:LAS@a=lead,b|جامعة الدول العربية} اجتماعهما السابع عشر للتعاون في {place:Cairo@a|القاهرة} يومي {date:2026-05-12/2026-05-13@a|12 و 13 أيار/مايو 2026}،{/a} {b}واعتمدتا {instrument:خطة العمل المشتركة للفترة 2026-2028@b|خطة العمل المشتركة للفترة 2026-2028}{/b} عملاً بقرار الجمعية العامة {symbol:A/RES/99/655@b|99/655}. وشارك {actor:JOR@a=observer|الأردن} بصفة مراقب.",
				fixtureAct{letter: "a", title: "الاجتماع السابع عشر للتعاون العام", kind: "meeting", level: "senior", mode: "in-person", state: BothSides},
				fixtureAct{letter: "b", title: "اعتماد خطة العمل المشتركة", kind: "agreement", level: "senior", state: OneSide}),
			fixtureParagraph("ar", "68", "{a}ونظمت {actor:ESCWA@a=provider,b|اللجنة الاقتصادية والاجتماعية لغربي آسيا (الإسكوا)} و{actor:AOAD@a=provider,b|المنظمة العربية للتنمية الزراعية} دورة تدريبية عن إدارة المياه لفائدة 34 موظفاً من {place:SDN@a|السودان} و{place:YEM@a|اليمن}،{/a} {b}ومن المقرر إصدار دليل مشترك بحلول {date:2026-12~@b|نهاية العام}.{/b}",
				fixtureAct{letter: "a", title: "دورة تدريبية عن إدارة المياه", kind: "training", level: "technical", state: Reviewed, figures: []string{"participants=34"}},
				fixtureAct{letter: "b", title: "دليل مشترك لإدارة المياه", kind: "publication", modality: "planned"}),
			fixtureParagraph("ar", "70", "وأكدت المنظمتان أن الجهود الإقليمية والعالمية يكمّل بعضها بعضاً."),
		},
	}
	all := []*Document{en, zh, ar}
	for _, d := range all {
		outlineOf(d)
		for _, o := range all {
			if o != d && o.Work == d.Work {
				d.Others = append(d.Others, o.Entry)
			}
		}
	}
	return all
}

// outlineOf fills in the outline of a document that is whole, and its counts.
func outlineOf(d *Document) {
	d.Outline = nil
	for i := range d.Paragraphs {
		p := &d.Paragraphs[i]
		o := Outlined{Place: register.Place{Part: p.Part, Number: p.Number, Nth: p.Nth}, Ordinal: i, Counted: p.Counted, Acts: len(p.Acts), Doubts: len(p.Candidates) + len(p.Questions)}
		for _, a := range p.Acts {
			if a.State != MachineRead && a.State != Unreviewed && a.State != "" {
				o.Reviewed++
			}
			if a.Date.Value == "" {
				o.Undated++
			}
			if len(a.Places) == 0 {
				o.Placeless++
			}
		}
		d.Outline = append(d.Outline, o)
	}
	d.Entry.Paragraphs, d.Entry.Activities = len(d.Paragraphs), tally(d.Outline).Acts
}

// fixture is a Library of the documents above and whatever a test adds.
type fixture struct{ docs []*Document }

func newFixture() *fixture { return &fixture{fixtureDocuments()} }

func (f *fixture) Mark(context.Context) (string, error) { return "", nil } // tests change it at will

func (f *fixture) Counts(context.Context) (Counts, error) {
	var c Counts
	for _, d := range f.docs {
		if d.Sample {
			c.SampleDocuments++
			continue
		}
		c.Documents++
		c.Paragraphs += len(d.Paragraphs)
		c.Activities += d.Activities
	}
	return c, nil
}

func (f *fixture) Documents(context.Context) ([]Entry, error) {
	var es []Entry
	for _, d := range f.docs {
		es = append(es, d.Entry)
	}
	return es, nil
}

func (f *fixture) Expressions(_ context.Context, work string) ([]Entry, error) {
	var es []Entry
	for _, d := range f.docs {
		if d.Work == work || len(d.Symbols) > 1 && d.Symbols[1] == work {
			es = append(es, d.Entry)
		}
	}
	if es == nil {
		return nil, fault.New(fault.NotFound, "No document %s is held.", work)
	}
	return es, nil
}

func (f *fixture) Document(_ context.Context, work, language string, version int) (*Document, error) {
	for _, d := range f.docs {
		if d.Work == work && d.Language == language && (version == 0 || version == d.Version) {
			return d, nil
		}
	}
	return nil, fault.New(fault.NotFound, "No document %s is held in that language.", work)
}

func (f *fixture) Shelf(ctx context.Context, filter register.DocumentFilter) (list []Entry, err error) {
	all, err := f.Documents(ctx)
	for _, e := range all {
		if e.Sample == (filter.Origin == register.Sample) && (filter.Language == "" || e.Language == filter.Language) {
			list = append(list, e)
		}
	}
	return list, err
}

func (f *fixture) Added(ctx context.Context, work, language string, version int) (*Added, error) {
	d, err := f.Document(ctx, work, language, version)
	if err != nil {
		return nil, err
	}
	return &Added{Document: d.Entry, Only: d.Activities}, nil
}

func (f *fixture) Passage(ctx context.Context, work, language string, version int, choose func([]Outlined) (from, to int)) (*Document, error) {
	d, err := f.Document(ctx, work, language, version)
	if err != nil {
		return nil, err
	}
	part := *d
	from, to := choose(d.Outline)
	if from < 0 || from >= to {
		from, to = 0, 0
	}
	part.At, part.Paragraphs = from, d.Paragraphs[from:to]
	return &part, nil
}

func (f *fixture) Activity(_ context.Context, id string) (*Activity, error) {
	for _, d := range f.docs {
		for i := range d.Paragraphs {
			p := &d.Paragraphs[i]
			for _, a := range p.Acts {
				if a.ID != id {
					continue
				}
				t := Telling{Document: d.Entry, Number: p.Number, Part: p.Part, Quote: p.Text[a.From:a.To], Paragraph: p}
				x := &Activity{Act: a, First: &t, Record: Record{ID: a.ID, Kind: "activity", Titles: a.Titles, State: a.State, Sample: d.Sample, Revision: 2, Tellings: []Telling{t},
					History: []Change{{Revision: 2, At: fixtureTime, By: "A. Mora", Act: "review"}, {Revision: 1, At: fixtureTime.Add(-time.Hour), By: "A. Mora", Act: "take-in"}}}}
				for _, party := range a.Parties {
					x.Evidence = append(x.Evidence, Evidence{Field: "party", Value: party.Value, Role: party.Role, Words: p.Text[party.From:party.To], Telling: t})
				}
				x.Evidence = append(x.Evidence, Evidence{Field: "date", Value: a.Date, Words: p.Text[a.Date.From:a.Date.To], Telling: t})
				for _, v := range a.Places {
					x.Evidence = append(x.Evidence, Evidence{Field: "place", Value: v, Words: p.Text[v.From:v.To], Telling: t})
				}
				x.Evidence = append(x.Evidence, Evidence{Field: "kind", Value: Value{Value: a.Kind.Value, Rule: "kind"}, Telling: t})
				return x, nil
			}
		}
	}
	return nil, fault.New(fault.NotFound, "There is no activity %s.", id)
}

// Record has one instrument, of a document that is cited and not held.
func (f *fixture) Record(ctx context.Context, id string) (*Record, error) {
	if a, err := f.Activity(ctx, id); err == nil {
		return &a.Record, nil
	}
	cited := Telling{Document: Entry{Work: "A/99/1", Symbols: []string{"A/99/1"}}, Number: "12"}
	switch id {
	case "ins-plan":
		return &Record{ID: id, Kind: "instrument", Revision: 1, State: MachineRead, Starter: true, Standing: "standing.unrenewed",
			Titles: map[string]string{"en": "Joint plan on river basins", "zh": "河流流域联合计划"}, Tellings: []Telling{cited},
			Evidence: []Evidence{
				{Field: "title", Language: "en", Value: Value{Value: "Joint plan on river basins"}, Telling: cited},
				{Field: "type", Value: Value{Value: "plan"}, Telling: cited},
				{Field: "party", Role: "lead", Value: Value{Kind: "actor", Value: "UNEP"}, Telling: cited},
				{Field: "act", Value: Value{Value: "signed=2038-05-12"}, Telling: cited},
				{Field: "term", Value: Value{Kind: "date", Value: "2038/2043"}, Telling: cited},
				{Field: "supersedes", Value: Value{Value: "ins-older"}, By: "A. Mora"}},
			History: []Change{{Revision: 1, At: fixtureTime, By: "A. Mora", Act: "load-starter"}}}, nil
	case "ins-older":
		return &Record{ID: id, Kind: "instrument", Revision: 2, Review: "withdrawn", MergedInto: "ins-plan", State: MachineRead}, nil
	}
	return nil, fault.New(fault.NotFound, "There is no record %s.", id)
}

// Actor knows the African Union, of which nothing is reported.
func (f *fixture) Actor(_ context.Context, id, _ string, _ bool) (*Actor, error) {
	if id != "AU" {
		return nil, fault.New(fault.NotFound, "No organization %q is known.", id)
	}
	return &Actor{ID: id, Type: "partner", Partner: id, Months: -1, Names: []ActorName{{Language: "en", Sort: "official", Text: "African Union", Source: "A/99/1"}}}, nil
}

// intake takes any file of text for a document with a paragraph a line; "bad" in
// its name makes it fail.
func (f *fixture) intake(_ context.Context, name string, r io.Reader) ([]Outcome, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if strings.Contains(name, "bad") {
		return nil, fault.New(fault.Unsupported, "%s is a picture; read the document that it shows, as a Word file (DOCX) or plain text.", name)
	}
	d := &Document{Entry: Entry{Work: name + "~0123456789ab", Name: name, Language: "en", Version: 1, ReadAt: fixtureTime}, Rules: "1.4"}
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		p := fixtureParagraph("en", strconv.Itoa(i+1), "")
		p.Text, p.Counted = line, true
		if at := strings.Index(line, "ASEAN"); at >= 0 {
			v := Value{Span: Span{at, at + 5}, Kind: "actor", Value: "ASEAN"}
			p.Mentions = []Value{v}
			p.Acts = []Act{{Span: Span{0, len(line)}, ID: "new" + strconv.Itoa(i+1), Titles: map[string]string{"en": "Dropped act"}, Kind: Value{Value: "meeting"}, Parties: []Party{{Value: v}}}}
			d.Activities++
		}
		d.Paragraphs = append(d.Paragraphs, p)
	}
	outlineOf(d)
	f.docs = append([]*Document{d}, f.docs...)
	return []Outcome{{Name: name, Work: d.Work, Language: "en", Paragraphs: len(d.Paragraphs), Activities: d.Activities, Version: 1,
		Warnings: []Warning{{Kind: "language-guessed", Text: "The language was guessed from few words."}}}}, nil
}

// names of the fixture: full and short, by language.
type fixtureNames map[string]map[string][2]string

func (n fixtureNames) Display(id, lang string) string {
	for _, l := range []string{lang, "en"} {
		if x, ok := n[id][l]; ok {
			return x[0]
		}
	}
	return id
}

func (n fixtureNames) Short(id, lang string) string {
	for _, l := range []string{lang, "en"} {
		if x, ok := n[id][l]; ok {
			if x[1] != "" {
				return x[1]
			}
			return x[0]
		}
	}
	return id
}

var testNames = fixtureNames{
	"ASEAN": {"en": {"Association of Southeast Asian Nations", "ASEAN"}, "zh": {"东南亚国家联盟", "东盟"}, "ar": {"رابطة أمم جنوب شرق آسيا", ""}},
	"UN":    {"en": {"United Nations"}, "zh": {"联合国"}, "ar": {"الأمم المتحدة"}, "fr": {"Organisation des Nations Unies", "ONU"}},
	"DPPA":  {"en": {"Department of Political and Peacebuilding Affairs", "DPPA"}, "zh": {"政治和建设和平事务部", ""}},
	"IOM":   {"en": {"International Organization for Migration", "IOM"}}, "AU": {"en": {"African Union", "AU"}, "zh": {"非洲联盟", "非盟"}},
	"AUC": {"en": {"African Union Commission", "AUC"}, "zh": {"非洲联盟委员会"}}, "ECA": {"en": {"Economic Commission for Africa", "ECA"}, "zh": {"非洲经济委员会"}},
	"EU": {"en": {"European Union", "EU"}, "zh": {"欧洲联盟", "欧盟"}}, "LAS": {"en": {"League of Arab States", "LAS"}, "ar": {"جامعة الدول العربية"}},
	"ESCWA":  {"en": {"Economic and Social Commission for Western Asia", "ESCWA"}, "ar": {"اللجنة الاقتصادية والاجتماعية لغربي آسيا", "الإسكوا"}},
	"AOAD":   {"en": {"Arab Organization for Agricultural Development", "AOAD"}, "ar": {"المنظمة العربية للتنمية الزراعية"}},
	"AFCFTA": {"en": {"African Continental Free Trade Area secretariat"}, "zh": {"非洲大陆自由贸易区秘书处"}},
	"MYS":    {"en": {"Malaysia"}, "zh": {"马来西亚"}, "ar": {"ماليزيا"}}, "KHM": {"en": {"Cambodia"}, "zh": {"柬埔寨"}}, "VNM": {"en": {"Viet Nam"}, "zh": {"越南"}},
	"MWI": {"en": {"Malawi"}, "zh": {"马拉维"}}, "JOR": {"en": {"Jordan"}, "ar": {"الأردن"}}, "SDN": {"en": {"Sudan"}, "ar": {"السودان"}}, "YEM": {"en": {"Yemen"}, "ar": {"اليمن"}},
	"Cairo": {"ar": {"القاهرة"}}, "Addis Ababa": {"zh": {"亚的斯亚贝巴"}}, "Accra": {"zh": {"阿克拉"}}, "Nairobi": {"zh": {"内罗毕"}}, "Jakarta": {"ar": {"جاكرتا"}, "zh": {"雅加达"}}, "Bangkok": {"ar": {"بانكوك"}, "zh": {"曼谷"}}, "Kuala Lumpur": {"ar": {"كوالالمبور"}, "zh": {"吉隆坡"}},
}

// Search finds acts of the fixture whose title has the words.
func (f *fixture) Search(ctx context.Context, q Query) (*Found, error) {
	if strings.Contains(q.Text, "(") {
		return nil, fault.New(fault.Invalid, "The query has a bracket that is not closed.")
	}
	out := &Found{Text: q.Text, Kind: cmp.Or(q.Kind, "activity"), Order: cmp.Or(q.Order, "newest"), Kinds: []FacetValue{{Value: "activity", Count: 3}, {Value: "instrument", Count: 1}}}
	if q.Kind == "instrument" {
		out.Total = 1
		out.Hits = []Hit{{ID: "ins-plan", Kind: "instrument", Titles: map[string]string{"en": "Joint plan on river basins"}, Act: "plan", Date: "2038/2043", Parties: []string{"UNEP"}, State: MachineRead, Standing: "standing.unrenewed",
			Told: &Telling{Document: Entry{Work: "A/99/1", Symbols: []string{"A/99/1"}}, Number: "12"}}}
		return out, nil
	}
	for _, d := range f.docs {
		for i := range d.Paragraphs {
			p := &d.Paragraphs[i]
			for _, a := range p.Acts {
				title, _ := titled(a.Titles, q.Language)
				if q.Text != "" && !strings.Contains(strings.ToLower(title), strings.ToLower(q.Text)) {
					continue
				}
				h := Hit{ID: a.ID, Kind: "activity", Titles: a.Titles, Act: a.Kind.Value, Date: a.Date.Value, State: MachineRead, Sample: d.Sample,
					Told:    &Telling{Document: d.Entry, Number: p.Number, Part: p.Part},
					Snippet: []Words{{Text: p.Text[a.From:a.To], Marked: q.Text != ""}}}
				for _, party := range a.Parties {
					h.Parties = append(h.Parties, party.Value.Value)
				}
				for _, v := range a.Places {
					h.Places = append(h.Places, v.Value)
				}
				out.Hits = append(out.Hits, h)
			}
		}
	}
	out.Total = len(out.Hits)
	if q.Text != "" {
		out.Parts = []QueryPart{{Text: q.Text}}
	}
	if out.Total > 1 {
		out.Next = "next"
		out.Undated, out.Placeless = 1, 2
		out.Facets = []Facet{{Name: "party", Values: []FacetValue{{"UNEP", 2, "party:UNEP", false}, {"AU", 1, "party:AU", true}}, More: 3}, {Name: "theme", Values: []FacetValue{{"water", 1, "theme:water", false}, {"youth", 1, "theme:youth", false}}},
			{Name: "kind", Values: []FacetValue{{"training", 2, "kind:training", false}}}, {Name: "year", Values: []FacetValue{{"2043", 2, "year:2043", false}}}, {Name: "review", Values: []FacetValue{{"none", 2, "review:none", false}}}}
	}
	return out, nil
}

func (f *fixture) Matrix(ctx context.Context, rows, columns analysis.Axis, from, to string, most int) (*analysis.Matrix, error) {
	return &analysis.Matrix{Rows: []string{"AU", "ASEAN"}, Columns: []string{"health", "climate"}, Cells: [][]int{{3, 0}, {1, 9}},
		RowSums: []int{3, 10}, ColumnSums: []int{4, 9}, Acts: 12, Reviewed: 2, Documents: 1, NoColumn: 2}, nil
}

func (f *fixture) Condition(facet, value string) (string, error) { return facet + ":" + value, nil }

func (f *fixture) News(ctx context.Context) (*News, error) {
	m, err := f.Matrix(ctx, analysis.Partners, analysis.Entities, "", "", 0)
	return &News{Matrix: m}, err
}

func (f *fixture) Listing(ctx context.Context, kind register.Kind, typ, party, cursor string) (*Listing, error) {
	h := Hit{ID: "ins-plan", Kind: string(kind), Titles: map[string]string{"en": "Plan of Action"}, Parties: []string{"ASEAN"}, Standing: "standing.ends-soon"}
	return &Listing{Total: 1, Hits: []Timed{{h, "2026"}}}, nil
}

func (f *fixture) Themes(ctx context.Context) ([]FacetValue, error) {
	return []FacetValue{{Value: "health", Count: 2}, {Value: "women"}}, nil
}

func (f *fixture) Goals(ctx context.Context) ([]FacetValue, error) {
	return []FacetValue{{Value: "4"}}, nil
}

func (f *fixture) Topic(ctx context.Context, facet, value string) (*Topic, error) {
	return &Topic{}, nil
}
