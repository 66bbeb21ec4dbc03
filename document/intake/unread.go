package intake

import (
	"bytes"

	"concord/document"
	"concord/fault"
)

// unread refuses, by their first bytes, the kinds of files that people drop and
// that are not read, each with what to do instead.
func unread(src document.Source, head []byte) error {
	for _, s := range signatures {
		if len(head) < s.at+len(s.magic) || !bytes.Equal(head[s.at:s.at+len(s.magic)], []byte(s.magic)) {
			continue
		}
		return fault.New(fault.Unsupported, s.say, src.Name)
	}
	return nil
}

const (
	sayPicture = "%s is a picture; read the document that it shows, as a Word file (DOCX) or plain text."
	sayArchive = "%s is a packed archive; unpack it and read the documents in it."
	saySound   = "%s is a sound or a film, not a document."
	sayProgram = "%s is a program, not a document."
)

var signatures = []struct {
	at    int
	magic string
	say   string
}{
	{0, "\x89PNG\r\n\x1a\n", sayPicture},
	{0, "\xff\xd8\xff", sayPicture},
	{0, "GIF87a", sayPicture},
	{0, "GIF89a", sayPicture},
	{0, "II*\x00", sayPicture},
	{0, "MM\x00*", sayPicture},
	{8, "WEBP", sayPicture},
	{0, "BM\x00\x00", sayPicture},
	{4, "ftypheic", sayPicture},
	{4, "ftypavif", sayPicture},
	{4, "ftyp", saySound},
	{0, "ID3", saySound},
	{0, "OggS", saySound},
	{8, "WAVE", saySound},
	{8, "AVI ", saySound},
	{0, "{\\rtf", "%s is a rich text file (RTF); save it as a Word file (DOCX) and read that."},
	{0, "\x1f\x8b", sayArchive},
	{0, "7z\xbc\xaf\x27\x1c", sayArchive},
	{0, "Rar!\x1a\x07", sayArchive},
	{0, "BZh", sayArchive},
	{0, "\xfd7zXZ\x00", sayArchive},
	{0, "\x28\xb5\x2f\xfd", sayArchive},
	{0, "\x7fELF", sayProgram},
	{0, "MZ\x90\x00", sayProgram},
	{0, "SQLite format 3\x00", "%s is a database, not a document."},
}
