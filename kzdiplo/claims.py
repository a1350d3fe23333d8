"""Checked prose: numbers in the text are held against the numbers that the data give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

Value = float | int | str

#: A number of its own: not part of a name such as EU27 or C5+1, an optional sign in front.
NUMBER = re.compile(
    r"(?<![\w.+/])[-−]?\d{1,3}(?:[ \u00a0\u202f,]\d{3})+(?:\.\d+)?(?!\d)"
    r"|(?<![\w.+/])−?\d+(?:\.\d+)?"
)
_WORDS = [
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
]
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.I)
_YEAR = re.compile(r"(?:18|19|20)\d\d")


class ClaimError(AssertionError):
    """A sentence says one number and the data give another."""


class Fault(NamedTuple):
    """A phrase of the text that does not hold.

    Attributes
    ----------
    heading, phrase : str
        As they were given to :func:`check_claims`.
    message : str
        What is wrong, with the value that the data give.
    said : str
        The number of the phrase that does not agree, as written; blank where it is none.
    """

    heading: str
    phrase: str
    message: str
    said: str = ""


_faults: ContextVar[list[Fault] | None] = ContextVar("faults", default=None)


@contextmanager
def collected() -> Iterator[list[Fault]]:
    """Make :func:`check_claims` list what does not hold instead of raising.

    Yields
    ------
    list of Fault
        Grows with every call inside the block.

    Examples
    --------
    >>> from kzdiplo.claims import check_claims, collected
    >>> with collected() as faults:
    ...     check_claims("Growth", {"46 embassies": 47})
    ...     check_claims("Asia", {"24 posts": 24}, holds={"has most": 24 > 30})
    >>> for fault in faults:
    ...     print(fault.heading, fault.message, sep=": ")
    Growth: '46 embassies' says 46, the data give 47
    Asia: 'has most' does not hold
    """
    faults: list[Fault] = []
    token = _faults.set(faults)
    try:
        yield faults
    finally:
        _faults.reset(token)


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
    return [match.group() for match in NUMBER.finditer(text)]


def is_year(number: str) -> bool:
    """Say whether a written number is a bare year: four digits from 1800 to 2099.

    Parameters
    ----------
    number : str
        As :func:`numbers` returns it.

    Returns
    -------
    bool

    Examples
    --------
    >>> from kzdiplo.claims import is_year
    >>> [is_year(number) for number in ("1995", "2,025", "1.5")]
    [True, False, False]
    """
    return bool(_YEAR.fullmatch(number))


def _agrees(written: str, value: Value) -> bool:
    if written.lower() in _WORDS:
        return float(value) == 2 + _WORDS.index(written.lower())
    plain = re.sub(r"[ \u00a0\u202f,]", "", written).replace("−", "-")
    decimals = len(plain.partition(".")[2])
    return bool(abs(float(plain) - float(value)) <= 0.5 * 10.0**-decimals + 1e-9)


def check_claims(
    heading: str,
    computed: Mapping[str, Value | Sequence[Value]] | None = None,
    *,
    stated: Sequence[str] = (),
    holds: Mapping[str, bool] | None = None,
) -> None:
    """Hold phrases of one section of the text against values computed from the data.

    Parameters
    ----------
    heading : str
        Of the section in which the phrases stand, such as ``"In brief"``, or of a figure:
        ``"fig-mirror"`` for the texts of the one finished with ``name="mirror"``. Where the
        name is computed, any name that it can give.
    computed : mapping of str to number or sequence of numbers, optional
        Each key is a phrase exactly as it stands in the text; its value gives what the data
        say for each number of the phrase, in order. Bare years may be left out, all or none. A
        number agrees when the value, rounded to the decimals written, is the number written. A
        phrase without digits may have its numbers in words, from two to twenty; they are exact.
    stated : sequence of str, optional
        Phrases whose numbers no table gives: definitions, rules, made-up examples. They are
        not held against anything; naming them here says so.
    holds : mapping of str to bool, optional
        Words of the text that no number carries ("leads in every year"), each with the test
        that they pass. Each bullet of "In brief" and each title of a figure needs one, of two
        words or more; the test asks the data, so True or ``1 < 2`` is none.

    Raises
    ------
    ClaimError
        Naming every phrase whose numbers do not agree, and every statement that fails; inside
        :func:`collected` they are listed there.

    Examples
    --------
    >>> from kzdiplo import check_claims
    >>> embassies = {2011: 46, 2017: 57}
    >>> check_claims(
    ...     "Growth",
    ...     {"from 46 to 57 embassies": [46, 57], "38.3 per cent in 2022": 38.31},
    ...     stated=["where 1 is an equal share"],
    ...     holds={"grows in every year": embassies[2011] < embassies[2017]},
    ... )

    The title of a figure, ``charts.finish(ax, name="posts", title="Asia has most posts", ...)``:

    >>> posts = {"Asia": 24, "Europe": 21}
    >>> check_claims("fig-posts", holds={"Asia has most": max(posts, key=posts.get) == "Asia"})
    """
    wrong = [
        Fault(heading, phrase, message, said)
        for phrase, given in (computed or {}).items()
        for message, said in _disagreements(
            phrase, [given] if isinstance(given, str) or not isinstance(given, Sequence) else given
        )
    ]
    wrong += [
        Fault(heading, phrase, f"{phrase!r} states no number")
        for phrase in stated
        if not numbers(phrase)
    ]
    wrong += [
        Fault(heading, words, f"{words!r} does not hold")
        for words, true in (holds or {}).items()
        if not true
    ]
    faults = _faults.get()
    if faults is not None:
        faults += wrong
    elif wrong:
        lines = "\n".join(f"  {fault.message}" for fault in wrong)
        raise ClaimError(f"text and data part under {heading!r}:\n{lines}")


def _disagreements(phrase: str, values: Sequence[Value]) -> list[tuple[str, str]]:
    """Return what is wrong in a phrase, each with the number that does not agree."""
    found = written = numbers(phrase) or _IN_WORDS.findall(phrase)
    if len(values) != len(written):
        written = [number for number in written if not is_year(number)]
    if len(values) != len(written):
        message = (
            f"{phrase!r} holds {len(found)} numbers ({len(written)} of them no years), "
            f"but {len(values)} values are given"
        )
        return [(message, "")]
    return [
        (f"{phrase!r} says {text}, the data give {value}", text)
        for text, value in zip(written, values, strict=True)
        if not _agrees(text, value)
    ]
