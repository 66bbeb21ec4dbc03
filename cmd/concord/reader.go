package main

import (
	"context"

	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
)

// documentReader makes readings of files: the readers of formats and the reading
// of what they give, over one lexicon.
type documentReader struct {
	lex    *lexicon.Lexicon
	reader *reading.Reader
	limit  int64 // bytes of standard input
}

func newReader() (*documentReader, error) {
	lex, err := lexicon.Load()
	if err != nil {
		return nil, err
	}
	return &documentReader{lex: lex, reader: reading.New(lex), limit: document.DefaultLimits.File}, nil
}

// document reads the structure of a document.
func (d *documentReader) document(ctx context.Context, e intake.Entry, language string) (*document.Document, error) {
	return e.Read(ctx, document.Options{Language: language, IsName: d.reader.IsName})
}

// read finds what a document tells.
func (d *documentReader) read(doc *document.Document) (*reading.Reading, error) {
	return d.reader.Read(doc)
}

// organization gives the organization that a sub-item's line names.
func (d *documentReader) organization(language string) func(line string) string {
	return func(line string) string { return d.reader.SubItem(language, line) }
}
