"""Templates: pages are files in their own language beside the module that fills them."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import count
from typing import Any, ClassVar

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from kzdiplo import palette

#: Names of tables, columns, codes and files: marked, or spelt as no word of a language is.
_TECHNICAL = re.compile(r"`([^`]+)`|(?<![\w/.])([a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:\.csv)?)(?![\w/])")
_GROUND = files("kzdiplo").joinpath("pages/ground.css")


def environment(folder: Traversable) -> Environment:
    """Return the house rules for the templates of a folder.

    Parameters
    ----------
    folder : importlib.resources.abc.Traversable
        Such as a path.

    Returns
    -------
    jinja2.Environment
        It escapes all text, and no value may be missing. Its templates have :func:`coded` as a
        filter; in them ``palette`` has the colours, ``file`` puts a style or a script of the
        folder into a page as it is, and ``ground`` is the style that pages of their own begin
        with.
    """

    def text(name: str) -> str:
        return folder.joinpath(name).read_text("utf-8")

    made = Environment(
        loader=FunctionLoader(text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["coded"] = coded
    # a file of the project is no text from outside
    made.globals.update(
        palette=palette,
        file=lambda name: Markup(text(name)),  # noqa: S704
        ground=Markup(f"{palette.css()}\n{_GROUND.read_text('utf-8')}"),  # noqa: S704
    )
    return made


def coded(text: str) -> Markup:
    """Return a text in which names of tables, columns and codes stand as code.

    Parameters
    ----------
    text : str
        Plain text; what looks like markup is escaped.

    Returns
    -------
    markupsafe.Markup

    Examples
    --------
    >>> from kzdiplo.templating import coded
    >>> coded("to_check marks rows < 5")
    Markup('<code>to_check</code> marks rows &lt; 5')
    """
    return Markup(_TECHNICAL.sub(r"<code>\1\2</code>", str(escape(text))))  # noqa: S704


_package = environment(files("kzdiplo"))


def render(template: str, **values: Any) -> str:
    """Fill a template of this package.

    Parameters
    ----------
    template : str
        Its file, such as ``"pages/card.html.jinja"``.
    **values
        What it asks for, by name.

    Returns
    -------
    str
        HTML.
    """
    return _package.get_template(template).render(**values)


_numbers = count(1)


class Shown:
    """What shows itself as the last line of a cell, and within other templates.

    Its template gets it as ``shown``, and as ``number`` one that no other showing has.
    """

    template: ClassVar[str]

    def _repr_html_(self) -> str:
        return render(self.template, shown=self, number=next(_numbers))

    def __html__(self) -> str:
        """Stand in other templates as HTML, not as escaped text."""
        return self._repr_html_()
