// Lines to copy name files by the address at which the page is read.
for (const part of document.querySelectorAll("[data-up]")) {
  const top = new URL(part.dataset.up, document.baseURI).href;
  part.textContent = part.textContent.replaceAll(`"${part.dataset.up}`, `"${top}`);
}
