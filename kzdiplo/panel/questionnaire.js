// The questionnaire: a slider for each pair, a word on each list, and the file to save.

function questionnaire(box, rules) {
  const { limit, scale, randomIndex, words } = rules;
  const find = (selector) => box.querySelector(selector);
  const name = find("input[type=text]");
  const note = find(".note");
  const pairs = [...box.querySelectorAll("fieldset")].map((field, i) => ({
    field,
    number: i + 1,
    part: field.dataset.part,
    a: field.dataset.a,
    b: field.dataset.b,
    texts: [...field.querySelectorAll(".two b")].map((label) => label.textContent),
    slider: field.querySelector("input"),
    said: field.querySelector("output"),
    value: null,
  }));
  const listed = new Set(pairs.map((pair) => pair.part));
  let unsaved = false;

  // positions run from -8 (9 times to the left) through 0 (equal) to 8 (9 times to the right)
  const valueAt = (place) => (place > 0 ? 1 / (1 + place) : 1 - place);
  const placeOf = (value) => Math.round(value < 1 ? 1 / value - 1 : 1 - value);

  const short = (number) => String(Math.round(number * 10) / 10);
  const times = (texts, value) => {
    const named = texts.map((text) => `\u201c${text}\u201d`);
    const [heavy, light] = value < 1 ? [named[1], named[0]] : named;
    const factor = short(Math.max(value, 1 / value));
    if (factor === "1") return `${named.join(" and ")} weigh the same`;
    const count = Number(factor) > scale[1] ? `more than ${scale[1]}` : factor;
    return `${heavy} weighs ${count} times as much as ${light}`;
  };
  const inWords = (pair) => {
    const factor = Math.max(pair.value, 1 / pair.value);
    if (short(factor) === "1") return "Equal: both weigh the same";
    const word = words[Math.round(factor)];
    const heavy = pair.texts[pair.value < 1 ? 1 : 0];
    return `${heavy}: ${short(factor)} times as much${word ? ` (${word})` : ""}`;
  };
  // Writes only what is new, so that a screen reader says nothing twice.
  const write = (place, ...content) => {
    const text = content.map((piece) => piece.textContent ?? piece).join("");
    if (place.textContent !== text) place.replaceChildren(...content);
  };
  const link = (pair, text) => {
    const anchor = document.createElement("a");
    anchor.href = `#${pair.field.id}`;
    anchor.textContent = text;
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      pair.field.scrollIntoView({ block: "center" });
      pair.slider.focus({ preventScroll: true });
    });
    return anchor;
  };
  const links = (some, text) => some.flatMap((pair, i) => [i ? ", " : "", link(pair, text(pair))]);
  const open = () => pairs.filter((pair) => pair.value === null);

  const show = (pair) => {
    const isOpen = pair.value === null;
    const text = isOpen ? "Not answered yet" : inWords(pair);
    const place = isOpen ? 0 : placeOf(pair.value);
    const at = 50 + 6.25 * place;
    pair.field.classList.toggle("set", !isOpen);
    pair.said.textContent = text;
    pair.slider.value = place;
    pair.slider.style.setProperty("--from", `${Math.min(50, at)}%`);
    pair.slider.style.setProperty("--to", `${Math.max(50, at)}%`);
    pair.slider.setAttribute("aria-valuetext", text);
  };
  const progress = () => {
    const done = pairs.length - open().length;
    find("progress").value = done;
    write(find(".done"), `${done} of ${pairs.length} answered`);
  };

  const judge = (part) => {
    const own = pairs.filter((pair) => pair.part === part);
    const place = find(`.cr[data-part=${part}]`);
    const done = own.filter((pair) => pair.value !== null).length;
    place.classList.remove("warn");
    if (done < own.length) {
      write(
        place,
        `${done} of ${own.length} answered. `,
        "When all are, this line says how well the answers fit together.",
      );
      return;
    }
    const [items, rows] = matrixOf(own);
    const ratio = consistencyRatio(rows, randomIndex);
    const head = `Consistency ratio ${ratio.toFixed(2)}`;
    if (ratio <= limit) {
      write(place, `${head}: the answers fit together.`);
      return;
    }
    place.classList.add("warn");
    const { pair, implied } = worstOf(own, items, rows);
    const start = `${head}, above ${limit}: some answers contradict one another. `;
    const said =
      `you say that ${times(pair.texts, pair.value)}; your other answers together say that ` +
      `${times(pair.texts, implied)}. Look again; keep your answer if it is what you mean.`;
    if (items.length === 3) {
      const three = links(own, ({ number }) => `pair ${number}`);
      const any = "Any of the three may be the one to change: ";
      write(place, start + any, ...three, `. In pair ${pair.number} ${said}`);
      return;
    }
    const one = link(pair, `pair ${pair.number}`);
    write(place, `${start}The one that fits the others least is `, one, `: ${said}`);
  };
  // what is said of a list waits until the hand rests
  const timers = {};
  const answer = (pair, value) => {
    pair.value = value;
    unsaved = true;
    show(pair);
    progress();
    clearTimeout(timers[pair.part]);
    timers[pair.part] = setTimeout(judge, 300, pair.part);
  };

  const cell = (text) => (/[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const decimal = (value) => (value === null ? "" : String(Math.round(value * 1e6) / 1e6));
  const csv = (rater) =>
    [
      ["rater", "item_a", "item_b", "value", "text_a", "text_b"],
      ...pairs.map((pair) => [rater, pair.a, pair.b, decimal(pair.value), ...pair.texts]),
    ]
      .map((row) => `${row.map(cell).join(",")}\r\n`)
      .join("");
  const save = () => {
    const rater = name.value.trim().replace(/\s+/g, " ");
    const missing = open();
    name.setAttribute("aria-invalid", String(!rater));
    if (!rater) {
      write(note, "Write your name or code first; it goes into the file.");
      name.focus();
      return;
    }
    const slug = rater.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "") || "rater";
    const file = `swot-panel-${slug}${missing.length ? "-unfinished" : ""}.csv`;
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob([`\ufeff${csv(rater)}`], { type: "text/csv" }));
    anchor.download = file;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    unsaved = false;
    if (!missing.length) {
      write(note, `Saved as ${file}. Hand this file in.`);
      return;
    }
    const start = `Saved as ${file}, but it is unfinished and would not be counted. `;
    write(note, `${start}Not answered yet: pair `, ...links(missing, ({ number }) => number), ".");
  };

  const load = async (file) => {
    let found;
    try {
      found = answersIn(new Uint8Array(await file.arrayBuffer()), pairs, rules);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      write(note, `${file.name} ${error.message}. Nothing was changed.`);
      return;
    }
    if (unsaved && !confirm("Replace the answers on this page by those in the file?")) return;
    pairs.forEach((pair, i) => {
      pair.value = found.values[i];
      show(pair);
    });
    name.value = found.rater;
    listed.forEach(judge);
    progress();
    unsaved = false;
    const missing = open();
    const count = `${pairs.length - missing.length} of ${pairs.length}`;
    const strange = found.strange.map((row) => `row ${row}`).join(", ");
    write(
      note,
      `Loaded ${count} answers from ${file.name}.`,
      strange && ` Not understood: ${strange}.`,
      missing.length ? " Not answered yet: pair " : "",
      ...links(missing, ({ number }) => number),
    );
  };

  for (const pair of pairs) {
    const settle = () => answer(pair, valueAt(Number(pair.slider.value)));
    pair.slider.addEventListener("input", settle);
    // a click or a key on the thumb where it stands is an answer, too
    pair.slider.addEventListener("click", settle);
    pair.slider.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        settle();
      }
    });
    pair.field.querySelector("button").addEventListener("click", () => answer(pair, 1));
    show(pair);
  }
  find(".save").addEventListener("click", save);
  find("input[type=file]").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) load(file);
    event.target.value = "";
  });
  name.addEventListener("input", () => name.removeAttribute("aria-invalid"));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  listed.forEach(judge);
  progress();
}
