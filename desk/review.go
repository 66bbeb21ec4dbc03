package desk

import (
	"context"

	"concord/fault"
	"concord/register"
)

var errLater = fault.New(fault.Internal, "This act is being written.")

// Accept is a person's word that a record is right as it stands: every accepted
// value becomes his, and the record is reviewed. Values that are proposed beside it
// stay proposed, since they may have come in after he looked: the record leaves what
// waits and is found among the reviewed ones with a doubt.
func (d *Desk) Accept(ctx context.Context, record string, revision int, why string, by register.Person) (register.Record, error) {
	return register.Record{}, errLater
}

// Take states a value in a person's own name with the words that bear it: a stretch
// of a text (Evidence.Text, From, To). It is accepted in place of the other values
// of its element.
func (d *Desk) Take(ctx context.Context, record string, revision int, field, value string, words register.Evidence, why string, by register.Person) (register.Record, error) {
	return register.Record{}, errLater
}

// Clear says that no value of a field is reported: those that stand or are proposed
// are rejected, and what a later reading finds is proposed.
func (d *Desk) Clear(ctx context.Context, record string, revision int, field, why string, by register.Person) (register.Record, error) {
	return register.Record{}, errLater
}

// Split makes two records of one that a text tells, at a byte of that text within
// the quote; text 0 is the first newest one that tells it. The record keeps the part
// before, the other one, which is given second, has the part behind. A claim goes to
// the part where its words stand, one without words in the text to both. Both wait
// for review. Later readings find the two, be it in one act or in two.
func (d *Desk) Split(ctx context.Context, record string, revision int, text int64, at int, why string, by register.Person) (one, two register.Record, err error) {
	return one, two, errLater
}

// Confirm records the word of an organization on the revision that it was shown.
// The next word of the same organization in the same cycle takes its place. An
// organization that takes no part may contest a record or say that it is not its
// own, not confirm it; nothing is said of a record that is not in lists.
func (d *Desk) Confirm(ctx context.Context, c register.Confirmation, by register.Person) error {
	return errLater
}

// Undo takes one act of review back: what it changed is again as it was before, for
// all that nobody has changed since; else the error is a Conflict that says who did,
// and nothing is changed. It is an act itself, and can be taken back too.
func (d *Desk) Undo(ctx context.Context, act int64, why string, by register.Person) error {
	return errLater
}

// Last is the last act of a person that can be taken back, and was not; the error
// is of kind NotFound where there is none among the last acts.
func (d *Desk) Last(ctx context.Context, by register.Person) (register.Entry, error) {
	return register.Entry{}, errLater
}
