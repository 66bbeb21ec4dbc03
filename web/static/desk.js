// The desk works without this file. With it, a pasted text is read while it is pasted,
// names are completed while they are typed, and what was typed outlives a window that
// is closed.
(function () {
  "use strict";

  const later = (wait, act) => { let t; return () => { clearTimeout(t); t = setTimeout(act, wait); }; };
  const kept = {
    get: (k) => { try { return JSON.parse(localStorage.getItem(k)); } catch { return null; } },
    set: (k, v) => { try { localStorage.setItem(k, JSON.stringify(v)); } catch { /* full, or forbidden: the form is still there */ } },
    drop: (k) => { try { localStorage.removeItem(k); } catch { /* as above */ } },
  };
  const refused = document.querySelector(".msg.warn[role=alert]") !== null;

  // Names, completed in any language.
  let lists = 0;
  function completes(input) {
    const list = document.createElement("datalist");
    list.id = "names-" + (++lists);
    input.after(list);
    input.setAttribute("list", list.id);
    let asked = "";
    input.addEventListener("input", later(120, async () => {
      const typed = input.value.split(";").pop().trim();
      if (typed.length < 2 || typed.endsWith("]") || typed === asked) return;
      asked = typed;
      const answer = await fetch(input.dataset.complete + "?q=" + encodeURIComponent(typed), { headers: { Accept: "application/json" } });
      if (!answer.ok || asked !== typed) return;
      const before = input.value.slice(0, input.value.length - input.value.split(";").pop().length);
      list.replaceChildren(...(await answer.json()).names.map((n) => { const o = document.createElement("option"); o.value = (before ? before + " " : "") + n; return o; }));
    }));
  }
  const complete = (root) => { for (const i of root.querySelectorAll("input[data-complete]")) completes(i); };
  complete(document);

  // Drafts: what was typed and not sent is there again.
  const typed = (form) => Array.from(form.elements).filter((e) => e.name && e.type !== "hidden" && e.type !== "submit" && e.type !== "file");
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = "draft:" + form.dataset.draft;
    const revision = form.elements.revision ? form.elements.revision.value : "";
    if (form.dataset.fresh) kept.drop(key);
    const draft = kept.get(key);
    if (draft && draft.revision === revision && !refused) {
      for (const e of typed(form)) {
        const v = draft.values[e.name];
        if (v === undefined) continue;
        if (e.type === "checkbox" || e.type === "radio") e.checked = v.includes(e.value);
        else if (v[0] !== undefined && (e.tagName !== "TEXTAREA" || !e.value)) e.value = v[0];
      }
    }
    const save = later(300, () => {
      const values = {};
      for (const e of typed(form)) {
        values[e.name] = values[e.name] || [];
        if (e.type === "checkbox" || e.type === "radio") { if (e.checked) values[e.name].push(e.value); } else values[e.name].push(e.value);
      }
      kept.set(key, { revision, values });
    });
    form.addEventListener("input", save);
    form.addEventListener("submit", (e) => { if (!e.submitter || e.submitter.value !== "look") sessionStorage.setItem("sent", key); });
  }
  const sent = sessionStorage.getItem("sent");
  if (sent && !refused) kept.drop(sent);
  sessionStorage.removeItem("sent");

  // A digit chooses an answer about a name, where nothing is being typed.
  if (document.querySelector("form.settle fieldset.ask")) document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input:not([type=radio]),select,textarea")) return;
    const k = Array.from(document.querySelectorAll("form.settle fieldset.ask label > kbd")).find((x) => x.textContent === e.key);
    if (!k) return;
    e.preventDefault();
    k.parentElement.querySelector("input[type=radio]").click();
    const field = k.closest("li").querySelector(".then input, label > span > input");
    if (field) field.focus();
  });

  // A pasted text shows what is read in it.
  const paste = document.querySelector("form.paste");
  if (!paste) return;
  const text = paste.querySelector("textarea");
  const looked = paste.querySelector("#looked");
  const long = document.createElement("p");
  long.className = "msg warn";
  long.setAttribute("role", "alert");
  long.textContent = text.dataset.tooLong;
  const fits = () => {
    const ok = new Blob([text.value]).size <= Number(paste.dataset.max);
    if (ok) long.remove(); else text.after(long);
    return ok;
  };
  paste.addEventListener("submit", (e) => { if (!fits()) e.preventDefault(); });
  let turn = 0;
  async function look() {
    if (!text.value.trim() || !fits()) { looked.replaceChildren(); return; }
    const mine = ++turn;
    const changed = new Map(Array.from(looked.querySelectorAll("[data-typed]")).map((e) => [e.name, e.value]));
    const body = new URLSearchParams({ do: "look", text: text.value });
    const answer = await fetch(paste.dataset.look, { method: "POST", body });
    if (mine !== turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("#looked");
    const said = page.querySelector(".msg.warn[role=alert]");
    looked.replaceChildren(...(said ? [said] : []), ...(next ? next.childNodes : []));
    for (const [name, value] of changed) { const e = looked.querySelector("[name='" + name + "']"); if (e) { e.value = value; e.dataset.typed = "1"; } }
    complete(looked);
  }
  text.addEventListener("input", later(250, look));
  looked.addEventListener("input", (e) => { if (e.target.name && e.target.type !== "radio") e.target.dataset.typed = "1"; });
  if (text.value && !looked.childElementCount) look();
})();
