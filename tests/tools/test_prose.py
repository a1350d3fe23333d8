from pathlib import Path

import nbformat
import prose
import pytest
import toc
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from passages import blank, blocks, sentences
from prose import hollow, in_words, literals, orphans, strangers, undated, untested, unused

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CLAIMS = 'kz.check_claims("In brief", {"57 embassies": a, "grew to 10,000 by 2025": [a, b]})'
BACKED = "There are 57 embassies. Trade grew to 10,000 by\n2025."

notebooks = pytest.mark.parametrize(
    "path", sorted(NOTEBOOKS.rglob("*.ipynb")), ids=lambda path: path.stem
)


def notebook(*, text=BACKED, code="", caption="", abstracts="", claims=CLAIMS):
    figure = {"mystnb": {"figure": {"caption": caption}}}
    return new_notebook(
        cells=[
            new_markdown_cell(text, id="text"),
            new_code_cell(code, id="code", metadata=figure),
            new_code_cell(claims, id="claims"),
            new_markdown_cell(abstracts, id="abstracts"),
        ]
    )


def read(path):
    return nbformat.read(path, as_version=4)


def listing(path, findings):
    return "\n".join([f"{path.name}:", *map(str, findings)])


@notebooks
def test_every_number_is_claimed_or_cited(path):
    found = orphans(read(path))
    assert not found, listing(path, found)


@notebooks
def test_every_claim_stands_in_the_text(path):
    found = unused(read(path))
    assert not found, listing(path, found)


@notebooks
def test_no_sentence_is_held_against_itself(path):
    found = literals(read(path))
    assert not found, listing(path, found)


@notebooks
def test_abstracts_use_only_claimed_numbers(path):
    found = strangers(read(path))
    assert not found, listing(path, found)


@notebooks
def test_a_test_of_words_asks_the_data(path):
    found = hollow(read(path))
    assert not found, listing(path, found)


def test_headlines_of_chapters_are_tested():
    found = {path.stem: untested(read(path)) for path in toc.chapters()}
    assert not any(found.values()), found


def test_searches_of_chapters_have_date_and_place():
    found = {path.stem: undated(read(path)) for path in toc.chapters()}
    assert not any(found.values()), found


# The rules, on small notebooks.


@pytest.mark.parametrize(
    "text",
    [
        "Growth to 12 per cent {cite}`ds-colt-2025`.",
        "{cite:t}`boulegue2017` counted 12.",
        "A count of 12 by the U.S. Department {cite:p}`a,b` stands.",
        "12 missions, e.g. In Tashkent, or 3.5 per cent {cite}`a`.",
        "57 embassies, and once more 57 embassies.",
        "**57\nembassies**",
        "```python\nx = 12\n```",
        "````\n```\n12\n```\n12\n````",
        "```{code-block} python\nx = 12\n```",
        "Call `x = 12` and ``y = `12` ``.",
        "[A page](https://example.org/2024/page-12) and <https://example.org/12>.",
        "See {numref}`fig 12 <fig-12>`.",
        ":::{figure} map.svg\n:width: 12\n:label: fig-12\n:::",
        ":::{solution} trade-12\n:label: x\n:::",
        "1. One\n2. Two\n   10) Ten",
        "(part-12)=\n## Part",
        "## Part {#part-12 .wide}",
        "% note 12",
        "$$\\sum_{i=1}^{12} p_i^2$$ and $p_{12}^2$",
        "The EU27 and C5+1.",
        "No act was found in a search of stored pages on 30 November 2026.",
    ],
)
def test_what_is_backed_or_no_prose_passes(text):
    assert orphans(notebook(text=text)) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Some 12 posts.", ["12"]),
        ("58 embassies", ["58"]),
        ("157 embassies", ["157"]),
        ("1.57 embassies and 0,57 embassies", ["1.57", "0", "57"]),
        ("57 embassies in 1995 of 99", ["99"]),
        ("It grew to 10,000 by 2025.7 or so.", ["10,000", "2025.7"]),
        ("2,017 posts and 20170 more", ["2,017", "20170"]),
        # a citation backs its own sentence only
        ("In all 12. Then 13 {cite}`a`. Now 14 more.", ["12", "14"]),
        ("In all 12. {cite:t}`a` counts 13.", ["12"]),
        ("- 12 here\n- 13 there {cite}`a`", ["12"]),
        ("A row of 12\n\n13 {cite}`a`", ["12"]),
        ("| a | 12 |\n|---|---|\n| {cite}`a` | 13 |", ["12"]),
        # prose in places that look like markup
        ("## The count of 217", ["217"]),
        (":::{admonition} Number 217\n:class: x\n:::", ["217"]),
        (":::{note}\nNumber 217\n:::", ["217"]),
        ("````{note}\nNumber 217\n```python\n12\n```\n````", ["217"]),
        (":::{note}\n:class: x\n\n:a definition: 217\n:::", ["217"]),
        ("It was in\n217. Later more.", ["217"]),
        ("No act was found on 30 November 2026.", ["30"]),
        ("A search of 12 pages on 30 November 2026 found none.", ["12"]),
        ("[217 page](http://a.org/12)", ["217"]),
        ("worth $5 and $12 more", ["5", "12"]),
        ("after `code` 12 and before `code`", ["12"]),
    ],
)
def test_an_orphan_is_found(text, numbers):
    assert [orphan.number for orphan in orphans(notebook(text=text))] == numbers


def test_an_orphan_says_where_it_stands():
    (orphan,) = orphans(notebook(text="Nothing.\n\nFirst. It has `x` and 12 posts. Last."))
    assert str(orphan) == "cell 'text', number 12: It has `x` and 12 posts."


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ('charts.finish(ax, title="57 embassies")', []),
        ('charts.finish(ax, title="Since 195")', ["195"]),
        ('charts.finish(ax, subtitle=f"{first}-225")', ["225"]),
        ('finish(ax, alt="A. " + ", ".join(f"{r.x[12]:.2f} in 195" for r in d) + ".")', ["195"]),
        ('finish(ax, note=("In " "195" if a else "In 196"))', ["195", "196"]),
        ('charts.finish(ax, note=f"57 {what} embassies")', ["57"]),
        ('finish(ax, alt=say(d, "{n:.1f} of 195", by="x", start="In 57 rows. "))', ["195", "57"]),
        ('finish(ax, alt=x.say(d, "{n}", join=" 1. ", between=" 2. ", end="."))', ["1", "2"]),
        ('finish(ax, alt="A. " + say(d, "{n}", start=f"In {year}: ", end="; 196 more"))', ["196"]),
        ('charts.finish(ax, title=f"{12:.1f} and {x[12]}", name="fig-12", data=d[:12])', []),
        ('ax.set_title("12 posts")', []),
    ],
)
def test_texts_of_figures_are_prose(code, numbers):
    assert [orphan.number for orphan in orphans(notebook(code=code))] == numbers


def test_captions_are_prose():
    (orphan,) = orphans(notebook(caption="57 embassies. In 195."))
    assert (orphan.cell, orphan.sentence, orphan.number) == ("code", "In 195.", "195")


def test_claims_may_stand_in_text_figure_or_caption():
    assert unused(notebook()) == []
    assert unused(notebook(text="57 embassies", caption="grew to 10,000 by 2025")) == []
    assert unused(notebook(text="", code=f"finish(title={BACKED!r})")) == []


@pytest.mark.parametrize(
    "text", ["", "157 embassies", "57  missions", "```\n57 embassies\n```", "57\n\nembassies"]
)
def test_an_unused_claim_is_found(text):
    assert unused(notebook(text=text)) == [
        "under 'In brief': 57 embassies",
        "under 'In brief': grew to 10,000 by 2025",
    ]


def test_several_claims_cells_count_together():
    claims = 'check_claims("In brief", {"12 posts": a})\n' + CLAIMS
    assert orphans(notebook(text="12 posts, 57 embassies", claims=claims)) == []


def test_a_claim_counts_only_under_its_heading():
    text = "# Title\n\n12 posts\n\n## Growth\n\n13 posts\n\n### Where\n\n14 posts\n\n## End\n\n15"
    claims = 'check_claims("{}", {{"{} posts": a}})'
    for heading, held in {
        "In brief": [12],
        "Growth": [13, 14],
        "Where": [14],
        "End": [],
        "Title": [12, 13, 14],
    }.items():
        found = [
            n
            for n in (12, 13, 14)
            if not unused(notebook(text=text, claims=claims.format(heading, n)))
        ]
        assert found == held, heading
    (lost,) = unused(notebook(text=text, claims=claims.format("Groth", 13)))
    assert lost == "no heading 'Groth': 13 posts"


def test_stated_phrases_and_words_that_hold_are_claims():
    claims = (
        'check_claims("In brief", {"57 embassies": a}, stated=["10,000 draws"], '
        'holds={"leads in every year": True})'
    )
    text = "57 embassies in 10,000 draws; it leads in every year."
    assert orphans(notebook(text=text, claims=claims)) == []
    assert unused(notebook(text=text, claims=claims)) == []
    (lost,) = unused(notebook(text="57 embassies in 10,000 draws", claims=claims))
    assert lost == "under 'In brief': leads in every year"


MIRROR = """finish(
    ax, name="mirror", title=f"China counts {n} more", subtitle="Goods", alt="A.", note="B c."
)"""


def test_a_figure_is_a_heading():
    for words, stands in {
        "China counts": True,
        "Goods": True,
        "B c.": True,
        "Italy": False,
    }.items():
        claims = f'check_claims("fig-mirror", holds={{"{words}": a > b}})'
        assert (unused(notebook(text="", code=MIRROR, claims=claims)) == []) is stands, words
    (lost,) = unused(notebook(code=MIRROR, claims='check_claims("fig-other", {"57 posts": a})'))
    assert lost == "no heading 'fig-other': 57 posts"


def test_a_figure_with_a_computed_name_takes_any_of_its_names():
    code = 'finish(ax, name=f"opposed-{a}-{b}", title="Fewer posts")'
    for heading, bears in {
        "fig-opposed-rus-usa": True,
        "fig-opposed-": False,
        "opposed": False,
    }.items():
        claims = f'check_claims("{heading}", holds={{"Fewer posts": a > b}})'
        assert (unused(notebook(text="", code=code, claims=claims)) == []) is bears, heading


BOX = """# Posts

:::{admonition} In brief
:class: tip
- The **EU** leads in every year.
- China has
  fewer posts.
:::

Russia leads."""


@pytest.mark.parametrize(
    ("heading", "words", "left"),
    [
        ("In brief", "leads in every year", ["China has fewer posts."]),
        ("In brief", "China has fewer posts", ["The **EU** leads in every year."]),
        ("In brief", "leads", ["The **EU** leads in every year.", "China has fewer posts."]),
        ("Posts", "China has fewer", ["The **EU** leads in every year.", "China has fewer posts."]),
    ],
)
def test_a_bullet_without_a_test_is_named(heading, words, left):
    claims = f'check_claims("{heading}", holds={{"{words}": a > b}})'
    found = untested(notebook(text=BOX, claims=claims))
    assert found == [f"In brief: {text}" for text in left]


def test_a_number_is_no_test_of_a_headline():
    claims = 'check_claims("fig-posts", {"57 posts": n})'
    code = 'finish(ax, name="posts", title="57 posts")'
    assert untested(notebook(text="", code=code, claims=claims)) == ["fig-posts: 57 posts"]


def test_a_title_without_a_test_is_named():
    title = "fig-mirror: China counts … more"
    for words, left in {
        "China counts": [],
        "Goods": [title],
        "B c.": [title],
        "more": [title],
    }.items():
        claims = f'check_claims("fig-mirror", holds={{"{words}": a > b}})'
        assert untested(notebook(text="", code=MIRROR, claims=claims)) == left, words


def test_each_of_two_titles_can_be_tested():
    code = 'finish(ax, name="posts", title="Half of them" if whole else f"{first} leads them all")'
    for words in ("Half of them", "leads them all"):
        claims = f'check_claims("fig-posts", holds={{"{words}": a > b}})'
        assert untested(notebook(text="", code=code, claims=claims)) == [], words


@pytest.mark.parametrize(
    ("test", "asks"),
    [("True", False), ("1 < 2", False), ("not None", False), ("bool(1)", False),
     ("all(n > 0 for n in [1, 2])", False), ("a > b", True), ("(a > b).all()", True),
     ("all(n > 0 for n in posts)", True), ("len(posts) == 2", True)],
)  # fmt: skip
def test_a_test_that_asks_no_data_is_named(test, asks):
    claims = f'check_claims("In brief", holds={{"leads in every year": {test}}})'
    assert hollow(notebook(claims=claims)) == ([] if asks else ["leads in every year"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("No decree was found.", True),
        ("None of them was seen in print.", True),
        ("What became of it is not known.", True),
        ("The text was not seen.", True),
        ("The book has not seen it.", True),
        ("A search of stored pages found none.", True),
        ("No list seen denies it.", True),
        ("No decree was found in 2026.", True),
        ("No decree of 12 May 2026 was found.", True),
        ("No decree was found in a search of stored pages.", True),
        ("No decree was found. It was signed later. The search was of 30 November 2026.", True),
        ("No decree was found in a search of stored pages on 30 November 2026.", False),
        ("A search of stored pages in November 2026 found none.", False),
        ("No decree was found. Stored pages were searched on 30 November 2026.", False),
        ("It was found in Astana.", False),
        ("No state was absent. The city was founded.", False),
        ("It is no better known.", False),
        ("If you do not find it, ask.", False),
    ],
)
def test_words_of_absence_need_date_and_place_of_the_search(text, named):
    assert bool(undated(notebook(text=text))) is named


@pytest.mark.parametrize(
    ("text", "words", "backed"),
    [
        ("There are three posts.", ["three"], False),
        ("There are three posts {cite}`key`.", ["three"], True),
        ("It has twelve more.", ["twelve"], True),
        ("It grew threefold and holds a fifth.", ["threefold", "a fifth"], False),
        ("Half of it doubled.", ["Half", "doubled"], False),
    ],
)
def test_a_number_in_words_is_backed_as_digits_are(text, words, backed):
    claims = 'check_claims("In brief", {"has twelve more": a})'
    [(_, found, held)] = in_words(notebook(text=text, claims=claims))
    assert (found, held) == (words, backed)


def test_words_that_point_back_or_name_no_number_are_none():
    text = "The two differ. All three are known. These five came first; one left, the third stayed."
    assert list(in_words(notebook(text=text))) == []


@pytest.mark.parametrize(
    ("value", "written_out"),
    [("12", True), ("[a, 12]", True), ("[5 / 25]", True), ("-12", True), ('"12"', True),
     ('len("a text")', True), ("[a, int(12)]", True),
     ("a", False), ("[a, b[12]]", False), ("[2 * log(2)]", False), ("[*a]", False)],
)  # fmt: skip
def test_a_number_written_out_is_no_value_of_the_data(value, written_out):
    claims = f'check_claims("In brief", {{"12 posts": {value}}}, stated=["13 posts"])'
    assert literals(notebook(claims=claims)) == (["12 posts"] if written_out else [])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("57 посольств, 10 000 в 2025 году", []),
        (":::{dropdown} Аннотация\n:icon: x-12\n10,000 или 10\u00a0000\n:::", []),
        ("55 посольств", ["55"]),
        ("57,0 және 10,5", ["57.0", "10.5"]),
        ("57-і {cite}`a` және 58-і", ["58"]),
    ],
)
def test_an_abstract_with_a_number_of_its_own_is_found(text, numbers):
    book = notebook(abstracts=text)
    assert [stranger.number for stranger in strangers(book)] == numbers
    assert orphans(book) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("The U.S. Senate met. Then left.", ["The U.S. Senate met.", "Then left."]),
        ("M. Boulegue wrote. He said.", ["M. Boulegue wrote.", "He said."]),
        ("Many, e.g. Italy, bought 3.5 per cent.", ["Many, e.g. Italy, bought 3.5 per cent."]),
        ('He "left." She stayed.', ['He "left."', "She stayed."]),
        ("**2010.** No share. 12 posts.", ["**2010.**", "No share.", "12 posts."]),
        ("В 1995 году. Әлем кең. Ең үлкен.", ["В 1995 году.", "Әлем кең.", "Ең үлкен."]),
        ("It fell. `x` rose. {numref}`y` shows.", ["It fell.", "`x` rose.", "{numref}`y` shows."]),
    ],
)
def test_sentences_end_where_a_reader_stops(text, expected):
    assert [text[start:end].strip() for start, end in sentences(blank(text))] == expected


def test_blocks_are_joined_lines():
    text = "# A\nb\nc\n\n1. d\n   e\n2. f\n> g\n:::{tip} h\n:class: i\nj\n:::\nk\n:::{tip} l\nm"
    assert list(blocks(text)) == ["A", "b c", "d e", "f", "g", "h", "j", "k", "l", "m"]


# The command.


def test_the_command_names_each_fault_with_its_notebook(tmp_path, capsys):
    good, bad = tmp_path / "good.ipynb", tmp_path / "bad.ipynb"
    nbformat.write(notebook(), good)
    nbformat.write(notebook(text="There are 12 posts."), bad)
    assert prose.main([str(good)]) == 0
    assert capsys.readouterr().out == "notebooks read: 1, faults between text and claims: 0\n"
    assert prose.main([str(good), str(bad)]) == 1
    said = capsys.readouterr().out
    assert f"{bad}:\n  neither claimed nor cited: cell 'text', number 12: There are 12" in said
    assert "claimed, but not in the text" in said
    assert str(good) not in said


def test_the_command_names_headlines_without_a_test(tmp_path, capsys):
    file = tmp_path / "posts.ipynb"
    nbformat.write(notebook(text=BOX, claims=""), file)
    assert prose.main([str(file)]) == 1
    assert "no test of what it says, In brief: China has fewer posts." in capsys.readouterr().out
