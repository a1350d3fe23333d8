"""The questionnaire: the form of the panel as a page that works without a server.

Answers live in the open page alone. They leave it only as the file that the rater saves, which
:func:`kzdiplo.panel.collect` reads unchanged.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from itertools import count
from urllib.parse import quote

from kzdiplo.measures.ahp import RANDOM_INDEX, SCALE
from kzdiplo.panel import BETWEEN, LIMIT, PARTS, form, lists, pairs, texts

#: What is asked of the pairs of each list.
_ASK = {
    "strength": "Which strength matters more for Kazakhstan's cultural diplomacy today?",
    "weakness": "Which weakness hinders Kazakhstan's cultural diplomacy more?",
    "opportunity": "Which opportunity promises Kazakhstan's cultural diplomacy more?",
    "threat": "Which threat weighs more, likelihood and harm taken together?",
    BETWEEN: "Which of the two should a strategy heed more?",
}
#: Saaty's scale in words.
_WORDS = {
    2: "slightly more",
    3: "moderately more",
    4: "moderately to strongly more",
    5: "strongly more",
    6: "strongly to very strongly more",
    7: "very strongly more",
    8: "very strongly to extremely more",
    9: "extremely more",
}

# The page's own colours, so that it reads in light and dark. Bootstrap lets legends float.
_STYLE = """
.text_html:has(>.kz-q){overflow:visible!important}
.kz-q{max-width:46rem}
.kz-q *{box-sizing:border-box}
.kz-q summary{cursor:pointer;border:1px solid #8a8a8a;border-radius:4px;padding:.6rem 1rem;
font-weight:600}
.kz-q fieldset{border:1px dashed #8a8a8a;border-radius:6px;margin:0 0 1rem;
padding:.3rem .8rem .7rem;min-width:0;scroll-margin:5rem}
.kz-q fieldset.set{border:1px solid #8a8a8a;border-left:5px solid #1c8a6f}
.kz-q legend{float:none;width:auto;font-size:.9rem;margin:0;padding:0 .4rem}
.kz-q .two{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.kz-q .two p{margin:0;line-height:1.3}
.kz-q .two p+p{text-align:right}
.kz-q .two b,.kz-q .two span{display:block;overflow-wrap:break-word}
.kz-q .two span{font-size:.88rem;margin-top:.2rem}
.kz-q input[type=range]{appearance:none;display:block;width:100%;margin:.7rem 0 .2rem;height:1.6rem;
touch-action:pan-y;--from:50%;--to:50%;background:linear-gradient(to right,#8a8a8a var(--from),
#1c8a6f var(--from) var(--to),#8a8a8a var(--to)) center/100% .4rem no-repeat}
.kz-q input[type=range]::-webkit-slider-thumb{appearance:none;width:1.2rem;height:1.6rem;
border:2px solid #fff;border-radius:.4rem;background:#1c8a6f}
.kz-q input[type=range]::-moz-range-thumb{width:1.2rem;height:1.6rem;border:2px solid #fff;
border-radius:.4rem;background:#1c8a6f}
.kz-q fieldset:not(.set) input[type=range]::-webkit-slider-thumb{background:#8a8a8a}
.kz-q fieldset:not(.set) input[type=range]::-moz-range-thumb{background:#8a8a8a}
.kz-q .scale{display:flex;justify-content:space-between;font-size:.8rem;line-height:1.2}
.kz-q .scale span{width:1.2rem;text-align:center}
.kz-q .answer{display:flex;align-items:center;gap:.8rem;margin-top:.4rem;min-height:2.6em}
.kz-q output{line-height:1.3}
.kz-q button,.kz-q .file{font:inherit;color:inherit;background:transparent;border:1px solid #8a8a8a;
border-radius:4px;padding:.45rem .8rem;cursor:pointer;flex:none;display:inline-block;margin:0}
.kz-q button.save{background:#00549e;border-color:#00549e;color:#fff;font-weight:600}
.kz-q :focus-visible,.kz-q .file:focus-within{outline:2px solid #d99a00;outline-offset:1px}
.kz-q input[type=text]{font:inherit;color:inherit;background:transparent;border:1px solid #8a8a8a;
border-radius:4px;padding:.45rem .6rem;width:100%;max-width:22rem}
.kz-q .file input{position:absolute;opacity:0;width:1px;height:1px}
.kz-q .cr{border-left:4px solid #8a8a8a;padding:.1rem .8rem;margin:0 0 1.5rem}
.kz-q .cr.warn{border-color:#d99a00}
.kz-q .bar{position:sticky;bottom:0;z-index:1031;background:var(--pst-color-background,Canvas);
border-top:1px solid #8a8a8a;padding:.6rem 0;display:flex;flex-wrap:wrap;align-items:center;
gap:.3rem 1rem}
.kz-q .bar p{margin:0}
.kz-q progress{flex:1;min-width:5rem;max-width:14rem;accent-color:#1c8a6f}
.kz-q .note{flex-basis:100%;max-height:9rem;overflow:auto}
.kz-q .note:empty{display:none}
.kz-q .quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media print{.kz-q .bar{position:static}}
"""

_SCRIPT = r"""
(() => {
  const box = document.getElementById("%(id)s"), {limit, scale, randomIndex, words} = %(data)s;
  const find = selector => box.querySelector(selector);
  const name = find("input[type=text]"), note = find(".note");
  const pairs = [...box.querySelectorAll("fieldset")].map((field, i) => ({
    field, number: i + 1, part: field.dataset.part, a: field.dataset.a, b: field.dataset.b,
    texts: [...field.querySelectorAll(".two b")].map(label => label.textContent),
    slider: field.querySelector("input"), said: field.querySelector("output"), value: null,
  }));
  let unsaved = false;

  // positions run from -8 (9 times to the left) through 0 (equal) to 8 (9 times to the right)
  const valueAt = place => place > 0 ? 1 / (1 + place) : 1 - place;
  const placeOf = value => Math.round(value < 1 ? 1 / value - 1 : 1 - value);
  const short = number => String(Math.round(number * 10) / 10);
  const times = ([a, b], value) => {
    const named = [a, b].map(text => "\u201c" + text + "\u201d");
    const [heavy, light] = value < 1 ? [named[1], named[0]] : named;
    const factor = Math.max(value, 1 / value);
    if (short(factor) === "1") return named.join(" and ") + " weigh the same";
    const count = Number(short(factor)) > scale[1] ? "more than " + scale[1] : short(factor);
    return heavy + " weighs " + count + " times as much as " + light;
  };
  const inWords = pair => {
    const factor = Math.max(pair.value, 1 / pair.value), word = words[Math.round(factor)];
    if (short(factor) === "1") return "Equal: both weigh the same";
    return pair.texts[pair.value < 1 ? 1 : 0] + ": " + short(factor) + " times as much" +
      (word ? " (" + word + ")" : "");
  };
  const show = pair => {
    const open = pair.value === null, text = open ? "Not answered yet" : inWords(pair);
    pair.field.classList.toggle("set", !open);
    pair.said.textContent = text;
    const place = open ? 0 : placeOf(pair.value), at = 50 + 6.25 * place;
    pair.slider.value = place;
    pair.slider.style.setProperty("--from", Math.min(50, at) + "%");
    pair.slider.style.setProperty("--to", Math.max(50, at) + "%");
    pair.slider.setAttribute("aria-valuetext", text);
  };
  const answer = (pair, value) => {
    pair.value = value;
    unsaved = true;
    show(pair);
    later(pair.part);
  };

  // what is said of a list waits until the hand rests
  const timers = {};
  const later = part => {
    progress();
    clearTimeout(timers[part]);
    timers[part] = setTimeout(judge, 300, part);
  };
  const open = () => pairs.filter(pair => pair.value === null);
  const tell = (place, ...content) => {
    const text = content.map(piece => piece.textContent ?? piece).join("");
    if (place.textContent !== text) place.replaceChildren(...content);
  };
  const progress = () => {
    const done = pairs.length - open().length;
    find("progress").value = done;
    tell(find(".done"), done + " of " + pairs.length + " answered");
  };
  const link = (pair, text) => {
    const anchor = document.createElement("a");
    anchor.href = "#" + pair.field.id;
    anchor.textContent = text;
    anchor.addEventListener("click", event => {
      event.preventDefault();
      pair.field.scrollIntoView({block: "center"});
      pair.slider.focus({preventScroll: true});
    });
    return anchor;
  };

  const matrix = own => {
    const items = [...new Set(own.flatMap(pair => [pair.a, pair.b]))];
    const rows = items.map(() => items.map(() => 1));
    for (const pair of own) {
      const i = items.indexOf(pair.a), j = items.indexOf(pair.b);
      rows[i][j] = pair.value;
      rows[j][i] = 1 / pair.value;
    }
    return [items, rows];
  };
  const consistencyRatio = rows => {
    const size = rows.length;
    let vector = rows.map(() => 1 / size), greatest = size;
    for (let round = 0; round < 500; round++) {
      const next = rows.map(row => row.reduce((sum, cell, j) => sum + cell * vector[j], 0));
      greatest = next.reduce((sum, cell) => sum + cell, 0);
      vector = next.map(cell => cell / greatest);
    }
    return Math.max(0, (greatest - size) / (size - 1) / randomIndex[size - 1]);
  };
  const worst = (own, items, rows) => {
    const totals = rows.map(row => row.reduce((sum, cell) => sum + Math.log(cell), 0));
    let found = null;
    for (const pair of own) {
      const given = Math.log(pair.value);
      const between = totals[items.indexOf(pair.a)] - totals[items.indexOf(pair.b)];
      const implied = (between - 2 * given) / (items.length - 2);
      const far = Math.abs(given - implied);
      if (!found || far > found.far + 1e-9) found = {pair, far, implied: Math.exp(implied)};
    }
    return found;
  };
  const judge = part => {
    const own = pairs.filter(pair => pair.part === part);
    const place = find(".cr[data-part=" + part + "]"), left = own.filter(p => p.value === null);
    place.classList.remove("warn");
    if (left.length) {
      tell(place, own.length - left.length + " of " + own.length +
        " answered. When all are, this line says how well the answers fit together.");
      return;
    }
    const [items, rows] = matrix(own), ratio = consistencyRatio(rows);
    const head = "Consistency ratio " + ratio.toFixed(2);
    if (ratio <= limit) {
      tell(place, head + ": the answers fit together.");
      return;
    }
    place.classList.add("warn");
    const {pair, implied} = worst(own, items, rows);
    const start = head + ", above " + limit + ": some answers contradict one another. ";
    const advice = " Look again; keep your answer if it is what you mean.";
    const said = ": you say that " + times(pair.texts, pair.value) +
      "; your other answers together say that " + times(pair.texts, implied) + ".";
    if (items.length === 3) {
      const three = own.flatMap((p, i) => [i ? ", " : "", link(p, "pair " + p.number)]);
      tell(place, start + "Any of the three may be the one to change: ", ...three,
        ". In pair " + pair.number + said.slice(1) + advice);
      return;
    }
    tell(place, start + "The one that fits the others least is ",
      link(pair, "pair " + pair.number), said + advice);
  };

  const cell = text => /[",\n;]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  const decimal = value => value === null ? "" : String(Math.round(value * 1e6) / 1e6);
  const csv = rater => ["rater,item_a,item_b,value,text_a,text_b",
    ...pairs.map(pair => [rater, pair.a, pair.b, decimal(pair.value), ...pair.texts]
      .map(cell).join(","))].join("\r\n") + "\r\n";
  const save = () => {
    const rater = name.value.trim().replace(/\s+/g, " "), missing = open();
    name.setAttribute("aria-invalid", String(!rater));
    if (!rater) {
      tell(note, "Write your name or code first; it goes into the file.");
      name.focus();
      return;
    }
    const slug = rater.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "") || "rater";
    const file = "swot-panel-" + slug + (missing.length ? "-unfinished" : "") + ".csv";
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob(["\ufeff" + csv(rater)], {type: "text/csv"}));
    anchor.download = file;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    unsaved = false;
    if (!missing.length) {
      tell(note, "Saved as " + file + ". Hand this file in.");
      return;
    }
    const links = missing.flatMap((pair, i) => [i ? ", " : "", link(pair, String(pair.number))]);
    tell(note, "Saved as " + file + ", but it is unfinished and would not be counted. " +
      "Not answered yet: pair ", ...links, ".");
  };

  const decode = bytes => {
    const marks = {"255,254": "utf-16le", "254,255": "utf-16be"};
    const marked = marks[bytes.slice(0, 2).join()];
    if (marked) return new TextDecoder(marked).decode(bytes);
    try {
      return new TextDecoder("utf-8", {fatal: true}).decode(bytes);
    } catch {
      return new TextDecoder("windows-1251").decode(bytes);
    }
  };
  const table = text => {
    text = text.replace(/^sep=.\r?\n/i, "");
    const head = text.split("\n", 1)[0];
    const [mark] = [",", ";", "\t"].sort((p, q) => head.split(q).length - head.split(p).length);
    const rows = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i++) {
      const row = rows[rows.length - 1], sign = text[i];
      if (quoted && sign === '"' && text[i + 1] === '"') row[row.length - 1] += text[++i];
      else if (sign === '"') quoted = !quoted;
      else if (!quoted && sign === mark) row.push("");
      else if (!quoted && sign === "\n") rows.push([""]);
      else if (quoted || sign !== "\r") row[row.length - 1] += sign;
    }
    return rows.map(row => row.map(text => text.trim()));
  };
  const read = text => {
    const fraction = text.match(/^([1-9])\s*\/\s*([1-9])$/);
    const value = fraction ? fraction[1] / fraction[2]
      : /^\d*[.,]?\d+$/.test(text) ? Number(text.replace(",", ".")) : NaN;
    return value >= scale[0] && value <= scale[1] ? value : NaN;
  };
  const load = async file => {
    const [head, ...rows] = table(decode(new Uint8Array(await file.arrayBuffer())));
    const at = Object.fromEntries(head.map((column, i) => [column.toLowerCase(), i]));
    if (!["rater", "item_a", "item_b", "value"].every(column => column in at)) {
      tell(note, file.name + " is no file of this questionnaire: its first row should name " +
        "rater, item_a, item_b and value. Nothing was changed.");
      return;
    }
    if (unsaved && !confirm("Replace the answers on this page by those in the file?")) return;
    pairs.forEach(pair => { pair.value = null; });
    const strange = [];
    rows.forEach((row, i) => {
      const [a, b, text] = ["item_a", "item_b", "value"].map(column => row[at[column]] ?? "");
      if (!a && !b || !text) return;
      const value = read(text), same = (p, q) => p.toLowerCase() === q.toLowerCase();
      const pair = pairs.find(p => same(p.a, a) && same(p.b, b));
      const back = pairs.find(p => same(p.a, b) && same(p.b, a));
      if (isNaN(value) || !(pair || back)) strange.push(i + 2);
      else if (pair) pair.value = value;
      else back.value = 1 / value;
    });
    name.value = rows.map(row => row[at.rater] ?? "").find(Boolean) ?? "";
    pairs.forEach(show);
    Object.keys(timers).concat(pairs.map(pair => pair.part)).forEach(judge);
    progress();
    unsaved = false;
    const missing = open();
    const links = missing.flatMap((pair, i) => [i ? ", " : "", link(pair, String(pair.number))]);
    tell(note, "Loaded " + (pairs.length - missing.length) + " of " + pairs.length +
      " answers from " + file.name + "." +
      (strange.length ? " Not understood: row " + strange.join(", row ") + "." : "") +
      (missing.length ? " Not answered yet: pair " : ""), ...links);
  };

  for (const pair of pairs) {
    const settle = () => answer(pair, valueAt(Number(pair.slider.value)));
    pair.slider.addEventListener("input", settle);
    // a click or a key on the thumb where it stands is an answer, too
    pair.slider.addEventListener("click", settle);
    pair.slider.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        settle();
      }
    });
    pair.field.querySelector("button").addEventListener("click", () => answer(pair, 1));
    show(pair);
  }
  find(".save").addEventListener("click", save);
  find("input[type=file]").addEventListener("change", event => {
    const [file] = event.target.files;
    if (file) load(file);
    event.target.value = "";
  });
  name.addEventListener("input", () => name.removeAttribute("aria-invalid"));
  window.addEventListener("beforeunload", event => { if (unsaved) event.preventDefault(); });
  new Set(pairs.map(pair => pair.part)).forEach(judge);
  progress();
})();
"""

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline';
 script-src 'unsafe-inline'; form-action 'none'">
<title>Weigh the SWOT</title>
<style>:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:0 1rem}
@media (prefers-color-scheme:dark){body{background:#14181e;color:#ced6dd}
.kz-q{--pst-color-background:#14181e}a{color:#9cc9ff}}</style>
</head><body><main><h1>Weigh the SWOT</h1>%s</main></body></html>
"""

_numbers = count(1)


@dataclass(frozen=True)
class Questionnaire:
    """The form of the panel with a slider for each pair; the last line of a cell shows it."""

    def _repr_html_(self) -> str:
        name = f"kz-q-{next(_numbers)}"
        data = {
            "limit": LIMIT,
            "scale": SCALE,
            "randomIndex": RANDOM_INDEX,
            "words": _WORDS,
        }
        script = _SCRIPT.replace("%(id)s", name).replace("%(data)s", json.dumps(data))
        numbered = list(enumerate(pairs(), start=1))
        body = "".join(
            _part(name, part, [(n, a, b) for n, (home, a, b) in numbered if home == part])
            for part in lists()
        )
        total = len(numbered)
        return (
            f'<div class="kz-q" id="{name}"><style>{_STYLE}</style>'
            f"<details><summary>Open the questionnaire ({total} pairs)</summary>{_HELP}"
            f'<p><label for="{name}-name">Your name or code</label><br>'
            f'<input type="text" id="{name}-name" autocomplete="off" maxlength="80"></p>'
            '<p><label class="file">Load a saved file to go on'
            f'<input type="file" accept=".csv,text/csv" autocomplete="off"></label> {_form()}</p>'
            f'{body}<div class="bar"><p class="done" role="status"></p>'
            f'<progress max="{total}" value="0" aria-label="Answered"></progress>'
            '<button type="button" class="save">Save my answers (CSV)</button>'
            '<p class="note" role="status"></p></div></details>'
            f"<script>{script}</script></div>"
        )

    def __repr__(self) -> str:
        return f"Questionnaire of {len(pairs())} pairs"

    def page(self) -> str:
        """Return the questionnaire as a page of its own, to hand out as one file.

        Returns
        -------
        str
            HTML that works from a file, and that the browser keeps from sending anything.
        """
        body = self._repr_html_().replace("<h3>", "<h2>").replace("</h3>", "</h2>")
        # here it is not one part of a chapter among others
        body = body.replace("<details>", '<div class="all">', 1).replace("</details>", "</div>", 1)
        body = re.sub("<summary>.*?</summary>", "", body, count=1)
        return _PAGE.replace("%s", body)


_HELP = (
    "<p>For each pair say which side weighs more, and how many times: move the slider towards it, "
    "from 1 (equal) to 9 (extremely more). If both weigh the same, press <b>Equal</b>. A slider "
    "that you have not touched counts as no answer. With a keyboard: Tab goes on, the arrow keys "
    "move a slider, Space takes it where it stands.</p>"
    "<p>The bold words are those of the published table, in which CD stands for cultural "
    "diplomacy; the line below says what they mean. Nothing leaves this device, and nothing is "
    "kept when you close the page: save your answers first.</p>"
    "<noscript><p><b>This page needs JavaScript.</b> Without it, fill in the CSV form.</p>"
    "</noscript>"
)


def _part(name: str, part: str, own: list[tuple[int, str, str]]) -> str:
    """Return the questions of one list."""
    scale = "".join(f"<span>{number}</span>" for number in (9, 7, 5, 3, 1, 3, 5, 7, 9))
    fields = []
    for number, a, b in own:
        (left, left_gloss), (right, right_gloss) = (
            tuple(map(escape, texts()[item])) for item in (a, b)
        )
        fields.append(
            f'<fieldset id="{name}-{number}" data-part="{part}" data-a="{a}" data-b="{b}">'
            f'<legend>Pair {number} of {len(pairs())}<span class="quiet">: {left} or {right}'
            f'</span></legend><div class="two"><p><b>{left}</b><span>{left_gloss}</span></p>'
            f"<p><b>{right}</b><span>{right_gloss}</span></p></div>"
            '<input type="range" min="-8" max="8" step="1" value="0" autocomplete="off" '
            f'aria-label="Left, {left}, or right, {right}">'
            f'<div class="scale" aria-hidden="true">{scale}</div><div class="answer">'
            '<button type="button">Equal</button><output aria-live="off"></output></div></fieldset>'
        )
    return (
        f"<h3>{PARTS[part]}</h3><p>{_ASK[part]}</p>{''.join(fields)}"
        f'<p class="cr" role="status" data-part="{part}"></p>'
    )


def _form() -> str:
    """Return a link that saves the blank form for a spreadsheet."""
    blank = quote("\ufeff" + form().to_csv(index=False, lineterminator="\r\n"))
    return (
        f'<a href="data:text/csv;charset=utf-8,{blank}" download="swot-panel-form.csv">'
        "Download the blank form (CSV)</a>"
    )


def questionnaire() -> Questionnaire:
    """Return the form of the panel as a page with sliders, which checks the answers on the way.

    Returns
    -------
    Questionnaire
        Shows itself in Jupyter and in the book, offline too; ``.page()`` is a file to hand out.
        It saves a CSV file that :func:`kzdiplo.panel.collect` reads.

    Examples
    --------
    >>> from kzdiplo import questionnaire
    >>> questionnaire()
    Questionnaire of 44 pairs
    """
    return Questionnaire()
