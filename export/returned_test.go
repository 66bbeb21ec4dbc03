package export_test

import (
	"archive/zip"
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/export"
	"concord/fault"
	"concord/report"
)

// repacked is a Word file with some of its entries written anew.
func repacked(t testing.TB, file []byte, change map[string]func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		content := entry(t, file, f.Name)
		if c := change[f.Name]; c != nil {
			if content = c(content); content == "" {
				continue
			}
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// edit changes the text of a Word file as Word does: pairs of what stands there and what
// stands there then.
func edit(t testing.TB, file []byte, pairs ...string) []byte {
	t.Helper()
	return repacked(t, file, map[string]func(string) string{"word/document.xml": func(s string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Count(s, pairs[i]) != 1 {
				t.Fatalf("%q stands there %d times", pairs[i], strings.Count(s, pairs[i]))
			}
			s = strings.Replace(s, pairs[i], pairs[i+1], 1)
		}
		return s
	}})
}

const tracked = ` w:id="900" w:author="A. Reviewer" w:date="2044-09-01T10:00:00Z">`

func ins(text string) string {
	return `<w:ins` + tracked + `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:ins>`
}
func del(text string) string {
	return `<w:del` + tracked + `<w:r><w:delText xml:space="preserve">` + text + `</w:delText></w:r></w:del>`
}

// within breaks a run around XML.
func within(xml string) string {
	return `</w:t></w:r>` + xml + `<w:r><w:t xml:space="preserve">`
}

func back(t testing.TB, file []byte, text *report.Text) *export.Comparison {
	t.Helper()
	r, err := export.ReadBack(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Against(text, "01CYCLE")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// others are all sentences that something happened to.
func others(c *export.Comparison) (list []export.ReturnedSentence) {
	for _, s := range c.Sentences {
		if s.Fate != export.Unchanged || s.Untracked || len(s.Comments) > 0 {
			list = append(list, s)
		}
	}
	return list
}

func TestUntouchedFileComesBackUnchanged(t *testing.T) {
	for _, lang := range six {
		text := draft(lang)
		c := back(t, made(t, text, "docx", true), text)
		if list := others(c); len(list) > 0 || !c.Same || c.Marked != c.Of || c.Of < 20 || c.Alike+c.Missing > 0 || len(c.Comments) > 0 {
			t.Errorf("%s: %+v\n%+v", lang, list, c)
		}
	}
}

// What a reviewer does in Word with changes tracked comes back sentence by sentence.
func TestTrackedChangesComeBack(t *testing.T) {
	text := draft("en")
	endOf := func(mark string) string { // the end of a bookmark, whose number the file gives
		m := regexp.MustCompile(`<w:bookmarkStart w:id="(\d+)" w:name="` + mark + `"/>`).FindStringSubmatch(entry(t, made(t, text, "docx", true), "word/document.xml"))
		return `<w:bookmarkEnd w:id="` + m[1] + `"/>`
	}
	const (
		jakarta = "In Jakarta, the Department of Political and Peacebuilding Affairs and the Association of Southeast Asian Nations (ASEAN) held a workshop on mediation, attended by 40 participants."
		signed  = "The two organizations signed a framework on early warning."
		covers  = "It covers the period from September 2042 to August 2044."
		heading = `<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:ind w:left="1267" w:firstLine="0"/></w:pPr><w:bookmarkStart` // the only one of its level without a label
		grown   = "Cooperation has grown in the period under review."
	)
	run := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	for name, c := range map[string]struct {
		pairs []string
		want  func(list []export.ReturnedSentence) bool
	}{
		"a word replaced, another format": {
			[]string{"seventh annual", within(del("seventh") + ins("eighth") + `<w:r><w:rPr><w:b/><w:rPrChange` + tracked + `<w:rPr/></w:rPrChange></w:rPr><w:t xml:space="preserve"> annual</w:t></w:r>`)},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Part == "AU" && l[0].Sentence == "s1" && l[0].Fate == export.Changed && strings.Contains(l[0].After, "their eighth annual conference") &&
					l[0].Before == l[0].Draft && !l[0].Untracked && slices.Equal(l[0].By, []string{"A. Reviewer"}) && l[0].At.Equal(time.Date(2044, 9, 1, 10, 0, 0, 0, time.UTC)) && len(l[0].Notes) == 1
			}},
		"a sentence deleted": {
			[]string{run(signed), del(signed)},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Deleted && l[0].Draft == signed && l[0].After == "" && !l[0].Untracked
			}},
		"a sentence inserted behind the mark": {
			[]string{endOf(export.Mark("AU", "p1", "s2")), endOf(export.Mark("AU", "p1", "s2")) + ins(" Both met again in 2044.")},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Inserted && l[0].After == "Both met again in 2044." && l[0].Sentence == "s2" && l[0].Part == "AU" && !l[0].Begins && !l[0].Untracked
			}},
		"the end of a sentence typed behind its mark": {
			[]string{covers, strings.TrimSuffix(covers, ".") + within(del(".")), endOf(export.Mark("introduction", "p1", "s2")), endOf(export.Mark("introduction", "p1", "s2")) + ins(" and later. It is short.")},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 2 && l[0].Fate == export.Changed && strings.HasSuffix(l[0].After, "August 2044 and later.") && l[0].Before == covers && l[1].Fate == export.Inserted && l[1].After == "It is short."
			}},
		"the beginning typed before its mark": {
			[]string{`<w:bookmarkStart w:id="` + strings.Split(endOf(export.Mark("observations", "p1", "s1")), `"`)[1], ins("On the whole: ") + `<w:bookmarkStart w:id="` + strings.Split(endOf(export.Mark("observations", "p1", "s1")), `"`)[1]},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Changed && l[0].After == "On the whole: "+grown
			}},
		"a sentence written anew beside the old one": {
			[]string{run(grown), del(grown), endOf(export.Mark("observations", "p1", "s1")), endOf(export.Mark("observations", "p1", "s1")) + ins("Cooperation has not grown in the period under review.")},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Changed && l[0].After == "Cooperation has not grown in the period under review." && l[0].Before == grown
			}},
		"a paragraph inserted": {
			[]string{heading, `<w:p><w:pPr><w:pStyle w:val="SingleTxt"/><w:rPr><w:ins` + tracked[:len(tracked)-1] + `/></w:rPr></w:pPr>` + ins("A paragraph of its own.") + `</w:p>` + heading},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Inserted && l[0].Begins && l[0].After == "A paragraph of its own." && l[0].Part == "ASEAN" && l[0].Sentence == "s2"
			}},
		"a sentence moved": {
			[]string{run(signed), `<w:moveFrom` + tracked + run(signed) + `</w:moveFrom>`, endOf(export.Mark("introduction", "p1", "s2")), endOf(export.Mark("introduction", "p1", "s2")) + `<w:moveTo` + tracked + run(" "+signed) + `</w:moveTo>`},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Moved && l[0].Draft == signed && l[0].Behind == export.Mark("introduction", "p1", "s2")
			}},
		"two sentences exchanged": {
			[]string{run(signed), run("@"), run(covers), run(signed), run("@"), run(covers)},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 2 && l[0].Untracked && l[1].Untracked && l[0].Fate == export.Changed
			}},
		"changed without tracking": {
			[]string{"attended by 40 participants", "attended by 400 participants"},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Changed && l[0].Untracked && strings.Contains(l[0].Before, "400") && l[0].Draft == jakarta && len(l[0].By) == 0
			}},
		"typed without tracking": {
			[]string{endOf(export.Mark("AU", "p1", "s2")), endOf(export.Mark("AU", "p1", "s2")) + run(" Nobody saw this.")},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Inserted && l[0].Untracked && l[0].After == "Nobody saw this."
			}},
		"a heading changed": {
			[]string{"Peace and security", "Peace" + within(ins(", law")) + " and security"},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Changed && !l[0].Prose && l[0].After == "Peace, law and security" && l[0].Paragraph == "p1" && l[0].Sentence == ""
			}},
		"the label of a heading changed": {
			[]string{`<w:r><w:tab/><w:t xml:space="preserve">A.</w:t>`, `<w:r><w:tab/></w:r>` + del("A.") + ins("B.") + `<w:r>`},
			func(l []export.ReturnedSentence) bool { return len(l) == 0 }, // the draft counts them itself
		},
		"a row changed": {
			[]string{"31 December 2047", within(del("31 December 2047") + ins("2048"))},
			func(l []export.ReturnedSentence) bool {
				return len(l) == 1 && l[0].Fate == export.Changed && l[0].Sentence == "row1" && l[0].After == "Joint framework on early warning\t3 March 2043\t2048" && l[0].Before == l[0].Draft
			}},
		"inserted and deleted again": {
			[]string{signed, signed[:4] + within(`<w:ins`+tracked+del("never seen ")+`</w:ins>`) + signed[4:]},
			func(l []export.ReturnedSentence) bool { return len(l) == 0 },
		},
		"the end of a paragraph deleted": {
			[]string{`</w:p><w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:tab/>`, `</w:p><w:p><w:pPr><w:pStyle w:val="Heading2"/><w:rPr><w:del` + tracked[:len(tracked)-1] + `/></w:rPr></w:pPr><w:r><w:tab/>`},
			func(l []export.ReturnedSentence) bool { return len(l) == 0 },
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := others(back(t, edit(t, made(t, text, "docx", true), c.pairs...), text))
			if !c.want(list) {
				for _, l := range list {
					t.Errorf("%+v", l)
				}
				t.Errorf("%d sentences", len(list))
			}
		})
	}
}

// A comment comes back on the sentence that it stands on, with the words; those of
// Concord stay out, also without their author.
func TestCommentsComeBack(t *testing.T) {
	text := draft("en")
	file := made(t, text, "docx", true)
	file = edit(t, file, "attended by 40 participants", within(`<w:commentRangeStart w:id="77"/>`)+"attended by 40"+within(`<w:commentRangeEnd w:id="77"/><w:r><w:commentReference w:id="77"/></w:r>`)+" participants")
	file = repacked(t, file, map[string]func(string) string{"word/comments.xml": func(s string) string {
		s = strings.ReplaceAll(s, `w:author="Concord"`, `w:author="Author"`)
		return strings.Replace(s, `</w:comments>`, `<w:comment w:id="77" w:author="B. Desk" w:date="2044-09-02T08:30:00Z"><w:p><w:r><w:t>Forty or </w:t></w:r><w:r><w:t>more?</w:t></w:r></w:p><w:p><w:r><w:t>Check.</w:t></w:r></w:p></w:comment><w:comment w:id="78" w:author="C"><w:p><w:r><w:t>Lost</w:t></w:r></w:p></w:comment></w:comments>`, 1)
	}})
	c := back(t, file, text)
	list := others(c)
	if len(list) != 1 || list[0].Fate != export.Unchanged || len(list[0].Comments) != 1 {
		t.Fatalf("%+v", list)
	}
	if got := list[0].Comments[0]; got.Author != "B. Desk" || got.Text != "Forty or more?\nCheck." || got.On != "attended by 40" || got.At.IsZero() {
		t.Errorf("%+v", got)
	}
	if len(c.Comments) != 1 || c.Comments[0].Text != "Lost" {
		t.Errorf("%+v", c.Comments)
	}
}

func TestFootnotesComeBack(t *testing.T) {
	text := draft("en")
	file := repacked(t, made(t, text, "docx", true), map[string]func(string) string{"word/footnotes.xml": func(s string) string {
		return strings.Replace(s, "See www.un.org.", "See "+within(del("www.un.org")+ins("A/RES/1"))+".", 1)
	}})
	list := others(back(t, file, text))
	if len(list) != 1 || list[0].Fate != export.Changed || list[0].Untracked || list[0].Before != list[0].After || !slices.Equal(list[0].Notes, []string{"A/98/277-S/2043/606, para. 12.", "See A/RES/1."}) || len(list[0].By) != 1 {
		t.Errorf("%+v", list)
	}
}

var bookmarks = regexp.MustCompile(`<w:bookmark(Start|End)[^>]*/>`)

// Without marks, as after copying into another file, sentences are found by their words.
func TestLostMarks(t *testing.T) {
	for _, lang := range six {
		text := draft(lang)
		file := repacked(t, made(t, text, "docx", true), map[string]func(string) string{"word/document.xml": func(s string) string { return bookmarks.ReplaceAllString(s, "") }})
		c := back(t, file, text)
		if list := others(c); len(list) > 0 || c.Marked != 0 || c.Alike != c.Of || c.Missing != 0 {
			t.Errorf("%s: %d alike, %d missing of %d: %+v", lang, c.Alike, c.Missing, c.Of, list)
		}
	}
	text := draft("en")
	file := edit(t, made(t, text, "docx", true), "attended by 40 participants", "attended by some 400 participants from both sides")
	file = repacked(t, file, map[string]func(string) string{"word/document.xml": func(s string) string { return bookmarks.ReplaceAllString(s, "") }})
	list := others(back(t, file, text))
	if len(list) != 1 || list[0].Fate != export.Changed || !list[0].Alike || !list[0].Untracked || !strings.Contains(list[0].After, "400") {
		t.Errorf("%+v", list)
	}
}

func TestForeignFiles(t *testing.T) {
	text := draft("en")
	file := made(t, text, "docx", true)
	r, err := export.ReadBack(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if r.Cycle != "01CYCLE" || r.Language != "en" || r.Draft != export.Fingerprint(text) || r.Marks == 0 {
		t.Errorf("%s %s %s, %d marks", r.Cycle, r.Language, r.Draft, r.Marks)
	}
	if _, err := r.Against(text, "01OTHER"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("another cycle: %v", err)
	}
	if _, err := r.Against(draft("fr"), "01CYCLE"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("another language: %v", err)
	}
	other := &report.Text{Language: "en", Parts: []report.Part{{ID: "x", Level: 1, Heading: "Harvest", Paragraphs: []report.Paragraph{{ID: "p", Number: 1, Sentences: []report.Sentence{{ID: "s", Text: "Nine farmers grew barley on a hill."}, {ID: "t", Text: "It rained."}}}}}}}
	clean := made(t, text, "docx", false)
	r, err = export.ReadBack(bytes.NewReader(clean), int64(len(clean)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Against(other, "01CYCLE"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("another report: %v", err)
	}
	// The draft has gone on since: the file says that it is not of this one.
	text.Parts[1].Paragraphs[0].Sentences = text.Parts[1].Paragraphs[0].Sentences[:1]
	c := back(t, file, text)
	if list := others(c); c.Same || len(list) != 1 || list[0].Fate != export.Inserted {
		t.Errorf("%v, %+v", c.Same, list)
	}
}

func TestBadReturnedFiles(t *testing.T) {
	good := made(t, draft("en"), "docx", true)
	body := func(f func(string) string) []byte {
		return repacked(t, good, map[string]func(string) string{"word/document.xml": f})
	}
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, _ := z.Create("word/document.xml")
	for range 100 {
		_, _ = w.Write(bytes.Repeat([]byte("<w:p>          "), 1<<16))
	}
	_ = z.Close()
	for name, c := range map[string]struct {
		file []byte
		want fault.Kind
	}{
		"nothing":        {nil, fault.Invalid},
		"text":           {[]byte("It is no Word file at all."), fault.Unsupported},
		"PDF":            {[]byte("%PDF-1.7 and so on"), fault.Unsupported},
		"cut off":        {good[:len(good)/2], fault.Invalid},
		"broken XML":     {body(func(s string) string { return s[:len(s)/2] }), fault.Invalid},
		"an entity":      {body(func(s string) string { return `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>` + s }), fault.Invalid},
		"no text":        {body(func(string) string { return "" }), fault.Unsupported},
		"a bomb":         {bomb.Bytes(), fault.TooLarge},
		"too deep":       {body(func(s string) string { return strings.Repeat("<w:p>", 300) + strings.Repeat("</w:p>", 300) }), fault.TooLarge},
		"not UTF-8":      {body(func(s string) string { return s + "\xff" }), fault.Unsupported},
		"broken comment": {repacked(t, good, map[string]func(string) string{"word/comments.xml": func(s string) string { return s[:len(s)-9] }}), fault.Invalid},
	} {
		_, err := export.ReadBack(bytes.NewReader(c.file), int64(len(c.file)))
		if fault.KindOf(err) != c.want || err == nil || strings.Contains(fault.Sentence(err), "%!") {
			t.Errorf("%s: %v (%v)", name, err, fault.KindOf(err))
		}
	}
}

// Whatever stands in the text of a file, it is read or refused, and each sentence of the
// draft is told of once.
func FuzzReadBack(f *testing.F) {
	text := draft("en")
	good := made(f, text, "docx", true)
	main := entry(f, good, "word/document.xml")
	f.Add(main)
	f.Add(`<w:document><w:body><w:ins><w:p><w:del><w:r><w:t>a</w:t></w:r></w:del></w:p></w:ins><w:tbl><w:tr><w:trPr><w:ins/></w:trPr><w:tc/></w:tr></w:tbl></w:body></w:document>`)
	f.Add(strings.Replace(main, "seventh", within(del("seventh")+ins("eighth")), 1))
	f.Add(bookmarks.ReplaceAllString(main, ""))
	f.Add(`<w:p><w:bookmarkStart w:id="1" w:name="` + export.Mark("AU", "p1", "s1") + `"/><w:p><w:r><w:footnoteReference w:id="1"/><w:commentReference w:id="0"/></w:r></w:p></w:p>`)
	f.Fuzz(func(t *testing.T, body string) {
		if body == "" {
			return
		}
		file := repacked(t, good, map[string]func(string) string{"word/document.xml": func(string) string { return body }})
		r, err := export.ReadBack(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Error(err)
			}
			return
		}
		c, err := r.Against(text, "01CYCLE")
		if err != nil {
			return
		}
		n := 0
		for _, s := range c.Sentences {
			if s.Fate != export.Inserted {
				n++
			}
		}
		if n != c.Of || c.Marked+c.Alike+c.Missing != c.Of {
			t.Errorf("%d sentences told of, %+v", n, c)
		}
	})
}
