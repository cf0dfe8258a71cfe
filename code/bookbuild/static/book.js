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

  // What scrolls sideways can be scrolled from the keyboard too.
  const boxes = document.querySelectorAll("pre, .katex-display");
  const reach = () => boxes.forEach((box) => {
    box.toggleAttribute("tabindex", false);
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });
  addEventListener("resize", reach);
  reach();
})();
