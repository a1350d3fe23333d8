"""The house itself: where colours stand, which room may use which, what a file may hold."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "kzdiplo"
HEX = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
WRITTEN = {".py", ".css", ".js", ".jinja", ".mplstyle", ".ipynb"}
#: The floors of the library from the ground up; a room uses the rooms below it and itself.
FLOORS = [
    {"palette", "table", "claims", "messages"},
    {"source", "csvtext", "gathering", "workbooks", "templating", "vectors", "measures"},
    {"schema", "transliteration", "screening"},
    {"check", "readers", "pages"},
    {"charts", "serving", "worksheets"},
    {"panel", "partners"},
    {"commands"},
    {"__main__"},
]


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def text_of(path):
    """Return what somebody wrote into a file: of a notebook, the code."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def is_color(text):
    """Tell a colour from the address of a part of a page, such as `#add`."""
    return not text[1:].isalpha() or len(text) == 7


# Colours.


@pytest.mark.parametrize("what", ["library", "tools", "notebooks", "course", "_static"])
def test_colours_stand_in_the_palette_and_nowhere_else(what):
    top = LIBRARY if what == "library" else ROOT / what
    found = [
        f"{path.relative_to(ROOT)}: {color}"
        for path in tracked()
        if path.is_relative_to(top) and path.suffix in WRITTEN and path.name != "palette.py"
        for color in HEX.findall(text_of(path))
        if is_color(color)
    ]
    assert found == []


def test_styles_use_only_colours_that_the_palette_gives():
    from kzdiplo import palette

    given = set(re.findall(r"(--kz-[\w-]+):", palette.css()))
    used = {
        name
        for path in tracked()
        if path.suffix in {".css", ".js", ".jinja"}
        for name in re.findall(r"var\((--kz-[\w-]+)\)", path.read_text("utf-8"))
    }
    assert used
    assert used - given == set()


# Floors.


def modules():
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in LIBRARY.rglob("*.py")
    }


def imports(name, path, known):
    """Yield the modules of the library that a module imports, at its top or on use."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "kzdiplo")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kzdiplo":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else node.module


def room(name):
    return name.split(".")[1]


def floor(name):
    return next(i for i, rooms in enumerate(FLOORS) if room(name) in rooms)


def uses():
    """Return what each module imports; that of the package itself is for its version alone."""
    known = modules()
    return {
        name: {used for used in imports(name, path, known) if used not in {name, "kzdiplo"}}
        for name, path in known.items()
        if name != "kzdiplo"
    }


def test_every_room_has_its_floor():
    rooms = {room(name) for name in uses()}
    assert rooms == set().union(*FLOORS)


def test_no_room_looks_up():
    wrong = [
        f"{name} uses {used}"
        for name, others in uses().items()
        for used in others
        if room(used) != room(name) and floor(used) >= floor(name)
    ]
    assert wrong == []


def test_measures_load_nothing():
    names = {used for name, others in uses().items() if room(name) == "measures" for used in others}
    assert {room(name) for name in names} <= {"measures"}


def test_imports_go_in_no_circle():
    graph = uses()
    left = {name: others & graph.keys() for name, others in graph.items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert list(left) == []


# The public face.


def test_the_face_offers_what_it_lists():
    import kzdiplo

    for name in kzdiplo.__all__:
        assert getattr(kzdiplo, name) is not None, name
    assert {"load", "read", "tables", "describe", "sources", "measures", "charts", "panel"} <= set(
        kzdiplo.__all__
    )


def test_measures_name_all_their_modules():
    from kzdiplo import measures

    found = {path.stem for path in (LIBRARY / "measures").glob("[!_]*.py")}
    assert found - set(measures.__all__) == set()


def test_the_command_line_offers_every_command(capsys):
    from kzdiplo.__main__ import main

    main([])
    offered = set(re.findall(r"^ {4}(\w+)", capsys.readouterr().out, re.M))
    folder = (LIBRARY / "commands").glob("[!_]*.py")
    found = {path.stem for path in folder if "\ndef add(" in path.read_text("utf-8")}
    assert found
    assert found - offered == set()


def test_type_checkers_see_the_same_face():
    import kzdiplo

    tree = ast.parse((LIBRARY / "__init__.py").read_text("utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {
        alias.name: node.module if node.module != "kzdiplo" else f"kzdiplo.{alias.name}"
        for node in block.body
        for alias in node.names
    }
    assert seen == kzdiplo._HOME
