// Reads the file of a rater as kzdiplo.csvtext and kzdiplo.panel.answers do. One table of cases,
// tests/panel/reading_cases.json, holds both to the same result.

// A file that is not read at all; the message goes on after the name of the file.
class Refusal extends Error {}

function decoded(bytes) {
  const starts = (...mark) => mark.every((byte, i) => bytes[i] === byte);
  if (starts(0x50, 0x4b, 3, 4) || starts(0xd0, 0xcf, 0x11, 0xe0)) {
    throw new Refusal("is a workbook, which can be handed in but not loaded here: save it as CSV");
  }
  let encodings = ["utf-8", "windows-1251"];
  if (starts(0xef, 0xbb, 0xbf)) encodings = ["utf-8"];
  if (starts(0xff, 0xfe)) encodings = ["utf-16le"];
  if (starts(0xfe, 0xff)) encodings = ["utf-16be"];
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // the one byte without a meaning in Windows-1251
      if (encoding === "windows-1251" && text.includes("\x98")) continue;
      if (text.includes("\0")) break;
      if (!text.trim()) throw new Refusal("is empty");
      return text;
    } catch (error) {
      if (error instanceof Refusal) throw error;
    }
  }
  throw new Refusal("is no plain text");
}

function cut(text, mark) {
  const quoted = '"((?:[^"]|"")*)"';
  const plain = `([^"\r\n${mark}][^\r\n${mark}]*)?`;
  const cell = new RegExp(`(?:${quoted}|${plain})(${mark}|\r\n?|\n|$)`, "y");
  const rows = [[]];
  let match;
  do {
    match = cell.exec(text);
    if (!match) throw new Refusal(`has a quotation mark in row ${rows.length} that is not closed`);
    rows.at(-1).push((match[1]?.replaceAll('""', '"') ?? match[2] ?? "").trim());
    if (match[3] !== mark && cell.lastIndex < text.length) rows.push([]);
  } while (match[3] === mark || cell.lastIndex < text.length);
  return rows;
}

// Returns the row that stands in one cell, as Excel saves what it had opened in one column.
function within(line, mark, columns) {
  if (line.length > 1 || columns === 1) return line;
  try {
    const [row, ...more] = cut(line[0], mark);
    return row.length === columns && !more.length ? row : line;
  } catch {
    return line;
  }
}

// Returns the text without the first line of Excel that names the delimiter, and the delimiter.
function delimited(text, names) {
  const sep = text.match(/^"?sep=([,;\t])"?(?:\r\n?|\n)/i);
  if (sep) return [text.slice(sep[0].length), sep[1]];
  const [first] = text.split(/[\r\n]/, 1);
  const known = (mark) => {
    try {
      return cut(first, mark)[0].filter((name) => names.includes(name.toLowerCase())).length;
    } catch {
      return 0;
    }
  };
  const marks = [",", ";", "\t"].map((mark) => [known(mark), first.split(mark).length, mark]);
  marks.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
  return [text, marks[0][2]];
}

const NUMBER =
  /^([+-]?(?:[0-9]{1,18}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+))([.,][0-9]+)?(e[+-]?[0-9]{1,2})?$/;

function parts(cell) {
  return cell
    .replaceAll("\u2212", "-")
    .replace(/^(?=[.,])/, "0")
    .match(NUMBER);
}

function commasAreDecimal(cells, mark) {
  const likeThousands = /^[-+\u2212]?[1-9][0-9]{0,2},[0-9]{3}$/;
  const decimal = (cell) => parts(cell)?.[2]?.startsWith(",") && !likeThousands.test(cell);
  return { ",": false, ";": true, "\t": cells.some(decimal) }[mark];
}

// Returns the judgement that a cell holds, or NaN.
function judgement(cell, decimalComma, [least, most]) {
  const fraction = cell.match(/^([1-9])\s*\/\s*([1-9])$/);
  const [, whole, decimals = "", power = ""] = parts(cell) ?? [];
  const readable = whole && (decimalComma || !decimals.startsWith(","));
  let value = Number.NaN;
  if (fraction) value = fraction[1] / fraction[2];
  else if (readable) {
    value = Number(whole.replace(/[+\s]/g, "") + decimals.replace(",", ".") + power);
  }
  return value >= least && value <= most ? value : Number.NaN;
}

function raterOf(names) {
  const spelt = new Map();
  for (const name of names) {
    const seen = name.split(/\s+/).join(" ").replace(/\p{C}/gu, "");
    const one = seen.split(/\s+/).join(" ").trim();
    spelt.set(one.normalize("NFKC").toUpperCase().toLowerCase(), one);
  }
  spelt.delete("");
  if (spelt.size > 1) throw new Refusal(`holds the answers of ${spelt.size} raters`);
  return [...spelt.values()][0] ?? "";
}

// Returns the rater, the value of each pair (or null), and the numbers of rows not understood.
function answersIn(bytes, pairs, rules) {
  const [text, mark] = delimited(decoded(bytes), rules.columns);
  const [header, ...found] = cut(text, mark);
  const lines = found.map((line) => within(line, mark, header.length));
  const names = header.map((name) => name.toLowerCase());
  if (!rules.columns.every((column) => names.filter((name) => name === column).length === 1)) {
    const columns = rules.columns.slice(0, -1).join(", ");
    throw new Refusal(
      `is no file of this questionnaire: its first row should name ${columns} and ${rules.columns.at(-1)}`,
    );
  }
  while (lines.length && !lines.at(-1).join("")) lines.pop();
  const isEven = (line) => line.length === header.length && line.join("");
  const rows = lines.filter(isEven);
  if (!rows.length) throw new Refusal("has no rows below the header");
  const [rater, a, b, value] = rules.columns.map((column) => names.indexOf(column));
  const commas = commasAreDecimal(
    rows.map((row) => row[value]),
    mark,
  );
  const answers = { rater: raterOf(rows.map((row) => row[rater])), strange: [] };
  const given = new Map();
  lines.forEach((row, i) => {
    if (!isEven(row) || !take(row[a], row[b], row[value])) answers.strange.push(i + 2);
  });
  answers.values = pairs.map((pair) => {
    const back = given.get(`${pair.b} ${pair.a}`);
    return given.get(`${pair.a} ${pair.b}`) ?? (back === undefined ? null : 1 / back);
  });
  return answers;

  // Says whether a row is understood, and keeps what it says.
  function take(first, second, cell) {
    const same = (p, q) => p.toLowerCase() === q.toLowerCase();
    const pair = pairs.find((p) => same(p.a, first) && same(p.b, second));
    const turned = pairs.find((p) => same(p.a, second) && same(p.b, first));
    if (!pair && !turned) return false;
    if (!cell) return true;
    const times = judgement(cell, commas, rules.scale);
    const [p, q] = pair ? [pair.a, pair.b] : [turned.b, turned.a];
    if (Number.isNaN(times) || given.has(`${p} ${q}`)) return false;
    const back = given.get(`${q} ${p}`);
    if (back === undefined) given.set(`${p} ${q}`, times);
    return back === undefined || Math.abs(times * back - 1) <= rules.rounding;
  }
}
