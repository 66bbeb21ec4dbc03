package desk_test

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"

	"concord/desk"
	"concord/store/sqlite"
)

// BenchmarkFirstDocument is a new file on a new register, opening and closing
// included: 128 paragraphs, 256 activities, 2,048 marks and 2,560 claims, about
// as the seed has.
func BenchmarkFirstDocument(b *testing.B) {
	doc, rd := invent(1, 128, 2)
	dir := b.TempDir()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s, err := sqlite.Open(context.Background(), filepath.Join(dir, strconv.Itoa(i)), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := desk.New(s).TakeIn(context.Background(), doc, rd, amira); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenNew(b *testing.B) {
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		s, err := sqlite.Open(context.Background(), filepath.Join(dir, strconv.Itoa(i)), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

func BenchmarkOpenAgain(b *testing.B) {
	path := filepath.Join(b.TempDir(), "concord.db")
	for b.Loop() {
		s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

func BenchmarkNextDocument(b *testing.B) {
	d, _ := open(b)
	b.ReportAllocs()
	for i := uint64(1); b.Loop(); i++ {
		b.StopTimer()
		doc, rd := invent(i, 128, 2)
		b.StartTimer()
		if _, err := d.TakeIn(context.Background(), doc, rd, amira); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnchanged(b *testing.B) {
	d, _ := open(b)
	doc, rd := invent(1, 128, 2)
	for b.Loop() {
		if _, err := d.TakeIn(context.Background(), doc, rd, amira); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkView(b *testing.B) {
	d, s := open(b)
	doc, rd := invent(1, 128, 2)
	if _, err := d.TakeIn(context.Background(), doc, rd, amira); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.View(context.Background(), "A/99/1", "en", 0); err != nil {
			b.Fatal(err)
		}
	}
}
