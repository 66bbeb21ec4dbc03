package reading

import (
	"fmt"
	"runtime/debug"
	"testing"

	"concord/document"
	"concord/lexicon"
)

// prose is written afresh in the manner of such reports; each paragraph is read
// many times over.
var prose = map[string][]string{
	"zh": {
		"2043 年 3 月 17 日至 19 日，联合国毒品和犯罪问题办公室(毒品和犯罪问题办公室)与非洲联盟委员会在亚的斯亚贝巴举办了第三期边境管理讲习班，来自 14 个国家的 60 名学员参加。",
		"根据安全理事会第 2719(2023)号决议，政治和建设和平事务部与中部非洲国家经济共同体(中非经共体)密切合作，支持该共同体在喀麦隆和乍得开展预警工作，以加强成员国预防冲突的能力。",
		"世界卫生组织(世卫组织)向东南亚国家联盟提供技术援助，并于 2043 年 9 月与其秘书处签署了一份谅解备忘录，涵盖疫苗采购和传统医学。",
		"河岸各国的渔业部门在雨季之后恢复了工作，市场价格保持平稳，学校也重新开放，各地居民对道路修缮表示欢迎。",
	},
	"en": {
		"From 17 to 19 March 2043, the United Nations Office on Drugs and Crime (UNODC), together with the African Union Commission, held its third workshop on border management in Addis Ababa, attended by 60 participants from 14 countries.",
		"Pursuant to Security Council resolution 2719 (2023), the Department of Political and Peacebuilding Affairs cooperated closely with the Economic Community of Central African States (ECCAS) and supported early warning work in Cameroon and Chad, with a view to strengthening the capacity of its members to prevent conflict.",
		"The World Health Organization provided technical assistance to the Association of Southeast Asian Nations and, in September 2043, signed a memorandum of understanding with its secretariat on the purchase of vaccines and on traditional medicine.",
		"Fisheries along the river resumed their work after the rainy season, prices at the market remained stable, schools opened their doors again and people in all districts spoke well of the repaired roads.",
	},
}

func sample(language string, size int) *document.Document {
	doc := &document.Document{Name: "benchmark", Language: language}
	doc.Masthead.Date = "2044-06-01"
	for n := 0; size > 0; n++ {
		text := prose[language][n%len(prose[language])]
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: fmt.Sprint(n + 1), Text: text})
		size -= len(text)
	}
	return doc
}

func BenchmarkRead(b *testing.B) {
	eachLanguage(b, func(b *testing.B, read func()) {
		for b.Loop() {
			read()
		}
	})
}

// BenchmarkReadParallel reads two documents at a time: how much two cores give.
func BenchmarkReadParallel(b *testing.B) {
	eachLanguage(b, func(b *testing.B, read func()) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				read()
			}
		})
	})
}

// eachLanguage runs a benchmark over a document of 1 MB, its language compiled before.
func eachLanguage(b *testing.B, run func(b *testing.B, read func())) {
	defer debug.SetGCPercent(debug.SetGCPercent(200)) // as the program has it
	lex, err := lexicon.Load()
	if err != nil {
		b.Fatal(err)
	}
	r := New(lex)
	for _, language := range []string{"zh", "en"} {
		doc := sample(language, 1<<20)
		if _, err := r.Read(doc); err != nil {
			b.Fatal(err)
		}
		b.Run(language, func(b *testing.B) {
			b.SetBytes(1 << 20)
			b.ReportAllocs()
			run(b, func() {
				if _, err := r.Read(doc); err != nil {
					b.Error(err)
				}
			})
		})
	}
}
