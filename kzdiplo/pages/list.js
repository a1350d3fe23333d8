// Hides the items that do not hold every word typed, and says how many are left.
function searchable(box) {
  const input = box.querySelector("input");
  const items = [...box.querySelectorAll("[data-item]")];
  const left = box.querySelector("[role=status]");
  const texts = items.map((item) => item.textContent.toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, i) => {
      item.hidden = !words.every((word) => texts[i].includes(word));
      shown += !item.hidden;
    });
    left.textContent = `${shown} of ${items.length}`;
  });
}
