// The questionnaire: a slider for each pair, a word on each list, and the file or code to hand in.

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
  const keptAs = "kzdiplo panel";
  let [unsaved, kept, changed] = [false, false, Date.now()];

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
  const showAll = () => {
    pairs.forEach(show);
    listed.forEach(judge);
    progress();
  };

  // Keeps what was answered in this browser, where it lets itself be used so.
  const keep = () => {
    changed = Date.now();
    const values = pairs.map((pair) => [`${pair.a} ${pair.b}`, pair.value]);
    const state = { rater: name.value, values: Object.fromEntries(values), changed };
    try {
      localStorage.setItem(keptAs, JSON.stringify(state));
      kept = true;
    } catch {
      kept = false;
    }
    find(".kept").hidden = !kept;
  };
  const bringBack = () => {
    try {
      const state = JSON.parse(localStorage.getItem(keptAs));
      if (!state) return;
      for (const pair of pairs) pair.value = state.values[`${pair.a} ${pair.b}`] ?? null;
      [name.value, changed, kept] = [state.rater, state.changed, true];
    } catch {
      return;
    }
    find(".kept").hidden = false;
    const count = pairs.length - open().length;
    write(note, `${count} of ${pairs.length} answers are back, as this browser kept them.`);
  };
  const forget = () => {
    if (!confirm("Forget your name and all answers on this device?")) return;
    try {
      localStorage.removeItem(keptAs);
    } catch {}
    for (const pair of pairs) pair.value = null;
    name.value = "";
    [unsaved, kept] = [false, false];
    find(".kept").hidden = true;
    find(".code").hidden = true;
    showAll();
    write(note, "This device has forgotten your answers.");
  };
  // what is said of a list waits until the hand rests
  const timers = {};
  const answer = (pair, value) => {
    pair.value = value;
    unsaved = true;
    keep();
    find(".code").hidden = true;
    show(pair);
    progress();
    clearTimeout(timers[pair.part]);
    timers[pair.part] = setTimeout(judge, 300, pair.part);
  };

  const cell = (text) => (/[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const decimal = (value) => (value === null ? "" : String(Math.round(value * 1e6) / 1e6));
  const csv = (rater) => {
    const at = new Date(changed).toISOString().replace(/\.\d+/, "");
    return [
      ["rater", "item_a", "item_b", "value", "text_a", "text_b", "saved"],
      ...pairs.map((pair) => [rater, pair.a, pair.b, decimal(pair.value), ...pair.texts, at]),
    ]
      .map((row) => `${row.map(cell).join(",")}\r\n`)
      .join("");
  };
  // Returns the name, or nothing and asks for one.
  const named = () => {
    const rater = name.value.trim().replace(/\s+/g, " ");
    name.setAttribute("aria-invalid", String(!rater));
    if (!rater) {
      write(note, "Write your name or code first; it goes with your answers.");
      name.focus();
    }
    return rater;
  };
  const save = () => {
    const rater = named();
    const missing = open();
    if (!rater) return;
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

  const showCode = () => {
    const rater = named();
    const missing = open();
    if (!rater) return;
    if (missing.length) {
      const start = "A code holds all answers. Not answered yet: pair ";
      write(note, start, ...links(missing, ({ number }) => number), ".");
      return;
    }
    const places = pairs.map((pair) => placeOf(pair.value));
    const between = pairs.filter(
      (pair, i) => Math.abs(pair.value / valueAt(places[i]) - 1) > rules.rounding,
    );
    if (between.length) {
      const start = "A code holds the steps of the sliders alone. Save the file, or look at pair ";
      write(note, start, ...links(between, ({ number }) => number), ".");
      return;
    }
    find(".code").hidden = false;
    find("textarea").value = codeOf(rater, places, changed);
    write(note, "Your code is ready: copy it and send it.");
    find("textarea").focus();
    find("textarea").select();
  };
  const copy = () => {
    find("textarea").select();
    // the newer way needs a secure context, which a class's own server is not
    const done = document.execCommand("copy");
    write(note, done ? "Copied: paste it into a message." : "Copy the marked line.");
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
    });
    name.value = found.rater;
    showAll();
    keep();
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
  }
  find(".save").addEventListener("click", save);
  find(".hand").addEventListener("click", showCode);
  find(".copy").addEventListener("click", copy);
  find(".forget").addEventListener("click", forget);
  if (navigator.share) {
    find(".share").hidden = false;
    find(".share").addEventListener("click", () => {
      // a reader who changes her mind is no error
      navigator.share({ text: find("textarea").value }).catch(() => {});
    });
  }
  find("input[type=file]").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) load(file);
    event.target.value = "";
  });
  name.addEventListener("input", () => {
    name.removeAttribute("aria-invalid");
    find(".code").hidden = true;
    keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !kept) event.preventDefault();
  });
  bringBack();
  showAll();
}
