// The page of a rater's phone: one pair a screen; every answer is kept here and sent until the
// server says that it is kept there.

function phone({ vote, pairs, limit, randomIndex, messages }) {
  const find = (selector) => document.querySelector(selector);
  const [status, join, pairForm, review] = [".status", ".join", ".pair", ".review"].map(find);
  const key = `kzdiplo-panel-${vote}`;
  const total = pairs.length;
  let language = spoken(messages);
  let round = 1;
  let stopped = null;
  let lost = false;
  let fleeting = false;

  // What this rater has: {token, name, language, rounds: [{revision, sent, places}, ...]}. Where
  // the browser keeps nothing, the name of the window lasts as long as the tab.
  const kept = () => {
    try {
      return JSON.parse(fleeting ? window.name || null : localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const keep = () => {
    const text = JSON.stringify(state);
    if (fleeting) window.name = text;
    else localStorage.setItem(key, text);
  };
  try {
    localStorage.setItem(`${key}-try`, "");
    localStorage.removeItem(`${key}-try`);
  } catch {
    fleeting = true;
  }
  let state = kept();
  if (state && (state.vote !== vote || !Array.isArray(state.rounds))) state = null;
  if (state) language = state.language;

  const say = (name, values) => fill(messages[language][name], { total, ...values });
  const newRound = () => ({ revision: 1, sent: 0, places: pairs.map(() => null) });
  const current = () => state.rounds.at(-1);
  const unsent = () => (state ? state.rounds.filter((one) => one.revision > one.sent) : []);
  // two tabs of one phone are one rater
  const refresh = () => {
    const other = kept();
    if (other?.token === state?.token) state = other ?? state;
  };

  // positions run from -8 (9 times to the left) through 0 (equal) to 8 (9 times to the right)
  const valueAt = (place) => (place > 0 ? 1 / (1 + place) : 1 - place);
  const inWords = (index, place) => {
    if (place === null) return say("unanswered");
    if (place === 0) return say("equal");
    const [, a, b] = pairs[index];
    const times = Math.abs(place) + 1;
    return `${say(place < 0 ? a : b)}: ×${times}, ${say(`word.${times}`)}`;
  };

  // Sending.

  let sending = false;
  let failures = 0;
  let timer = 0;
  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(send, milliseconds);
  };
  const send = async () => {
    const [first] = unsent();
    if (sending || stopped || !first) return;
    sending = true;
    const number = state.rounds.indexOf(first);
    const { revision, places } = first;
    try {
      const { token, name } = state;
      const answer = await ask("answers", {
        vote,
        token,
        name,
        round: number + 1,
        revision,
        places,
      });
      if (answer.status === 200) {
        refresh();
        const same = state?.token === token && state.rounds[number];
        if (same) same.sent = Math.max(same.sent, revision);
        keep();
        lost = false;
        failures = 0;
        hear(answer);
      } else if (answer.refused in messages.en) {
        stopped = answer.refused;
      } else {
        throw new Error(answer.refused);
      }
    } catch {
      lost = true;
      failures += 1;
    }
    sending = false;
    tell();
    if (unsent().length)
      later(lost ? 1000 * Math.min(8, 2 ** failures) * (0.5 + Math.random() / 2) : 0);
  };

  // Hears how far the vote is.
  const hear = (answer) => {
    if (answer.vote !== vote) {
      stopped = "other";
      tell();
      return;
    }
    round = answer.round;
    if (!state || state.rounds.length >= round) return;
    refresh();
    while (state.rounds.length < round) state.rounds.push(newRound());
    keep();
    if (location.hash === "#1") show();
    else location.hash = "#1";
    send();
  };
  const listen = async () => {
    if (document.hidden || stopped) return;
    try {
      const answer = await ask("state");
      if (answer.status !== 200) return;
      if (lost) later(0);
      hear(answer);
    } catch {
      // the next time
    }
  };

  const tell = () => {
    let name = "saved";
    if (stopped) name = stopped;
    else if (!state) name = null;
    else if (unsent().length) name = lost ? "waiting" : null;
    const warned = Boolean(stopped) || name === "waiting";
    // between two answers the last word stays
    if (name || !state) {
      write(status, [name && say(name), fleeting && say("fleeting")].filter(Boolean).join(". "));
    }
    status.classList.toggle("warn", warned);
    find(".stop").hidden = !stopped;
    find(".another").hidden = unsent().length > 0;
  };

  // Answering.

  const at = () => Number(location.hash.slice(1)) - 1;
  const answer = (place) => {
    refresh();
    const own = current();
    if (own.places[at()] === place) return;
    own.places[at()] = place;
    own.revision += 1;
    keep();
    showAnswer();
    send();
    tell();
  };
  const chosen = (name) => pairForm.querySelector(`[name=${name}]:checked`)?.value;
  const settle = () => {
    const [side, times] = [chosen("side"), Number(chosen("times"))];
    find(".times").disabled = !side || side === "equal";
    if (side === "equal") answer(0);
    else if (side && times) answer((times - 1) * (side === "left" ? -1 : 1));
  };

  const showAnswer = () => {
    const place = current().places[at()];
    write(find("output"), inWords(at(), place));
    find(".pair progress").value = current().places.filter((one) => one !== null).length;
    const before = state.rounds.length > 1 ? state.rounds.at(-2).places[at()] : null;
    find(".before").hidden = before === null || place !== null;
    if (before !== null) write(find(".before p"), `${say("first")} ${inWords(at(), before)}`);
  };
  const showPair = () => {
    const index = at();
    const [part, a, b] = pairs[index];
    const second = state.rounds.length > 1 ? `${say("round.2")}. ` : "";
    write(pairForm.querySelector("h1"), second + say("pair", { number: index + 1 }));
    write(find(".sides legend"), say(`ask.${part}`));
    const bold = pairForm.querySelectorAll("b");
    const small = pairForm.querySelectorAll("small");
    [a, b].forEach((item, i) => {
      write(bold[i], say(item));
      write(small[i], say(`${item}.gloss`));
    });
    for (const label of pairForm.querySelectorAll(".times label")) {
      write(
        label.querySelector(".quiet"),
        `, ${say(`word.${label.querySelector("input").value}`)}`,
      );
    }
    const place = current().places[index];
    const side = place === null ? null : ["left", "equal", "right"][Math.sign(place) + 1];
    for (const radio of pairForm.querySelectorAll("[name=side]"))
      radio.checked = radio.value === side;
    for (const radio of pairForm.querySelectorAll("[name=times]")) {
      radio.checked = Boolean(place) && Number(radio.value) === Math.abs(place) + 1;
    }
    find(".times").disabled = !place;
    if (index) find(".back").href = `#${index}`;
    else find(".back").removeAttribute("href");
    find(".next").href = index + 1 < total ? `#${index + 2}` : "#review";
    showAnswer();
  };

  const links = (list, numbers) => {
    const items = numbers.map((number) => {
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      link.href = `#${number}`;
      link.textContent = String(number);
      return item;
    });
    list.replaceChildren(...items);
    list.parentNode.hidden = !numbers.length;
  };
  // Returns the numbers of the pairs that contradict the others of their list most.
  const contradicting = () => {
    const { places } = current();
    const all = pairs.map(([part, a, b], i) => ({
      part,
      a,
      b,
      number: i + 1,
      value: places[i] === null ? null : valueAt(places[i]),
    }));
    return [...new Set(all.map((pair) => pair.part))].flatMap((part) => {
      const own = all.filter((pair) => pair.part === part);
      if (own.some((pair) => pair.value === null)) return [];
      const [items, rows] = matrixOf(own);
      if (consistencyRatio(rows, randomIndex) <= limit) return [];
      // among three items any answer may be the one to change
      return items.length === 3
        ? own.map((pair) => pair.number)
        : [worstOf(own, items, rows).pair.number];
    });
  };
  const showReview = () => {
    const missing = current().places.flatMap((place, i) => (place === null ? [i + 1] : []));
    links(find(".missing ul"), missing);
    links(find(".fit ul"), contradicting());
    find(".done").hidden = missing.length > 0;
    find(".wait").hidden = state.rounds.length > 1;
  };

  const show = (moved = true) => {
    const screen = !state ? join : location.hash === "#review" ? review : pairForm;
    if (screen === pairForm && !(at() in pairs)) {
      const open = current().places.indexOf(null);
      location.replace(open < 0 ? "#review" : `#${open + 1}`);
      return;
    }
    speak(messages, language, { total });
    for (const one of [join, pairForm, review]) one.hidden = one !== screen;
    if (screen === pairForm) showPair();
    if (screen === review) showReview();
    tell();
    if (moved && state) {
      window.scrollTo(0, 0);
      screen.querySelector("h1").focus({ preventScroll: true });
    }
  };

  const begin = (event) => {
    event.preventDefault();
    // a second tap comes before the next screen does
    if (state) return;
    const name = find("#name").value.trim().replace(/\s+/g, " ");
    find("#name").setAttribute("aria-invalid", String(!name));
    write(find(".error"), name ? "" : say("name.needed"));
    if (!name) {
      find("#name").focus();
      return;
    }
    // crypto.randomUUID is there only under https
    const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
    const token = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    state = { vote, token, name, language, rounds: [] };
    while (state.rounds.length < round) state.rounds.push(newRound());
    keep();
    if (location.hash === "#1") show();
    else location.hash = "#1";
    send();
  };
  const another = () => {
    if (fleeting) window.name = "";
    else localStorage.removeItem(key);
    state = null;
    find("#name").value = "";
    write(status, "");
    show();
    find("#name").focus();
  };

  join.addEventListener("submit", begin);
  pairForm.addEventListener("submit", (event) => event.preventDefault());
  pairForm.addEventListener("change", settle);
  find(".before button").addEventListener("click", () => {
    answer(state.rounds.at(-2).places[at()]);
    showPair();
    find(".next").focus({ preventScroll: true });
  });
  find(".another").addEventListener("click", another);
  find(".stop button").addEventListener("click", () => {
    history.replaceState(null, "", location.pathname);
    location.reload();
  });
  onLanguage((code) => {
    language = code;
    if (state) {
      refresh();
      state.language = code;
      keep();
    }
    show(false);
  });
  window.addEventListener("hashchange", () => show());
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return;
    const seen = () => state && `${state.rounds.length} ${current().places[at()]}`;
    const before = seen();
    state = kept();
    // a side that is chosen and has no number yet stays so
    if (pairForm.hidden || seen() !== before) show(false);
  });
  document.addEventListener("visibilitychange", () => {
    later(0);
    listen();
  });
  window.addEventListener("online", () => later(0));
  setInterval(listen, 4000 + 2000 * Math.random());
  show(false);
  listen();
  send();
}
