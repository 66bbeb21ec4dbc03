package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"concord/desk"
	"concord/export"
	"concord/fault"
	"concord/report"
)

// This file is the way back of a draft that went out in Word: what the file changes, and
// what of it is taken up. The file is not kept; its changes go with the form.

// returnedPage is a draft with what came back of it.
type returnedPage struct {
	Cycle, Draft link
	Title        string
	TitleLang    string
	Lang         string // of the draft
	Action       string
	Problem      *refusal
	Done         string
	Left         []leftChange
	Back         string // the changes, for the form that takes them up
	Counts       []string
	Unknown      bool // the version that the file was made of is not known
	Lost         string
	Changes      []returnedChange
	Comments     []returnedComment
	Clash        bool // some could not be taken up: the others can
}

type returnedChange struct {
	N        int
	Number   string
	Section  string // where another one begins
	Fate     string
	Text     []report.Strand
	Notes    []string // on the change
	Now      string   // the paragraph here, where it was changed since
	By, Day  string
	Bare     bool
	May, On  bool // it can be taken up, and is ticked
	Comments []returnedComment
}

type returnedComment struct{ Author, Day, Text, On string }

type leftChange struct{ Number, By, Now string }

// maxReturned is the limit of the form with the changes, in bytes.
const maxReturned = 8 << 20

func returnedAddress(cycle, lang string) string { return draftAddress(cycle, lang) + "/returned/" }

// returned is the page before a file is there.
func (s *Site) returned(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	return s.showReturned(v, w, http.StatusOK, &returnedPage{}, nil, nil)
}

// takeReturned reads a file that came back, or takes up what was chosen of one.
func (s *Site) takeReturned(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	rec, _, lang, err := s.cycleOf(v, w)
	if err != nil {
		return err
	}
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		back, err := s.readReturned(v, w, rec.ID, lang)
		return s.orReturned(v, w, &returnedPage{}, back, err)
	}
	form, err := v.form(maxReturned)
	if err != nil {
		return err
	}
	back := &export.Back{}
	if json.Unmarshal([]byte(form.Get("back")), back) != nil || len(back.Changes) == 0 {
		return s.orReturned(v, w, &returnedPage{}, nil, fault.New(fault.Invalid, "The form holds nothing of a file that came back; hand the file in again."))
	}
	var chosen []desk.Returned
	var numbers []int
	for i := range back.Changes {
		if c := &back.Changes[i]; c.Take != nil && slices.Contains(form["take"], strconv.Itoa(i+1)) {
			chosen, numbers = append(chosen, *c.Take), append(numbers, i+1)
		}
	}
	pg := &returnedPage{}
	if len(chosen) == 0 {
		return s.orReturned(v, w, pg, back, fault.New(fault.Invalid, "Nothing was chosen: tick what is to be taken up."))
	}
	taken, left, err := w.Desk.TakeReturned(v.r.Context(), rec.ID, lang, chosen, form.Get("rest") != "", w.Person(v.r))
	if err != nil {
		pg.Clash = fault.KindOf(err) == fault.Conflict
		for i := range back.Changes { // as they were ticked
			back.Changes[i].Doubt = !slices.Contains(numbers, i+1)
			back.Changes[i].Stale = back.Changes[i].Stale && back.Changes[i].Doubt
		}
		return s.orReturned(v, w, pg, back, err)
	}
	pg.Done = s.messages.text(v.lang, "returned.done", "n", taken)
	for _, l := range left {
		pg.Left = append(pg.Left, leftChange{strconv.Itoa(numbers[l.Change]), l.By.Name, l.Now})
	}
	return s.showReturned(v, w, http.StatusOK, pg, nil, nil)
}

// readReturned reads the file of a form.
func (s *Site) readReturned(v *visit, w *Workplace, cycle, lang string) (*export.Back, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, s.MaxFile+1<<16)
	err := v.r.ParseMultipartForm(8 << 20) // what is more goes to the disk
	if v.r.MultipartForm != nil {
		defer v.r.MultipartForm.RemoveAll() //nolint:errcheck // temporary files
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, fault.Wrap(err, fault.TooLarge, "The file is larger than %d MB; give the Word file that came back.", s.MaxFile>>20)
	case err != nil:
		return nil, fault.Wrap(err, fault.Usage, "The form that came with the request cannot be read.")
	}
	file, head, err := v.r.FormFile("f")
	if err != nil || head.Filename == "" {
		return nil, fault.New(fault.Invalid, "No file came with the form; choose the Word file that came back.")
	}
	defer file.Close() //nolint:errcheck // read only
	r, err := export.ReadBack(file, head.Size)
	if err != nil {
		return nil, err
	}
	return r.Back(v.r.Context(), w.Register, cycle, lang)
}

// orReturned shows the page with what was wrong, where a person can mend it.
func (s *Site) orReturned(v *visit, w *Workplace, pg *returnedPage, back *export.Back, err error) error {
	switch kind := fault.KindOf(err); kind {
	case fault.Internal, fault.Unavailable, fault.Forbidden:
		if err != nil {
			return err
		}
	default:
		return s.showReturned(v, w, kind.Status(), pg, back, err)
	}
	return s.showReturned(v, w, http.StatusOK, pg, back, nil)
}

func (s *Site) showReturned(v *visit, w *Workplace, status int, pg *returnedPage, back *export.Back, problem error) error {
	rec, c, lang, err := s.cycleOf(v, w)
	if err != nil {
		return err
	}
	if problem != nil {
		pg.Problem = s.messages.refusal(v.lang, problem)
	}
	pg.Lang, pg.Action = lang, v.to(returnedAddress(rec.ID, lang))
	pg.Cycle = link{Href: v.to(cycleAddress(rec.ID)), Label: s.messages.text(v.lang, "draft.cycle")}
	pg.Draft = link{Href: v.to(draftAddress(rec.ID, lang)), Label: s.messages.text(v.lang, "draft.text")}
	pg.Title, pg.TitleLang = cycleTitle(v.lang, rec.ID, &c)
	if back != nil {
		if err := s.fillReturned(v, pg, back); err != nil {
			return err
		}
	}
	s.render(v, status, "returned.html", s.messages.text(v.lang, "returned.title"), pg)
	return nil
}

// fillReturned lays the changes of a file out.
func (s *Site) fillReturned(v *visit, pg *returnedPage, back *export.Back) error {
	b, err := json.Marshal(back)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "The answer could not be written.")
	}
	pg.Back, pg.Unknown = string(b), !back.Known
	if back.Lost > 0 {
		pg.Lost = s.messages.text(v.lang, "returned.lost", "n", back.Lost)
	}
	counts := map[export.Fate]int{}
	section := "\x00"
	for i := range back.Changes {
		c := &back.Changes[i]
		counts[c.Fate]++
		l := returnedChange{N: i + 1, Number: s.messages.number(v.lang, i+1), Fate: s.messages.text(v.lang, "returned.fate."+string(c.Fate)), Bare: c.Fate == export.Inserted,
			May: c.Take != nil, On: c.Take != nil && !c.Doubt && !c.Stale, Now: c.Now, Comments: s.returnedComments(v, c.Comments)}
		if c.Part != section {
			if section = c.Part; c.Part == "" {
				l.Section = s.messages.text(v.lang, "returned.masthead")
			} else {
				l.Section = s.partTitle(v, c.Part)
			}
		}
		switch c.Fate {
		case export.Changed:
			l.Text = report.Weave(c.Draft, c.After)
		case export.Deleted:
			l.Text = []report.Strand{{Text: c.Draft, Was: true}}
		case export.Inserted:
			l.Text = []report.Strand{{Text: c.After, Now: true}}
		default:
			l.Text = []report.Strand{{Text: c.Draft, Was: true, Now: true}}
		}
		l.By = strings.Join(c.By, s.messages.text(v.lang, "list.separator"))
		if !c.At.IsZero() {
			l.Day = day(v.lang, c.At)
		}
		for _, x := range []struct {
			is  bool
			key string
		}{{c.Untracked, "returned.untracked"}, {c.Doubt && c.Untracked, "returned.doubt"}, {c.Now != "", "returned.stale"}, {c.Take == nil, "returned.by-hand"}} {
			if x.is {
				l.Notes = append(l.Notes, s.messages.text(v.lang, x.key))
			}
		}
		pg.Changes = append(pg.Changes, l)
	}
	for _, f := range []export.Fate{export.Changed, export.Deleted, export.Inserted, export.Moved} {
		if n := counts[f]; n > 0 {
			pg.Counts = append(pg.Counts, s.messages.text(v.lang, "returned.fate."+string(f))+s.messages.text(v.lang, "colon")+s.messages.number(v.lang, n))
		}
	}
	pg.Comments = s.returnedComments(v, back.Comments)
	return nil
}

func (s *Site) returnedComments(v *visit, list []export.ReturnedComment) (out []returnedComment) {
	for _, c := range list {
		x := returnedComment{Author: c.Author, Text: c.Text, On: clip(c.On, 160)}
		if !c.At.IsZero() {
			x.Day = day(v.lang, c.At)
		}
		out = append(out, x)
	}
	return out
}
