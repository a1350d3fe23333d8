"""Sphinx extension: of the theme's icons only those that the book shows."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from written_pages import text_of_pages

#: What no page of the theme needs: icons a second time as a script of 1.5 MB, fonts in an old
#: format, maps for debuggers.
UNNEEDED = ("scripts/fontawesome.js", "vendor/fontawesome/webfonts/*.ttf", "**/*.map")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Cut fonts and styles to the icons in use, and drop what no page needs."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    slim(out, set(re.findall(r"\bfa-([a-z0-9-]+)", text_of_pages(out))))
    for unneeded in {path for pattern in UNNEEDED for path in out.glob(f"_static/{pattern}")}:
        unneeded.unlink()


def slim(out: Path, icons: set[str]) -> None:
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
    kept = re.sub(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\(\w+)"\}', keep, styles)
    kept = re.sub(r',url\([^)]*\.ttf\) format\("truetype"\)|/\*# sourceMappingURL=.*?\*/', "", kept)
    (out / "_static" / "styles" / "pydata-sphinx-theme.css").write_text(kept, "utf-8")
    others = "".join(path.read_text("utf-8") for path in out.glob("_static/*.css"))
    codes |= set(re.findall(r'"\\(f[0-9a-f]{3})"', kept + others))
    codes |= {f"{ord(sign):x}" for sign in re.findall("[\ue000-\uf8ff]", kept + others)}
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(flavor="woff2")
    for font in theme.glob("vendor/fontawesome/webfonts/*.woff2"):
        whole = subset.load_font(str(font), options)
        small = subset.Subsetter(options)
        small.populate(unicodes=[int(code, 16) for code in codes])
        small.subset(whole)
        subset.save_font(whole, str(out / "_static" / font.relative_to(theme)), options)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
