// Hides the items that do not hold every word typed, and says how many are left. A table of more
// than a hundred rows opens with twenty; a search looks in all.
function searchable(box) {
  const input = box.querySelector("input");
  const items = [...box.querySelectorAll("[data-item]")];
  const left = box.querySelector("[role=status]");
  const all = box.querySelector("p:has(> button)");
  const texts = items.map((item) => item.textContent.toLowerCase());
  let most = items.length > 100 && items[0].matches("tr") ? 20 : items.length;
  function show() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const limit = words.length ? items.length : most;
    let shown = 0;
    items.forEach((item, i) => {
      item.hidden = shown >= limit || !words.every((word) => texts[i].includes(word));
      shown += !item.hidden;
    });
    left.textContent = `${shown} of ${items.length}`;
    all.hidden = words.length > 0 || shown === items.length;
  }
  input.addEventListener("input", show);
  all.firstChild.addEventListener("click", () => {
    const next = items[most];
    most = items.length;
    show();
    next.tabIndex = -1;
    next.focus();
  });
  // paper shows all
  addEventListener("beforeprint", () => {
    most = items.length;
    show();
  });
  show();
}
