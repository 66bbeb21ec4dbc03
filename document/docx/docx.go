// Package docx lays out Word files (Office Open XML, ECMA-376): paragraphs with
// their typed and automatic numbers, headings by style and outline level, rows of
// tables, footnotes and endnotes, the printed head of the first page. Tracked
// changes are taken as accepted, hidden text is left out.
//
// It opens nothing outside of the file, unpacks under limits of size and ratio,
// and refuses document type declarations. It does not ask what a paragraph is in
// a report: [document.Anatomy] does.
package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"concord/document"
	"concord/document/archive"
	"concord/document/xmlscan"
	"concord/fault"
)

// Format is Word's DOCX.
var Format = document.Format{Name: "docx", Recognise: Recognise, Read: Read}

const magicOLE = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// Recognise says whether the first bytes are those of a ZIP archive, as DOCX is,
// or of the older container that holds Word files of before 2007 and those with
// a password; [Read] tells the three apart.
func Recognise(head []byte) bool {
	return archive.Is(head) || bytes.HasPrefix(head, []byte(magicOLE))
}

// container is an open file with what may still be unpacked from it.
type container struct {
	name   string
	files  map[string]*zip.File
	left   int64
	limits document.Limits
}

// Read lays out a Word file. Errors: [fault.Unsupported] for one that is
// protected by a password or is no Word file, [fault.TooLarge] for one that
// unpacks to more than the limits allow, [fault.Invalid] for one that is damaged
// or refers to outside files, and the error of ctx.
func Read(ctx context.Context, src document.Source, opt document.Options) (*document.Layout, error) {
	limits := opt.Bounds()
	c, main, err := openMain(src, limits)
	if err != nil {
		return nil, err
	}
	r := &reader{ctx: ctx, c: c, main: main, limits: limits, layout: &document.Layout{Format: "docx"}, page: 1}
	if err := r.read(); err != nil {
		return nil, r.explain(err)
	}
	return r.layout, nil
}

// openMain opens a file and finds the part that holds its text.
func openMain(src document.Source, limits document.Limits) (*container, string, error) {
	if src.Size > limits.File {
		return nil, "", fault.New(fault.TooLarge, "%s has %d MiB; at most %d MiB are read from one Word file: take its pictures out and read it again.",
			src.Name, src.Size>>20, limits.File>>20)
	}
	head := make([]byte, min(src.Size, 8))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, "", fault.Wrap(err, fault.Unavailable, "%s could not be read; try again.", src.Name)
	}
	if bytes.HasPrefix(head, []byte(magicOLE)) {
		return nil, "", oldFile(src)
	}
	c, err := open(src, limits)
	if err != nil {
		return nil, "", err
	}
	main, err := c.mainPart()
	return c, main, err
}

// oldFile tells a file with a password from one of Word before 2007.
func oldFile(src document.Source) error {
	// The directory of the container names its streams in UTF-16; it may stand
	// anywhere in the file.
	want := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	buf := make([]byte, 64<<10)
	kept := 0
	for at := int64(0); at < src.Size; {
		n, err := src.ReadAt(buf[kept:], at)
		if bytes.Contains(buf[:kept+n], want) {
			return fault.New(fault.Unsupported, "%s is protected by a password; take the protection off in Word and read it again.", src.Name)
		}
		at += int64(n)
		k := min(len(want)-1, kept+n)
		copy(buf, buf[kept+n-k:kept+n])
		kept = k
		if err != nil {
			break
		}
	}
	return fault.New(fault.Unsupported, "%s is an Office file of before 2007; save it as a Word file (DOCX) and read that.", src.Name)
}

func damaged(name string, cause error) error {
	return fault.Wrap(cause, fault.Invalid, "%s is a damaged or incomplete Word file; get it anew or save it again in Word.", name)
}

func open(src document.Source, limits document.Limits) (*container, error) {
	z, err := archive.Open(src, src.Size)
	switch {
	case errors.Is(err, archive.ErrMany):
		return nil, fault.New(fault.TooLarge, "%s is an archive of too many files to be a Word file; unpack it and read the documents in it.", src.Name)
	case errors.Is(err, archive.ErrDamaged):
		return nil, damaged(src.Name, err)
	case err != nil:
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read; try again.", src.Name)
	}
	c := &container{name: src.Name, files: make(map[string]*zip.File, len(z.File)), left: limits.Unpacked, limits: limits}
	for _, f := range z.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if _, ok := c.files[name]; !ok {
			c.files[name] = f
		}
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Unsupported, "%s is protected by a password; take the protection off and read it again.", src.Name)
		}
	}
	return c, nil
}

// unpack gives an entry whole; ok is false where there is none.
func (c *container) unpack(entry string) (s string, ok bool, err error) {
	f := c.files[entry]
	if f == nil {
		return "", false, nil
	}
	rc, err := f.Open()
	if err != nil {
		return "", false, damaged(c.name, err)
	}
	defer rc.Close()
	most := c.left
	if r := int64(f.CompressedSize64)*c.limits.Ratio + 1<<20; r < most {
		most = r
	}
	var b strings.Builder
	b.Grow(int(min(int64(f.UncompressedSize64), most, 32<<20)))
	n, err := io.Copy(&b, io.LimitReader(rc, most+1))
	c.left -= n
	if n > most {
		return "", false, fault.New(fault.TooLarge, "%s unpacks to far more than a document holds (more than %d MiB, or %d times its size); it was not read.",
			c.name, c.limits.Unpacked>>20, c.limits.Ratio)
	}
	if err != nil {
		return "", false, damaged(c.name, err)
	}
	return b.String(), true, nil
}

const officeDocument = "/officeDocument"

// mainPart finds the part that holds the text (ECMA-376 Part 2, relationships).
func (c *container) mainPart() (string, error) {
	rels, err := c.relations("")
	if err != nil {
		return "", err
	}
	main := ""
	for _, r := range rels {
		if strings.HasSuffix(r.kind, officeDocument) && !r.external {
			main = r.target
		}
	}
	if c.files[main] == nil {
		main = "word/document.xml"
	}
	if c.files[main] != nil && !strings.HasPrefix(main, "xl/") && !strings.HasPrefix(main, "ppt/") {
		return main, nil
	}
	switch {
	case c.files["xl/workbook.xml"] != nil || c.files["xl/workbook.bin"] != nil:
		return "", fault.New(fault.Unsupported, "%s is an Excel workbook, no text; give a Word file (DOCX) or plain text.", c.name)
	case c.files["ppt/presentation.xml"] != nil:
		return "", fault.New(fault.Unsupported, "%s is a set of slides, no text; give a Word file (DOCX) or plain text.", c.name)
	case c.files["content.xml"] != nil && c.files["mimetype"] != nil:
		return "", fault.New(fault.Unsupported, "%s is an OpenDocument file; save it as a Word file (DOCX) and read that.", c.name)
	}
	return "", fault.New(fault.Unsupported, "%s is a packed archive, no Word file; unpack it and read the documents in it.", c.name)
}

type relation struct {
	id, kind, target string
	external         bool
}

// relations are those of a part; "" stands for the whole package.
func (c *container) relations(part string) ([]relation, error) {
	dir, base := path.Split(part)
	s, ok, err := c.unpack(dir + "_rels/" + base + ".rels")
	if err != nil || !ok {
		return nil, err
	}
	x, err := xmlscan.New(s, c.limits.Depth)
	if err != nil {
		return nil, c.explain(err)
	}
	var out []relation
	for {
		k, err := x.Next()
		if err != nil {
			return nil, c.explain(err)
		}
		if k == xmlscan.EOF {
			return out, nil
		}
		if k != xmlscan.Start || local(x.Name) != "Relationship" || len(out) > archive.MostEntries {
			continue
		}
		r := relation{id: x.Attr("Id"), kind: x.Attr("Type"), target: x.Attr("Target"), external: x.Attr("TargetMode") == "External"}
		if !r.external {
			if strings.HasPrefix(r.target, "/") {
				r.target = path.Clean(r.target)[1:]
			} else {
				r.target = path.Join(dir, r.target)
			}
		}
		out = append(out, r)
	}
}

// explain gives an error of the scanner its sentence; others pass.
func (c *container) explain(err error) error {
	var f *fault.Error
	var s *xmlscan.SyntaxError
	switch {
	case err == nil || errors.As(err, &f) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, xmlscan.ErrDoctype):
		return fault.Wrap(err, fault.Invalid, "%s refers to entities outside of itself, which are not opened; save it again in Word and read that.", c.name)
	case errors.Is(err, xmlscan.ErrDepth):
		return fault.Wrap(err, fault.TooLarge, "%s nests its parts more than %d deep; save it again in Word and read that.", c.name, c.limits.Depth)
	case errors.Is(err, xmlscan.ErrEncoding):
		return fault.Wrap(err, fault.Unsupported, "%s is not written in UTF-8; save it again in Word and read that.", c.name)
	case errors.As(err, &s):
		return damaged(c.name, err)
	}
	return err
}

func (r *reader) explain(err error) error { return r.c.explain(err) }

// local is a name without its prefix.
func local(name string) string {
	if i := strings.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}
