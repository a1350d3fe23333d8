"""Evidence, measures and charts on Kazakhstan's foreign policy.

The way of the data is one line: tables, measures, charts, notebooks.

>>> import kzdiplo as kz
>>> trips = kz.load("leader_travel_counts")
>>> int(trips["year"].min())
1990
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kzdiplo import charts, measures, panel, vectors
    from kzdiplo.claims import ClaimError, check_claims
    from kzdiplo.listing import catalogue, glossary, searchable
    from kzdiplo.questions import questionnaire
    from kzdiplo.rollcalls import read_rollcalls
    from kzdiplo.source import sources
    from kzdiplo.table import TableError, describe, load, tables
    from kzdiplo.tradefile import read_trade
    from kzdiplo.userfile import read

__version__ = "0.1.0"

# Everything loads on first use, so that `import kzdiplo` stays cheap.
_HOME = {
    "charts": "kzdiplo.charts",
    "measures": "kzdiplo.measures",
    "panel": "kzdiplo.panel",
    "vectors": "kzdiplo.vectors",
    "check_claims": "kzdiplo.claims",
    "ClaimError": "kzdiplo.claims",
    "catalogue": "kzdiplo.listing",
    "glossary": "kzdiplo.listing",
    "searchable": "kzdiplo.listing",
    "questionnaire": "kzdiplo.questions",
    "read_rollcalls": "kzdiplo.rollcalls",
    "sources": "kzdiplo.source",
    "TableError": "kzdiplo.table",
    "describe": "kzdiplo.table",
    "load": "kzdiplo.table",
    "tables": "kzdiplo.table",
    "read_trade": "kzdiplo.tradefile",
    "read": "kzdiplo.userfile",
}

__all__ = [
    "ClaimError",
    "TableError",
    "catalogue",
    "charts",
    "check_claims",
    "describe",
    "glossary",
    "load",
    "measures",
    "panel",
    "questionnaire",
    "read",
    "read_rollcalls",
    "read_trade",
    "searchable",
    "sources",
    "tables",
    "vectors",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"kzdiplo has no {name!r}; it offers: {', '.join(__all__)}")
    home = import_module(_HOME[name])
    value = home if home.__name__ == f"kzdiplo.{name}" else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
