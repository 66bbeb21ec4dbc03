package contribution

import (
	"cmp"
	"net/mail"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/edtf"
	"concord/reading"
)

// Choice is one answer to from whom, on whom or for when, with where it comes from.
type Choice struct {
	Value     string // actor, or EDTF
	Paragraph int    // index in the document; -1 where no paragraph bears it: the file's name, a letter, a heading
	reading.Span
	Rule  string
	score int
}

// Proposal says from whom a document is, on whom and for when. Of each the best
// choice comes first; Sure says that it may be taken until a person says otherwise,
// else all of them are to be asked. Without choices nothing points to anybody.
type Proposal struct {
	Sender, Partner, Period []Choice
	SureSender, SurePartner bool
	SurePeriod              bool
	Title                   string   // of the document, its subject, or its first words
	Sent                    string   // EDTF, as the letter says
	Columns                 []string // of its tables, as they were read
	Given                   []string // those of them that a person gave
}

// enough is the score from which a choice stands by itself, if the next has at most
// half of it.
const enough = 50

// Propose reads from whom a document comes, on whom and for when. columns are those
// by which it was read.
func (r *Reader) Propose(doc *document.Document, rd *reading.Reading, columns []string) (Proposal, error) {
	tables, err := r.Tables(doc, columns)
	if err != nil {
		return Proposal{}, err
	}
	s := &search{r: r, doc: doc, rd: rd}
	if err := s.gather(); err != nil {
		return Proposal{}, err
	}
	s.letter()
	s.lines()
	s.forms(tables)
	s.counts()
	p := Proposal{Sent: doc.Letter.Date, Columns: r.Remembered(tables)}
	p.Sender, p.SureSender = weigh(s.sender)
	p.Partner, p.SurePartner = weigh(s.partner)
	p.Period, p.SurePeriod = weigh(s.period)
	p.Title = s.title()
	return p, nil
}

// search is one looking for the three.
type search struct {
	r       *Reader
	doc     *document.Document
	rd      *reading.Reading
	outside []outside
	sender  []Choice
	partner []Choice
	period  []Choice
}

// outside is a line that is no paragraph of the document.
type outside struct {
	rule string // letter, subject, file, title, heading
	text string
	read reading.Paragraph
}

// gather reads the lines around the paragraphs: head of the letter, file name,
// title, headings.
func (s *search) gather() error {
	add := func(rule, text string) {
		if text = strings.TrimSpace(text); text != "" && len(text) < 1000 {
			s.outside = append(s.outside, outside{rule: rule, text: text})
		}
	}
	if a, err := mail.ParseAddress(s.doc.Letter.From); err == nil {
		add("letter", a.Name)
	} else {
		add("letter", s.doc.Letter.From) // a name alone
	}
	add("subject", s.doc.Letter.Subject)
	name := strings.TrimSuffix(path.Base(s.doc.Name), path.Ext(s.doc.Name))
	add("file", strings.Map(func(r rune) rune {
		if strings.ContainsRune("_-+.()[]&", r) {
			return ' '
		}
		return r
	}, name))
	add("title", s.doc.Masthead.Title)
	for i, h := range s.doc.Headings {
		if i < 200 {
			add("heading", h.Text)
		}
	}
	texts := make([]string, len(s.outside))
	for i := range s.outside {
		texts[i] = s.outside[i].text
	}
	ps, err := s.r.lines(s.doc.Language, texts)
	for i := range ps {
		s.outside[i].read = ps[i]
	}
	return err
}

// kindOf an actor: un, partner (whatever belongs to one) or "".
func (s *search) side(id string) (partner, side string) {
	partner, ok := s.r.lex.Partner(id)
	switch {
	case !ok:
		if a, known := s.r.lex.Actor(id); known && a.Type == "related" {
			return id, "partner"
		}
		return "", ""
	case partner == "UN":
		return "", "un"
	}
	return partner, "partner"
}

func (s *search) isSender(c Choice) { s.sender = append(s.sender, c) }

func (s *search) isPartner(id string, c Choice) {
	if partner, side := s.side(id); side == "partner" {
		c.Value = partner
		s.partner = append(s.partner, c)
	}
}

// letter takes what the head of an e-mail, the file's name, the title and the
// headings say.
func (s *search) letter() {
	if a, err := mail.ParseAddress(s.doc.Letter.From); err == nil {
		_, domain, _ := strings.Cut(a.Address, "@")
		for label := range strings.SplitSeq(strings.ToLower(domain), ".") {
			if id := s.r.shorts()[label]; id != "" && id != "UN" && len(label) > 1 {
				s.isSender(Choice{Value: id, Paragraph: -1, Rule: "letter.address", score: 60})
			}
		}
	}
	seen := map[string]bool{}
	for i := range s.outside {
		o := &s.outside[i]
		cues := s.cues(o.text, o.rule != "file")
		if o.rule == "file" || o.rule == "title" || o.rule == "subject" {
			s.years(o)
		}
		for _, m := range o.read.Mentions {
			key := o.rule + m.Value.Value + string(m.Kind)
			if seen[key] {
				continue
			}
			seen[key] = true
			c := Choice{Value: m.Value.Value, Paragraph: -1}
			switch m.Kind {
			case reading.Date:
				if classAt(cues, m.From) == "for" {
					c.Rule, c.score = o.rule+".for", 90
					s.period = append(s.period, c)
				}
			case reading.Actor:
				_, side := s.side(c.Value)
				class := classAt(cues, m.From)
				switch {
				case o.rule == "letter":
					c.Rule, c.score = "letter.from", 100
					s.isSender(c)
				case class == "from":
					c.Rule, c.score = o.rule+".from", 90
					s.isSender(c)
				case side == "un" && c.Value != "UN" && class != "on":
					if score := map[string]int{"file": 60, "title": 30, "heading": 20, "subject": 30}[o.rule]; score > 0 {
						c.Rule, c.score = o.rule+".name", score
						s.isSender(c)
					}
				case side == "partner":
					if score := map[string]int{"file": 60, "title": 80, "subject": 80, "heading": 40}[o.rule]; score > 0 {
						c.Rule, c.score = o.rule+".partner", score
						s.isPartner(c.Value, c)
					}
				}
			}
		}
	}
}

// years takes the dates of a name or a title, from the first to the last, where they
// are of years or months: "UNODC_ASEAN_2025-2026".
func (s *search) years(o *outside) {
	var first, last string
	for _, m := range o.read.Mentions {
		if m.Kind == reading.Date && wide(m.Value.Value) {
			if first == "" || m.Value.Value < first {
				first = m.Value.Value
			}
			last = max(last, m.Value.Value)
		}
	}
	if first == last {
		last = ""
	}
	if v := between(first, last); v != "" {
		s.period = append(s.period, Choice{Value: v, Paragraph: -1, Rule: o.rule + ".date", score: 60})
	}
}

// wide says whether a date is longer than a month: a year, an interval of months.
func wide(value string) bool {
	d, err := edtf.Parse(value)
	return err == nil && (d.Interval && !d.To.IsZero() && !d.From.IsZero() || !d.Interval && d.From.Month == 0)
}

// hit is a cue in a line: from end on its class holds, up to the next.
type hit struct {
	class string
	end   int
}

// cues finds what introduces in a line: "From: …" wherever it stands, as lines of a
// letter may have been joined; "Input of … on cooperation with …", without colons, at
// the beginning and behind another cue.
func (s *search) cues(line string, title bool) (out []hit) {
	list := s.r.cues[s.doc.Language]
	for i, r := range line {
		if r != ':' && r != '：' && r != '\t' {
			continue
		}
		// The longest run of words before the mark that is a cue or a label.
		head := line[max(0, i-120):i]
		if n := len(out); n > 0 && out[n-1].end > max(0, i-120) && out[n-1].end <= i {
			head = line[out[n-1].end:i]
		}
		for len(head) > 0 && !utf8.RuneStart(head[0]) {
			head = head[1:]
		}
		whole := len(head) == i
		for rest := strings.TrimLeftFunc(head, unicode.IsSpace); rest != ""; {
			k := fold(rest)
			class := map[string]string{"sender": "from", "partner": "on", "period": "for"}[s.r.labels[k]]
			for _, c := range list {
				if c.words == k {
					class = c.class
				}
			}
			if class != "" && (whole || strings.Contains(k, " ") || !spaced(k)) {
				out = append(out, hit{class, i + utf8.RuneLen(r)})
				break
			}
			whole = false
			next := strings.IndexFunc(rest, unicode.IsSpace)
			if next < 0 {
				break
			}
			rest = strings.TrimLeftFunc(rest[next:], unicode.IsSpace)
		}
	}
	if !title {
		return out
	}
	c, at := leading(list, line)
	if c.class != "" {
		out = append(out, hit{c.class, at})
	} else if len(out) == 0 {
		return nil
	}
	// "… on cooperation with …"
	for i := at; i < len(line); i++ {
		if i > 0 && line[i-1] != ' ' {
			continue
		}
		if c, end := leading(list, line[i:]); c.class == "on" {
			out = append(out, hit{c.class, i + end})
			break
		}
	}
	slices.SortStableFunc(out, func(a, b hit) int { return a.end - b.end })
	return out
}

// spaced says whether a script sets blanks between words.
func spaced(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// leading is the cue of several words that a line begins with.
func leading(list []cue, line string) (cue, int) {
	for _, c := range list {
		words := strings.Count(c.words, " ") + 1
		if words < 2 && spaced(c.words) || len(c.words) > len(line)+8 {
			continue
		}
		at := len(c.words)
		if spaced(c.words) {
			at = 0
			for n := 0; at < len(line); at++ {
				if line[at] == ' ' {
					if n++; n == words {
						break
					}
				}
			}
		}
		if at <= len(line) && utf8.ValidString(line[:at]) && fold(line[:at]) == c.words {
			return c, at
		}
	}
	return cue{}, 0
}

// classAt is the class that holds at a place of a line.
func classAt(cues []hit, at int) (class string) {
	for _, c := range cues {
		if c.end <= at {
			class = c.class
		}
	}
	return class
}

// lines takes what the first and last paragraphs say: lines that introduce, a
// signature.
func (s *search) lines() {
	ps := s.doc.Paragraphs
	closed := false
	for i := range ps {
		if i >= 15 && i < len(ps)-8 {
			continue
		}
		from := 0
		for line := range strings.SplitAfterSeq(ps[i].Text, "\n") {
			body := strings.TrimRight(line, "\n")
			var cues []hit
			if len(body) < 1000 {
				cues = s.cues(body, len(body) < 400)
			}
			if len(cues) == 0 && len(body) < 100 && s.closes(body) {
				closed = true
			}
			for _, m := range s.rd.Paragraphs[i].Mentions {
				if m.From < from || m.To > from+len(body) {
					continue
				}
				c := Choice{Value: m.Value.Value, Paragraph: i, Span: m.Span}
				class := classAt(cues, m.From-from)
				switch {
				case m.Kind == reading.Date && class == "for":
					c.Rule, c.score = "line.for", 90
					s.period = append(s.period, c)
				case m.Kind != reading.Actor:
				case class == "from":
					c.Rule, c.score = "line.from", 90
					s.isSender(c)
				case class == "on":
					c.Rule, c.score = "line.on", 90
					s.isPartner(c.Value, c)
				case i >= len(ps)-8 && len(body) < 150 && (closed || m.To-m.From > len(body)*2/3) && ps[i].Part != "table":
					// A signature: an organization alone in a line, or behind a closing.
					c.Rule, c.score = "signature", 60
					s.isSender(c)
				}
			}
			from += len(line)
		}
	}
}

func (s *search) closes(line string) bool {
	k := fold(strings.TrimRight(line, " ,，،"))
	for _, c := range s.r.cues[s.doc.Language] {
		if c.class == "close" && strings.HasPrefix(k, c.words) {
			return true
		}
	}
	return false
}

// forms takes what columns and labels name so: a column that names one alone says it
// as clearly as a line of a letter, one that names several says it of none.
func (s *search) forms(tables []Table) {
	for _, t := range tables {
		for field, take := range map[string]struct {
			kind reading.Kind
			to   func(Choice)
		}{
			"sender":  {reading.Actor, s.isSender},
			"partner": {reading.Actor, func(c Choice) { s.isPartner(c.Value, c) }},
			"period":  {reading.Date, func(c Choice) { s.period = append(s.period, c) }},
		} {
			var found []Choice
			for _, x := range t.rows {
				for _, c := range x.cells {
					if t.Columns[c.column].Field != field {
						continue
					}
					for _, m := range s.rd.Paragraphs[x.paragraph].Mentions {
						if m.Kind == take.kind && m.From >= c.from && m.To <= c.to && !slices.ContainsFunc(found, func(o Choice) bool { return o.Value == m.Value.Value }) {
							found = append(found, Choice{Value: m.Value.Value, Paragraph: x.paragraph, Span: m.Span, Rule: "column." + field})
						}
					}
				}
			}
			for _, c := range found {
				if c.score = 40; len(found) == 1 {
					c.score = 90
				}
				take.to(c)
			}
		}
	}
}

// counts takes what the acts say: who leads most of them, with whom, from when to
// when. It is never enough by itself for the sender and the period.
func (s *search) counts() {
	type tally struct {
		n     int
		first Choice
	}
	lead, with := map[string]*tally{}, map[string]*tally{}
	acts, leads := 0, 0
	count := func(m map[string]*tally, key string, c Choice) {
		if m[key] == nil {
			m[key] = &tally{first: c}
		}
		m[key].n++
	}
	var first, last string
	for i := range s.rd.Paragraphs {
		for j := range s.rd.Paragraphs[i].Activities {
			a := &s.rd.Paragraphs[i].Activities[j]
			acts++
			for k := range a.Parties {
				p := &a.Parties[k]
				c := Choice{Value: p.Value.Value, Paragraph: i, Span: p.Span}
				partner, side := s.side(p.Value.Value)
				switch {
				case side == "partner":
					count(with, partner, c)
				case side == "un" && p.Value.Value != "UN" && (p.Role == "lead" || p.Role == "provider"):
					leads++
					count(lead, p.Value.Value, c)
				}
			}
			if v := a.Modality.Value; v == "planned" || v == "proposed" || v == "urged" {
				continue
			}
			if d, err := edtf.Parse(a.Date.Value); err == nil {
				for _, p := range []edtf.Point{d.From, d.To} {
					if p.IsZero() {
						continue
					}
					y := edtf.Point{Year: p.Year}.String()
					if first == "" || y < first {
						first = y
					}
					if y > last {
						last = y
					}
				}
			}
		}
	}
	for id, t := range lead {
		t.first.Value, t.first.Rule, t.first.score = id, "acts.lead", 35*t.n/leads
		s.isSender(t.first)
	}
	for id, t := range with {
		t.first.Rule, t.first.score = "acts.partner", 60*t.n/acts
		s.isPartner(id, t.first)
	}
	if s.rd.Period != "" && !strings.HasSuffix(s.rd.Period, "/..") {
		s.period = append(s.period, Choice{Value: s.rd.Period, Paragraph: -1, Rule: "text.period", score: 80})
	}
	if first != "" {
		v := first
		if last != first {
			v = first + "/" + last
		}
		s.period = append(s.period, Choice{Value: v, Paragraph: -1, Rule: "acts.dates", score: 20})
	}
}

// weigh adds up what speaks for each value, the best first, at most four. A choice
// keeps the span and rule of what spoke for it most.
func weigh(list []Choice) (out []Choice, sure bool) {
	at := map[string]int{}
	rules := map[string]bool{}
	for _, c := range list {
		if rules[c.Value+"\x00"+c.Rule] {
			continue // the same thing said twice is no more than once
		}
		rules[c.Value+"\x00"+c.Rule] = true
		i, ok := at[c.Value]
		if !ok {
			at[c.Value] = len(out)
			out = append(out, c)
			continue
		}
		o := &out[i]
		sum := o.score + c.score
		if c.score > best(list, o) {
			*o = c
		}
		o.score = sum
	}
	slices.SortStableFunc(out, func(a, b Choice) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Value, b.Value))
	})
	if len(out) > 4 {
		out = out[:4]
	}
	sure = len(out) > 0 && out[0].score >= enough && (len(out) == 1 || out[1].score*2 <= out[0].score)
	return out, sure
}

// best is the score of what a choice was taken from.
func best(list []Choice, c *Choice) int {
	for i := range list {
		if list[i].Value == c.Value && list[i].Rule == c.Rule {
			return list[i].score
		}
	}
	return 0
}

// title names the contribution: the document's title, the letter's subject, the
// first words.
func (s *search) title() string {
	t := cmp.Or(s.doc.Masthead.Title, s.doc.Letter.Subject)
	if t == "" && len(s.doc.Headings) > 0 && s.doc.Headings[0].Next == 0 {
		t = s.doc.Headings[0].Text
	}
	for i := 0; t == "" && i < len(s.doc.Paragraphs); i++ {
		if s.doc.Paragraphs[i].Part != "table" {
			t = firstSentence(s.doc.Paragraphs[i].Text)
		}
	}
	if t == "" {
		t = s.doc.Name
	}
	return clip(strings.Join(strings.Fields(t), " "), 160)
}
