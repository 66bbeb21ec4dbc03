package intake

import (
	"archive/zip"
	"bytes"
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
	"strings"

	"concord/document"
	"concord/fault"

	"golang.org/x/net/html/charset"
)

// Bounds of files that hold other files.
const (
	mostEntries = 10_000 // files in one archive
	mostInside  = 5      // archives and e-mails inside one another
	mostParts   = 1_000  // parts of one e-mail
)

// Entry is a document found in a file: the file itself, or one of those that an
// archive or an e-mail holds. Name is the way to it, "inputs.zip/asean.docx".
type Entry struct {
	Name string
	io.ReaderAt
	Size int64
}

// Unpack calls found with each document that a file holds: the file itself, unless
// it is a ZIP archive or an e-mail; then those in it, in their order, through up
// to five levels. What cannot be unpacked is given to failed, one by one, and the
// others go on; an error of found or failed ends it. Nothing is ever written to a
// disk, so that no name in an archive leads anywhere.
func Unpack(ctx context.Context, name string, r io.ReaderAt, size int64, opt document.Options, found func(Entry) error, failed func(name string, err error) error) error {
	u := &unpacker{ctx: ctx, limits: opt.Bounds(), found: found, failed: failed}
	return u.file(name, r, size, 0)
}

type unpacker struct {
	ctx      context.Context
	limits   document.Limits
	unpacked int64 // bytes, of all that was unpacked
	found    func(Entry) error
	failed   func(string, error) error
}

func (u *unpacker) file(name string, r io.ReaderAt, size int64, depth int) error {
	if err := u.ctx.Err(); err != nil {
		return err
	}
	head := make([]byte, max(0, min(size, headSize)))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return u.failed(name, fault.Wrap(err, fault.Unavailable, "%s could not be read; try again.", name))
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		z, err := zip.NewReader(r, size)
		// What cannot be opened is left to the readers, which say why.
		if err == nil && !office(z) {
			return u.archive(name, z, depth)
		}
	case isMail(head):
		b := make([]byte, size)
		if n, err := r.ReadAt(b, 0); n < len(b) {
			return u.failed(name, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", name))
		}
		return u.mail(name, b, depth)
	}
	return u.found(Entry{name, r, size})
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

func (u *unpacker) deeper(name string, depth int) error {
	if depth >= mostInside {
		return fault.New(fault.TooLarge, "%s lies in more than %d archives and e-mails inside one another; take it out and read it by itself.", name, mostInside)
	}
	return nil
}

func (u *unpacker) archive(name string, z *zip.Reader, depth int) error {
	if err := u.deeper(name, depth); err != nil {
		return u.failed(name, err)
	}
	if len(z.File) > mostEntries {
		return u.failed(name, fault.New(fault.TooLarge, "%s holds %d files; at most %d are read from one archive: divide it.", name, len(z.File), mostEntries))
	}
	for _, f := range z.File {
		if err := u.ctx.Err(); err != nil {
			return err
		}
		inner := name + "/" + path.Clean("/" + strings.ReplaceAll(f.Name, `\`, "/"))[1:]
		if f.FileInfo().IsDir() || strings.HasPrefix(path.Base(inner), ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		b, err := u.entry(inner, f)
		if err == nil {
			err = u.file(inner, bytes.NewReader(b), int64(len(b)), depth+1)
		} else {
			err = u.failed(inner, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacker) entry(name string, f *zip.File) ([]byte, error) {
	switch {
	case f.Mode()&fs.ModeSymlink != 0:
		return nil, fault.New(fault.Unsupported, "%s is a link to another file; links in an archive are not followed.", name)
	case f.Flags&1 != 0:
		return nil, fault.New(fault.Unsupported, "%s is locked with a password; unlock it and read it by itself.", name)
	case strings.Contains("/"+strings.ReplaceAll(f.Name, `\`, "/")+"/", "/../"):
		return nil, fault.New(fault.Invalid, "%s has a name that leads out of its archive; it is not read.", name)
	case f.UncompressedSize64 > uint64(u.limits.File):
		return nil, fault.New(fault.TooLarge, "%s has %d MiB; at most %d MiB are read from one file.", name, f.UncompressedSize64>>20, u.limits.File>>20)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s cannot be unpacked: the archive is damaged or of a kind that is not read.", name)
	}
	defer rc.Close()
	// An entry says itself how large it is, and may lie.
	most := min(u.limits.File, u.limits.Unpacked-u.unpacked, max(1<<20, int64(f.CompressedSize64)*u.limits.Ratio))
	b, err := io.ReadAll(io.LimitReader(rc, most+1))
	u.unpacked += int64(len(b))
	switch {
	case int64(len(b)) > most:
		return nil, fault.New(fault.TooLarge, "%s unpacks to more than is read from one archive (%d MiB); unpack it and read the parts.", name, u.limits.Unpacked>>20)
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
	if err := u.deeper(name, depth); err != nil {
		return u.failed(name, err)
	}
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
		case inline && p.kind == "text/html" && page == nil:
			page = &p
		default:
			attached = append(attached, p)
		}
	})
	if err != nil {
		return u.failed(name, fault.Wrap(err, fault.Invalid, "%s is an e-mail that cannot be read: %s.", name, reason(err)))
	}
	// The text that a person wrote; the page says the same with looks.
	if text == nil || len(bytes.TrimSpace(text.body)) == 0 {
		text = page
	}
	if text != nil && len(bytes.TrimSpace(text.body)) > 0 {
		if err := u.found(Entry{name, bytes.NewReader(text.body), int64(len(text.body))}); err != nil {
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
		if strings.HasPrefix(p.kind, "image/") || strings.HasPrefix(p.kind, "audio/") || strings.HasPrefix(p.kind, "video/") ||
			p.kind == "text/calendar" || p.kind == "application/pkcs7-signature" || len(p.body) == 0 {
			continue // the sender's emblem, a signature
		}
		inner := name + "/" + path.Base("/"+strings.ReplaceAll(p.name, `\`, "/"))
		if err := u.file(inner, bytes.NewReader(p.body), int64(len(p.body)), depth+1); err != nil {
			return err
		}
	}
	return nil
}

var errParts = errors.New("it has too many parts")

func reason(err error) string {
	if errors.Is(err, errParts) {
		return err.Error()
	}
	return "its parts are damaged"
}

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
	left := u.limits.Unpacked - u.unpacked
	b, err := io.ReadAll(io.LimitReader(r, left+1))
	u.unpacked += int64(len(b))
	if int64(len(b)) > left {
		return errors.New("it is larger than is read from one e-mail")
	}
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
	if c := params["charset"]; kind == "text/plain" && c != "" && !strings.EqualFold(c, "utf-8") && !strings.EqualFold(c, "us-ascii") {
		if e, _ := charset.Lookup(c); e != nil {
			if d, err := e.NewDecoder().Bytes(b); err == nil {
				p.body = d
			}
		}
	}
	add(p, disposition != "attachment" && (dparams["filename"] == "" || strings.HasPrefix(kind, "text/") && disposition == "inline"))
	return nil
}
