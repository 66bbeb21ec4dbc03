package intake

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"concord/document"
)

func benchmarkFile(b *testing.B, parts ...string) {
	data, err := os.ReadFile(filepath.Join(append([]string{shared(b)}, parts...)...))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), parts[len(parts)-1], bytes.NewReader(data), int64(len(data)), document.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeed(b *testing.B) { benchmarkFile(b, "seed", "A-77-277.zh.txt") }
func BenchmarkWord(b *testing.B) { benchmarkFile(b, "samples", "A_80_604_Add.1.en.docx") }
func BenchmarkWordTables(b *testing.B) {
	benchmarkFile(b, "samples", "A_81_6_Sect.11.en.docx")
}
