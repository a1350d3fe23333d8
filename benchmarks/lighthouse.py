"""What Lighthouse, the judge of pages that Chromium's makers keep, says of the built book.

It plays a middling phone on a slow mobile network. Its scores of performance are lower on a machine
that has other work; the others are the same everywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import crowd

PAGES = (
    "intro",
    "notebooks/multivector/trade",
    "notebooks/multivector/voting",
    "notebooks/partners/china",
    "notebooks/reference/catalogue",
)
FOLDER = Path(__file__).resolve().parents[1] / "requirements" / "lighthouse"
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def scores(html: Path, chromium: str) -> dict[str, dict[str, float]]:
    """Return the scores of pages, of 100, by page and category; none where npm is missing."""
    npm = shutil.which("npm")
    if not npm:
        return {}
    quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([npm, "ci", *quiet, "--prefix", FOLDER], check=True)
    with crowd.served(html) as port:
        return {page: judged(f"http://127.0.0.1:{port}/{page}.html", chromium) for page in PAGES}


def judged(url: str, chromium: str) -> dict[str, float]:
    """Return the scores of a page."""
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    done = subprocess.run(
        [program, url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"],
        env={**os.environ, "CHROME_PATH": chromium},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout)["categories"]
    return {category: 100 * each["score"] for category, each in found.items()}
