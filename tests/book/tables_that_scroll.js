// Tables of a page that are wider than their place: how many columns, and how the first one stands.
() => {
  const found = [];
  for (const table of document.querySelectorAll(".bd-article table")) {
    let box = table;
    const scrolls = (tag) =>
      /auto|scroll/.test(getComputedStyle(tag).overflowX) && tag.scrollWidth > tag.clientWidth + 2;
    while (box && !scrolls(box)) box = box.parentElement;
    if (!box || !table.checkVisibility()) continue;
    const row = table.tBodies[0].rows[0];
    const first = getComputedStyle(row.cells[0]).position;
    found.push({ columns: row.cells.length, first, heading: table.rows[0].textContent.trim() });
  }
  return found;
};
