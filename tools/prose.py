"""Checked prose: whether a claim or a citation backs each number of a chapter.

A number in the prose, unless it is a bare year, must lie inside a phrase of the notebook's
``check_claims`` calls, or stand in a sentence that cites a source. Each call names the heading
under which its phrases stand, or a figure, such as ``"fig-mirror"``. A citation is not enough
where a bundled row of the source holds the number: the row may change (see ``cited``).

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
from pathlib import Path

import cited
import nbformat
import toc
from nbformat import NotebookNode
from passages import (
    ABSTRACTS,
    CITATION,
    GAP,
    MONTH,
    Passage,
    blocks,
    calls,
    figures,
    in_abstracts,
    one_line,
    passages,
    plain,
    readable,
    sentences,
)
from project import ROOT

from kzdiplo.claims import is_year, numbers

_BRIEF = re.compile(r"^:{3,}\{admonition\} In brief\n.*?^:{3,}$", re.M | re.S)
_DATE = re.compile(rf"\b(?:{MONTH}) \d{{4}}\b")
_DAY = re.compile(rf"\b\d{{1,2}} (?:{MONTH}) \d{{4}}\b")
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


@dataclass(frozen=True)
class Orphan:
    """A number that nothing backs, or only a citation although a bundled row could."""

    cell: str
    sentence: str
    number: str
    row: cited.Cell | None = None

    def __str__(self) -> str:
        held = f" ({self.row})" if self.row else ""
        return f"cell {self.cell!r}, number {self.number}{held}: {self.sentence}"


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
    return [_claims(call) for source in code for call in calls(source, "check_claims")]


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
    return [one_line([ast.literal_eval(node)]) for node in nodes]


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

    A bare year needs no backing: it says when, not how much. Nor does the date of a search. A
    citation backs no number that a bundled row of its source holds.
    """
    phrases = [phrase for each in claims(notebook) for phrase in each.phrases]
    found = []
    for passage in passages(notebook):
        rest = cover(passage, phrases)
        for start, end in sentences(passage.prose):
            text, left = passage.text[start:end], rest[start:end]
            backed = CITATION in passage.prose[start:end]
            found += [
                Orphan(passage.cell, readable(text), number, row)
                for number, row in (_in_rows if backed else _in_nothing)(text, left)
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


def _in_rows(text: str, left: str) -> Iterator[tuple[str, cited.Cell]]:
    """Yield the numbers left of a sentence that rows of the sources that it cites hold."""
    cells = [cell for key in cited.keys(text) for cell in cited.bundled().get(key, [])]
    return cited.standing(left, cells)


def _in_nothing(text: str, left: str) -> Iterator[tuple[str, None]]:
    """Yield all numbers left of a sentence but years, and the date where it tells of a search."""
    searched = re.search(r"\bsearch", text)
    for number in numbers(_DAY.sub("", left) if searched else left):
        if not is_year(number):
            yield number, None


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


def faults(notebook: NotebookNode) -> Iterator[str]:
    """Yield in words all that is wrong between the prose of a notebook and its claims."""
    for orphan in orphans(notebook):
        why = "cited, but to be claimed from its row" if orphan.row else "neither claimed nor cited"
        yield f"{why}: {orphan}"
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
