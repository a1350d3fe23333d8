"""Checked prose: whether a claim or a citation backs each number of a chapter.

Prose is what a reader reads: the Markdown cells, the captions of the figures, and the literal
texts given to ``charts.finish``. A number in it, unless it is a bare year, must lie inside a
phrase of the notebook's ``check_claims`` calls, or stand in a sentence that cites a source. Each
call names the heading under which its phrases stand, or a figure, such as ``"fig-mirror"``.

What a chapter says first and loudest, each bullet of "In brief" and each title of a figure, is
held to a test of its meaning, too. And where a sentence says that something was not found, it or
the next one says where and when it was looked for.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import nbformat
import toc
from nbformat import NotebookNode
from project import ROOT

from kzdiplo.claims import is_year, numbers

ABSTRACTS = "abstracts"
TEXTS = {"title", "subtitle", "alt", "note"}

# These stand for what is no prose, one for each character, so that all places stay the same.
GAP, CITATION = "\0", "\1"

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
_BRIEF = re.compile(r"^:{3,}\{admonition\} In brief\n.*?^:{3,}$", re.M | re.S)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\b(?:{_MONTH}) \d{{4}}\b")
_DAY = re.compile(rf"\b\d{{1,2}} (?:{_MONTH}) \d{{4}}\b")
_SEARCH = re.compile(r"\b(?:search|look|sought|read|record|librar|pages)", re.I)
_NOT = r"\b(?:no|none|nothing|nobody|neither|nor|not)\b"
_ABSENT = re.compile(
    rf"{_NOT}[^.;:]*? (?:was|were|been)(?: \w+)? (?:found|seen|known)\b"
    r"|\b(?:was|were|been|is|are|has|have|had) not (?:\w+ )?(?:found|seen|known)\b"
    r"|\bno (?!better)(?:\w+ ){1,3}(?:found|seen|known)\b"
    r"|\b(?:found|seen) (?:no|none|nothing|nobody)\b",
    re.I,
)
_PARTS = "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth"
#: Numbers in words; "one" is mostly none, and "third" only after a number or an article. Behind
#: "the", "these" and the like they point back to what was counted before.
_IN_WORDS = re.compile(
    r"(?<!\bthe )(?<!\bthese )(?<!\bthose )(?<!\ball )(?<!\bother )"
    rf"\b(?:(?:a|an|one|two|three|four|five|nine) (?:{_PARTS})s?|half|halves|twice|thrice|dozens?"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh"
    r"|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?"
    r"|\w+fold|doubled?|doubles|trebled?|tripled?|quadrupled?)\b",
    re.I,
)
_NO_STOP = re.compile(rf"\b(?:{_UPPER}|e\.g|i\.e|cf|vs|ca|approx|vol|pp?|No|Dr|Mrs?|Ms|St)$")


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item, caption or literal: as written, and with only its prose left."""

    cell: str
    text: str
    prose: str
    #: Of a heading, 0 for all else.
    level: int = 0


@dataclass(frozen=True)
class Orphan:
    """A number that nothing backs."""

    cell: str
    sentence: str
    number: str

    def __str__(self) -> str:
        return f"cell {self.cell!r}, number {self.number}: {self.sentence}"


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
                yield _one_line(block)
            block, listed = [], bool(mark)
        text = line[mark.end() :] if mark else line
        if directive and directive[1] != "solution":  # its argument is a label
            yield _one_line([directive[2]])
        elif _HEADING.match(line):
            yield _one_line([text])
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


def _one_line(lines: list[str]) -> str:
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
    return {_one_line([heading[2]]): len(heading[1]) for heading in found}


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
    for call in _calls(cell.source, "finish"):
        texts = {each.arg: _one_line([_literal(each.value)]) for each in call.keywords}
        yield Figure(
            name=texts.get("name", ""),
            title=texts.get("title", ""),
            passages=[Passage(cell.id, text, text) for arg, text in texts.items() if arg in TEXTS],
        )


def _calls(code: str, name: str) -> Iterator[ast.Call]:
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


@dataclass(frozen=True)
class Claims:
    """What one call of ``check_claims`` holds against the data, and what it only states."""

    heading: str
    computed: list[str]
    stated: list[str]
    holds: list[str]
    #: Phrases held against a number written out beside them, and words by a test without data.
    literals: list[str]
    hollow: list[str]

    @property
    def phrases(self) -> list[str]:
        """Every phrase whose numbers are accounted for."""
        return [*self.computed, *self.stated]


def claims(notebook: NotebookNode) -> list[Claims]:
    """Return the claims of a notebook, one entry a call."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return [_claims(call) for source in code for call in _calls(source, "check_claims")]


def _claims(call: ast.Call) -> Claims:
    named = {argument.arg: argument.value for argument in call.keywords}
    heading, *rest = [*call.args, ast.Constant("")]
    computed = _items(named.get("computed", rest[0]))
    holds = _items(named.get("holds"))
    return Claims(
        heading=ast.literal_eval(heading),
        computed=list(computed),
        stated=_texts(getattr(named.get("stated"), "elts", [])),
        holds=list(holds),
        literals=[
            phrase
            for phrase, value in computed.items()
            if not all(map(_asks_data, getattr(value, "elts", [value])))
        ],
        hollow=[words for words, test in holds.items() if not _asks_data(test)],
    )


def _items(mapping: ast.expr | None) -> dict[str, ast.expr]:
    """Return the values of a mapping that is written out by their keys, which are texts."""
    keys, values = getattr(mapping, "keys", []), getattr(mapping, "values", [])
    return dict(zip(_texts(keys), values, strict=True))


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [_one_line([ast.literal_eval(node)]) for node in nodes]


def _asks_data(node: ast.expr) -> bool:
    """Tell whether an expression asks the data: it uses a name that it does not make itself."""
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return any(name.id not in own and not hasattr(builtins, name.id) for name in names)


def sections(notebook: NotebookNode) -> dict[str, list[Passage]]:
    """Return the passages under each heading, those of the headings below it among them.

    What stands before the first heading of the second level is "In brief", too; the texts of a
    figure also stand under its own heading, such as "fig-mirror".
    """
    found: dict[str, list[Passage]] = {"In brief": []}
    path: list[tuple[int, str]] = []
    for passage in passages(notebook):
        if passage.level:
            path = [entry for entry in path if entry[0] < passage.level]
            path.append((passage.level, passage.text))
        for _, heading in path:
            found.setdefault(heading, []).append(passage)
        if all(level < 2 for level, _ in path):
            found["In brief"].append(passage)
    for each in claims(notebook):
        for figure in figures(notebook):
            if figure.bears(each.heading):
                found[each.heading] = figure.passages
    return found


def cover(passage: Passage, phrases: list[str]) -> str:
    """Return the prose of a passage with gaps where phrases stand."""
    rest = passage.prose
    for phrase in phrases:
        for hit in _whole(phrase).finditer(passage.text):
            rest = rest[: hit.start()] + GAP * len(phrase) + rest[hit.end() :]
    return rest


def _whole(phrase: str) -> re.Pattern[str]:
    """Match the phrase as it stands, but not from or to the middle of a number."""
    return re.compile(rf"(?<!\d)(?<!\d[.,]){re.escape(phrase)}(?![.,]?\d)")


def orphans(notebook: NotebookNode) -> list[Orphan]:
    """Return the numbers of the prose that neither a claim nor a citation backs.

    A bare year needs no backing: it says when, not how much. Nor does the date of a search.
    """
    phrases = [phrase for each in claims(notebook) for phrase in each.phrases]
    found = []
    for passage in passages(notebook):
        rest = cover(passage, phrases)
        for start, end in sentences(passage.prose):
            searched = re.search(r"\bsearch", passage.prose[start:end])
            numbered = _DAY.sub("", rest[start:end]) if searched else rest[start:end]
            if CITATION not in passage.prose[start:end]:
                sentence = readable(passage.text[start:end])
                found += [
                    Orphan(passage.cell, sentence, number)
                    for number in numbers(numbered)
                    if not is_year(number)
                ]
    return found


def in_words(notebook: NotebookNode) -> Iterator[tuple[str, list[str], bool]]:
    """Yield the sentences with numbers in words: the words, and whether something backs them.

    As with digits, that is a phrase of the claims, one of ``holds`` among them, or a citation.
    """
    phrases = [words for each in claims(notebook) for words in [*each.phrases, *each.holds]]
    for passage in passages(notebook):
        rest = cover(passage, phrases)
        for start, end in sentences(passage.prose):
            words, loose = (_IN_WORDS.findall(text[start:end]) for text in (passage.prose, rest))
            cited = CITATION in passage.prose[start:end]
            if words:
                backed = cited or not loose
                yield readable(passage.text[start:end]), loose or words, backed


def unused(notebook: NotebookNode) -> list[str]:
    """Return what is claimed but does not stand under the heading that the claim names."""
    by_heading = sections(notebook)
    return [
        f"under {each.heading!r}: {phrase}"
        if each.heading in by_heading
        else f"no heading {each.heading!r}: {phrase}"
        for each in claims(notebook)
        for phrase in [*each.phrases, *each.holds]
        if not any(
            _whole(phrase).search(passage.text) for passage in by_heading.get(each.heading, [])
        )
    ]


def literals(notebook: NotebookNode) -> list[str]:
    """Return the phrases held against a number that is written out beside them."""
    return [phrase for each in claims(notebook) for phrase in each.literals]


def brief(notebook: NotebookNode) -> list[str]:
    """Return the bullets of "In brief"."""
    box = _BRIEF.search(notebook.cells[0].source)
    return list(blocks(box[0]))[1:] if box else []


def untested(notebook: NotebookNode) -> list[str]:
    """Return the bullets of "In brief" and the titles of figures that no test holds.

    One word alone is too little to say what a test is of.
    """
    called = claims(notebook)

    def held(text: str, under: Callable[[str], bool]) -> bool:
        words = [words for each in called if under(each.heading) for words in each.holds]
        return any(" " in each and _whole(each).search(text) for each in words)

    return [
        *(f"In brief: {text}" for text in brief(notebook) if not held(text, "In brief".__eq__)),
        *(
            readable(f"fig-{figure.name}: {figure.title}")
            for figure in figures(notebook)
            if not held(figure.title, figure.bears)
        ),
    ]


def hollow(notebook: NotebookNode) -> list[str]:
    """Return the words of ``holds`` whose test asks no data, such as True."""
    return [words for each in claims(notebook) for words in each.hollow]


def undated(notebook: NotebookNode) -> list[str]:
    """Return the sentences on what was not found that lack date and place of the search.

    They may stand in the sentence or in the one that follows; a date has month and year.
    """
    found = []
    for passage in passages(notebook):
        bounds = sentences(passage.prose)
        for (start, end), (_, after) in zip(bounds, [*bounds[1:], bounds[-1]], strict=True):
            near = passage.prose[start:after]
            absent = _ABSENT.search(passage.prose[start:end])
            if absent and not (_DATE.search(near) and _SEARCH.search(near)):
                found.append(readable(passage.text[start:end]))
    return found


def strangers(notebook: NotebookNode) -> list[Orphan]:
    """Return the numbers of the abstracts that stand in no claim, and years not in the text.

    Kazakh and Russian write decimals with a comma; three digits after it are thousands.
    """
    claimed = [phrase for each in claims(notebook) for phrase in each.phrases]
    known = {plain(number) for phrase in claimed for number in numbers(phrase)}
    known |= {
        number
        for passage in passages(notebook)
        for number in numbers(passage.text)
        if is_year(number)
    }
    return [
        Orphan(ABSTRACTS, sentence, number)
        for sentence, found in in_abstracts(notebook)
        for number in found
        if plain(number) not in known
    ]


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


def faults(notebook: NotebookNode) -> Iterator[str]:
    """Yield in words all that is wrong between the prose of a notebook and its claims."""
    for orphan in orphans(notebook):
        yield f"neither claimed nor cited: {orphan}"
    for phrase in unused(notebook):
        yield f"claimed, but not in the text {phrase}"
    for phrase in literals(notebook):
        yield f"held against a number that is written out, so it belongs under stated: {phrase}"
    for stranger in strangers(notebook):
        yield f"in an abstract only: {stranger}"
    for words in hollow(notebook):
        yield f"held by a test that asks no data: {words}"


def faults_of_meaning(notebook: NotebookNode) -> Iterator[str]:
    """Yield in words the headlines that no test holds, and the searches without a date."""
    for headline in untested(notebook):
        yield f"no test of what it says, {headline}"
    for sentence in undated(notebook):
        yield f"not found, but where and when was it looked for: {sentence}"


def main(files: list[str]) -> int:
    """Print what is wrong in some notebooks, or in all of the book; return the exit code."""
    paths = [Path(file).resolve() for file in files] or toc.notebooks()
    argued = paths if files else toc.chapters()
    count = 0
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        found = list(faults(notebook))
        if path in argued:
            found += faults_of_meaning(notebook)
        count += len(found)
        if found:
            shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            print("\n  ".join([f"{shown}:", *found]))
    print(f"notebooks read: {len(paths)}, faults between text and claims: {count}")
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
