"""Sphinx extension: the index of the book's own search, which `_static/search.js` reads.

Sphinx's search knows that a word stands on a page, not how often or where, glues the words of
neighbouring cells, and knows each name in one spelling. This one counts the words of each written
page by where they stand, and adds to a name what it is called elsewhere: its other spellings, its
Kazakh and its Russian name, from the tables `names`, `state_names` and `glossary`.
"""

from __future__ import annotations

import csv
import html
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import snowballstemmer
import sphinx.search
from hashes import digest
from sphinx.application import Sphinx
from sphinx.search.en import english_stopwords
from sphinx.search.ru import russian_stopwords
from sphinx.util.typing import ExtensionMetadata
from wordings import Wordings
from written_pages import written_pages

DATA = Path(__file__).resolve().parents[2] / "data"
SCRIPT = Path(__file__).resolve().parents[1] / "templates" / "search.js"
NAME = "searchindex.js"
#: What a word counts by where it stands. A title says what a page is about, a cell rarely does.
WEIGHTS = {
    "title": 60,
    "figure": 12,
    "heading": 12,
    "brief": 9,
    "abstract": 9,
    "text": 3,
    "cell": 1,
}
#: What counts for the chapter that treats a term of the glossary.
TREATED = 12
#: What a word counts that has half the highest level on a page of usual length.
HALF = 40
#: The highest level of a word on a page: one digit, which keeps the index small.
HIGHEST = 9
#: What pages count by their part: who asks wants a chapter before the lists that it rests on, and
#: before the first page, which names all chapters.
PARTS = {"": 0.5, "reference": 0.3, "seminar": 0.6, "partners": 0.5}
#: Pieces that are shown with a page that was found, those that fit best, and their longest.
SHOWN = {"figure", "heading", "brief", "abstract"}
LONGEST = 280
#: Words of questions that say nothing of what is asked for, beside those that Sphinx leaves out.
QUESTION_WORDS = (
    "about all any can did do does doing done from had has have how many me more most much s some "
    "what when where which who whom whose why you your "
    "ба бе ма ме бен мен пен және кім қай қалай қандай қанша не туралы үшін "
    "какая какие какое какой сколько"
)
#: Letters that no decomposition of Unicode brings to their plain form; `search.js` has them, too.
LETTERS = str.maketrans("әғқңөұүһіıøłđ", "агкноуухиiold")
MARKS = dict.fromkeys(range(0x300, 0x370))
#: The tables of names.
TABLES = ("actors", "glossary", "names", "state_names")
#: Columns of the tables of names that say what a thing is called.
CALLED = ("name", "term", "kk", "ru", "adjective", "variants", "searched")
#: What is no text of the page: code and what it printed, drawings, labels, sources of figures.
LEFT_OUT = re.compile(
    r"<(script|style|svg|pre|math|button|label|select|nav)\b.*?</\1>"
    r'|<a class="headerlink".*?</a>'
    r'|<p class="(?:kz-source|(?:collapsed|expanded) admonition-title)".*?</p>'
    r'|<span class="caption-number">.*?</span>'
    r'|"data:[^"]*"',
    re.DOTALL,
)
TAG = re.compile(r"<(/?)(\w+)((?:[^>\"]|\"[^\"]*\")*)>")
#: Tags within a line; all others part one piece of a page from the next.
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span"}
INLINE |= {"strong", "sub", "sup", "time", "u", "wbr"}
SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[^\W\d_a-zа-я])")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s\b")
#: Numbers other than years are not searched.
NUMBER = re.compile(r"(?!(?:19|20)\d\d$)\d")

#: Snowball's stemmer of English, here and in the browser: the one that Sphinx writes in JavaScript
#: takes `assembly` and two-letter words otherwise.
stem = cache(snowballstemmer.stemmer("porter").stemWord)
STEMMER = [
    Path(sphinx.search.__file__).parent / "minified-js" / name
    for name in ("base-stemmer.js", "porter-stemmer.js")
]


@dataclass(frozen=True)
class Piece:
    """A heading, paragraph or cell of a page."""

    kind: str
    anchor: str
    text: str


def folded(text: str) -> str:
    """Return a text in small plain letters: `Türkiye` as `turkiye`, `Қытай` as `кытаи`."""
    return unicodedata.normalize("NFKD", text.lower()).translate(MARKS).translate(LETTERS)


@cache
def words(text: str) -> list[str]:
    """Return the stems of the words of a text; `re-export` also gives `reexport`."""
    found = WORD.findall(POSSESSIVE.sub("", folded(text)))
    parts = (part for word in found for part in {*word.split("-"), word.replace("-", "")})
    return [stem(part) for part in parts if part not in unsaid() and not NUMBER.match(part)]


@cache
def unsaid() -> frozenset[str]:
    """Return the words that are not searched, in plain letters."""
    return frozenset(map(folded, {*english_stopwords, *russian_stopwords, *QUESTION_WORDS.split()}))


# Pages.


def pieces(page: str) -> Iterator[Piece]:
    """Yield the pieces of a written page, without code and labels."""
    start, end = page.find("<article"), page.rfind("</article>")
    body = LEFT_OUT.sub(" ", page[start:end])
    kind, anchor, text, brief = "text", "", "", False
    position = 0
    for tag in TAG.finditer(body):
        text += body[position : tag.start()]
        position = tag.end()
        closes, name, attributes = tag.groups()
        if name in INLINE:
            continue
        plain = " ".join(html.unescape(text).split())
        if plain:
            yield Piece(_kind(kind, plain, brief), anchor, plain)
            brief = brief or plain == "In brief"
        if closes and name == "div":
            brief = False
        text = ""
        kind = "text" if closes else _of_tag(name, attributes)
        named = re.search(r'\bid="([^"]+)"', attributes)
        if named and name in {"section", "figure"}:
            anchor = named[1]


def _of_tag(name: str, attributes: str) -> str:
    """Return the kind of the piece that a tag opens."""
    if 'class="kz-title"' in attributes:
        return "figure"
    kinds = {"h1": "title", "h2": "heading", "h3": "heading", "td": "cell", "th": "cell"}
    return kinds.get(name, "text")


def _kind(kind: str, text: str, brief: bool) -> str:
    """Return the kind of a piece; paragraphs may be of the summary, or in another script."""
    if kind != "text":
        return kind
    if brief:
        return "brief"
    return "abstract" if 2 * len(CYRILLIC.findall(text)) > len(text) else "text"


# Names.


def _path(table: str) -> Path | None:
    """Return the file of a table; the books of tests do not have all."""
    return next(DATA.glob(f"*/{table}.csv"), None)


def _rows(table: str) -> list[dict[str, str]]:
    path = _path(table)
    if not path:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Names:
    """What persons, places, bodies and terms are called, and how to find them in a text."""

    def __init__(self) -> None:
        terms = {row["term_id"]: row for row in _rows("glossary")}
        forms, not_in = {row["name"]: row["iso3"] for row in _rows("actors")}, {}
        called: dict[str, list[str]] = defaultdict(list)
        for row in [*_rows("state_names"), *terms.values(), *_rows("names")]:
            # a name that the glossary has stands there alone
            thing = row.get("term_id") or row.get("name_id") or row["iso3"]
            forms |= {form: thing for form in row.get("forms", "").split(";") if form}
            not_in[thing] = row.get("not_in", "")
            called[thing] += [row.get(column, "") for column in CALLED]
        self.wordings, self._forms = Wordings(forms, not_in), forms
        self._words = {thing: set(words(" ".join(names))) for thing, names in called.items()}
        self.treated: dict[str, list[str]] = defaultdict(list)
        for key, row in terms.items():
            self.treated[row["chapter"]] += [*self._words[key], *words(row["forms"])]
        self.named = cache(self._named)

    def called(self, title: str) -> list[str]:
        """Return the words by which the thing is called elsewhere that has a page of its own."""
        return sorted(self._words.get(self._forms.get(title, ""), ()))

    def _named(self, text: str) -> dict[str, set[str]]:
        """Return the things that a text names, each with words for it that the text lacks."""
        things = {use.term for use in self.wordings.uses(text)}
        return {thing: self._words[thing] - {*words(text)} for thing in sorted(things)}


@cache
def names() -> Names:
    """Return the names of the book."""
    return Names()


# The index.


def entries(pages: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
    """Return what the index takes from each written page; from `known` what has not changed."""
    tables = digest(filter(None, map(_path, TABLES)))
    keys = {name: digest([], tables, name, page) for name, page in sorted(pages.items())}
    return {key: known.get(key) or entry(name, pages[name]) for name, key in keys.items()}


def entry(name: str, page: str) -> dict[str, Any]:
    """Return the words of a page with what they count, and what is shown of it."""
    read = list(pieces(page))
    return {"counts": counted(name, read, names()), **shown(name, read)}


def index(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the index of pages by their entries.

    Its `pages` hold what `shown` says of each page. Its `terms` hold for each word the pages that
    have it, in order: ten times the step from the page before, and the word's level there.
    """
    pages = [dict(each) for each in found]
    counts = [page.pop("counts") for page in pages]
    sizes = [sum(each.values()) for each in counts]
    terms: dict[str, list[int]] = defaultdict(list)
    before: Counter[str] = Counter()
    for number, (each, size) in enumerate(zip(counts, sizes, strict=True)):
        half = HALF * size * len(sizes) / sum(sizes)
        for word, count in each.items():
            level = max(1, round(HIGHEST * count / (count + half)))
            terms[word].append(10 * (number - before[word]) + level)
            before[word] = number
    return {"pages": pages, "terms": dict(sorted(terms.items())), "unsaid": sorted(unsaid())}


def counted(name: str, page: list[Piece], names: Names) -> Counter[str]:
    """Return the words of a page, each with what it counts by the places where it stands."""
    chapter = name.removeprefix("notebooks/")
    foreign = names.wordings.foreign(chapter)
    lists = chapter.startswith("reference/")
    counts = Counter(dict.fromkeys(names.treated.get(chapter, ()), TREATED))
    for piece in page:
        named = {} if lists else names.named(piece.text)
        others = [word for thing in named.keys() - foreign for word in named[thing]]
        for word in [*words(piece.text), *others]:
            counts[word] += WEIGHTS[piece.kind]
    return counts


def shown(name: str, page: list[Piece]) -> dict[str, Any]:
    """Return what is shown of a page that was found, and what its title is called elsewhere."""
    part = name.split("/")[1] if "/" in name else ""
    title = next((piece.text for piece in page if piece.kind == "title"), name)
    kinds = {"heading"} if part == "reference" else SHOWN
    texts = [
        [piece.anchor, text] for piece in page if piece.kind in kinds for text in sentences(piece)
    ]
    return {
        "name": name,
        "title": title,
        "called": names().called(title),
        "weight": PARTS.get(part, 1),
        "pieces": texts,
    }


def sentences(piece: Piece) -> list[str]:
    """Return what is shown of a piece: its sentences, the first one of a text that is long."""
    found = [piece.text] if piece.kind == "figure" else SENTENCE_END.split(piece.text)
    if piece.kind == "abstract":
        found = found[: len(found) > 2]
    return [shortened(text) for text in found]


def shortened(text: str) -> str:
    """Return the beginning of a text, whole words."""
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the index beside the pages."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = {
        page.relative_to(out).with_suffix("").as_posix(): page.read_text("utf-8")
        for page in written_pages(out)
    }
    pages = {name: page for name, page in pages.items() if name in app.env.found_docs}
    kept = Path(app.doctreedir) / "search.json"
    found = entries(pages, json.loads(kept.read_text("utf-8")) if kept.exists() else {})
    kept.write_text(json.dumps(found), "utf-8")
    data = json.dumps(index(found.values()), ensure_ascii=False, separators=(",", ":"))
    stemmer = [path.read_text("utf-8") for path in STEMMER]
    script = [*stemmer, f"const BOOK = {data};", SCRIPT.read_text("utf-8")]
    (out / NAME).write_text("\n".join(script), "utf-8")


def take_over(app: Sphinx) -> None:
    """Keep Sphinx from making its own index."""
    app.builder.search = False  # type: ignore[attr-defined]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("builder-inited", take_over)
    app.connect("build-finished", write, priority=910)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
