package pdf

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/klippa-app/go-pdfium/webassembly/imports"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// mostMemory is what the machine of the built-in reader may take, in pages of
// 64 KiB: 512 MiB. The samples need less than 20 MiB.
const mostMemory = 8192

// engine is the built-in reader: pdfium, compiled to WebAssembly, which sees
// neither files nor network nor the memory around it.
type engine struct{ pool pdfium.Pool }

// newEngine compiles pdfium. The result is kept in the user's folder of caches,
// as it takes seconds; without one it is compiled anew.
func newEngine() (*engine, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(mostMemory)
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "concord", "pdf")); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: context.Background(), MaxTotal: 1, RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // no file of this machine
		Stdout:   io.Discard, Stderr: io.Discard, RandomSource: rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	return &engine{pool}, nil
}

// The ways in which a file cannot be read, as the worker tells them.
var (
	errLocked  = errors.New("locked")
	errDamaged = errors.New("damaged")
)

// as gives v as a T, where T is the type of the first argument and may have no
// name here.
func as[T any](_ T, v any) (T, bool) {
	t, ok := v.(T)
	return t, ok
}

// calls calls the functions of pdfium by name. The wrapper of each function that
// go-pdfium offers allocates in the machine at every call, which for every
// character of a page is too slow.
type calls struct {
	ctx    context.Context
	err    error
	stack  [8]uint64
	find   func(name string) func(context.Context, []uint64) error
	memory interface {
		Read(offset, count uint32) ([]byte, bool)
		ReadFloat32Le(offset uint32) (float32, bool)
	}
	known map[string]func(context.Context, []uint64) error
}

func newCalls(in pdfium.Pdfium) (*calls, error) {
	v := reflect.Indirect(reflect.ValueOf(in.GetImplementation()))
	field := v.FieldByName("Module")
	if !field.IsValid() || !field.CanInterface() {
		return nil, errors.New("pdfium has no module")
	}
	module, ok := as(imports.NewModule(nil), field.Interface())
	if !ok {
		return nil, errors.New("pdfium has another module")
	}
	c := &calls{ctx: context.Background(), known: map[string]func(context.Context, []uint64) error{}, memory: module.Memory()}
	c.find = func(name string) func(context.Context, []uint64) error {
		if f := module.ExportedFunction(name); f != nil {
			return f.CallWithStack
		}
		return nil
	}
	return c, nil
}

// call gives the result of a function; after an error nothing is called any more.
func (c *calls) call(name string, args ...uint64) uint64 {
	if c.err != nil {
		return 0
	}
	f, ok := c.known[name]
	if !ok {
		f = c.find(name)
		c.known[name] = f
	}
	if f == nil {
		c.err = fmt.Errorf("pdfium has no %s", name)
		return 0
	}
	copy(c.stack[:], args)
	if err := f(c.ctx, c.stack[:]); err != nil {
		c.err = err
		return 0
	}
	return c.stack[0]
}

func (c *calls) float(at uint64) float64 {
	v, _ := c.memory.ReadFloat32Le(uint32(at))
	return float64(v)
}

// pages reads size bytes from r, a PDF, and writes its words to w, page by page.
// repaired says that its table of objects was broken and made anew.
func (e *engine) pages(r io.Reader, size int64, mostPages int, w *bufio.Writer) (repaired bool, err error) {
	in, err := e.pool.GetInstance(time.Minute)
	if err != nil {
		return false, err
	}
	defer in.Close() // with it goes all that the file left in the machine
	c, err := newCalls(in)
	if err != nil {
		return false, err
	}
	at := c.call("malloc", uint64(size))
	memory, ok := c.memory.Read(uint32(at), uint32(size))
	if c.err != nil || at == 0 || !ok {
		if c.err == nil {
			c.err = errWords
		}
		return false, c.err
	}
	if _, err := io.ReadFull(r, memory); err != nil {
		return false, err
	}
	doc := c.call("FPDF_LoadMemDocument64", at, uint64(size), 0)
	if c.err != nil {
		return false, c.err
	}
	if doc == 0 {
		const password, security = 4, 5 // of FPDF_GetLastError
		switch code := c.call("FPDF_GetLastError"); code {
		case password, security:
			return false, errLocked
		}
		return false, errDamaged
	}
	n := int(int32(c.call("FPDF_GetPageCount", doc)))
	if n <= 0 {
		return false, errDamaged
	}
	if n > mostPages {
		return false, errPages
	}
	box := c.call("malloc", 16)
	for i := range n {
		p := c.call("FPDF_LoadPage", doc, uint64(i))
		if c.err != nil {
			return false, c.err
		}
		if p == 0 {
			return false, fmt.Errorf("page %d: %w", i+1, errDamaged)
		}
		t := c.call("FPDFText_LoadPage", p)
		out := page{width: c.size("FPDF_GetPageWidthF", p), height: c.size("FPDF_GetPageHeightF", p)}
		if t != 0 {
			c.words(t, box, &out)
			c.call("FPDFText_ClosePage", t)
		}
		c.call("FPDF_ClosePage", p)
		if c.err != nil {
			return false, c.err
		}
		if err := writePage(w, out); err != nil {
			return false, err
		}
	}
	return c.call("FPDF_DocumentHasValidCrossReferenceTable", doc) == 0, c.err
}

func (c *calls) size(name string, p uint64) float64 {
	return max(1, float64(math.Float32frombits(uint32(c.call(name, p)))))
}

// words makes words of the characters of a page. A word ends at a space, where
// the next character stands apart, and where its size or line is another.
func (c *calls) words(t, box uint64, p *page) {
	n := int(int32(c.call("FPDFText_CountChars", t)))
	var w word
	var text []rune
	beside := false // the next word stands beside to the last
	blank := false  // a blank that the page does not have, only a narrow gap
	end := func() {
		blank = false
		if len(text) > 0 {
			w.text = string(text)
			p.words = append(p.words, w)
		}
		text = text[:0]
	}
	for i := range n {
		r := rune(uint32(c.call("FPDFText_GetUnicode", t, uint64(i))))
		switch {
		case r == ' ' && len(text) > 0 && c.call("FPDFText_IsGenerated", t, uint64(i)) == 1:
			blank = true
			continue
		case r <= ' ' && r != 2 || r == 0xA0:
			end()
			beside = false
			continue
		case r == 2 || r == 0xFFFE || r == 0xAD: // a hyphen at the end of a line
			r = '-'
		case r == 0xFFFF || r > 0x10FFFF:
			r = 0xFFFD
		}
		if c.call("FPDFText_GetLooseCharBox", t, uint64(i), box) == 0 || c.err != nil {
			continue
		}
		// FS_RECTF: left, top, right, bottom; upwards from the bottom of the page.
		x0, y0 := c.float(box), p.height-c.float(box+4)
		x1, y1 := c.float(box+8), p.height-c.float(box+12)
		x0, x1 = min(x0, x1), max(x0, x1)
		y0, y1 = min(y0, y1), max(y0, y1)
		y0 = y1 - high*(y1-y0)
		if len(text) > 0 {
			h := max(w.y1-w.y0, 1)
			gap := max(x0-w.x1, w.x0-x1)
			if gap > apartAfter(blank)*h || math.Abs(y1-w.y1) > 0.1*h || math.Abs((y1-y0)-h) > 0.1*h {
				beside = gap < joined*h
				end()
			}
		}
		if len(text) == 0 {
			w = word{x0: x0, y0: y0, x1: x1, y1: y1, joined: beside}
			beside = false
		}
		blank = false
		w.x0, w.x1 = min(w.x0, x0), max(w.x1, x1)
		text = append(text, r)
	}
	end()
}

// high is how much higher words are than the size of their font, as pdftotext
// draws their boxes; pdfium's are as high as the size.
const high = 1.107

// apartAfter is the gap that parts words: a narrow one where pdfium takes it for a
// blank; letters without a blank between may be set widely.
func apartAfter(blank bool) float64 {
	if blank {
		return joined
	}
	return 0.5
}
