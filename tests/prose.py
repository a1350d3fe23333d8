"""Checked prose: which numbers of a chapter are backed by a claim or by a citation.

Prose is what a reader reads: the Markdown cells, the figure captions, and the literal text given
to ``charts.finish``. Each number in it must lie inside a phrase of the notebook's ``check_claims``
cell or stand in a sentence that cites a source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from nbformat import NotebookNode

from kzdiplo.claims import number_spans

ABSTRACTS = "abstracts"
TEXTS = ("title", "subtitle", "alt", "note")

# What is cut out of a line is filled with these, so that all places in it stay the same.
_GAP, _CITE = "\0", "\1"

_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*(?:\{([\w:-]+)\})?")
_DIRECTIVE = re.compile(r"\s*(?::{3,}|`{3,}|~{3,})\s*\{([\w:-]+)\}\s*(.*)")
_CODE_DIRECTIVES = {"bibliography", "code", "code-block", "code-cell", "math", "tableofcontents"}
_LABEL_DIRECTIVES = {"solution"}
# not prose: the end of a directive, a heading's anchor, a comment
_NO_PROSE = re.compile(r"\s*(?:[:`~]{3,}\s*$|\([\w:-]+\)=\s*$|%)")
_OPTION = re.compile(r"\s*:[\w-]+:")
_MARK = re.compile(r"\s*(?:#{1,6}|[-*+>]|\d{1,9}[.)])\s+|(?=\s*\|)")
_NOT_PROSE = re.compile(
    r"(?P<cite>\{cite[\w:]*\}`[^`]*`)"
    r"|\{[\w:-]+\}`[^`]*`"  # another role
    r"|(?P<ticks>`+).+?(?P=ticks)"  # code
    r"|\$\$.+?\$\$|\$(?=\S)[^$]*[A-Za-z\\][^$]*(?<=\S)\$(?!\d)"  # a formula
    r"|(?<=\])\([^)]*\)|(?<=\])\[[^]]*\]|\[\^[^]]*\]"  # a link's target, a footnote
    r"|<[^>]+>|https?://\S+"
    r"|\{[.#][^}]*\}"  # attributes
)
_STOP = re.compile(r"[.!?][\"'”’»*_)\]]*\s+(?=[\"'“‘«*_(\[{]*[^\W\d_a-zа-я]|[\"'“‘«(\[]*\d|\1)")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_a-zа-я]|\b(?:e\.g|i\.e|cf|vs|ca|approx|No|Dr|Mr|Ms|St))$")


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, and with all that is not prose blanked out."""

    cell: str
    text: str
    prose: str

    @property
    def cites(self) -> bool:
        return _CITE in self.prose


@dataclass(frozen=True)
class Orphan:
    """A number that nothing backs."""

    cell: str
    sentence: str
    number: str

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.number} in: {self.sentence}"


def blocks(markdown: str) -> Iterator[str]:
    """Yield paragraphs, headings, list items and table rows, each in one line."""
    block: list[str] = []
    fence, options, in_list = "", False, False
    for line in markdown.splitlines():
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
            continue
        code = _FENCE.match(line)
        directive = _DIRECTIVE.match(line)
        if code and (not directive or directive[1] in _CODE_DIRECTIVES) and line.strip(" `~"):
            fence = code[1]
        option = options and _OPTION.match(line)
        options = bool(directive or option)
        mark = _MARK.match(line)
        # as in CommonMark: a line of a paragraph may begin with "2010." and is then no list item
        if mark and block and not in_list and re.match(r"\s*\d", line):
            mark = None
        if fence or directive or option or mark or _NO_PROSE.match(line) or not line.strip():
            if block:
                yield " ".join(" ".join(block).split())
            block, in_list = [], bool(mark)
        if directive and not fence and directive[1] not in _LABEL_DIRECTIVES and directive[2]:
            yield " ".join(directive[2].split())
        elif not (fence or directive or option or _NO_PROSE.match(line) or not line.strip()):
            block.append(line[mark.end() :] if mark else line)
    if block:
        yield " ".join(" ".join(block).split())


def blank(text: str) -> str:
    """Fill what is not prose with gaps, and citations with their own mark."""
    return _NOT_PROSE.sub(lambda cut: (_CITE if cut["cite"] else _GAP) * len(cut[0]), text)


def split(cell: str, text: str, prose: str) -> Iterator[Sentence]:
    """Split a block into sentences, but not at initials, abbreviations and decimals."""
    stops = (
        stop.end()
        for stop in _STOP.finditer(prose)
        if prose[stop.start()] != "." or not _ABBREVIATION.search(prose[: stop.start()])
    )
    for start, end in pairwise([0, *stops, len(text)]):
        yield Sentence(cell, text[start:end].strip(" "), prose[start:end].strip(" "))
