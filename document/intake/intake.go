// Package intake reads a file of whatever format into a [document.Document]. It
// holds the list of the formats that are read: a new one is a folder with a
// [document.Format] and a row here. A format is told by the content of a file,
// never by its name.
//
// It does not lay out files itself and does not ask what a text means.
//
//	doc, err := intake.File(ctx, "A-77-277.zh.txt", document.Options{})
//	if err != nil {
//		return err // fault.Sentence(err) names the file and says what to do
//	}
//	for _, p := range doc.Paragraphs {
//		fmt.Println(p.Part, p.Number, p.Text)
//	}
package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"concord/document"
	"concord/document/akn"
	"concord/document/docx"
	"concord/document/html"
	"concord/document/pdf"
	"concord/document/table"
	"concord/document/text"
	"concord/fault"
)

// formats are asked in this order; plain text, which takes anything that is not
// binary, comes last.
var formats = []document.Format{
	docx.Format,
	pdf.Format,
	akn.Format,
	html.Format,
	text.Format,
}

// Formats are the names of the formats that are read.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return names
}

// headSize is how much of a file is looked at to tell its format.
const headSize = 4096

// Read reads size bytes from r, which name names in messages. Every error is of
// package fault, with a sentence that names the file and says what to do;
// a cancelled ctx gives its own error.
func Read(ctx context.Context, name string, r io.ReaderAt, size int64, opt document.Options) (*document.Document, error) {
	return read(ctx, filepath.Base(name), r, size, opt)
}

func read(ctx context.Context, name string, r io.ReaderAt, size int64, opt document.Options) (doc *document.Document, err error) {
	defer func() {
		// A fault of the program in one file must not stop the others.
		if p := recover(); p != nil {
			doc, err = nil, fault.Wrap(fmt.Errorf("%v\n%s", p, debug.Stack()), fault.Internal, "%s could not be read because of a fault in this program; please report it with the file.", name)
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if size <= 0 {
		return nil, fault.New(fault.Invalid, "%s is empty; there is nothing to read in it.", name)
	}
	bounds := opt.Bounds()
	if size > max(bounds.File, bounds.Text) {
		return nil, fault.New(fault.TooLarge, "%s has %d MiB; at most %d MiB are read from one file: divide it and read the parts.",
			name, size>>20, max(bounds.File, bounds.Text)>>20)
	}
	head := make([]byte, min(size, headSize))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read; try again.", name)
	}
	src := document.Source{Name: name, ReaderAt: r, Size: size}
	if err := unread(src, head); err != nil {
		return nil, err
	}
	if table.Is(r, size, head) {
		if doc, err = table.Read(ctx, name, r, size, opt); err != nil {
			return nil, err
		}
		return hashed(doc, r, size)
	}
	for _, f := range formats {
		if !f.Recognise(head) {
			continue
		}
		layout, err := f.Read(ctx, src, opt)
		if err != nil {
			return nil, err
		}
		doc, err = document.Anatomy(ctx, name, layout, opt)
		if err != nil {
			return nil, err
		}
		return hashed(doc, r, size)
	}
	return nil, fault.New(fault.Invalid, "%s is not a document that can be read; give a PDF, a Word file (DOCX), a web page, Akoma Ntoso, a table (XLSX, CSV) or plain text.", name)
}

// hashed sets the hash of the file that a document was read from.
func hashed(doc *document.Document, r io.ReaderAt, size int64) (*document.Document, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", doc.Name)
	}
	doc.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return doc, nil
}

// File reads a file of the disk. Errors: [fault.NotFound], [fault.Forbidden],
// [fault.Usage] for a folder, and those of [Read].
func File(ctx context.Context, path string, opt document.Options) (*document.Document, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.Wrap(err, fault.NotFound, "%s does not exist; look at the path.", path)
	case errors.Is(err, fs.ErrPermission):
		return nil, fault.Wrap(err, fault.Forbidden, "%s may not be read by you; ask its owner for the permission.", name)
	case err != nil:
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be opened.", name)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be opened.", name)
	}
	if info.IsDir() {
		return nil, fault.New(fault.Usage, "%s is a folder; give a file.", name)
	}
	if !info.Mode().IsRegular() {
		return Stream(ctx, name, f, opt)
	}
	return Read(ctx, name, f, info.Size(), opt)
}

// Stream reads what comes from r to its end: standard input, an upload. Beyond the
// limits it stops reading with [fault.TooLarge].
func Stream(ctx context.Context, name string, r io.Reader, opt document.Options) (*document.Document, error) {
	bounds := opt.Bounds()
	most := max(bounds.File, bounds.Text)
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", filepath.Base(name))
	}
	return Read(ctx, name, bytes.NewReader(data), int64(len(data)), opt)
}
