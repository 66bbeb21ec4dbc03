package operation

import (
	"context"

	"concord/register"
	"concord/store/postgres"
)

// openServer opens a register in a PostgreSQL database.
func openServer(ctx context.Context, url string) (register.Store, error) {
	s, err := postgres.Open(ctx, url, postgres.Options{})
	if err != nil {
		return nil, err // not the nil *Store as a Store
	}
	return s, nil
}
