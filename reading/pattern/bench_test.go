package pattern_test

import (
	"os"
	"strings"
	"testing"

	"concord/edtf"
	"concord/reading/pattern"
)

// Prose with few dates, written for the purpose: one in about 600 bytes.
var prose = map[string]string{
	"en": `The two secretariats kept up their regular exchange and agreed that each of them would name a point of contact for
early warning. Members of the joint working group looked into the obstacles that small traders meet at the borders and proposed
that the customs services should share their forms. In the course of the year the office helped the commission to draw up a
handbook for mediators, which was tried out in three countries before it went to the printer. On 3 May 2024, the Assembly took
note of it. Further requests came from the islands, where storms had done harm to schools and clinics; the funds needed were found
from what had been set aside for the purpose. `,
	"zh": `两个秘书处保持经常联系，并商定各自指定一名预警问题联络人。联合工作组成员研究了小商贩在边境遇到的障碍，提议海关部门共用表格。
在这一过程中，该办公室协助委员会编写了一本供调解员使用的手册，并在若干国家试用之后付印。2024 年 5 月 3 日，大会注意到这本手册。
此外，岛屿国家也提出了请求，那里的学校和诊所因风暴受损；所需资金从为此预留的款项中支付。各方认为，今后应当继续加强协调，
使有关机构能够更好地了解彼此的工作方法和优先事项，并在必要时相互支持。`,
	"fr": `Les deux secrétariats ont poursuivi leurs échanges réguliers et sont convenus que chacun désignerait un interlocuteur pour
l'alerte rapide. Les membres du groupe de travail conjoint ont examiné les obstacles que les petits commerçants rencontrent aux
frontières et ont proposé que les services des douanes partagent leurs formulaires. Le 3 mai 2024, l'Assemblée en a pris acte. `,
	"es": `Las dos secretarías mantuvieron sus intercambios periódicos y acordaron que cada una designaría un punto de contacto para
la alerta temprana. Los miembros del grupo de trabajo conjunto examinaron los obstáculos que los pequeños comerciantes encuentran
en las fronteras y propusieron que las aduanas compartieran sus formularios. El 3 de mayo de 2024, la Asamblea tomó nota de ello. `,
	"ru": `Оба секретариата поддерживали регулярные контакты и договорились о том, что каждый из них назначит координатора по
вопросам раннего предупреждения. Члены совместной рабочей группы изучили препятствия, с которыми мелкие торговцы сталкиваются на
границах, и предложили таможенным службам обмениваться бланками. 3 мая 2024 года Ассамблея приняла это к сведению. `,
	"ar": `واصلت الأمانتان تبادل الآراء بانتظام واتفقتا على أن تعين كل منهما جهة اتصال للإنذار المبكر. ودرس أعضاء الفريق العامل
المشترك العقبات التي يواجهها صغار التجار على الحدود واقترحوا أن تتبادل دوائر الجمارك استماراتها. وفي 3 أيار/مايو 2024 أحاطت
الجمعية علما بذلك. `,
}

func BenchmarkFind(b *testing.B) {
	for _, lang := range []string{"en", "zh", "fr", "es", "ru", "ar"} {
		if _, err := os.Stat("../lang/" + lang + "/dates.tsv"); err != nil {
			continue
		}
		b.Run(lang, func(b *testing.B) {
			g := grammar(b, lang)
			text := strings.Repeat(prose[lang], 4)
			ctx := &pattern.Context{Anchor: edtf.Must("2025")}
			var hits []pattern.Hit
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				hits = g.Find(hits[:0], text, ctx)
			}
			if len(hits) == 0 {
				b.Fatal("nothing found")
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, lang := range []string{"en", "zh", "ru"} {
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pattern.Load(os.DirFS("../lang/" + lang)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
