"""Run the book's notebooks, each in a fresh kernel and some at a time, into jupyter-cache.

jupyter-cache knows a notebook by its code alone. Beside each result this module keeps a key over
everything else that the result depends on: the library, the lock, Python, and the tables that the
notebook loaded with what is said of them. When the key differs, the notebook runs again.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import descriptor
import nbformat
import toc
import yaml
from hashes import digest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from project import BUILD, ROOT
from sqlalchemy.exc import SQLAlchemyError

RESULTS = BUILD / ".jupyter_cache"
#: Seconds that a cell may take.
TIMEOUT = 300
# asks the kernel, after the last cell, which tables it read
ASK = """
import json, sys
print(json.dumps(list(getattr(sys.modules.get("kzdiplo.table"), "_loaded", []))))
"""


class NotebookError(Exception):
    """A notebook stopped with an error."""


def library_state() -> str:
    """Return one hash over what every notebook depends on: the code and the packages."""
    return digest([ROOT / "kzdiplo", ROOT / "requirements" / "book.txt"])


def cache_key(tables: Sequence[str], library: str) -> str:
    """Return the key of a result that used these tables with this state of the library."""
    files = [path for name in tables for path in (ROOT / "data").glob(f"*/{name}.csv")]
    return digest(files, library, descriptor.entries(tables, ROOT / "data"))


def results() -> JupyterCacheAbstract:
    """Open the cache of results; a damaged one is made anew."""
    try:
        cache = get_cache(RESULTS)
        cache.list_cache_records()
    except SQLAlchemyError:
        print("the cache of results is damaged: it is made anew, and every notebook runs")
        shutil.rmtree(RESULTS)
        cache = get_cache(RESULTS)
    return cache


def forget(page: str) -> None:
    """Make Sphinx read a page again, which by itself looks at time stamps only."""
    (BUILD / ".doctrees" / f"{page}.doctree").unlink(missing_ok=True)


async def execute(path: Path) -> tuple[nbformat.NotebookNode, list[str]]:
    """Run one notebook; return it with outputs, and the tables it loaded."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK, id="ask"))
    running = ""

    def note(cell: nbformat.NotebookNode, **_: object) -> None:
        nonlocal running
        running = cell.id

    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        # without timestamps the same run gives the same bytes
        record_timing=False,
        shutdown_kernel="immediate",
        extra_arguments=["--HistoryManager.enabled=False"],
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=note,
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        # a claim that failed says all there is to say; other errors need their trace
        detail = error.evalue if error.ename == "ClaimError" else error
        raise NotebookError(f"{path.relative_to(ROOT)} stopped: {detail}") from None
    except CellTimeoutError:
        detail = f"it took longer than {TIMEOUT} seconds"
        raise NotebookError(f"{path.relative_to(ROOT)}, cell {running!r}: {detail}") from None
    except DeadKernelError:
        detail = "its Python ended. It may have asked for more memory than there is"
        raise NotebookError(f"{path.relative_to(ROOT)}, cell {running!r}: {detail}") from None
    tables = nbformat.from_dict(notebook.cells.pop()).outputs[0].text
    return notebook, yaml.safe_load(tables)


def outdated(cache: JupyterCacheAbstract, library: str) -> list[Path]:
    """Return the notebooks whose result is missing or void."""
    found = []
    for path in toc.notebooks():
        try:
            record = cache.match_cache_notebook(nbformat.read(path, as_version=4))
        except KeyError:
            found.append(path)
            continue
        if record.data.get("key") != cache_key(record.data.get("tables", []), library):
            found.append(path)
    return found


async def run(workers: int) -> int:
    """Run all notebooks whose result is missing or void; return how many ran."""
    cache, state = results(), library_state()
    todo = outdated(cache, state)
    gate = asyncio.Semaphore(workers)

    async def job(path: Path) -> None:
        async with gate:
            start = time.perf_counter()
            notebook, tables = await execute(path)
            seconds = time.perf_counter() - start
        data = {"tables": tables, "key": cache_key(tables, state)}
        bundle = CacheBundleIn(notebook, str(path), data=data)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        forget(toc.name(path))
        print(f"  ran {path.relative_to(ROOT)}: {seconds:.1f} s", flush=True)

    # all run to their end, so that no kernel is left behind and every good result is kept
    done = await asyncio.gather(*(job(path) for path in todo), return_exceptions=True)
    stopped = [result for result in done if isinstance(result, NotebookError)]
    if stopped:
        raise NotebookError("\n".join(map(str, stopped)))
    for result in done:
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
    print(f"notebooks: {ran} run, {len(toc.notebooks()) - ran} unchanged", flush=True)
