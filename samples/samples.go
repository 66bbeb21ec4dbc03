// Package samples holds six documents made for show, one a language, in the anatomy
// of a report of the Secretary-General, with references that a second reader made.
// The organizations in them exist; every activity is invented.
//
// They are not for counts, drafts or exports: the register keeps them apart.
package samples

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.txt *.jsonl
var files embed.FS

// File is a sample with the reference to it.
type File struct {
	Name      string // "sample-en.txt"
	Language  string // BCP 47
	Content   []byte
	Reference []byte // JSON Lines, as `concord score` reads them; nil for none
}

// Files are all samples, in the order of their languages' tags.
func Files() ([]File, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, err
	}
	var list []File
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		language := strings.TrimSuffix(name, ".txt")
		f := File{Name: "sample-" + name, Language: language, Content: content}
		if reference, err := files.ReadFile(language + ".reference.jsonl"); err == nil {
			f.Reference = reference
		}
		list = append(list, f)
	}
	return list, nil
}
