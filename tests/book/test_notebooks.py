import ast
import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import prose
import pytest
import toc
from normalise import INSTALL, normalised
from passages import blank, sentences

from kzdiplo.claims import is_year, numbers

PATHS = sorted((Path(__file__).parents[2] / "notebooks").rglob("*.ipynb"))
CHAPTERS = [path for path in PATHS if path.parent.name not in toc.NO_ARGUMENT]
RANDOM_ID = re.compile(r"(?=.*\d)[0-9a-f]{6,}(?:-[0-9a-f]{4,})*")
MACHINE_PATH = re.compile(r"(?<![\w.])(?:/(?:home|Users|root|tmp|work|mnt|content)/|~/|[A-Z]:\\)")
SECTIONS = ("What the evidence cannot say", "For the seminar", "Sources of this chapter")

notebooks = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
chapters = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def cells(path, kind):
    return [cell for cell in read(path).cells if cell.cell_type == kind]


def figures(path):
    """Return the cells that finish a figure, each with the arguments given to `finish`."""
    return [
        (cell, {argument.arg: argument.value for argument in node.keywords})
        for cell in cells(path, "code")
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "finish"
    ]


# The file.


@notebooks
def test_it_is_a_valid_notebook_with_nothing_of_a_run_in_it(path):
    notebook = json.loads(path.read_text("utf-8"))
    nbformat.validate(notebook)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]] == []


@notebooks
def test_it_is_in_normal_form(path):
    text = path.read_text("utf-8")
    assert normalised(text) == text, f"run: .venv/bin/python tools/normalise.py {path}"


@notebooks
def test_cells_have_unique_readable_ids(path):
    ids = [cell.get("id", "") for cell in json.loads(path.read_text("utf-8"))["cells"]]
    assert [i for i in ids if not re.fullmatch("[a-z0-9-]+", i) or RANDOM_ID.fullmatch(i)] == []
    assert [i for i, count in Counter(ids).items() if count > 1] == []


@notebooks
def test_its_first_code_installs_what_is_missing(path):
    first = cells(path, "code")[0]
    assert (first.id, first.source) == ("install", INSTALL), "run: make format"
    assert first.metadata == {"tags": ["remove-cell"]}


@notebooks
def test_code_runs_anywhere_without_the_network(path):
    for cell in cells(path, "code")[1:]:
        assert not re.search(r"^\s*[%!]", cell.source, re.M), f"{cell.id}: a magic"
        assert not re.search(r"(?:https?|ftp)://", cell.source), f"{cell.id}: loads from outside"
        assert not MACHINE_PATH.search(cell.source), f"{cell.id}: a path of one machine"
        ast.parse(cell.source)


# The figures.


@notebooks
def test_figures_have_name_caption_and_alt_text(path):
    for cell, arguments in figures(path):
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        assert re.fullmatch("fig-[a-z0-9-]+", figure.get("name", "")), cell.id
        assert figure.get("caption", "").strip(), cell.id
        assert {"name", "title", "subtitle", "alt", "data", "source"} <= arguments.keys(), cell.id


def name_of_file(arguments):
    """Return the name given to `finish`; where it is computed, the code that does it."""
    node = arguments["name"]
    return node.value if isinstance(node, ast.Constant) else ast.unparse(node)


@pytest.mark.parametrize("kind", ["in the text", "of the file"])
def test_names_of_figures_are_unique_in_the_book(kind):
    names = Counter(
        name
        for path in PATHS
        for name in (
            # a cell may finish several figures that share its place in the text
            {
                cell.id: cell.metadata["mystnb"]["figure"]["name"] for cell, _ in figures(path)
            }.values()
            if kind == "in the text"
            else [name_of_file(arguments) for _, arguments in figures(path)]
        )
    )
    assert names, "the book has no figures"
    assert [name for name, count in names.items() if count > 1] == []


@notebooks
def test_figures_spoken_of_exist(path):
    known = {cell.metadata["mystnb"]["figure"]["name"] for p in PATHS for cell, _ in figures(p)}
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    assert set(re.findall(r"\{numref\}`(fig-[^`]+)`", text)) <= known


# The shape of a chapter.


@chapters
def test_a_chapter_opens_with_a_short_question_and_its_answer_in_one_sentence(path):
    notebook = read(path)
    title = re.match(r"# (\S[^\n]*\?)\n", notebook.cells[0].source)
    assert title, "the title is no question"
    assert len(title[1].split()) <= 8
    answer = prose.brief(notebook)[0]
    assert len(sentences(blank(answer))) == 1, answer
    assert len([number for number in numbers(answer) if not is_year(number)]) <= 2, answer


@chapters
def test_a_chapter_has_two_to_four_findings_beside_its_answer(path):
    brief = re.search(
        r"^:::\{admonition\} In brief\n(.*?)^:::\Z", read(path).cells[0].source, re.M | re.S
    )
    assert brief, "no admonition 'In brief' at the end of the first cell"
    assert 3 <= len(re.findall(r"^- ", brief[1], re.M)) <= 5


@chapters
def test_the_first_figure_comes_right_after_in_brief_before_tables_and_open_code(path):
    drawn = figures(path)[0][0].id
    ids = [cell.id for cell in read(path).cells]
    before = read(path).cells[1 : ids.index(drawn)]
    assert {cell.cell_type for cell in before} == {"code"}
    for cell in before:
        assert cell.metadata.tags in (["remove-cell"], ["hide-input"]), cell.id
        last = ast.parse(cell.source).body[-1]
        assert cell.id == "install" or not isinstance(last, ast.Expr), f"{cell.id} shows its end"
    assert ids[ids.index(drawn) + 1] == "objectives"


@chapters
def test_its_question_is_followed_by_links_to_the_abstracts(path):
    links = re.search(
        r"\n\n\[Қазақша\]\(#(.+)\) · \[На русском\]\(#(.+)\)\n\n:::", read(path).cells[0].source
    )
    assert links, "no links"
    assert links.groups() == (f"{path.stem}-kk", f"{path.stem}-ru")
    (text,) = [cell.source for cell in cells(path, "markdown") if cell.id == "abstracts"]
    assert re.findall(r"^:::\{dropdown\} .+\n\((.+)\)=$", text, re.M) == [*links.groups()]


@chapters
def test_a_chapter_has_its_sections_in_order(path):
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    headings = re.findall(r"^## (.+)$", text, re.M)
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)
    assert len(re.findall(r"^# ", text, re.M)) == 1


@chapters
def test_a_chapter_lists_its_sources_after_their_section(path):
    notebook = read(path)
    ids = [cell.id for cell in notebook.cells]
    listed = notebook.cells[ids.index("sources") + 1]
    page = f"{path.parent.name}/{path.stem}"
    assert listed.id == "source-list"
    assert re.search(rf'kz\.bibliography\(\s*"{page}"', listed.source)


@chapters
def test_every_exercise_is_followed_by_its_solution(path):
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    exercise = r"^:{3,}\{exercise\}.*\n:label: (\S+)$"
    solution = r"^:{3,}\{solution\} (\S+)\n:class: dropdown$"
    pieces = re.findall(f"{exercise}|{solution}", text, re.M)
    exercises, solutions = pieces[::2], pieces[1::2]
    assert len(exercises) >= 3
    assert [exercise for exercise, _ in exercises] == [solution for _, solution in solutions]
    assert len(pieces) == len(re.findall(r"\{(?:exercise|solution)\}", text))


@chapters
def test_a_chapter_has_abstracts_in_kazakh_and_russian(path):
    (text,) = [cell.source for cell in cells(path, "markdown") if cell.id == "abstracts"]
    folds = re.findall(r"^:::\{dropdown\} ([^\n]+)\n(.*?)^:::$", text, re.M | re.S)
    assert [title for title, _ in folds] == ["Түйіндеме (қазақша)", "Аннотация (на русском)"]
    kazakh, russian = (body for _, body in folds)
    assert set("әғқңөұүі") & set(kazakh)
    assert set("ыэ") & set(russian)
    assert not set("әғқңөұүі") & set(russian)


@chapters
def test_a_chapter_checks_its_claims_in_its_last_cell(path):
    claims = [cell for cell in read(path).cells if "check_claims(" in cell.source]
    assert [cell.id for cell in claims] == ["claims"]
    assert claims == read(path).cells[-1:]
    assert claims[0].metadata == {"tags": ["remove-cell"]}


# The code.


@notebooks
def test_a_cell_fits_a_screen(path):
    long = {cell.id: len(cell.source.splitlines()) for cell in cells(path, "code")}
    assert {name: lines for name, lines in long.items() if lines > 40 and name != "claims"} == {}


@notebooks
def test_a_claims_cell_has_one_number_a_line(path):
    for cell in cells(path, "code"):
        for call in ast.walk(ast.parse(cell.source)) if cell.id == "claims" else ():
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "check_claims":
                values = [v for m in call.args[1:] for v in getattr(m, "values", [])]
                for value in values:
                    elements = getattr(value, "elts", [])
                    lines = [element.lineno for element in elements]
                    assert len(set(lines)) == len(lines), f"{cell.id}: {ast.unparse(value)}"


@notebooks
def test_an_assertion_says_what_was_expected(path):
    bare = [
        f"{cell.id}: {ast.unparse(node)}"
        for cell in cells(path, "code")
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Assert) and node.msg is None
    ]
    assert bare == []


def test_a_function_is_defined_in_one_notebook_only():
    homes = {}
    for path in PATHS:
        for cell in cells(path, "code"):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.FunctionDef):
                    homes.setdefault((node.name, ast.unparse(node.body)), set()).add(path.stem)
    assert {name: stems for (name, _), stems in homes.items() if len(stems) > 1} == {}


# The normal form itself.


def test_normalising_drops_what_a_run_leaves_and_keeps_the_rest():
    run = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "my-env", "display_name": "Mine", "language": "python"},
            "language_info": {"name": "python", "version": "3.11.2"},
            "widgets": {},
        },
        cells=[
            nbformat.v4.new_markdown_cell("Қазақстан\n\nend", id="text", metadata={"x": 1}),
            nbformat.v4.new_code_cell(
                "1 + 1",
                id="sum",
                execution_count=7,
                outputs=[nbformat.v4.new_output("stream", text="2")],
                metadata={
                    "tags": ["hide-input"],
                    "mystnb": {"figure": {"name": "fig-x"}},
                    "execution": {"iopub.execute_input": "2026-01-01"},
                    "collapsed": False,
                },
            ),
        ],
    )
    text = normalised(nbformat.writes(run))
    clean = json.loads(text)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    assert clean["metadata"] == {"kernelspec": kernel}
    prose, install, code = clean["cells"]
    assert prose == {
        "cell_type": "markdown",
        "id": "text",
        "metadata": {},
        "source": ["Қазақстан\n", "\n", "end"],
    }
    assert install["id"] == "install"
    assert "".join(install["source"]) == INSTALL
    assert (code["outputs"], code["execution_count"]) == ([], None)
    assert code["metadata"] == {"mystnb": {"figure": {"name": "fig-x"}}, "tags": ["hide-input"]}
    assert "Қазақстан" in text
    assert text.endswith("}\n")
    assert normalised(text) == text


def test_normalising_renews_the_cell_that_installs():
    old = nbformat.v4.new_code_cell("pip install kzdiplo==0.0.1", id="install")
    first = nbformat.v4.new_code_cell("1 + 1", id="sum")
    text = normalised(nbformat.writes(nbformat.v4.new_notebook(cells=[first, old])))
    assert [cell["id"] for cell in json.loads(text)["cells"]] == ["install", "sum"]
    assert "0.0.1" not in text
