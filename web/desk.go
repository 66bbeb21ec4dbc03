package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"concord/contribution"
	"concord/desk"
	"concord/document"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// Workplace is what the pages of the desk stand on: the register, the acts that
// change it, the names in force, and who sits there.
type Workplace struct {
	Register register.Reader
	Desk     *desk.Desk
	// Lexicon gives the names in force, those that people changed among them.
	Lexicon func() *lexicon.Lexicon
	// Person tells who makes the request; until there are accounts, the local person.
	Person func(r *http.Request) register.Person
	// Sent reads what organizations send in, with the names in force; Layout makes a
	// document of a text that was pasted. Without them the site takes nothing in.
	Sent   func() *contribution.Reader
	Layout func(ctx context.Context, name string, content []byte) (*document.Document, error)
	// Draft writes a draft from the records; nil where none is written.
	Draft Drafter
}

// maxForm is the limit of a form without files, in bytes.
const maxForm = 1 << 20

// desk gives the workplace, or refuses on a site that only shows.
func (s *Site) desk() (*Workplace, error) {
	if s.Workplace == nil {
		return nil, fault.New(fault.Forbidden, "This site shows the register and changes nothing in it.")
	}
	return s.Workplace, nil
}

// posted gives the workplace and the form that came with a request to change something.
func (s *Site) posted(v *visit) (*Workplace, url.Values, error) {
	w, err := s.desk()
	if err != nil {
		return nil, nil, err
	}
	form, err := v.form(maxForm)
	return w, form, err
}

// HasDesk says whether the reader may sit at the desk.
func (p *page) HasDesk() bool {
	return p.site.Workplace != nil && p.site.may(p.visit.r, Edit)
}

// form reads a form that came with the request, of at most max bytes.
func (v *visit) form(max int64) (url.Values, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, max)
	err := v.r.ParseForm()
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		err = v.r.ParseMultipartForm(max)
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, fault.Wrap(err, fault.TooLarge, "The form holds more than %d kB.", max>>10)
	case err != nil:
		return nil, fault.Wrap(err, fault.Usage, "The form that came with the request cannot be read.")
	}
	return v.r.PostForm, nil
}

// revisionOf reads the revision that a form was made from.
func revisionOf(form url.Values) (int, error) {
	n, err := strconv.Atoi(form.Get("revision"))
	if err != nil || n < 1 {
		return 0, fault.New(fault.Usage, "The form does not say which revision of the record you saw.")
	}
	return n, nil
}
