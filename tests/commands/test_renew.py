"""What the command says where there is no project around the tables."""

import subprocess
import sys

from kzdiplo import table
from kzdiplo.__main__ import main


def test_an_installed_package_says_that_it_has_no_chapters(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(table, "DATA", tmp_path / "data")
    assert main(["renew", "eur_usd", "next.csv"]) == 1
    assert "Run it in a copy of the whole project." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_not_there_is_named_with_the_nearest():
    done = subprocess.run(
        [sys.executable, "-m", "kzdiplo", "renew", "eur_us", "next.csv"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "there is no table 'eur_us'. Did you mean 'eur_usd'" in done.stderr
