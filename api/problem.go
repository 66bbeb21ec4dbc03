package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"concord/fault"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// Trouble is an error as RFC 9457 has it.
type Trouble struct {
	Type   string  `json:"type" doc:"urn:concord:problem: and the kind."`
	Title  string  `json:"title" doc:"The kind of error in a few words."`
	Status int     `json:"status"`
	Detail string  `json:"detail" doc:"What is wrong, and what to do."`
	Kind   string  `json:"kind" doc:"usage, invalid, unsupported, too-large, not-found, method, forbidden, conflict, unavailable or internal."`
	Errors []Wrong `json:"errors,omitempty" doc:"Each parameter that is wrong."`
}

// Wrong is one parameter that is wrong.
type Wrong struct {
	Parameter string `json:"parameter"`
	Message   string `json:"message"`
}

// Error and GetStatus make it an error of huma.
func (t *Trouble) Error() string  { return t.Detail }
func (t *Trouble) GetStatus() int { return t.Status }

// ContentType is that of a problem, whatever was asked for.
func (t *Trouble) ContentType(string) string { return "application/problem+json" }

// titles of the kinds of package fault, and of method.
var titles = map[string]string{
	"internal": "Something went wrong in the program", "usage": "The request is not understood", "invalid": "A value is not what it has to be",
	"unsupported": "That form or language is not offered", "too-large": "Too large", "not-found": "There is no such thing here", "method": "This is not done here",
	"forbidden": "This is not permitted here", "conflict": "Somebody else changed this meanwhile", "unavailable": "This cannot be used now",
}

// Problem answers with an error. What went wrong inside is for the log alone.
func Problem(w http.ResponseWriter, r *http.Request, err error) {
	var t *Trouble
	if errors.As(err, &t) {
		problem(w, r, t.Status, t.Kind, t.Detail, t.Errors)
		return
	}
	kind := fault.KindOf(err)
	said := fault.Sentence(err)
	if kind == fault.Internal {
		said = "It has been written to the log. Ask again; if it comes again, tell whoever runs this installation."
	}
	problem(w, r, kind.Status(), kind.String(), said, nil)
}

func problem(w http.ResponseWriter, r *http.Request, status int, kind, detail string, errs []Wrong) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", "en")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	for _, gone := range []string{"ETag", "Last-Modified", "Content-Disposition", "Content-Encoding", "Content-Length"} {
		h.Del(gone)
	}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	b, _ := json.Marshal(&Trouble{Type: "urn:concord:problem:" + kind, Title: titles[kind], Status: status, Detail: detail, Kind: kind, Errors: errs})
	_, _ = w.Write(append(b, '\n')) // a reader who went away is no error of ours
}

// What huma says of a parameter, in plain words that follow the parameter's name.
func init() {
	validation.MsgExpectedBoolean = "has to be true or false"
	validation.MsgExpectedNumber = "has to be a number"
	validation.MsgExpectedInteger = "has to be a whole number"
	validation.MsgExpectedString = "has to be text"
	validation.MsgExpectedOneOf = "has to be one of \"%s\""
	validation.MsgExpectedMinimumNumber = "has to be at least %v"
	validation.MsgExpectedMaximumNumber = "has to be at most %v"
	validation.MsgExpectedMinLength = "has to have at least %d characters"
	validation.MsgExpectedMaxLength = "has to have at most %d characters"
	validation.MsgExpectedMaxItems = "comes more than %d times"
	validation.MsgExpectedArrayItemsUnique = "has a value twice"
	huma.NewError = trouble
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return trouble(status, msg, errs...)
	}
}

// trouble makes a problem of what huma found wrong in the parameters.
func trouble(status int, msg string, errs ...error) huma.StatusError {
	t := &Trouble{Status: status, Kind: "invalid"}
	if status >= 500 {
		t.Kind = "internal"
		t.Detail = "It has been written to the log."
	}
	var said []string
	for _, err := range errs {
		var d *huma.ErrorDetail
		if !errors.As(err, &d) {
			continue
		}
		where := d.Location
		if _, name, ok := strings.Cut(where, "."); ok {
			where = name
		}
		m := d.Message
		switch {
		case m == "unknown query parameter":
			m = "is no parameter of this address"
		case strings.Contains(m, "integer"):
			m = validation.MsgExpectedInteger
		case strings.Contains(m, "bool"):
			m = validation.MsgExpectedBoolean
		}
		t.Errors = append(t.Errors, Wrong{printable(where), m})
		said = append(said, fmt.Sprintf("%q %s", printable(where), m))
	}
	if t.Kind == "invalid" {
		t.Detail = "The request cannot be answered as it stands: " + strings.Join(said, "; ") + "."
	}
	t.Type, t.Title = "urn:concord:problem:"+t.Kind, titles[t.Kind]
	return t
}
