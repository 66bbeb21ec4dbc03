// Package desk is every act that changes the register: what a file told, what a
// person decides, corrects, withdraws. Pages, programs and the command line call
// it; nobody else writes. Each act is one change of the store, with who did it.
//
// It shows nothing and reads no text: what a file tells comes in as a reading. Where
// people change names it has the stored texts read again (names.go).
package desk

import (
	"context"
	"os/user"
	"strings"
	"sync/atomic"
	"time"

	"concord/fault"
	"concord/register"
)

// Desk changes one register.
type Desk struct {
	store register.Store
	now   func() time.Time
	names atomic.Pointer[namesInForce] // last known to be in force
}

// Option of a Desk.
type Option func(*Desk)

// Clock replaces the clock, for tests and replays.
func Clock(now func() time.Time) Option { return func(d *Desk) { d.now = now } }

// New makes the desk of a register.
func New(store register.Store, options ...Option) *Desk {
	d := &Desk{store: store, now: time.Now}
	for _, o := range options {
		o(d)
	}
	return d
}

// Local is the person who uses this computer, under the name that the computer
// has for him: who acts until accounts exist.
func Local() register.Person {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Name
		if name == "" {
			name = u.Username
		}
	}
	return Named(name)
}

// Named is a local person by name.
func Named(name string) register.Person {
	name = strings.TrimSpace(name)
	if name == "" {
		name = "Local user"
	}
	return register.Person{ID: "local:" + strings.ToLower(strings.Join(strings.Fields(name), "-")), Name: name}
}

func (d *Desk) change(ctx context.Context, act register.Act, fn func(ctx context.Context, tx register.Tx) error) error {
	if act.By.ID == "" {
		return fault.New(fault.Invalid, "A change of the register needs somebody who makes it.")
	}
	act.At = d.now().UTC()
	return d.store.Change(ctx, act, fn)
}
