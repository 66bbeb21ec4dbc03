// Package symbol is the value type of United Nations document symbols
// ("A/RES/75/1", "S/2022/606"): it brings a symbol to its canonical form, finds
// symbols written out in a text, and says whose act or series a symbol stands for.
//
// It knows no language: "General Assembly resolution 75/1" is read by package
// reading/pattern, which prints its symbol here.
package symbol

import (
	"strings"
	"unicode/utf8"

	"concord/fault"
)

// Symbol is a document symbol in canonical form: series letters in capitals, no
// blanks (but for the one before "(Sect. 11)"), the year of a Security Council
// resolution or the session of an old one right behind its number:
// "S/RES/2524(2020)", "A/RES/217(III)A", "A/81/6 (Sect. 11)".
// The form follows ST/LIB/SER.B/5/Rev.5, United Nations Document Series Symbols.
type Symbol string

// Match is a symbol found in a text, in bytes; To is exclusive.
type Match struct {
	From, To int
	Symbol   Symbol
}

// series are the first elements of symbols: the organs and bodies of the United
// Nations that issue documents in a series of their own, and the press releases.
// A stretch such as "and/or" or "HIV/AIDS" is no symbol, as it begins with none.
var series = map[string]bool{}

// press are the series of press releases; what follows is a mere number.
var press = map[string]bool{}

func init() {
	for _, s := range strings.Fields(`A S E T ST ACABQ ACC AC APLC BWC CAC CAT CBD CCPR CCW CD CEB CED CEDAW CERD CGRFA CMW CRC CRPD
		CTITF DP DPIDG E ECE EB EP ESCAP ESCWA FCCC GC GEF HBP HLPF HRI HS HSP IAEA ICCD ICEF ID IDB INFCIRC ISBA ITC
		JIU LC LOS MC NPT OSPAR PCNICC PBC RC SAICM SPLOS TD TRADE UNCITRAL UNAPCICT UNCTAD UNEP UNFPA UNHCR
		UNITAR UNODC UNW WP BLG CEP CES EC ENERGY ECLAC LCL DSP STAT TIM TRANS HRC`) {
		series[s] = true
	}
	for _, s := range strings.Fields(`SC GA SG DSG ECOSOC SOC HR IHA L WOM OBV PAL PI POP BIO DC DEV DH ENV AFR M NGO NOTE ORG REF
		ROAD SAG SEA TAD UNEP HQ ICEF IK GEN RD BSC CP DTC EN FEM LAB MIC OB PKO PRESS`) {
		press[s] = true
	}
}

// words are the elements whose letters are not all capitals.
var words = map[string]string{
	"add": "Add", "corr": "Corr", "rev": "Rev", "amend": "Amend", "summary": "Summary", "supp": "Supp", "sum": "Sum",
}

// Parse brings one symbol to its canonical form. A text that is no symbol, or
// more than one, is an error of kind [fault.Invalid].
func Parse(text string) (Symbol, error) {
	s := strings.TrimSpace(text)
	if m, ok := at(s, 0); ok && strings.Trim(s[m.To:], "* \u00a0") == "" {
		return m.Symbol, nil
	}
	return "", fault.New(fault.Invalid, "%.60q is not a document symbol of the form A/75/345 or S/RES/2524(2020).", text)
}

// Find appends to dst the symbols written out in text, in their order. Two joined
// by a hyphen or a dash (A/75/345-S/2020/898) are two.
func Find(dst []Match, text string) []Match {
	done := 0
	for i := 0; i < len(text); {
		slash := strings.IndexByte(text[i:], '/')
		if slash < 0 {
			break
		}
		slash += i
		from := slash
		for from > done && isLetter(text[from-1]) {
			from--
		}
		i = slash + 1
		if from == slash || !boundary(text, from) {
			continue
		}
		if m, ok := at(text, from); ok {
			dst = append(dst, m)
			i, done = m.To, m.To
		}
	}
	return dst
}

// boundary says whether a symbol may begin at i: no letter, digit or slash stands
// before it, save letters of scripts that leave no blank (Han).
func boundary(text string, i int) bool {
	if i == 0 {
		return true
	}
	if c := text[i-1]; c < utf8.RuneSelf {
		return !isLetter(c) && !isDigit(c) && c != '/' && c != '_' && c != '.' && c != '@'
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// at reads the symbol that begins at text[i].
func at(text string, i int) (Match, bool) {
	j := i
	for j < len(text) && isLetter(text[j]) {
		j++
	}
	first := strings.ToUpper(text[i:j])
	if j == i || j-i > 10 || j >= len(text) || text[j] != '/' || !series[first] && !press[first] {
		return Match{}, false
	}
	// In running text a symbol is in capitals; "a/75/1" is read only by Parse.
	if i > 0 && text[i:j] != first {
		return Match{}, false
	}
	var buf [96]byte
	out := append(buf[:0], first...)
	digits, elements := false, 1
	for j < len(text) && text[j] == '/' {
		k, next, hasDigit := element(out, text, j+1)
		if next == j+1 {
			break
		}
		out, j = k, next
		digits = digits || hasDigit
		if elements++; elements > 12 || len(out) > 80 {
			return Match{}, false
		}
	}
	sym := string(out)
	if !digits || !plausible(first, sym) {
		return Match{}, false
	}
	if part, next := section(text, j); next > j {
		sym, j = sym+part, next
		// A corrigendum or addendum of the part: "A/70/6 (Sect. 3)/Corr.1".
		for j < len(text) && text[j] == '/' && len(sym) < 80 {
			more, end, _ := element(buf[:0], text, j+1)
			if end == j+1 {
				break
			}
			sym, j = sym+string(more), end
		}
	}
	return Match{From: i, To: j, Symbol: Symbol(sym)}, true
}

// element appends to out "/" and the element that begins at text[j], and gives
// where it ends.
func element(out []byte, text string, j int) (_ []byte, next int, digit bool) {
	from, bracket := j, -1
	for j < len(text) {
		c := text[j]
		switch {
		case isDigit(c), isLetter(c):
			digit = digit || isDigit(c)
			j++
		case c == '.' && j > from && j+1 < len(text) && isDigit(text[j+1]):
			j++
		case c == '-' && j > from && j+1 < len(text) && (isDigit(text[j+1]) || isLetter(text[j+1])) && !startsSymbol(text[j+1:]):
			j++
		default:
			bracket = j
		}
		if bracket >= 0 {
			break
		}
	}
	if j == from {
		return out, from, false
	}
	word := text[from:j]
	out = append(out, '/')
	out = appendElement(out, word)
	// The year or session of a resolution: "2524 (2020)", "217 (III)", "3201 (S-VI)", "1576 (L)".
	if inner, end := bracketed(text, j); end > j && digit && (isYear(inner) || isRomanSession(inner)) &&
		(text[j] == '(' || strings.HasSuffix(string(out[:len(out)-len(word)]), "/RES/") || strings.HasSuffix(string(out[:len(out)-len(word)]), "/DEC/")) {
		out = append(out, '(')
		out = append(out, inner...)
		out = append(out, ')')
		j = end
		if j < len(text) && text[j] >= 'A' && text[j] <= 'Z' && (j+1 == len(text) || !isLetter(text[j+1]) && !isDigit(text[j+1])) {
			out = append(out, text[j])
			j++
		}
	}
	return out, j, digit
}

// appendElement appends an element in its canonical letters.
func appendElement(out []byte, word string) []byte {
	n := 0
	for n < len(word) && isLetter(word[n]) {
		n++
	}
	if w, ok := words[strings.ToLower(word[:n])]; ok && (n == len(word) || word[n] == '.') {
		out = append(out, w...)
		return append(out, word[n:]...)
	}
	if n < len(word) && word[n] == '.' && n > 1 {
		return append(out, word...) // "Res.4", "CONF.151", "Sub.2"
	}
	return append(out, strings.ToUpper(word)...)
}

// startsSymbol says whether text begins with a series and a slash.
func startsSymbol(text string) bool {
	n := 0
	for n < len(text) && isLetter(text[n]) {
		n++
	}
	return n > 0 && n < len(text) && text[n] == '/' && (series[strings.ToUpper(text[:n])] || press[strings.ToUpper(text[:n])])
}

// bracketed gives what stands in round brackets at text[j], one blank allowed
// before them.
func bracketed(text string, j int) (inner string, end int) {
	k := j
	if strings.HasPrefix(text[k:], " ") {
		k++
	} else if strings.HasPrefix(text[k:], "\u00a0") {
		k += 2
	}
	if k >= len(text) || text[k] != '(' {
		return "", j
	}
	n := strings.IndexByte(text[k:min(len(text), k+12)], ')')
	if n < 0 {
		return "", j
	}
	return text[k+1 : k+n], k + n + 1
}

func isYear(s string) bool {
	if len(s) != 4 || s[0] != '1' && s[0] != '2' {
		return false
	}
	for i := range 4 {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isRomanSession(s string) bool {
	s = strings.TrimPrefix(s, "ES-")
	s = strings.TrimPrefix(s, "S-")
	return s != "" && len(s) <= 8 && strings.Trim(s, "IVXL") == ""
}

// section reads the bracketed part that some symbols end with: "A/81/6 (Sect. 11)",
// "A/75/5 (Vol. I)", "A/70/6 (Introduction)".
func section(text string, j int) (part string, next int) {
	k := j
	for k < len(text) && (text[k] == ' ' || strings.HasPrefix(text[k:], "\u00a0")) {
		if text[k] != ' ' {
			k++
		}
		k++
	}
	if k-j > 2 || k >= len(text) || text[k] != '(' {
		return "", j
	}
	n := strings.IndexByte(text[k:min(len(text), k+24)], ')')
	if n < 0 {
		return "", j
	}
	inner := text[k+1 : k+n]
	for _, w := range []string{"Sect", "Vol", "Part", "Introduction", "Income sect", "Supp"} {
		rest, ok := strings.CutPrefix(inner, w)
		if !ok {
			continue
		}
		rest, dot := strings.CutPrefix(rest, ".")
		number := strings.TrimLeft(rest, " \u00a0")
		if strings.ContainsAny(number, " ()/") || len(number) > 8 || number != "" && !isDigit(number[0]) && strings.Trim(number, "IVXLC") != "" {
			return "", j
		}
		part = " (" + w
		if dot {
			part += "."
		}
		if number != "" {
			part += " " + number
		}
		return part + ")", k + n + 1
	}
	return "", j
}

// plausible refuses what only looks like a symbol: a main organ's series goes on
// with a session or year of one to four digits or with letters and something
// more; a press release is a number.
func plausible(first, sym string) bool {
	rest := sym[len(first)+1:]
	head, tail, more := strings.Cut(rest, "/")
	if press[first] && !series[first] {
		last := rest[strings.LastIndexByte(rest, '/')+1:]
		return isDigit(last[0]) && strings.Trim(last, "0123456789") == "" && (!more || len(head) <= 4)
	}
	if len(first) > 1 {
		return true
	}
	if isDigit(head[0]) {
		if !more {
			// Until 1993 the Security Council's documents were numbered through.
			return first == "S" && len(head) == 5 || first == "E" && len(head) == 4
		}
		return len(head) <= 4
	}
	return more && tail != ""
}

// Organ is the identifier in the lexicon of the organ whose act the symbol
// stands for: its resolution, decision, presidential statement or press
// statement. It is "" for all other documents: a report to the General Assembly
// is no act of the Assembly.
func (s Symbol) Organ() string { return Organ(s) }

// Organ is Symbol.Organ.
func Organ(s Symbol) string {
	t := string(s)
	for _, row := range acts {
		if strings.HasPrefix(t, row.prefix) {
			return row.organ
		}
	}
	return ""
}

var acts = []struct{ prefix, organ string }{
	{"A/RES/", "UNGA"}, {"A/DEC/", "UNGA"}, {"S/RES/", "UNSC"}, {"S/PRST/", "UNSC"}, {"SC/", "UNSC"},
	{"A/HRC/RES/", "HRC"}, {"A/HRC/DEC/", "HRC"}, {"A/HRC/PRST/", "HRC"}, {"E/RES/", "ECOSOC"}, {"E/DEC/", "ECOSOC"},
	{"UNEP/EA.", "UNEA"}, {"T/RES/", "UNTC"},
}

// Resolution is the symbol of a resolution of an organ given by its identifier,
// with its number as printed: "75/1", "2524(2020)", "217(III)A". It is "" for an
// organ whose resolutions have no symbols of this form.
func Resolution(organ, number string) Symbol { return act(organ, "RES/", number) }

// Decision is the symbol of a decision, as [Resolution] is of a resolution.
func Decision(organ, number string) Symbol { return act(organ, "DEC/", number) }

func act(organ, sort, number string) Symbol {
	for _, row := range acts {
		if row.organ == organ && strings.HasSuffix(row.prefix, sort) {
			return Symbol(row.prefix + number)
		}
	}
	return ""
}
