package operation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"concord/document/pdf"
	"concord/fault"
	"concord/settings"
	"concord/store/sqlite"
)

// State of what was examined.
type State string

// The states.
const (
	Well    State = "ok"
	Missing State = "missing" // something that only some functions need
	Doubt   State = "warning" // works, but a person should look at it
	Broken  State = "broken"  // Concord cannot work so
)

// Finding is one thing that was examined.
type Finding struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	Says  string `json:"says"`         // what was found
	Do    string `json:"do,omitempty"` // what to do about it
	Cause string `json:"cause,omitempty"`
}

// System is what the doctor looks at besides the register, so that tests can show
// it others.
type System struct {
	OS      string // as runtime.GOOS names it
	Now     func() time.Time
	Look    func(program string) (path string, err error)
	Run     func(ctx context.Context, path string, args ...string) (string, error)
	Listen  func(address string) error // tells whether a port is free
	Ask     func(ctx context.Context, url string) (string, error)
	Free    func(folder string) (bytes uint64, err error) // for this user
	Network func(folder string) string                    // the kind of a network drive that a folder is on, "" for none
}

// ThisSystem is the computer that the program runs on.
func ThisSystem() System {
	return System{OS: runtime.GOOS, Now: time.Now, Look: exec.LookPath, Free: free, Network: network,
		Run: func(ctx context.Context, path string, args ...string) (string, error) {
			out, err := exec.CommandContext(ctx, path, args...).CombinedOutput()
			return string(out), err
		},
		Listen: func(address string) error {
			l, err := net.Listen("tcp", address)
			if err != nil {
				return err
			}
			return l.Close()
		},
		Ask: func(ctx context.Context, url string) (string, error) {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return "", err
			}
			a, err := http.DefaultClient.Do(r)
			if err != nil {
				return "", err
			}
			defer a.Body.Close()
			b, err := io.ReadAll(io.LimitReader(a.Body, 100))
			return string(b), err
		},
	}
}

// patience is how long one thing is examined; a walk through a large log is broken
// off then, and the finding says so.
const patience = 5 * time.Second

// Examine looks at what the program needs with these settings, and changes nothing.
func (y System) Examine(ctx context.Context, set settings.Settings) []Finding {
	var list []Finding
	add := func(f Finding) { list = append(list, f) }
	if settings.IsServer(set.DB) {
		add(y.server(ctx, set.DB))
	} else {
		add(y.file(ctx, set.DB))
		add(y.folder(set.DB))
		add(y.disk(set.DB))
	}
	if held, err := Exists(set.DB); held && err == nil && list[0].State != Broken && list[0].State != Doubt {
		list = append(list, y.log(ctx, set.DB)...)
	} else {
		add(y.clock(time.Time{}))
	}
	add(y.port(ctx, set.Listen))
	list = append(list, y.fonts(ctx)...)
	list = append(list, y.readers(ctx, set.PDF))
	return list
}

// Fit tells whether nothing that Concord needs is broken.
func Fit(list []Finding) bool {
	for _, f := range list {
		if f.State == Broken {
			return false
		}
	}
	return true
}

// found makes a finding of an error; the sentence says what to do.
func found(name string, s State, err error) Finding {
	f := Finding{Name: name, State: s, Says: fault.Sentence(err)}
	if cause := errors.Unwrap(err); cause != nil {
		f.Cause = cause.Error()
	}
	return f
}

func (y System) file(ctx context.Context, path string) Finding {
	f := Finding{Name: "register", State: Well}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Says = path + " is not there; the first command that needs it makes it."
		return f
	case err != nil:
		return found(f.Name, Broken, fault.Wrap(err, fault.Unavailable, "%s cannot be looked at.", path))
	case info.IsDir():
		f.State, f.Says, f.Do = Broken, path+" is a folder.", "Name a file with --db."
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	e, err := sqlite.Examine(ctx, path)
	switch {
	case err != nil:
		f = found(f.Name, Broken, err)
	case e.Form > e.Known:
		f.State, f.Says, f.Do = Broken, fmt.Sprintf("%s was made by a newer Concord (form %d, this program knows %d).", path, e.Form, e.Known), "Use that program."
	case len(e.Damage) > 0:
		f.State, f.Says, f.Do = Broken, fmt.Sprintf("%s is damaged: %s.", path, e.Damage[0]), "Restore a backup with `concord restore`."
	case e.Form < e.Known:
		f.State, f.Says = Doubt, fmt.Sprintf("%s was made by an older Concord (form %d); the next command brings it up to form %d.", path, e.Form, e.Known)
		f.Do = "Make a copy of the file first."
	case !e.Checked:
		f.Says = fmt.Sprintf("%s, %s, form %d; too large to be checked page by page in %v.", path, bytesText(info.Size()), e.Form, patience)
	default:
		f.Says = fmt.Sprintf("%s, %s, form %d, whole.", path, bytesText(info.Size()), e.Form)
	}
	return f
}

func (y System) server(ctx context.Context, url string) Finding {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	s, err := Open(ctx, url)
	if err != nil {
		return found("register", Broken, err)
	}
	defer s.Close()
	if err := Ready(ctx, s); err != nil {
		return found("register", Broken, err)
	}
	return Finding{Name: "register", State: Well, Says: settings.WithoutSecrets(url) + " answers."}
}

// folder tells whether the register's folder can be written: the journal lies
// beside the file.
func (y System) folder(db string) Finding {
	dir := filepath.Dir(db)
	f := Finding{Name: "folder", State: Well, Says: dir + " can be written."}
	t, err := os.CreateTemp(dir, ".concord-doctor-*")
	if err != nil {
		f = found(f.Name, Broken, fault.Wrap(err, fault.Unavailable, "%s cannot be written, and SQLite needs to write beside the register even to read it.", dir))
		f.Do = "Give the user who runs Concord the right to write there, or name another place with --db."
		return f
	}
	t.Close()
	defer os.Remove(t.Name())
	if kind := y.Network(dir); kind != "" {
		f.State, f.Says = Doubt, fmt.Sprintf("%s is on a network drive (%s), on which several computers would damage the register.", dir, kind)
		f.Do = "Keep the file on a disk of this computer, or use PostgreSQL."
		return f
	}
	if info, err := os.Stat(t.Name()); err == nil {
		if d := y.Now().Sub(info.ModTime()).Abs(); d > time.Minute {
			f.State, f.Says, f.Do = Doubt, fmt.Sprintf("The disk's clock and this computer's differ by %v.", d.Round(time.Second)), "Set both by a time server."
		}
	}
	return f
}

// disk tells whether there is room: a backup or a change of form needs as much
// again as the register has.
func (y System) disk(db string) Finding {
	dir := filepath.Dir(db)
	f := Finding{Name: "disk", State: Well}
	n, err := y.Free(dir)
	if err != nil {
		f.State, f.Says = Doubt, "How much room the disk has cannot be found out: "+err.Error()+"."
		return f
	}
	size := sizeOf(db)
	f.Says = fmt.Sprintf("%s free.", bytesText(int64(min(n, 1<<62))))
	f.Do = "Make room on the disk that holds " + dir + "."
	switch {
	case n < 50e6:
		f.State = Broken
	case n < 1e9, n < 2*uint64(size):
		f.State = Doubt
		f.Says += fmt.Sprintf(" A backup on the same disk needs %s.", bytesText(size))
	default:
		f.Do = ""
	}
	return f
}

// log walks the log, as far as there is time, and looks at the clock beside it.
func (y System) log(ctx context.Context, db string) []Finding {
	s, err := Open(ctx, db)
	if err != nil {
		return []Finding{found("log", Broken, err)}
	}
	defer s.Close()
	var last time.Time
	f := Finding{Name: "log", State: Well}
	walk, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v, err := s.Verify(walk)
	switch {
	case err != nil && walk.Err() != nil && ctx.Err() == nil:
		f.Says = fmt.Sprintf("Too long to be walked to its end in %v; `concord audit verify` does.", patience)
	case err != nil:
		f = found(f.Name, Broken, err)
		f.Do = "Keep this file, restore the last backup that `concord audit verify` finds in order, and compare."
	default:
		f.Says = fmt.Sprintf("%d acts, all in order; the last has the hash %s.", v.Entries, v.Hash)
		if v.Entries > 0 {
			if list, err := s.Log(ctx, v.Entries-1, 1); err == nil && len(list) > 0 {
				last = list[0].Act.At
			}
		}
	}
	return []Finding{f, y.clock(last)}
}

// made is a day before which this program did not exist.
var made = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func (y System) clock(last time.Time) Finding {
	now := y.Now()
	f := Finding{Name: "clock", State: Well, Says: now.Format("2006-01-02 15:04:05 MST") + "."}
	switch {
	case now.Before(made) || now.Year() > 2100:
		f.State = Doubt
		f.Says = fmt.Sprintf("It says %s, which cannot be.", now.Format("2006-01-02 15:04"))
	case last.After(now.Add(time.Minute)):
		f.State = Doubt
		f.Says = fmt.Sprintf("It says %s, but the register was changed at %s.", now.UTC().Format("2006-01-02 15:04"), last.UTC().Format("2006-01-02 15:04"))
	default:
		return f
	}
	f.Do = "Set the clock; what is done is kept with its time."
	return f
}

func (y System) port(ctx context.Context, address string) Finding {
	f := Finding{Name: "address", State: Well, Says: address + " is free."}
	err := y.Listen(address)
	if err == nil {
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if said, asked := y.Ask(ctx, "http://"+address+"/healthz"); asked == nil && strings.TrimSpace(said) == "alive" {
		f.Says = "Concord is running at " + address + "."
		return f
	}
	f.State, f.Says, f.Cause = Doubt, address+" is taken; `concord up` would take the next free port.", err.Error()
	f.Do = "End the other program, or name another address with --listen."
	return f
}

// languages names the six languages by how fontconfig names them.
var languages = []struct{ name, tag string }{
	{"Arabic", "ar"}, {"Chinese", "zh-cn"}, {"English", "en"}, {"French", "fr"}, {"Russian", "ru"}, {"Spanish", "es"},
}

// fonts tells whether this computer can draw the six languages, which the making
// of PDF files needs; pages are drawn by the reader's browser.
func (y System) fonts(ctx context.Context) []Finding {
	if y.OS == "windows" || y.OS == "darwin" {
		return []Finding{{Name: "fonts", State: Well, Says: "The system brings fonts for the six languages."}}
	}
	const do = "Install fonts: `apt install fonts-noto-core fonts-noto-cjk`, or your system's packages of Noto fonts."
	path, err := y.Look("fc-list")
	if err != nil {
		return []Finding{{Name: "fonts", State: Missing, Says: "fc-list is not there, so the fonts cannot be counted.", Do: "`apt install fontconfig`. " + do}}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var without []string
	for _, l := range languages {
		out, err := y.Run(ctx, path, ":lang="+l.tag, "family")
		if err != nil || strings.TrimSpace(out) == "" {
			without = append(without, l.name)
		}
	}
	if len(without) > 0 {
		return []Finding{{Name: "fonts", State: Missing, Says: "No font for " + strings.Join(without, ", ") + "; pages would show boxes.", Do: do}}
	}
	return []Finding{{Name: "fonts", State: Well, Says: "For all six languages."}}
}

// readers tells which reader of PDF files is used and why, and how to get the other.
func (y System) readers(ctx context.Context, preferred string) Finding {
	const do = "`apt install poppler-utils`, `brew install poppler`, or poppler for Windows."
	path, err := y.Look(pdf.PDFToText)
	if err != nil {
		path = ""
	}
	c := pdf.Choose(preferred, path)
	f := Finding{Name: "PDF reader", State: Well, Says: c.Reader + ". " + c.Why}
	switch {
	case c.Reader == pdf.PDFToText && path == "":
		f.State, f.Do = Broken, do+" Or set pdf to auto."
	case c.Reader == pdf.PDFToText:
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		out, _ := y.Run(ctx, path, "-v")
		said, _, _ := strings.Cut(out, "\n")
		_, version, _ := strings.Cut(said, "version ")
		f.Says = strings.TrimSpace("pdftotext "+strings.TrimSpace(version)) + " (" + path + "). " + c.Why
	case preferred != pdf.Builtin:
		f.State, f.Do = Missing, "Nothing, or for speed: "+do
	}
	return f
}

// bytesText is a size for people.
func bytesText(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}
