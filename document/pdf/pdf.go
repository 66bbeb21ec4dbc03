// Package pdf lays out PDF files. Two readers give the words of a page with their
// places: the built-in one (pdfium as WebAssembly, in a process that can be
// killed) and pdftotext of poppler. From there on all is the same: words become
// lines, and what is neither masthead nor prose is told from it: running heads and
// feet, footnotes, tables.
//
// It does not recognise text in pictures, and does not ask what a line means: that
// is for [document.Anatomy].
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"concord/document"
	"concord/fault"
)

// Format is PDF, told by its first bytes; some programs set a few before them.
var Format = document.Format{Name: "pdf", Recognise: Recognise, Read: Read}

// Recognise says whether the first bytes are those of a PDF.
func Recognise(head []byte) bool {
	return bytes.HasPrefix(head, []byte("%PDF-")) || bytes.Contains(head[:min(len(head), 1024)], []byte("\n%PDF-1."))
}

// What one file may cost, besides the limits of [document.Options].
const (
	mostPages = 2000      // the thickest budget has some 1,000
	tailSize  = 4 << 10   // the end of a whole file stands within it
	mostWords = 1_000_000 // of a file: each takes some 100 bytes of memory
	garbled   = 20        // of a hundred characters: more of them have no meaning
)

// mostTime is what one file may take; a report of 20 pages takes a tenth of a
// second. Tests shorten it.
var mostTime = time.Minute

// The readers by name, for [Prefer] and [Chosen].
const (
	Auto      = "auto"
	Builtin   = "built-in"
	PDFToText = "pdftotext"
)

var preferred atomic.Value // string

// Prefer sets the reader that is used from now on: [Auto], [Builtin] or
// [PDFToText]. The error is of kind [fault.Usage], for another name.
func Prefer(reader string) error {
	if reader != Auto && reader != Builtin && reader != PDFToText {
		return fault.New(fault.Usage, "There is no reader of PDF files called %q; there are auto, built-in and pdftotext.", reader)
	}
	preferred.Store(reader)
	return nil
}

// Choice is the reader that is used, and why.
type Choice struct {
	Reader string // [Builtin] or [PDFToText]
	Path   string // of pdftotext; "" for the built-in reader, and where it is asked for and not installed
	Why    string // one English sentence
}

// Chosen tells which reader is used.
func Chosen() Choice {
	name, _ := preferred.Load().(string)
	return Choose(name, program())
}

// Choose tells which reader is used where one is preferred and pdftotext is at path,
// "" where it is not installed.
func Choose(preferred, path string) Choice {
	switch {
	case preferred == Builtin:
		return Choice{Builtin, "", "The settings ask for the built-in reader."}
	case preferred == PDFToText && path == "":
		return Choice{PDFToText, "", "The settings ask for pdftotext, which is not installed: no PDF file is read."}
	case preferred == PDFToText:
		return Choice{PDFToText, path, "The settings ask for it."}
	case path != "":
		return Choice{PDFToText, path, "It is installed and starts at once; the built-in reader takes what it refuses, and Arabic."}
	}
	return Choice{Builtin, "", "pdftotext is not installed; the built-in reader needs nothing, and some seconds when it is used for the first time."}
}

// Version is that of the reader as its maker names it; "" where it does not tell.
func (c Choice) Version(ctx context.Context) string {
	if c.Reader == PDFToText {
		out, _ := exec.CommandContext(ctx, c.Path, "-v").CombinedOutput()
		first, _, _ := strings.Cut(string(out), "\n")
		return strings.TrimSpace(first)
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/klippa-app/go-pdfium" {
				return "go-pdfium " + m.Version
			}
		}
	}
	return ""
}

// Read lays out a PDF. A segment of a block leads back to its page: its Entry is
// "page 3"; it has no place in the file, as that is packed. Errors: [fault.Invalid] for one that is incomplete or
// damaged, [fault.Unsupported] for one that is encrypted or has no text,
// [fault.TooLarge] beyond the limits of bytes, pages, text and time,
// [fault.Unavailable] where the reader cannot be started, and the error of ctx.
func Read(ctx context.Context, src document.Source, opt document.Options) (*document.Layout, error) {
	limits := opt.Bounds()
	name := src.Name
	if src.Size > limits.File {
		return nil, fault.New(fault.TooLarge, "%s has %d MiB; at most %d MiB are read from one file: divide it and read the parts.",
			name, src.Size>>20, limits.File>>20)
	}
	if err := ended(src); err != nil {
		return nil, err
	}
	most := bounds{pages: mostPages, words: mostWords, text: limits.Text}
	found, err := words(ctx, src, most, mostTime)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, errLocked):
		return nil, fault.New(fault.Unsupported, "%s is encrypted and opens only with a password; save it without one and read that.", name)
	case errors.Is(err, errPages):
		return nil, fault.New(fault.TooLarge, "%s has more than %d pages; divide it and read the parts.", name, most.pages)
	case errors.Is(err, errWords):
		return nil, fault.New(fault.TooLarge, "%s holds more than can be read from one file; divide it and read the parts.", name)
	case errors.Is(err, errTime):
		return nil, fault.New(fault.TooLarge, "%s takes more than %d seconds to read and may be made to; save it anew from the program that made it.", name, int(mostTime.Seconds()))
	case errors.Is(err, errDamaged):
		return nil, fault.Wrap(err, fault.Invalid, "%s is damaged; get it anew from where it came.", name)
	case errors.Is(err, errShort):
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", name)
	case errors.Is(err, errMissing):
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read: the settings ask for pdftotext, which is not installed; install poppler-utils, or set pdf to auto.", name)
	case errors.Is(err, errStart):
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read: the reader of PDF files does not start; install poppler-utils, or read the document as a Word file (DOCX).", name)
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "%s is damaged, or takes more memory than one file may; get it anew from where it came, or divide it.", name)
	}
	if err := readable(name, found.pages); err != nil {
		return nil, err
	}
	layout, err := layOut(ctx, found.pages, found.gaps, limits.Lines)
	if errors.Is(err, errWords) {
		return nil, document.TooManyLines(name, limits.Lines)
	}
	if err != nil {
		return nil, err
	}
	if found.repaired {
		layout.Warnings = append(layout.Warnings, document.Warning{Kind: "pdf-repaired", Place: "the file",
			Text: "The file's own table of its parts is broken and was made anew; look whether the text is whole."})
	}
	return layout, nil
}

// found is what a reader found in a file.
type found struct {
	pages    []page
	gaps     gaps
	repaired bool
}

// words asks the chosen reader. Where nothing else was asked for, the built-in one
// reads what pdftotext refuses, and scripts from right to left: it knows of which
// letters a sign is made, so that lam and alef do not change places.
func words(ctx context.Context, src document.Source, most bounds, limit time.Duration) (found, error) {
	file := func() io.Reader { return io.NewSectionReader(src, 0, src.Size) }
	var drawn found
	if c := Chosen(); c.Reader == PDFToText {
		if c.Path == "" {
			return drawn, errMissing
		}
		pages, repaired, err := poppler(ctx, c.Path, file(), src.Size, most, limit)
		// pdftotext has parted words by blanks itself, and too many.
		drawn = found{pages, gaps{joined, 0.02}, repaired}
		right := mostlyRightToLeft(pages)
		if right {
			drawn.gaps.left = 0.02
		}
		name, _ := preferred.Load().(string)
		if err == nil && (name == PDFToText || !right) || err != nil && !errors.Is(err, errFallBack) {
			return drawn, err
		}
	}
	pages, repaired, err := builtin(ctx, file(), src.Size, most, limit)
	if err != nil && len(drawn.pages) > 0 && ctx.Err() == nil {
		return drawn, nil
	}
	// The built-in reader has seen the blanks themselves, but for single letters.
	return found{pages, gaps{0.02, joined}, repaired}, err
}

// ended refuses a file whose end is missing. Both readers would give what pages
// they find in it.
func ended(src document.Source) error {
	tail := make([]byte, min(src.Size, tailSize))
	if _, err := src.ReadAt(tail, src.Size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", src.Name)
	}
	end := bytes.Contains(tail, []byte("%%EOF")) || bytes.Contains(tail, []byte("startxref"))
	if end {
		// A file made for the web says its own length, and has an end near its
		// beginning as well.
		head := make([]byte, min(src.Size, 1024))
		if n, _ := src.ReadAt(head, 0); n == len(head) {
			if _, after, ok := bytes.Cut(head, []byte("/Linearized")); ok {
				dict, _, _ := bytes.Cut(after, []byte(">>"))
				for _, f := range strings.Split(string(dict), "/") {
					if v, ok := strings.CutPrefix(f, "L "); ok {
						if n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil && n > src.Size {
							end = false
						}
					}
				}
			}
		}
	}
	if !end {
		return fault.New(fault.Invalid, "%s is incomplete: its end is missing; get it anew from where it came.", src.Name)
	}
	return nil
}

// readable refuses a file that has no text, or whose fonts do not say which
// characters they draw.
func readable(name string, pages []page) error {
	chars, bad := 0, 0
	for _, p := range pages {
		for _, w := range p.words {
			for _, r := range w.text {
				chars++
				if r == 0xFFFD || r >= 0xE000 && r < 0xF900 || r < ' ' || r >= 0xF0000 {
					bad++
				}
			}
		}
	}
	// A stamp or a page number on each page is no text yet.
	if chars < 20*min(len(pages), 10) && chars < 10*len(pages) || chars == 0 {
		return fault.New(fault.Unsupported, "%s has no text in it: its pages are pictures (a scan) or drawn outlines; read the document it was made from, or let a program for text recognition (OCR) add the text.", name)
	}
	if bad*100 > chars*garbled {
		return fault.New(fault.Unsupported, "%s does not say which characters its fonts draw; read the document it was made from, or let a program for text recognition (OCR) add the text.", name)
	}
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }

// place is the entry of a segment: evidence from a PDF leads back to its page.
func place(page int) string { return fmt.Sprintf("page %d", page) }
