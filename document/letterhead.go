package document

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The head of a letter that stands in the text itself: "From: …", "To: …",
// "Subject: …", as it is pasted from a mail program or typed over a note. It says
// what the letter is, and tells nothing that happened.

// headLine parts a line of a letter's head, in any language, as mail programs write
// in that of their user: its field (from, to, subject, date, copy) and its value.
func headLine(text string) (field, value string) {
	i := strings.IndexAny(text, ":：")
	if i < 0 || i > 60 {
		return "", ""
	}
	label := fold(text[:i])
	_, n := utf8.DecodeRuneInString(text[i:])
	t := tables()
	for _, tag := range t.tags {
		for _, p := range t.byTag[tag].phrases["head"] {
			if p.before == label {
				return p.value, strings.TrimSpace(text[i+n:])
			}
		}
	}
	return "", ""
}

// letterHead takes the head of a letter out of the body and keeps what it says. It
// begins in one of the first three lines and names a sender or an addressee and one
// thing more; where no addressee is named an empty line has to end it, as a form may
// begin with from whom it is and a subject.
func (a *anatomy) letterHead() {
	for from := range min(3, len(a.body)) {
		said := map[string]string{}
		end := from
		for k := from; k < min(len(a.body), from+20); k++ {
			n := a.at(k)
			if n.kind == Row {
				break
			}
			if field, value := headLine(n.text); field != "" {
				if r := []rune(value); len(r) > 500 {
					value = string(r[:500])
				}
				if end = k + 1; said[field] == "" {
					said[field] = cmp.Or(value, " ")
				}
			} else if end == from || n.kind != Line || n.gap > 0 || k > end+1 {
				break // else a line may go on in the next, if the head does behind it
			}
		}
		if end == from {
			continue
		}
		who, more := said["from"] != "" || said["to"] != "", 0
		for _, field := range []string{"from", "to", "subject"} {
			if said[field] != "" {
				more++
			}
		}
		if !who || more < 2 || said["to"] == "" && end < len(a.body) && a.at(end).gap == 0 {
			return
		}
		for k := from; k < end; k++ {
			a.at(k).role = roleMast
		}
		if end < len(a.body) {
			a.at(end).gap = max(a.at(end).gap, 1)
		}
		a.body = slices.Delete(a.body, from, end)
		l := &a.doc.Letter
		l.From, l.Subject = strings.TrimSpace(said["from"]), strings.TrimSpace(said["subject"])
		day := strings.TrimSpace(said["date"])
		if _, err := time.Parse(time.DateOnly, day); err == nil {
			l.Date = day
		} else {
			l.Date = a.wholeDate(fold(day))
		}
		return
	}
}
