() => {
  for (const kind of ["tbody > tr", "li", "[data-item]"]) {
    for (const item of document.querySelectorAll(`${kind}:nth-of-type(n+9)`)) item.remove();
  }
  const kinds = new Set();
  for (const word of document.querySelectorAll(".highlight span[class]")) {
    const place = word.closest("[class*=highlight-]").parentElement.className;
    const kind = `${word.className} in ${place}`;
    if (kinds.has(kind)) word.replaceWith(word.textContent);
    kinds.add(kind);
  }
};
