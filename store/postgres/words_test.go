package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"concord/register"
	"concord/store"
	"concord/store/postgres/pgtest"

	"pgregory.net/rapid"
)

// Whatever a program stores comes back as it was, and what is written is what the
// database takes.
func FuzzKept(f *testing.F) {
	for _, s := range []string{"", "a", "a\x00b", "\x01", "\x0100", "\xff\xfe", "é\x00\xffé", "\x01zz", "观察员\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k := kept(s)
		if !utf8.ValidString(k) || strings.IndexByte(k, 0) >= 0 {
			t.Fatalf("%q is written as %q", s, k)
		}
		if got := given(k); got != s {
			t.Fatalf("%q comes back as %q", s, got)
		}
	})
}

func TestKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.ByteRange(0, 255)).Draw(t, "bytes"))
		if got := given(kept(s)); got != s {
			t.Fatalf("%q comes back as %q", s, got)
		}
	})
}

// No token leaves its quotes.
func FuzzQuery(f *testing.F) {
	f.Add("a", "b", "title", true)
	f.Add(`'`, `\`, "", false)
	f.Add("' | 'x", `\'`, "facet", true)
	f.Fuzz(func(t *testing.T, a, b, column string, prefix bool) {
		phrase := register.Match{Op: register.OpPhrase, Tokens: []string{a, b}, Column: column, Prefix: prefix}
		q := query(&register.Match{Op: register.OpNot, Parts: []register.Match{phrase, phrase}}, "")
		if !utf8.ValidString(q) || strings.IndexByte(q, 0) >= 0 {
			t.Fatalf("%q", q)
		}
		// Without what is quoted, only the language itself is left.
		var bare strings.Builder
		quoted := false
		for i := 0; i < len(q); i++ {
			switch c := q[i]; {
			case quoted && (c == '\\' || c == '\'') && i+1 < len(q) && q[i+1] == c:
				i++
			case c == '\'':
				quoted = !quoted
			case !quoted:
				bare.WriteByte(c)
			}
		}
		if quoted || strings.Trim(bare.String(), "()&|!<->:*AB ") != "" {
			t.Fatalf("%q", q)
		}
	})
}

// A record with more words than an entry of the index can hold is stored, and found
// by those that have room.
func TestManyWords(t *testing.T) {
	s, err := Open(t.Context(), pgtest.New(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var repeated, many strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&repeated, "word%d ", i%100)
		fmt.Fprintf(&many, "distinguished%dword ", i)
	}
	for name, w := range map[string]store.Words{
		"repeated": {Title: "the title", Text: repeated.String() + "end"},
		"many":     {Title: "the title", Text: many.String(), Stem: many.String(), Facet: "kind:visit"},
		"long":     {Title: strings.Repeat("x", 5000) + " " + strings.Repeat("é", 1500), Text: "end"},
		"hostile":  {Title: `' \ '' \\ a\x00b`, Text: "\xff\xfe \x01 \x02 : * & | ! ( )"},
		"empty":    {},
	} {
		t.Run(name, func(t *testing.T) {
			act := register.Act{By: register.Person{ID: "a", Name: "A"}, At: time.Date(2044, 5, 1, 0, 0, 0, 0, time.UTC), Name: "test"}
			var record int64
			err := s.Change(t.Context(), act, func(ctx context.Context, r register.Tx) error {
				change := r.(*tx)
				record = change.actID
				return change.found.put(ctx, []any{record, vector(&w)})
			})
			if err != nil {
				t.Fatal(err)
			}
			src := source{s.queries, s.queries}
			for column, text := range map[string]string{"title": w.Title, "text": w.Text} {
				tokens := strings.Fields(text)
				if len(tokens) == 0 {
					continue
				}
				asked := []register.Match{{Op: register.OpPhrase, Tokens: tokens[:1], Column: column}, {Op: register.OpPhrase, Tokens: tokens[:min(3, len(tokens))]}}
				if name != "many" {
					asked = append(asked, register.Match{Op: register.OpPhrase, Tokens: tokens[len(tokens)-1:]})
				}
				for _, m := range asked {
					found, err := src.Find(t.Context(), &m, true)
					if err != nil {
						t.Fatal(err)
					}
					if len(found.Rows) == 0 || int64(found.Rows[len(found.Rows)-1]) != record {
						t.Errorf("%s %.40q: found in %v", column, m.Tokens, found.Rows)
					}
				}
			}
		})
	}
}
