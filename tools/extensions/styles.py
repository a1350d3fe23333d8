"""Sphinx extension: one style sheet that has only the rules of which a page has need.

The theme and its extensions give a page 13 sheets of half a megabyte, and nothing is drawn before
all are there. Most rules name a class that no page and no script of the book has.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from written_pages import written_pages

NAME = "_static/styles/book-all.css"
LINK = re.compile(r'<link\b(?=[^>]*rel="stylesheet")[^>]*href="([^"]+)"[^>]*>\s*')
IMPORT = re.compile(r"@import\s+(?:url\()?[\"']?([^\"');]+)[\"']?\)?\s*;")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
URL = re.compile(r"url\(\s*([\"']?)(?!data:|#|/)([^\"')]+)\1\s*\)")
TOKEN = re.compile(
    r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\((?:\"[^\"]*\"|'[^']*'|[^\"')]*)\)|[{};]|[^{};\"'u]+|u",
    re.DOTALL,
)
#: Rules that hold rules.
GROUPS = ("@media", "@supports", "@layer", "@container")
#: What a selector says beside names: conditions, some of which hold when the named is not there.
CONDITION = re.compile(r":[\w-]+\([^()]*\)|\[[^\]]*\]")
NAMED = re.compile(r"[.#]([\w-]+)")
WORD = re.compile(r"[\w-]+")
#: Where pages name what rules are for: in attributes and in scripts.
NAMES = re.compile(r'\b(?:class|id)="([^"]*)"|<script\b[^>]*>(.*?)</script>', re.DOTALL)


def whole(sheet: Path, top: Path) -> str:
    """Return a sheet with those that it imports, its addresses as seen from the folder `top`."""
    text = COMMENT.sub("", sheet.read_text("utf-8-sig")).replace('@charset "UTF-8";', "")
    first = [whole(sheet.parent / urlsplit(name).path, top) for name in IMPORT.findall(text)]

    def seen(address: re.Match[str]) -> str:
        place = os.path.relpath(sheet.parent / address[2], top)
        return f"url({place.replace(os.sep, '/')})"

    return "".join(first) + URL.sub(seen, IMPORT.sub("", text))


def needed(css: str, words: set[str]) -> str:
    """Return the rules of a sheet whose selectors name nothing but these words."""
    # scripts join the beginnings of names with their ends
    beginnings = tuple(word for word in words if word.endswith("-") and len(word.strip("-")) > 2)

    def there(selector: str) -> bool:
        if "\\" in selector:
            return True
        while (bare := CONDITION.sub("", selector)) != selector:
            selector = bare
        names = NAMED.findall(selector)
        return all(name in words or name.startswith(beginnings) for name in names)

    def kept(tokens: Iterator[str]) -> Iterator[str]:
        before = ""
        for token in tokens:
            if token == "}":
                return
            if token == "{":
                head = " ".join(before.split())
                if head.startswith(GROUPS):
                    inside = "".join(kept(tokens))
                    yield f"{head}{{{inside}}}" if inside else ""
                else:
                    rest = body(tokens)
                    if not head.startswith("@"):
                        head = ",".join(filter(there, selectors(head)))
                    yield f"{head}{{{rest}}}" if head else ""
                before = ""
            elif token == ";":
                yield f"{before.strip()};"
                before = ""
            else:
                before += token

    return "".join(kept(iter(TOKEN.findall(css))))


def body(tokens: Iterator[str]) -> str:
    """Return what stands up to the end of a block."""
    inside, depth = [], 1
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        if not depth:
            break
        inside.append(token)
    return re.sub(r"\s*\n\s*", "", "".join(inside)).strip().removesuffix(";")


def selectors(head: str) -> list[str]:
    """Return the selectors of a rule."""
    found, depth = [""], 0
    for sign in head:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [selector.strip() for selector in found]


def put_together(app: Sphinx, error: Exception | None) -> None:
    """Write the sheet, and let all pages ask for it alone."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = {page: page.read_text("utf-8") for page in written_pages(out)}
    sheets: dict[Path, None] = {}
    for page, text in pages.items():
        for address in LINK.findall(text):
            sheets[(page.parent / urlsplit(address).path).resolve()] = None
    sheets.pop((out / NAME).resolve(), None)
    if not sheets:
        return
    scripts = [path.read_text("utf-8") for path in out.glob("_static/**/*.js")]
    names = {name for text in pages.values() for found in NAMES.findall(text) for name in found}
    words = set(WORD.findall("\n".join([*names, *scripts])))
    to = out / NAME
    css = "".join(needed(whole(sheet, to.parent), words) for sheet in sheets)
    to.write_text(css, "utf-8")
    mark = hashlib.sha256(css.encode()).hexdigest()[:8]
    for page, text in pages.items():
        up = "../" * (len(page.relative_to(out).parts) - 1)
        link = f'<link rel="stylesheet" href="{up}{NAME}?v={mark}">\n'
        first = LINK.search(text)
        if first:
            rest = LINK.sub("", text[first.end() :])
            page.write_text(text[: first.start()] + link + rest, "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    # when pages are mended and icons cut
    app.connect("build-finished", put_together, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
