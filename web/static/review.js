// The desk works without this file. With it, everything goes by keyboard: a letter
// does what the button with that letter does, a digit chooses an answer, words that
// are marked in the source are taken over, and what was typed survives a closed window.
(function () {
  "use strict";

  const form = document.querySelector("form.review");
  if (!form) return;

  const typing = (e) => e && (e.tagName === "TEXTAREA" || e.tagName === "SELECT" || (e.tagName === "INPUT" && !["radio", "checkbox", "submit"].includes(e.type)));

  // What was typed and not sent is kept for this record until it is sent.
  const drawer = "concord:" + (form.dataset.record || location.pathname) + ":" + location.search;
  function keep() {
    const values = {};
    for (const e of form.elements) if (e.name && typing(e) && e.value !== e.defaultValue) values[e.name] = e.value;
    try {
      if (Object.keys(values).length) localStorage.setItem(drawer, JSON.stringify(values));
      else localStorage.removeItem(drawer);
    } catch { /* a browser that keeps nothing */ }
  }
  try {
    const values = JSON.parse(localStorage.getItem(drawer) || "{}");
    for (const [name, value] of Object.entries(values)) {
      const e = form.elements.namedItem(name);
      if (e && typing(e) && !e.value) e.value = value;
    }
  } catch { /* nothing was kept */ }
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => { try { localStorage.removeItem(drawer); } catch { /* as above */ } });

  // A text field beside an answer chooses it.
  form.addEventListener("input", (e) => {
    const radio = e.target.closest("label")?.querySelector("input[type=radio]");
    if (radio && typing(e.target) && e.target.value) radio.checked = true;
  });

  // Names are offered as somebody types, in any language.
  let asked = 0;
  form.addEventListener("input", async (e) => {
    const kind = e.target.dataset?.offer;
    if ((kind !== "actor" && kind !== "place") || e.target.value.trim().length < 2) return;
    const mine = ++asked;
    const answer = await fetch(form.dataset.complete + "?" + new URLSearchParams({ kind, q: e.target.value }), { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok || mine !== asked) return;
    const offers = await answer.json();
    const list = document.getElementById("offer-" + kind);
    list.replaceChildren(...(offers.names || []).map((n) => { const o = document.createElement("option"); o.value = n.text; o.label = n.label || ""; return o; }));
  });

  // Words marked in the source: without the letters of acts and the marks of doubt.
  const say = form.querySelector(".say");
  function wordsBefore(node, offset) {
    const range = document.createRange();
    range.selectNodeContents(say);
    range.setEnd(node, offset);
    const copy = range.cloneContents();
    for (const e of copy.querySelectorAll(".sig, .q-mark")) e.remove();
    return copy.textContent;
  }
  function marked() {
    const s = getSelection();
    if (!say || !s.rangeCount || s.isCollapsed) return null;
    const r = s.getRangeAt(0);
    if (!say.contains(r.startContainer) || !say.contains(r.endContainer)) return null;
    const before = wordsBefore(r.startContainer, r.startOffset);
    const words = wordsBefore(r.endContainer, r.endOffset).slice(before.length);
    return { words: words.trim(), at: new TextEncoder().encode(before).length };
  }
  const box = form.querySelector("[data-words]");
  function fill() {
    const m = marked();
    if (!m || !box) return;
    box.value = m.words;
    form.elements.namedItem("at").value = m.at;
  }
  if (box && say) {
    document.addEventListener("selectionchange", fill);
    box.addEventListener("input", () => { form.elements.namedItem("at").value = ""; });
    try {
      const m = JSON.parse(sessionStorage.getItem("concord:words") || "null");
      sessionStorage.removeItem("concord:words");
      if (m && !box.value) { box.value = m.words; form.elements.namedItem("at").value = m.at; }
    } catch { /* nothing was marked */ }
  }

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (e.key === "Escape") {
      if (typing(document.activeElement)) document.activeElement.blur();
      else form.querySelector("fieldset.work a, .line a")?.click();
      return;
    }
    if (typing(document.activeElement)) return;
    if (e.key >= "1" && e.key <= "9") {
      const k = Array.from(form.querySelectorAll("fieldset.ask label > kbd")).find((x) => x.textContent === e.key);
      const radio = k?.parentElement.querySelector("input[type=radio]");
      if (!radio) return;
      e.preventDefault();
      radio.checked = true;
      (k.parentElement.querySelector("input[data-offer]") || radio).focus();
      return;
    }
    const key = form.querySelector('[data-key="' + CSS.escape(e.key.toLowerCase()) + '"]');
    if (!key) return;
    e.preventDefault();
    if (["t", "s"].includes(e.key.toLowerCase())) {
      const m = marked();
      if (m) try { sessionStorage.setItem("concord:words", JSON.stringify(m)); } catch { /* typed by hand then */ }
    }
    key.click();
  });
})();
