package postgres

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// PostgreSQL keeps no zero byte and nothing but UTF-8 in a TEXT, a register keeps
// whatever it is given: the few strings with either are written with marks that
// begin with U+0001, and read back as they were.

// kept is a string in the form in which the database can hold it.
func kept(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 2 || c >= utf8.RuneSelf {
			plain = c >= 2 && utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 && strings.IndexByte(s, 1) < 0
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r < 2 || r == utf8.RuneError && n == 1 {
			b.WriteByte(1)
			b.WriteString(hex.EncodeToString([]byte{s[i]}))
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// given is the string that kept was given.
func given(s string) string {
	i := strings.IndexByte(s, 1)
	if i < 0 {
		return s
	}
	b := []byte(s[:i])
	for ; i < len(s); i++ {
		if s[i] == 1 && i+2 < len(s) {
			if c, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				b = append(b, c[0])
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

// keep makes the arguments of a statement ready for the database.
func keep(args []any) []any {
	for i, a := range args {
		switch a := a.(type) {
		case string:
			args[i] = kept(a)
		case []string:
			list := make([]string, len(a))
			for j, s := range a {
				list[j] = kept(s)
			}
			args[i] = list
		}
	}
	return args
}

// row is a row of an answer.
type row struct{ rows pgx.Rows }

// Scan is that of pgx, with texts as they were given.
func (r row) Scan(dest ...any) error {
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	for _, d := range dest {
		switch d := d.(type) {
		case *string:
			*d = given(*d)
		case *[]string:
			for i, s := range *d {
				(*d)[i] = given(s)
			}
		}
	}
	return nil
}

// utf scans a BYTEA that is a text.
type utf struct{ to *string }

// ScanBytes implements pgtype.BytesScanner.
func (u utf) ScanBytes(b []byte) error {
	*u.to = string(b)
	return nil
}
