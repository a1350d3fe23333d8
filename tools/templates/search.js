/* The search of the book. tools/extensions/search_index.py sets Snowball's stemmer of English and
   the index in front: BOOK has `pages`, `terms` (for each word its pages: ten times the step from the
   page before, and the word's level there) and `unsaid`, the words that are not searched. */

const FOUND = 20;
const MARKS = /[\u0300-\u036f]/g;
const LETTERS = new Map([..."әғқңөұүһіıøłđ"].map((letter, i) => [letter, "агкноуухиiold"[i]]));
const NUMBER = /^(?!(?:19|20)\d\d$)\d/;
const stemmer = new PorterStemmer();

/* A text in small plain letters, as the index has them. */
function folded(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(MARKS, "");
  return Array.from(plain, (letter) => LETTERS.get(letter) ?? letter).join("");
}

/* The stems of the words of a text, each once. */
function words(text) {
  const plain = folded(text).replace(/['’]s(?![\p{L}\p{N}])/gu, "");
  const found = plain.match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? [];
  const parts = found.flatMap((word) => [...word.split("-"), word.replaceAll("-", "")]);
  const said = parts.filter((part) => !BOOK.unsaid.includes(part) && !NUMBER.test(part));
  return [...new Set(said.map((part) => stemmer.stemWord(part)))];
}

/* How alike two words are that begin alike, from 0 to 1: endings differ by case and language. */
function likeness(one, other) {
  const [shorter, longer] = [one.length, other.length].sort((a, b) => a - b);
  let same = 0;
  while (same < shorter && one[same] === other[same]) same += 1;
  if (same < Math.max(4, shorter - 2)) return 0;
  if (same === shorter) return 0.8;
  return same >= 0.6 * longer ? (same / longer) ** 2 : 0;
}

/* The words of the index that a word stands for: itself, or those that are like it. */
function meant(word) {
  const known = Object.hasOwn(BOOK.terms, word);
  if (known && word < "\u0370") return [[word, 1]];
  return Object.keys(BOOK.terms)
    .map((term) => [term, term === word ? 1 : likeness(term, word)])
    .filter(([, alike]) => alike > 0);
}

/* What a word counts on each page that has it: more where few pages do. */
function counts(word) {
  const levels = new Map();
  for (const [term, alike] of meant(word)) {
    let page = 0;
    for (const each of BOOK.terms[term]) {
      page += Math.floor(each / 10);
      levels.set(page, Math.max(levels.get(page) ?? 0, alike * (each % 10)));
    }
  }
  const rare = Math.log(1 + BOOK.pages.length / (levels.size || 1));
  return { rare, levels };
}

/* The pages that answer a query, the best first. */
function search(query) {
  const sought = words(query);
  const asked = sought.map(counts);
  const whole = asked.reduce((sum, { rare }) => sum + rare, 0);
  const scored = BOOK.pages.map((page, number) => {
    const having = asked.filter(({ levels }) => levels.has(number));
    const share = having.reduce((sum, { rare }) => sum + rare, 0) / whole;
    const score = having.reduce((sum, { rare, levels }) => sum + rare * levels.get(number), 0);
    const title = [...words(page.title), ...page.called];
    const said = asked.filter((_, i) => title.includes(sought[i]));
    const named = said.reduce((sum, { rare }) => sum + rare, 0) / whole;
    return { page, score: score * share * (named === 1 ? 2 : page.weight * (1 + named)) };
  });
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
}

/* The two pieces of a page that have most of the words asked for, or how the page begins. */
function fitting(page, asked) {
  const pieces = page.pieces.map(([anchor, text]) => {
    const own = words(text);
    return { anchor, text, fit: asked.filter((word) => own.includes(word)).length };
  });
  const fits = pieces
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || a.text.length - b.text.length);
  return fits.length ? fits.slice(0, 2) : pieces.slice(0, 1);
}

function link(href, text) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}

/* Show what was found for a query. */
function show(query) {
  const found = search(query).slice(0, FOUND);
  const asked = words(query);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = found.length
    ? `Pages on “${query}”, the best first:`
    : `No page was found for “${query}”. Try other words, in English, Russian or Kazakh.`;
  const list = document.createElement("ol");
  list.className = "kz-found";
  for (const { page } of found) {
    const item = document.createElement("li");
    item.append(link(`${page.name}.html`, page.title));
    for (const { anchor, text } of fitting(page, asked)) {
      const piece = document.createElement("p");
      piece.append(link(`${page.name}.html${anchor && `#${anchor}`}`, text));
      item.append(piece);
    }
    list.append(item);
  }
  document.getElementById("search-results").replaceChildren(said, list);
}

const query = new URLSearchParams(location.search).get("q")?.trim();
if (query) {
  for (const input of document.querySelectorAll('input[name="q"]')) input.value = query;
  show(query);
}
