"use strict";
// Goes from slide to slide by the keyboard, and keeps the address at the slide shown.
(() => {
  const slides = [...document.querySelectorAll("main > section")];
  const root = document.documentElement;
  let now = 0;

  // "#12", "#equation-…" and "#live-…?beta=2" all name a slide.
  const named = () => {
    const [id] = location.hash.slice(1).split("?");
    return slides.indexOf(document.getElementById(id)?.closest("section"));
  };
  const note = () => {
    if (named() === now) return;
    try { history.replaceState(null, "", `#${now + 1}`); } catch { /* a file, somewhere */ }
  };
  const show = (k) => {
    now = Math.max(0, Math.min(k, slides.length - 1));
    slides[now].scrollIntoView({ behavior: "instant" });
    slides[now].focus({ preventScroll: true });
    note();
  };

  const back = () => { location.href = slides[now].querySelector("a").href; };
  const fill = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.();
  };
  const moves = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
    Home: -Infinity, End: Infinity,
  };
  const actions = { f: fill, F: fill, Escape: back };

  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const step = key === " " ? (event.shiftKey ? -1 : 1) : moves[key];
    const control = target.closest?.("input, select, button, summary");
    if (control && key === "Escape") control.blur();
    else if (control && !key.startsWith("Page")) return;
    else if (step) show(now + step);
    else if (actions[key]) actions[key]();
    else return;
    event.preventDefault();
  });

  // The slide in the middle of the window is the one that is shown. Where it is now
  // counts: what is reported may be older than the last key.
  const look = () => {
    now = slides.findIndex((s) => s.getBoundingClientRect().bottom > innerHeight / 2);
    note();
  };
  const watch = new IntersectionObserver(look, { rootMargin: "-50% 0px" });
  const follow = () => { if (named() >= 0) show(named()); };
  follow();
  slides.forEach((slide) => watch.observe(slide));
  addEventListener("hashchange", follow);
})();
