// Saves the open notebook, as it stands on the screen, under the name of its worksheet and student.

function handIn(box, sheet) {
  const field = box.querySelector("input");
  const note = box.querySelector(".note");
  const say = (text) => {
    note.textContent = text;
  };
  // where notebooks run in the browser, JupyterLite lets its pages be reached; other Jupyters do not
  const open = () => window.jupyterapp?.shell?.currentWidget?.context?.model;

  box.querySelector("button").addEventListener("click", () => {
    const student = field.value.trim().replace(/\s+/g, " ");
    if (!student) {
      say("Write your name first.");
      field.focus();
      return;
    }
    const slug = student.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "") || "student";
    const file = `${sheet}__${slug}.ipynb`;
    const model = open();
    if (!model) {
      say(
        `Save the notebook, download it (menu File, Download) and name the file ${file}. Then send it.`,
      );
      return;
    }
    const notebook = structuredClone(model.toJSON());
    const saved = new Date().toISOString().replace(/\.\d+/, "");
    notebook.metadata.kzdiplo = { student, saved };
    const content = new Blob([JSON.stringify(notebook, null, 1)], { type: "application/json" });
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(content);
    anchor.download = file;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    say(`Saved as ${file}: you find it among your downloads. Send this file to your teacher.`);
  });
}
