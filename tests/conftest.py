import os

import pytest
from weights import chromium

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
