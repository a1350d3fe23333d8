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

if TYPE_CHECKING:  # what `_HOME` says, for type checkers
    from kzdiplo import charts as charts
    from kzdiplo import measures as measures
    from kzdiplo import palette as palette
    from kzdiplo import panel as panel
    from kzdiplo import screening as screening
    from kzdiplo import transliteration as transliteration
    from kzdiplo import vectors as vectors
    from kzdiplo import worksheets as worksheets
    from kzdiplo.claims import ClaimError as ClaimError
    from kzdiplo.claims import check_claims as check_claims
    from kzdiplo.pages.changes import changes as changes
    from kzdiplo.pages.listing import abbreviations as abbreviations
    from kzdiplo.pages.listing import bibliography as bibliography
    from kzdiplo.pages.listing import catalogue as catalogue
    from kzdiplo.pages.listing import glossary as glossary
    from kzdiplo.pages.listing import names as names
    from kzdiplo.pages.listing import searchable as searchable
    from kzdiplo.pages.tables import show as show
    from kzdiplo.panel.questionnaire import questionnaire as questionnaire
    from kzdiplo.partners.page import partner as partner
    from kzdiplo.partners.page import states as states
    from kzdiplo.readers.own import read as read
    from kzdiplo.readers.rollcalls import read_rollcalls as read_rollcalls
    from kzdiplo.readers.trade import read_trade as read_trade
    from kzdiplo.source import how_read as how_read
    from kzdiplo.source import named_sources as named_sources
    from kzdiplo.source import sources as sources
    from kzdiplo.table import TableError as TableError
    from kzdiplo.table import describe as describe
    from kzdiplo.table import load as load
    from kzdiplo.table import tables as tables
    from kzdiplo.worksheets.handing_in import hand_in as hand_in
    from kzdiplo.worksheets.variants import own_numbers as own_numbers

__version__ = "0.1.0"

#: The public face: each name and the module that it comes from. Everything loads on first use,
#: so that `import kzdiplo` stays cheap.
_HOME = {
    "ClaimError": "kzdiplo.claims",
    "TableError": "kzdiplo.table",
    "abbreviations": "kzdiplo.pages.listing",
    "bibliography": "kzdiplo.pages.listing",
    "catalogue": "kzdiplo.pages.listing",
    "changes": "kzdiplo.pages.changes",
    "charts": "kzdiplo.charts",
    "check_claims": "kzdiplo.claims",
    "describe": "kzdiplo.table",
    "glossary": "kzdiplo.pages.listing",
    "hand_in": "kzdiplo.worksheets.handing_in",
    "how_read": "kzdiplo.source",
    "load": "kzdiplo.table",
    "measures": "kzdiplo.measures",
    "named_sources": "kzdiplo.source",
    "names": "kzdiplo.pages.listing",
    "own_numbers": "kzdiplo.worksheets.variants",
    "palette": "kzdiplo.palette",
    "panel": "kzdiplo.panel",
    "partner": "kzdiplo.partners.page",
    "questionnaire": "kzdiplo.panel.questionnaire",
    "read": "kzdiplo.readers.own",
    "read_rollcalls": "kzdiplo.readers.rollcalls",
    "read_trade": "kzdiplo.readers.trade",
    "screening": "kzdiplo.screening",
    "searchable": "kzdiplo.pages.listing",
    "show": "kzdiplo.pages.tables",
    "sources": "kzdiplo.source",
    "states": "kzdiplo.partners.page",
    "tables": "kzdiplo.table",
    "transliteration": "kzdiplo.transliteration",
    "vectors": "kzdiplo.vectors",
    "worksheets": "kzdiplo.worksheets",
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
