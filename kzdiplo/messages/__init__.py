"""Messages: what pages for readers say, one table a page, with a column for each language.

A table's first column, ``key``, names a message; the others hold it in each language. Braces, as in
``{total}``, stand for what a page fills in. English is the original: whoever changes it changes
the other columns, too.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

#: The languages, by their codes.
LANGUAGES = ("en", "kk", "ru")


@cache
def messages(page: str) -> dict[str, dict[str, str]]:
    """Return what a page says.

    Parameters
    ----------
    page : str
        The name of its table in this folder, such as ``"panel"``.

    Returns
    -------
    dict of str to dict of str to str
        By language of :data:`LANGUAGES`, then by key.

    Raises
    ------
    FileNotFoundError
        When there is no such table.

    Examples
    --------
    >>> from kzdiplo.messages import messages
    >>> messages("panel")["kk"]["next"]
    'Келесі'
    """
    text = files(__name__).joinpath(f"{page}.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {language: {row["key"]: row[language] for row in rows} for language in LANGUAGES}
