"""Bring notebooks into their normal form: no outputs, no counts, no traces of a machine.

Each gets the same first code cell, for readers who have the notebook but not kzdiplo.
The form is that of nbformat itself, one line of source a line of JSON, so that saving a notebook
in Jupyter and normalising it again changes nothing but what was edited.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

#: Where everybody can get kzdiplo: the address of its wheel, or ``kzdiplo==VERSION`` for whoever
#: owns that name on PyPI. Empty until there is such a place, so that no notebook installs what
#: others publish under the name.
RELEASE = ""


def install_cell(release: str) -> str:
    """Return the code that lets a notebook on its own install kzdiplo, or says how to get it."""
    return f"""\
# Where kzdiplo is missing, this installs the wheel that KZDIPLO_WHEEL names.
try:
    import kzdiplo  # noqa: F401
except ModuleNotFoundError:
    import os
    import subprocess
    import sys

    wheel = os.environ.get("KZDIPLO_WHEEL", "{release}")
    if not wheel:
        raise SystemExit(
            "kzdiplo is not installed here. Open this notebook in the book's folder with "
            "`make lab`, or set KZDIPLO_WHEEL to the path or address of kzdiplo's wheel."
        ) from None
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", wheel], check=True)
    if "pandas" in sys.modules:
        raise SystemExit("kzdiplo is installed: restart the session and run all again") from None"""


INSTALL = install_cell(RELEASE)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: Metadata of cells that the book and the worksheets use.
KEPT = {"deletable", "editable", "mystnb", "nbgrader", "tags"}


def normalised(text: str) -> str:
    """Return a notebook's text in normal form."""
    notebook = nbformat.reads(text, as_version=4)
    # whatever kernel and editor wrote the file: the book runs with the kernel `python3`
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL})
    cells = [cell for cell in notebook.cells if cell.get("id") != "install"]
    code = [i for i, cell in enumerate(cells) if cell.cell_type == "code"]
    if code:
        install = nbformat.v4.new_code_cell(INSTALL, id="install")
        install.metadata["tags"] = ["remove-cell"]
        cells.insert(code[0], install)
    notebook.cells = cells
    for cell in cells:
        cell.metadata = {name: cell.metadata[name] for name in KEPT & cell.metadata.keys()}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nbformat.writes(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(files: list[str]) -> None:
    """Rewrite the files that are not in normal form."""
    for path in map(Path, files):
        old = path.read_text("utf-8")
        new = normalised(old)
        if new != old:
            path.write_text(new, "utf-8")
            print(f"normalised {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
