package sqlite

import (
	"context"

	"concord/fault"
	"concord/register"
)

// Cases implements register.Reader.
func (q queries) Cases(ctx context.Context, ids ...string) ([]register.Case, error) {
	return nil, fault.New(fault.Internal, "This is being written.")
}

// LogBack implements register.Reader.
func (q queries) LogBack(ctx context.Context, before int64, limit int) ([]register.Entry, error) {
	return nil, fault.New(fault.Internal, "This is being written.")
}

// Changes implements register.Reader.
func (q queries) Changes(ctx context.Context, act int64) (c register.Changes, err error) {
	return c, fault.New(fault.Internal, "This is being written.")
}
