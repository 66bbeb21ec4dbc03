package web

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// These tests hold the site to what its visitors need: letters four times as large,
// contrast, a focus in sight, pages that stand still, and the three ways through it.

// prefers makes the tab ask for what a visitor has set: "prefers-color-scheme", "dark".
func (b *browser) prefers(features ...string) {
	b.t.Helper()
	var list []*emulation.MediaFeature
	for i := 0; i < len(features); i += 2 {
		list = append(list, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list})
		return err
	}))
}

// text is the text of the first element that fits, "" where there is none.
func (b *browser) text(selector string) string {
	b.t.Helper()
	return evaluate[string](b, `(document.querySelector(`+quoted(selector)+`)?.textContent ?? "")`)
}

func quoted(s string) string { return "`" + s + "`" }

// follow clicks what leads to another page, and waits for it.
func (b *browser) follow(selector string) {
	b.t.Helper()
	b.leave(func() {
		evaluate[any](b, `(() => { const e = document.querySelector(`+quoted(selector)+`); if (!e) throw new Error("nothing at " + `+quoted(selector)+` + " on " + location.pathname); e.click(); return null; })()`)
	})
}

// tabTo presses the tabulator until what has the focus fits.
func (b *browser) tabTo(selector string) {
	b.t.Helper()
	for range 80 {
		b.press(kb.Tab)
		if evaluate[bool](b, `document.activeElement.matches(`+quoted(selector)+`)`) {
			return
		}
	}
	b.t.Fatalf("80 times the tabulator, and %s has not the focus on %s", selector, evaluate[string](b, "location.pathname"))
}

// ratios gives the smallest contrast of each sort of thing on the page with what is
// behind it; colours are read from a canvas, so that any notation will do.
const ratios = `(() => {
	const pen = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
	const rgb = (...layers) => { pen.clearRect(0, 0, 1, 1); for (const c of layers) { pen.fillStyle = c; pen.fillRect(0, 0, 1, 1); } return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3); };
	const light = c => { const [r, g, b] = c.map(x => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
	const behind = e => { const layers = []; for (; e; e = e.parentElement) layers.unshift(getComputedStyle(e).backgroundColor); return ["#fff", ...layers]; };
	const found = {};
	const note = (sort, color, ground, at) => { const r = ratio(rgb(...ground, color), rgb(...ground)); if (!(sort in found) || r < found[sort].r) found[sort] = {r, at: at.outerHTML.slice(0, 90)}; };
	for (const e of document.querySelectorAll("main *, header *, footer *")) {
		if (!e.getClientRects().length || e.closest(".vh")) continue;
		const s = getComputedStyle(e), ground = behind(e);
		if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && !(e instanceof SVGElement)) note("text 4.5", s.color, ground, e);
		if (e instanceof SVGTextElement) note("text 4.5", s.fill, behind(e.closest("figure")), e);
		if (e.matches("input:not([type=radio],[type=checkbox],[type=file],[type=hidden]), select, textarea, button:not(.keys *), .button") && parseFloat(s.borderTopWidth) > 0) note("edge of a control 3", s.borderTopColor, behind(e.parentElement), e);
		if (e.matches(".dot:not(.plan), .tick, .tie, .bar:not(.past,.open,.over)")) note("shape in a chart 3", e.matches(".tick, .tie") ? s.stroke : s.fill, behind(e.closest("figure")), e);
		if (e.matches(".m")) note("line under a mark 3", s.textDecorationColor, ground, e);
	}
	return Object.entries(found).filter(([sort, f]) => f.r < parseFloat(sort.split(" ").at(-1))).map(([sort, f]) => sort + ": " + f.r.toFixed(2) + " " + f.at);
})()`

// unfocused lists the sorts of controls whose focus cannot be seen.
const unfocused = `(() => {
	const seen = new Set(), bad = [];
	for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
		const sort = e.localName + "." + (e.type || "") + "." + e.className;
		if (seen.has(sort) || !e.getClientRects().length || e.disabled || e.tabIndex < 0) continue;
		seen.add(sort);
		e.focus({focusVisible: true, preventScroll: true});
		const s = getComputedStyle(e);
		if (document.activeElement !== e || s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) bad.push(sort + " " + s.outlineStyle + " " + s.outlineWidth);
	}
	return seen.size < 4 ? ["only " + seen.size + " sorts of controls were looked at"] : bad;
})()`

// moved is how much of the page moved after it was first drawn.
const moved = `new Promise(done => {
	let sum = 0;
	new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value)).observe({type: "layout-shift", buffered: true});
	document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(sum)))));
})`

func TestTheSiteForItsVisitors(t *testing.T) {
	s, c := fullSite(t)
	b := openBrowserOn(t, s)
	all := pages(t, s, c)
	run := func(name string, test func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			b.t = t
			test(t)
		})
		b.t = t
	}

	// 1280 by 1024 pixels with letters four times as large: only tables and pictures
	// that scroll by themselves may be wider.
	run("letters four times as large", func(t *testing.T) {
		b.do(chromedp.EmulateViewport(320, 256))
		for i, at := range all {
			at = "/" + languages[i%len(languages)] + at
			b.open(at)
			if over := evaluate[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 1 { // one may be rounding
				t.Errorf("%s: %d pixels too wide: %s", at, over, evaluate[string](b, `[...document.querySelectorAll("main *, header *, footer *")].filter(e => { const r = e.getBoundingClientRect(); return (r.right > innerWidth + 1 || r.left < -1) && !e.closest(".wide, figure details, .vh") }).slice(-3).map(e => e.outerHTML.slice(0, 160)).join(" | ")`))
			}
			if fixed := evaluate[int](b, `[...document.querySelectorAll("body *")].filter(e => ["sticky", "fixed"].includes(getComputedStyle(e).position) && e.getClientRects().length && e.getBoundingClientRect().height > innerHeight / 3 && !e.matches("th")).length`); fixed > 0 {
				t.Errorf("%s: something stays in the way of the text", at)
			}
		}
		b.mu.Lock()
		b.complaints = nil // among all pages is one that is meant to be missing
		b.mu.Unlock()
	})

	run("contrast and focus", func(t *testing.T) {
		b.do(chromedp.EmulateViewport(1280, 900))
		for _, x := range [][2]string{{"light", "/en/design"}, {"dark", "/ar/design"}, {"dark", "/en/"}, {"light", "/zh/search?q=ASEAN&view=timeline"}, {"dark", "/en/actors/AU"}, {"light", "/ar/matrix"},
			{"dark", "/en/matrix"}, {"light", "/en/desk/review"}, {"dark", "/zh/desk/enter"}, {"light", "/fr/documents"}, {"dark", "/en/compare?a=AU&b=LAS"}} {
			scheme, at := x[0], x[1]
			b.prefers("prefers-color-scheme", scheme)
			b.open(at)
			for _, low := range evaluate[[]string](b, ratios) {
				t.Errorf("%s, %s: %s", at, scheme, low)
			}
			for _, hidden := range evaluate[[]string](b, unfocused) {
				t.Errorf("%s, %s: the focus is not seen on %s", at, scheme, hidden)
			}
		}
		b.prefers()
	})

	run("pages stand still", func(t *testing.T) {
		for i, at := range []string{"/en/", "/ar/design", "/zh/search?q=ASEAN", "/en/actors/AU", "/fr/matrix"} {
			b.do(chromedp.EmulateViewport([]int64{1280, 390}[i%2], 900))
			b.open(at)
			sum, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](moved, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if sum >= 0.01 {
				t.Errorf("%s: what was there moved by %.3f", at, sum)
			}
		}
		b.prefers("prefers-reduced-motion", "reduce")
		b.open("/en/design")
		if moving := evaluate[int](b, `document.getAnimations().length + [document.documentElement, ...document.querySelectorAll("body *")].filter(e => { const s = getComputedStyle(e); return parseFloat(s.transitionDuration) > 0 || s.animationName !== "none" || s.scrollBehavior === "smooth"; }).length`); moving > 0 {
			t.Errorf("%d things move although the visitor asked that nothing does", moving)
		}
		b.prefers()
	})

	run("by keyboard alone", func(t *testing.T) {
		b.do(chromedp.EmulateViewport(1280, 900))
		b.open("/en/")
		b.press(kb.Tab)
		if !evaluate[bool](b, `document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().top >= 0`) {
			t.Error("the first stop is not the way past the menu, in sight")
		}
		b.press(kb.Enter)
		b.tabTo("main #q")
		if evaluate[bool](b, `document.activeElement.closest("header") !== null`) {
			t.Error("the way past the menu leads into it")
		}
		b.press("ASEAN")
		b.leave(func() { b.press(kb.Enter) })
		b.tabTo(".hitlist h2 a")
		act := b.text(".hitlist h2 a")
		b.leave(func() { b.press(kb.Enter) })
		if h := b.text("h1"); strings.TrimSpace(h) != strings.TrimSpace(act) {
			t.Errorf("%q leads to %q", act, h)
		}
		b.tabTo(`td.cite a[href*="/documents/"]`)
		b.leave(func() { b.press(kb.Enter) })
		if !evaluate[bool](b, `location.pathname.includes("/documents/") && !!document.querySelector(".row .say .m")`) {
			t.Errorf("the evidence leads to %s", evaluate[string](b, "location.pathname"))
		}
		evaluate[any](b, `(history.back(), null)`)
		b.until("/en/activities/", `document.querySelector("#cite")`)
		if h := b.text("h1"); strings.TrimSpace(h) != strings.TrimSpace(act) {
			t.Errorf("the way back leads to %q", h)
		}
	})

	// The delegate has five minutes: what is there, and how to cite it.
	for _, x := range []struct {
		name, lang, typed string
		width             int64
	}{{"a delegate", "en", "ASEAN", 1280}, {"a delegate with a phone, in Arabic", "ar", "جامعة الدول العربية", 390}} {
		run(x.name, func(t *testing.T) {
			b.do(chromedp.EmulateViewport(x.width, 844))
			b.open("/" + x.lang + "/")
			b.do(chromedp.Focus(chromedp.CSS("main #q")))
			b.press(x.typed)
			b.leave(func() { b.press(kb.Enter) })
			title := b.text(".hitlist h2 a")
			b.follow(".hitlist h2 a")
			if title == "" || !strings.Contains(b.text("h1"), title) {
				t.Errorf("the first hit %q leads to %q", title, b.text("h1"))
			}
			cite := b.text("#cite")
			if !strings.Contains(cite, "Concord") || !strings.Contains(cite, "/activities/") || !evaluate[bool](b, `!!document.querySelector("#cite a[href$='cite.bib']")`) {
				t.Errorf("how to cite it: %q", cite)
			}
			if lang := evaluate[string](b, "document.documentElement.lang"); lang != x.lang {
				t.Errorf("the way led into %s", lang)
			}
		})
	}

	// The researcher wants the whole of it: from the matrix to a file.
	for _, x := range []struct {
		lang  string
		width int64
	}{{"en", 1280}, {"zh", 390}} {
		run("a researcher, "+x.lang, func(t *testing.T) {
			b.do(chromedp.EmulateViewport(x.width, 844))
			b.open("/" + x.lang + "/matrix")
			count := b.text(".grid tbody td a")
			b.follow(".grid tbody td a")
			if hits := evaluate[int](b, `document.querySelectorAll(".hitlist > li").length`); count != "" && hits == 0 {
				t.Errorf("a cell of %s acts leads to none", count)
			}
			b.follow(`.hits .line a[href*="view=table"]`)
			if rows := evaluate[int](b, `document.querySelectorAll(".hits table tbody tr").length`); rows == 0 {
				t.Error("the table is empty")
			}
			for _, link := range []string{`link[type="application/atom+xml"]`, `a[type="application/atom+xml"]`} {
				at := evaluate[string](b, `(document.querySelector(`+quoted(link)+`)?.href ?? "")`)
				r, err := http.Get(at)
				if err != nil {
					t.Fatalf("%s: %v", link, err)
				}
				feed, err := io.ReadAll(r.Body)
				r.Body.Close()
				if err != nil || r.StatusCode != 200 || !strings.Contains(string(feed), "<entry>") {
					t.Errorf("the feed %s: %d, %v", at, r.StatusCode, err)
				}
			}
			b.open("/" + x.lang + "/matrix")
			r, err := http.Get(evaluate[string](b, `document.querySelector("a[download]").href`))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			if kind := r.Header.Get("Content-Type"); r.StatusCode != 200 || !strings.HasPrefix(kind, "text/csv") {
				t.Errorf("the figures come as %s, %d", kind, r.StatusCode)
			}
		})
	}
	b.quietly()
}

// The desk officer, every day: a report comes in, is read at once, the first record
// is settled, and that can be taken back.
func TestTheDeskOfficersDay(t *testing.T) {
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	b := openBrowserOn(t, newSite(t, c))
	for _, x := range []struct {
		lang, file string
		width      int64
	}{{"en", "A/99/777", 1280}, {"zh", "A/99/778", 390}} {
		b.do(chromedp.EmulateViewport(x.width, 844))
		b.open("/" + x.lang + "/")
		evaluate[any](b, `(() => {
			const data = new DataTransfer();
			data.items.add(new File([`+quoted(strings.ReplaceAll(invented, "A/99/777", x.file))+`], "report.txt", {type: "text/plain"}));
			document.dispatchEvent(new DragEvent("dragover", {dataTransfer: data, bubbles: true, cancelable: true}));
			document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
			return null;
		})()`)
		b.until("/"+x.lang+"/documents/en/"+x.file, `document.querySelector("#p1 .say .m.actor")`)
		b.follow(`.tools a[href*="/desk/review?"]`)
		id := evaluate[string](b, `document.querySelector("form.review").dataset.record`)
		b.follow(`.keys [data-key=a]`)
		state := func() string {
			r, err := c.Library.Activity(context.Background(), id)
			if err != nil {
				t.Fatal(err)
			}
			return r.State
		}
		if got := state(); got != Reviewed {
			t.Errorf("%s: after it was accepted the record is %s", x.lang, got)
		}
		b.follow(`[data-key=u], form button[value=undo]`)
		if got := state(); got == Reviewed {
			t.Errorf("%s: the review was not taken back", x.lang)
		}
	}
	b.quietly()
}
