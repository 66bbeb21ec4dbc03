package desk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"concord/desk"
	"concord/register"
	"concord/store/sqlite"
	"concord/store/storetest"
)

// BenchmarkState looks where the desk stands, with STORE_BENCH activities (10,000
// where it is not set) and thirty relationships.
func BenchmarkState(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("STORE_BENCH"))
	if err != nil {
		n = 10_000
	}
	ctx := context.Background()
	s, err := sqlite.Open(ctx, filepath.Join(b.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := storetest.Fill(ctx, s, n, 1); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2040, 6, 1, 0, 0, 0, 0, time.UTC)
	err = s.Change(ctx, register.Act{By: amira, Name: "load-starter", At: now}, func(ctx context.Context, tx register.Tx) error {
		for i := range 30 {
			id := fmt.Sprint("relationship-", i)
			claims := []register.Claim{{Record: id, Field: "partner", Value: fmt.Sprint("org", i), Author: amira.ID, State: register.Accepted}}
			rec := register.Record{ID: id, Kind: register.KindRelationship, Origin: register.Starter, Review: register.None, Visibility: register.Public, Fields: register.Current(register.KindRelationship, claims)}
			if err := tx.SetRecords(ctx, []register.Record{rec}); err != nil {
				return err
			}
			if err := tx.AddClaims(ctx, claims); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		state, err := desk.StateOf(ctx, s, now)
		if err != nil || state.Total.Waiting == 0 || len(state.Items) != 30 {
			b.Fatal(state.Total, err)
		}
	}
}
