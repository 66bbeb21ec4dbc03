package lexicon

import (
	"unicode"
	"unicode/utf8"
)

// Fold folds case and spelling without changing the length: byte i of the result
// stands for byte i of s. A letter becomes its lower case where that is as long
// in UTF-8, and of Arabic and Cyrillic the spellings that writers mix fall
// together: أ إ آ ٱ → ا, ى → ي, ة → ه, ё → е. Whatever else there is stays,
// invalid UTF-8 included.
func Fold(s string) string {
	i := 0
	for i < len(s) && !('A' <= s[i] && s[i] <= 'Z') && s[i] < utf8.RuneSelf {
		i++
	}
	if i == len(s) {
		return s
	}
	return string(AppendFold(make([]byte, 0, len(s)), s))
}

// AppendFold appends what Fold makes of s.
func AppendFold(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		b := s[i]
		if b < utf8.RuneSelf {
			if 'A' <= b && b <= 'Z' {
				b += 'a' - 'A'
			}
			dst = append(dst, b)
			i++
			continue
		}
		// Han and its punctuation, U+3000 to U+9FFF, have no case.
		if b >= 0xE3 && b <= 0xE9 && i+2 < len(s) {
			dst = append(dst, b, s[i+1], s[i+2])
			i += 3
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if n > 1 {
			if f := foldLetter(r); f != r && utf8.RuneLen(f) == n {
				dst = utf8.AppendRune(dst, f)
				i += n
				continue
			}
		}
		dst = append(dst, s[i:i+n]...)
		i += n
	}
	return dst
}

// foldLetter is the lower case of a letter, with the spellings that writers mix
// brought together.
func foldLetter(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ё', 'Ё':
		return 'е'
	}
	return unicode.ToLower(r)
}

// foldRune is what the matcher compares: foldLetter, and beyond it the signs
// that are written in several ways whatever their length in UTF-8.
func foldRune(r rune) rune {
	switch r {
	case '\u2019', '\u2018', '\u02bc': // apostrophes
		return '\''
	case '\u2010', '\u2011', '\u2012', '\u2013': // hyphens, en dash
		return '-'
	case '\u00a0', '\u2007', '\u2009', '\u202f', '\u3000': // spaces
		return ' '
	case '\u201c', '\u201d', '\u201e', '«', '»': // quotation marks
		return '"'
	}
	if r >= '\uff01' && r <= '\uff5e' { // full-width ASCII
		return unicode.ToLower(r - 0xfee0)
	}
	if r > lastSpelt {
		return r
	}
	return foldLetter(r)
}
