"""States and areas in trade files: codes, numbers and names become one code; groups are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kzdiplo.table import load

#: What readers write for an area, or None where a text names none.
Translation = Callable[[str], str | None]

_CODE = re.compile(r"([A-Z][A-Z0-9_]+)(?:\s*:.*|-.*)?", re.DOTALL)
_BRACKETS = re.compile(r"\s*\(.*\)$", re.DOTALL)
# Comtrade's own code of Kosovo, which the table has under its number
_COMTRADE_OWN = {"_KS": "XKX"}
_ELSEWHERE = "*"
_EXTRA = re.compile(r"EXT_(?P<a>.+)|(?P<b>.+)_EXTRA")
_INTRA = re.compile(r"INT_(?P<a>.+)|(?P<b>.+)_INTRA")


def comtrade_code(text: str) -> str | None:
    """Return the code of an area from the ISO columns of UN Comtrade."""
    return _COMTRADE_OWN.get(text, text) if re.fullmatch(r"[A-Z0-9_]{2,3}", text) else None


def comtrade_number() -> Translation:
    """Return what makes a code of an area's number at UN Comtrade."""
    standard = load("country_codes").dropna(subset=["number"])
    own = load("comtrade_areas")
    codes = dict(zip(standard["number"].astype(str), standard["alpha3"], strict=True))
    codes |= dict(zip(own["number"].astype(str), own["code"], strict=True))
    # a column with gaps that pandas wrote holds 398.0
    return lambda text: codes.get(text.removesuffix(".0").lstrip("0") or text[:1])


def comext() -> Translation:
    """Return what makes a code of Eurostat's codes, with labels or not, and of English names."""
    codes = load("country_codes").set_index("alpha2")["alpha3"].to_dict()
    names = load("comext_names").set_index("name")["code"].to_dict()

    def code(text: str) -> str | None:
        match = _CODE.fullmatch(text)
        if match:
            return codes.get(match[1], match[1])
        return names.get(text) or names.get(_BRACKETS.sub("", text))

    return code


def conflicts(areas: Iterable[str]) -> list[tuple[str, str]]:
    """Return which areas of one column a sum counts twice: each with a group that holds it."""
    table = load("trade_groups").set_index("code")["members"].fillna("")
    members = {str(code): frozenset(text.split()) for code, text in table.items()}
    found = sorted(set(areas))
    everywhere = frozenset(found).union({_ELSEWHERE}, *members.values())
    held = {area: _held(area, members, everywhere) for area in found}
    # what holds only itself is no group; of two groups the larger one holds the other
    return [
        (group, area)
        for group in found
        if held[group] != {group}
        for area in found
        if group != area and held[group] & held[area] and not held[group] < held[area]
    ]


def _held(
    area: str, members: dict[str, frozenset[str]], everywhere: frozenset[str]
) -> frozenset[str]:
    """Return the states of an area, itself for a state."""
    if match := _EXTRA.fullmatch(area):
        inside = _held(match["a"] or match["b"], members, everywhere)
        return everywhere - inside or everywhere
    if match := _INTRA.fullmatch(area):
        return _held(match["a"] or match["b"], members, everywhere)
    # what is longer than a code of ISO and not in the table is a group of members unknown here
    if not members.get(area, len(area) <= 3):
        return everywhere
    listed = members.get(area, frozenset([area]))
    # the United Kingdom counts as a member with its parts
    return listed.union(*(members.get(state, ()) for state in listed))
