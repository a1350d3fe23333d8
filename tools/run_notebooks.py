"""Run the book's notebooks, each in a fresh kernel and some at a time, into jupyter-cache.

jupyter-cache knows a notebook by its code alone. Beside each result this module keeps a key over
everything else that the result depends on: the library, the lock, Python, and the tables that the
notebook loaded. When the key differs, the notebook runs again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
import time
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
# asks the kernel, after the last cell, which tables it read
ASK = """
import json, sys
print(json.dumps(list(getattr(sys.modules.get("kzdiplo.table"), "_loaded", []))))
"""


class NotebookError(Exception):
    """A notebook stopped with an error."""


def digest(paths: list[Path]) -> str:
    """Return one hash over the names and contents of files."""
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def library() -> list[Path]:
    """Return the files that every notebook depends on."""
    code = [
        path
        for path in (ROOT / "kzdiplo").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return [*code, ROOT / "requirements/book.txt", ROOT / "data" / "datapackage.json"]


def key(tables: list[str]) -> str:
    """Return the key of a result that used these tables."""
    files = [path for name in tables for path in (ROOT / "data").glob(f"*/{name}.csv")]
    return digest([*library(), *files])


def in_toc() -> list[Path]:
    """Return the notebooks that the table of contents names, in its order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    files = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    paths = [(ROOT / name).with_suffix(".ipynb") for name in files]
    return [path for path in paths if path.exists()]


async def execute(path: Path) -> tuple[nbformat.NotebookNode, list[str]]:
    """Run one notebook; return it with outputs, and the tables it loaded."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        # without timestamps the same run gives the same bytes
        record_timing=False,
        shutdown_kernel="immediate",
        extra_arguments=["--HistoryManager.enabled=False"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        # a claim that failed says all there is to say; other errors need their trace
        detail = error.evalue if error.ename == "ClaimError" else error
        raise NotebookError(f"{path.relative_to(ROOT)} stopped: {detail}") from None
    tables = nbformat.from_dict(notebook.cells.pop()).outputs[0].text
    return notebook, yaml.safe_load(tables)


async def run(workers: int) -> int:
    """Run all notebooks whose cached result is missing or out of date.

    Returns
    -------
    int
        How many ran.
    """
    cache = get_cache(BUILD / ".jupyter_cache")
    todo = []
    for path in in_toc():
        try:
            record = cache.match_cache_notebook(nbformat.read(path, as_version=4))
        except KeyError:
            todo.append(path)
            continue
        if record.data.get("key") != key(record.data.get("tables", [])):
            todo.append(path)
    gate = asyncio.Semaphore(workers)

    async def job(path: Path) -> None:
        async with gate:
            start = time.perf_counter()
            notebook, tables = await execute(path)
            seconds = time.perf_counter() - start
        cache.cache_notebook_bundle(
            CacheBundleIn(notebook, str(path), data={"tables": tables, "key": key(tables)}),
            check_validity=False,
            overwrite=True,
        )
        # Sphinx reads a page again only when its source changed: make it forget this one
        doctree = BUILD / ".doctrees" / path.relative_to(ROOT).with_suffix(".doctree")
        doctree.unlink(missing_ok=True)
        print(f"  ran {path.relative_to(ROOT)}: {seconds:.1f} s", flush=True)

    # all run to their end, so that no kernel is left behind and every good result is kept
    results = await asyncio.gather(*(job(path) for path in todo), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return len(todo)


def main() -> None:
    """Run the notebooks, as many at a time as the machine has cores (or JOBS)."""
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    workers = int(os.environ.get("JOBS", os.cpu_count() or 1))
    try:
        ran = asyncio.run(run(workers))
    except NotebookError as error:
        raise SystemExit(str(error)) from None
    print(f"notebooks: {ran} run, {len(in_toc()) - ran} unchanged", flush=True)
