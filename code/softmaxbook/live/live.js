"use strict";
// Moves the recorded figures of a page. Each carries its data (see page.py):
// controls, slots [mark, attribute, variants, table], numbers [variants, table],
// and index tables.
(() => {
  // --- pure functions, tested in Node ---------------------------------------

  // Mixed radix: the last control varies fastest.
  const frameIndex = (indices, sizes) =>
    indices.reduce((frame, index, k) => frame * sizes[k] + index, 0);

  // The place of a wanted token: the same text, else the nearest number, else -1.
  const nearest = (tokens, wanted) => {
    const same = tokens.indexOf(wanted);
    const number = wanted.trim() === "" ? NaN : Number(wanted);
    if (same >= 0 || !Number.isFinite(number)) return same;
    const far = tokens.map((token) => Math.abs(Number(token) - number));
    return far.indexOf(Math.min(...far.filter((distance) => distance >= 0)));
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  // "#live-x?beta=2" -> { id: "live-x", values: Map { "beta" => "2" } }
  const parseState = (hash) => {
    // Some programs encode a link whole, its "?" too.
    const text = hash.includes("?") ? hash : decoded(hash);
    const [, id, query = ""] = /^#?([^?]*)\??(.*)$/s.exec(text);
    return { id: decoded(id), values: new Map(new URLSearchParams(query)) };
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

  // How a control plays: `stride` places further every `dwell` milliseconds.
  // Whoever asks for less motion gets a few still pictures, a second apart.
  const pace = (last, calm) =>
    calm
      ? { stride: Math.ceil(last / 5) || 1, dwell: 1000 }
      : { stride: 1, dwell: Math.min(6000, Math.max(3000, 40 * last)) / (last || 1) };

  // Where a playing control stands after so many steps: { index, done }.
  const playAt = ({ from, last, stride }, step, loop) => {
    const steps = (start) => Math.ceil((last - start) / stride);
    const over = step - steps(from);
    const index = loop && over > 0
      ? stride * ((over - 1) % (steps(0) + 1)) : from + stride * step;
    return { index: Math.min(last, index), done: !loop && over >= 0 };
  };

  if (typeof module !== "undefined") {
    module.exports = {
      frameIndex, nearest, parseState, formatState, restored, pace, playAt };
    return;
  }

  // --- the page ------------------------------------------------------------

  const SPEEDS = [[1, "1×"], [2, "2×"], [0.5, "½×"]];
  const PAUSE = 500; // ms without a move, after which a figure has settled

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
    const [label, value] = input.previousElementSibling.childNodes;
    value.firstChild.data = control.texts[index].slice(label.length);
  };

  const sayValue = (input, control, index) => {
    if (input.type === "range") input.setAttribute("aria-valuetext", control.texts[index]);
  };

  // Returns a function that writes into an element, and clears it after a while.
  const teller = (element) => {
    let timer;
    return (text) => {
      clearTimeout(timer);
      element.textContent = text;
      timer = setTimeout(() => { element.textContent = ""; }, 4000);
    };
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // refused, or not there (a page opened from a file)
    }
  };

  // Replaces the address: moves leave no trail. Browsers refuse if asked too often.
  const setAddress = (hash) => {
    try {
      history.replaceState(history.state, "", hash);
      return true;
    } catch {
      return false;
    }
  };

  class Live {
    static moved; // the figure that was moved last

    constructor(body) {
      const find = (selector) => body.querySelector(selector);
      this.body = body;
      this.data = JSON.parse(find(".live-data").textContent);
      this.controls = this.data.controls;
      this.sizes = this.controls.map((c) => c.tokens.length);
      this.inputs = this.controls.map((c) => find(`[name="${c.name}"]`));
      this.indices = this.controls.map((c) => c.initial);
      this.frame = frameIndex(this.indices, this.sizes);
      this.cells = this.#cells();
      [this.speed, this.loop] = [0, false];
      this.say = teller(find(".live-said"));
      this.note = teller(find(".live-note"));
      this.#draw(this.frame); // broken data fails here, not at a later move
      this.#set(this.indices, true); // a browser may have kept what a control showed
      this.#listen();
    }

    // Everything that changes: [write, variants, table].
    #cells() {
      const { slots, numbers, tables } = this.data;
      const marks = this.body.querySelectorAll("[data-s]");
      const marked = new Map([...marks].map((e) => [Number(e.dataset.s), e]));
      const outputs = this.body.querySelectorAll("output[data-name]");
      const slot = ([mark, attribute, variants, table]) => {
        const element = marked.get(mark);
        if (!element) throw new Error(`${this.body.dataset.live}: no mark ${mark}`);
        return [(value) => setSlot(element, attribute, value), variants, tables[table]];
      };
      const number = ([variants, table], i) => {
        const text = outputs[i].firstChild;
        return [(value) => { text.data = value; }, variants, tables[table]];
      };
      return [...slots.map(slot), ...numbers.map(number)];
    }

    #listen() {
      const on = (type, action) => this.body.addEventListener(type, action);
      const onRange = (type, action) =>
        on(type, (event) => { if (event.target.type === "range") action(event); });
      on("input", () => { this.stop(); this.show(this.#read()); });
      on("click", ({ target }) => this.#press(target.closest("[data-action]")));
      onRange("pointerdown", () => this.stop());
      onRange("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        if (!event.repeat) this.play(event.target.name);
      });
    }

    #read() {
      return this.inputs.map((input) =>
        input.type === "checkbox" ? Number(input.checked) : Number(input.value));
    }

    #press(button) {
      const action = button?.dataset.action;
      if (action === "play") this.play(button.dataset.for);
      if (action === "speed") this.#changeSpeed(button);
      if (action === "loop") this.#changeLoop(button);
      if (action === "reset") this.restore(new Map());
      if (action === "link") this.#link(button);
    }

    // --- moving

    restore(values) {
      this.stop();
      this.show(restored(this.controls, values));
    }

    show(indices) {
      this.#set(indices);
      this.#draw(frameIndex(indices, this.sizes));
      this.#keep();
      this.#settle();
    }

    // Sets the controls; those that stand still are left alone. While one plays,
    // a screen reader must not hear each of its values.
    #set(indices, all) {
      const before = this.indices;
      this.indices = indices;
      this.controls.forEach((control, k) => {
        if (!all && indices[k] === before[k]) return;
        setControl(this.inputs[k], control, indices[k]);
        if (!this.run) sayValue(this.inputs[k], control, indices[k]);
      });
    }

    // Writes what differs between the frame on the page and this one.
    #draw(frame) {
      for (const [write, variants, table] of this.cells) {
        const variant = table[frame];
        if (variant !== table[this.frame]) write(variants[variant]);
      }
      this.frame = frame;
    }

    // The state, for whoever builds a link to it (the language switcher): that of
    // the figure which was moved last.
    #keep() {
      const { dataset } = this.body;
      const moved = this.controls.some((c, k) => c.initial !== this.indices[k]);
      if (Live.moved !== this) delete Live.moved?.body.dataset.state;
      Live.moved = this;
      if (moved) dataset.state = formatState(this.controls, this.indices);
      else delete dataset.state;
    }

    // What waits until nothing moves any more: the address, and the spoken numbers.
    #settle(first = []) {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => {
        if (this.run) return;
        this.#publish();
        const rows = [...this.body.querySelectorAll(".live-number")];
        this.say([...first, ...rows.map((row) => row.textContent)].join(", "));
      }, PAUSE);
    }

    #publish() {
      const { live, state } = this.body.dataset;
      if (state) setAddress(`#${live}?${state}`);
      else if (parseState(location.hash).id === live) setAddress(`#${live}`);
    }

    async #link({ dataset }) {
      const { live } = this.body.dataset;
      const hash = `#${live}?${formatState(this.controls, this.indices)}`;
      if (!setAddress(hash)) location.hash = hash;
      this.note(await copy(location.href) ? dataset.copied : dataset.uncopied);
    }

    // --- playing

    play(name) {
      const k = this.controls.findIndex((c) => c.name === name);
      const pausing = this.run?.k === k;
      this.stop();
      if (!pausing) this.#start(k);
    }

    #start(k) {
      const last = this.sizes[k] - 1;
      const from = this.indices[k] < last ? this.indices[k] : 0;
      this.run = { k, from, last, since: performance.now(), ...pace(last, calm.matches) };
      this.#mark(k, "pause");
      this.#step();
    }

    #step() {
      const { k, since, dwell } = this.run;
      const passed = (performance.now() - since) * SPEEDS[this.speed][0];
      const { index, done } = playAt(this.run, Math.floor(passed / dwell), this.loop);
      if (index !== this.indices[k]) {
        this.show(this.indices.map((now, i) => (i === k ? index : now)));
      }
      if (done) this.stop();
      else this.timer = requestAnimationFrame(() => this.#step());
    }

    stop() {
      if (!this.run) return;
      const { k } = this.run;
      this.run = null;
      cancelAnimationFrame(this.timer);
      this.#mark(k, "play");
      sayValue(this.inputs[k], this.controls[k], this.indices[k]);
      this.#settle([this.controls[k].texts[this.indices[k]]]);
    }

    // The button of a slider offers to play, or to pause.
    #mark(k, offer) {
      const button = this.body.querySelector(`[data-for="${this.controls[k].name}"]`);
      button.toggleAttribute("data-playing", offer === "pause");
      button.setAttribute("aria-label", button.dataset[offer]);
    }

    #changeSpeed(button) {
      this.speed = (this.speed + 1) % SPEEDS.length;
      const [, text] = SPEEDS[this.speed];
      button.firstChild.textContent = text;
      button.setAttribute("aria-label", `${button.title} ${text}`);
      this.#again();
    }

    #changeLoop(button) {
      this.loop = !this.loop;
      button.setAttribute("aria-pressed", this.loop);
      this.#again();
    }

    // What plays goes on from where it stands, in the new way.
    #again() {
      if (!this.run) return;
      const { k } = this.run;
      this.stop();
      this.#start(k);
    }
  }

  const figures = new Map();

  // One broken figure keeps its picture, and leaves the others alone.
  const start = (body) => {
    try {
      const figure = new Live(body), { live } = body.dataset;
      if (!figures.has(live)) figures.set(live, figure);
    } catch (error) {
      for (const e of body.querySelectorAll("input, select, button")) e.disabled = true;
      console.error(error);
    }
  };
  for (const data of document.querySelectorAll(".live-body > .live-data")) {
    start(data.parentElement);
  }

  const follow = (scroll) => {
    const { id, values } = parseState(location.hash);
    const figure = figures.get(id);
    if (!figure || !values.size) return;
    figure.restore(values);
    if (!scroll) return;
    const shown = figure.body.closest(".live") ?? figure.body;
    shown.scrollIntoView({ block: "center", behavior: "instant" });
  };
  addEventListener("hashchange", () => follow(true));
  // Whoever comes back is taken by the browser to where they were.
  const [visit] = performance.getEntriesByType("navigation");
  follow(!/reload|back/.test(visit?.type));
})();
