"""Build the book: check the tables, run the notebooks, put the pages together, say where they are.

Each step does only what changed since the last build, judged by hashes and never by time stamps.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import toc
from hashes import digest
from project import BUILD, HTML, ROOT

#: What shapes every page: works are cited and terms are linked on all of them.
EVERY_PAGE = [
    "_config.yml",
    "_static",
    "_toc.yml",
    "data/reference/glossary.csv",
    "pyproject.toml",
    "references.bib",
    "requirements/book.txt",
    "requirements/lite.txt",
    "tools",
]
#: What single pages and the part that runs in the browser are made from.
SINGLE_PAGES = [
    "CHANGELOG.md",
    "CITATION.cff",
    "course/plays",
    "course/release",
    "data",
    "intro.md",
    "kzdiplo",
    "notebooks",
    "released",
]
#: Files that a page takes in.
TAKEN_IN = re.compile(
    r"\{(?:(?:literal)?include|image|figure)\}[ ]*([^\s`\\]+)|!\[[^]]*\]\(([^)\s]+)"
)
STATE = BUILD / "inputs.json"


def main() -> int:
    """Build the book unless nothing has changed; return the exit code."""
    with alone():
        return build()


def build() -> int:
    """Build the book in a folder where nobody else builds."""
    start = time.perf_counter()
    done, now = last_state(), {**inputs(), "lite": True}
    no_lite = ""
    if not same(done, now):
        import lite

        no_lite = lite.fetch()
        now["lite"] = not no_lite
    if same(done, now):
        print("nothing changed since the last build")
        say_where(no_lite)
        return 0

    # heavy imports, which a build without changes does not need
    import descriptor
    import plays
    import run_notebooks

    descriptor.main()
    # the descriptor is one of the things that pages are made from, as is where names stand
    now.update(inputs())
    tables = check(done.get("tables", {}))
    keep({**done, "tables": tables})
    print("running notebooks", flush=True)
    run_notebooks.main()
    print("putting the pages together", flush=True)
    # pages of a build that stops halfway are not trusted
    keep({"tables": tables})
    forget_changed(done, now)
    if now["lite"]:
        lite.put_together(HTML / "lite")
    put_together()
    plays.write(HTML / "plays")
    keep({**now, "tables": tables})
    print(f"done in {time.perf_counter() - start:.1f} s")
    say_where(no_lite)
    return 0


def say_where(no_lite: str) -> None:
    """Say where the book is, and why it cannot run notebooks in the browser, if so."""
    if no_lite:
        print(f"without the part that runs notebooks in the browser: {no_lite}")
    print(f"the book is at {HTML / 'index.html'}")


# What the last build was made from.


def hash_of(names: list[str]) -> str:
    """Return one hash over files and folders of the project."""
    return digest(ROOT / name for name in names)


def inputs() -> dict:
    """Return hashes over all that the book is made from."""
    found = [(page, toc.source(page)) for page in toc.pages()]
    facts = digest([ROOT / "data", ROOT / "kzdiplo", BUILD / "mentions.json"])
    chapters = digest([ROOT / "notebooks", ROOT / "CITATION.cff"], facts)
    made_from = {"```{partner": facts, "```{questions": chapters}
    pages = {page: digest(files_of(path), more_of(path, made_from)) for page, path in found}
    # every page shows the titles of all in its table of contents
    titles = {page: toc.title(path) for page, path in found}
    return {
        "every page": hash_of(EVERY_PAGE),
        "single pages": hash_of(SINGLE_PAGES),
        "pages": pages,
        "titles": titles,
    }


def more_of(source: Path, made_from: dict[str, str]) -> str:
    """Return the hash of what a page is made from by a directive when the book is put together."""
    text = source.read_text("utf-8")
    return next((key for directive, key in made_from.items() if directive in text), "")


def files_of(source: Path) -> list[Path]:
    """Return the source of a page and the files that it takes in."""
    named = ["".join(found) for found in TAKEN_IN.findall(source.read_text("utf-8"))]
    taken = {source.parent / name for name in named}
    return [source, *(path for path in taken if path.is_file())]


def same(done: dict, now: dict) -> bool:
    """Say whether the last build was made from what is there now."""
    return all(done.get(part) == now[part] for part in now)


def last_state() -> dict:
    """Return what the last build was made from; a damaged file says nothing."""
    try:
        found = json.loads(STATE.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(state: dict) -> None:
    """Write down what a build was made from, all or nothing."""
    part = STATE.with_suffix(".part")
    part.write_text(json.dumps(state), "utf-8")
    part.replace(STATE)


def forget_changed(done: dict, now: dict) -> None:
    """Make Sphinx read and write again what changed, which by itself looks at time stamps only."""
    import run_notebooks

    changed = {part for part in now if done.get(part) != now[part]}
    if changed & {"every page", "lite"}:
        shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    if changed & {"every page", "lite", "titles"}:
        shutil.rmtree(HTML, ignore_errors=True)
    for page, key in now["pages"].items():
        if done.get("pages", {}).get(page) != key:
            run_notebooks.forget(page)


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other build runs in this folder, and let none begin."""
    BUILD.mkdir(exist_ok=True)
    try:
        import fcntl
    except ModuleNotFoundError:  # on Windows two builds at once go on at their own risk
        yield
        return
    # the system gives the lock back when this process ends, however it ends
    folder = os.open(BUILD, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("another build runs in this folder: waiting until it is done", flush=True)
        fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(folder)


# The steps.


def check(known: dict[str, str]) -> dict[str, str]:
    """Check the tables that changed since they were found right; return the keys of all."""
    import run_notebooks

    from kzdiplo.check import check_table
    from kzdiplo.table import descriptor

    names = [resource["name"] for resource in descriptor()["resources"]]
    state = run_notebooks.library_state()
    keys = {name: run_notebooks.cache_key([name], state) for name in names}
    changed = [name for name in names if known.get(name) != keys[name]]
    if changed:
        print(f"checking {len(changed)} of {len(names)} tables", flush=True)
    problems = [problem for name in changed for problem in check_table(name).problems]
    if problems:
        lines = [*map(str, problems), "no page was made: the tables have problems, see above"]
        raise SystemExit("\n".join(lines))
    return keys


def put_together() -> None:
    """Let Jupyter Book make the pages from the cached results; a warning is an error."""
    from jupyter_book.config import get_final_config
    from jupyter_book.sphinx import build_sphinx

    config = ROOT / "_config.yml"
    overrides = {
        "external_toc_path": str(ROOT / "_toc.yml"),
        "nitpicky": True,
        "latex_individualpages": False,
    }
    final, _ = get_final_config(user_yaml=config, sourcedir=ROOT, cli_config={**overrides})
    # live code through an outside host, which Jupyter Book adds to every page
    extensions = [name for name in final["extensions"] if name != "sphinx_thebe"]
    result = build_sphinx(
        ROOT,
        HTML,
        noconfig=True,
        path_config=config,
        confoverrides={**overrides, "extensions": extensions},
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if result:
        raise SystemExit(f"the book was not built: {result}")


def run_and_leave(work: Callable[[], int]) -> NoReturn:
    """Run the build and end this process at once.

    Looking for garbage, and at the end taking Sphinx down piece by piece, cost more than a second
    of a build of six. Who wants the process to live on calls `main`.
    """
    gc.disable()
    code = work()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run_and_leave(main)
