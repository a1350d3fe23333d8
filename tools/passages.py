"""The prose of a notebook: passages, sentences, the texts of figures.

Prose is what a reader reads: the Markdown cells, the captions of the figures, and the literal
texts given to ``charts.finish``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from nbformat import NotebookNode

from kzdiplo.claims import numbers

ABSTRACTS = "abstracts"
TEXTS = {"title", "subtitle", "alt", "note"}

# These stand for what is no prose, one for each character, so that all places stay the same.
GAP, CITATION = "\0", "\1"

MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"

_FENCE = re.compile(r"^ *(`{3,}|~{3,})(.*)\n((?:.*\n)*?) *\1[`~]* *$", re.M)
_CODE = re.compile(r"\{(?:bibliography|code|code-block|code-cell|math|tableofcontents)\}")
_DIRECTIVE = re.compile(r"\s*:{3,}\s*\{([\w:-]+)\}\s*(.*)")
_OPTION = re.compile(r"\s*:[\w-]+:")
# the end of a directive, the anchor of a heading, a comment, nothing
_EMPTY = re.compile(r"\s*(?::{3,}\s*$|\([\w:-]+\)=\s*$|%|$)")
_HEADING = re.compile(r"\s*#{1,6}\s")
_MARK = re.compile(r"\s*(?:#{1,6}|[-*+>]|(\d{1,9})[.)])\s+|(?=\s*\|)")
_NO_PROSE = re.compile(
    r"\{(?P<cite>cite)?[\w:-]*\}`[^`]*`"  # a role
    r"|(?P<ticks>`+).+?(?P=ticks)"  # code
    r"|\$\$.+?\$\$|\$(?=\S)[^$]*[A-Za-z\\][^$]*(?<=\S)\$(?!\d)"  # a formula
    r"|(?<=\])(?:\([^)]*\)|\[[^]]*\])|\[\^[^]]*\]"  # the target of a link, a footnote
    r"|<[^>]+>|https?://\S+|\{[.#][^}]*\}"
)
_UPPER = r"[^\W\d_a-zа-яё]"
_STOP = re.compile(rf"[.!?…][\"'”’»*_)\]]*\s+(?=[\"'“‘«*_(\[]*(?:{_UPPER}|[\d{GAP}{CITATION}]))")
_NO_STOP = re.compile(rf"\b(?:{_UPPER}|e\.g|i\.e|cf|vs|ca|approx|vol|pp?|No|Dr|Mrs?|Ms|St)$")


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item, caption or literal: as written, and with only its prose left."""

    cell: str
    text: str
    prose: str
    #: Of a heading, 0 for all else.
    level: int = 0


def blocks(markdown: str) -> Iterator[str]:
    """Yield the paragraphs, headings, list items and table rows, each as one line."""
    block: list[str] = []
    listed = after_directive = False
    for line in [*_without_code(markdown).splitlines(), ""]:
        directive = _DIRECTIVE.match(line)
        option = after_directive and _OPTION.match(line)
        after_directive = bool(directive or option)
        mark = _MARK.match(line)
        if mark and mark[1] and block and not listed:
            mark = None  # as in CommonMark: inside a paragraph "2010." is no list number
        if directive or option or mark or _EMPTY.match(line):
            if block:
                yield one_line(block)
            block, listed = [], bool(mark)
        text = line[mark.end() :] if mark else line
        if directive and directive[1] != "solution":  # its argument is a label
            yield one_line([directive[2]])
        elif _HEADING.match(line):
            yield one_line([text])
        elif not (directive or option or _EMPTY.match(line)):
            block.append(text)


def _without_code(markdown: str) -> str:
    """Cut fenced code out; a fenced directive with prose in it becomes a colon fence."""

    def unfence(block: re.Match[str]) -> str:
        _, head, body = block.groups()
        if not head.strip().startswith("{") or _CODE.match(head.strip()):
            return ""
        return f":::{head.strip()}\n{_without_code(body)}:::"

    return _FENCE.sub(unfence, markdown)


def one_line(lines: list[str]) -> str:
    """Join lines into one, with single spaces."""
    return " ".join(" ".join(lines).split())


def blank(text: str) -> str:
    """Put gaps in place of what is no prose, and marks in place of citations."""
    return _NO_PROSE.sub(lambda cut: (CITATION if cut["cite"] else GAP) * len(cut[0]), text)


def readable(text: str) -> str:
    """Return a text for a reader, with dots for what is computed."""
    return text.strip().replace(GAP, "…")


def sentences(prose: str) -> list[tuple[int, int]]:
    """Return where each sentence begins and ends."""
    stops = [
        stop.end() for stop in _STOP.finditer(prose) if not _NO_STOP.search(prose[: stop.start()])
    ]
    return list(pairwise([0, *stops, len(prose)]))


def passages(notebook: NotebookNode) -> Iterator[Passage]:
    """Yield all that is held against the claims: everything but the abstracts."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.id != ABSTRACTS:
            levels = _headings(cell.source)
            for text in blocks(cell.source):
                yield Passage(cell.id, text, blank(text), levels.get(text, 0))
        elif cell.cell_type == "code":
            caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "")
            for text in blocks(caption):
                yield Passage(cell.id, text, blank(text))
            for figure in _figures(cell):
                yield from figure.passages


def _headings(markdown: str) -> dict[str, int]:
    """Return the level of each heading of a cell by its text."""
    found = re.finditer(r"^(#{1,6})\s+(.+)$", _without_code(markdown), re.M)
    return {one_line([heading[2]]): len(heading[1]) for heading in found}


@dataclass(frozen=True)
class Figure:
    """What ``charts.finish`` is told of a figure, with gaps for what is computed."""

    name: str
    title: str
    passages: list[Passage]

    def bears(self, heading: str) -> bool:
        """Tell whether a heading such as "fig-mirror" is one that the figure can have."""
        name = ".+".join(map(re.escape, self.name.split(GAP)))
        return bool(re.fullmatch(f"fig-{name}", heading))


def figures(notebook: NotebookNode) -> list[Figure]:
    """Return the figures of a notebook."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [figure for cell in cells for figure in _figures(cell)]


def _figures(cell: NotebookNode) -> Iterator[Figure]:
    for call in calls(cell.source, "finish"):
        texts = {each.arg: one_line([_literal(each.value)]) for each in call.keywords}
        yield Figure(
            name=texts.get("name", ""),
            title=texts.get("title", ""),
            passages=[Passage(cell.id, text, text) for arg, text in texts.items() if arg in TEXTS],
        )


def calls(code: str, name: str) -> Iterator[ast.Call]:
    """Yield the calls of a function in code, whatever object it belongs to."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and name == getattr(
            node.func, "attr", getattr(node.func, "id", None)
        ):
            yield node


def _literal(node: ast.AST) -> str:
    """Return the text that stands in an expression, with a gap for what is computed."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_literal(part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _literal(left) + _literal(right)
        case ast.Call(func=function, args=arguments, keywords=named):
            owner = getattr(function, "value", function)  # as the comma in ", ".join(words)
            values = [argument.value for argument in named]
            return GAP.join(map(_literal, [owner, *arguments, *values]))
        case ast.GeneratorExp(elt=item) | ast.ListComp(elt=item):
            return _literal(item)
        case ast.IfExp(body=yes, orelse=no):
            return _literal(yes) + GAP + _literal(no)
    return GAP


def in_abstracts(notebook: NotebookNode) -> Iterator[tuple[str, list[str]]]:
    """Yield the sentences of the abstracts, each with its numbers, which have decimal points."""
    abstracts = [cell.source for cell in notebook.cells if cell.id == ABSTRACTS]
    for text in (blank(text) for source in abstracts for text in blocks(source)):
        pointed = re.sub(r"(?<=\d),(?=\d{1,2}(?!\d))", ".", text)
        for start, end in sentences(pointed):
            yield text[start:end].strip(), numbers(pointed[start:end])


def plain(number: str) -> str:
    """Return a number without marks between its thousands."""
    return re.sub(r"[ \u00a0\u202f,]", "", number)
