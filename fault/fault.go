// Package fault gives every error of Concord a kind and a cause, and is the one
// table from kinds to exit codes and HTTP statuses. A person gets a sentence that
// says what is wrong and what to do.
//
// It is not for logging, and it holds no text of its own.
package fault

import (
	"errors"
	"fmt"
	"net/http"
)

// Kind of an error.
type Kind uint8

// The kinds. Internal is the kind of any error that has none.
const (
	Internal    Kind = iota
	Usage            // the command or request is wrong in itself
	Invalid          // the input is not what it has to be
	Unsupported      // the input is well formed, but of a form or language not read
	TooLarge         // beyond a stated limit of size, depth or time
	NotFound         // no such file, record, page
	Forbidden        // the file, folder or act is not permitted
	Conflict         // somebody else changed it meanwhile, or it is locked
	Unavailable      // a disk, database or port that cannot be used now
)

// table is the one place where a kind is given its exit code and status.
var table = [...]struct {
	name   string
	exit   int
	status int
}{
	Internal:    {"internal", 1, http.StatusInternalServerError},
	Usage:       {"usage", 2, http.StatusBadRequest},
	Invalid:     {"invalid", 1, http.StatusUnprocessableEntity},
	Unsupported: {"unsupported", 1, http.StatusUnsupportedMediaType},
	TooLarge:    {"too-large", 1, http.StatusRequestEntityTooLarge},
	NotFound:    {"not-found", 1, http.StatusNotFound},
	Forbidden:   {"forbidden", 1, http.StatusForbidden},
	Conflict:    {"conflict", 1, http.StatusConflict},
	Unavailable: {"unavailable", 1, http.StatusServiceUnavailable},
}

// String is the kind's name as it stands in JSON and logs.
func (k Kind) String() string { return table[k].name }

// Exit is the exit code of the command line.
func (k Kind) Exit() int { return table[k].exit }

// Status is the HTTP status.
func (k Kind) Status() int { return table[k].status }

// Error is an error with its kind; Say is the sentence for a person. Format and Args
// are what Say was made of, so that it can be said in another language.
type Error struct {
	Kind   Kind
	Say    string
	Cause  error
	Format string
	Args   []any
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Say + ": " + e.Cause.Error()
	}
	return e.Say
}

func (e *Error) Unwrap() error { return e.Cause }

// New makes an error of a kind from a sentence for a person.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Say: fmt.Sprintf(format, args...), Format: format, Args: args}
}

// Wrap gives an error a kind and a sentence; nil stays nil.
func Wrap(cause error, k Kind, format string, args ...any) error {
	if cause == nil {
		return nil
	}
	return &Error{Kind: k, Say: fmt.Sprintf(format, args...), Cause: cause, Format: format, Args: args}
}

// KindOf is the kind of the outermost *Error in err's chain; Internal where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Sentence is what a person is told: the outermost sentence, without its causes.
func Sentence(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Say
	}
	return err.Error()
}
