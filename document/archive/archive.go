// Package archive opens ZIP archives that nobody trusts: how many files one holds
// and how long its directory is are looked at before the directory is read, since
// a small archive can name a million files.
//
// It unpacks nothing, and does not ask what the files in it are.
package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Bounds of a directory: a Word file names some hundred entries, a folder of inputs
// some hundred files.
const (
	MostEntries   = 10_000
	mostDirectory = 8 << 20 // bytes
)

// The errors of [Open]. Those of the source are passed on.
var (
	ErrMany    = errors.New("the archive names too many files")
	ErrDamaged = errors.New("the archive is damaged or incomplete")
)

// Is says whether a file begins as a ZIP archive does.
func Is(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

const endSize = 22 // of the record at the end (APPNOTE 4.3.16), without its comment

// Open reads the directory of an archive of size bytes.
func Open(r io.ReaderAt, size int64) (*zip.Reader, error) {
	tail := make([]byte, max(0, min(size, endSize+65535)))
	if n, err := r.ReadAt(tail, size-int64(len(tail))); n < len(tail) {
		return nil, errors.Join(io.ErrUnexpectedEOF, err)
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+endSize > len(tail) {
		return nil, ErrDamaged
	}
	entries, length, begin := binary.LittleEndian.Uint16(tail[at+10:]), int64(binary.LittleEndian.Uint32(tail[at+12:])), int64(binary.LittleEndian.Uint32(tail[at+16:]))
	// A directory that says to be short may begin further ahead than it says.
	end := size - int64(len(tail)) + int64(at)
	if entries == 0xFFFF || int(entries) > MostEntries || length > mostDirectory || end-begin > mostDirectory {
		return nil, ErrMany
	}
	z, err := zip.NewReader(r, size)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case len(z.File) > MostEntries:
		return nil, ErrMany
	}
	return z, nil
}
