package web

import "strconv"

// Sessions of the General Assembly are named by ordinals in words. Each language
// gives its ordinals up to ten or nineteen and its tens; a hundred and more are
// written in figures.

type ordinals struct {
	units [20]string // 1 to 19; "" from where the language goes on by tens and units
	tens  [10]string // 20, 30, … standing alone
	stem  [10]string // 20, 30, … before a unit
	unit  [10]string // a unit behind a ten, where it differs from units
	join  string
	after bool // the unit stands before the ten
}

var ordinalWords = map[string]ordinals{
	"en": {
		units: [20]string{1: "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"},
		tens:  [10]string{2: "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"},
		stem:  [10]string{2: "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"},
		join:  "-",
	},
	"es": {
		units: [20]string{1: "primer", "segundo", "tercer", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo", "undécimo", "duodécimo", "decimotercer", "decimocuarto", "decimoquinto", "decimosexto", "decimoséptimo", "decimoctavo", "decimonoveno"},
		tens:  [10]string{2: "vigésimo", "trigésimo", "cuadragésimo", "quincuagésimo", "sexagésimo", "septuagésimo", "octogésimo", "nonagésimo"},
		stem:  [10]string{2: "vigésimo", "trigésimo", "cuadragésimo", "quincuagésimo", "sexagésimo", "septuagésimo", "octogésimo", "nonagésimo"},
		join:  " ",
	},
	"ru": {
		units: [20]string{1: "первая", "вторая", "третья", "четвертая", "пятая", "шестая", "седьмая", "восьмая", "девятая", "десятая", "одиннадцатая", "двенадцатая", "тринадцатая", "четырнадцатая", "пятнадцатая", "шестнадцатая", "семнадцатая", "восемнадцатая", "девятнадцатая"},
		tens:  [10]string{2: "двадцатая", "тридцатая", "сороковая", "пятидесятая", "шестидесятая", "семидесятая", "восьмидесятая", "девяностая"},
		stem:  [10]string{2: "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"},
		join:  " ",
	},
	"ar": {
		units: [20]string{1: "الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة", "الحادية عشرة", "الثانية عشرة", "الثالثة عشرة", "الرابعة عشرة", "الخامسة عشرة", "السادسة عشرة", "السابعة عشرة", "الثامنة عشرة", "التاسعة عشرة"},
		tens:  [10]string{2: "العشرون", "الثلاثون", "الأربعون", "الخمسون", "الستون", "السبعون", "الثمانون", "التسعون"},
		stem:  [10]string{2: "العشرون", "الثلاثون", "الأربعون", "الخمسون", "الستون", "السبعون", "الثمانون", "التسعون"},
		unit:  [10]string{1: "الحادية"},
		join:  " و",
		after: true,
	},
}

// frenchNumbers up to nineteen, from which French makes seventieth to ninety-ninth.
var frenchOrdinals = [20]string{1: "unième", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième", "neuvième", "dixième", "onzième", "douzième", "treizième", "quatorzième", "quinzième", "seizième", "dix-septième", "dix-huitième", "dix-neuvième"}

// ordinal of a session in words, feminine where the language's word for session is.
func (s *Site) ordinal(lang string, n int) string {
	if n < 1 || n > 99 {
		return strconv.Itoa(n)
	}
	switch lang {
	case "zh":
		return chinese(n)
	case "fr":
		return french(n)
	}
	o := ordinalWords[lang]
	if n < 20 {
		return o.units[n]
	}
	t, u := n/10, n%10
	if u == 0 {
		return o.tens[t]
	}
	unit := o.units[u]
	if o.unit[u] != "" {
		unit = o.unit[u]
	}
	if o.after {
		return unit + o.join + o.stem[t]
	}
	return o.stem[t] + o.join + unit
}

func french(n int) string {
	if n == 1 {
		return "première"
	}
	if n < 20 {
		return frenchOrdinals[n]
	}
	t, u := n/10, n%10
	stem := [10]string{2: "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"}[t]
	if t == 7 || t == 9 {
		u += 10
	}
	switch {
	case u == 0 && t == 8:
		return "quatre-vingtième"
	case u == 0:
		return [10]string{2: "vingtième", "trentième", "quarantième", "cinquantième", "soixantième"}[t]
	case (u == 1 || u == 11) && t < 8:
		return stem + " et " + frenchOrdinals[u]
	}
	return stem + "-" + frenchOrdinals[u]
}

func chinese(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	t, u := n/10, n%10
	switch t {
	case 0:
		return digits[u]
	case 1:
		return "十" + digits[u]
	}
	return digits[t] + "十" + digits[u]
}
