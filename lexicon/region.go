package lexicon

import (
	"slices"
	"strings"
)

// Region is one of the statistical regions of the world (M49): countries that are counted
// together, which says nothing else of them.
type Region struct {
	Code      string            // three digits
	Parent    string            // code of the region that holds it; "" for none
	Place     string            // ID of the place of that name; "" for none
	Countries []string          // IDs, of a region that is not divided further
	Labels    map[string]string // by language
}

// Regions are the statistical regions of the world, each before those that it holds.
func (l *Lexicon) Regions() ([]Region, error) {
	var list []Region
	columns := append([]string{"code", "parent", "place", "countries"}, Languages...)
	err := readTable(l.fsys, "places/m49.tsv", columns, func(cells []string) error {
		r := Region{Code: cells[0], Parent: cells[1], Place: cells[2], Countries: strings.Fields(cells[3]), Labels: map[string]string{}}
		for i, language := range Languages {
			r.Labels[language] = cells[4+i]
		}
		list = append(list, r)
		return nil
	})
	return list, err
}

// Holders are the IDs of the places that hold a place, the nearest first.
func (l *Lexicon) Holders(id string) (list []string) {
	p, ok := l.Place(id)
	for ok && p.Parent != "" && !slices.Contains(list, p.Parent) {
		list = append(list, p.Parent)
		p, ok = l.Place(p.Parent)
	}
	return list
}
