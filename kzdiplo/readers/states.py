"""Codes of states, as users' files may have them."""

from __future__ import annotations

from functools import cache

from kzdiplo.table import load

# Codes of no table here: Kosovo's usual one, and those of ISO 3166-3 that old votes have.
_OTHERS = {"XKX", "BYS", "SCG", "SUN", "YUG"}


@cache
def states() -> frozenset[str]:
    """Return the codes of three letters of states and territories, also of the past."""
    return frozenset({*load("country_codes")["alpha3"], *load("cow_states")["code"], *_OTHERS})
