(figures) =>
  figures.map((figure) => ({
    file: figure.dataset.file,
    number: figure.querySelector(".kz-number")?.textContent ?? "",
    marks: JSON.parse(figure.querySelector(".kz-drawing").dataset.marks ?? "[]"),
    rows: figure.querySelectorAll(".kz-rows tbody tr").length,
    columns: [...figure.querySelectorAll(".kz-rows th")].map((head) => head.textContent),
  }));
