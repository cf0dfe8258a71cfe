"use strict";
// Moves the sliders of a figure, whoever made it, and times that.
//
// A driver knows one kind of figure: how many places each control has, where each
// stands, how to move one, what its number says, what the picture shows. It is null
// while there is no slider yet.
globalThis.bench = (() => {
  const drivers = {
    live: ({ id }) => {
      const body = document.querySelector(`.live-body[data-live="${id}"]`);
      const inputs = [...(body?.querySelectorAll("input, select") ?? [])];
      const isBox = (input) => input.type === "checkbox";
      if (!inputs.length) return null;
      return {
        places: inputs.map((input) => input.type === "range"
          ? Number(input.max) + 1 : input.options?.length ?? 2),
        start: inputs.map((i) => isBox(i) ? Number(i.checked) : Number(i.value)),
        go(k, place) {
          if (isBox(inputs[k])) inputs[k].checked = place === 1;
          else inputs[k].value = place;
          inputs[k].dispatchEvent(new Event("input", { bubbles: true }));
        },
        // A page does not lay out what is far from the window.
        async show() {
          body.scrollIntoView({ block: "center" });
          for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
        },
        number: () => inputs[0].getAttribute("aria-valuetext"),
        picture: () => body.querySelector("svg").outerHTML,
      };
    },

    // Plotly draws its sliders; a press on the rail moves one.
    plotly: () => {
      const groups = [...document.querySelectorAll(".slider-group")];
      if (!groups.length) return null;
      const middle = ({ left, width }) => left + width / 2;
      const ticks = groups.map((group) =>
        [...group.querySelectorAll(".slider-tick-rect")].map((tick) =>
          middle(tick.getBoundingClientRect())));
      const figure = document.querySelector(".js-plotly-plot");
      if (!ticks.at(-1).length) return null;
      return {
        places: ticks.map((places) => places.length),
        start: figure._fullLayout.sliders.map((slider) => slider.active),
        go(k, place) {
          const rail = groups[k].querySelector(".slider-rail-touch-rect");
          const mouse = { bubbles: true, view: window, clientX: ticks[k][place] };
          rail.dispatchEvent(new MouseEvent("mousedown", mouse));
          rail.dispatchEvent(new MouseEvent("mouseup", mouse));
        },
        async rest() { // its animation ends in a frame of the screen, or two
          for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
        },
        number: () => groups[0].querySelector("text").textContent,
        picture: () => [...figure.querySelectorAll(".points path")].map((mark) =>
          mark.getAttribute("d") + mark.getAttribute("transform")).join(),
      };
    },

    // ipywidgets' sliders follow the arrow keys, one step for each press.
    widgets: ({ places, start }) => {
      const handles = document.querySelectorAll(".widget-slider .noUi-handle");
      if (handles.length < places.length) return null;
      const at = [...start];
      const image = () => document.querySelector(".jp-RenderedImage img");
      return {
        places,
        start,
        go(k, place) {
          const key = place > at[k] ? "ArrowRight" : "ArrowLeft";
          for (let n = Math.abs(place - at[k]); n > 0; n--) {
            handles[k].dispatchEvent(new KeyboardEvent("keydown", { key }));
          }
          at[k] = place;
        },
        number: () => document.querySelector(".widget-readout").textContent,
        picture: () => image()?.src ?? null,
      };
    },
  };

  // Plotly redraws in promises, all of them kept before the browser's next task.
  const kept = async () => {
    for (let turn = 0; turn < 50; turn++) await null;
  };

  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

  // A move ends when the page is laid out again.
  const timed = async (driver, k, place) => {
    const start = performance.now();
    driver.go(k, place);
    await kept();
    document.body.getBoundingClientRect();
    const time = performance.now() - start;
    await driver.rest?.();
    return time;
  };

  const ready = (kind, setup) => Boolean(drivers[kind](setup));

  // Every place of every control, one control after the other, again and again:
  // the times of each sweep, in the same order.
  const sweeps = async (kind, setup, count) => {
    const driver = drivers[kind](setup);
    await driver.show?.();
    const all = [];
    for (let n = 0; n < count; n++) {
      const times = [];
      for (let k = 0; k < driver.places.length; k++) {
        for (let place = 0; place < driver.places[k]; place++) {
          times.push(await timed(driver, k, place));
        }
        await timed(driver, k, driver.start[k]);
      }
      all.push(times);
    }
    return all;
  };

  // What is seen at each place of the first control, at the end of the time a move
  // is given.
  const seen = async (kind, setup) => {
    const driver = drivers[kind](setup);
    const views = [];
    for (let place = 0; place < driver.places[0]; place++) {
      driver.go(0, place);
      await kept();
      views.push({ number: driver.number(), picture: driver.picture() });
      await driver.rest?.();
    }
    await timed(driver, 0, driver.start[0]);
    return views;
  };

  // When a slider sent to its first place first brings what is known to belong
  // there. Until then it is sent back, for a press on the same place is no move.
  const firstMove = async (kind, setup, sign, wanted) => {
    for (;;) {
      const driver = drivers[kind](setup);
      for (const place of driver ? [0, driver.places[0] - 1] : []) {
        await timed(driver, 0, place);
        if (place === 0 && driver[sign]() === wanted) return performance.now();
      }
      await pause(4);
    }
  };

  // When the largest thing of the first view was painted, and how far things jumped.
  const opening = { paint: 0, shift: 0 };
  const watch = (type, note) => new PerformanceObserver((list) =>
    list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", ({ startTime }) => { opening.paint = startTime; });
  watch("layout-shift", ({ value }) => { opening.shift += value; });

  return { ready, sweeps, seen, firstMove, opening };
})();
