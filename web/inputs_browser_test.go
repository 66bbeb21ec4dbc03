package web

import "testing"

// With the script a pasted text is read while it is pasted, and what was typed is
// there again when the window was closed.
func TestPasteInTheBrowser(t *testing.T) {
	s, _ := inbox(t)
	b := openBrowserOn(t, s)
	b.open("/en/desk/in")
	evaluateNothing(b, `(() => { const t = document.querySelector("#text"); t.value = "UNODC and ASEAN held a workshop in Jakarta on 4 May 2025."; t.dispatchEvent(new Event("input", { bubbles: true })); })()`)
	b.until("/en/desk/in", `document.querySelector("#looked .act")`)
	if got := evaluate[string](b, `document.querySelector("#line-partner").value`); got != "ASEAN" {
		t.Errorf("on whom: %q", got)
	}
	evaluateNothing(b, `(() => { const e = document.querySelector("#line-sender"); e.value = "UNICEF"; e.dispatchEvent(new Event("input", { bubbles: true })); })()`)
	// What was typed into the line stays when the text goes on.
	evaluateNothing(b, `(() => { const t = document.querySelector("#text"); t.value += " ASEAN and UNDP signed an agreement."; t.dispatchEvent(new Event("input", { bubbles: true })); })()`)
	b.until("/en/desk/in", `document.querySelectorAll("#looked .act").length === 2 && document.querySelector("#line-sender").value === "UNICEF"`)
	b.until("/en/desk/in", `(localStorage.getItem("draft:paste") || "").includes("signed an agreement")`)
	b.open("/en/documents")
	b.open("/en/desk/in")
	b.until("/en/desk/in", `document.querySelector("#text").value.includes("signed an agreement") && document.querySelector("#looked .act")`)
	if evaluate[bool](b, `document.querySelector("form.drop") === null`) {
		t.Error("no box for files")
	}
	// Files are taken on pages that have no box of their own.
	b.open("/en/about")
	b.until("/en/about", `document.querySelector("form.drop.afar") && getComputedStyle(document.querySelector("form.drop.afar")).display === "none"`)
	b.quietly()
}

// evaluateNothing runs a script for what it does.
func evaluateNothing(b *browser, script string) {
	b.t.Helper()
	evaluate[bool](b, script+", true")
}
