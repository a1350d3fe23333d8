// Paper is light, and says where its page is and when it was printed.
(() => {
  const root = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    const day = new Date().toLocaleDateString("en-GB", { dateStyle: "long" });
    const { protocol, origin, pathname } = location;
    const place = protocol === "file:" ? "" : `, ${origin}${pathname}`;
    for (const line of document.querySelectorAll("[data-sheet]")) {
      line.textContent = `${place}. Printed on ${day}.`;
    }
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = theme;
  });
})();
