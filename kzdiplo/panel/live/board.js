// The page to project: who came, how many have finished, and the results once they are shown.

function board({ addresses, least, rounds, messages }) {
  const find = (selector) => document.querySelector(selector);
  let language = spoken(messages);
  let state = null;

  const say = (name, values) => fill(messages[language][name], values ?? {});
  const cell = (row, tag, text, kind) => {
    const made = row.appendChild(document.createElement(tag));
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  // browsers do not know the decimal comma of Kazakh
  const number = (value, digits) => {
    const text = value.toFixed(digits);
    return language === "en" ? text : text.replace(".", ",");
  };
  const percent = (share) => number(100 * share, 1);

  // Draws where a weight lies, and the middle of the raters' own, one lane for each round.
  const drawn = (place, rows, most) => {
    for (const row of rows) {
      const lane = place.appendChild(document.createElement("div"));
      lane.className = "lane";
      const [line, dot] = ["line", "dot"].map((kind) => {
        const mark = lane.appendChild(document.createElement("i"));
        mark.className = kind;
        return mark;
      });
      line.style.left = `${(100 * row.p10) / most}%`;
      line.style.width = `${(100 * (row.p90 - row.p10)) / most}%`;
      dot.style.left = `${(100 * row.weight) / most}%`;
      cell(lane, "span", `${percent(row.p10)} – ${percent(row.p90)}`, "quiet");
    }
  };
  // Returns a table; its rows are {kind, name, numbers, ranges}, with ranges only where all have.
  const table = (caption, heads, rows) => {
    const made = document.createElement("table");
    made.createCaption().textContent = caption;
    const head = made.createTHead().insertRow();
    heads.forEach((text, i) => {
      cell(head, "th", text, i && "number").scope = "col";
    });
    const ranges = rows.flatMap((row) => row.ranges ?? []);
    if (ranges.length) cell(head, "th", say("middle"), "range").scope = "col";
    const most = Math.max(...ranges.flatMap((row) => [row.p90, row.weight]));
    const body = made.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      line.className = row.kind;
      cell(line, "th", row.name).scope = "row";
      for (const text of row.numbers) cell(line, "td", text, "number");
      if (row.ranges) drawn(cell(line, "td", "", "range"), row.ranges, most);
    }
    return made;
  };

  // Puts the rounds beside one another, the heaviest of the last one first.
  const results = (found, compared) => {
    const shown = Object.keys(found);
    const each = (make) => shown.map((round) => make(found[round], round));
    const [last] = each((one) => one).slice(-1);
    // empty when too few raters are in both rounds
    const moved = compared?.both && compared;
    const heads = each((_, round) =>
      shown.length > 1 ? `${say(`round.${round}`)}, %` : say("weight"),
    );
    const weighed = (kind, name, of) => {
      const ranges = each(of);
      return { kind, name, numbers: ranges.map((row) => percent(row.weight)), ranges };
    };
    const title = each((one, round) => {
      return `${say(`round.${round}`)}: ${say("raters", { number: one.raters })}`;
    }).join("; ");
    const items = [...last.weights]
      .sort((a, b) => b.weight - a.weight)
      .map(({ quadrant, item_id: id }) => {
        const row = weighed(quadrant, `${id} ${say(id)}`, (one) =>
          one.weights.find((r) => r.item_id === id),
        );
        const moves = moved?.items[id];
        if (moves) row.numbers.push(`▲ ${moves.up} ▼ ${moves.down}`);
        return row;
      });
    const quadrants = last.quadrants.map(({ quadrant }) =>
      weighed(quadrant, say(quadrant), (one) => one.quadrants.find((r) => r.quadrant === quadrant)),
    );
    const decimals = (w) => (w === null ? "–" : number(w, 2));
    const agreement = Object.keys(last.agreement).map((part) => ({
      kind: part,
      name: say(part),
      numbers: each((one) => [decimals(one.agreement[part]), decimals(one.chance[part])]).flat(),
    }));
    const beside = document.createElement("div");
    beside.append(
      table(say("quadrants"), [say("list"), ...heads], quadrants),
      table(
        say("agreement"),
        [
          say("list"),
          ...each((_, round) => [
            shown.length > 1 ? `${say(`round.${round}`)}: W` : "W",
            say("chance"),
          ]).flat(),
        ],
        agreement,
      ),
    );
    const itemHeads = [say("item"), ...heads, ...(moved ? [say("moves")] : [])];
    const tables = [table(`${say("items")}. ${title}`, itemHeads, items), beside];
    if (!moved) return tables;
    const line = document.createElement("p");
    line.textContent = say("moved", {
      ...moved,
      median: number(moved.median, moved.median % 1 ? 1 : 0),
    });
    return [line, ...tables];
  };

  const show = () => {
    speak(messages, language, { least });
    if (!state) return;
    write(find(".joined"), String(state.joined));
    write(find(".finished"), String(state.finished));
    write(find(".round"), say(`round.${state.round}`));
    write(find(".show"), say(state.shown ? "hide" : "reveal"));
    find(".second").hidden = state.round >= rounds;
    write(find(".unwritten"), state.unwritten ? say("unwritten", { number: state.unwritten }) : "");
    write(find(".few"), state.shown && state.finished < least ? say("few", { least }) : "");
    const place = find(".results");
    place.hidden = !Object.keys(state.results).length;
    if (!place.hidden) place.replaceChildren(...results(state.results, state.compared));
  };

  const take = async (path, body) => {
    try {
      const found = await ask(path, body);
      find(".lost").hidden = true;
      // another network has another address, and that another code
      if (found.addresses.join() !== addresses.join()) location.reload();
      if (JSON.stringify(found) === JSON.stringify(state)) return;
      state = found;
      show();
    } catch {
      find(".lost").hidden = false;
    }
  };
  find(".show").addEventListener("click", () => take("board/show", { shown: !state?.shown }));
  find(".second").addEventListener("click", () => take("board/round", { round: state.round + 1 }));
  onLanguage((code) => {
    language = code;
    show();
  });
  setInterval(() => take("board/state"), 2000);
  show();
  take("board/state");
}
