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

  // What scrolls sideways can be scrolled from the keyboard too. Widths change late:
  // sidebars come and go after the window's resize, letters that arrive make formulas wider.
  const all = "pre, .katex-display, .pst-scrollable-table-container";
  const boxes = [...document.querySelectorAll(all)];
  const reach = (some) => {
    const wide = some.map((box) => box.scrollWidth > box.clientWidth);
    some.forEach((box, k) => {
      if (wide[k]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  };
  const sizes = new ResizeObserver((changes) => {
    reach([...new Set(changes.map((change) => change.target.closest(all)))]);
  });
  boxes.forEach((box) => {
    sizes.observe(box);
    if (box.firstElementChild) sizes.observe(box.firstElementChild);
  });

  // What is far away is laid out when it comes near, and has no width until then. Whoever
  // goes from stop to stop by keys would pass it by.
  addEventListener("keydown", (event) => { if (event.key === "Tab") reach(boxes); }, true);
})();
