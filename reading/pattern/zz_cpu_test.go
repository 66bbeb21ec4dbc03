//go:build cpu

package pattern_test

import (
	"fmt"
	"strings"
	"os"
	"syscall"
	"testing"
	"time"

	"concord/edtf"
	"concord/reading/pattern"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return time.Duration(r.Utime.Nano())
}

func TestCPU(t *testing.T) {
	for _, lang := range []string{"en", "zh", "fr", "es", "ru", "ar"} {
		if _, err := os.Stat("../lang/" + lang + "/dates.tsv"); err != nil {
			continue
		}
		g := grammar(t, lang)
		ctx := &pattern.Context{Anchor: edtf.Must("2025")}
		var hits []pattern.Hit
		text := strings.Repeat(prose[lang], 4)
		al, _ := os.ReadFile("../../../shared/reading/aligned/" + lang + ".txt")
		for _, tx := range []string{text, string(al)} {
			n := 0
			a := cpu()
			for time.Duration(cpu()-a) < 400*time.Millisecond {
				hits = g.Find(hits[:0], tx, ctx)
				n += len(tx)
			}
			d := cpu() - a
			fmt.Printf("%s %.0f MB/s (%d hits)\n", lang, float64(n)/1e6/d.Seconds(), len(hits))
		}
		a := cpu()
		for range 10 {
			pattern.Load(os.DirFS("../lang/" + lang))
		}
		fmt.Printf("  load %v\n", (cpu()-a)/10)
	}
}
