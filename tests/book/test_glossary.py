"""The glossary: its terms, where they are found in a text, and their links in the book."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
import term_links
import toc
from docutils import nodes
from docutils.utils import new_document
from term_links import Terms, link_first_uses

from kzdiplo import glossary, load
from kzdiplo.pages.listing import LANGUAGES

ROOT = Path(__file__).parents[2]
TERMS = load("glossary")
#: What names in each language of the glossary are spelt with.
LETTERS = {"kk": "а-яёәғқңөұүһі", "ru": "а-яё"}
FORMS = TERMS.set_index("term_id")["forms"].str.split(";").explode()
CHAPTERS = [
    toc.name(path)
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb"))
    if path.parent.name not in toc.NO_ARGUMENT
]


def found(text):
    """Return the terms that the book's glossary finds in a text, with their words."""
    uses = term_links.glossary().uses(text)
    return [(use.term, text[use.start : use.end]) for use in uses]


# The table.


def test_there_are_enough_terms_of_every_kind():
    assert len(TERMS) >= 120
    assert TERMS["kind"].value_counts().min() >= 5


def test_terms_are_in_the_order_of_the_alphabet():
    assert TERMS["term"].tolist() == sorted(TERMS["term"], key=str.lower)


def test_a_wording_stands_for_one_term():
    assert [form for form, count in Counter(FORMS).items() if count > 1] == []
    assert [form for form in FORMS if form != form.strip() or not form] == []


def test_every_term_is_found_by_its_own_wordings():
    for term, form in FORMS.items():
        assert found(f"The {form}, so named.") == [(term, form)]


def test_the_page_shows_every_language_of_the_table():
    assert [name for name in TERMS.columns if re.fullmatch("[a-z]{2}", name)] == [*LANGUAGES]
    assert LETTERS.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("column", LETTERS)
def test_names_are_spelt_in_one_script(column):
    letters = LETTERS[column]
    mixed = [
        word
        for name in TERMS[column]
        for word in re.findall(r"[^\W\d_]+", name)
        if not re.fullmatch(f"[{letters}]+|[a-z]+|C", word, re.I)
    ]
    assert mixed == []
    assert all(re.search(f"[{letters}]", name, re.I) for name in TERMS[column])


def test_doubts_about_a_name_are_explained():
    assert TERMS.loc[TERMS["to_check"] & TERMS["note"].isna(), "term_id"].tolist() == []


@pytest.mark.parametrize("column", ["chapter", "not_in"])
def test_terms_name_chapters_that_exist(column):
    named = set(TERMS[column].dropna().str.split(";").explode())
    pages = {name.removeprefix("notebooks/") for name in toc.pages()}
    assert named - pages == set()


def test_definitions_are_sentences():
    assert [
        text for text in TERMS["definition"] if not re.fullmatch(r"[A-Z\d].{20,300}\.", text)
    ] == []


# Where a term is found.


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Members of the OTS and of the CSTO", ["ots", "csto"]),
        ("Multi-vector policy, a multi-vector policy", ["multi-vector", "multi-vector"]),
        ("two strategic partnerships", ["strategic-partnership"]),
        ("the\nMiddle\nCorridor", ["middle-corridor"]),
        ("Kazakhstan's hedging", ["hedging"]),
        ("TURKSOY's secretary", ["turksoy"]),
        ("the Collective Security Treaty Organization", ["csto"]),
        ("the Collective Security Treaty of 1992", ["csto-treaty"]),
        ("Krippendorff’s alpha and Kendall's W", ["krippendorff", "kendall-w"]),
        ("SWOT table, TOWS matrix", ["swot", "tows"]),
        ("two mediators, no mediation", ["mediation", "mediation"]),
        ("f.o.b. and c.i.f. values", ["fob-cif", "fob-cif"]),
    ],
)
def test_a_term_is_found(text, terms):
    assert [term for term, _ in found(text)] == terms


@pytest.mark.parametrize(
    "text",
    [
        "sco, ots, eco, cis",  # short forms are capitals
        "ECOSOC, SCOPE, CISCO",
        "intransitive, transition",
        "meditation and remediation",
        "re-exporter",
        "vectorised",
        "an economic corridor",
        "recognised the need",
        "four coding tasks",
    ],
)
def test_what_only_looks_like_a_term_is_left_alone(text):
    assert found(text) == []


# What is linked.

SMALL = Terms(
    [
        {"term_id": "ots", "definition": "A body.", "forms": "OTS", "not_in": ""},
        {"term_id": "vector", "definition": "A way.", "forms": "vector", "not_in": "swot/weighing"},
    ]
)


def page(*content):
    document = new_document("page")
    document.extend(content)
    return document


def linked(document, chapter=""):
    """Link the small glossary; return the text, with links in brackets."""
    link_first_uses(document, SMALL, "../glossary.html", chapter)
    for link in list(document.findall(nodes.reference)):
        if "kz-term" in link["classes"]:
            link.parent.replace(link, nodes.Text(f"[{link.astext()}]"))
    return document.astext()


def test_only_the_first_use_is_linked():
    text = "Vectors, and a vector of the OTS. OTS and vector."
    document = page(nodes.paragraph("", "", nodes.strong("", text)), nodes.paragraph("", text))
    assert linked(document) == ("[Vectors], and a vector of the [OTS]. OTS and vector.\n\n" + text)


def test_a_link_leads_to_its_term_and_tells_its_meaning():
    document = page(nodes.paragraph("", "the OTS"))
    assert link_first_uses(document, SMALL, "../glossary.html") == ["ots"]
    [link] = document.findall(nodes.reference)
    assert (link["refuri"], link["reftitle"]) == ("../glossary.html#term-ots", "A body.")
    assert document.astext() == "the OTS"


@pytest.mark.parametrize(
    "closed",
    [
        nodes.section("", nodes.title("", "The OTS")),
        nodes.admonition("", nodes.title("", "The OTS")),
        nodes.paragraph("", "", nodes.reference("", "the OTS", refuri="x")),
        nodes.paragraph("", "", nodes.literal("", "OTS")),
        nodes.literal_block("", "OTS = 1"),
        nodes.figure("", nodes.caption("", "The OTS")),
        nodes.table(
            "",
            nodes.tgroup(
                "", nodes.tbody("", nodes.row("", nodes.entry("", nodes.paragraph("", "OTS"))))
            ),
        ),
        nodes.citation("", nodes.label("", "1"), nodes.paragraph("", "The OTS")),
        nodes.comment("", "OTS"),
        nodes.container("", nodes.paragraph("", "OTS"), classes=["cell_output"]),
    ],
    ids=lambda node: node.tagname,
)
def test_what_is_no_running_text_is_left_alone(closed):
    document = page(closed, nodes.paragraph("", "then the OTS"))
    text = linked(document)
    assert text.endswith("then the [OTS]")
    assert text.count("[") == 1


def test_a_wording_that_means_something_else_in_a_chapter_is_left_alone():
    text = "the vector and the OTS"
    assert linked(page(nodes.paragraph("", text)), "swot/weighing") == "the vector and the [OTS]"
    assert linked(page(nodes.paragraph("", text)), "turkic/ots") == "the [vector] and the [OTS]"


# The page of the glossary.


def test_the_page_marks_languages_and_has_an_anchor_for_each_term():
    body = glossary().body
    assert re.findall(r'id="term-([^"]+)"', body) == TERMS["term_id"].tolist()
    for code in LANGUAGES:
        assert body.count(f'lang="{code}"') == len(TERMS)


# The built book.

# elements that have no end
EMPTY = {"img", "br", "hr", "input", "meta", "link", "source", "wbr"}
NO_TEXT = {"h1", "h2", "h3", "h4", "a", "code", "pre", "figure", "table"}


class Links(HTMLParser):
    """The links to terms in a page: their term, their text, and what they stand in."""

    def __init__(self, text):
        super().__init__()
        self.path, self.found, self.inside = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in EMPTY:
            return
        attrs = dict(attrs)
        if "kz-term" in (attrs.get("class") or ""):
            self.found.append([attrs["href"].split("#term-")[1], "", list(self.path)])
            self.inside = True
        self.path.append(tag)

    def handle_endtag(self, tag):
        if tag in self.path:
            while self.path.pop() != tag:
                pass
        self.inside = self.inside and tag != "a"

    def handle_data(self, data):
        if self.inside:
            self.found[-1][1] += data


@pytest.fixture(scope="session")
def links(book):
    return {name: Links((book / f"{name}.html").read_text("utf-8")).found for name in CHAPTERS}


def test_every_chapter_links_some_terms_and_each_of_them_once(links):
    for name, found_links in links.items():
        terms = [term for term, _, _ in found_links]
        assert terms, name
        assert len(terms) == len(set(terms)), name


def test_links_stand_on_the_words_of_their_term_in_running_text(links):
    for name, found_links in links.items():
        for term, text, path in found_links:
            assert found(text) == [(term, text)], name
            assert not {"h1", "h2", "h3", "h4", "a", "code", "pre", "figure", "table"} & set(
                path
            ), f"{name}: {text}"


def test_most_terms_are_used_in_the_chapter_that_treats_them(links):
    built = TERMS[("notebooks/" + TERMS["chapter"]).isin(CHAPTERS)]
    used = [
        term in {found_term for found_term, _, _ in links[f"notebooks/{chapter}"]}
        for term, chapter in zip(built["term_id"], built["chapter"], strict=True)
    ]
    assert sum(used) / len(used) >= 0.75


@pytest.mark.browser
def test_the_page_can_be_searched_in_three_languages(book, browser):
    page = browser.new_page()
    page.goto((book / f"{term_links.PAGE}.html").as_uri())
    for word in ("omnibalancing", "омнибалансинг", "ОМНИБАЛАНСИРОВАНИЕ"):
        page.locator(".kz-list input").fill(word)
        assert page.locator(".kz-list [role=status]").text_content() == f"1 of {len(TERMS)}"
        assert page.locator("#term-omnibalancing").is_visible()
    page.close()


@pytest.mark.browser
def test_a_link_opens_the_glossary_at_its_term(book, browser):
    page = browser.new_page()
    page.goto((book / "notebooks/multivector/doctrine.html").as_uri())
    link = page.locator("a.kz-term").first
    term = link.get_attribute("href").split("#")[1]
    link.press("Enter")
    page.wait_for_url(f"**/glossary.html#{term}")
    assert page.locator(f"#{term}").is_visible()
    page.close()
