// Lines to copy name files by the address at which the page is read.
for (const part of document.querySelectorAll("[data-address]")) {
  part.textContent = new URL(part.textContent, document.baseURI).href;
}
