"""Make of a page's notebook one that is read alone: in Jupyter, in Colab, in the reader's browser.

A page is written in MyST, whose directives and roles only the book can read. What a citation, a
number or a reference became is known once the page is made; `standalone` writes it into the text.
Cells of code stay as they are: their sources, ids and tags.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

ROLE = re.compile(r"\{([a-z]+(?::[a-z]+)?)\}`([^`]+)`")
LINK = re.compile(r"\[([^]]+)\]\(([^):\s#]+)\.(?:ipynb|md)(#[^)\s]*)?\)")
ANCHOR = re.compile(r'<a href="([^":]+)">(.*?)</a>', re.DOTALL)
OPENING = re.compile(r"(:{3,}|`{3,})\{([\w-]+)\} *(.*)")
OPTION = re.compile(r":[\w-]+:( .*)?")
TARGET = re.compile(r"\(([\w-]+)\)=")
#: Cells whose source the page folds or leaves out.
FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell"}


@dataclass(frozen=True)
class Page:
    """What a finished page knows of itself, and where it stands.

    Parameters
    ----------
    name : str
        Such as ``notebooks/turkic/ots``.
    titles : dict
        The title of each page of the book by its name.
    words : dict
        What each role became, by role and target: ``("cite", "key")`` is "(Author, 2020)".
    numbers : dict
        The numbers of figures and exercises of this page, by label.
    works : sequence of str
        The entries of the page's list of works, if it has one.
    address : str
        Where the book is published; blank if it is not.
    """

    name: str
    titles: dict[str, str]
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    works: Sequence[str] = ()
    address: str = ""


def standalone(notebook: dict[str, Any], page: Page) -> dict[str, Any]:
    """Return a notebook of a page as one that needs no book around it."""
    made = copy.deepcopy(notebook)
    text = Text(page)
    made["cells"] = [cell for each in made["cells"] for cell in _cells(each, text)]
    first = made["cells"][0]
    first["source"] = f"{text.way_back()}\n\n{first['source']}"
    return made


def _cells(cell: dict[str, Any], text: Text) -> Iterator[dict[str, Any]]:
    """Yield a cell as it leaves the book; a figure's number follows it."""
    if cell["cell_type"] == "markdown":
        yield cell | {"source": text.resolved("".join(cell["source"]))}
        return
    tags = {*cell["metadata"].get("tags", [])}
    if tags & FOLDED:
        cell["metadata"]["jupyter"] = {"source_hidden": True}
    yield cell
    figure = cell["metadata"].get("mystnb", {}).get("figure", {})
    if label := figure.get("name"):
        caption = text.inline(figure.get("caption", ""))
        number = f"**Fig. {text.page.numbers[label]}** {caption}".strip()
        identity = f"{cell['id'][:57]}-number"
        yield {"cell_type": "markdown", "id": identity, "metadata": {}, "source": number}


class Text:
    """Turns the MyST of one page into Markdown that any notebook shows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.exercises: dict[str, str] = {}

    def way_back(self) -> str:
        """Return a line that leads from the notebook to its page."""
        title = self.page.titles[self.page.name]
        if self.page.address:
            return f"← [{title}]({self.page.address}{self.page.name}.html)"
        return f"*From the book's page “{title}” ({self.page.name}.html).*"

    def resolved(self, source: str) -> str:
        """Return a text without directives and roles."""
        return "\n".join(self._blocks(source.splitlines()))

    def _blocks(self, lines: list[str]) -> Iterator[str]:
        """Yield the lines of a text, its directives resolved."""
        rest = iter(lines)
        for line in rest:
            if found := OPENING.fullmatch(line):
                fence, name, argument = found.groups()
                body = list(iter(lambda end=fence: next(rest, end), fence))
                yield from self._directive(name, argument, body)
            elif place := TARGET.fullmatch(line):
                yield f'<a id="{place[1]}"></a>'
            elif line.startswith("```"):
                yield line
                yield from iter(lambda: next(rest, "```"), "```")
                yield "```"
            else:
                yield self.inline(line)

    def _directive(self, name: str, argument: str, body: list[str]) -> Iterator[str]:
        """Yield the lines that say in Markdown what a directive says in the book."""
        options = []
        while body and OPTION.fullmatch(body[0]):
            options.append(body.pop(0))
        if name not in DIRECTIVES:
            known = ", ".join(DIRECTIVES)
            raise SystemExit(
                f"{self.page.name}: a notebook that leaves the book has no form for the directive "
                f"{name!r}. Use one of {known}, or give it one in tools/standalone.py"
            )
        label = next((each.split()[1] for each in options if each.startswith(":label:")), "")
        yield from DIRECTIVES[name](self, argument, label, list(self._blocks(body)))

    def inline(self, text: str) -> str:
        """Return a text with its roles as words and its links to pages as they hold outside."""
        text = ROLE.sub(self._role, text)
        text = LINK.sub(lambda link: self._to_page(link[1], link[2], link[3] or ""), text)
        return ANCHOR.sub(lambda link: self._to_file(link[2], link[1]), text)

    def _role(self, found: re.Match[str]) -> str:
        role, target = found.groups()
        try:
            return self.page.words[role, "".join(target.split())]
        except KeyError:
            raise SystemExit(
                f"{self.page.name}: the finished page does not say what {found[0]} became. "
                "tools/extensions/standalone_notebooks.py collects what roles become"
            ) from None

    def _to_page(self, words: str, path: str, anchor: str) -> str:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.name), path))
        if self.page.address:
            return f"[{words}]({self.page.address}{name}.html{anchor})"
        title = self.page.titles[name]
        return words if words.lower() == title.lower() else f"{words} (chapter “{title}”)"

    def _to_file(self, words: str, path: str) -> str:
        if not self.page.address:
            return words
        name = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.name), path))
        return f"[{words}]({self.page.address}{name})"

    # Forms of directives: each takes argument, label and resolved lines.

    def admonition(self, title: str, _label: str, body: list[str]) -> Iterator[str]:
        """Yield a block that stands apart, under its title."""
        yield f"> **{title}**"
        yield from (f"> {line}".rstrip() for line in ["", *body])

    def exercise(self, title: str, label: str, body: list[str]) -> Iterator[str]:
        """Yield an exercise under its number."""
        name = f"Exercise {self.page.numbers[label]}" + (f" ({title})" if title else "")
        self.exercises[label] = name
        yield from self.admonition(name, label, body)

    def solution(self, exercise: str, label: str, body: list[str]) -> Iterator[str]:
        """Yield a solution that nobody sees before asking for it."""
        yield from self.dropdown(f"Solution to {self.exercises[exercise]}", label, body)

    def dropdown(self, title: str, _label: str, body: list[str]) -> Iterator[str]:
        """Yield a block that is folded."""
        yield from ["<details>", f"<summary>{title}</summary>", "", *body, "", "</details>"]

    def bibliography(self, _argument: str, _label: str, _body: list[str]) -> Iterator[str]:
        """Yield the works that the page lists."""
        yield from (f"- {work}" for work in self.page.works)


#: What each directive becomes.
DIRECTIVES: dict[str, Callable[[Text, str, str, list[str]], Iterator[str]]] = {
    "admonition": Text.admonition,
    "bibliography": Text.bibliography,
    "dropdown": Text.dropdown,
    "exercise": Text.exercise,
    "solution": Text.solution,
}
