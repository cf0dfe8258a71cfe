(() => {
  "use strict";

  // Digits and signs as any keyboard writes them; a comma is a point, or nothing.
  const plain = (text) => text.normalize("NFKC").replace(/[−–ー]/g, "-")
    .replace(/。/g, ".").replace(/、/g, ",").replace(/\s/g, "");
  const quotient = (text) => {
    const parts = text.split("/");
    const [a, b = 1] = parts.map((part) => (part ? Number(part) : NaN));
    return parts.length < 3 ? a / b : NaN;
  };
  const numbers = (text) => [".", ""]
    .map((comma) => quotient(plain(text).replaceAll(",", comma)))
    .filter(Number.isFinite);

  const make = (tag, more) => Object.assign(document.createElement(tag), more);

  for (const quiz of document.querySelectorAll(".quiz")) {
    const [check, wrong, first, count] = quiz.dataset.words.split("|");
    const fields = quiz.querySelectorAll("fieldset");
    const answers = quiz.querySelectorAll("details > ol > li");
    const score = make("p");
    score.role = "status";
    const solved = new Set();

    fields.forEach((field, k) => {
      const notes = [...answers[k].firstElementChild.children];
      const inputs = [...field.querySelectorAll("input")];
      const within = inputs[0].dataset.within;
      const said = make("div");
      said.role = "status";

      // Which answer is given: its place, -1 if it is none of them, undefined if none is.
      const given = () => {
        if (!within) {
          const place = inputs.findIndex((input) => input.checked);
          return place < 0 ? undefined : place;
        }
        const read = numbers(inputs[0].value);
        return read.length ? notes.findIndex((note) => {
          const value = Number(note.querySelector("data").value);
          return read.some((x) => Math.abs(x - value) <= within * Math.abs(value) + 1e-9);
        }) : undefined;
      };

      const answer = () => {
        const place = given();
        const note = notes[place];
        const right = Boolean(note?.matches("[data-right]"));
        said.className = right ? "right" : "wrong";
        said.replaceChildren(
          place === undefined ? first : right ? "" : `✗ ${wrong} `,
          ...(note ? note.cloneNode(true).childNodes : []),
        );
        solved[right ? "add" : "delete"](k);
        score.textContent = count.replace("{n}", solved.size).replace("{m}", fields.length);
      };

      field.append(make("button", { type: "button", textContent: check, onclick: answer }), said);
      field.addEventListener("input", () => said.replaceChildren());
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && inputs.includes(event.target) && !event.isComposing) answer();
      });
    });
    quiz.querySelector("details").before(score);
  }
})();
