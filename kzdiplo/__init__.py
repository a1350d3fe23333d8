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
    from kzdiplo import charts, measures, palette, panel, screening, transliteration, vectors
    from kzdiplo.claims import ClaimError, check_claims
    from kzdiplo.pages.listing import catalogue, glossary, searchable
    from kzdiplo.panel.questionnaire import questionnaire
    from kzdiplo.readers.own import read
    from kzdiplo.readers.rollcalls import read_rollcalls
    from kzdiplo.readers.trade import read_trade
    from kzdiplo.source import named_sources, sources
    from kzdiplo.table import TableError, describe, load, tables

__version__ = "0.1.0"

# Everything loads on first use, so that `import kzdiplo` stays cheap.
_HOME = {
    "ClaimError": "kzdiplo.claims",
    "TableError": "kzdiplo.table",
    "catalogue": "kzdiplo.pages.listing",
    "charts": "kzdiplo.charts",
    "check_claims": "kzdiplo.claims",
    "describe": "kzdiplo.table",
    "glossary": "kzdiplo.pages.listing",
    "load": "kzdiplo.table",
    "measures": "kzdiplo.measures",
    "named_sources": "kzdiplo.source",
    "palette": "kzdiplo.palette",
    "panel": "kzdiplo.panel",
    "questionnaire": "kzdiplo.panel.questionnaire",
    "read": "kzdiplo.readers.own",
    "read_rollcalls": "kzdiplo.readers.rollcalls",
    "read_trade": "kzdiplo.readers.trade",
    "screening": "kzdiplo.screening",
    "searchable": "kzdiplo.pages.listing",
    "sources": "kzdiplo.source",
    "tables": "kzdiplo.table",
    "transliteration": "kzdiplo.transliteration",
    "vectors": "kzdiplo.vectors",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"kzdiplo has no {name!r}; it offers: {', '.join(__all__)}")
    home = import_module(_HOME[name])
    value = home if home.__name__ == f"kzdiplo.{name}" else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
