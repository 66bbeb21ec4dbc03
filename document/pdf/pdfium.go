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
	"strings"
	"time"
	"unicode"

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
		ReadFloat64Le(offset uint32) (float64, bool)
	}
	known   map[string]func(context.Context, []uint64) error
	scratch uint64 // 64 bytes for results
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
	c.scratch = c.call("malloc", 64)
	for i := range n {
		p := c.call("FPDF_LoadPage", doc, uint64(i))
		if c.err != nil {
			return false, c.err
		}
		if p == 0 {
			return false, fmt.Errorf("page %d: %w", i+1, errDamaged)
		}
		out := page{width: c.size("FPDF_GetPageWidthF", p), height: c.size("FPDF_GetPageHeightF", p)}
		if t := c.call("FPDFText_LoadPage", p); t != 0 {
			c.words(t, c.frame(p), &out)
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

// frame is how the space of a page lies on paper.
type frame struct {
	left, top, right, bottom float64
	turned                   int // quarters, clockwise
}

func (c *calls) frame(p uint64) frame {
	c.call("FPDF_GetPageBoundingBox", p, c.scratch)
	f := frame{left: c.float(c.scratch), top: c.float(c.scratch + 4), right: c.float(c.scratch + 8), bottom: c.float(c.scratch + 12)}
	f.turned = int(int32(c.call("FPDFPage_GetRotation", p))) & 3
	return f
}

// at gives the place of a point on paper, from the left and from the top.
func (f frame) at(x, y float64) (float64, float64) {
	switch f.turned {
	case 1:
		return y - f.bottom, x - f.left
	case 2:
		return f.right - x, y - f.bottom
	case 3:
		return f.top - y, f.right - x
	}
	return x - f.left, f.top - y
}

// along gives a direction on paper.
func (f frame) along(x, y float64) (float64, float64) {
	x0, y0 := f.at(0, 0)
	x1, y1 := f.at(x, y)
	return x1 - x0, y1 - y0
}

// words makes words of the characters of a page. A word ends at a blank, where the
// next character stands apart, and where its size or line is another. Characters
// of scripts from right to left are words of their own: pdfium has put them into
// some order, but only their places are sure.
func (c *calls) words(t uint64, f frame, p *page) {
	n := int(int32(c.call("FPDFText_CountChars", t)))
	var w word
	var text []rune
	beside := false // the next word stands close to the last
	blank := false  // a blank that the page does not have, only a narrow gap
	end := func() {
		blank = false
		if len(text) > 0 {
			w.text = string(text)
			p.words = append(p.words, w)
		}
		text = text[:0]
	}
	var object uint64 // of the text that is drawn at once
	size, level := 0.0, true
	var last [2]float64 // where the character before stands
	for i := range n {
		at := uint64(i)
		r := rune(uint32(c.call("FPDFText_GetUnicode", t, at)))
		switch {
		case r == ' ' && len(text) > 0 && c.call("FPDFText_IsGenerated", t, at) == 1:
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
		if o := c.call("FPDFText_GetTextObject", t, at); o != object || o == 0 {
			object = o
			size, level = c.sizeOf(t, at, f)
		}
		if !level || size <= 0 || c.err != nil || c.call("FPDFText_GetCharOrigin", t, at, c.scratch, c.scratch+8) == 0 {
			continue
		}
		x, _ := c.memory.ReadFloat64Le(uint32(c.scratch))
		y, _ := c.memory.ReadFloat64Le(uint32(c.scratch + 8))
		x0, ground := f.at(x, y)
		x1 := x0
		if c.call("FPDFText_GetLooseCharBox", t, at, c.scratch) != 0 {
			// FS_RECTF: left, top, right, bottom.
			a, _ := f.at(c.float(c.scratch), c.float(c.scratch+4))
			b, _ := f.at(c.float(c.scratch+8), c.float(c.scratch+12))
			x1 = max(x0, a, b)
			if x1 > x0+3*size {
				x1 = x0 + size
			}
		}
		h := high * size
		y1 := ground + baseline*h
		same := last == [2]float64{x, y} // of one sign, which stands for several letters
		last = [2]float64{x, y}
		if rightToLeft(r) || unicode.Is(unicode.Mn, r) && len(text) == 0 {
			if k := len(p.words) - 1; same && k >= 0 && len(text) == 0 {
				p.words[k].text = ligature(p.words[k].text, r)
				p.words[k].x1 = max(p.words[k].x1, x1)
				continue
			}
			end()
			if k := len(p.words) - 1; k >= 0 && math.Abs(p.words[k].x0-x0) < 0.1*size && hasRightToLeft(p.words[k].text) && math.Abs(p.words[k].y1-y1) < 0.3*size {
				// A sign over a letter that names the letter as well.
				if held := p.words[k].text; strings.ContainsRune(held, r) {
					continue
				}
			}
			p.words = append(p.words, word{x0: x0, y0: y1 - h, x1: x1, y1: y1, text: string(r)})
			beside = false
			continue
		}
		if len(text) > 0 {
			gap := x0 - w.x1
			if gap > apartAfter(blank)*h || gap < -0.25*h || math.Abs(y1-w.y1) > 0.1*h || math.Abs(h-(w.y1-w.y0)) > 0.1*h {
				beside = math.Abs(gap) < joined*h
				end()
			}
		}
		if len(text) == 0 {
			w = word{x0: x0, y0: y1 - h, x1: x1, y1: y1, joined: beside}
			beside = false
		}
		blank = false
		w.x0, w.x1 = min(w.x0, x0), max(w.x1, x1)
		text = append(text, r)
	}
	end()
}

// sizeOf is the size of a character on paper; level says that it stands upright.
func (c *calls) sizeOf(t, at uint64, f frame) (size float64, level bool) {
	if c.call("FPDFText_GetMatrix", t, at, c.scratch) == 0 {
		return 0, false
	}
	var m [4]float64
	for k := range m {
		m[k] = c.float(c.scratch + uint64(4*k))
	}
	size = math.Float64frombits(c.call("FPDFText_GetFontSize", t, at))
	dx, dy := f.along(m[0], m[1])
	up := math.Hypot(m[2], m[3])
	return math.Abs(size) * up, dx > 0 && math.Abs(dy) < 0.2*dx
}

// high is how much higher words are than the size of their font, as pdftotext
// draws their boxes.
const high = 1.107

// apartAfter is the gap that parts words: a narrow one where pdfium takes it for a
// blank; letters without a blank between may be set widely.
func apartAfter(blank bool) float64 {
	if blank {
		return joined
	}
	return 0.5
}
