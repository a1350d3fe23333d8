"""Where a made-up book names its persons, places and bodies."""

import json

import mentions
import nbformat
import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from myst_parser.parsers.docutils_ import Parser
from nbformat.v4 import new_code_cell, new_markdown_cell

CONTENTS = """\
root: intro
parts:
- {caption: A, chapters: [{file: notebooks/part/chapter}, {file: notebooks/part/page}]}
"""
NAMES = """\
name_id,forms,not_in,term_id
tokayev,President Tokayev;Tokayev,,
astana,Astana;Nur-Sultan,,
astana-times,The Astana Times;Astana Times,,
cohen,Cohen,part/page,
ots,,,ots
nobody,Nobody,,
"""
STATES = "iso3,forms\nTUR,Türkiye\nDEU,\n"
GLOSSARY = "term_id,forms,not_in\nots,OTS;Organization of Turkic States,\nsco,SCO,\n"
CHAPTER = [
    new_markdown_cell("# A chapter on Astana\n\nTokayev's words."),
    new_markdown_cell("## Who *said* it?\n\nCohen of the SCO, by `Astana` {cite}`Tokayev`."),
    new_code_cell("Nobody = 1"),
    new_markdown_cell("In the Astana Times.\n\n### A summit\n\n- the OTS\n- Nur-Sultan\n- the OTS"),
]
PAGE = "# A page\n\n## Talks\n\nCohen and President\nTokayev in Türkiye.\n\n```\nAstana\n```\n"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Make a book of a first page, a chapter and a page of Markdown."""
    monkeypatch.setattr("project.ROOT", tmp_path)
    for folder in ("notebooks/part", "data/reference"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "_toc.yml").write_text(CONTENTS, "utf-8")
    (tmp_path / "intro.md").write_text("# A book\n\nOf OTS members.\n", "utf-8")
    part = tmp_path / "notebooks" / "part"
    nbformat.write(nbformat.v4.new_notebook(cells=CHAPTER), part / "chapter.ipynb")
    (part / "page.md").write_text(PAGE, "utf-8")
    (tmp_path / "data/reference/names.csv").write_text(NAMES, "utf-8")
    (tmp_path / "data/reference/glossary.csv").write_text(GLOSSARY, "utf-8")
    (tmp_path / "data/reference/state_names.csv").write_text(STATES, "utf-8")
    return tmp_path


def test_names_are_found_in_the_sections_whose_text_has_them(book):
    chapter, page = "notebooks/part/chapter", "notebooks/part/page"
    beginning = [chapter, "A chapter on Astana", ""]
    said = [chapter, "Who said it?", "who-said-it"]
    summit = [chapter, "A summit", "a-summit"]
    assert mentions.found() == {
        "ots": [["intro", "A book", ""], summit],
        "tokayev": [beginning, [page, "Talks", "talks"]],
        "astana": [beginning, summit],
        "cohen": [said],
        "astana-times": [said],
        "TUR": [[page, "Talks", "talks"]],
    }


def test_what_is_found_can_be_written_down(book):
    found = mentions.found()
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    "heading",
    [
        "Two embassies' agendas",
        "The article's claims, checked",
        "TURKSOY and the *Russian* factor",
        "Rows of `missions`, 2011-2017: who counts?",
        "Aktau: where a recorder went",
        "Қазақша және Türkiye",
    ],
)
def test_an_anchor_is_the_one_that_myst_makes(heading):
    document = new_document("page", get_default_settings(Parser))
    Parser().parse(f"# Title\n\n## {heading}\n\nText.\n\n## Another\n", document)
    ids = [section["ids"][0] for section in document.findall(nodes.section)]
    assert mentions.anchor(heading) in ids
