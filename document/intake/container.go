package intake

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"concord/document"
	"concord/document/archive"
	"concord/fault"

	"golang.org/x/net/html/charset"
)

// Bounds of files that hold other files.
const (
	mostInside   = 5        // archives and e-mails inside one another
	mostParts    = 1_000    // parts of one e-mail
	mostEntry    = 64 << 20 // bytes of a document in an archive: it is held in memory
	mostHeld     = 96 << 20 // bytes of archives and e-mails inside one another, held together
	mostUnpacked = 2 << 30  // bytes of all documents of one file
	mostFound    = 10_000   // documents and faults of one file
)

// Entry is something found in a file: the file itself, or one of the documents that
// an archive or an e-mail holds. Name is the way to it, "inputs.zip/asean.docx".
type Entry struct {
	Name string
	io.ReaderAt
	Size   int64
	Letter document.Letter // of the e-mail that it is or came with
	Behind int64           // bytes of the whole file that are dealt with when it is
	// Err says why it cannot be read, and Passed what it is instead of a document
	// ("pictures"); there is nothing to read then.
	Err    error
	Passed string
}

// Read reads the document that was found. The errors are those of the function
// [Read], and Err.
func (e Entry) Read(ctx context.Context, opt document.Options) (*document.Document, error) {
	if e.Err != nil {
		return nil, e.Err
	}
	doc, err := read(ctx, e.Name, e.ReaderAt, e.Size, opt)
	if doc != nil {
		// The head that the text itself bears is nearer to it than that of the e-mail
		// by which it was sent on.
		l := &doc.Letter
		l.From, l.Date, l.Subject = cmp.Or(l.From, e.Letter.From), cmp.Or(l.Date, e.Letter.Date), cmp.Or(l.Subject, e.Letter.Subject)
	}
	return doc, err
}

// Memory is about what reading the document takes of memory, with what is made of
// it until it is kept, in bytes.
func (e Entry) Memory() int64 {
	head := make([]byte, max(0, min(e.Size, headSize)))
	n, _ := e.ReadAt(head, 0)
	for _, f := range formats {
		if f.Recognise(head[:n]) {
			return e.Size * weights[f.Name]
		}
	}
	return e.Size
}

// weights are bytes of memory for each byte of a file, by format: a packed one has
// more text than bytes.
var weights = map[string]int64{"text": 25, "html": 25, "akn": 25, "docx": 60, "pdf": 40}

// Unpack calls each with every document that a file holds: the file itself, unless
// it is a ZIP archive or an e-mail; then those in it, in their order, through up
// to five levels. What cannot be unpacked is given with its Err, one by one, and the
// others go on; an error of each ends it. Something is given for every file. Nothing
// is ever written to a disk, so that no name in an archive leads anywhere.
//
// A file that a person named is read whatever it is, and beside is nil; of a folder,
// beside says whether a file of a name lies in the same one, and what is no document
// and does not promise to be one is given as Passed.
func Unpack(ctx context.Context, name string, r io.ReaderAt, size int64, opt document.Options, beside func(name string) bool, each func(Entry) error) error {
	u := &unpacker{ctx: ctx, limits: opt.Bounds(), given: each}
	err := u.file(Entry{Name: name, ReaderAt: r, Size: size}, 0, beside != nil, beside)
	if errors.Is(err, errFull) {
		return each(Entry{Name: name, Behind: size, Err: fault.New(fault.TooLarge, "%s holds more than is read from one file (%d documents, %d MiB unpacked); the rest of it was not read: divide it.", name, mostFound, mostUnpacked>>20)})
	}
	return err
}

// errFull ends a file that holds too much.
var errFull = errors.New("the file holds too much")

type unpacker struct {
	ctx      context.Context
	limits   document.Limits
	unpacked int64 // bytes, of all that was unpacked
	held     int64 // bytes of the archives and e-mails around the one that is open
	behind   int64 // bytes of the whole file
	count    int   // of what was given
	deep     bool  // something lies too deep: told once
	given    func(Entry) error
}

func (u *unpacker) each(e Entry) error {
	if u.count++; u.count > mostFound {
		return errFull
	}
	e.Behind = u.behind
	return u.given(e)
}

func (u *unpacker) failed(name string, err error) error { return u.each(Entry{Name: name, Err: err}) }

// file gives a file, or what is in it.
func (u *unpacker) file(e Entry, depth int, choose bool, beside func(name string) bool) error {
	if err := u.ctx.Err(); err != nil {
		return err
	}
	if choose {
		if what := other(e.Name, e, e.Size, beside); what != "" {
			return u.each(Entry{Name: e.Name, Size: e.Size, Passed: what})
		}
	}
	head := make([]byte, max(0, min(e.Size, headSize)))
	if n, err := e.ReadAt(head, 0); n < len(head) {
		return u.failed(e.Name, fault.Wrap(err, fault.Unavailable, "%s could not be read; try again.", e.Name))
	}
	var open func() error
	switch {
	case archive.Is(head):
		z, err := archive.Open(e, e.Size)
		if errors.Is(err, archive.ErrMany) {
			return u.failed(e.Name, fault.New(fault.TooLarge, "%s is an archive of more than %d files; divide it.", e.Name, archive.MostEntries))
		}
		// What cannot be opened is left to the readers, which say why.
		if err == nil && !office(z) {
			open = func() error { return u.archive(e, z, depth) }
		}
	case isMail(head):
		if e.Size > mostEntry {
			return u.failed(e.Name, fault.New(fault.TooLarge, "%s is an e-mail of %d MiB; at most %d MiB are read: save what is attached and read that.", e.Name, e.Size>>20, mostEntry>>20))
		}
		open = func() error {
			b := make([]byte, e.Size)
			if n, err := e.ReadAt(b, 0); n < len(b) {
				return u.failed(e.Name, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", e.Name))
			}
			return u.mail(e.Name, b, depth)
		}
	}
	if open == nil {
		if depth == 0 {
			u.behind = e.Size
		}
		return u.each(e)
	}
	if depth >= mostInside || u.held+e.Size > mostHeld && depth > 0 {
		if u.deep {
			return nil
		}
		u.deep = true
		return u.failed(e.Name, fault.New(fault.TooLarge, "%s lies too deep in archives and e-mails inside one another (more than %d); what lies so deep was not read: take it out and read it by itself.", e.Name, mostInside))
	}
	before := u.count
	if depth > 0 {
		u.held += e.Size
		defer func() { u.held -= e.Size }()
	}
	if err := open(); err != nil {
		return err
	}
	if u.count == before && !u.deep {
		return u.failed(e.Name, fault.New(fault.Invalid, "%s holds no document; there is nothing to read in it.", e.Name))
	}
	return nil
}

// office says whether an archive is a document of an office program.
func office(z *zip.Reader) bool {
	for _, f := range z.File {
		switch {
		case f.Name == "[Content_Types].xml", f.Name == "mimetype", strings.HasPrefix(f.Name, "word/"), strings.HasPrefix(f.Name, "xl/"), strings.HasPrefix(f.Name, "ppt/"):
			return true
		}
	}
	return false
}

func (u *unpacker) archive(e Entry, z *zip.Reader, depth int) error {
	names := map[string]bool{}
	for _, f := range z.File {
		names[inside(f.Name)] = true
	}
	for _, f := range z.File {
		if err := u.ctx.Err(); err != nil {
			return err
		}
		way := inside(f.Name)
		if f.FileInfo().IsDir() || strings.HasPrefix(path.Base(way), ".") || strings.HasPrefix(way, "__MACOSX/") {
			continue
		}
		if at, err := f.DataOffset(); err == nil && depth == 0 {
			u.behind = min(e.Size, max(u.behind, at+int64(min(f.CompressedSize64, 1<<40))))
		}
		inner := Entry{Name: e.Name + "/" + way, Letter: e.Letter}
		b, err := u.entry(inner.Name, f)
		if err == nil {
			inner.ReaderAt, inner.Size = bytes.NewReader(b), int64(len(b))
			err = u.file(inner, depth+1, true, func(name string) bool { return names[path.Join(path.Dir(way), name)] })
		} else if err != errFull {
			err = u.failed(inner.Name, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inside is the way to an entry, from the root of its archive.
func inside(name string) string { return path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))[1:] }

func (u *unpacker) entry(name string, f *zip.File) ([]byte, error) {
	switch {
	case f.Mode()&fs.ModeSymlink != 0:
		return nil, fault.New(fault.Unsupported, "%s is a link to another file; links in an archive are not followed.", name)
	case f.Flags&1 != 0:
		return nil, fault.New(fault.Unsupported, "%s is locked with a password; unlock it and read it by itself.", name)
	case strings.Contains("/"+strings.ReplaceAll(f.Name, `\`, "/")+"/", "/../"):
		return nil, fault.New(fault.Invalid, "%s has a name that leads out of its archive; it is not read.", name)
	case u.unpacked >= mostUnpacked:
		return nil, errFull
	case f.UncompressedSize64 > uint64(min(u.limits.File, mostEntry)):
		return nil, fault.New(fault.TooLarge, "%s has %d MiB; at most %d MiB are read from one file of an archive: take it out and read it by itself.", name, f.UncompressedSize64>>20, min(u.limits.File, mostEntry)>>20)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s cannot be unpacked: the archive is damaged or of a kind that is not read.", name)
	}
	defer rc.Close()
	// An entry says itself how large it is, and may lie.
	most := min(u.limits.File, mostEntry, max(1<<20, int64(f.CompressedSize64)*u.limits.Ratio), mostUnpacked-u.unpacked)
	buf := bytes.NewBuffer(make([]byte, 0, min(int64(f.UncompressedSize64), most)+bytes.MinRead))
	_, err = buf.ReadFrom(io.LimitReader(rc, most+1))
	b := buf.Bytes()
	u.unpacked += int64(len(b))
	switch {
	case int64(len(b)) > most:
		return nil, fault.New(fault.TooLarge, "%s unpacks to far more than it says, or to more than is read from one archive; unpack it and read the parts.", name)
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "%s cannot be unpacked: the archive is damaged or incomplete.", name)
	case len(b) == 0:
		return nil, fault.New(fault.Invalid, "%s is empty; there is nothing to read in it.", name)
	}
	return b, nil
}

// mailHeads are fields with which e-mails begin (RFC 5322, 3.6).
var mailHeads = []string{"received:", "return-path:", "from:", "date:", "message-id:", "mime-version:", "delivered-to:", "subject:", "to:", "x-", "dkim-signature:", "arc-", "content-type:", "reply-to:", "sender:"}

// isMail says whether a file is an e-mail: it begins with a field of one, and its
// head has a sender and a date or a subject.
func isMail(head []byte) bool {
	h := strings.ToLower(strings.ReplaceAll(string(head), "\r\n", "\n"))
	first := false
	for _, m := range mailHeads {
		first = first || strings.HasPrefix(h, m)
	}
	if !first {
		return false
	}
	top, _, _ := strings.Cut(h, "\n\n")
	top = "\n" + top
	return strings.Contains(top, "\nfrom:") && (strings.Contains(top, "\ndate:") || strings.Contains(top, "\nmessage-id:")) ||
		strings.Contains(top, "\nmime-version:") && strings.Contains(top, "\ncontent-type:")
}

// part is a piece of an e-mail that may be read.
type part struct {
	name string
	kind string // of the media
	body []byte
}

// mail reads an e-mail: its text is a document, and so is each thing attached.
func (u *unpacker) mail(name string, b []byte, depth int) error {
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		return u.failed(name, fault.Wrap(err, fault.Invalid, "%s is an e-mail that cannot be read: its head is damaged.", name))
	}
	var text, page *part
	var attached []part
	parts := 0
	err = u.body(m.Header.Get, m.Body, 0, &parts, func(p part, inline bool) {
		switch {
		case inline && p.kind == "text/plain" && text == nil:
			text = &p
		case inline && p.kind == "text/plain" && p.name == "": // goes on behind a picture
			text.body = slices.Concat(text.body, []byte("\n\n"), p.body)
		case inline && p.kind == "text/html" && page == nil:
			page = &p
		default:
			attached = append(attached, p)
		}
	})
	switch {
	case errors.Is(err, errParts):
		return u.failed(name, fault.Wrap(err, fault.Invalid, "%s is an e-mail that cannot be read: it has too many parts.", name))
	case err != nil:
		return u.failed(name, fault.Wrap(err, fault.Invalid, "%s is an e-mail that cannot be read: its parts are damaged.", name))
	}
	// The text that a person wrote; the page says the same with looks.
	if text == nil || len(bytes.TrimSpace(text.body)) == 0 {
		text = page
	}
	letter := letterOf(m.Header)
	if text != nil && len(bytes.TrimSpace(text.body)) > 0 {
		if err := u.each(Entry{Name: name, ReaderAt: bytes.NewReader(text.body), Size: int64(len(text.body)), Letter: letter}); err != nil {
			return err
		}
	}
	for i, p := range attached {
		if p.name == "" {
			p.name = fmt.Sprintf("attachment-%d", i+1)
			if p.kind == "message/rfc822" {
				p.name += ".eml"
			}
		}
		inner := Entry{Name: name + "/" + path.Base("/"+strings.ReplaceAll(p.name, `\`, "/")), ReaderAt: bytes.NewReader(p.body), Size: int64(len(p.body)), Letter: letter}
		// The sender's emblem and signature are passed over.
		if err := u.file(inner, depth+1, true, nil); err != nil {
			return err
		}
	}
	return nil
}

// letterOf takes what an e-mail says of itself from its head.
func letterOf(h mail.Header) document.Letter {
	words := new(mime.WordDecoder)
	words.CharsetReader = func(name string, in io.Reader) (io.Reader, error) { return charset.NewReaderLabel(name, in) }
	field := func(name string) string {
		v, err := words.DecodeHeader(h.Get(name))
		if err != nil {
			v = h.Get(name)
		}
		v = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(v, "\uFFFD"))
		v = strings.Join(strings.Fields(v), " ")
		const most = 500
		if r := []rune(v); len(r) > most {
			v = string(r[:most])
		}
		return v
	}
	l := document.Letter{From: field("From"), Subject: field("Subject")}
	if day, err := h.Date(); err == nil && day.Year() > 1970 && day.Year() < 10000 {
		l.Date = day.Format(time.DateOnly)
	}
	return l
}

var errParts = errors.New("it has too many parts")

// body goes through the parts of an e-mail, inside one another to ten levels.
func (u *unpacker) body(head func(string) string, r io.Reader, depth int, parts *int, add func(p part, inline bool)) error {
	if *parts++; *parts > mostParts || depth > 10 {
		return errParts
	}
	kind, params, err := mime.ParseMediaType(head("Content-Type"))
	if err != nil || kind == "" {
		kind, params = "text/plain", nil
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		mr := multipart.NewReader(r, params["boundary"])
		for {
			p, err := mr.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := u.body(p.Header.Get, p, depth+1, parts, add); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(strings.TrimSpace(head("Content-Transfer-Encoding"))) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	// No part is longer than the e-mail, which is bounded.
	b, err := io.ReadAll(r)
	// A body that is cut off is read as far as it goes.
	if err != nil && len(b) == 0 {
		return err
	}
	disposition, dparams, _ := mime.ParseMediaType(head("Content-Disposition"))
	p := part{name: dparams["filename"], kind: kind, body: b}
	if p.name == "" {
		p.name = params["name"]
	}
	if name, err := new(mime.WordDecoder).DecodeHeader(p.name); err == nil {
		p.name = name
	}
	// A text in the encoding that its head names becomes UTF-8, so that it is read as any other.
	if c := params["charset"]; (kind == "text/plain" || kind == "text/html") && c != "" && !strings.EqualFold(c, "utf-8") && !strings.EqualFold(c, "us-ascii") {
		if e, _ := charset.Lookup(c); e != nil {
			if d, err := e.NewDecoder().Bytes(b); err == nil {
				p.body = d
				if kind == "text/html" {
					p.body = append([]byte("\xEF\xBB\xBF"), d...) // whatever the page says of itself
				}
			}
		}
	}
	add(p, disposition != "attachment" && (dparams["filename"] == "" || strings.HasPrefix(kind, "text/") && disposition == "inline"))
	return nil
}
