package docx

import (
	"strconv"
	"strings"

	"concord/document/xmlscan"
)

// level is a level of a list: how its numbers look and where they begin.
type level struct {
	start   int
	format  string
	text    string // "%1.%2"
	legal   bool   // all numbers decimal
	restart int    // level whose advance begins it anew; -1: any higher one, 0: none
	set     bool
}

type abstractList struct {
	levels [9]level
	link   string // style whose list this one is
}

type list struct {
	abstract  string
	overrides [9]*level
	starts    [9]int // -1 without
	begun     bool
}

// numbering counts the automatic numbers of a document (ECMA-376 Part 1, 17.9).
type numbering struct {
	abstract map[string]*abstractList
	lists    map[int]*list
	counts   map[string]*[9]int // by abstract list: lists of one kind go on counting
	styles   *styles
}

func (r *reader) readNumbering(s string) (*numbering, error) {
	n := &numbering{abstract: map[string]*abstractList{}, lists: map[int]*list{}, counts: map[string]*[9]int{}}
	x, err := xmlscan.New(s, r.limits.Depth)
	if err != nil {
		return nil, err
	}
	var abs *abstractList
	var lst *list
	var lvl *level
	override := -1
	for {
		k, err := x.Next()
		if err != nil {
			return nil, err
		}
		if k == xmlscan.EOF {
			return n, nil
		}
		if k == xmlscan.End {
			switch local(x.Name) {
			case "abstractNum":
				abs = nil
			case "num":
				lst = nil
			case "lvl":
				lvl = nil
			case "lvlOverride":
				override = -1
			}
			continue
		}
		if k != xmlscan.Start {
			continue
		}
		switch local(x.Name) {
		case "abstractNum":
			abs = &abstractList{}
			n.abstract[attr(x, "abstractNumId")] = abs
		case "numStyleLink":
			if abs != nil {
				abs.link = attr(x, "val")
			}
		case "num":
			lst = &list{}
			for i := range lst.starts {
				lst.starts[i] = -1
			}
			n.lists[atoi(attr(x, "numId"), -1)] = lst
		case "abstractNumId":
			if lst != nil {
				lst.abstract = attr(x, "val")
			}
		case "lvlOverride":
			override = atoi(attr(x, "ilvl"), -1)
		case "startOverride":
			if lst != nil && override >= 0 && override < 9 {
				lst.starts[override] = atoi(attr(x, "val"), 1)
			}
		case "lvl":
			i := atoi(attr(x, "ilvl"), -1)
			if i < 0 || i > 8 {
				lvl = &level{}
				continue
			}
			if lst != nil {
				lvl = &level{}
				lst.overrides[i] = lvl
			} else if abs != nil {
				lvl = &abs.levels[i]
			} else {
				lvl = &level{}
			}
			*lvl = level{start: 0, format: "decimal", restart: -1, set: true}
		case "start":
			if lvl != nil {
				lvl.start = atoi(attr(x, "val"), 0)
			}
		case "numFmt":
			if lvl != nil {
				lvl.format = attr(x, "val")
			}
		case "lvlText":
			if lvl != nil {
				lvl.text = attr(x, "val")
			}
		case "isLgl":
			if lvl != nil {
				lvl.legal = on(attr(x, "val"), true)
			}
		case "lvlRestart":
			if lvl != nil {
				lvl.restart = atoi(attr(x, "val"), -1)
			}
		}
	}
}

// label advances a list and gives the label of the next paragraph at its level.
func (n *numbering) label(num, at int) string {
	if n == nil || num <= 0 || at < 0 || at > 8 {
		return ""
	}
	l := n.lists[num]
	if l == nil {
		return ""
	}
	abs := n.abstract[l.abstract]
	for i := 0; abs != nil && abs.link != "" && i < 8; i++ {
		s := n.styles.get(abs.link)
		if s == nil || s.num <= 0 || n.lists[s.num] == nil || n.lists[s.num] == l {
			break
		}
		l = n.lists[s.num]
		abs = n.abstract[l.abstract]
	}
	if abs == nil {
		return ""
	}
	level := func(i int) *level {
		if o := l.overrides[i]; o != nil {
			return o
		}
		return &abs.levels[i]
	}
	c := n.counts[l.abstract]
	if c == nil {
		c = &[9]int{}
		for i := range c {
			c[i] = -1
		}
		n.counts[l.abstract] = c
	}
	if !l.begun {
		l.begun = true
		for i, s := range l.starts {
			if s >= 0 {
				c[i] = s - 1
				if i != at && i < at {
					c[i] = s
				}
			}
		}
		if l.starts[at] >= 0 {
			c[at] = l.starts[at] - 1
		}
	}
	if c[at] < 0 {
		c[at] = level(at).start - 1
		if !level(at).set {
			c[at] = 0
		}
	}
	c[at]++
	for i := at + 1; i < 9; i++ {
		if r := level(i).restart; r < 0 || r > at {
			c[i] = -1
		}
	}
	lv := level(at)
	if lv.format == "bullet" {
		return "•"
	}
	if lv.format == "none" && !strings.Contains(lv.text, "%") {
		return strings.TrimSpace(lv.text)
	}
	text := lv.text
	if text == "" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' || i+1 >= len(text) || text[i+1] < '1' || text[i+1] > '9' {
			b.WriteByte(text[i])
			continue
		}
		j := int(text[i+1] - '1')
		i++
		v := c[j]
		if v < 0 {
			v = max(level(j).start, 0)
			if v == 0 {
				v = 1
			}
		}
		f := level(j).format
		if lv.legal {
			f = "decimal"
		}
		b.WriteString(write(v, f))
	}
	return strings.TrimSpace(b.String())
}

// write gives a number in one of Word's formats; those of scripts that are not
// read here come out as decimals.
func write(v int, format string) string {
	switch format {
	case "none":
		return ""
	case "lowerLetter":
		return letters(v, 'a', 26)
	case "upperLetter":
		return letters(v, 'A', 26)
	case "lowerRoman":
		return strings.ToLower(roman(v))
	case "upperRoman":
		return roman(v)
	case "russianLower":
		return pick(v, "абвгдежзиклмнопрстуфхцчшщэюя")
	case "russianUpper":
		return pick(v, "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ")
	case "arabicAlpha":
		return pick(v, "أبتثجحخدذرزسشصضطظعغفقكلمنهوي")
	case "arabicAbjad":
		return pick(v, "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ")
	case "decimalZero":
		if v < 10 {
			return "0" + strconv.Itoa(v)
		}
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital", "japaneseCounting":
		return han(v)
	case "decimalEnclosedParen":
		return "(" + strconv.Itoa(v) + ")"
	}
	return strconv.Itoa(v)
}

// letters writes 1 as a, 27 as aa, as Word does.
func letters(v int, first byte, n int) string {
	if v <= 0 || v > n*20 {
		return strconv.Itoa(v)
	}
	return strings.Repeat(string(rune(first)+rune((v-1)%n)), (v-1)/n+1)
}

func pick(v int, alphabet string) string {
	r := []rune(alphabet)
	if v <= 0 || v > len(r) {
		return strconv.Itoa(v)
	}
	return string(r[v-1])
}

func han(v int) string {
	d := []rune("零一二三四五六七八九")
	switch {
	case v <= 0 || v > 99:
		return strconv.Itoa(v)
	case v < 10:
		return string(d[v])
	}
	s := "十"
	if v >= 20 {
		s = string(d[v/10]) + s
	}
	if v%10 > 0 {
		s += string(d[v%10])
	}
	return s
}

func roman(v int) string {
	if v <= 0 || v > 3999 {
		return strconv.Itoa(v)
	}
	var b strings.Builder
	for _, d := range []struct {
		v int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for v >= d.v {
			b.WriteString(d.s)
			v -= d.v
		}
	}
	return b.String()
}

func (st *styles) get(id string) *style {
	if st == nil {
		return nil
	}
	return st.byID[id]
}
