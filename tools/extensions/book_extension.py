"""Sphinx extension: formulas as MathML, a button that runs a chapter, lighter and mended pages."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pydata_sphinx_theme
from docutils import nodes
from fontTools import subset
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

#: What is cut from every page, or mended in it.
REPAIRS = [
    # 1.5 MB of Font Awesome as script; the web fonts already draw the icons
    (r"<script[^>]*fontawesome[^>]*>\s*</script>", ""),
    (r'<link[^>]*rel="preload"[^>]*fontawesome[^>]*>', ""),
    # live code through an outside host, which this book does not offer
    (r"<script[^>]*sphinx-thebe\.js[^>]*>\s*</script>", ""),
    (r"<link[^>]*sphinx-thebe\.css[^>]*>", ""),
    (r"<script>const THEBE_JS_URL.*?</script>", ""),
    (r'<script type="text/x-thebe-config">.*?</script>\s*<script>kernelName.*?</script>', ""),
    # bibliography: roles that ARIA 1.2 has withdrawn
    (r'<div role="list" class="citation-list">', '<div class="citation-list">'),
    (r' role="doc-biblioentry"', ""),
    # a notebook is downloaded, not opened
    (r'(<a href="[^"]*/_sources/[^"]*\.ipynb")', r"\1 download"),
    # pandas: an empty corner cell is no header
    (r"<th[^>]*>(?:&nbsp;|\s)*</th>", "<td></td>"),
]


def inline_math(translator: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula as MathML, which every current browser draws by itself."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def block_math(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula as MathML."""
    translator.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def chapter_buttons(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Offer to download a notebook and, if the book holds what that needs, to run it."""
    if context.get("page_source_suffix") != ".ipynb":
        return
    groups = context["header_buttons"]
    for button in [button for group in groups for button in group.get("buttons", [])]:
        if button.get("label") == "download-source-button":
            button |= {"text": "Notebook", "tooltip": "Download this chapter as a notebook"}
    if (Path(app.outdir) / "lite").is_dir():
        address = context["pathto"]("lite/notebooks/index.html", 1)
        run = {
            "type": "link",
            "label": "run-here",
            "icon": "fas fa-play",
            "text": "Run",
            "tooltip": "Run this chapter here, in the browser (loads up to 50 MB once)",
            "url": f"{address}?path={pagename}.ipynb",
        }
        groups.insert(0, run)


def drawings_to_files(out: Path, page: Path) -> Callable[[re.Match[str]], str]:
    """Return a replacement that moves a drawing out of the page into a file.

    A page then loads only the drawing that fits the screen, and the browser keeps it.
    """
    folder = out / "_images"
    folder.mkdir(exist_ok=True)
    up = "../" * (len(page.relative_to(out).parts) - 1)

    def move(match: re.Match[str]) -> str:
        svg = unquote(match[2])
        name = f"{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
        (folder / name).write_text(svg, "utf-8")
        return f'{match[1]}="{up}_images/{name}"'

    return move


def finish_pages(app: Sphinx, error: Exception | None) -> None:
    """Mend the finished pages and slim what they load."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    icons: set[str] = set()
    drawings: set[str] = set()
    mark = out / ".finished"
    before = mark.stat().st_mtime if mark.exists() else 0
    for page in out.rglob("*.html"):
        if page.relative_to(out).parts[0] in {"_static", "lite"}:
            continue
        text = page.read_text("utf-8")
        if page.stat().st_mtime > before:
            text = mended(text, out, page)
            page.write_text(text, "utf-8")
        icons |= set(re.findall(r"\bfa-([a-z0-9-]+)", text))
        drawings |= set(re.findall(r"_images/([0-9a-f]{16}\.svg)", text))
    for drawing in out.glob("_images/*.svg"):
        if drawing.name not in drawings:
            drawing.unlink()
    slim_icons(out, icons)
    for table in (Path(app.srcdir) / "data").glob("*/*.csv"):
        copy = out / "data" / table.parent.name / table.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(table, copy)
    mark.touch()


def mended(text: str, out: Path, page: Path) -> str:
    """Return a page's text with its drawings in files and its repairs made."""
    text = re.sub(
        r'\b(src|srcset)="data:image/svg\+xml,([^"]*)"', drawings_to_files(out, page), text
    )
    if not (out / "lite").is_dir():
        text = re.sub(r'<a class="kz-run".*?</a>', "", text, flags=re.DOTALL)
    for pattern, replacement in REPAIRS:
        text = re.sub(pattern, replacement, text, flags=re.DOTALL)
    return text


def slim_icons(out: Path, icons: set[str]) -> None:
    """Keep in the icon fonts, and in the theme's styles, only the icons that are shown."""
    # from the theme's own files: those in `out` may be slimmed already
    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    codes = set()

    def keep(rule: re.Match[str]) -> str:
        if icons.isdisjoint(re.findall(r"fa-([\w-]+):before", rule[1])):
            return ""
        codes.add(rule[2])
        return rule[0]

    styles = (theme / "styles" / "pydata-sphinx-theme.css").read_text("utf-8")
    slim = re.sub(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\(\w+)"\}', keep, styles)
    slim = re.sub(r',url\([^)]*\.ttf\) format\("truetype"\)|/\*# sourceMappingURL=.*?\*/', "", slim)
    (out / "_static" / "styles" / "pydata-sphinx-theme.css").write_text(slim, "utf-8")
    others = "".join(path.read_text("utf-8") for path in out.glob("_static/*.css"))
    codes |= set(re.findall(r'"\\(f[0-9a-f]{3})"', slim + others))
    codes |= {f"{ord(sign):x}" for sign in re.findall("[\ue000-\uf8ff]", slim + others)}
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(flavor="woff2")
    for font in theme.glob("vendor/fontawesome/webfonts/*.woff2"):
        whole = subset.load_font(str(font), options)
        small = subset.Subsetter(options)
        small.populate(unicodes=[int(code, 16) for code in codes])
        small.subset(whole)
        subset.save_font(whole, str(out / "_static" / font.relative_to(theme)), options)
    unneeded = ("scripts/fontawesome.js", "vendor/fontawesome/webfonts/*.ttf", "**/*.map")
    for unused in {path for pattern in unneeded for path in out.glob(f"_static/{pattern}")}:
        unused.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
    # after the theme has made its own buttons
    app.connect("html-page-context", chapter_buttons, priority=502)
    # pages opened as files cannot run anything: the style hides the button there
    app.add_js_file(None, body="document.documentElement.dataset.from = location.protocol")
    app.connect("build-finished", finish_pages, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
