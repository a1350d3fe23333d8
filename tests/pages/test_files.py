"""Styles, scripts and templates as files: all are in the wheel, and none is in Python."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "kzdiplo"
FILES = sorted(
    path.relative_to(LIBRARY).as_posix()
    for path in LIBRARY.rglob("*")
    if path.suffix in {".css", ".js", ".jinja"}
)
CODE = [
    path
    for path in ROOT.rglob("*.py")
    if not {".venv", "_build", "node_modules"} & set(path.relative_to(ROOT).parts)
]
MARKUP = re.compile(r"</\w|\{[^{}]*[\w-]+\s*:[^{}]*;|=>|\bconst \w+ =|\bfunction\b")
LONGEST = 10


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return Path(path)


def test_every_file_is_in_the_wheel(wheel):
    assert len(FILES) > 15
    assert {f"kzdiplo/{name}" for name in FILES} <= set(ZipFile(wheel).namelist())


def test_every_file_is_found_in_the_wheel_itself(wheel):
    code = (
        "from importlib.resources import files\n"
        "from kzdiplo import templating\n"
        f"for name in {FILES}:\n"
        "    if name.endswith('.jinja'):\n"
        "        templating._package.get_template(name)\n"
        "    else:\n"
        "        assert files('kzdiplo').joinpath(name).read_text('utf-8')\n"
        "print(templating.__file__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(wheel)},
        cwd=wheel.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(wheel))


def long_strings(path):
    """Yield the lines where a string of many lines of HTML, CSS or JavaScript begins."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in texts):
            continue
        lines = max(node.end_lineno - node.lineno + 1, ast.unparse(node).count("\\n"))
        if lines > LONGEST and MARKUP.search(ast.unparse(node)):
            yield node.lineno


def test_what_a_long_string_is(tmp_path):
    path = tmp_path / "a.py"
    path.write_text('a = """\n' + "<p>{}</p>\n" * 11 + '"""\nb = """\n' + "plain\n" * 11 + '"""\n')
    assert list(long_strings(path)) == [1]
    path.write_text('a = "' + "<p></p>\\n" * 11 + '"\n')
    assert list(long_strings(path)) == [1]
    path.write_text('"""Of <p></p>' + "\n" * 11 + '."""\na = "<p></p>"\n')
    assert list(long_strings(path)) == []


def test_python_holds_no_long_html_css_or_javascript():
    assert len(CODE) > 80
    found = {str(path.relative_to(ROOT)): list(long_strings(path)) for path in CODE}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_style_and_a_script_stand_in_no_template():
    """Short ones that name an id or a colour aside."""
    for path in [*LIBRARY.rglob("*.jinja"), *(ROOT / "tools").rglob("*.jinja")]:
        inside = re.findall(r"<(?:style|script)>(.*?)</", path.read_text("utf-8"), re.DOTALL)
        assert max((len(text.strip().splitlines()) for text in inside), default=0) <= 8, path
