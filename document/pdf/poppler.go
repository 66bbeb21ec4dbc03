package pdf

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// program is the file of pdftotext; "" where it is not installed. It is looked for
// once.
var program = sync.OnceValue(func() string {
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		return ""
	}
	return path
})

// errMissing: pdftotext is asked for and not installed.
var errMissing = errors.New("pdftotext is not installed")

// errFallBack: pdftotext does not read this file, the built-in reader may.
var errFallBack = errors.New("pdftotext does not read it")

// poppler reads a PDF with pdftotext, in the process of that program.
func poppler(ctx context.Context, path string, r io.Reader, size int64, most bounds, limit time.Duration) (pages []page, repaired bool, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "-bbox", "-enc", "UTF-8", "-l", itoa(most.pages+1), "-", "-")
	cmd.WaitDelay = time.Second
	var said firstBytes
	cmd.Stderr = &said
	file := &whole{r: r, left: size}
	cmd.Stdin = file
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, false, err
	}
	if err := cmd.Start(); err != nil {
		return nil, false, errors.Join(errFallBack, err)
	}
	confine(cmd.Process.Pid)
	pages, _, err = parseWords(lines(out), most)
	if err != nil {
		cancel()
		cmd.Wait()
		if cause := context.Cause(ctx); cause != nil && cause != context.Canceled {
			return nil, false, cause
		}
		return nil, false, err
	}
	err = cmd.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return nil, false, cause
	}
	if err != nil {
		if strings.Contains(string(said), "ncorrect password") || strings.Contains(string(said), "ncrypt") {
			return nil, false, errLocked
		}
		// Not to be copied, broken, beyond its memory: the built-in reader decides.
		return nil, false, errors.Join(errFallBack, err)
	}
	if len(pages) == 0 {
		return nil, false, errDamaged
	}
	for i := range pages {
		for k := range pages[i].words {
			// As it stands on paper, from left to right.
			if w := &pages[i].words[k]; hasRightToLeft(w.text) {
				w.text = fromPaper(w.text)
			}
		}
	}
	s := string(said)
	return pages, strings.Contains(s, "xref") || strings.Contains(s, "trailer"), nil
}

// firstBytes keeps the beginning of what a program says.
type firstBytes []byte

func (f *firstBytes) Write(p []byte) (int, error) {
	const most = 4096
	*f = append(*f, p[:min(len(p), most-len(*f))]...)
	return len(p), nil
}
