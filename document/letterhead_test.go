package document_test

import (
	"strings"
	"testing"

	"concord/document"
)

// The head of a letter is no paragraph: it says from whom the letter is and what on.
func TestHeadOfALetterIsNoText(t *testing.T) {
	for lang, x := range map[string]struct{ head, text, date string }{
		"en": {"From: Harbour Office\nTo: Department of Tides\nDate: 5 May 2044\nSubject: ", "The office and the league held a meeting in the port, and they agreed on a plan.", "2044-05-05"},
		"fr": {"De : Harbour Office\nÀ : Département des marées\nDate : 5 mai 2044\nObjet : ", "Le bureau et la ligue ont tenu une réunion dans le port et sont convenus d’un plan pour l’année à venir.", "2044-05-05"},
		"es": {"De: Harbour Office\nPara: Departamento de Mareas\nAsunto: ", "La oficina y la liga celebraron una reunión en el puerto y acordaron un plan para el año que viene.", ""},
		"ru": {"От: Harbour Office\nКому: Департамент приливов\nТема: ", "Управление и лига провели совещание в порту и согласовали план на будущий год, а также на период до 2046 года.", ""},
		"zh": {"发件人：Harbour Office\n收件人：潮汐部\n主题：", "港口事务厅同联盟在港口举行会议，商定了下一年的计划。", ""},
		"ar": {"من: Harbour Office\nإلى: إدارة المد\nالموضوع: ", "عقد المكتب مع الرابطة اجتماعا في الميناء واتفقا على خطة للسنة المقبلة في إطار التعاون بين الجانبين.", ""},
	} {
		for _, between := range []string{"\n\n", "\n"} {
			d, err := read(t, []byte(x.head+"Ports"+between+x.text+"\n"), document.Options{Language: lang})
			if err != nil {
				t.Fatal(lang, err)
			}
			want := document.Letter{From: "Harbour Office", Subject: "Ports", Date: x.date}
			if len(d.Paragraphs) != 1 || d.Paragraphs[0].Text != x.text || len(d.Headings) != 0 || d.Letter != want {
				t.Errorf("%s: %+v %+v %+v", lang, d.Letter, d.Headings, d.Paragraphs)
			}
		}
	}
	// Lines of a form and prose with a colon are none.
	for _, text := range []string{"From: Harbour Office\nSubject: Forum of ports\nPlace: Bonn\n", "To: this end the office and the league met in the port.\n\nThey agreed on a plan.\n"} {
		d, err := read(t, []byte(text), document.Options{Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		first := strings.Fields(text)[0]
		if d.Letter != (document.Letter{}) || !strings.HasPrefix(d.Paragraphs[0].Text, first) {
			t.Errorf("%q: %+v", text, d)
		}
	}
}
