"""Build the book: run what changed, put the pages together, say where they are."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
HTML = BUILD / "html"
#: What shapes every page, and what single pages are made from.
HOUSE = ["_config.yml", "_toc.yml", "_static", "tools", "pyproject.toml", "requirements/book.txt"]
# terms are linked on every page
HOUSE += ["requirements/lite.txt", "data/reference/glossary.csv"]
CONTENT = ["intro.md", "references.bib", "notebooks", "course/release", "data", "kzdiplo"]


def fingerprint(names: list[str]) -> str:
    """Return one hash over files and folders of the project."""
    total = hashlib.sha256(sys.version.encode())
    tops = [ROOT / name for name in names]
    files = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))]
    for path in sorted(files):
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def main() -> int:
    """Build the book unless nothing has changed; return the exit code."""
    start = time.perf_counter()
    mark = BUILD / "inputs.json"
    done = json.loads(mark.read_text()) if mark.exists() else {}
    now = {"house": fingerprint(HOUSE), "content": fingerprint(CONTENT), "lite": True}
    lacking = ""
    if done != now:
        import lite

        lacking = lite.fetch()
        now["lite"] = not lacking
    if done == now:
        print("nothing changed since the last build")
        tell(lacking)
        return 0

    # a build lives for seconds: looking for garbage would only slow it
    gc.disable()
    # heavy imports, which a build without changes does not need
    import descriptor

    import run_notebooks

    mark.unlink(missing_ok=True)
    if any(done.get(name) != now[name] for name in ("house", "lite")):
        # Sphinx makes a page anew only when its text changed
        shutil.rmtree(HTML, ignore_errors=True)
    descriptor.main()
    print("running notebooks", flush=True)
    run_notebooks.main()
    print("putting the pages together", flush=True)
    if now["lite"]:
        lite.put_together(HTML / "lite")
    put_together()
    # the descriptor of the tables is made here, and is content
    mark.write_text(json.dumps({**now, "content": fingerprint(CONTENT)}))
    print(f"done in {time.perf_counter() - start:.1f} s")
    tell(lacking)
    return 0


def tell(lacking: str) -> None:
    """Say where the book is, and why it cannot run notebooks in the browser, if so."""
    if lacking:
        print(f"without the part that runs notebooks in the browser: {lacking}")
    print(f"the book is at {HTML / 'index.html'}")


def put_together() -> None:
    """Let Jupyter Book make the pages from the cached results; a warning is an error."""
    from jupyter_book.sphinx import build_sphinx

    overrides = {
        "external_toc_path": str(ROOT / "_toc.yml"),
        "nitpicky": True,
        "latex_individualpages": False,
    }
    result = build_sphinx(
        ROOT,
        HTML,
        noconfig=True,
        path_config=ROOT / "_config.yml",
        confoverrides=overrides,
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if result:
        raise SystemExit(f"the book was not built: {result}")


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # taking Sphinx down piece by piece costs another second
    os._exit(code)
