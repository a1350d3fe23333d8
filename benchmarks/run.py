"""Measure what readers and authors wait for: one run on this machine, printed as a table.

Each figure is held against its goal, and nothing fails: times are for reading, not for tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from string import ascii_uppercase

import crowd
import duckdb
import lighthouse
import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import kzdiplo
from kzdiplo import panel
from kzdiplo.measures.voting import agreement, tilt
from kzdiplo.table import DATA
from kzdiplo.transliteration import FORMS, transliterate

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tools")]
import toc  # noqa: E402
from browser import chromium, open_browser  # noqa: E402
from page_weight import WIDE, first_visit, pages, weight  # noqa: E402
from project import ROOT  # noqa: E402

REPEATS = 3
PYTHON = Path(sys.executable)
FLOOR = [
    new_markdown_cell("# A title", id="title"),
    new_code_cell("import pandas, matplotlib.pyplot", id="imports"),
]


@dataclass
class Row:
    """One line of the table; a goal reads like ``<= 1.6``."""

    what: str
    value: float
    unit: str = ""
    goal: str = ""

    def cells(self) -> list[str]:
        """Return what the table prints."""
        sign, _, limit = self.goal.partition(" ")
        kept = self.value <= float(limit) if sign == "<=" else self.value >= float(limit or 0)
        return [self.what, f"{self.value:.2f} {self.unit}", self.goal, "yes" if kept else "NO"]


def say(text: str) -> None:
    """Show how far the run is."""
    print(f"  {text}", flush=True)


def seconds(what: str, command: list[str | Path], cwd: Path) -> float:
    """Run a command that must succeed; return how long it took."""
    # the copy's notebooks use the copy's library and tables
    settings = {**os.environ, "PYTHONPATH": str(cwd)}
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=cwd, env=settings, capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{command} failed in {cwd}:\n{done.stdout}{done.stderr}")
    say(f"{took:5.1f} s  {what} of the {cwd.name}")
    return took


def build(book: Path, *, cold: bool = False) -> float:
    """Build a copy of the book; return the seconds."""
    if cold:
        shutil.rmtree(book / "_build", ignore_errors=True)
    what = "cold build" if cold else "build"
    return seconds(what, [PYTHON, book / "tools" / "build.py"], book)


def copy_book(to: Path) -> Path:
    """Copy the project without what is made or installed."""
    left = shutil.ignore_patterns(".venv", "_build", ".git", ".*_cache", "__pycache__")
    return shutil.copytree(ROOT, to, ignore=left)


def books(folder: Path) -> list[Row]:
    """Time builds of the book, of an empty one, and of plain Jupyter Book."""
    book, floor = copy_book(folder / "book"), copy_book(folder / "empty book")
    notebooks = [path.relative_to(ROOT) for path in toc.notebooks()]
    for path in notebooks:
        nbformat.write(new_notebook(cells=FLOOR), floor / path)
    # pages of text cite works, link to chapters and show their figures
    for page in [floor / "intro.md", *(floor / "notebooks").rglob("*.md")]:
        page.write_text("# A title\n", "utf-8")
    # empty pages have nothing to mend
    config = floor / "_config.yml"
    config.write_text(
        config.read_text("utf-8").replace("    repairs: tools/extensions\n", ""), "utf-8"
    )
    # in turn, so that what else the machine does falls on both
    runs = [(build(book, cold=True), build(floor, cold=True)) for _ in range(REPEATS)]
    cold, least = (median(times) for times in zip(*runs, strict=True))
    warm = build(book)
    edit(book / notebooks[0])
    edited = build(book)
    html = book / "_build" / "html"
    rows = [*visits(html), *judgements(html), *classes(html)]
    shutil.rmtree(book / "_build")
    command = [PYTHON.with_name("jupyter-book"), "build", "-q", book]
    plain = seconds("plain jupyter-book build", command, book)
    return [
        Row(f"cold build per notebook (of {len(notebooks)})", cold / len(notebooks), "s"),
        Row("plain jupyter-book build / cold build", plain / cold, goal=">= 1.5"),
        Row("cold build / book of empty notebooks", cold / least, goal="<= 1.6"),
        Row("build with nothing changed", warm, "s", "<= 2.5"),
        Row("build after one edited sentence", edited, "s", "<= 6"),
        *rows,
    ]


def edit(path: Path) -> None:
    """Add a word to the first cell of a chapter."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += " Indeed."
    nbformat.write(notebook, path)


def visits(html: Path) -> list[Row]:
    """Weigh what a first visit to each page loads, packed as a server sends it."""
    if not chromium():
        say("no Chromium: the weight of pages is left out (sudo apt-get install chromium)")
        return []
    weights = []
    with open_browser() as browser:
        for path in pages(html):
            page = browser.new_page(viewport=WIDE)
            weights.append(weight(first_visit(page, path)) / 1000)
            page.close()
    say(f"{len(weights)} pages weighed")
    return [
        Row("first visit to a page, median", median(weights), "kB", "<= 180"),
        Row("first visit to a page, greatest", max(weights), "kB", "<= 350"),
    ]


def judgements(html: Path) -> list[Row]:
    """Let Lighthouse judge some pages, each category by the page that does worst."""
    browser = chromium()
    scores = lighthouse.scores(html, browser) if browser else {}
    if not scores:
        say("no Chromium or no npm: Lighthouse is left out")
        return []
    rows = []
    for category in scores[lighthouse.PAGES[0]]:
        page = min(scores, key=lambda page: scores[page][category])
        goal = ">= 98" if category == "performance" else ">= 100"
        rows.append(Row(f"Lighthouse, {category}: {page}", scores[page][category], goal=goal))
    say("judged by Lighthouse")
    return rows


def classes(html: Path) -> list[Row]:
    """Let thirty browsers come at once, for a page and for all that runs code."""
    page, one = crowd.visit(html, crowd.files(*pages(html)[:1], html / "_static"))
    code, other = crowd.visit(html, crowd.files(html / "lite/static", html / "lite/build"))
    say("a class came twice")
    return [
        Row("30 browsers x 6 connections, a page and all styles", page, "s", "<= 5"),
        Row("30 browsers x 6 connections, all that runs code", code, "s", "<= 30"),
        Row("the slowest single answer of both", max(one, other), "s", "<= 2"),
    ]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def imports() -> Row:
    """Time `import kzdiplo` and its first use in interpreters that already hold pandas."""
    code = (
        "import time, pandas; start = time.perf_counter(); import kzdiplo; kzdiplo.load; "
        "print(time.perf_counter() - start)"
    )
    times = [
        float(subprocess.run([PYTHON, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(7)
    ]
    say("imports timed")
    return Row("import kzdiplo, after pandas", 1000 * median(times), "ms", "<= 50")


def loads() -> Row:
    """Time `load` of the largest table against pandas alone with the same types."""
    path = max(DATA.glob("*/*.csv"), key=lambda file: file.stat().st_size)
    types = kzdiplo.load(path.stem).dtypes
    dates = [name for name, kind in types.items() if kind.kind == "M"]

    def plain() -> pd.DataFrame:
        return pd.read_csv(path, dtype=types.drop(dates).to_dict(), parse_dates=dates)

    pairs = [(timed(lambda: kzdiplo.load(path.stem)), timed(plain)) for _ in range(50)]
    ours, pandas = (median(times) for times in zip(*pairs, strict=True))
    say("loads timed")
    return Row(f"load({path.stem!r}) / pandas.read_csv", ours / pandas, goal="<= 1.5")


def transliterations() -> list[Row]:
    """Time Kazakh text on the way to each Latin alphabet and back, in megabytes of input."""
    words = " ".join(kzdiplo.load("kazakh_latin_examples")["cyrillic"])
    cyrillic = f"{words}\n{words.upper()}\n{words}\n" * 1200

    def rate(text: str, to: str, from_: str) -> float:
        return len(text.encode()) / 1e6 / timed(lambda: transliterate(text, to, from_))

    rates = {}
    for form in FORMS:
        latin = transliterate(cyrillic, form).text
        rates[f"to {form}"] = median(rate(cyrillic, form, "cyrillic") for _ in range(REPEATS))
        rates[f"back from {form}"] = median(rate(latin, "cyrillic", form) for _ in range(REPEATS))
    say("transliterations timed")
    return [Row(f"transliterate, {way}", value, "MB/s", ">= 10") for way, value in rates.items()]


def votes() -> list[Row]:
    """Time agreement on 900,000 votes against a plain count of the same frame."""
    calls, states = 4700, [f"{a}{b}A" for a in ascii_uppercase for b in ascii_uppercase[:8]][:193]
    frame = pd.DataFrame(
        {
            "rollcall_id": np.repeat(np.arange(calls), len(states)),
            "year": np.repeat(1946 + np.arange(calls) * 80 // calls, len(states)),
            "iso3": np.tile(states, calls),
        }
    )
    draw = np.random.default_rng(1)
    frame["vote"] = draw.choice(["yes", "abstain", "no", "absent"], len(frame))

    works = (
        lambda: frame.groupby(["year", "iso3"])["vote"].count(),
        lambda: agreement(frame, states[0]),
        lambda: agreement(frame, None),
        lambda: tilt(frame, *states[:2]),
    )
    runs = [[timed(work) for work in works] for _ in range(7)]
    plain, one, every, tilts = (median(times) for times in zip(*runs, strict=True))
    say("votes timed")
    return [
        Row("agreement of one state / groupby-count", one / plain, goal="<= 8"),
        Row("agreement of every pair / groupby-count", every / plain, goal="<= 8"),
        Row("tilt of every state / groupby-count", tilts / plain, goal="<= 8"),
    ]


def panel_of_200(folder: Path) -> Row:
    """Time the command that counts the answers of 200 raters and writes the report."""
    answers = folder / "answers"
    answers.mkdir()
    for name, sheet in panel.invented(200, seed=1).items():
        sheet.to_csv(answers / f"{name}.csv", index=False)
    command = [PYTHON, "-m", "kzdiplo", "panel", answers, "--out", folder]
    return Row("panel of 200 raters", seconds("panel", command, ROOT), "s", "<= 10")


def screening(folder: Path) -> Row:
    """Time the command that holds a million codes, most of them spelt anew, against the list."""
    path, number = folder / "goods.csv", np.arange(1_000_000)
    heads = [f"{84 + i % 7}{1 + i % 16:02}.{i % 90 + 10}" for i in range(1000)]
    codes = pd.Series(np.resize(heads, number.size)) + pd.Series(number // 1000).map(
        " {:04}".format
    )
    pd.DataFrame({"number": number, "hs": codes}).to_csv(path, index=False)
    command = [PYTHON, "-m", "kzdiplo", "screen", path, "--column", "hs"]
    return Row("screen a million codes", seconds("screening", command, ROOT), "s", "<= 15")


def trade(folder: Path) -> list[Row]:
    """Time an index of 20 million flows that DuckDB reads from a file, and weigh it."""
    path, answer = folder / "trade.csv", folder / "trade.json"
    duckdb.sql(
        "select 'R' || i % 27 as exporter, 'P' || (random() * 9)::int as importer, "
        "2018 + i % 7 as period, round(random() * 1e5, 2) as value from range(20_000_000) t(i)"
    ).write_csv(str(path))
    # of its own process, so that the memory is its own; DuckDB may print, so the answer is a file
    code = f"""
import json, pathlib, resource, time
import duckdb
from kzdiplo.measures.diversion import index_to
flows = duckdb.read_csv({str(path)!r})
start = time.perf_counter()
flows.aggregate("exporter, importer, period, sum(value)").fetchall()
plain = time.perf_counter() - start
index_to(flows, 2021, by=["exporter", "importer"]).fetchall()
took = time.perf_counter() - start - plain
measured = [took / plain, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]
pathlib.Path({str(answer)!r}).write_text(json.dumps(measured))
"""
    subprocess.run([PYTHON, "-c", code], capture_output=True, check=True)
    ratio, memory = json.loads(answer.read_text())
    path.unlink()
    say("trade timed")
    return [
        # it groups twice to check the values and once or twice for the base year
        Row("index of 20 million flows / DuckDB's own sum", ratio, goal="<= 6"),
        Row("memory for 20 million flows in DuckDB", memory, "GiB", "<= 2"),
    ]


def main() -> None:
    """Measure all and print the table."""
    print(f"measuring on {os.cpu_count()} cores, Python {sys.version.split()[0]}", flush=True)
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.5:
        say(f"the machine is busy (load {os.getloadavg()[0]:.1f}): times will be longer than usual")
    with tempfile.TemporaryDirectory(prefix="kzdiplo-bench-") as folder:
        folder_path = Path(folder)
        rows = [imports(), loads(), *votes(), *transliterations(), panel_of_200(folder_path)]
        rows.append(screening(folder_path))
        rows += trade(folder_path)
        rows += books(folder_path)
    lines = [["what", "value", "goal", "ok"], *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print()
    for line in lines:
        print(" | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)))


if __name__ == "__main__":
    main()
