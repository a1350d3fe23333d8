"""The button that saves a worksheet as a file to hand in, with the student's name in it."""

from __future__ import annotations

from dataclasses import dataclass

from kzdiplo.templating import Shown


@dataclass(frozen=True)
class HandIn(Shown):
    """A button; the last line of a cell shows it."""

    sheet: str

    template = "worksheets/handing_in.html.jinja"

    def __repr__(self) -> str:
        return f"To hand in: download this notebook as {self.sheet}__YOUR-NAME.ipynb"


def hand_in(sheet: str) -> HandIn:
    """Return a button that saves the open notebook as a file to hand in.

    Parameters
    ----------
    sheet : str
        The worksheet, such as ``"weights"``.

    Returns
    -------
    HandIn
        Shows itself in Jupyter. Where this book runs notebooks in the browser the button saves the
        notebook as it stands, as ``weights__NAME.ipynb``, with the name and the time in its notes;
        elsewhere it says how to download it. :func:`kzdiplo.worksheets.collect` reads both.

    Examples
    --------
    >>> from kzdiplo import hand_in
    >>> hand_in("weights")
    To hand in: download this notebook as weights__YOUR-NAME.ipynb
    """
    return HandIn(sheet)
