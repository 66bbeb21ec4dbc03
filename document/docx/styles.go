package docx

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"concord/document/xmlscan"
)

//go:embed styles.tsv
var stylesTSV string

// roles are the rows of styles.tsv by folded name.
var roles = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(stylesTSV) {
		line = strings.TrimRight(line, "\r\n")
		if name, role, ok := strings.Cut(line, "\t"); ok && line[0] != '#' && name != "name" {
			m[foldStyle(name)] = role
		}
	}
	return m
})

var styleSpaces = strings.NewReplacer(" ", "", "_", "")

func foldStyle(s string) string { return strings.ToLower(styleSpaces.Replace(s)) }

// style is a paragraph style with what it inherits.
type style struct {
	name, based  string
	outline      int // 0 when it has none, else level+1
	num, level   int // -1 when it has none
	bold         bool
	resolved     bool
	rank         int
	title, skips bool
}

type styles struct {
	byID     map[string]*style
	fallback string // identifier of the default paragraph style
}

func (r *reader) readStyles(s string) (*styles, error) {
	st := &styles{byID: map[string]*style{}}
	x, err := xmlscan.New(s, r.limits.Depth)
	if err != nil {
		return nil, err
	}
	var cur *style
	depth := 0
	for {
		k, err := x.Next()
		if err != nil {
			return nil, err
		}
		switch k {
		case xmlscan.EOF:
			for _, s := range st.byID {
				st.resolve(s, 0)
			}
			return st, nil
		case xmlscan.End:
			if cur != nil && x.Depth() < depth {
				cur = nil
			}
		case xmlscan.Start:
			switch local(x.Name) {
			case "style":
				if t := attr(x, "type"); t != "paragraph" && t != "" {
					continue
				}
				cur = &style{num: -1, level: -1}
				depth = x.Depth()
				id := attr(x, "styleId")
				st.byID[id] = cur
				if on(attr(x, "default"), false) {
					st.fallback = id
				}
			case "name":
				if cur != nil && cur.name == "" {
					cur.name = attr(x, "val")
				}
			case "basedOn":
				if cur != nil {
					cur.based = attr(x, "val")
				}
			case "outlineLvl":
				if cur != nil {
					cur.outline = 1 + atoi(attr(x, "val"), 9)
				}
			case "numId":
				if cur != nil {
					cur.num = atoi(attr(x, "val"), -1)
				}
			case "ilvl":
				if cur != nil {
					cur.level = atoi(attr(x, "val"), 0)
				}
			case "b":
				if cur != nil {
					cur.bold = on(attr(x, "val"), true)
				}
			}
		}
	}
}

// resolve takes over what a style inherits.
func (st *styles) resolve(s *style, depth int) {
	if s.resolved || depth > 32 {
		return
	}
	s.resolved = true
	base := st.byID[s.based]
	if base != nil {
		st.resolve(base, depth+1)
	} else {
		base = &style{num: -1, level: -1}
	}
	if s.outline == 0 {
		s.outline = base.outline
	}
	if s.num < 0 {
		s.num = base.num
	}
	if s.level < 0 {
		s.level = base.level
	}
	s.bold = s.bold || base.bold
	switch role := roles()[foldStyle(s.name)]; role {
	case "title":
		s.title = true
	case "text":
	case "skip":
		s.skips = true
	case "":
		switch {
		case s.outline > 0 && s.outline < 10:
			s.rank = s.outline
		default:
			s.rank, s.title, s.skips = base.rank, base.title, base.skips
		}
	default:
		s.rank = atoi(role, 0)
	}
}

// attr is an attribute of the word-processing namespace, whatever its prefix.
func attr(x *xmlscan.Scanner, name string) string {
	if i := strings.IndexByte(x.Name, ':'); i >= 0 {
		// The attributes of WordprocessingML bear the prefix of their element.
		return x.Attr(x.Name[:i+1] + name)
	}
	if v := x.Attr("w:" + name); v != "" {
		return v
	}
	return x.Attr(name)
}

// on is the value of a switch: w:val missing means on.
func on(v string, missing bool) bool {
	switch v {
	case "":
		return missing
	case "0", "false", "off", "none":
		return false
	}
	return true
}

func atoi(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n > 1_000_000 || n < -1_000_000 {
		return otherwise
	}
	return n
}
