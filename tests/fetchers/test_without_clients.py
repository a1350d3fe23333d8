"""What is said and done where the clients of publishers are not installed."""

import sys
from pathlib import Path

import pytest
import renewal

from kzdiplo.table import TableError

ROOT = Path(__file__).parents[2]


def test_a_client_that_is_missing_is_named_with_what_installs_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in [name for name in sys.modules if name.startswith(("fetchers.", "sdmx"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sdmx", None)
    with pytest.raises(TableError, match=r"takes the package sdmx, .* make \.venv/renew"):
        renewal.fetched("eur_usd", tmp_path)


def test_a_table_without_a_fetcher_asks_nobody(tmp_path):
    assert renewal.fetched("tourism", tmp_path) == []


def test_nothing_but_a_renewal_knows_of_the_fetchers():
    files = [*(ROOT / "tools").rglob("*.py"), *(ROOT / "kzdiplo").rglob("*.py")]
    files += (ROOT / "builders").glob("*.py")
    knowing = {path.name for path in files if "fetchers" in path.read_text("utf-8")}
    assert knowing == {"renewal.py"}
