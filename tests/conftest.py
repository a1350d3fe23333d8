import os

import pytest
from weights import chromium

REASON = (
    "the tests of the built book in a browser (errors on pages, accessibility, phones, "
    "downloads, links, search, weight) are left out, because there is no Chromium here. "
    "To get them, install Chromium: sudo apt-get install chromium"
)
skipped = []


def pytest_runtest_setup(item):
    """Leave browser tests out where there is no browser, but never on a build server."""
    if item.get_closest_marker("browser") and not chromium():
        if os.environ.get("CI"):
            pytest.fail(REASON, pytrace=False)
        skipped.append(item)
        pytest.skip(REASON)


def pytest_terminal_summary(terminalreporter):
    """Say at the end, too, what was left out."""
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests left out: {REASON}", yellow=True)
