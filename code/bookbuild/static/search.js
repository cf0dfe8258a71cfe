"use strict";
// Finds places of the book by reading all of it: `bookIndex` is a list of pages, each
// [address, [kind, anchor, title, text]…], in reading order. A private character in a
// text is a reference: it stands for the title of the place of that number.
const bookSearch = (() => {
  const CJK = "々〆\u3040-\u30ff\u3400-\u9fff";
  const BREAK = /[^\p{L}\p{M}\p{N}_.]+|\.(?![\p{L}\p{N}])/gu;
  const BESIDE_CJK = new RegExp(` (?=[${CJK}])|([${CJK}]) `, "g");
  const KATAKANA = "\u30a1-\u30ff"; // where they end, another word begins
  const RUN = new RegExp(`[${KATAKANA}]+|((?![${KATAKANA}])[${CJK}])+|[^${CJK} ]+`, "g");
  const WEIGHT = { page: 8, section: 4, term: 3, aside: 2 };
  const PRIVATE = /[\ue000-\uf8ff]/g;
  const SHOWN = 50;

  // Width and case do not count, nor signs, nor spaces beside Chinese and Japanese.
  const fold = (text) => text.normalize("NFKC").toLowerCase()
    .replace(BREAK, " ").trim().replace(BESIDE_CJK, "$1");

  const isCJK = (word) => word > "\u3000";

  const places = (pages) => {
    const titles = pages.flatMap(([, ...found]) => found.map(([, , title]) => title));
    const named = (sign) => titles[sign.charCodeAt() - 0xe000];
    const place = (address, chapter) => ([kind, anchor, title, said]) => {
      const text = said.replace(PRIVATE, named);
      const head = fold(title), body = fold(text);
      return {
        kind, title, text, chapter, head, body, whole: `${head} ${body}`,
        name: fold(title.replace(/[(（].*/, "")), // a term without its other name
        href: kind === "page" ? address : `${address}#${anchor}`,
      };
    };
    return pages.flatMap(([address, ...found]) => {
      const here = found.map(place(address, found[0][2]));
      here[0].page = here.map(({ whole }) => whole).join(" ");
      return here;
    });
  };

  // How much of a word is there: all or nothing, or else parts: a word without its
  // plural, the pairs of characters of Chinese and Japanese.
  const exact = (word, text) => Number(text.includes(word));
  const loose = (word, text) => {
    if (text.includes(word)) return 1;
    if (!isCJK(word)) {
      const stem = word.replace(/(ie|e)?s$/, "");
      return stem.length > 2 && text.includes(stem) ? 0.8 : 0;
    }
    const pairs = [...word].slice(1).map((sign, k) => word[k] + sign);
    return pairs.filter((pair) => text.includes(pair)).length / pairs.length;
  };

  // A word counts more in a title, at the beginning of one of its words, and if it is
  // rare; all words in a row count once more, most if they are the title.
  const score = (place, query, words, found, rarity) => {
    const weight = WEIGHT[place.kind];
    let sum = 0;
    for (const [k, word] of words.entries()) {
      const begins = ` ${place.head}`.includes(` ${word}`) ? 2 : 1;
      const above = weight * begins * found(word, place.head) ** 2;
      sum += rarity[k] * (above + found(word, place.body) ** 2);
    }
    if (place.head === query || place.name === query) sum += 24;
    if (place.head.startsWith(query)) sum += weight;
    if (place.head.includes(query)) {
      sum += weight * (1 + query.length / place.head.length);
    } else if (place.body.includes(query)) {
      sum += 1 + Math.min(place.body.split(query).length, 9) / 9;
    }
    return sum;
  };

  // The places that have every word, or most of it, the best first. A page that has one
  // in its title may have the others anywhere.
  const ranked = (all, query, words, found) => {
    const titled = ({ head }) => words.some((word) => head.includes(word));
    const read = all.map((place) =>
      place.page && titled(place) ? place.page : place.whole);
    const having = words.map((word) =>
      new Set(all.filter((place, k) => found(word, read[k]) >= 0.6)));
    const rarity = having.map(({ size }) => Math.log(1 + all.length / (1 + size)));
    return all.filter((place) => having.every((some) => some.has(place)))
      .map((place) => [score(place, query, words, found, rarity), place])
      .sort(([a], [b]) => b - a)
      .map(([, place]) => place);
  };

  const search = (all, text) => {
    const parts = text.normalize("NFKC").split(BREAK).map(fold);
    const words = [...new Set(parts.flatMap((part) => part.match(RUN) ?? []))];
    if (!words.length) return { words, found: [] };
    const sure = ranked(all, fold(text), words, exact);
    return { words, found: sure.length ? sure : ranked(all, fold(text), words, loose) };
  };

  // What finds the words in a text as it is written, signs and spaces included.
  const marker = (words) => {
    const spelled = words.map((word) => [...word].map((sign) =>
      sign.replace(/[.\\]/g, "\\$&")).join(isCJK(word) ? "[^\\p{L}\\p{N}]?" : ""));
    return new RegExp(spelled.sort((a, b) => b.length - a.length).join("|"), "giu");
  };

  const make = (tag, name, ...content) => {
    const element = document.createElement(tag);
    element.className = name;
    element.append(...content);
    return element;
  };

  const marked = (text, mark) => {
    const parts = [];
    let end = 0;
    for (const { 0: match, index } of text.matchAll(mark)) {
      parts.push(text.slice(end, index), make("mark", "", match));
      end = index + match.length;
    }
    return [...parts, text.slice(end)];
  };

  // A line or two around the first word that is met.
  const around = (text, mark) => {
    const room = document.documentElement.lang === "en" ? 180 : 90;
    const at = Math.max(0, text.search(mark));
    const start = at < room / 2 ? 0 : text.indexOf(" ", at - room / 3);
    const from = start < 0 || start > at ? Math.max(0, at - 20) : start;
    const cut = text.slice(from, from + room);
    return (from ? "…" : "") + cut.trim() + (from + room < text.length ? "…" : "");
  };

  const shown = (place, mark) => {
    const link = make("a", "", ...marked(place.title, mark));
    link.href = place.href;
    const item = make("li", "", link);
    if (place.kind !== "page") item.append(make("span", "", place.chapter));
    if (place.text) item.append(make("p", "", ...marked(around(place.text, mark), mark)));
    return item;
  };

  const start = (form) => {
    const box = form.elements.q;
    const list = document.getElementById("search-results");
    const status = document.getElementById("search-status");
    const all = places(bookIndex);
    const say = (count) => {
      const { none, one, many, first } = status.dataset;
      const words = [none, one][count] ?? (count > SHOWN ? first : many);
      return words.replace("{n}", count).replace("{shown}", SHOWN);
    };
    const show = () => {
      const { words, found } = search(all, box.value);
      const mark = words.length ? marker(words) : null;
      list.replaceChildren(...found.slice(0, SHOWN).map((place) => shown(place, mark)));
      status.textContent = words.length ? say(found.length) : "";
    };
    box.value = new URLSearchParams(location.search).get("q") ?? "";
    const typed = () => {
      history.replaceState(null, "", `?${new URLSearchParams({ q: box.value })}`);
      show();
    };
    box.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
    box.addEventListener("compositionend", typed);
    box.focus();
    show();
  };

  if (globalThis.document) start(document.getElementById("search-form"));
  return { fold, places, search };
})();
if (typeof module === "object") module.exports = bookSearch;
