// One switch for all code of a page, remembered: a reader's view and a coder's. Without a script
// each fold opens by itself.
addEventListener("DOMContentLoaded", () => {
  const folds = [...document.querySelectorAll(".bd-content details.above-input")];
  const bar = document.querySelector(".article-header-buttons");
  if (!folds.length || !bar) return;
  // a browser may keep nothing for files
  const memory = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  };
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm kz-code";
  button.title = "Show or hide all code of this page";
  button.textContent = "Code";
  function set(open) {
    button.setAttribute("aria-pressed", open);
    for (const fold of folds) fold.open = open;
  }
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    set(open);
    memory((kept) => kept.setItem("kz-code", open ? "open" : "folded"));
  });
  set(memory((kept) => kept.getItem("kz-code")) === "open");
  bar.prepend(button);
});
