package postgres

import (
	"context"

	"concord/fault"
	"concord/register"
)

func unfinished() error { return fault.New(fault.Unavailable, "This register cannot do that yet.") }

// Log implements register.Reader.
func (q queries) Log(ctx context.Context, after int64, limit int) ([]register.Entry, error) {
	return nil, nil
}

// Verify implements register.Store.
func (s *Store) Verify(ctx context.Context) (register.Verified, error) {
	return register.Verified{}, unfinished()
}

// Rebuild implements register.Store.
func (s *Store) Rebuild(ctx context.Context) (register.Rebuilt, error) {
	return register.Rebuilt{}, unfinished()
}
