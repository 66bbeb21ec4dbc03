package docx

import (
	"strings"

	"concord/document"
	"concord/document/xmlscan"
)

// Package is an open Word file, for those who read more of it than its text: tracked
// changes, comments, properties. It is unpacked under the same limits.
type Package struct {
	c    *container
	main string
}

// Open opens a Word file. Its errors are those of [Read].
func Open(src document.Source, opt document.Options) (*Package, error) {
	c, main, err := openMain(src, opt.Bounds())
	if err != nil {
		return nil, err
	}
	return &Package{c, main}, nil
}

// Main goes through the part that holds the text.
func (p *Package) Main() (*xmlscan.Scanner, error) {
	return p.part(p.main)
}

// Related goes through the part of a kind ("comments", "footnotes") that belongs to
// the text, or to the whole file ("custom-properties"); nil where there is none.
func (p *Package) Related(kind string) (*xmlscan.Scanner, error) {
	for _, from := range []string{p.main, ""} {
		rels, err := p.c.relations(from)
		if err != nil {
			return nil, err
		}
		for _, r := range rels {
			if !r.external && strings.HasSuffix(r.kind, "/"+kind) && p.c.files[r.target] != nil {
				return p.part(r.target)
			}
		}
	}
	return nil, nil
}

func (p *Package) part(entry string) (*xmlscan.Scanner, error) {
	s, ok, err := p.c.unpack(entry)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, p.Explain(&xmlscan.SyntaxError{What: "no main part"})
	}
	x, err := xmlscan.New(s, p.c.limits.Depth)
	if err != nil {
		return nil, p.Explain(err)
	}
	return x, nil
}

// Explain gives an error of a scanner its sentence for a person.
func (p *Package) Explain(err error) error { return p.c.explain(err) }
