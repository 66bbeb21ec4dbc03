package operation

import (
	"context"

	"concord/fault"
	"concord/register"
)

// openServer opens a register in a PostgreSQL database.
func openServer(ctx context.Context, url string) (register.Store, error) {
	return nil, fault.New(fault.Unsupported, "A register in PostgreSQL cannot be opened yet; name a file with --db.")
}
