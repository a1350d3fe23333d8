"""A made-up book of three pages, small enough to be built in a test."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]
NEEDED = (
    *("CITATION.cff", "_config.yml", "_static", "builders", "kzdiplo", "pyproject.toml"),
    "tools",
)
# what the library itself looks up, and what the build does
TABLES = ("actors", "country_codes", "glossary", "names", "state_names")
CONTENTS = """\
format: jb-book
root: intro
parts:
  - caption: A part
    chapters:
      - file: notebooks/part/chapter
        sections:
          - file: notebooks/part/below
"""
FIRST_PAGE = """\
# A book

As {cite:t}`nye2008public` says.

```{include} more.txt
```

```{bibliography}
```
"""
# the part that runs in the browser is left out: it comes from elsewhere
BUILD = "import lite, sys; lite.fetch = lambda: 'a test'; import build; sys.exit(build.main())"


class SmallBook:
    """The book in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.notebook = folder / "notebooks" / "part" / "chapter.ipynb"
        for name in NEEDED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, folder / name)
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        for path in (ROOT / "data").rglob("*"):
            if path.is_file() and (path.parent.name == "data" or path.stem in TABLES):
                to = folder / path.relative_to(ROOT)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to)
        (folder / "references.bib").write_text(self.works(), "utf-8")
        (folder / "_toc.yml").write_text(CONTENTS)
        (folder / "intro.md").write_text(FIRST_PAGE)
        (folder / "more.txt").write_text("More.\n")
        cells = [
            new_markdown_cell("# A chapter", id="title"),
            new_code_cell("import kzdiplo as kz\n\nkz.load('actors').head(2)", id="table"),
        ]
        self.notebook.parent.mkdir(parents=True)
        nbformat.write(new_notebook(cells=cells), self.notebook)
        self.notebook.with_name("below.md").write_text("# Below\n")

    def works(self):
        """Return the works that the page and the tables name: to read all takes a second."""
        entries = re.split(r"^(?=@)", (ROOT / "references.bib").read_text("utf-8"), flags=re.M)
        tables = (path.read_text("utf-8") for path in self.folder.glob("data/*/*.csv"))
        named = set(re.findall(r"[\w-]+", " ".join([FIRST_PAGE, *tables])))
        return "".join(entry for entry in entries[1:] if re.split("[{,]", entry)[1] in named)

    def start(self):
        """Start a build."""
        return subprocess.Popen(
            [sys.executable, "-c", BUILD],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": f"{self.folder}{os.pathsep}{self.folder / 'tools'}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def build(self):
        """Build it; return the exit code and what was printed."""
        process = self.start()
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    def page(self, name):
        """Return a page as it is built."""
        return (self.folder / "_build" / "html" / f"{name}.html").read_text("utf-8")

    def edit(self, name, old, new):
        """Change a file; by its time stamp it is older than any build."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        os.utime(path, (1_577_836_800, 1_577_836_800))
