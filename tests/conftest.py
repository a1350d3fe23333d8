import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from browser import chromium, open_browser
from page_weight import HTML

ROOT = Path(__file__).parents[1]

NEEDED = (
    "the tests of the built book (errors on pages, accessibility, phones, downloads, links, "
    "search, weight) need Chromium. To get them: sudo apt-get install chromium"
)


# charts are drawn for files, whatever this machine can show
plt.switch_backend("agg")
# examples in docstrings leave theirs open
plt.rcParams["figure.max_open_warning"] = 0


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


def pytest_runtest_setup(item):
    """Leave browser tests out where there is no browser, but never on a build server."""
    if item.get_closest_marker("browser") and not chromium():
        if os.environ.get("CI"):
            pytest.fail(NEEDED, pytrace=False)
        pytest.skip(NEEDED)


def pytest_terminal_summary(terminalreporter):
    """Say at the end what was left out, and why."""
    skipped = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])]
    for reason, count in Counter(skipped).items():
        why = reason.removeprefix("Skipped: ")
        terminalreporter.write_line(f"{count} tests left out: {why}", yellow=True)


@pytest.fixture(scope="session")
def book():
    built = subprocess.run(
        [sys.executable, ROOT / "tools" / "build.py"], capture_output=True, text=True, check=False
    )
    if built.returncode:
        pytest.fail(built.stdout + built.stderr, pytrace=False)
    return HTML


@pytest.fixture(scope="session")
def browser():
    with open_browser() as browser:
        yield browser
