package web

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	shots "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Pixels of an approved picture: each is the mean of a square of the screen.
const (
	square    = 8  // pixels of the screen, on each side
	coarse    = 8  // pixels of a picture, on each side, that are compared as one
	mostMean  = 5  // how far, of 255, all of a picture may be from the approved one
	mostPlace = 56 // and one place of it
)

// The main pages look as they were approved. Pictures are kept an eighth of their size
// and compared by squares of 64 pixels of the screen, because other fonts break lines
// elsewhere; with quite another face they differ by 4 in the mean and 41 in a place. It
// notices a page without its style, a scheme that does not hold, a large part that is
// missing or covers another; not a word, a shade, or text that changed its side, which
// TestTextBesideItsRecords holds.
// go test ./web -run Approved -update takes the pages of now as approved.
func TestPagesLookAsApproved(t *testing.T) {
	b := openBrowser(t)
	for _, x := range []struct {
		name, scheme, path string
		width, height      int64
	}{
		{"front", "light", "/en/", 1280, 1024},
		{"reading", "light", "/ar/documents/ar/A/99/901", 1280, 1024},
		{"activity", "dark", "/zh/activities/7f3k0000000aa", 384, 1024},
		{"components", "dark", "/en/design", 1280, 2048},
	} {
		b.do(chromedp.EmulateViewport(x.width, x.height))
		b.prefers("prefers-color-scheme", x.scheme)
		b.open(x.path)
		var shot []byte
		b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			r, err := chromedp.Call(ctx, shots.CaptureScreenshot, shots.CaptureScreenshotParams{})
			if err == nil {
				shot = r.Data
			}
			return err
		}))
		screen, err := png.Decode(bytes.NewReader(shot))
		if err != nil {
			t.Fatal(err)
		}
		now, file := smaller(screen, square), filepath.Join("testdata", "approved", x.name+".png")
		if *update {
			var out bytes.Buffer
			if err := png.Encode(&out, now); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		approved, err := png.Decode(bytes.NewReader(kept))
		if err != nil {
			t.Fatal(err)
		}
		if approved.Bounds() != now.Bounds() {
			t.Errorf("%s is %v large, approved are %v", x.name, now.Bounds(), approved.Bounds())
			continue
		}
		a, n := smaller(approved, coarse), smaller(now, coarse)
		sum, worst, at := 0, 0, image.Point{}
		for i := range a.Pix {
			d := int(a.Pix[i]) - int(n.Pix[i])
			d = max(d, -d)
			if sum += d; d > worst {
				worst, at = d, image.Pt(i%a.Stride/4, i/a.Stride).Mul(square*coarse)
			}
		}
		if mean := sum / len(a.Pix); mean > mostMean || worst > mostPlace {
			t.Errorf("%s does not look as approved: %d from it in the mean, at most %d; %d at %v, at most %d", x.path, mean, mostMean, worst, at, mostPlace)
		}
	}
	b.quietly()
}

// smaller is a picture of which each pixel is the mean of a square of the whole.
func smaller(p image.Image, side int) *image.RGBA {
	size := p.Bounds().Size().Div(side)
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			var sum [3]uint32
			for dy := range side {
				for dx := range side {
					r, g, b, _ := p.At(p.Bounds().Min.X+x*side+dx, p.Bounds().Min.Y+y*side+dy).RGBA()
					sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+b>>8
				}
			}
			n := uint32(side * side)
			out.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
	return out
}
