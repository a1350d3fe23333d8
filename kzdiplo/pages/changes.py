"""What changed: the tables of the book beside those of the last edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kzdiplo.pages.listing import Listing
from kzdiplo.table import moved, tables, uses
from kzdiplo.templating import Shown, render

#: So many rows and values of a table are shown, so many characters of a value.
_MOST, _LONG = 8, 160


@dataclass(frozen=True)
class Changes(Shown):
    """What changed since the last edition; as the last line of a cell it shows itself.

    Attributes
    ----------
    version, date : str
        That edition, and the day of its tables; blank where the book was not built.
    counts : mapping of str to int
        How many tables are new, gone, changed and the same; of those that both editions have, how
        many rows were added and are gone, and how many values were revised; how many corrections
        were made and findings changed.
    corrections : mapping of str to int
        Corrections by chapter, most first.
    findings : list of mapping
        Findings that changed: ``finding``, what it ``was`` and what it is ``now``.
    listing : Listing
        The tables that are new, gone or changed, one by one.
    """

    template = "pages/changes.html.jinja"

    version: str
    date: str
    counts: Mapping[str, int]
    corrections: Mapping[str, int]
    findings: list[Mapping[str, str]]
    listing: Listing

    def __repr__(self) -> str:
        counts = ", ".join(f"{what} {number}" for what, number in self.counts.items())
        return f"since {self.version}: {counts}" if self.version else "the book was not built here"


def changes() -> Changes:
    """Show what changed in tables, sentences and findings since the last edition.

    Returns
    -------
    Changes
        Without content where the book was not built, as in an installed package.

    Examples
    --------
    >>> from kzdiplo import changes
    >>> changes().counts["new"] >= 0
    True
    """
    found = moved()
    changed = found.get("changed", {})
    parts = {part: len(found.get(part, [])) for part in ("new", "gone", "same")}
    sums = {
        part: sum(len(each[part]) for each in changed.values())
        for part in ("added", "gone", "revised")
    }
    corrections = found.get("corrections", {})
    body = render(
        "pages/changed_tables.html.jinja",
        found=found,
        titles=tables()["title"].to_dict(),
        used=uses(),
        most=_MOST,
        long=_LONG,
    )
    items = parts["new"] + parts["gone"] + len(changed)
    return Changes(
        version=found.get("version", ""),
        date=found.get("created", ""),
        counts={
            **parts,
            "changed": len(changed),
            **{f"rows {part}": sums[part] for part in ("added", "gone")},
            "values revised": sums["revised"],
            "unexplained": sum(map(_unexplained, changed.values())),
            "corrections": sum(corrections.values()),
        },
        corrections=dict(sorted(corrections.items(), key=_by_number)),
        findings=found.get("findings", []),
        listing=Listing(f"Search {items} tables", items, body),
    )


def _by_number(chapter: tuple[str, int]) -> tuple[int, str]:
    return -chapter[1], chapter[0]


def _unexplained(table: Mapping[str, Any]) -> int:
    """Count the revised values whose row has no note and names the sources that it had."""
    return sum(not each["note"] and "->" not in each["source"] for each in table["revised"])
