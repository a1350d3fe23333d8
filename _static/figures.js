/* Figures give their values: to pointer and finger at the drawing, to the keyboard and to screen
   readers by a slider below it; as a table; and as files and lines to reuse. Without this script
   the drawing, its text and the link to its rows are there as they are. */

document.addEventListener("DOMContentLoaded", () => {
  const make = (tag, props = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), props);
    made.append(...inside);
    return made;
  };

  function values(drawing, tools) {
    const marks = JSON.parse(drawing.dataset.marks);
    const phone = matchMedia("(max-width: 600px)");
    const ring = make("span", { className: "kz-ring", hidden: true });
    const tip = make("span", { className: "kz-tip", hidden: true });
    const slider = make("input", { type: "range", max: marks.length - 1, value: 0 });
    slider.ariaLabel = "Values in this figure";
    slider.ariaValueText = marks[0][0];
    drawing.append(ring, tip);
    tools.append(make("label", { className: "kz-slide" }, "Values ", slider));

    const place = (mark) => (phone.matches ? mark.slice(3) : mark.slice(1, 3));
    const show = (number) => {
      const [x, y] = place(marks[number]);
      slider.value = number;
      tip.textContent = slider.ariaValueText = marks[number][0];
      ring.style.cssText = tip.style.cssText = `left: ${x / 10}%; top: ${y / 10}%`;
      tip.classList.toggle("left", x > 500);
      tip.classList.toggle("below", y < 200);
      ring.hidden = tip.hidden = false;
    };
    const hide = () => {
      ring.hidden = tip.hidden = true;
    };
    const point = (event) => {
      const { left, top, width, height } = drawing.getBoundingClientRect();
      const far = marks.map((mark) => {
        const [x, y] = place(mark);
        return Math.hypot(left + (x * width) / 1e3 - event.x, top + (y * height) / 1e3 - event.y);
      });
      show(far.indexOf(Math.min(...far)));
    };
    drawing.onpointermove = drawing.onpointerdown = point;
    drawing.onpointerleave = (event) => {
      if (event.pointerType === "mouse") hide();
    };
    slider.oninput = slider.onfocus = () => show(slider.value);
    slider.onblur = hide;
    slider.onkeydown = (event) => {
      if (event.key === "Escape") hide();
    };
  }

  function rows(csv) {
    const lines = [[]];
    for (const [, cell, end] of csv.trimEnd().matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/g)) {
      lines.at(-1).push(cell.replace(/^"|"$/g, "").replaceAll('""', '"'));
      if (end === "\n") lines.push([]);
      else if (!end) return lines;
    }
  }

  function table(csv) {
    // the keys of sources are for programs; the line below the drawing names them
    const [head, ...body] = rows(csv).map((row, _, [names]) =>
      row.filter((_cell, column) => names[column] !== "source"),
    );
    const heads = head.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " ")));
    const lines = body.map((line) => {
      const cells = line.map((cell) => {
        const short = cell.includes(".") ? `${+(+cell).toPrecision(4)}` : cell;
        return /^-?[\d.]+$/.test(cell)
          ? make("td", { className: "n" }, short)
          : make("td", {}, cell);
      });
      return make("tr", {}, ...cells);
    });
    return make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...lines),
    );
  }

  /* A picture with title and source, for who passes it on without the page. */
  async function picture(figure) {
    const drawing = new Image();
    drawing.src = figure.querySelector("img").currentSrc;
    await drawing.decode();
    const width = 1400;
    const height = (drawing.naturalHeight / drawing.naturalWidth) * width;
    const paper = make("canvas", { width: width + 80, height: height + 400 });
    const pen = paper.getContext("2d");
    let below = 70;
    const write = (words, size, weight) => {
      pen.font = `${weight} ${size}px system-ui, sans-serif`;
      pen.fillStyle = getComputedStyle(figure).color;
      let line = "";
      const put = () => {
        pen.fillText(line, 40, below);
        below += 1.3 * size;
        line = "";
      };
      for (const word of words.trim().split(/\s+/)) {
        if (line && pen.measureText(`${line} ${word}`).width > width) put();
        line += line ? ` ${word}` : word;
      }
      put();
    };
    pen.fillStyle = getComputedStyle(figure).backgroundColor;
    pen.fillRect(0, 0, paper.width, paper.height);
    write(figure.querySelector(".kz-title").textContent, 34, 700);
    write(figure.querySelector(".kz-subtitle").textContent, 26, 400);
    pen.drawImage(drawing, 40, below - 10, width, height);
    below += height + 30;
    write(figure.querySelector(".kz-source").firstChild.textContent, 20, 400);
    const cut = make("canvas", { width: paper.width, height: below });
    cut.getContext("2d").drawImage(paper, 0, 0);
    return new Promise((done) => cut.toBlob(done));
  }

  function save(content, name) {
    const address = URL.createObjectURL(content);
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1e4);
  }

  function line(name, text) {
    const field = make("input", { value: text, readOnly: true });
    const button = make("button", { type: "button", ariaLabel: `Copy: ${name}` }, "Copy");
    button.onclick = () => {
      field.select();
      document.execCommand("copy");
      button.textContent = "Copied";
    };
    return make("div", {}, make("label", {}, `${name} `, field), button);
  }

  function reuse(figure, link) {
    const name = figure.dataset.name;
    const file = new URL(figure.dataset.file, location).href;
    const [page] = location.href.split("#");
    const frame = figure.closest("figure[id]");
    const address = frame ? `${page}#${frame.id}` : page;
    const title = figure.querySelector(".kz-title").textContent;
    const chapter = document.querySelector("h1")?.firstChild.textContent;
    const today = new Date().toISOString().slice(0, 10);
    const files = make("p", {}, make("a", { href: link.href, download: link.download }, "CSV"));
    const svg = make("a", { href: "#", download: `kzdiplo-${name}.svg` }, "SVG");
    svg.onclick = () => {
      svg.href = figure.querySelector("img").currentSrc;
    };
    files.append(" ", svg);
    // a page opened as a file may not read its own drawings
    if (location.protocol !== "file:") {
      const png = make("button", { type: "button" }, "PNG");
      png.onclick = async () => save(await picture(figure), `kzdiplo-${name}.png`);
      files.append(" ", png);
    }
    return [
      files,
      line("Address", address),
      line("Python", `import pandas; rows = pandas.read_csv("${file}")`),
      line("R", `rows <- read.csv("${file}")`),
      line("Cite", `kzdiplo, “${chapter}”. ${title}. ${address} (${today})`),
    ];
  }

  function fold(words, fill) {
    const part = make("details", {}, make("summary", {}, words));
    part.addEventListener("toggle", () => part.append(...fill()), { once: true });
    return part;
  }

  for (const figure of document.querySelectorAll(".kz-figure[data-file]")) {
    const drawing = figure.querySelector(".kz-drawing[data-marks]");
    const link = figure.querySelector("a[download$='.csv']");
    const csv = () => decodeURIComponent(link.href.slice(link.href.indexOf(",") + 1));
    const tools = make("div", { className: "kz-tools" });
    if (drawing) values(drawing, tools);
    tools.append(
      fold("Table", () => [
        make(
          "div",
          { className: "kz-rows", tabIndex: 0, role: "region", ariaLabel: "Rows of this figure" },
          table(csv()),
        ),
      ]),
      fold("Share and reuse", () => reuse(figure, link)),
    );
    figure.append(tools);
  }
});
