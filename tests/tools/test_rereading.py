"""A chapter is read again: on small notebooks whose faults are known."""

import rereading
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

TEXT = """# Embassies

## Growth

From 46 embassies it went on. Then there were 57 embassies and 1.9 million\nletters. Or 24 posts."""
ABSTRACT = """## Аннотация

Было 46 посольств, 1,9 миллиона писем. Постов 24."""


def read(tmp_path, *code):
    cells = [
        new_markdown_cell(TEXT, id="text"),
        new_markdown_cell(ABSTRACT, id="abstracts"),
        *(new_code_cell(source, id=f"code-{n}") for n, source in enumerate(code)),
    ]
    return rereading.read(new_notebook(cells=cells), tmp_path)


def test_sentences_that_part_are_given_whole_with_the_new_values(tmp_path):
    found = read(
        tmp_path,
        "import kzdiplo as kz\nfrom datetime import date",
        """kz.check_claims("Growth", {"57 embassies and 1.9 million letters": [58, 2.1]})""",
        """kz.check_claims("Growth", {"46 embassies": 46, "24 posts": 24})""",
    )
    phrase = "'57 embassies and 1.9 million letters' says"
    assert found.stopped == ""
    assert found.parted == {
        "Growth: Then there were 57 embassies and 1.9 million letters.": [
            f"{phrase} 57, the data give 58",
            f"{phrase} 1.9, the data give 2.1",
        ],
        "abstract: Было 46 посольств, 1,9 миллиона писем.": [f"{phrase} 1.9, the data give 2.1"],
    }


def test_an_abstract_may_mean_another_number_where_one_like_it_holds(tmp_path):
    found = read(
        tmp_path,
        "import kzdiplo as kz",
        """kz.check_claims("Growth", {"24 posts": 25, "1.9 million": 1.9}, stated=["24 in all"])""",
    )
    assert list(found.parted) == ["Growth: Or 24 posts.", "abstract, perhaps: Постов 24."]


def test_words_of_a_figure_that_are_computed_are_named_by_themselves(tmp_path):
    found = read(
        tmp_path,
        "import kzdiplo as kz",
        """kz.check_claims("fig-posts", holds={"Asia has most": 1 > 2})""",
    )
    assert found.parted == {"fig-posts: Asia has most": ["'Asia has most' does not hold"]}


def test_what_came_before_a_stop_is_kept(tmp_path):
    found = read(
        tmp_path,
        "import kzdiplo as kz",
        """kz.check_claims("Growth", {"24 posts": 25})\n{}["Asia"]""",
        "never = 1",
    )
    assert "Growth: Or 24 posts." in found.parted
    assert found.stopped == "cell 'code-1': KeyError: 'Asia'"
