// Package operation is what keeps an installation running: opening its register
// wherever it is kept, telling whether it can be used, saving and restoring it,
// carrying it from one engine to the other, and examining what the program finds
// around it (doctor).
//
// It changes nothing in a register and prints nothing.
package operation

import (
	"context"
	"time"

	"concord/register"
	"concord/settings"
	"concord/store/sqlite"
)

// Open opens the register at an address: a file, made where there is none, or a
// PostgreSQL database.
func Open(ctx context.Context, db string) (register.Store, error) {
	if settings.IsServer(db) {
		return openServer(ctx, db)
	}
	return openFile(ctx, db)
}

func openFile(ctx context.Context, path string) (register.Store, error) {
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return nil, err // not the nil *Store as a Store
	}
	return s, nil
}

// Ready is nil where the register answers now; a form that another program changed
// under this one shows in the answer.
func Ready(ctx context.Context, s register.Store) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if r, ok := s.(interface{ Ready(context.Context) error }); ok {
		return r.Ready(ctx)
	}
	_, err := s.Log(ctx, 0, 1)
	return err
}
