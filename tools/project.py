"""Where the project stands, and what is built from it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
HTML = BUILD / "html"
#: Where the book is published, such as "https://example.org/kzdiplo/"; blank before it is. Pages,
#: the data package and the archive take it from here.
ADDRESS = ""
