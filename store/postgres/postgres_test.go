package postgres_test

import (
	"testing"

	"concord/register"
	"concord/store/postgres"
	"concord/store/postgres/pgtest"
	"concord/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) register.Store {
		s, err := postgres.Open(t.Context(), pgtest.New(t), postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	})
}
