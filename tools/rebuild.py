"""Build the computed tables anew whose inputs the repository holds, and compare: make check.

Which they are, the builders say (builders/building.py).
"""

from __future__ import annotations

import csv
import importlib
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

import pandas as pd
import sidecars
from project import ROOT

from kzdiplo.table import DATA

sys.path[:0] = [str(ROOT / "builders")]
import building  # noqa: E402


def builders() -> Iterator[tuple[Path, ModuleType]]:
    """Find the tables with a builder and inputs in the repository."""
    for sidecar in sorted(DATA.glob("*/*.yaml")):
        script = sidecars.load_yaml(sidecar).get("built_by")
        if script:
            builder = importlib.import_module(Path(script).stem)
            if hasattr(builder, "INPUTS"):
                yield sidecar.with_suffix(".csv"), builder


def difference(table: Path, built: pd.DataFrame, without: str | None = None) -> str | None:
    """Name the first row of a table that is not as built; None where all are.

    Rows of the query `without` are left out: the repository does not hold what they are built from.
    """
    text = table.read_text("utf-8")
    shipped = list(csv.reader(text.splitlines(keepends=True)))
    new = list(csv.reader(building.as_csv(built).splitlines(keepends=True)))
    if new[0] != shipped[0]:
        return f"{table.name}, row 1: its columns are not those of its builder"
    rows = list(enumerate(shipped[1:], start=2))
    if without:
        left_out = set(building.shipped(table.stem).query(without).index)
        rows = [(number, row) for number, row in rows if number - 2 not in left_out]
    for (number, old), row in zip_longest(rows, new[1:], fillvalue=(None, None)):
        if old is None:
            return f"{table.name} lacks a row that its builder makes: {_short(row)}"
        if row == (None, None):
            return f"{table.name}, row {number}: its builder makes no such row: {_short(old)}"
        for column, cell, other in zip(shipped[0], old, row, strict=True):
            if cell != other:
                return f"{table.name}, row {number}, column {column!r}: {cell!r}, built {other!r}"
    return None


def _short(row: list[str]) -> str:
    return ", ".join(cell for cell in row if cell)[:100]


def main() -> int:
    """Compare all of them; return 1 where one differs."""
    problems, count = [], 0
    for table, builder in builders():
        count += 1
        built = builder.build(*builder.INPUTS)
        if found := difference(table, built, getattr(builder, "WITHOUT", None)):
            problems.append(
                f"{found}. A value that was mended here must be mended in what the table is built "
                f"from; then run builders/{table.stem}.py."
            )
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"built anew and compared: {count} tables, {count - len(problems)} as they stand")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
