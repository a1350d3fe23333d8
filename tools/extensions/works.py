"""Sphinx extension: the list of works says of each its kind, its day and how it was read."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting.unsrt import Style
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from kzdiplo.source import how_read, sources

#: What a work is called by its kind.
CALLED = {
    "academic": "Academic work",
    "dataset": "Data set",
    "news": "News",
    "official": "Official source",
    "reference": "Reference work",
    "seed": "Seed document",
}


class Registered(Style):  # type: ignore[misc]
    """Works in the order in which they are cited, as the registry of sources knows them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        registry = sources("all")
        day = registry["date"].map(in_words)
        read = (", " + how_read(registry)).where(registry["read"] != "", "")
        self.said = (registry["kind"].map(CALLED) + day + read).to_dict()

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Return a work, and at its end what the registry knows of it."""
        made = super().format_entry(label, entry, bib_data)
        made.text = Text(made.text, f" {self.said[entry.key]}.")
        return made


def in_words(date: str) -> str:
    """Return the day or month of a date in words; the style itself prints the year."""
    if len(date) <= len("2024"):
        return ""
    named = pd.Timestamp(date)
    day = f"{named.day} " if len(date) == len("2024-09-16") else ""
    return f" of {day}{named:%B %Y}"


def setup(_app: Sphinx) -> ExtensionMetadata:
    """Register with pybtex, before the list of works asks for its style."""
    register_plugin("pybtex.style.formatting", "registered", Registered)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
