"""Build the book: run what changed, put the pages together, say where they are."""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
INDEX = BUILD / "html" / "index.html"
INPUTS = ["_config.yml", "_toc.yml", "intro.md", "references.bib", "requirements.lock"]
FOLDERS = ["notebooks", "data", "kzdiplo", "_static", "tools"]


def fingerprint() -> str:
    """Return one hash over everything that the book is made from."""
    import hashlib

    total = hashlib.sha256(sys.version.encode())
    files = [ROOT / name for name in INPUTS]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(files):
        if not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def main() -> int:
    """Build the book unless nothing has changed; return the exit code."""
    start = time.perf_counter()
    mark = BUILD / "inputs.sha256"
    if INDEX.exists() and mark.exists() and mark.read_text() == fingerprint():
        print(f"nothing changed since the last build\nthe book is at {INDEX}")
        return 0

    import make_datapackage

    import notebooks

    mark.unlink(missing_ok=True)
    make_datapackage.main()
    print("running notebooks", flush=True)
    notebooks.main()
    print("putting the pages together", flush=True)
    pages(BUILD / "html")
    mark.write_text(fingerprint())
    print(f"done in {time.perf_counter() - start:.1f} s\nthe book is at {INDEX}")
    return 0


def pages(out: Path) -> None:
    """Let Jupyter Book make the pages from the cached results; a warning is an error."""
    from jupyter_book.sphinx import build_sphinx

    result = build_sphinx(
        ROOT,
        out,
        noconfig=True,
        path_config=ROOT / "_config.yml",
        confoverrides={
            "external_toc_path": str(ROOT / "_toc.yml"),
            "nitpicky": True,
            "latex_individualpages": False,
        },
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if result:
        raise SystemExit(f"the book was not built: {result}")


if __name__ == "__main__":
    sys.exit(main())
