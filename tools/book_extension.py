"""Sphinx extension: formulas as MathML, and small repairs of the finished pages."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

#: What is cut from or mended in every page.
REPAIRS = [
    # 1.5 MB of Font Awesome as script; the web fonts already draw the icons
    (re.compile(r"<script[^>]*fontawesome[^>]*>\s*</script>"), ""),
    (re.compile(r'<link[^>]*rel="preload"[^>]*fontawesome[^>]*>'), ""),
    # bibliography: roles that ARIA 1.2 has withdrawn
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    (re.compile(r' role="doc-biblioentry"'), ""),
    # pandas: an empty corner cell is no header
    (re.compile(r"<th[^>]*>(?:&nbsp;|\s)*</th>"), "<td></td>"),
]


def inline_math(translator: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula as MathML, which every current browser draws by itself."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def block_math(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula as MathML."""
    translator.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def repair(app: Sphinx, error: Exception | None) -> None:
    """Mend the finished pages."""
    if error or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        if "_static" in page.parts:
            continue
        text = page.read_text("utf-8")
        mended = text
        for pattern, replacement in REPAIRS:
            mended = pattern.sub(replacement, mended)
        if mended != text:
            page.write_text(mended, "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
    app.connect("build-finished", repair, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
