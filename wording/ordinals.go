package wording

import "strconv"

var ordinals = MustLoad(files, "ordinals.tsv")

// Ordinal of a session in words, feminine where the language's word for session is;
// what is no number from 1 to 99 in figures.
func Ordinal(lang string, n int) string {
	if key := strconv.Itoa(n); ordinals.Has(lang, key) {
		return ordinals.Text(lang, key)
	}
	return strconv.Itoa(n)
}
