(() => {
  "use strict";

  // The language switcher keeps the section, and the state of a live figure.
  const links = [...document.querySelectorAll(".book-languages a")];
  const plain = links.map((link) => link.getAttribute("href"));
  const place = () => {
    const moved = document.querySelector(".live-body[data-state]");
    if (!moved) return location.hash;
    return `#${moved.dataset.live}?${moved.dataset.state}`;
  };
  const refresh = () => links.forEach((link, i) => { link.href = plain[i] + place(); });
  ["hashchange", "pointerover", "focusin"].forEach((event) => addEventListener(event, refresh));
  refresh();

  // What scrolls sideways can be scrolled from the keyboard too. A resized window is not
  // the end: sidebars come or go after it, and letters that arrive make formulas wider.
  const all = "pre, .katex-display, .pst-scrollable-table-container";
  const boxes = [...document.querySelectorAll(all)];
  const reach = () => {
    const wide = boxes.map((box) => box.scrollWidth > box.clientWidth);
    boxes.forEach((box, k) => {
      if (wide[k]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  };
  const text = document.querySelector("article") ?? document.querySelector("main");
  new ResizeObserver(reach).observe(text);
  document.fonts.addEventListener("loadingdone", reach);
})();
