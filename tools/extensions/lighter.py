"""Sphinx extension: pages that load no more than they show, and the tables beside them."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pydata_sphinx_theme
from fontTools import subset
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

#: What no page of the theme needs: icons a second time as a script of 1.5 MB, fonts in an old
#: format, maps for debuggers.
UNNEEDED = ("scripts/fontawesome.js", "vendor/fontawesome/webfonts/*.ttf", "**/*.map")


def drawings_to_files(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Move the drawings of a page into files.

    A page then loads only the drawing that fits the screen, and the browser keeps it.
    """
    folder = Path(app.outdir) / "_images"
    up = "../" * pagename.count("/")

    def move(match: re.Match[str]) -> str:
        svg = unquote(match[2])
        name = f"{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(svg, "utf-8")
        return f'{match[1]}="{up}_images/{name}"'

    if "body" in context:
        context["body"] = re.sub(
            r'\b(src|srcset)="data:image/svg\+xml,([^"]*)"', move, context["body"]
        )


def finish(app: Sphinx, error: Exception | None) -> None:
    """Drop what no page shows, and copy the tables."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    text = "".join(page.read_text("utf-8") for page in pages(out))
    drop_drawings(out, set(re.findall(r"_images/([0-9a-f]{16}\.svg)", text)))
    slim_icons(out, set(re.findall(r"\bfa-([a-z0-9-]+)", text)))
    for unneeded in {path for pattern in UNNEEDED for path in out.glob(f"_static/{pattern}")}:
        unneeded.unlink()
    copy_tables(Path(app.srcdir) / "data", out / "data")


def pages(out: Path) -> list[Path]:
    """Return the pages of the book."""
    others = {"_static", "lite"}
    return [page for page in out.rglob("*.html") if page.relative_to(out).parts[0] not in others]


def drop_drawings(out: Path, shown: set[str]) -> None:
    """Keep only the drawings that a page shows."""
    for drawing in out.glob("_images/*.svg"):
        if drawing.name not in shown:
            drawing.unlink()


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


def copy_tables(data: Path, to: Path) -> None:
    """Copy the tables, which the catalogue offers to download."""
    for table in data.glob("*/*.csv"):
        copy = to / table.parent.name / table.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(table, copy)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("html-page-context", drawings_to_files)
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
