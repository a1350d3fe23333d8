// Writes answers as one line of text, as kzdiplo.panel.codes describes it.

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function base32(bytes) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.replace(/.{5}/g, (five) => letters[Number.parseInt(five, 2)]);
}

// Takes the place of each slider, from -8 to 8, and when they were set.
function codeOf(rater, places, saved) {
  const ticks = Math.floor((saved - Date.UTC(2026, 0, 1)) / 10000);
  let payload = BigInt(ticks);
  let answers = 0n;
  for (const place of places) answers = answers * 17n + BigInt(place + 8);
  payload = (payload << 180n) | answers;
  const hex = payload.toString(16).padStart(52, "0");
  const bytes = hex.match(/../g).map((pair) => Number.parseInt(pair, 16));
  const check = crc32(bytes);
  const code = base32([...bytes, ...[24, 16, 8, 0].map((shift) => (check >>> shift) & 255)]);
  return `SWOT: ${rater} = ${code.match(/.{8}/g).join("-")}`;
}
