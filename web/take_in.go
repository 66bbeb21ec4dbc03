package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"concord/fault"
)

// taken is what became of one file, in the reader's language.
type taken struct {
	Name     string   `json:"name"`
	OK       bool     `json:"ok"`
	Passed   bool     `json:"passed,omitempty"` // no document, and passed over
	Line     string   `json:"line"`
	Href     string   `json:"href,omitempty"` // of the reading view
	Warnings []string `json:"warnings,omitempty"`
}

// takeIn reads the files of the form, one after another as they arrive: none is
// held whole here. A file that fails does not keep the others from being read.
func (s *Site) takeIn(v *visit) error {
	if s.Intake == nil {
		return fault.New(fault.Forbidden, "This site takes no files in.")
	}
	// Files come as slowly as they do, and reading them takes its time.
	patience := time.Now().Add(30 * time.Minute)
	control := http.NewResponseController(v.w)
	_ = control.SetReadDeadline(patience) // not every connection can; then none holds
	_ = control.SetWriteDeadline(patience)
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxBody)
	parts, err := v.r.MultipartReader()
	if err != nil {
		return fault.Wrap(err, fault.Usage, "No files came with the request.")
	}
	var files []taken
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return cut(err)
		}
		if part.FormName() != "f" || part.FileName() == "" {
			continue
		}
		list, err := s.takeOne(v, part)
		if err != nil {
			return err
		}
		files = append(files, list...)
	}
	if wantsJSON(v.r) {
		s.sendJSON(v, 200, map[string]any{"files": files})
		return nil
	}
	// One file that went well leads straight to what was read in it.
	if len(files) == 1 && files[0].OK {
		v.redirect(files[0].Href)
		return nil
	}
	status := http.StatusOK
	if !slices.ContainsFunc(files, func(f taken) bool { return f.OK || f.Passed }) {
		status = http.StatusUnprocessableEntity
	}
	s.render(v, status, "taken.html", s.messages.text(v.lang, "taken.title"), struct{ Files []taken }{files})
	return nil
}

// cut is the error of a request that broke off or was too long.
func cut(err error) error {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return fault.Wrap(err, fault.TooLarge, "The files of one request may have %d MB together.", maxBody>>20)
	}
	return fault.Wrap(err, fault.Usage, "The files did not arrive whole.")
}

// takeOne reads one file and says what became of each document in it.
func (s *Site) takeOne(v *visit, part *multipart.Part) ([]taken, error) {
	name := fileName(part.FileName())
	body := &bounded{r: part, left: s.MaxFile}
	list, err := s.Intake(v.r.Context(), name, body)
	if body.over {
		list, err = nil, fault.New(fault.TooLarge, "%s is larger than %d MB: hand in the text of the report without its pictures, or in parts.", name, s.MaxFile>>20)
	}
	// What the reader of the file left is read past, up to the bound of the request,
	// so that the files behind it are found.
	if _, rest := io.Copy(io.Discard, part); rest != nil {
		return nil, cut(rest)
	}
	if err != nil {
		list = append(list, Outcome{Name: name, Err: err})
	}
	files := make([]taken, len(list))
	for i, out := range list {
		files[i] = s.told(v, out)
	}
	return files, nil
}

// told says what became of a document.
func (s *Site) told(v *visit, out Outcome) taken {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	t := taken{Name: out.Name}
	if out.Passed {
		t.Passed, t.Line = true, msg("taken.passed")
		return t
	}
	if out.Err != nil {
		kind := fault.KindOf(out.Err)
		if kind == fault.Internal || kind == fault.Unavailable {
			s.Log.Error("file not read", "file", out.Name, "error", out.Err)
		}
		t.Line = msg("taken.failed") + msg("colon") + s.messages.refusal(v.lang, out.Err).Text
		return t
	}
	t.OK = true
	t.Href = v.to(address(Entry{Work: out.Work, Language: out.Language}))
	if out.Contribution != "" && s.Workplace != nil && s.may(v.r, Edit) {
		t.Href = v.to("/desk/in/" + out.Contribution) // first of all its line: from whom, on whom, for when
	}
	key := "taken.read"
	switch {
	case out.Known:
		key = "taken.known"
	case out.Repeats > 0:
		key = "taken.repeats"
	case out.Late:
		key = "taken.late"
	case out.Version > 1:
		key = "taken.version"
	}
	t.Line = msg(key, "version", out.Version, "paragraphs", msg("count.paragraphs", "n", out.Paragraphs), "activities", msg("count.acts", "n", out.Activities))
	for _, w := range out.Warnings {
		t.Warnings = append(t.Warnings, s.warning(v.lang, w))
	}
	return t
}

// warning in the reader's language, with the place in the file.
func (s *Site) warning(lang string, w Warning) string {
	key := "warning." + w.Kind
	if !s.messages.has(lang, key) || (lang == "en" && w.Text != "") {
		return w.Text
	}
	if w.Place == "" {
		return s.messages.text(lang, key)
	}
	return s.messages.text(lang, key) + " (" + w.Place + ")"
}

// fileName is the last element of what the browser called the file, whichever
// system it runs on, without control characters, at most 200 letters.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	if s == "" || s == "." || s == "/" {
		return "file"
	}
	return s
}

// bounded reads up to a number of bytes; one more is an error.
type bounded struct {
	r    io.Reader
	left int64
	over bool
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		var one [1]byte
		n, err := b.r.Read(one[:])
		if n > 0 {
			b.over = true
			return 0, fault.New(fault.TooLarge, "The file is larger than the site takes.")
		}
		return 0, err
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

func (v *visit) redirect(to string) {
	v.sent = true
	v.w.Header().Set("Cache-Control", "no-store")
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

func (s *Site) sendJSON(v *visit, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		s.fail(v, fault.Wrap(err, fault.Internal, "The answer could not be written."))
		return
	}
	v.send(status, "application/json", b)
}
