"""The cases that the panel and the page of the questionnaire must read alike."""

import json
from pathlib import Path

import pytest

from kzdiplo import panel

CASES = json.loads(Path(__file__).with_name("reading_cases.json").read_text("utf-8"))
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])


def written(case):
    """Return the bytes of a case, with "equal" for all pairs that it does not name."""
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    lines = case["lines"]
    header = next(line for line in lines if not line.startswith("sep="))
    delimiter = next(mark for mark in ";\t," if mark in header or mark == ",")
    named = [{cell.strip().casefold() for cell in line.split(delimiter)} for line in lines]
    rest = []
    for _, a, b in panel.pairs():
        if any({a.casefold(), b.casefold()} <= cells for cells in named):
            continue
        cells = {"item_a": a, "item_b": b, "value": "1"}
        columns = [column.strip().casefold() for column in header.split(delimiter)]
        rest.append(delimiter.join(cells.get(column, "") for column in columns))
    if case.get("alone"):
        rest = []
    return "".join(f"{line}\r\n" for line in [*lines, *rest]).encode(case["encoding"])


def times(values):
    """Yield each pair of a case with what it should be worth."""
    for names, value in values.items():
        yield *names.split(), value
