package store

// FacetToken is the word by which the index of texts finds a facet's value.
func FacetToken(name, value string) string { return name + "\x1f" + value }
