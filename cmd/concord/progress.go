package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// progress shows on a terminal how far the reading is; elsewhere nothing.
type progress struct {
	bars  *mpb.Progress
	bar   *mpb.Bar
	files atomic.Int64
}

// progress makes the bar for a list of inputs, with rate and time left; one file
// is read before a bar could be seen.
func (p *program) progress(list []input) *progress {
	f, ok := p.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || len(list) < 2 && !(len(list) == 1 && list[0].size > 8<<20) {
		return &progress{}
	}
	return newProgress(f, list)
}

// newProgress counts bytes, of which the time depends, and files. An archive moves
// the bar on with each document in it.
func newProgress(w io.Writer, list []input, options ...mpb.ContainerOption) *progress {
	var total int64
	for _, in := range list {
		total += in.size
	}
	pr := &progress{bars: mpb.New(append(options, mpb.WithOutput(w), mpb.WithWidth(60))...)}
	pr.bar = pr.bars.AddBar(max(1, total),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string {
			return fmt.Sprintf("%d of %s, ", pr.files.Load(), count(len(list), "file", "files"))
		}), decor.CountersKibiByte("% .1f of % .1f")),
		mpb.AppendDecorators(decor.AverageSpeed(decor.SizeB1024(0), "% .1f"), decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO)))
	return pr
}

// reached says that all bytes up to a place are dealt with, and whether a file is.
func (pr *progress) reached(at int64, file bool) {
	if pr.bar == nil {
		return
	}
	if file {
		pr.files.Add(1)
	}
	if at > pr.bar.Current() {
		pr.bar.SetCurrent(at)
	}
}

// print writes a line, above the bar where there is one.
func (pr *progress) print(w io.Writer, line string) {
	if pr.bars != nil {
		w = pr.bars
	}
	fmt.Fprintln(w, line)
}

func (pr *progress) stop() {
	if pr.bars != nil {
		pr.bar.Abort(false)
		pr.bars.Wait()
	}
}
