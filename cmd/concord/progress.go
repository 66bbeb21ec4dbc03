package main

import (
	"fmt"
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// progress shows on a terminal how far the reading is; elsewhere nothing.
type progress struct {
	bars *mpb.Progress
	bar  *mpb.Bar
}

// progress makes the bar for a list of inputs, with rate and time left; one file
// is read before a bar could be seen.
func (p *program) progress(list []input) *progress {
	f, ok := p.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || len(list) < 2 {
		return &progress{}
	}
	var total int64
	for _, in := range list {
		total += in.size + 1
	}
	bars := mpb.New(mpb.WithOutput(f), mpb.WithWidth(40))
	bar := bars.AddBar(total,
		mpb.PrependDecorators(decor.CountersKibiByte("% .1f of % .1f")),
		mpb.AppendDecorators(decor.AverageSpeed(decor.SizeB1024(0), "% .1f"), decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO)))
	return &progress{bars, bar}
}

func (pr *progress) done(size int64) {
	if pr.bar != nil {
		pr.bar.IncrInt64(size + 1)
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
