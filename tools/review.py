"""Review of a chapter: what a referee looks at first, because no test can judge it.

The notebook runs, and what it loads is held against what its figures are given. The report lists
evidence that no figure shows, what qualifies the rows that are shown, sources not read whole,
strong words, and numbers that rest on a citation alone. It accuses nothing: an entry says where
to look.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import descriptor
import matplotlib
import nbformat
import pandas as pd
import project
import prose
from IPython.display import display
from nbformat import NotebookNode
from passages import CITATION, Passage, passages, readable, sentences

import kzdiplo as kz
from kzdiplo import charts
from kzdiplo.claims import is_year, numbers
from kzdiplo.table import resource

#: Columns that every chapter uses without naming them: the source line of a figure does.
SILENT = {"source", "as_of", "note"}
#: So many rows are named, the rest counted.
SHOWN = 8

_STRONG = re.compile(r"\b(?:all|none|never|only|nothing|first|every|always|no one)\b", re.I)


@dataclass(frozen=True)
class Run:
    """What a notebook loaded, by name, and the frames that its figures were given."""

    tables: dict[str, pd.DataFrame]
    frames: list[pd.DataFrame]

    def shown(self, name: str) -> pd.Series | None:
        """Tell for each row of a table whether a figure was given it.

        A row is known again by the key of its table. None where no frame has that key and
        half of the table's columns, so that nothing can be told.
        """
        rows, key = self.tables[name], resource(name)["schema"]["primaryKey"]
        kept = [
            frame[key]
            for frame in self.frames
            if set(key) <= set(frame) and 2 * len(set(rows) & set(frame)) >= len(rows.columns)
        ]
        if not kept:
            return None
        given = set(map(_as_key, pd.concat(kept).itertuples(index=False)))
        keys = map(_as_key, rows[key].itertuples(index=False))
        return pd.Series([each in given for each in keys], index=rows.index)


def _as_key(values: Iterable[object]) -> tuple[str, ...]:
    """Return the values of a key as text: types differ between a table and a frame made of it."""
    return tuple(re.sub(r"( 00:00:00|\.0)$", "", str(value)) for value in values)


def run(notebook: NotebookNode, folder: Path) -> Run:
    """Run the code of a notebook, but for its claims."""
    space: dict[str, object] = {"display": display}
    with (
        mock.patch.object(kz, "load", wraps=kz.load) as load,
        mock.patch.object(charts, "finish", wraps=charts.finish) as finish,
        matplotlib.rc_context({"figure.max_open_warning": 0}),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        for cell in notebook.cells:
            if cell.cell_type == "code" and cell.id != "claims":
                exec(compile(cell.source, cell.id, "exec"), space)
    frames = []
    for call in finish.call_args_list:
        source = call.kwargs["source"]
        frames += [call.kwargs["data"], *([source] if isinstance(source, pd.DataFrame) else source)]
    return Run({call.args[0]: kz.load(call.args[0]) for call in load.call_args_list}, frames)


def unnamed_columns(notebook: NotebookNode, run: Run) -> Iterator[str]:
    """Yield the columns that no code names, so that neither figure nor claim can use them."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    named = set(re.findall(r"\w+", code))
    for name, rows in run.tables.items():
        columns = [column for column in rows if column not in named | SILENT]
        if columns:
            yield f"{name}: {', '.join(columns)}"


def rows_not_shown(_: NotebookNode, run: Run) -> Iterator[str]:
    """Yield the rows that no figure was given."""
    for name, rows in run.tables.items():
        shown = run.shown(name)
        if shown is None:
            yield f"{name}: cannot be told, no figure was given its key"
        elif not shown.all():
            lines = [f"{name}: {(~shown).sum()} of {len(rows)} rows", *_left_out(rows, shown)]
            yield "\n    ".join(lines) + _listed(name, rows[~shown])


def _left_out(rows: pd.DataFrame, shown: pd.Series) -> Iterator[str]:
    """Yield the words of each column that no row shown has, as a state that is left out whole."""
    for column in rows.select_dtypes("string").columns.difference(["source", "note", "as_of"]):
        words = rows[column].dropna().unique()
        left = sorted(set(words) - set(rows.loc[shown, column]))
        if left and len(words) < len(rows) / 2 and len(left) < len(words):
            more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
            yield f"no row with {column}: {', '.join(left[:SHOWN])}{more}"


def _listed(name: str, rows: pd.DataFrame) -> str:
    """Return the keys of some rows, one a line."""
    keys = rows[resource(name)["schema"]["primaryKey"]].itertuples(index=False)
    lines = [" | ".join(_as_key(key)) for key in keys]
    rest = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "".join(f"\n    {line}" for line in [*lines[:SHOWN], *rest])


def _used(run: Run) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the rows of each table that a figure was given; all, where that cannot be told."""
    for name, rows in run.tables.items():
        shown = run.shown(name)
        yield name, rows if shown is None else rows[shown]


def notes(_: NotebookNode, run: Run) -> Iterator[str]:
    """Yield the warnings of the tables and the notes of the rows used."""
    for name, rows in _used(run):
        for kind, text, _meaning in kz.describe(name).warnings.itertuples(index=False):
            yield f"{name}, {kind}: {text}"
        if "note" in rows:
            for text, group in rows.dropna(subset="note").groupby("note", sort=False):
                yield f"{name}: {text}{_listed(name, group)}"


def not_read_whole(notebook: NotebookNode, run: Run) -> Iterator[str]:
    """Yield the sources that were not read whole: those cited first, then those behind rows."""
    cited = set(descriptor.cited(notebook))
    frames = [rows[["source"]] for _, rows in _used(run) if "source" in rows]
    behind = set(kz.sources(*frames).index) if frames else set()
    partly = kz.sources("all").query("read != 'whole'")
    for where, keys in {"cited": cited, "behind rows": behind - cited}.items():
        for key, source in partly[partly.index.isin(keys)].iterrows():
            how = f"{source['read']} {source['read_on']}".strip()
            yield f"{where}, {how or 'reading not recorded'}: {key}, {source['title']}"


def to_check(_: NotebookNode, run: Run) -> Iterator[str]:
    """Yield the rows that their table marks ``to_check``, and whether a figure was given them."""
    for name, rows in run.tables.items():
        if "to_check" in rows and rows["to_check"].any():
            marked, shown = rows[rows["to_check"].fillna(False)], run.shown(name)
            given = "" if shown is None else f", {shown[marked.index].sum()} of them in a figure"
            yield f"{name}: {len(marked)} rows{given}{_listed(name, marked)}"


def _sentences(notebook: NotebookNode) -> Iterator[tuple[Passage, int, int]]:
    for passage in passages(notebook):
        for start, end in sentences(passage.prose):
            yield passage, start, end


def strong_words(notebook: NotebookNode, _: Run) -> Iterator[str]:
    """Yield the sentences with an absolute word; those whose word no claim covers come first."""
    phrases = [words for each in prose.claims(notebook) for words in [*each.phrases, *each.holds]]
    held, loose = [], []
    for passage, start, end in _sentences(notebook):
        words = _STRONG.findall(passage.prose[start:end])
        left = _STRONG.findall(prose.cover(passage, phrases)[start:end])
        if words:
            line = f"{', '.join(left or words)}: {readable(passage.text[start:end])}"
            (loose if left else held).append(line)
    yield from (f"not held, {line}" for line in loose)
    yield from (f"held, {line}" for line in held)


def numbers_in_words(notebook: NotebookNode, _: Run) -> Iterator[str]:
    """Yield the sentences with a number in words; those that nothing backs come first."""
    found = list(prose.in_words(notebook))
    for held, kind in ((False, "not held"), (True, "held")):
        for sentence, words, backed in found:
            if backed == held:
                yield f"{kind}, {', '.join(words)}: {sentence}"


def cited_numbers(notebook: NotebookNode, _: Run) -> Iterator[str]:
    """Yield the sentences with numbers that only their citation backs."""
    phrases = [phrase for each in prose.claims(notebook) for phrase in each.phrases]
    for passage, start, end in _sentences(notebook):
        found = numbers(prose.cover(passage, phrases)[start:end])
        found = [number for number in found if not is_year(number)]
        if found and CITATION in passage.prose[start:end]:
            yield f"{', '.join(found)}: {readable(passage.text[start:end])}"


HEADINGS = {
    "Columns that no code names": unnamed_columns,
    "Rows that no figure was given (a sentence may still use them)": rows_not_shown,
    "Warnings of the tables, and notes of the rows used": notes,
    "Sources that were not read whole": not_read_whole,
    "Rows marked to_check": to_check,
    "Absolute words, and whether the claims cell holds them": strong_words,
    "Numbers in words, and whether the claims cell or a citation holds them": numbers_in_words,
    "Numbers that only a citation backs": cited_numbers,
    "Not found, without date and place of the search": lambda notebook, _: prose.undated(notebook),
    "Headlines without a test": lambda notebook, _: prose.untested(notebook),
}


def report(path: Path) -> str:
    """Return the review of a notebook, headings with entries below them."""
    notebook = nbformat.read(path, as_version=4)
    done = run(notebook, path.parent)
    parts = []
    for heading, find in HEADINGS.items():
        entries = list(find(notebook, done))
        lines = [f"- {entry}" for entry in entries] or ["nothing"]
        parts.append("\n".join([f"## {heading}: {len(entries)}", "", *lines, ""]))
    return "\n".join(parts)


def main(chapters: list[str]) -> int:
    """Print the review of each chapter named; return the exit code."""
    if not chapters:
        print("which chapter? Name one: make review CHAPTER=multivector/voting")
        return 2
    matplotlib.use("agg")
    for chapter in chapters:
        path = project.ROOT / "notebooks" / f"{chapter.removesuffix('.ipynb')}.ipynb"
        if not path.exists():
            print(f"there is no {path.relative_to(project.ROOT)}; _toc.yml lists the chapters")
            return 2
        print(f"# {chapter}\n\n{report(path)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
