(() => {
  "use strict";

  const form = document.querySelector("form.hub");
  const inputs = [...form.querySelectorAll("input")];
  const [wrong, made, copy] = form.querySelectorAll("p, div, textarea");

  // "" if it holds a password
  const base = (text) => {
    try {
      const { protocol, username, password, origin, pathname } = new URL(text);
      if (/^https?:$/.test(protocol) && !username && !password)
        return origin + pathname.replace(/(\.git)?\/*$/, "");
    } catch {}
    return "";
  };

  form.onsubmit = () => {
    const [hub, repo, branch] = inputs.map((input) => input.value.trim());
    // its pages go on with /hub/… or /user/…
    const home = base(hub).replace(/(?<!\/)\/(hub|user)(\/.*)?$/, "");
    const from = base(repo);
    const name = from.split("/")[3] && from.split("/").pop();
    const bad = inputs[[home, name, /^\S+$/.test(branch)].findIndex((good) => !good)];
    for (const input of inputs) input.ariaInvalid = input === bad;
    wrong.textContent = bad?.dataset.wrong;
    made.hidden = bad;
    copy.value = bad ? "" : [...made.querySelectorAll("a")].map((link) => {
      const query = new URLSearchParams({
        repo: from, branch, targetpath: name, urlpath: `lab/tree/${name}/${link.dataset.place}`,
      });
      link.href = `${home}/hub/user-redirect/git-pull?${query}`;
      return `${link.text}\n${link.href}`;
    }).join("\n");
    (bad ?? copy).focus();
    copy.select();
    return false;
  };
  form.hidden = false;
})();
