"""Run a chapter whatever its claims say, and list what no longer holds in it.

Each chapter runs in a Python of its own, ``python tools/rereading.py NOTEBOOK``, which prints what
it found: the tables are those that lie in ``data/`` at that moment.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest import mock

import nbformat
import prose
import toc
from nbformat import NotebookNode
from passages import in_abstracts, plain, readable, sentences

from kzdiplo.claims import Fault, collected, is_year, numbers


@dataclass(frozen=True)
class Reading:
    """What a run of a chapter found.

    Attributes
    ----------
    parted : dict
        Places and sentences that do not hold, each with what is wrong in them.
    titles : dict
        The title of each figure by its name.
    stopped : str
        The error that ended the run early, blank where it reached its end.
    """

    parted: dict[str, list[str]]
    titles: dict[str, str]
    stopped: str


def read_again(pages: list[str]) -> dict[str, Reading]:
    """Run chapters, as many at a time as the machine has cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(pages, pool.map(_apart, pages), strict=True))


def _apart(page: str) -> Reading:
    done = subprocess.run(
        [sys.executable, __file__, str(toc.source(page))],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "agg"},
    )
    if done.returncode:
        return Reading({}, {}, f"its Python ended: {done.stderr.strip()[-500:]}")
    return Reading(**json.loads(done.stdout))


def read(notebook: NotebookNode, folder: Path) -> Reading:
    """Run the code of a notebook in a folder; go on behind claims that do not hold."""
    from IPython.display import display

    from kzdiplo import charts

    space: dict[str, object] = {"display": display}
    stopped = ""
    with (
        mock.patch.object(charts, "finish", wraps=charts.finish) as finish,
        collected() as faults,
        contextlib.chdir(folder),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            try:
                exec(compile(cell.source, cell.id, "exec"), space)
            except Exception as error:
                stopped = f"cell {cell.id!r}: {type(error).__name__}: {error}"
                break
    parted: dict[str, list[str]] = {}
    for fault in faults:
        places = [*_places(notebook, fault), *_repeated(notebook, fault, faults)]
        for place in places:
            parted.setdefault(place, []).append(fault.message)
    titles = {call.kwargs["name"]: call.kwargs["title"] for call in finish.call_args_list}
    return Reading(parted, titles, stopped)


def _places(notebook: NotebookNode, fault: Fault) -> list[str]:
    """Return the sentences of a section in which a phrase stands, or the phrase where it has none.

    A phrase of a figure's text that is computed has none.
    """
    phrase = " ".join(fault.phrase.split())
    found = [
        readable(passage.text[start:end])
        for passage in prose.sections(notebook).get(fault.heading, [])
        for start, end in sentences(passage.prose)
        if start <= passage.text.find(phrase) < end
    ]
    return [f"{fault.heading}: {text}" for text in dict.fromkeys(found or [phrase])]


def _repeated(notebook: NotebookNode, fault: Fault, faults: list[Fault]) -> Iterator[str]:
    """Yield the sentences of the abstracts that have a number which no longer holds.

    They may mean another one where a phrase that holds has the same number.
    """
    if not fault.said or is_year(fault.said):
        return
    number, parted = plain(fault.said), {each.phrase for each in faults}
    others = {
        plain(each)
        for claims in prose.claims(notebook)
        for phrase in claims.phrases
        if phrase not in parted
        for each in numbers(phrase)
    }
    where = "abstract, perhaps" if number in others else "abstract"
    for sentence, found in in_abstracts(notebook):
        if number in map(plain, found):
            yield f"{where}: {readable(sentence)}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    print(json.dumps(asdict(read(nbformat.read(path, as_version=4), path.parent))))
