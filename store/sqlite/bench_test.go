package sqlite_test

import (
	"path/filepath"
	"testing"

	"concord/register"
	"concord/store/sqlite"
	"concord/store/storetest"
)

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) register.Store {
		s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "concord.db"), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { s.Close() })
		return s
	})
}
