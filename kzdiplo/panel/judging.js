// Says how well the answers of one list fit together, as kzdiplo.measures.ahp does.

// Returns the items of a list and the matrix of its judgements.
function matrixOf(pairs) {
  const items = [...new Set(pairs.flatMap((pair) => [pair.a, pair.b]))];
  const rows = items.map(() => items.map(() => 1));
  for (const pair of pairs) {
    const [i, j] = [items.indexOf(pair.a), items.indexOf(pair.b)];
    rows[i][j] = pair.value;
    rows[j][i] = 1 / pair.value;
  }
  return [items, rows];
}

function consistencyRatio(rows, randomIndex) {
  const size = rows.length;
  let vector = rows.map(() => 1 / size);
  let greatest = size;
  for (let round = 0; round < 500; round++) {
    const next = rows.map((row) => row.reduce((sum, cell, j) => sum + cell * vector[j], 0));
    greatest = next.reduce((sum, cell) => sum + cell, 0);
    vector = next.map((cell) => cell / greatest);
  }
  return Math.max(0, (greatest - size) / (size - 1) / randomIndex[size - 1]);
}

// Returns the pair that contradicts the others most, and what they imply for it.
function worstOf(pairs, items, rows) {
  const totals = rows.map((row) => row.reduce((sum, cell) => sum + Math.log(cell), 0));
  let found = null;
  for (const pair of pairs) {
    const given = Math.log(pair.value);
    const between = totals[items.indexOf(pair.a)] - totals[items.indexOf(pair.b)];
    const implied = (between - 2 * given) / (items.length - 2);
    const far = Math.abs(given - implied);
    // what differs only by rounding keeps the order of the pairs
    if (!found || far > found.far + 1e-9) found = { pair, far, implied: Math.exp(implied) };
  }
  return found;
}
