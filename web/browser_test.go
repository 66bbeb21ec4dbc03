package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a tab of a real Chromium on a site of the tests' documents. It keeps
// what the pages asked for and what they complained of.
type browser struct {
	t    testing.TB
	ctx  context.Context
	home string

	mu         sync.Mutex
	asked      []string
	complaints []string
}

// chromium is the one browser of all tests, started by the first that needs it.
var chromium struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	err    error
}

func startChromium() {
	options := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.WSURLReadTimeout(time.Minute))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has no sandbox for root, as in a container
	}
	chromium.ctx, chromium.cancel = chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...))
	chromium.err = chromedp.Do(chromium.ctx)
}

// These tests need Chromium; a machine without it fails them, because what they
// hold cannot be known otherwise.
func openBrowser(t testing.TB) *browser {
	t.Helper()
	s, _ := fixtureSite(t)
	return openBrowserOn(t, s)
}

// openBrowserOn opens a tab on a site.
func openBrowserOn(t testing.TB, s http.Handler) *browser {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	chromium.once.Do(startChromium)
	if chromium.err != nil {
		t.Fatalf("Chromium does not start: %v\nThese tests drive a real browser. Install it (Debian: apt-get install chromium) and run them again.", chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx)
	t.Cleanup(cancel)
	b := &browser{t: t, home: server.URL}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(stop)
	b.ctx = ctx
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
		return err
	}))
	return b
}

func (b *browser) listen(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		b.asked = append(b.asked, ev.Request.URL)
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, fmt.Sprint(ev.ExceptionDetails.Text, " ", ev.ExceptionDetails.URL))
	case *runtime.EventConsoleAPICalled:
		b.complaints = append(b.complaints, "console."+string(ev.Type))
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, ev.Entry.Text)
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.home + path))
}

func evaluate[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for a page that holds what the expression asks.
func (b *browser) until(path, expression string) {
	b.t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for {
		at, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.pathname"))
		if err == nil && strings.HasPrefix(at, path) {
			if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("document.readyState === 'complete' && !!("+expression+")")); err == nil && ok {
				return
			}
		}
		select {
		case <-deadline:
			b.t.Fatalf("waited for %s on %s; is at %s", expression, path, at)
		case <-tick.C:
		}
	}
}

// quietly checks that nothing was asked of another machine and nothing complained.
func (b *browser) quietly() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range b.asked {
		if strings.HasPrefix(u, "data:") {
			continue // the browser's own: the sign on a field for a date
		}
		if parsed, err := url.Parse(u); err != nil || parsed.Scheme+"://"+parsed.Host != b.home {
			b.t.Errorf("the page asked for %s", u)
		}
	}
	if len(b.asked) == 0 {
		b.t.Error("no request was seen, so nothing was checked")
	}
	for _, c := range b.complaints {
		b.t.Errorf("the browser complains: %s", c)
	}
}

func TestDroppedReportIsReadInFrontOfOnesEyes(t *testing.T) {
	b := openBrowser(t)
	b.open("/en/")
	evaluate[any](b, `(() => {
		const data = new DataTransfer();
		data.items.add(new File(["On Monday ASEAN met.\nNothing <b>else</b>."], "dropped.txt", {type: "text/plain"}));
		document.dispatchEvent(new DragEvent("dragover", {dataTransfer: data, bubbles: true, cancelable: true}));
		if (!document.querySelector("form.drop.over")) throw new Error("the box does not show that it takes the drop");
		document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
		return null;
	})()`)
	b.until("/en/documents/en/dropped.txt", `document.querySelector("#p1 .say")`)
	if text := evaluate[string](b, `document.querySelector("#p1 .say").textContent + document.querySelector("#p2 .say").textContent`); text != "aOn Monday ASEAN met.Nothing <b>else</b>." {
		t.Errorf("the page says %q", text)
	}
	b.quietly()
}

func TestSeveralFilesEachHaveTheirLine(t *testing.T) {
	b := openBrowser(t)
	dir := t.TempDir()
	var files []string
	for name, text := range map[string]string{"one.txt": "ASEAN", "bad.png": "x", "three.txt": "nothing"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	b.open("/en/")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f"), files))
	b.until("/en/", `document.querySelectorAll(".taken li.ok a").length === 2 && document.querySelector(".taken li.bad")`)
	text := evaluate[string](b, `document.querySelector(".taken").textContent`)
	for _, want := range []string{"one.txt", "read: 1 paragraph, 1 act", "\u2068bad.png\u2069 is a picture; read the document that it shows"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	b.quietly()
}

func TestTheBoxWorksWithoutScript(t *testing.T) {
	b := openBrowser(t)
	path := filepath.Join(t.TempDir(), "plain.txt")
	if err := os.WriteFile(path, []byte("ASEAN met."), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	b.open("/en/")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f"), []string{path}), chromedp.Click(chromedp.CSS("form.drop button")),
		chromedp.WaitVisible(chromedp.CSS("#p1 .say .m.actor")))
	b.quietly()
}

// Pointing at words lights the value, pointing at the value lights the words: with
// the keyboard, with the mouse, and by address.
func TestWordsAndValuesLightEachOther(t *testing.T) {
	b := openBrowser(t)
	lit := func(selector string) bool {
		return evaluate[bool](b, fmt.Sprintf(`getComputedStyle(document.querySelector(%q)).backgroundColor !== "rgba(0, 0, 0, 0)"`, selector))
	}
	for _, x := range []struct{ page, word, value string }{
		{"/en/documents/en/A/99/901", "#t42-4", "#v42-4"}, {"/zh/documents/zh/A/99/901", "#t12-2", "#v12-2"}, {"/ar/documents/ar/A/99/901", "#t67-3", "#v67-3"},
		{"/en/", "#t41-3", "#v41-3"},
	} {
		b.open(x.page)
		if lit(x.word) || lit(x.value) {
			t.Errorf("%s: lit before anybody points", x.page)
		}
		for _, pair := range [][2]string{{x.word, x.value}, {x.value, x.word}} {
			b.do(chromedp.Focus(chromedp.CSS(pair[0])))
			if !lit(pair[1]) || !lit(pair[0]) {
				t.Errorf("%s: %s has the focus, %s is not lit", x.page, pair[0], pair[1])
			}
		}
		evaluate[any](b, `document.activeElement.blur()`)
		// The other marks of the paragraph stay dark.
		if n := evaluate[int](b, fmt.Sprintf(`[...document.querySelector(%q).closest(".lk").querySelectorAll(".m")].filter(m => getComputedStyle(m).backgroundColor !== "rgba(0, 0, 0, 0)").length`, x.word)); n != 0 {
			t.Errorf("%s: %d marks are lit when nobody points", x.page, n)
		}
		b.do(chromedp.Click(chromedp.CSS(x.word)))
		if at := evaluate[string](b, "location.hash"); at != x.value {
			t.Errorf("%s: the words lead to %q, not to %s", x.page, at, x.value)
		}
		b.do(chromedp.Click(chromedp.CSS(x.value)))
		if at := evaluate[string](b, "location.hash"); at != x.word {
			t.Errorf("%s: the value leads to %q, not to %s", x.page, at, x.word)
		}
	}
	// Pointing at an act lights its quote.
	b.open("/en/documents/en/A/99/901")
	b.do(chromedp.Focus(chromedp.CSS("#r42-2 h3 a")))
	if !lit("#p42 .q2") || lit("#p42 .q1") {
		t.Error("the quote of the act is not lit, or another is")
	}
	b.quietly()
}

// No page in any language needs scrolling to the side on a phone, asks anything of
// another machine, or makes the browser complain.
func TestPagesOnPhoneAndDesktop(t *testing.T) {
	b := openBrowser(t)
	for width, in := range map[int64][]string{1280: {"en", "ar"}, 390: languages, 320: {"ar", "ru"}} {
		b.do(chromedp.EmulateViewport(width, 900))
		for _, l := range in {
			for _, page := range []string{"/", "/documents", "/documents/en/A/99/901", "/documents/ar/A/99/901", "/activities/7f3k0000000aa", "/about"} {
				b.open("/" + l + page)
				if over := evaluate[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
					t.Errorf("/%s%s at %d: %d pixels too wide", l, page, width, over)
				}
				if got := evaluate[string](b, "document.documentElement.dir"); got != direction(l) {
					t.Errorf("/%s%s: direction %s", l, page, got)
				}
				if n := evaluate[int](b, `[...document.querySelectorAll("main *, header *, footer *")].filter(e => e.children.length === 0 && e.textContent.trim() && !e.matches(".vh, option") && e.getClientRects().length && parseFloat(getComputedStyle(e).fontSize) < 12.5).length`); n > 0 {
					t.Errorf("/%s%s at %d: %d pieces of text below 12.5 px", l, page, width, n)
				}
			}
		}
	}
	b.open("/en/nothing")
	b.mu.Lock()
	for i, c := range b.complaints {
		if strings.Contains(c, "404") { // the browser logs the page that was meant to be missing
			b.complaints = append(b.complaints[:i:i], b.complaints[i+1:]...)
			break
		}
	}
	b.mu.Unlock()
	b.quietly()
}

// The text stands at the start of the line and its records after it, mirrored in
// Arabic; under each other on a phone.
func TestTextBesideItsRecords(t *testing.T) {
	b := openBrowser(t)
	const sides = `(() => { const r = s => document.querySelector(s).getBoundingClientRect(); const say = r(%[1]q + " .say"), app = r(%[1]q + " .app"); return say.right <= app.left ? "text left" : app.right <= say.left ? "text right" : say.bottom <= app.top ? "text above" : "they overlap"; })()`
	for _, x := range []struct {
		width            int64
		page, row, where string
	}{
		{1280, "/en/documents/en/A/99/901", "#p42", "text left"}, {1280, "/ar/documents/ar/A/99/901", "#p67", "text right"},
		{1280, "/ar/documents/en/A/99/901", "#p42", "text right"}, {390, "/en/documents/en/A/99/901", "#p42", "text above"}, {1280, "/en/", "#p41", "text left"},
	} {
		b.do(chromedp.EmulateViewport(x.width, 900))
		b.open(x.page)
		if got := evaluate[string](b, fmt.Sprintf(sides, x.row)); got != x.where {
			t.Errorf("%s at %d: %s", x.page, x.width, got)
		}
	}
}
