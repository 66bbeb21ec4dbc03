package operation

import (
	"context"

	"concord/fault"
	"concord/register"
	"concord/settings"
	"concord/store/postgres"

	"github.com/jackc/pgx/v5"
)

// openServer opens a register in a PostgreSQL database.
func openServer(ctx context.Context, url string) (register.Store, error) {
	s, err := postgres.Open(ctx, url, postgres.Options{})
	if err != nil {
		return nil, err // not the nil *Store as a Store
	}
	return s, nil
}

// Size is how many bytes a register takes on disk.
func Size(ctx context.Context, db string) (int64, error) {
	if !settings.IsServer(db) {
		return sizeOf(db) + sizeOf(db+"-wal"), nil
	}
	c, err := pgx.Connect(ctx, db)
	if err != nil {
		return 0, fault.New(fault.Unavailable, "The database cannot be reached.") // the cause may hold the password
	}
	defer c.Close(context.WithoutCancel(ctx))
	var n int64
	err = c.QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&n)
	return n, fault.Wrap(err, fault.Unavailable, "The database does not say how large it is.")
}
