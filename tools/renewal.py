"""Renewal of a table: its next edition is built, checked, shown, written, and held to the text.

What is written is prepared in whole before any file changes, and moved together, so that a renewal
which is cut short leaves the old tables or the new one.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import descriptor
import editions
import pandas as pd
import passages
import rereading
import sidecars
from project import ROOT

from kzdiplo import read, table
from kzdiplo.check import check_table
from kzdiplo.commands.output import replace_together
from kzdiplo.table import DATA, TableError

#: A sidecar says on one line what its table covers.
_COVERAGE = re.compile(r"^coverage: \{.*\}$", re.M)
#: Where the changelog tells of the edition to come, and where that part ends.
_NEXT = re.compile(r"^## Next\n.*?(?=\n+^## |\s*\Z)", re.M | re.S)


@dataclass(frozen=True)
class Edition:
    """The next edition of a table.

    Attributes
    ----------
    files : dict
        The new texts of the files that change, by their names.
    changes : Changes
        What it brings.
    covers : str
        Rows and years, before and then.
    dated : list of str
        Sentences of the sidecar that name a year which is new, or was the last.
    kept : str
        What is said of rows that stay because the file says nothing of them; else blank.
    """

    files: dict[str, str]
    changes: editions.Changes
    covers: str
    dated: list[str]
    kept: str


def renew(name: str, files: list[Path], sure: bool) -> int:
    """Give a table its next edition; return the exit code."""
    descriptor.main()
    with tempfile.TemporaryDirectory() as folder:
        edition = prepared(name, files or fetched(name, Path(folder)))
    lines = [f"{name}: {edition.covers}", *filter(None, [edition.kept]), *edition.changes.lines()]
    print(*lines, sep="\n")
    if edition.changes and not _agreed(len(edition.changes.gone), sure):
        print("nothing was written")
        return 1
    pages = descriptor.chapters().get(name, [])
    print(f"running the chapters that load it: {len(pages)}", flush=True)
    old = rereading.read_again(pages)
    new = old
    if edition.changes:
        replace_together(edition.files, ROOT)
        descriptor.main()
        print(f"wrote {', '.join(edition.files)}; running them again", flush=True)
        new = rereading.read_again(pages)
    print(*report(name, old, new), sep="\n")
    if edition.dated:
        print(f"\nsentences of {name}.yaml that name a year which is new, or was the last:")
        print(*(f"  {sentence}" for sentence in edition.dated), sep="\n")
    return 0


def fetched(name: str, folder: Path) -> list[Path]:
    """Ask the publisher of a table, if it has a fetcher, and return the answer as a FILE."""
    if not _fetcher(name).is_file():
        return []
    sys.path[:0] = [str(ROOT), str(ROOT / "builders")]
    try:
        fetch = importlib.import_module(f"fetchers.{name}").fetch
    except ModuleNotFoundError as error:
        raise TableError(
            f"to ask the publisher of {name} takes the package {error.name}, which is not "
            "installed: make .venv/renew installs it. Or name the publisher's FILE."
        ) from None
    print(f"{name}: asking the publisher", flush=True)
    answer: pd.DataFrame = fetch()
    file = folder / f"{name}.csv"
    answer.to_csv(file, index=False, lineterminator="\n", encoding="utf-8")
    return [file]


def _fetcher(name: str) -> Path:
    return ROOT / "fetchers" / f"{name}.py"


def prepared(name: str, files: list[Path]) -> Edition:
    """Build the next edition of a table and check it; raise TableError where anything is wrong."""
    schema, path = table.resource(name)["schema"], DATA / table.resource(name)["path"]
    sidecar = path.with_suffix(".yaml").read_text("utf-8")
    said = sidecars.load_yaml(path.with_suffix(".yaml"))
    frame, whole = built(name, files, said.get("built_by"))
    old = editions.read(path.read_text("utf-8"))
    new = editions.in_old_spelling(old, editions.rows(frame, schema), schema)
    new, kept = (new, []) if whole else editions.completed(old, new, schema)
    was, coverage = _coverage(old, schema), _coverage(new, schema)
    names = [f"data/{path.parent.name}/{path.stem}.{ending}" for ending in ("csv", "yaml")]
    texts = {
        names[0]: editions.written(frame.columns, new),
        names[1]: _put(_COVERAGE, f"coverage: {{{_listed(coverage)}}}", sidecar, names[1]),
    }
    texts["data/datapackage.json"] = _checked(name, texts)
    changes = editions.changes(old, new, schema)
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    line = f"- Next edition of `{name}` ({_listed(coverage)}): {changes}."
    texts["CHANGELOG.md"] = _put(_NEXT, f"\\g<0>\n{line}", log, "CHANGELOG.md")
    years = {*editions.years(new, schema)} ^ {*editions.years(old, schema)} | {was.get("to", 0)}
    dated = list(_dated(said, years)) if was != coverage else []
    covers = f"{_listed(was)} -> {_listed(coverage)}"
    return Edition(texts, changes, covers, dated, _kept(kept, schema))


def _put(place: re.Pattern[str], new: str, text: str, file: str) -> str:
    """Write something at the one place of a file that is made for it."""
    changed, places = place.subn(new, text, count=1)
    if not places:
        raise TableError(
            f"{file} has no place for {new.splitlines()[-1]!r}. A sidecar has one line "
            '"coverage: {...}", and the changelog a part "## Next": write it.'
        )
    return changed


def built(name: str, files: list[Path], builder: str | None) -> tuple[pd.DataFrame, bool]:
    """Return a table from its publisher's files through its builder, or from its own columns.

    Also whether it is whole: what a builder makes is, unless its ``PARTS`` says that files of some
    years give the rows of these; a file in the table's own columns may hold the new years alone.
    """
    if builder is None:
        if len(files) != 1:
            raise TableError(
                f"name one FILE: the whole table {name} as CSV, in its own columns, or its new "
                "years alone"
            )
        return read(files[0], like=name), False
    script = ROOT / "builders" / f"{Path(builder).stem}.py"
    if not script.is_file():
        raise TableError(f"there is no {_short(script)}: correct built_by in {name}.yaml")
    sys.path[:0] = [str(script.parent)]
    module = importlib.import_module(script.stem)
    asked = list(inspect.signature(module.build).parameters)
    if len(asked) != len(files):
        wanted = f"these files: {', '.join(map(str.upper, asked))}" if asked else "no file"
        raise TableError(f"{_short(script)} takes {wanted}. Its first lines say more.")
    for file in files:
        if not file.exists():
            raise TableError(f"there is no file {file}")
    try:
        frame: pd.DataFrame = module.build(*files)
    except TableError:
        raise
    except Exception as error:
        message = f"{_short(script)} cannot read {' and '.join(map(str, files))}: "
        raise TableError(
            f"{message}{type(error).__name__}: {error}. Is it the file that the sidecar names, "
            "whole, with the columns that it had? If the publisher changed them, change the builder"
        ) from error
    return frame, not getattr(module, "PARTS", False)


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _kept(rows: list[editions.Row], schema: dict) -> str:
    """Say which rows stay because a file says nothing of them."""
    if not rows:
        return ""
    years = editions.years(rows, schema)
    return f"rows that the file says nothing of stay: {len(rows)} ({min(years)}-{max(years)})"


def _coverage(rows: list[editions.Row], schema: dict) -> dict[str, int]:
    """Return what a table covers as its sidecar says it: its years, and the fewest rows."""
    years = editions.years(rows, schema)
    span = {"from": min(years), "to": max(years)} if years else {}
    return {**span, "rows": len(rows)}


def _dated(sidecar: dict, years: set[int]) -> Iterator[str]:
    """Yield the sentences of a sidecar that name one of these years."""
    texts = [sidecar["title"], sidecar["description"], *(w["text"] for w in sidecar["warnings"])]
    for text in texts:
        for start, end in passages.sentences(text):
            if years & set(map(int, re.findall(r"\b\d{4}\b", text[start:end]))):
                yield text[start:end].strip()


def _listed(coverage: dict[str, int]) -> str:
    return ", ".join(f"{part}: {value}" for part, value in coverage.items())


def _checked(name: str, texts: dict[str, str]) -> str:
    """Check a table among all others in a copy of the data; return the descriptor there."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(DATA, data)
        for path, text in texts.items():
            (Path(folder) / path).write_text(text, "utf-8", newline="\n")
        package = dict(table.descriptor())
        (sidecar,) = data.glob(f"*/{name}.yaml")
        said = descriptor.resource(sidecar, sidecars.load_yaml(data / "fields.yaml"))
        package["resources"] = [
            said if each["name"] == name else each for each in package["resources"]
        ]
        text = descriptor.as_text(package)
        (data / "datapackage.json").write_text(text, "utf-8", newline="\n")
        with table.elsewhere(data):
            names = [name, *_leaning_on(name)]
            problems = [problem for each in names for problem in check_table(each).problems]
    if problems:
        message = f"this cannot become the table {name}, and nothing was written; rows are those of"
        raise TableError(f"{message} the table as it would be:", problems)
    return text


def _leaning_on(name: str) -> list[str]:
    """Return the other tables whose values are chosen from a column of this one."""
    return [
        each["name"]
        for each in table.descriptor()["resources"]
        if each["name"] != name
        and any(
            place.split(".")[0] == name
            for field in each["schema"]["fields"]
            for place in field.get("among", [])
        )
    ]


def _agreed(gone: int, sure: bool) -> bool:
    """Ask whether the edition is to be written; who cannot answer says no.

    Whoever is sure beforehand is asked all the same where rows go.
    """
    if sure and not gone:
        return True
    without = f", without the rows that go ({gone})" if gone else ""
    try:
        return input(f"write it{without}? [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        how = "rows go, which --yes does not cover: answer y, or put them into the file"
        plain = "--yes writes without asking (make renew ... YES=1)"
        print(f"\nnobody can answer here; {how if gone else plain}")
        return False


def report(
    name: str, old: dict[str, rereading.Reading], new: dict[str, rereading.Reading]
) -> Iterator[str]:
    """Yield what no longer holds, what changed by itself, and what rests on either."""
    touched = []
    for page, now in new.items():
        titles = old[page].titles
        renamed = [key for key, title in now.titles.items() if titles.get(key, title) != title]
        if not (now.parted or now.stopped or renamed):
            continue
        touched.append(page.removeprefix("notebooks/"))
        yield f"\n{page}"
        for place, messages in now.parted.items():
            yield f"  {place}"
            yield from (f"    {message}" for message in dict.fromkeys(messages))
        if now.stopped:
            yield f"  it stopped, so what comes behind is not known: {now.stopped}"
        for key in renamed:
            yield f"  the title of fig-{key} changed with the data:"
            yield f"    was: {titles[key]}"
            yield f"    now: {now.titles[key]}"
    if not touched:
        yield f"every sentence holds in the chapters that load it: {len(new)}"
    rows = [row for row in _findings() if set(row["chapters"].split(";")) & set(touched)]
    if rows:
        yield "\nfindings that rest on these chapters (data/reference/findings.csv):"
        yield from (f"  {row['finding_id']} ({row['strength']}): {row['finding']}" for row in rows)
    if tables := _followers(name):
        yield f"\ntables computed from it, to be renewed next: {', '.join(tables)}"


def _followers(name: str) -> list[str]:
    """Return the tables that are computed from a table, as their sidecars say."""
    return [
        path.stem
        for path in sorted(DATA.glob("*/*.yaml"))
        if name in sidecars.load_yaml(path).get("follows", [])
    ]


def _findings() -> list[editions.Row]:
    path = DATA / "reference" / "findings.csv"
    return editions.read(path.read_text("utf-8")) if path.exists() else []


def by_age() -> int:
    """List the tables, those first whose newest row is oldest; return the exit code."""
    descriptor.main()
    ages = sorted((_newest(each), each["name"]) for each in table.descriptor()["resources"])
    dated = [(newest, name) for newest, name in ages if newest]
    for newest, name in dated:
        (sidecar,) = DATA.glob(f"*/{name}.yaml")
        print(f"{newest:10}  {name}", *_next_edition(sidecars.load_yaml(sidecar)), sep="\n")
        if _fetcher(name).is_file():
            print(f"{'':12}make renew TABLE={name} asks the publisher")
    print(
        f"{len(ages) - len(dated)} tables have no date. Where no address stands, rows come from "
        'the sources that they name: kz.sources("NAME")'
    )
    return 0


def _next_edition(sidecar: dict) -> Iterator[str]:
    """Yield where to get the next edition of a table and when it is due, if its sidecar says so."""
    if edition := sidecar.get("edition"):
        yield f"{'':12}due: {edition['due']}; {edition['file']} ({edition['publisher']})"
        yield f"{'':12}{edition['address']}"


def _newest(resource: dict) -> str:
    """Return the last date that the rows of a table speak of, or the last year that it covers."""
    columns = [each["name"] for each in resource["schema"]["fields"] if each.get("role") == "as_of"]
    with (DATA / resource["path"]).open(encoding="utf-8", newline="") as file:
        dates = [row[column] or "" for row in csv.DictReader(file) for column in columns]
    return max(dates, default="") or str(resource["coverage"].get("to", ""))
