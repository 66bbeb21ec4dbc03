package main

import (
	"context"
	"sync/atomic"

	"concord/contribution"
	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
)

// documentReader makes readings of files: the readers of formats and the reading
// of what they give, over one lexicon.
type documentReader struct {
	lex    *lexicon.Lexicon
	reader *reading.Reader
	sent   *contribution.Reader // what organizations send in
	limit  int64                // bytes of standard input
}

func newReader() (*documentReader, error) {
	lex, err := lexicon.Load()
	if err != nil {
		return nil, err
	}
	reader := reading.New(lex)
	sent, err := contribution.New(lex, reader)
	if err != nil {
		return nil, err
	}
	return &documentReader{lex: lex, reader: reader, sent: sent, limit: document.DefaultLimits.File}, nil
}

// over is the reader with other names: those that people changed lie over the ones
// that ship. It is made anew when they change.
func (d *documentReader) over(names func() *lexicon.Lexicon) func() *contribution.Reader {
	var last atomic.Pointer[contribution.Reader]
	last.Store(d.sent)
	return func() *contribution.Reader {
		r, lex := last.Load(), names()
		if r.Lexicon() != lex {
			if next, err := contribution.New(lex, reading.New(lex)); err == nil {
				r = next
				last.Store(r)
			}
		}
		return r
	}
}

// document reads the structure of a document.
func (d *documentReader) document(ctx context.Context, e intake.Entry, language string) (*document.Document, error) {
	return e.Read(ctx, document.Options{Language: language, IsName: d.reader.IsName})
}

// read finds what a document tells, and of an input from whom it is, on whom and for
// when. The register, which may be nil, says how the sender's tables were read before.
func (d *documentReader) read(ctx context.Context, reg register.Reader, doc *document.Document) (*reading.Reading, []desk.TakeInOption, error) {
	rd, proposed, err := d.sent.Take(ctx, reg, doc)
	if err != nil || proposed == nil {
		return rd, nil, err
	}
	return rd, []desk.TakeInOption{desk.AsContribution(*proposed)}, nil
}

// organization gives the organization that a sub-item's line names.
func (d *documentReader) organization(language string) func(line string) string {
	return func(line string) string { return d.reader.SubItem(language, line) }
}
