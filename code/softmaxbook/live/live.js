"use strict";
// Moves the recorded figures of a page. Each carries its data (see page.py):
// controls, slots [mark, attribute, variants, table], numbers, and index tables.
(() => {
  // --- pure functions, tested in Node ---------------------------------------

  // Mixed radix: the last control varies fastest.
  const frameIndex = (indices, sizes) =>
    indices.reduce((frame, index, k) => frame * sizes[k] + index, 0);

  // The place of a wanted token: the same text, else the nearest number, else -1.
  const nearest = (tokens, wanted) => {
    const same = tokens.indexOf(wanted);
    const number = wanted === "" ? NaN : Number(wanted);
    if (same >= 0 || Number.isNaN(number)) return same;
    const distance = (token) => Math.abs(Number(token) - number);
    return tokens.reduce(
      (best, token, i) => (distance(token) < distance(tokens[best]) ? i : best), 0);
  };

  // "#live-x?beta=2" -> { id: "live-x", values: Map { "beta" => "2" } }
  const parseState = (hash) => {
    const [id, query = ""] = hash.replace(/^#/, "").split("?", 2);
    return { id, values: new Map(new URLSearchParams(query)) };
  };

  const short = (token) =>
    /^-?\d+\.\d{6,}/.test(token) ? String(Number(Number(token).toPrecision(6))) : token;

  const formatState = (controls, indices) =>
    new URLSearchParams(
      controls.map((c, k) => [c.name, short(c.tokens[indices[k]])])).toString();

  const restored = (controls, values) =>
    controls.map((c) => {
      const place = values.has(c.name) ? nearest(c.tokens, values.get(c.name)) : -1;
      return place < 0 ? c.initial : place;
    });

  // Where a playing control stands after a time: { index, done }.
  const playAt = (from, last, elapsed, total) => {
    const index = Math.min(last, from + Math.floor((elapsed / total) * last));
    return { index, done: index >= last };
  };

  if (typeof module !== "undefined") {
    module.exports = { frameIndex, nearest, parseState, formatState, restored, playAt };
    return;
  }

  // --- the page ------------------------------------------------------------

  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const setSlot = (element, attribute, value) => {
    if (attribute === "*") element.innerHTML = value;
    else if (attribute === "") element.textContent = value;
    else if (value === null) element.removeAttribute(attribute);
    else element.setAttribute(attribute, value);
  };

  const setControl = (input, control, index) => {
    input.dataset.value = control.tokens[index];
    if (input.type === "checkbox") input.checked = index === 1;
    else input.value = index;
    if (input.type !== "range") return;
    input.setAttribute("aria-valuetext", control.texts[index]);
    input.previousElementSibling.textContent = control.texts[index];
    input.style.setProperty("--at", `${(100 * index) / (input.max || 1)}%`);
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // refused, or not there (a page opened from a file)
    }
  };

  class Live {
    constructor(body) {
      const find = (selector) => body.querySelector(selector);
      this.body = body;
      this.data = JSON.parse(find(".live-data").textContent);
      this.controls = this.data.controls;
      this.sizes = this.controls.map((c) => c.tokens.length);
      this.inputs = this.controls.map((c) => find(`[name="${c.name}"]`));
      this.region = find(".live-numbers");
      this.cells = this.#cells(find);
      this.current = this.cells.map(() => null);
      this.indices = this.controls.map((c) => c.initial);
      this.frame = frameIndex(this.indices, this.sizes);
      this.#listen();
    }

    // Everything that changes: [write, variants, table].
    #cells(find) {
      const { slots, numbers, tables } = this.data;
      const svg = find("svg");
      const marked = (m) =>
        svg.matches(`[data-s="${m}"]`) ? svg : svg.querySelector(`[data-s="${m}"]`);
      const output = (name, index) =>
        find(`output[data-name="${CSS.escape(name)}"]` +
          (index === null ? "" : `[data-index="${index}"]`));
      return [
        ...slots.map(([m, a, variants, t]) => {
          const element = marked(m);
          return [(value) => setSlot(element, a, value), variants, tables[t]];
        }),
        ...numbers.map(([name, index, variants, t]) => {
          const element = output(name, index);
          return [(value) => { element.textContent = value; }, variants, tables[t]];
        }),
      ];
    }

    #listen() {
      const { body } = this;
      body.addEventListener("input", () => { this.stop(); this.show(this.#read()); });
      body.addEventListener("click", ({ target }) => this.#press(target));
      body.addEventListener("keydown", (event) => {
        if (event.key !== " " || event.target.type !== "range") return;
        event.preventDefault();
        this.play(event.target.name);
      });
    }

    #read() {
      return this.inputs.map((input) =>
        input.type === "checkbox" ? Number(input.checked) : Number(input.value));
    }

    #press(target) {
      const button = target.closest("[data-action]");
      const action = button?.dataset.action;
      if (action === "play") this.play(button.dataset.for);
      if (action === "reset") { this.stop(); this.restore(new Map()); }
      if (action === "link") this.#link(button);
    }

    restore(values) {
      this.show(restored(this.controls, values));
    }

    show(indices) {
      const before = this.frame;
      this.indices = indices;
      this.frame = frameIndex(indices, this.sizes);
      this.controls.forEach((c, k) => setControl(this.inputs[k], c, indices[k]));
      for (const [write, variants, table] of this.cells) {
        if (table[this.frame] !== table[before]) write(variants[table[this.frame]]);
      }
      this.#publish();
      this.#settle();
    }

    // The state, for whoever builds a link to it (the language switcher).
    #publish() {
      const moved = this.controls.some((c, k) => c.initial !== this.indices[k]);
      if (moved) this.body.dataset.state = formatState(this.controls, this.indices);
      else delete this.body.dataset.state;
    }

    // A screen reader waits for a pause before it reads the numbers.
    #settle() {
      if (!this.region) return;
      this.region.setAttribute("aria-busy", "true");
      clearTimeout(this.busy);
      this.busy = setTimeout(() => this.region.removeAttribute("aria-busy"), 500);
    }

    play(name) {
      const was = this.playing;
      this.stop();
      if (was === name) return;
      const k = this.controls.findIndex((c) => c.name === name);
      const last = this.sizes[k] - 1;
      const from = this.indices[k] < last ? this.indices[k] : 0;
      // Whoever asks for less motion gets five still pictures, a second apart.
      const total = calm.matches ? 5000 : Math.min(6000, Math.max(3000, 40 * last));
      const start = performance.now();
      const step = () => {
        const { index, done } = playAt(from, last, performance.now() - start, total);
        this.show(this.indices.with(k, index));
        if (done) this.stop();
      };
      this.#mark(name, true);
      this.show(this.indices.with(k, from));
      this.timer = setInterval(step, calm.matches ? 1000 : 40);
    }

    stop() {
      clearInterval(this.timer);
      if (this.playing) this.#mark(this.playing, false);
    }

    #mark(name, on) {
      const button = this.body.querySelector(`[data-action="play"][data-for="${name}"]`);
      this.playing = on ? name : null;
      button.toggleAttribute("data-playing", on);
      button.setAttribute("aria-label", on ? button.dataset.pause : button.dataset.play);
      this.region?.setAttribute("aria-live", on ? "off" : "polite");
    }

    async #link(button) {
      const { dataset } = this.body;
      const hash = `#${dataset.live}?${formatState(this.controls, this.indices)}`;
      try {
        history.replaceState(history.state, "", hash);
      } catch {
        location.hash = hash;
      }
      const done = await copy(location.href);
      const note = button.parentElement.querySelector(".live-note");
      note.textContent = done ? button.dataset.copied : button.dataset.uncopied;
      clearTimeout(this.note);
      this.note = setTimeout(() => { note.textContent = ""; }, 4000);
    }
  }

  const figures = new Map();
  for (const data of document.querySelectorAll(".live-body > .live-data")) {
    const body = data.parentElement;
    const figure = new Live(body);
    figure.restore(new Map());
    figures.set(body.dataset.live, figure);
  }

  const follow = () => {
    const { id, values } = parseState(location.hash);
    const figure = figures.get(id);
    if (!figure || !values.size) return;
    figure.stop();
    figure.restore(values);
    const shown = figure.body.closest(".live") ?? figure.body;
    shown.scrollIntoView({ block: "center", behavior: "instant" });
  };
  addEventListener("hashchange", follow);
  follow();
})();
