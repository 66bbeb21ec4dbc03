// The site works without this file. With it, files dropped on a page are handed in
// one by one, with their progress, and the ways to other languages keep the place.
(function () {
  "use strict";

  for (const a of document.querySelectorAll("a[data-same-place], .langs a")) {
    a.addEventListener("click", () => {
      a.hash = location.hash;
      if (/^#p./.test(location.hash)) a.search = leaf(a);
    });
  }
  // An address that names a paragraph by its anchor alone leads to the leaf that has it.
  function leaf(at) {
    const q = new URLSearchParams(at.search);
    q.set("p", decodeURIComponent(location.hash.slice(2)));
    return "?" + q;
  }
  if (document.querySelector(".leaves") && /^#p./.test(location.hash) && !document.getElementById(decodeURIComponent(location.hash.slice(1))) && new URLSearchParams(location.search).get("p") !== decodeURIComponent(location.hash.slice(2))) {
    location.replace(location.pathname + leaf(location) + location.hash);
  }
  for (const d of document.querySelectorAll("details.sections")) {
    d.addEventListener("click", (e) => { if (e.target.closest("a")) d.open = false; });
    document.addEventListener("click", (e) => { if (!d.contains(e.target)) d.open = false; });
    document.addEventListener("keydown", (e) => { if (e.key === "Escape") d.open = false; });
  }

  function element(name, className, text) {
    const e = document.createElement(name);
    e.className = className;
    if (text) e.textContent = text;
    return e;
  }

  // Files are taken on every page: where there is no box for them, one comes up.
  function box() {
    const said = document.body.dataset;
    if (!said.read) return null;
    const form = element("form", "drop afar");
    form.action = said.read;
    Object.assign(form.dataset, { limit: said.limit, tooLarge: said.tooLarge, uploading: said.uploading, reading: said.reading, failed: said.failed });
    const input = element("input", "");
    const list = element("ol", "taken");
    input.type = "file";
    input.hidden = true;
    list.setAttribute("role", "status");
    list.setAttribute("aria-live", "polite");
    form.append(element("p", "", said.title), input, list);
    document.body.append(form);
    return form;
  }
  const form = document.querySelector("form.drop") || box();
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector(".taken");

  function show(item, state, outcome) {
    item.replaceChildren();
    item.className = outcome.ok || outcome.passed ? "ok" : "bad";
    const file = element("span", "file");
    file.append(element("bdi", "", outcome.name));
    const line = outcome.href ? element("a", "", outcome.line) : element("span", outcome.passed ? "under" : "doubtful", outcome.line);
    if (outcome.href) line.href = outcome.href;
    item.append(file, line);
    for (const w of outcome.warnings || []) item.append(element("span", "under", w));
  }

  function send(file, item) {
    return new Promise((resolve) => {
      const name = element("span", "file");
      name.append(element("bdi", "", file.name));
      const bar = element("progress", "");
      const state = element("span", "under", form.dataset.uploading);
      item.replaceChildren(name, bar, state);
      const fail = (line) => { const o = { name: file.name, ok: false, line }; show(item, state, o); resolve(o); };
      if (file.size > Number(form.dataset.limit)) return fail(form.dataset.tooLarge);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (e) => {
        if (!e.lengthComputable) return;
        bar.max = e.total;
        bar.value = e.loaded;
      };
      request.upload.onload = () => { bar.removeAttribute("value"); state.textContent = form.dataset.reading; };
      request.onerror = () => fail(form.dataset.failed);
      request.onload = () => {
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* told below */ }
        if (!answer.files || !answer.files.length) return fail(answer.error || form.dataset.failed);
        // An archive or an e-mail holds several documents.
        let last = item;
        for (const outcome of answer.files) {
          if (outcome !== answer.files[0]) { const next = element("li", ""); last.after(next); last = next; }
          show(last, state, outcome);
        }
        resolve(answer.files[0]);
      };
      const body = new FormData();
      body.append("f", file, file.name);
      request.send(body);
    });
  }

  let queue = Promise.resolve();
  const taken = new Set();
  function take(files) {
    // The same file twice at once is one.
    files = Array.from(files).filter((f) => {
      const key = [f.name, f.size, f.lastModified].join("/");
      return !taken.has(key) && taken.add(key);
    });
    if (!files.length) return;
    const items = files.map((f) => {
      const item = element("li", "");
      item.append(element("span", "file", f.name));
      list.append(item);
      return item;
    });
    queue = queue.then(async () => {
      const outcomes = [];
      for (let i = 0; i < files.length; i++) outcomes.push(await send(files[i], items[i]));
      taken.clear(); // one that failed may be handed in again
      input.value = "";
      // One file that went well leads straight to what was read in it.
      if (outcomes.length === 1 && outcomes[0].href && list.children.length === 1) location.assign(outcomes[0].href);
    });
  }

  form.addEventListener("submit", (e) => {
    if (!input.files.length) return; // the server says what to do
    e.preventDefault();
    take(input.files);
  });
  input.addEventListener("change", () => take(input.files));

  // The whole page takes a drop; the box shows that it does.
  const holdsFiles = (e) => e.dataTransfer && Array.from(e.dataTransfer.types).includes("Files");
  document.addEventListener("dragover", (e) => {
    if (!holdsFiles(e)) return;
    e.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) form.classList.remove("over"); });
  document.addEventListener("drop", (e) => {
    if (!holdsFiles(e)) return;
    e.preventDefault();
    form.classList.remove("over");
    take(e.dataTransfer.files);
  });
})();
