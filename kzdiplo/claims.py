"""Checked prose: numbers in the text are held against the numbers that the data give."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Value = float | int | str

# A number of its own: not part of a name such as EU27 or C5+1, an optional sign in front.
_NUMBER = re.compile(
    r"(?<![\w.+/])[-−]?\d{1,3}(?:[ \u00a0\u202f,]\d{3})+(?:\.\d+)?(?!\d)"
    r"|(?<![\w.+/])−?\d+(?:\.\d+)?"
)


class ClaimError(AssertionError):
    """A sentence says one number and the data give another."""


def numbers(text: str) -> list[str]:
    """Return the numbers that stand in a text, as written.

    Parameters
    ----------
    text : str
        Prose. Thousands may be set off by a comma or a space.

    Returns
    -------
    list of str
        In order; digits inside a name (EU27, C5+1) are not numbers.

    Examples
    --------
    >>> from kzdiplo.claims import numbers
    >>> numbers("The EU27 took 38.3 % in 2022, or 32,404 of 84,593 million; C5+1 met.")
    ['38.3', '2022', '32,404', '84,593']
    """
    return [match.group() for match in _NUMBER.finditer(text)]


def _agrees(written: str, value: Value) -> bool:
    plain = re.sub(r"[ \u00a0\u202f,]", "", written).replace("−", "-")
    decimals = len(plain.partition(".")[2])
    return bool(abs(float(plain) - float(value)) <= 0.5 * 10.0**-decimals + 1e-9)


def check_claims(claims: Mapping[str, Value | Sequence[Value]]) -> None:
    """Hold phrases of the text against values computed from the data.

    Parameters
    ----------
    claims : mapping of str to number or sequence of numbers
        Each key is a phrase exactly as it stands in the text; its value gives what the data
        say for each number of the phrase, in order. A number agrees when the value, rounded
        to the decimals written, is the number written.

    Raises
    ------
    ClaimError
        Naming every phrase whose numbers do not agree.

    Examples
    --------
    >>> from kzdiplo import check_claims
    >>> check_claims({"grew from 46 to 57 embassies": [46, 57], "38.3 per cent": 38.31})
    """
    wrong = []
    for phrase, given in claims.items():
        values = (
            list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
        )
        written = numbers(phrase)
        if len(written) != len(values):
            wrong.append(
                f"{phrase!r} holds {len(written)} numbers, but {len(values)} values are given"
            )
        else:
            wrong += [
                f"{phrase!r} says {text}, the data give {value}"
                for text, value in zip(written, values, strict=True)
                if not _agrees(text, value)
            ]
    if wrong:
        raise ClaimError("text and data part:\n" + "\n".join(f"  {line}" for line in wrong))
