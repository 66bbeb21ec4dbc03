package intake

import (
	"bytes"

	"concord/document"
	"concord/document/akn"
	"concord/document/html"
	"concord/fault"
)

// unread refuses, by their first bytes, the kinds of files that people drop and
// that are not read, each with what to do instead.
func unread(src document.Source, head []byte) error {
	if s := signed(head); s != nil {
		return s.refuse(src.Name)
	}
	if xml(head) && !akn.Recognise(head) && !html.Recognise(head) {
		return fault.New(fault.Unsupported, "%s is XML of a kind that is not read; give Akoma Ntoso, a web page, or the document as a Word file (DOCX).", src.Name)
	}
	return nil
}

// xml says whether a file says of itself that it is XML.
func xml(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!DOCTYPE"))
}

// signed gives the kind of file that the first bytes are those of, nil for none
// that is known.
func signed(head []byte) *signature {
	for i := range signatures {
		if s := &signatures[i]; len(head) >= s.at+len(s.magic) && string(head[s.at:s.at+len(s.magic)]) == s.magic {
			return s
		}
	}
	return nil
}

func picture(name string) error {
	return fault.New(fault.Unsupported, "%s is a picture; read the document that it shows, as a Word file (DOCX) or plain text.", name)
}

func packed(name string) error {
	return fault.New(fault.Unsupported, "%s is a packed archive; unpack it and read the documents in it.", name)
}

func sound(name string) error {
	return fault.New(fault.Unsupported, "%s is a sound or a film, not a document.", name)
}

func program(name string) error {
	return fault.New(fault.Unsupported, "%s is a program, not a document.", name)
}

func rich(name string) error {
	return fault.New(fault.Unsupported, "%s is a rich text file (RTF); save it as a Word file (DOCX) and read that.", name)
}

func database(name string) error {
	return fault.New(fault.Unsupported, "%s is a database, not a document.", name)
}

func outlook(name string) error {
	return fault.New(fault.Unsupported, "%s is what Outlook attaches for itself (TNEF); have the e-mail sent again as plain text or HTML.", name)
}

type signature struct {
	at     int
	magic  string
	refuse func(name string) error
	what   string // such files, in a list of what was passed over
}

var signatures = []signature{
	{0, "\x89PNG\r\n\x1a\n", picture, "pictures"},
	{0, "\xff\xd8\xff", picture, "pictures"},
	{0, "GIF87a", picture, "pictures"},
	{0, "GIF89a", picture, "pictures"},
	{0, "II*\x00", picture, "pictures"},
	{0, "MM\x00*", picture, "pictures"},
	{8, "WEBP", picture, "pictures"},
	{0, "BM\x00\x00", picture, "pictures"},
	{4, "ftypheic", picture, "pictures"},
	{4, "ftypavif", picture, "pictures"},
	{4, "ftyp", sound, "sounds and films"},
	{0, "ID3", sound, "sounds and films"},
	{0, "OggS", sound, "sounds and films"},
	{8, "WAVE", sound, "sounds and films"},
	{8, "AVI ", sound, "sounds and films"},
	{0, "{\\rtf", rich, "rich texts"},
	{0, "\x1f\x8b", packed, "packed archives"},
	{0, "7z\xbc\xaf\x27\x1c", packed, "packed archives"},
	{0, "Rar!\x1a\x07", packed, "packed archives"},
	{0, "BZh", packed, "packed archives"},
	{0, "\xfd7zXZ\x00", packed, "packed archives"},
	{0, "\x28\xb5\x2f\xfd", packed, "packed archives"},
	{0, "\x7fELF", program, "programs"},
	{0, "MZ\x90\x00", program, "programs"},
	{0, "SQLite format 3\x00", database, "databases"},
	{0, "\x78\x9f\x3e\x22", outlook, "files of other programs"},
}
