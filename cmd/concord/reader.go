package main

import (
	"context"

	"concord/contribution"
	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
)

// documentReader makes readings of files: the readers of formats and the reading
// of what they give, over the names in force.
type documentReader struct {
	names func(ctx context.Context) (*reading.Reader, *contribution.Reader, error)
	limit int64 // bytes of standard input
}

// newReader reads with the names that ship.
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
	return &documentReader{limit: document.DefaultLimits.File, names: func(context.Context) (*reading.Reader, *contribution.Reader, error) { return reader, sent, nil }}, nil
}

// reader reads with the names in force in the register, whenever they change.
func (r *registry) reader() *documentReader {
	return &documentReader{names: r.desk.Readers, limit: document.DefaultLimits.File}
}

// document reads the structure of a document.
func (d *documentReader) document(ctx context.Context, e intake.Entry, language string) (*document.Document, error) {
	reader, _, err := d.names(ctx)
	if err != nil {
		return nil, err
	}
	return e.Read(ctx, document.Options{Language: language, IsName: reader.IsName})
}

// lines reads a document of which each paragraph stands alone.
func (d *documentReader) lines(ctx context.Context, doc *document.Document) (*reading.Reading, error) {
	reader, _, err := d.names(ctx)
	if err != nil {
		return nil, err
	}
	return reader.ReadLines(doc)
}

// read finds what a document tells, and of an input from whom it is, on whom and for
// when. The register, which may be nil, says how the sender's tables were read before.
func (d *documentReader) read(ctx context.Context, reg register.Reader, doc *document.Document) (*reading.Reading, []desk.TakeInOption, error) {
	_, sent, err := d.names(ctx)
	if err != nil {
		return nil, nil, err
	}
	rd, proposed, err := sent.Take(ctx, reg, doc)
	if err != nil || proposed == nil {
		return rd, nil, err
	}
	return rd, []desk.TakeInOption{desk.AsContribution(*proposed)}, nil
}

// organization gives the organization that a sub-item's line names.
func (d *documentReader) organization(ctx context.Context, language string) func(line string) string {
	return func(line string) string {
		reader, _, err := d.names(ctx)
		if err != nil {
			return "" // what cannot be read now names nobody
		}
		return reader.SubItem(language, line)
	}
}
