package postgres

import (
	"context"

	"concord/fault"
	"concord/register"
)

func unfinished() error { return fault.New(fault.Unavailable, "This register cannot do that yet.") }

// Totals implements register.Reader.
func (q queries) Totals(ctx context.Context) (register.Totals, error) {
	return register.Totals{}, unfinished()
}

// Records implements register.Reader.
func (q queries) Records(ctx context.Context, f register.Filter) (register.Page, error) {
	return register.Page{}, unfinished()
}

// Facets implements register.Reader.
func (q queries) Facets(ctx context.Context, f register.Filter, facets ...string) (map[string][]register.FacetCount, error) {
	return nil, unfinished()
}

// Sames implements register.Reader.
func (q queries) Sames(ctx context.Context, f register.SameFilter) ([]register.Same, error) {
	return nil, nil
}

// Confirmations implements register.Reader.
func (q queries) Confirmations(ctx context.Context, record string) ([]register.Confirmation, error) {
	return nil, nil
}

// Cited implements register.Reader.
func (q queries) Cited(ctx context.Context, limit int) ([]register.CitedWork, error) { return nil, nil }

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

// SetSames implements register.Tx.
func (t *tx) SetSames(ctx context.Context, list []register.Same) error { return unfinished() }

// AddConfirmations implements register.Tx.
func (t *tx) AddConfirmations(ctx context.Context, list []register.Confirmation) error {
	return unfinished()
}
