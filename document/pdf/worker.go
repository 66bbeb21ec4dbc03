package pdf

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// The built-in reader works in a process of its own: this program, started once
// more. A file that takes too long, too much memory or breaks the reader ends
// that process and nothing else. It goes on to the next file when one is done, as
// to start it takes a quarter of a second; each file has a fresh machine in it.
//
// A request is two numbers of eight bytes, the most pages and the size, and the
// file; the answer the words (words.go) and the line "<end …/>".

// workerName is the only argument of the process that reads.
const workerName = "pdf-reader"

// Any program that links this package can be the process: tests as well.
func init() {
	if len(os.Args) == 2 && os.Args[1] == workerName {
		os.Exit(work(os.Stdin, os.Stdout))
	}
}

// work reads files from in until it ends.
func work(in io.Reader, out io.Writer) int {
	debug.SetGCPercent(50)
	w := bufio.NewWriterSize(out, 64<<10)
	say := func(line string) bool {
		w.WriteString("<end " + line + "/>\n")
		return w.Flush() == nil
	}
	e, err := newEngine()
	if err != nil {
		say("broken " + oneLine(err))
		return 1
	}
	if !say("ready") {
		return 1
	}
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		var request [2]int64
		if err := binary.Read(r, binary.LittleEndian, &request); err != nil {
			return 0
		}
		repaired, err := e.pages(r, request[1], int(request[0]), w)
		switch {
		case err == nil && repaired:
			say("repaired")
		case err == nil:
			say("whole")
		case errors.Is(err, errLocked):
			say("locked")
		case errors.Is(err, errPages):
			say("pages")
		case errors.Is(err, errDamaged):
			say("damaged")
		default:
			say("broken " + oneLine(err))
			return 1 // what is left of the request is not known
		}
	}
}

func oneLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}

// worker is such a process.
type worker struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
	rest  *time.Timer // ends it when it has had nothing to do for a while
}

const (
	startTime = 2 * time.Minute // to compile pdfium for the first time, on a slow machine
	restTime  = 30 * time.Second
)

// crew holds the processes that wait for work. As many work at once as there are
// processors.
var crew = struct {
	sync.Mutex
	idle  []*worker
	may   chan struct{}
	start sync.Mutex // held while one starts: the first compiles pdfium for all
}{may: make(chan struct{}, max(1, runtime.NumCPU()))}

// hire gives a process that is ready.
func hire(ctx context.Context) (*worker, error) {
	crew.Lock()
	for n := len(crew.idle); n > 0; n = len(crew.idle) {
		w := crew.idle[n-1]
		crew.idle = crew.idle[:n-1]
		if w.rest.Stop() {
			crew.Unlock()
			return w, nil
		}
	}
	crew.Unlock()
	crew.start.Lock()
	defer crew.start.Unlock()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, workerName)
	cmd.Env = []string{"GOMAXPROCS=2"}
	for _, name := range [...]string{"HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TMP"} {
		if v := os.Getenv(name); v != "" {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	w := &worker{cmd: cmd, in: in, lines: lines(out)}
	var last string
	err = w.within(ctx, startTime, func() (err error) {
		_, last, err = parseWords(w.lines, bounds{})
		return err
	})
	if err == nil && last != "<end ready/>" {
		err = errors.New("the reader of PDF files does not start: " + last)
	}
	if err != nil {
		w.dismiss()
		return nil, err
	}
	return w, nil
}

var (
	errStart  = errors.New("the reader does not start")
	errTime   = errors.New("out of time")
	errBroken = errors.New("the reader ended")
	errShort  = errors.New("the file became shorter")
)

// whole reads a file of a known size; it is an error when it is shorter.
type whole struct {
	r    io.Reader
	left int64
}

func (w *whole) Read(p []byte) (int, error) {
	if w.left == 0 {
		return 0, io.EOF
	}
	n, err := w.r.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	if err == io.EOF && w.left > 0 || err != nil && err != io.EOF {
		return n, errors.Join(errShort, err)
	}
	return n, nil
}

// within does something with the process, and ends the process when the time is
// over or ctx is done.
func (w *worker) within(ctx context.Context, limit time.Duration, do func() error) error {
	over := make(chan struct{})
	timer := time.AfterFunc(limit, func() {
		close(over)
		w.cmd.Process.Kill()
	})
	stop := context.AfterFunc(ctx, func() { w.cmd.Process.Kill() })
	err := do()
	stop()
	if !timer.Stop() {
		<-over
		return errTime
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// dismiss ends the process.
func (w *worker) dismiss() {
	w.in.Close()
	w.cmd.Process.Kill()
	w.cmd.Wait()
}

// keep lets the process wait for the next file.
func (w *worker) keep() {
	crew.Lock()
	defer crew.Unlock()
	if w.rest == nil {
		w.rest = time.AfterFunc(restTime, func() {
			crew.Lock()
			for i, x := range crew.idle {
				if x == w {
					crew.idle = append(crew.idle[:i], crew.idle[i+1:]...)
					break
				}
			}
			crew.Unlock()
			w.dismiss()
		})
	} else {
		w.rest.Reset(restTime)
	}
	crew.idle = append(crew.idle, w)
}

// builtin reads a PDF with the built-in reader.
func builtin(ctx context.Context, r io.Reader, size int64, most bounds, limit time.Duration) (pages []page, repaired bool, err error) {
	select {
	case crew.may <- struct{}{}:
		defer func() { <-crew.may }()
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	w, err := hire(ctx)
	if err != nil {
		return nil, false, errors.Join(errStart, err)
	}
	var last string
	err = w.within(ctx, limit, func() error {
		sent := make(chan error, 1)
		go func() {
			err := binary.Write(w.in, binary.LittleEndian, [2]int64{int64(most.pages), size})
			if err == nil {
				_, err = io.Copy(w.in, &whole{r: r, left: size})
			}
			if errors.Is(err, errShort) {
				w.cmd.Process.Kill()
			}
			sent <- err
		}()
		var err error
		pages, last, err = parseWords(w.lines, most)
		if err != nil || last == "" {
			w.cmd.Process.Kill()
		}
		if s := <-sent; err == nil && errors.Is(s, errShort) {
			err = s
		}
		return err
	})
	if err != nil {
		w.dismiss()
		return nil, false, err
	}
	if last == "" {
		w.dismiss()
		return nil, false, errBroken
	}
	switch state := strings.TrimSuffix(strings.TrimPrefix(last, "<end "), "/>"); state {
	case "whole", "repaired":
		w.keep()
		return pages, state == "repaired", nil
	case "locked":
		w.keep()
		return nil, false, errLocked
	case "pages":
		w.keep()
		return nil, false, errPages
	case "damaged":
		w.keep()
		return nil, false, errDamaged
	default: // the process ended by itself: out of memory, a fault in it
		w.dismiss()
		return nil, false, fmt.Errorf("%w: %s", errBroken, state)
	}
}
