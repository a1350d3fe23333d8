"""Workbooks (.xlsx): the cells of one sheet as text, by the standard library alone.

Such a file is an archive of XML. Only what a form needs is read: texts and numbers, no formulas,
formats or dates, which come as the number of a day. What a class sends may be anything, so a part
that unpacks to more than a form can hold is left packed, and entities are refused. The common
library for workbooks has no such limit: a file of one megabyte makes it fill the memory with
hundreds.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from xml.etree import ElementTree

#: A part of a workbook may have no more bytes unpacked; that of a form has 50,000.
MOST_BYTES = 5_000_000
#: Cells further to the right are not read.
MOST_COLUMNS = 100

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]+")


class WorkbookError(ValueError):
    """A workbook cannot be read; the message says why."""


def rows(path: Path, names: Collection[str]) -> dict[int, list[str]]:
    """Return the rows of the first sheet that has a row with some of these names.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    names : collection of str
        The columns that are looked for, in small letters.

    Returns
    -------
    dict of int to list of str
        By number as a spreadsheet counts, without blank rows, from the row that holds the names.

    Raises
    ------
    WorkbookError
        When it is none that can be read, or no sheet has such a row.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _rows(archive, names)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        OSError,
        EOFError,
        RuntimeError,
    ):
        # also the old kind of workbook, and one that is locked with a password
        raise WorkbookError("this is no workbook that can be opened here") from None


def _rows(archive: zipfile.ZipFile, names: Collection[str]) -> dict[int, list[str]]:
    found = filter(None, map(_SHEET.fullmatch, archive.namelist()))
    sheets = [sheet[0] for sheet in sorted(found, key=lambda sheet: int(sheet[1]))]
    texts = _texts(archive) if sheets else []
    for sheet in sheets:
        rows = _cells(_part(archive, sheet), texts)
        for head, row in rows.items():
            if len({cell.strip().casefold() for cell in row}.intersection(names)) > 1:
                return {number: row for number, row in rows.items() if number >= head}
    raise WorkbookError("no sheet of the workbook names the columns of the form")


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as source:
        content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise WorkbookError("the workbook is larger than a form can be")
    # no spreadsheet writes it, and what it declares could grow without end
    if b"<!DOCTYPE" in content:
        raise WorkbookError("this is no workbook that can be opened here")
    return ElementTree.fromstring(content)  # noqa: S314


def _texts(archive: zipfile.ZipFile) -> list[str]:
    """Return the texts that cells refer to by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text(one) for one in _part(archive, "xl/sharedStrings.xml").iter(f"{_SPACE}si")]


def _text(element: ElementTree.Element) -> str:
    # without the readings of Japanese words
    pieces = [*element.findall(f"{_SPACE}t"), *element.findall(f"{_SPACE}r/{_SPACE}t")]
    return "".join(piece.text or "" for piece in pieces)


def _cells(sheet: ElementTree.Element, texts: list[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, row in enumerate(sheet.iter(f"{_SPACE}row"), start=1):
        cells: list[str] = []
        for cell in row.iter(f"{_SPACE}c"):
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else len(cells)
            if column >= MOST_COLUMNS:
                break
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, texts))
        if "".join(cells).strip():
            said = row.get("r", "")
            found[int(said) if said.isdecimal() else number] = cells
    return found


def _column(letters: str) -> int:
    """Return the number of a column, from 0: A, B, ..., Z, AA."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, texts: list[str]) -> str:
    kind, inside = cell.get("t", "n"), cell.find(f"{_SPACE}is")
    if inside is not None:
        return _text(inside)
    value = cell.findtext(f"{_SPACE}v") or ""
    try:
        if kind == "s":
            return texts[int(value)]
        # 3 and 0.5 as Python writes them, for 3.0E0 and 5.0E-1
        return repr(float(value)).removesuffix(".0") if kind == "n" and value else value
    except (ValueError, IndexError):
        return value
