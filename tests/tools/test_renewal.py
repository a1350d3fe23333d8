"""Renewals of a made-up table in a made-up book, and of real tables up to their writing."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys

import editions
import nbformat
import pytest
import renewal
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small_book import SmallBook

from kzdiplo.commands.output import DUE, replace_together
from kzdiplo.table import DATA, TableError

HORSES = """\
year,horses_heads,price_usd,as_of,source,note
2022,20,1.10,2022-12-31,nye2008public,
2023,30,1.25,2023-12-31,nye2008public,
"""
SIDECAR = """\
class: compiled
title: Horses sold
description: Horses sold, by year. The last is 2023. It began in 2022.
fields:
  - year
  - {name: horses_heads, type: integer, description: Sold, constraints: {minimum: 0}}
  - {name: price_usd, type: number, description: Of one, constraints: {minimum: 0, maximum: 10}}
  - as_of
  - source
  - note
primaryKey: [year]
coverage: {from: 2022, to: 2023, rows: 2}
terms: Made up.
warnings: []
"""
# a next year, and a price revised; as a spreadsheet of another country writes it
NEXT = """\
year;horses_heads;price_usd;as_of;source;note
2022;20;1,10;2022-12-31;nye2008public;
2023;30;1,40;2024-12-31;nye2008public;counted again
2024;25;1,50;2024-12-31;nye2008public;
"""
FINDINGS = """\
finding_id,finding,strength,chapters
f01,More horses are sold each year,firm,part/chapter;part/other
f02,Elsewhere all is as it was,fair,part/elsewhere
"""
OF_FINDINGS = """\
class: compiled
title: Findings
description: Findings.
fields:
  - {name: finding_id, type: string, description: Key}
  - {name: finding, type: string, description: What}
  - {name: strength, type: string, description: How firm}
  - {name: chapters, type: string, description: Where}
primaryKey: [finding_id]
coverage: {rows: 2}
terms: Made up.
warnings: []
"""
TEXT = """# Horses

:::{admonition} In brief
- More horses are sold each year.
:::

## Sales

In the last year 30 horses were sold. Each cost 1.25 dollars. In 2022 it were 20 horses."""
ABSTRACT = "## Аннотация\n\nКаждая стоила 1,25 доллара. В 2022 году продали 20."
FIGURE = """import kzdiplo as kz
from kzdiplo import charts
horses = kz.load("horses")
sold = horses["horses_heads"]
ax = charts.bars(horses.assign(year=horses["year"].astype(str)), "horses_heads", "year")
charts.finish(ax, name="sold", title=f"Up to {sold.max()} horses, {sold.iloc[-1]} at the end",
              subtitle="Heads", alt="Bars.", data=horses[["year", "horses_heads"]], source=horses)
"""
CLAIMS = """kz.check_claims("In brief", holds={"sold each year": sold.is_monotonic_increasing})
kz.check_claims("Sales", {
    "last year 30 horses": sold.iloc[-1],
    "1.25 dollars": horses["price_usd"].iloc[1],
    "2022 it were 20 horses": sold.iloc[0],
})
"""
CHANGED = ["data/economy/horses.csv", "data/economy/horses.yaml", "data/datapackage.json"]


class Stable(SmallBook):
    """A book on horses."""

    def __init__(self, folder):
        super().__init__(folder)
        for path in DATA.glob("*/cow_states.*"):
            to = folder / "data" / path.relative_to(DATA)
            to.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, to)
        (folder / "references.bib").write_text(self.works(), "utf-8")
        (folder / "data" / "economy").mkdir(exist_ok=True)
        for name, text in {
            "data/economy/horses.csv": HORSES,
            "data/economy/horses.yaml": SIDECAR,
            "data/reference/findings.csv": FINDINGS,
            "data/reference/findings.yaml": OF_FINDINGS,
            "next.csv": NEXT,
            "CHANGELOG.md": "# Changelog\n\n## Next\n\n- Before.\n\n## 1.0\n\n- First.\n",
        }.items():
            (folder / name).write_text(text, "utf-8")
        cells = [
            new_markdown_cell(TEXT, id="text"),
            new_code_cell(FIGURE, id="figure"),
            new_markdown_cell(ABSTRACT, id="abstracts"),
            new_code_cell(CLAIMS, id="claims"),
        ]
        nbformat.write(new_notebook(cells=cells), self.notebook)
        done = self.python("tools/descriptor.py").communicate()
        assert not done[1], done

    def python(self, *words):
        """Start Python in the folder."""
        path = os.pathsep.join(map(str, [self.folder, self.folder / "tools"]))
        return subprocess.Popen(
            [sys.executable, "-u", *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def renew(self, *words, answer=""):
        """Renew a table; return the exit code and what was printed."""
        process = self.python("-m", "kzdiplo", "renew", *words)
        said, wrong = process.communicate(answer, timeout=120)
        return process.returncode, said + wrong

    def state(self):
        """Return the files that a renewal writes."""
        return [(self.folder / name).read_bytes() for name in [*CHANGED, "CHANGELOG.md"]]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return Stable(tmp_path_factory.mktemp("stable")).folder


@pytest.fixture
def stable(built, tmp_path):
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    copy = object.__new__(Stable)
    copy.folder, copy.notebook = tmp_path, tmp_path / "notebooks" / "part" / "chapter.ipynb"
    return copy


def test_a_table_is_renewed_and_what_no_longer_holds_is_listed(stable):
    code, said = stable.renew("horses", "next.csv", answer="y\n")
    assert code == 0, said
    lines = said.splitlines()
    assert lines[:8] == [
        "horses: from: 2022, to: 2023, rows: 2 -> from: 2022, to: 2024, rows: 3",
        "rows added: 1",
        "  2024: horses_heads 25, price_usd 1.5",
        "rows gone: 0",
        "values revised: 1",
        "  2023, price_usd: 1.25 -> 1.4 (nye2008public)",
        "as_of changed in 1 rows that stay",
        "note changed in 1 rows that stay",
    ]
    after = said[said.index("\nnotebooks/part/chapter\n") :]
    assert (
        after
        == """
notebooks/part/chapter
  In brief: More horses are sold each year.
    'sold each year' does not hold
  Sales: In the last year 30 horses were sold.
    'last year 30 horses' says 30, the data give 25
  Sales: Each cost 1.25 dollars.
    '1.25 dollars' says 1.25, the data give 1.4
  abstract: Каждая стоила 1,25 доллара.
    '1.25 dollars' says 1.25, the data give 1.4
  the title of fig-sold changed with the data:
    was: Up to 30 horses, 30 at the end
    now: Up to 30 horses, 25 at the end

findings that rest on these chapters (data/reference/findings.csv):
  f01 (firm): More horses are sold each year

sentences of horses.yaml that name a year which is new, or was the last:
  The last is 2023.
"""
    )
    table, sidecar, package, log = (each.decode() for each in stable.state())
    # what stays is spelt as it was
    assert table.splitlines()[1] == HORSES.splitlines()[1]
    assert table.endswith("\n2024,25,1.5,2024-12-31,nye2008public,\n")
    assert sidecar == SIDECAR.replace("to: 2023, rows: 2", "to: 2024, rows: 3")
    (horses,) = [each for each in json.loads(package)["resources"] if each["name"] == "horses"]
    assert horses["coverage"] == {"from": 2022, "to": 2024, "rows": 3}
    line = "rows added: 1, gone: 0, values revised: 1, as_of changed in 1, note changed in 1."
    assert log == (
        "# Changelog\n\n## Next\n\n- Before.\n"
        f"- Next edition of `horses` (from: 2022, to: 2024, rows: 3): {line}\n\n"
        "## 1.0\n\n- First.\n"
    )
    # the descriptor is the one that the sidecars give
    process = stable.python("tools/descriptor.py")
    assert process.communicate() == ("", "")


def test_a_no_changes_nothing(stable):
    before = stable.state()
    code, said = stable.renew("horses", "next.csv", answer="n\n")
    assert (code, said.splitlines()[-1]) == (1, "write it? [y/N] nothing was written")
    assert stable.state() == before


def test_who_cannot_be_asked_is_told_of_the_flag(stable):
    before = stable.state()
    code, said = stable.renew("horses", "next.csv")
    assert code == 1
    assert "--yes writes without asking" in said
    assert stable.state() == before


def test_the_same_edition_again_changes_nothing_and_reads_the_chapters(stable):
    (stable.folder / "same.csv").write_text(HORSES)
    before = stable.state()
    code, said = stable.renew("horses", "same.csv")
    assert code == 0
    assert said.endswith("\nevery sentence holds in the chapters that load it: 1\n")
    assert stable.state() == before


def test_a_chapter_that_stops_is_named_with_its_cell(stable):
    book = nbformat.read(stable.notebook, as_version=4)
    book.cells[1].source += '\nassert len(horses) == 2, "two years are compared"\n'
    nbformat.write(book, stable.notebook)
    code, said = stable.renew("horses", "next.csv", "--yes")
    assert code == 0
    stopped = "cell 'figure': AssertionError: two years are compared"
    assert f"it stopped, so what comes behind is not known: {stopped}" in said


def test_a_wrong_edition_is_named_by_row_and_column_and_not_written(stable):
    before = stable.state()
    (stable.folder / "next.csv").write_text(NEXT.replace(";25;", ";-25;"))
    code, said = stable.renew("horses", "next.csv", "--yes")
    assert code == 1
    assert "next.csv, row 4, column 'horses_heads', value '-25': is below 0" in said
    assert stable.state() == before


def test_what_the_schema_does_not_say_is_checked_before_anything_is_written(stable):
    before = stable.state()
    (stable.folder / "next.csv").write_text(NEXT.replace("nye2008public", "nye2008publik"))
    code, said = stable.renew("horses", "next.csv", "--yes")
    assert code == 1
    assert "column 'source', value 'nye2008publik': references.bib has no such key" in said
    assert stable.state() == before


def test_a_changelog_without_a_next_part_stops_it_before_anything_is_written(stable):
    (stable.folder / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0\n\n- First.\n")
    before = stable.state()
    code, said = stable.renew("horses", "next.csv", "--yes")
    assert code == 1
    assert "CHANGELOG.md has no place for '- Next edition of `horses`" in said
    assert stable.state() == before


def test_alone_it_lists_the_tables_by_age(stable):
    code, said = stable.renew()
    lines = said.splitlines()
    assert (code, lines[0]) == (0, "2023-12-31  horses")
    assert "tables have no date" in lines[-1]


def test_where_the_next_edition_is_and_when_it_is_due_stands_beside():
    edition = {"publisher": "bureau", "address": "https://a.b", "file": "c.csv", "due": "in March"}
    lines = [line.strip() for line in renewal._next_edition({"edition": edition})]
    assert lines == ["due: in March; c.csv (bureau)", "https://a.b"]
    assert list(renewal._next_edition({})) == []


@pytest.mark.parametrize(
    ("behind", "new"),
    [("horses: from", False), ("running the chapters", False), ("wrote", True), ("  In b", True)],
)
def test_a_renewal_that_is_killed_leaves_the_old_table_or_the_new_one(stable, behind, new):
    before = stable.state()
    process = stable.python("-m", "kzdiplo", "renew", "horses", "next.csv", "--yes")
    assert any(line.startswith(behind) for line in process.stdout)
    process.kill()
    process.communicate()
    changed = [old != now for old, now in zip(before, stable.state(), strict=True)]
    assert changed == [new] * len(before)
    checked, _ = stable.python("-m", "kzdiplo", "check").communicate()
    assert re.search(r"^horses +\d rows  ok$", checked, re.M), checked


def test_a_check_brings_to_its_end_what_was_cut_short(stable):
    renewed = HORSES + "2024,40,1.5,2024-12-31,nye2008public,\n"
    due = stable.folder / DUE / "data" / "economy"
    due.mkdir(parents=True)
    (due / "horses.csv").write_text(renewed)
    checked, _ = stable.python("-m", "kzdiplo", "check").communicate()
    assert "coverage.to is 2023" in checked
    assert stable.state()[0].decode() == renewed
    assert not (stable.folder / DUE).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_an_interrupt_is_no_crash(stable):
    before = stable.state()
    process = stable.python("-m", "kzdiplo", "renew", "horses", "next.csv")
    for line in process.stdout:
        if line.startswith("note changed"):
            break
    process.send_signal(signal.SIGINT)
    _, wrong = process.communicate(timeout=60)
    assert "Traceback" not in wrong
    assert "interrupted" in wrong
    assert stable.state() == before


BUILDER = """
import pandas as pd
def build(sheet):
    rows = pd.read_csv(sheet, sep="|")
    rows = rows.rename(columns={"Jahr": "year", "Kurs": "usd_per_eur"})
    rows["series"], rows["reporter"] = "EXR.A.USD.EUR.SP00.A", "ecb"
    rows["as_of"] = rows["year"].astype(str) + "-12-31"
    rows["source"], rows["note"] = "ecb-exr-annual", None
    return rows[["year", "usd_per_eur", "series", "reporter", "as_of", "source", "note"]]
"""


@pytest.fixture
def builder(tmp_path, monkeypatch):
    """A folder with a builder, and the publisher's file for it."""
    (tmp_path / "builders").mkdir()
    (tmp_path / "builders" / "made_up_rates.py").write_text(BUILDER)
    (tmp_path / "sheet.txt").write_text("Jahr|Kurs\n2023|1.0813\n2024|1.0824\n")
    monkeypatch.setattr(renewal, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield "builders/made_up_rates.py"
    sys.modules.pop("made_up_rates", None)


def test_a_builder_reads_the_file_of_the_publisher(builder, tmp_path):
    frame, whole = renewal.built("eur_usd", [tmp_path / "sheet.txt"], builder)
    assert whole
    assert frame["usd_per_eur"].tolist() == [1.0813, 1.0824]
    assert frame["as_of"].tolist() == ["2023-12-31", "2024-12-31"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "builders/made_up_rates.py takes these files: SHEET"),
        (["nowhere.txt"], "there is no file .*nowhere.txt"),
        (["changed.txt"], "cannot read .*changed.txt: KeyError: .*change the builder"),
    ],
)
def test_a_builder_that_cannot_build_says_why(builder, tmp_path, files, message):
    (tmp_path / "changed.txt").write_text("Year|Rate\n2023|1.0813\n")
    with pytest.raises(TableError, match=message):
        renewal.built("eur_usd", [tmp_path / name for name in files], builder)


def test_a_builder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TableError, match=r"there is no builders/nobody\.py: correct built_by in"):
        renewal.built("eur_usd", [tmp_path], "builders/nobody.py")


def test_a_table_without_a_builder_needs_one_file():
    with pytest.raises(TableError, match="name one FILE: the whole table eur_usd as CSV"):
        renewal.prepared("eur_usd", [])


def edition(name, edit, tmp_path):
    """Prepare the next edition of a table of the book: its own text, edited."""
    (path,) = DATA.glob(f"*/{name}.csv")
    (tmp_path / "next.csv").write_text(edit(path.read_text("utf-8")), "utf-8")
    return path, renewal.prepared(name, [tmp_path / "next.csv"])


def test_the_rate_of_the_euro_gets_a_year(tmp_path):
    row = "2024,1.0824,EXR.A.USD.EUR.SP00.A,ecb,2024-12-31,ecb-exr-annual,\n"
    path, euro = edition("eur_usd", lambda text: text + row, tmp_path)
    assert euro.files["data/economy/eur_usd.csv"] == path.read_text("utf-8") + row
    assert (
        "\ncoverage: {from: 2018, to: 2024, rows: 7}\n" in euro.files["data/economy/eur_usd.yaml"]
    )
    assert euro.dated == ["2024 is left out: the copies at hand differ in the fourth digit."]
    # in a copy, too, nothing else changes
    copy = tmp_path / "copy"
    shutil.copytree(DATA, copy / "data")
    replace_together(euro.files, copy)
    changed = [
        path.name
        for path in DATA.rglob("*.*")
        if path.read_bytes() != (copy / path.relative_to(DATA.parent)).read_bytes()
    ]
    assert sorted(changed) == ["datapackage.json", "eur_usd.csv", "eur_usd.yaml"]


NEW_YEAR = """\
year,horses_heads,price_usd,as_of,source,note
2023,30,1.40,2024-12-31,nye2008public,
2024,25,1.50,2024-12-31,nye2008public,
"""


def test_a_file_of_the_new_years_alone_leaves_the_others_as_they_are(stable):
    (stable.folder / "next.csv").write_text(NEW_YEAR)
    code, said = stable.renew("horses", "next.csv", "--yes")
    assert code == 0, said
    assert said.splitlines()[1:5] == [
        "rows that the file says nothing of stay: 1 (2022-2022)",
        "rows added: 1",
        "  2024: horses_heads 25, price_usd 1.5",
        "rows gone: 0",
    ]
    table = stable.state()[0].decode().splitlines()
    assert table[1] == HORSES.splitlines()[1]
    assert [row[:4] for row in table[1:]] == ["2022", "2023", "2024"]


WITHOUT_2023 = "".join(line for line in NEXT.splitlines(True) if not line.startswith("2023"))


@pytest.mark.parametrize(
    ("words", "answer", "code"), [([], "y\n", 0), (["--yes"], "y\n", 0), (["--yes"], "", 1)]
)
def test_rows_go_only_when_somebody_says_so(stable, words, answer, code):
    before = stable.state()
    (stable.folder / "next.csv").write_text(WITHOUT_2023)
    done, said = stable.renew("horses", "next.csv", *words, answer=answer)
    assert (done, stable.state() == before) == (code, bool(code))
    assert "rows gone: 1\n  2023: horses_heads 30, price_usd 1.25\n" in said
    assert "write it, without the rows that go (1)? [y/N]" in said
    assert ("which --yes does not cover" in said) == bool(code)


def test_a_reporter_that_a_file_of_new_years_lacks_stays(tmp_path):
    header = "year,exports_usd_bn,imports_usd_bn,turnover_usd_bn,scope,reporter,period,basis,"
    row = "2024,80,60,140,goods,un_comtrade,full_year,reported,2024-12-31,wits-summary-kaz,"
    text = f"{header}as_of,source,note\n{row}\n"
    path, totals = edition("trade_totals", lambda _: text, tmp_path)
    assert totals.files["data/economy/trade_totals.csv"] == f"{path.read_text('utf-8')}{row}\n"
    stay = path.read_text("utf-8").count("\n") - 1
    assert totals.kept == f"rows that the file says nothing of stay: {stay} (1995-2026)"


def test_every_row_that_goes_is_named():
    schema = {"fields": [{"name": "year", "type": "year"}], "primaryKey": ["year"]}
    old = [{"year": str(year)} for year in range(1990, 2020)]
    lines = list(editions.changes(old, old[:1], schema).lines())
    assert [line[2:6] for line in lines if line.startswith("  ")] == [
        row["year"] for row in old[1:]
    ]


def test_a_row_of_tourism_that_is_gone_is_told(tmp_path):
    def without_last(text):
        return "".join(text.splitlines(keepends=True)[:-1])

    _, tourism = edition("tourism", without_last, tmp_path)
    assert len(tourism.changes.gone) == 1
    assert not tourism.changes.added
    assert not tourism.changes.revised


def test_codes_that_another_table_takes_cannot_go(tmp_path):
    def without_kyrgyzstan(text):
        return "".join(line for line in text.splitlines(keepends=True) if "KGZ" not in line)

    with pytest.raises(TableError, match="the table actors has no such code"):
        edition("actors", without_kyrgyzstan, tmp_path)
