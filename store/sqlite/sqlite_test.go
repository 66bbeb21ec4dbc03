package sqlite_test

import (
	"path/filepath"
	"testing"

	"concord/register"
	"concord/store/sqlite"
	"concord/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) register.Store {
		s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a #1 %41.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	})
}
