// On pages that `make serve` shows, and nowhere else: tells what the build says, and
// loads the page again once it is new.
(() => {
  const own = document.currentScript.dataset;
  const box = document.createElement("pre");
  box.lang = "en";
  box.setAttribute("role", "status");
  box.style.cssText =
    "position:fixed;inset:auto 0 0;z-index:9999;margin:0;padding:.6em 1em;" +
    "max-height:50vh;overflow:auto;white-space:pre-wrap;background:#24292f;color:#fff";
  const look = async () => {
    const answer = await fetch(own.news, { cache: "no-store" });
    const { built, said } = await answer.json();
    if (String(built) !== own.built) location.reload();
    box.textContent = said;
    box.hidden = !said;
  };
  const lookAgain = () =>
    look()
      .catch(() => {}) // the server may be back later
      .finally(() => setTimeout(lookAgain, 300));
  document.body.append(box);
  lookAgain();
})();
