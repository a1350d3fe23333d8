// Compiles the modules that a chapter's first figure needs, by the Python that will run them.
//
// node precompile.cjs FOLDER OUT: FOLDER holds Pyodide and its packages, OUT takes the modules.

const { readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

async function main(folder, out) {
  const { loadPyodide } = require(join(folder, "pyodide.js"));
  const python = await loadPyodide({ indexURL: folder });
  const lock = JSON.parse(readFileSync(join(folder, "pyodide-lock.json"), "utf8"));
  await python.loadPackage(Object.keys(lock.packages), { messageCallback() {} });
  python.FS.mkdir("/out");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: out }, "/out");
  python.runPython(readFileSync(join(__dirname, "precompile.py"), "utf8"));
}

main(...process.argv.slice(2).map((name) => resolve(name))).catch((error) => {
  // without the source of Pyodide, which Node would print
  console.error(error.message);
  process.exitCode = 1;
});
