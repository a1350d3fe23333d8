"""The part of the book that runs in the reader's browser."""

import gzip
import hashlib
import io
import json
import re
import shutil
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import lite
import nbformat
import pin_pyodide
import pytest
import run_button
import standalone
import toc
import yaml
from axe_playwright_python.sync_playwright import Axe
from browser import ARGUMENTS, chromium
from support import served

from kzdiplo import serving

ROOT = Path(__file__).parents[2]
CHAPTERS = [toc.name(path) for path in toc.notebooks()]
WORKSHEETS = [f"course/source/{path.stem}/{path.stem}" for path in ROOT.glob("course/source/*")]
CHAPTER = "notebooks/multivector/trade"
WHEEL = "thing-1.0-cp312-cp312-pyodide_2024_0_wasm32.whl"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# Where files come from.


@pytest.fixture
def origins(tmp_path, monkeypatch):
    """Return a function that says what each origin gives."""
    monkeypatch.setattr(lite, "PYODIDE", tmp_path / "pyodide")

    def say(*brought):
        asked = [lambda names, files=files: bring(names, files) for files in brought]
        monkeypatch.setattr(lite, "ORIGINS", asked)

    def bring(names, files):
        if isinstance(files, Exception):
            raise files
        yield from ((name, files[name]) for name in names if name in files)

    return say


def test_a_file_is_taken_from_the_first_origin_that_has_the_right_one(origins):
    origins(OSError("no network"), {"a": b"forged", "b": b"B"}, {"a": b"A", "b": b"unasked"})
    lite.gather({"a": sha256(b"A"), "b": sha256(b"B")})
    assert {path.name: path.read_bytes() for path in lite.PYODIDE.iterdir()} == {
        "a": b"A",
        "b": b"B",
    }


def test_a_wrong_file_in_the_cache_is_replaced(origins):
    origins({"a": b"A"})
    lite.PYODIDE.mkdir()
    (lite.PYODIDE / "a").write_bytes(b"half a download")
    lite.gather({"a": sha256(b"A")})
    assert (lite.PYODIDE / "a").read_bytes() == b"A"


def test_files_that_nobody_has_are_named(origins):
    origins(OSError("no network"), {"a": b"forged"})
    with pytest.raises(lite.UnavailableError, match=r"1 files .*\(a .*PYODIDE=folder"):
        lite.gather({"a": sha256(b"A")})
    assert list(lite.PYODIDE.iterdir()) == []


def test_a_folder_can_be_named(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"A")
    assert list(lite.named_folder(["a", "b"])) == []
    monkeypatch.setenv("PYODIDE", str(tmp_path))
    assert list(lite.named_folder(["a", "b"])) == [("a", b"A")]


def test_the_core_can_come_from_pyodide_s_own_package(monkeypatch):
    def pack(command, *, cwd, **_):
        assert command[1:] == ["pack", f"pyodide@{lite.VERSION}"]
        with tarfile.open(Path(cwd, "it.tgz"), "w:gz") as package:
            for name in ("pyodide.js", "pyodide-lock.json"):
                member = tarfile.TarInfo(f"package/{name}")
                member.size = 4
                package.addfile(member, io.BytesIO(b"text"))

    monkeypatch.setattr(lite.shutil, "which", lambda _: "npm")
    monkeypatch.setattr(lite.subprocess, "run", pack)
    asked = ["pyodide.js", "numpy.whl"]
    assert list(lite.official_package(asked)) == [("pyodide.js", b"text")]
    assert list(lite.official_package(["numpy.whl"])) == []
    monkeypatch.setattr(lite.shutil, "which", lambda _: None)
    assert list(lite.official_package(asked)) == []


def test_what_cannot_be_had_is_told(tmp_path, monkeypatch):
    def fail(_work):
        raise lite.UnavailableError("no network")

    monkeypatch.setattr(lite, "CACHE", tmp_path)
    monkeypatch.setattr(lite, "BASE", tmp_path / "base")
    monkeypatch.setattr(lite, "make_base", fail)
    assert lite.fetch() == "no network"


# Which packages.


def official(**changed):
    """Return a list of packages as Pyodide has it: what kzdiplo needs compiled, and the kernel."""
    made = {"numpy": "2.0.2", "matplotlib": "3.8.4", "pandas": "2.2.3", **changed}
    compiled = {
        name: {"version": version, "file_name": WHEEL, "depends": []}
        for name, version in made.items()
    }
    pure = {
        name: {"version": "1", "file_name": "x-1-py3-none-any.whl", "depends": []}
        for name in ("ipython", "jedi", "micropip", "networkx", "fonttools")
    }
    compiled["matplotlib"]["depends"] = ["FontTools"]
    return {**compiled, **pure}


def test_compiled_packages_come_from_pyodide_and_the_others_from_here():
    theirs, ours = lite.choose(official(sqlite3="1", ssl="1"))
    assert set(theirs) == {*lite.KERNEL, "numpy", "matplotlib"} - {"comm"}
    assert {"comm", "krippendorff", "networkx", "pandas", "jinja2", "markupsafe"} <= set(ours)
    assert "frictionless" not in ours


def test_every_file_taken_from_pyodide_is_pinned_and_no_other():
    theirs, _ = lite.choose(lite.PINNED["packages"])
    packages = lite.PINNED["packages"].values()
    assert theirs == sorted(lite.PINNED["packages"])
    pins = [*lite.PINNED["core"].values(), *(package["sha256"] for package in packages)]
    assert all(re.fullmatch("[0-9a-f]{64}", pin) for pin in pins)
    assert {*lite.PINNED["core"]} == {*pin_pyodide.CORE}


def test_pins_are_what_the_official_package_holds():
    listed = {"info": {"version": "9"}, "packages": official(sqlite3="1", ssl="1", scipy="1")}
    files = {name: name.encode() for name in pin_pyodide.CORE}
    pinned = pin_pyodide.pins({**files, "pyodide-lock.json": json.dumps(listed).encode()})
    assert pinned["core"]["pyodide.js"] == sha256(b"pyodide.js")
    assert pinned["packages"]["numpy"] == listed["packages"]["numpy"]
    assert "scipy" not in pinned["packages"]


def test_a_version_that_is_too_old_is_named():
    with pytest.raises(SystemExit, match=r"Pyodide has numpy 1\.26, not numpy>=2"):
        lite.choose(official(sqlite3="1", ssl="1", numpy="1.26"))


def test_a_package_is_packed_without_its_compiled_part(tmp_path):
    described = lite.pack("markupsafe", tmp_path)
    wheel = tmp_path / described["file_name"]
    assert described["sha256"] == sha256(wheel.read_bytes())
    assert described["imports"] == ["markupsafe"]
    names = zipfile.ZipFile(wheel).namelist()
    assert "markupsafe/__init__.py" in names
    assert [name for name in names if name.endswith((".so", ".pyd"))] == []


def test_a_package_that_must_be_compiled_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="numpy has a compiled part"):
        lite.pack("numpy", tmp_path)


def test_an_archive_is_written_again_with_compiled_modules(tmp_path):
    archive = tmp_path / "thing.whl"
    with zipfile.ZipFile(archive, "w") as made:
        for name in ("thing/a.py", "thing/b.py", "thing/a.pyi", "thing/sample_data/x.csv"):
            made.writestr(name, "text")
    lite.rewrite(archive, {"thing/a.pyc": b"code", "other/b.pyc": b"code"})
    with zipfile.ZipFile(archive) as made:
        assert {name: made.read(name) for name in made.namelist()} == {
            "thing/a.pyc": b"code",
            "thing/b.py": b"text",
        }


def test_matplotlib_takes_the_list_of_the_fonts_that_are_there():
    listed = {
        "_version": 390,
        "afmlist": [{"fname": "fonts/afm/gone.afm"}],
        "ttflist": [{"fname": "fonts/ttf/here.ttf"}, {"fname": "/System/Library/Fonts/a.ttc"}],
    }
    files = {
        lite.FONTS: json.dumps(listed).encode(),
        lite.FONT_MANAGER: b"class FontManager:\n    __version__ = 330\n",
        "matplotlib/mpl-data/fonts/ttf/here.ttf": b"",
    }
    assert json.loads(lite.list_of_fonts(files)) == {
        "_version": 330,
        "afmlist": [],
        "ttflist": [{"fname": "fonts/ttf/here.ttf"}],
    }


def test_without_node_modules_go_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(lite.shutil, "which", lambda _: None)
    assert lite.precompiled(tmp_path) == {}


# The built part.


def test_colab_is_offered_only_with_the_address_of_a_repository(book):
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    known = "repository_url" in config["sphinx"]["config"]["html_theme_options"]
    page = (book / f"{CHAPTER}.html").read_text("utf-8")
    assert ("colab.research.google.com" in page) == known


@pytest.fixture(scope="module")
def built(book):
    if not (book / "lite").is_dir():
        pytest.skip("the book was built without the part that runs in the browser")
    return book / "lite"


def test_a_chapter_offers_to_run_where_that_is_possible(book):
    page = (book / f"{CHAPTER}.html").read_text("utf-8")
    assert ("btn-run-here" in page) == (book / "lite").is_dir()
    worksheets = (book / "notebooks" / "seminar" / "grading.html").read_text("utf-8")
    assert ("kz-run" in worksheets) == (book / "lite").is_dir()


def test_every_package_is_there_as_the_list_says(built):
    folder = built / "static" / "pyodide"
    packages = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["packages"]
    for package in packages.values():
        assert sha256((folder / package["file_name"]).read_bytes()) == package["sha256"]
        assert {lite.canonicalize_name(name) for name in package["depends"]} <= packages.keys()
    assert "kzdiplo" in packages


def test_the_program_lies_packed_and_is_pyodide_s_to_the_byte(built):
    folder = built / "static" / "pyodide"
    program = gzip.decompress((folder / lite.PACKED).read_bytes())
    assert sha256(program) == lite.PINNED["core"][lite.PROGRAM]
    assert not (folder / lite.PROGRAM).exists()
    for name in lite.STARTERS:
        starter = (folder / name).read_text("utf-8")
        own = starter.removesuffix("\n" + lite.UNPACK.read_text("utf-8"))
        assert sha256(own.encode()) == lite.PINNED["core"][name]


@pytest.mark.skipif(not shutil.which("node"), reason="Node compiles the modules")
def test_modules_of_a_first_figure_are_compiled_by_the_python_that_runs_them(built):
    folder = built / "static" / "pyodide"
    for pattern, module in {
        "python_stdlib.zip": "inspect.pyc",
        "ipython-*.whl": "IPython/core/completer.pyc",
        "matplotlib-3*.whl": "matplotlib/pyplot.pyc",
        "pandas-*.whl": "pandas/core/frame.pyc",
    }.items():
        (path,) = folder.glob(pattern)
        with zipfile.ZipFile(path) as archive:
            # the number of CPython 3.12, and that no source is asked for
            assert archive.read(module)[:8] == (3531).to_bytes(2, "little") + b"\r\n\x01\0\0\0"
            assert module.removesuffix("c") not in archive.namelist()


RAW = r":::|^```\{|\{[a-z:]+\}`|\]\([^)]*\.(?:ipynb|md)\)|^\([\w-]+\)="


@pytest.mark.parametrize("name", WORKSHEETS)
def test_a_worksheet_needs_no_book(name):
    made = nbformat.read(ROOT / f"{name.replace('source', 'release')}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    assert re.findall(RAW, text, re.M) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_notebook_that_leaves_the_book_is_resolved(book, name):
    source = nbformat.read(ROOT / f"{name}.ipynb", as_version=4)
    places = [book / "_sources", *([book / "lite" / "files"] if (book / "lite").is_dir() else [])]
    for place in places:
        made = nbformat.read(place / f"{name}.ipynb", as_version=4)
        nbformat.validate(made)
        text = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
        assert re.findall(RAW, text, re.M) == []
        assert text.count("<details>") == text.count("</details>")
        assert Path(name).with_suffix(".html").as_posix() in made.cells[0].source.splitlines()[0]
        # code is as it was, and every cell that was there still is
        ids = [cell.id for cell in source.cells]
        kept = [cell for cell in made.cells if cell.id in ids]
        assert [cell.id for cell in kept] == ids
        code = [(cell.id, cell.source) for cell in source.cells if cell.cell_type == "code"]
        assert [(cell.id, cell.source) for cell in kept if cell.cell_type == "code"] == code
        folded = [cell.id for cell in kept if cell.metadata.get("jupyter")]
        assert folded == [
            cell.id for cell in source.cells if standalone.FOLDED & {*cell.metadata.get("tags", [])}
        ]


def test_numbers_and_names_in_a_notebook_are_those_of_its_page(book):
    page = (book / f"{CHAPTER}.html").read_text("utf-8")
    made = nbformat.read(book / "_sources" / f"{CHAPTER}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    numbers = re.findall(r"^\*\*(Fig\. \d+)\*\*", text, re.M)
    assert numbers == re.findall(r'<span class="kz-number">(Fig\. \d+)', page)
    assert numbers
    shown = {re.sub("<[^>]+>", "", each) for each in re.findall(r"Exercise \d+", page)}
    assert {*re.findall(r"Exercise \d+", text)} == shown


def test_every_notebook_is_there_and_listed(built):
    for name in [*CHAPTERS, *(name.replace("source", "release") for name in WORKSHEETS)]:
        path = Path(f"{name}.ipynb")
        nbformat.read(built / "files" / path, as_version=4)
        listing = json.loads((built / "api/contents" / path.parent / "all.json").read_text("utf-8"))
        assert path.as_posix() in [each["path"] for each in listing["content"]]


SENT = set()


@pytest.fixture(scope="module")
def site(built):
    """Serve the book, and note what is sent; return its address."""
    application = serving.application(built.parent)

    def noted(environ, start_response):
        SENT.add(environ["PATH_INFO"])
        return application(environ, start_response)

    with served(noted) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html"),
        ("static/pyodide/pyodide.mjs", "text/javascript"),
        ("static/pyodide/pyodide.asm.bin", "application/octet-stream"),
        ("static/pyodide/pyodide-lock.json", "application/json"),
        ("static/pyodide/kzdiplo-*.whl", "application/octet-stream"),
    ],
)
def test_files_are_served_as_what_they_are(built, site, name, kind):
    (path,) = built.glob(name)
    with urlopen(f"{site}/lite/{path.relative_to(built).as_posix()}") as answer:
        assert answer.headers["Content-Type"].split(";")[0] == kind


# In the browser. It finds no other host than this machine: see `browser.ARGUMENTS`.

START = """async ([site, runner]) => {
    const { loadPyodide } = await import(`${site}/lite/static/pyodide/pyodide.mjs`);
    window.pyodide = await loadPyodide();
    window.quiet = { messageCallback: () => {} };
    await pyodide.loadPackage(["ipython", "comm"], quiet);
    pyodide.runPython(runner + "\\nrunner = Runner()");
    window.runner = pyodide.globals.get("runner");
}"""
RUN = """async cells => {
    const errors = {};
    runner.start();
    for (const [id, source] of cells) {
        await pyodide.loadPackagesFromImports(source, quiet);
        const error = runner.run(source);
        if (error) errors[id] = error;
    }
    return errors;
}"""


@pytest.fixture(scope="module")
def pyodide(site, browser):
    """Start Python in a page, once for all notebooks."""
    page = browser.new_page()
    page.goto(f"{site}/lite/NOTICE.txt")
    page.evaluate(START, [site, Path(__file__).with_name("in_browser.py").read_text("utf-8")])
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", [*CHAPTERS, *WORKSHEETS])
def test_a_notebook_runs_to_its_end(pyodide, name):
    notebook = nbformat.read(ROOT / f"{name}.ipynb", as_version=4)
    cells = [[cell.id, cell.source] for cell in notebook.cells if cell.cell_type == "code"]
    errors = pyodide.evaluate(RUN, cells)
    assert not errors, "\n".join(f"{cell}: {error}" for cell, error in errors.items())


@pytest.mark.browser
def test_errors_in_a_cell_and_in_what_it_shows_are_seen(pyodide):
    thing = "class Thing:\n    def _repr_html_(self):\n        raise ValueError\nThing()"
    errors = pyodide.evaluate(RUN, [["good", "1 + 1"], ["bad", "1 / 0"], ["ugly", thing]])
    assert errors.keys() == {"bad", "ugly"}


COMPLETE = """
from IPython.core.completer import provisionalcompleter
with provisionalcompleter():
    found = runner.shell.Completer.completions(text, len(text))
    found = [each.text for each in found]
found
"""


@pytest.mark.browser
@pytest.mark.parametrize("text", ["kz.loa", "pd.DataFrame().grou"])
def test_names_are_completed_also_after_a_call(pyodide, text):
    assert pyodide.evaluate(RUN, [["import", "import kzdiplo as kz\nimport pandas as pd"]]) == {}
    # without Jedi the second stops Python in the browser for good
    found = pyodide.evaluate(
        """([code, text]) => {
            pyodide.globals.set("text", text);
            return pyodide.runPython(code).toJs();
        }""",
        [COMPLETE, text],
    )
    assert {"kz.loa": "load"}.get(text, "groupby") in [each.split(".")[-1] for each in found]


@pytest.fixture
def context(browser):
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.browser
def test_a_reader_runs_a_chapter(built, site, context):
    requests, refused = [], []
    SENT.clear()
    context.on("request", lambda request: requests.append(request.url))
    context.on("response", lambda answer: refused.append(answer.url) if not answer.ok else None)
    page = context.new_page()
    page.goto(f"{site}/{CHAPTER}.html")
    with context.expect_page() as opened:
        page.locator(".btn-run-here").press("Enter")
    jupyter = opened.value
    jupyter.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
    cells = jupyter.evaluate(
        """async () => {
            const panel = jupyterapp.shell.currentWidget;
            await panel.sessionContext.ready;
            await jupyterapp.commands.execute("notebook:run-all-cells");
            return panel.model.toJSON().cells.filter(cell => cell.cell_type === "code");
        }"""
    )
    shown = [output for cell in cells for output in cell["outputs"]]
    assert [cell["id"] for cell in cells if not cell["execution_count"]] == []
    assert [output for output in shown if output["output_type"] == "error"] == []
    assert any("kz-figure" in str(output.get("data")) for output in shown)
    assert [url for url in requests if not url.startswith((site, "data:", "blob:"))] == []
    assert refused == []
    # no red text
    assert [output for output in shown if output.get("name") == "stderr"] == []
    assert f"loads {run_button.loads()} once" in page.locator(".btn-run-here").inner_text()
    # as the button says; where there was no Node to compile modules it is a little less
    files = [built.parent / path.removeprefix("/") for path in SENT if path.startswith("/lite/")]
    contents = [file.read_bytes() for file in files if file.is_file()]
    plain = sum(map(len, contents)) / 1e6
    packed = sum(min(len(each), len(gzip.compress(each))) for each in contents) / 1e6
    least, most = run_button.LOADS
    assert 0.85 * least < packed <= least
    assert 0.85 * most < plain <= most


@pytest.mark.browser
def test_a_solution_is_not_seen_with_its_question(site, context):
    page = context.new_page()
    page.goto(f"{site}/lite/notebooks/index.html?path={CHAPTER}.ipynb")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
    # cells are drawn when they come near
    page.evaluate(
        """() => {
            const notebook = jupyterapp.shell.currentWidget.content;
            const asks = cell => cell.model.sharedModel.source.includes("(By hand)");
            return notebook.scrollToItem(notebook.widgets.findIndex(asks), "start");
        }"""
    )
    solution = page.locator("details", has_text="Solution to Exercise").first
    solution.wait_for()
    question = solution.locator("xpath=preceding-sibling::blockquote[1]")
    assert question.is_visible()
    assert re.match(r"Exercise \d+ \(By hand\)", question.inner_text())
    assert solution.get_attribute("open") is None
    assert not solution.locator("p").first.is_visible()
    solution.locator("summary").click()
    solution.locator("p").first.wait_for()


@pytest.mark.browser
def test_a_phone_shows_what_a_run_loads(site, context):
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{site}/{CHAPTER}.html")
    note = page.locator(".kz-loads")
    assert note.is_visible()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


@pytest.mark.browser
def test_the_button_shows_where_it_leads_somewhere(built, site, context):
    page = context.new_page()
    page.goto((built.parent / f"{CHAPTER}.html").as_uri())
    assert not page.locator(".btn-run-here").is_visible()
    page.goto(f"{site}/{CHAPTER}.html")
    assert page.locator(".btn-run-here").is_visible()
    page.add_style_tag(content="* { transition: none !important; }")
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        header = [[".article-header-buttons"]]
        assert Axe().run(page, context={"include": header}).response["violations"] == []


@pytest.mark.browser
def test_a_worksheet_opens_where_the_book_is_served(built, site, context):
    page, path = context.new_page(), "notebooks/seminar/grading.html"
    page.goto((built.parent / path).as_uri())
    assert not page.locator(".kz-run").first.is_visible()
    page.goto(f"{site}/{path}")
    links = page.locator(".kz-run")
    assert links.count() == len(WORKSHEETS)
    links.first.click()
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
    assert "NotImplementedError" in page.evaluate(
        "JSON.stringify(jupyterapp.shell.currentWidget.model.toJSON())"
    )


@pytest.mark.browser
@pytest.mark.skipif(not serving.addresses(80), reason="this machine has no network")
def test_a_worksheet_runs_for_a_class_where_plain_http_is_no_secure_context(built, browser):
    """As on a phone in the class's network, where browsers withhold service workers."""
    host = urlsplit(serving.addresses(80)[0]).hostname
    only = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {host}"
    other = browser.browser_type.launch(executable_path=chromium(), args=[*ARGUMENTS[:-1], only])
    path = f"{WORKSHEETS[0].replace('source', 'release')}.ipynb"
    with served(serving.application(built.parent), host) as port:
        page = other.new_page()
        page.goto(f"http://{host}:{port}/lite/notebooks/index.html?path={path}")
        assert not page.evaluate("isSecureContext")
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
        # it runs to the first task, which is still open
        cells = page.evaluate(
            """async () => {
                const panel = jupyterapp.shell.currentWidget;
                await panel.sessionContext.ready;
                await jupyterapp.commands.execute("notebook:run-all-cells");
                return panel.model.toJSON().cells;
            }"""
        )
        assert "NotImplementedError" in str([cell.get("outputs") for cell in cells])
        other.close()


@pytest.mark.browser
def test_a_notebook_can_be_downloaded(built, site, context):
    page = context.new_page()
    page.goto(f"{site}/{CHAPTER}.html")
    page.locator(".dropdown-download-buttons > button").press("Enter")
    with page.expect_download() as started:
        page.locator(".btn-download-source-button").press("Enter")
    assert started.value.suggested_filename == f"{Path(CHAPTER).name}.ipynb"
    assert "install" in [cell.id for cell in nbformat.read(started.value.path(), 4).cells]
