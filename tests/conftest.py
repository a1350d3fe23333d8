import os
import subprocess
import sys
from pathlib import Path

import pytest
from weights import HTML, chromium, open_browser

ROOT = Path(__file__).parents[1]

NEEDED = (
    "the tests of the built book (errors on pages, accessibility, phones, downloads, links, "
    "search, weight) need Chromium. To get them: sudo apt-get install chromium"
)
left_out = []


def pytest_runtest_setup(item):
    """Leave browser tests out where there is no browser, but never on a build server."""
    if item.get_closest_marker("browser") and not chromium():
        if os.environ.get("CI"):
            pytest.fail(NEEDED, pytrace=False)
        left_out.append(item)
        pytest.skip(f"left out: {NEEDED}")


def pytest_terminal_summary(terminalreporter):
    """Say at the end, too, what was left out."""
    if left_out:
        terminalreporter.write_line(f"{len(left_out)} tests left out: {NEEDED}", yellow=True)


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
