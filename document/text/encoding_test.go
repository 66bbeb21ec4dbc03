package text_test

import (
	"strings"
	"testing"

	"concord/document"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// texts are short ones, as people hand them in.
var texts = map[string]string{
	"ru": "1. Секретариат и Союз провели в порту второй семинар по охране рек.\n2. «План» был принят 3 июня.\n",
	"ar": "1. عقدت الأمانة والاتحاد حلقة العمل الثانية بشأن حماية الأنهار في الميناء.\n2. واعتُمدت الخطة في حزيران/يونيه.\n",
	"zh": "1. 秘书处与联盟在港口举办了第二次河流保护讲习班。\n2. 该计划于6月3日通过，为期五年。\n",
	"fr": "1. Le Secrétariat et l’Union ont organisé, à la fin de l’été, le deuxième atelier sur la protection des forêts.\n",
	"es": "1. La Secretaría y la Unión celebraron el segundo taller sobre la protección de los ríos; «participó» la niñez.\n",
	"pl": "1. Sekretariat i Związek zorganizowały w porcie drugie warsztaty o ochronie rzek; pięć państw wzięło udział.\n",
}

func TestOlderEncodings(t *testing.T) {
	wide := func(e unicode.Endianness) encoding.Encoding { return unicode.UTF16(e, unicode.IgnoreBOM) }
	for _, c := range []struct {
		name, lang string
		enc        encoding.Encoding
		told       string
	}{
		{"Russian", "ru", charmap.Windows1251, "Windows-1251"},
		{"Arabic of Windows", "ar", charmap.Windows1256, "Windows-1256"},
		{"Arabic of ISO", "ar", charmap.ISO8859_6, "ISO 8859-6"},
		{"Chinese", "zh", simplifiedchinese.GB18030, "GB18030"},
		{"Chinese of GBK", "zh", simplifiedchinese.GBK, "GB18030"},
		{"French", "fr", charmap.Windows1252, "Windows-1252"},
		{"Spanish", "es", charmap.Windows1252, "Windows-1252"},
		{"Polish", "pl", charmap.Windows1250, "Windows-1250"},
		{"English in UTF-16 without a mark", "es", wide(unicode.LittleEndian), ""},
		{"the same, the other way", "es", wide(unicode.BigEndian), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := texts[c.lang]
			if c.enc == charmap.ISO8859_6 {
				want = strings.ReplaceAll(want, "ُ", "")
			}
			data, err := c.enc.NewEncoder().Bytes([]byte(want))
			if err != nil {
				t.Fatal(err)
			}
			l, err := layout(data, document.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, b := range l.Blocks {
				got = append(got, b.Text)
			}
			if s := strings.Join(got, "\n") + "\n"; s != want {
				t.Errorf("got  %q\nwant %q", s, want)
			}
			if c.told != "" && (len(l.Warnings) != 1 || !strings.Contains(l.Warnings[0].Text, c.told)) {
				t.Errorf("warnings %v", l.Warnings)
			}
			// A word leads back to its bytes.
			word := []rune(l.Blocks[0].Text)[3:7]
			at := strings.Index(l.Blocks[0].Text, string(word))
			p := document.Paragraph{Text: l.Blocks[0].Text, Source: l.Blocks[0].Source}
			_, from, to, ok := p.Origin(at, at+len(string(word)))
			if back, err := c.enc.NewDecoder().Bytes(data[from:to]); !ok || err != nil || string(back) != string(word) {
				t.Errorf("%q comes from %q", string(word), back)
			}
		})
	}
}

// UTF-8 is never taken for anything else.
func TestUTF8Stays(t *testing.T) {
	for lang, s := range texts {
		l, err := layout([]byte(s), document.Options{})
		if err != nil || len(l.Warnings) > 0 {
			t.Errorf("%s: %v %v", lang, l.Warnings, err)
		}
	}
}
