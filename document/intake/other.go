package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path"
	"strings"

	"concord/document/archive"
	"concord/document/text"
)

// promised are the endings of names that promise a document: what bears one and is
// something else has failed, and is not passed over.
var promised = map[string]bool{
	".pdf": true, ".docx": true, ".doc": true, ".rtf": true, ".odt": true, ".txt": true, ".text": true, ".htm": true, ".html": true, ".xhtml": true,
	".xml": true, ".akn": true, ".eml": true, ".msg": true, ".zip": true, ".7z": true, ".rar": true, ".gz": true, ".xlsx": true, ".csv": true, ".xls": true,
	".pptx": true, ".ppt": true,
}

const (
	lockSize = 1 << 10   // a lock of an office program holds a name
	noteSize = 128 << 10 // of a text that may be a note on files
)

// other says what a file of a folder or an archive is where it is no document and
// does not promise to be one: "" for what is to be read. It goes by the content;
// beside says whether a file of a name lies in the same folder.
func other(name string, r io.ReaderAt, size int64, beside func(name string) bool) string {
	base := path.Base(name)
	if strings.HasPrefix(base, "~$") && size <= lockSize {
		return "locks of an office program"
	}
	promises := promised[strings.ToLower(path.Ext(base))]
	head := make([]byte, max(0, min(size, headSize)))
	if n, err := r.ReadAt(head, 0); n < len(head) || err != nil && !errors.Is(err, io.EOF) {
		return "" // the reader says what is wrong
	}
	if s := signed(head); s != nil {
		if promises {
			return ""
		}
		return s.what
	}
	for _, f := range formats {
		if f.Name != text.Format.Name && f.Recognise(head) {
			if f.Name == "docx" && !archive.Is(head) && !promises {
				return "files of other programs"
			}
			return ""
		}
	}
	switch {
	case promises && size > noteSize:
		return ""
	case promises:
	case len(head) == 0:
		return "empty files"
	case !text.Recognise(head):
		return "files of other programs"
	case bytes.HasPrefix(head, []byte("#!")):
		return "programs"
	case bytes.HasPrefix(head, []byte("BEGIN:V")):
		return "calendars and cards"
	case data(head):
		return "data"
	case size > noteSize:
		return ""
	}
	if beside != nil && namesFiles(base, r, size, beside) {
		return "notes on the files beside them"
	}
	return ""
}

// data says whether a text is made for programs: JSON, or XML of no kind of document.
func data(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	if len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		d := json.NewDecoder(bytes.NewReader(head))
		for n := 0; ; n++ {
			if _, err := d.Token(); err != nil {
				return n > 3 && (err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF))
			}
		}
	}
	if xml(head) {
		return true
	}
	return false
}

// namesFiles says whether a text names two or more of the files beside it: it is
// about them, as an index of a folder is.
func namesFiles(own string, r io.ReaderAt, size int64, beside func(name string) bool) bool {
	b := make([]byte, size)
	if n, _ := r.ReadAt(b, 0); n < len(b) {
		return false
	}
	named := map[string]bool{}
	for _, w := range strings.FieldsFunc(string(b), func(r rune) bool {
		return r <= ' ' || strings.ContainsRune("|`\"'()[]<>,;:*", r)
	}) {
		w = strings.TrimRight(w, ".!?")
		if strings.Contains(w, ".") && w != own && beside(path.Base(w)) {
			if named[path.Base(w)] = true; len(named) > 1 {
				return true
			}
		}
	}
	return false
}
