"use strict";
// Makes one printed document of the book's pages, which stand one after another.
// The figures have been started by live.js; here they are moved a few times.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const made = (tag, className, ...inside) => {
    const element = Object.assign(document.createElement(tag), { className });
    element.append(...inside);
    return element;
  };
  const chapters = all(".chapter");

  // --- live figures: the first picture, then key positions of one control --------

  const MOST = 6;

  const evenly = (size, count) =>
    Array.from({ length: count }, (_, k) => Math.round((k * (size - 1)) / (count - 1)));

  // Ids in a picture, and what refers to them, get an ending of their own.
  const separate = (svg, ending) => {
    const ids = new Set(all("[id]", svg).map((e) => e.id));
    const renamed = (value) =>
      value.replace(/(^|url\()#([^)]+)/g, (whole, before, id) =>
        ids.has(id) ? `${before}#${id}${ending}` : whole);
    for (const element of all("*", svg)) {
      for (const { name, value } of [...element.attributes]) {
        if (value.includes("#")) element.setAttribute(name, renamed(value));
      }
      if (element.id) element.id += ending;
    }
    return svg;
  };

  const set = (input, index) => {
    if (input.type === "checkbox") input.checked = index === 1;
    else input.value = index;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const frame = (body, control, index) => {
    const svg = separate(body.querySelector("svg").cloneNode(true), `-${index}`);
    svg.setAttribute("aria-label", control.texts[index]);
    return made("div", "frame", svg, made("p", "", control.texts[index]));
  };

  const multiple = (body, controls) => {
    const control = controls.find((c) => c.tokens.length > 2);
    if (!control) return [];
    const size = control.tokens.length;
    const input = body.querySelector(`[name="${control.name}"]`);
    const frames = evenly(size, Math.min(size, MOST)).map((index) => {
      set(input, index);
      return frame(body, control, index);
    });
    set(input, control.initial);
    return [made("div", `frames of-${frames.length}`, ...frames)];
  };

  const setting = (body, { name, texts, initial }) => {
    const input = body.querySelector(`[name="${name}"]`);
    if (input.type === "range") return texts[initial];
    const label = input.closest("label").querySelector("span").textContent;
    if (input.type === "checkbox") return `${initial ? "☑" : "☐"} ${label}`;
    return `${label} ${texts[initial]}`;
  };

  const stand = (body) => {
    const data = body.querySelector(".live-data");
    if (data) {
      const { controls } = JSON.parse(data.textContent);
      const settings = controls.map((control) => setting(body, control));
      body.append(...multiple(body, controls));
      const line = made("p", "settings", settings.join("  ·  "));
      body.querySelector(".live-controls").replaceWith(line);
    }
    const ending = `-${chapters.indexOf(body.closest(".chapter"))}`;
    all("svg", body).forEach((svg) => separate(svg, ending));
  };

  // --- what paper has not ---------------------------------------------------------

  const NOT_PRINTED = [
    ".headerlink", ".live-data", ".live-buttons", ".live-said", ".toctree-wrapper",
    ".archive", "script", "button", ".sd-summary-state-marker",
    ".tag_hide-input > details", // it sets up what moves: a figure's sliders
    ".quiz :is(input, label:has(> [inputmode]))",
  ].join();

  const open = (details) => {
    const summary = details.querySelector("summary");
    const hides = details.matches(".hide");
    const title = (summary.querySelector(".sd-summary-text") ?? summary).innerHTML;
    const box = made("div", hides ? "" : "solution");
    summary.remove();
    if (!hides) box.append(Object.assign(made("p", "solution-title"), { innerHTML: title }));
    box.append(...details.childNodes);
    details.replaceWith(box);
  };

  // A formula is one thing to whoever has it read aloud.
  const speak = (formula) => {
    const spoken = formula.querySelector(".katex-mathml");
    if (!spoken) return;
    formula.setAttribute("role", "img");
    formula.setAttribute("aria-label", spoken.textContent);
    spoken.remove();
  };

  // --- one document: every id once, every reference inside ------------------------

  // A heading may move to the next page, and what surrounds it stay.
  const name = (section) => {
    const heading = section.querySelector(":scope > :is(h1, h2, h3, h4)");
    if (!heading) return;
    heading.id = section.id;
    section.removeAttribute("id");
  };

  const mark = (chapter) => {
    all("section[id]", chapter).forEach(name);
    for (const element of all("[id]", chapter)) {
      if (!element.closest("svg")) element.id = `${chapter.id}.${element.id}`;
    }
  };

  const target = (href, chapter) => {
    const [, file, hash = ""] = /^([^#]*)#?([^?]*)/.exec(href);
    const page = file.replace(/\.html$/, "") || chapter.id;
    if (!chapters.some(({ id }) => id === page)) return null;
    return hash ? `${page}.${decodeURIComponent(hash)}` : page;
  };

  const link = (a, chapter) => {
    const href = a.getAttribute("href");
    if (href === null || /^[a-z]+:/.test(href)) return;
    const id = target(href, chapter);
    if (id && !document.getElementById(id)) throw new Error(`no target: ${href}`);
    if (id) a.setAttribute("href", `#${id}`);
    else if (words.address) a.href = new URL(href, words.address).href;
    else a.removeAttribute("href");
  };

  const bring = (image) => {
    image.src = `${words.site}/${image.getAttribute("src")}`;
  };

  // --- contents and running heads -------------------------------------------------

  const entry = (heading, id, level) => {
    const title = made("span", "entry", ...heading.cloneNode(true).childNodes);
    const a = made("a", "", title, made("span", "page", "000"));
    a.href = `#${id}`;
    a.dataset.page = id;
    return made("li", level, a);
  };

  const entries = (chapter) => {
    const [head] = all("h1", chapter);
    const below = head.querySelector(".section-number") ? all("h2", chapter) : [];
    return [
      entry(head, chapter.id, "chapter-entry"),
      ...below.map((h2) => entry(h2, h2.id, "section-entry")),
    ];
  };

  const runningHead = (chapter, k) => {
    const title = JSON.stringify(chapter.querySelector("h1").textContent);
    chapter.style.page = `chapter-${k}`;
    return `@page chapter-${k} { @top-right { content: ${title}; } }`;
  };

  // --- room -----------------------------------------------------------------------

  const fit = (element, room) => {
    const wide = element.scrollWidth / room;
    if (wide > 1) element.style.fontSize = `${Math.floor(97 / wide)}%`;
  };

  all(".live-body").forEach(stand);
  all(NOT_PRINTED).forEach((element) => element.remove());
  all("details").forEach(open);
  all(".katex").forEach(speak);
  chapters[0].querySelector("h1").textContent = words.preface;
  chapters.forEach(mark);
  chapters.forEach((chapter) => all("a", chapter).forEach((a) => link(a, chapter)));
  all(".chapter img").forEach(bring);
  document.querySelector(".contents > ol").append(...chapters.flatMap(entries));
  document.head.append(made("style", "", chapters.map(runningHead).join("\n")));

  // Called when the fonts are there.
  window.fitAll = () => {
    all(".katex-display").forEach((box) => fit(box, box.clientWidth));
    all("table").forEach((table) => fit(table, table.parentElement.clientWidth));
  };
  // What has been printed once would else begin some pages a line earlier.
  window.layOutAnew = () => {
    for (const hidden of [true, false]) {
      document.body.hidden = hidden;
      document.body.getBoundingClientRect();
    }
  };
  window.numberAll = (numbers) => {
    for (const a of all("[data-page]")) {
      const number = numbers[a.dataset.page];
      if (!number) throw new Error(`no page: ${a.dataset.page}`);
      a.querySelector(".page").textContent = number;
    }
  };
})();
