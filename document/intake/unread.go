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
		return fault.New(fault.Unsupported, s.say, src.Name)
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

const (
	sayPicture = "%s is a picture; read the document that it shows, as a Word file (DOCX) or plain text."
	sayArchive = "%s is a packed archive; unpack it and read the documents in it."
	saySound   = "%s is a sound or a film, not a document."
	sayProgram = "%s is a program, not a document."
)

type signature struct {
	at    int
	magic string
	say   string // the sentence, with the file's name
	what  string // such files, in a list of what was passed over
}

var signatures = []signature{
	{0, "\x89PNG\r\n\x1a\n", sayPicture, "pictures"},
	{0, "\xff\xd8\xff", sayPicture, "pictures"},
	{0, "GIF87a", sayPicture, "pictures"},
	{0, "GIF89a", sayPicture, "pictures"},
	{0, "II*\x00", sayPicture, "pictures"},
	{0, "MM\x00*", sayPicture, "pictures"},
	{8, "WEBP", sayPicture, "pictures"},
	{0, "BM\x00\x00", sayPicture, "pictures"},
	{4, "ftypheic", sayPicture, "pictures"},
	{4, "ftypavif", sayPicture, "pictures"},
	{4, "ftyp", saySound, "sounds and films"},
	{0, "ID3", saySound, "sounds and films"},
	{0, "OggS", saySound, "sounds and films"},
	{8, "WAVE", saySound, "sounds and films"},
	{8, "AVI ", saySound, "sounds and films"},
	{0, "{\\rtf", "%s is a rich text file (RTF); save it as a Word file (DOCX) and read that.", "rich texts"},
	{0, "\x1f\x8b", sayArchive, "packed archives"},
	{0, "7z\xbc\xaf\x27\x1c", sayArchive, "packed archives"},
	{0, "Rar!\x1a\x07", sayArchive, "packed archives"},
	{0, "BZh", sayArchive, "packed archives"},
	{0, "\xfd7zXZ\x00", sayArchive, "packed archives"},
	{0, "\x28\xb5\x2f\xfd", sayArchive, "packed archives"},
	{0, "\x7fELF", sayProgram, "programs"},
	{0, "MZ\x90\x00", sayProgram, "programs"},
	{0, "SQLite format 3\x00", "%s is a database, not a document.", "databases"},
	{0, "\x78\x9f\x3e\x22", "%s is what Outlook attaches for itself (TNEF); have the e-mail sent again as plain text or HTML.", "files of other programs"},
}
