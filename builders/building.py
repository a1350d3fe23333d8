"""What builders share: how cells are written, the file of a table, the command line.

A builder makes one table and has its name. Its `build` takes the paths of the publisher's files, if
any; tables that the repository holds it loads itself. `INPUTS` names bundled files that stand in
for the publisher's: with them `make check` builds the table anew (tools/rebuild.py) and compares.
`WITHOUT` is then a query for the rows that only the publisher's files give. A builder without
`INPUTS` needs those files for all. `PARTS = True` says that files of some years are enough for the
rows of these; where it does not stand, what `build` returns is the whole table.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from kzdiplo.table import DATA, resource

Build = Callable[..., pd.DataFrame]


def decimals(values: pd.Series, places: int) -> pd.Series:
    """Write numbers with so many decimals; what is missing stays blank."""
    written = [f"{value:.{places}f}" if np.isfinite(value) else "" for value in values]
    return pd.Series(written, index=values.index, dtype="str")


def places(values: pd.Series, most: int) -> pd.Series:
    """Write numbers with as many decimals as they need, and no more than so many."""
    # zeros go behind the point alone
    return decimals(values, most).str.replace(r"(\.\d*?)0+$", r"\1", regex=True).str.rstrip(".")


def yes_no(values: pd.Series) -> pd.Series:
    """Write truth values."""
    return values.map({True: "true", False: "false"})


def shipped(name: str) -> pd.DataFrame:
    """Return a table of the repository as text, cell by cell."""
    path = DATA / resource(name)["path"]
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def as_csv(table: pd.DataFrame) -> str:
    """Return a table as its file holds it."""
    return table.to_csv(index=False, lineterminator="\n")


def write(name: str, table: pd.DataFrame) -> None:
    """Write a table of the repository."""
    (DATA / resource(name)["path"]).write_text(as_csv(table), "utf-8", newline="\n")
    print(f"{name}: {len(table)} rows; now check them: make check")


def main(build: Build) -> None:
    """Build and write the table that has the name of the builder's file."""
    builder = Path(inspect.getfile(build))
    needed = list(inspect.signature(build).parameters)
    given = [Path(word) for word in sys.argv[1:]]
    missing = next((path for path in given if not path.exists()), None)
    if len(given) != len(needed):
        words = " ".join(map(str.upper, needed))
        about = sys.modules[build.__module__].__doc__
        raise SystemExit(f"usage: python builders/{builder.name} {words}".rstrip() + f"\n\n{about}")
    if missing:
        raise SystemExit(f"there is no file {missing}")
    write(builder.stem, build(*given))
