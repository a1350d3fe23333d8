"""The text code: one line that holds a whole form, to be sent in any chat.

It reads ``SWOT: name = ABCDEFGH-...`` with 48 letters of base 32: 28 bits of time, 180 bits of
answers, and 32 bits of check (CRC-32), by which any wrong letter shows, and any six in a row. The
page of the questionnaire writes it (`coding.js`).
"""

from __future__ import annotations

import html
import re
from base64 import b32decode, b32encode
from binascii import crc32
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kzdiplo.panel.forms import pairs

#: Answers stand on one of 17 steps: 9 times the first item, ..., equal, ..., 9 times the second.
STEPS = (*range(9, 0, -1), *(1 / times for times in range(2, 10)))
#: How many letters a code has, without the hyphens between groups of eight.
LETTERS = 48

_START, _TICK = datetime(2026, 1, 1, tzinfo=UTC), timedelta(seconds=10)
_TIME_BITS, _ANSWER_BITS = 28, 180
_BYTES = (_TIME_BITS + _ANSWER_BITS) // 8
# what a code may turn into on its way: other hyphens, small letters, and digits typed for letters
_LINE = re.compile(
    r"SWOT:\s*(?P<rater>[^\n]{0,200}?)\s*=\s*(?P<code>[0-9A-Za-z](?:[-\u2010-\u2015]?[0-9A-Za-z]){19,99})"
)
_MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<[^<>]*>", re.DOTALL | re.IGNORECASE)


class CodeError(ValueError):
    """A code is not as the questionnaire wrote it; the message says how it shows."""


@dataclass(frozen=True)
class Line:
    """A code as it was found in a text.

    Attributes
    ----------
    number : int
        Of the line in the text.
    rater : str
        The name that stands before it; it may be blank.
    code : str
        The code, right or not.
    """

    number: int
    rater: str
    code: str


def encode(rater: str, values: Sequence[float], saved: datetime) -> str:
    """Write answers as one line of text.

    Parameters
    ----------
    rater : str
        Name or code of the rater.
    values : sequence of float
        One of :data:`STEPS` for each pair, in the order of the form.
    saved : datetime.datetime
        When they were given, with a time zone; kept to ten seconds.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When a value is none of the steps.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from kzdiplo.panel import codes
    >>> codes.encode("Aigul", [1] * 44, datetime(2026, 12, 1, tzinfo=UTC))
    'SWOT: Aigul = ALAIQBZT-VOOJ7PXZ-3RBSF3JO-CULJPBH5-BUEBFAZ2-MDT56DNS'
    """
    answers = 0
    for value in values:
        answers = answers * len(STEPS) + STEPS.index(value)
    payload = ((saved - _START) // _TICK << _ANSWER_BITS | answers).to_bytes(_BYTES)
    code = b32encode(payload + crc32(payload).to_bytes(4)).decode()
    groups = "-".join(code[at : at + 8] for at in range(0, LETTERS, 8))
    return f"SWOT: {rater} = {groups}"


def decode(code: str) -> tuple[list[float], datetime]:
    """Return the answers that a code holds, and when they were given.

    Parameters
    ----------
    code : str
        With or without hyphens, in capitals or small letters.

    Returns
    -------
    tuple of list of float and datetime.datetime
        A value for each pair in the order of the form.

    Raises
    ------
    CodeError
        When it has not 48 letters, or one of them is wrong.

    Examples
    --------
    >>> from kzdiplo.panel import codes
    >>> codes.decode("ALAIQBZT-VOOJ7PXZ-3RBSF3JO-CULJPBH5-BUEBFAZ2-MDT56DNS")[0][:2]
    [1, 1]
    """
    letters = re.sub(r"[\W_]", "", code)
    if len(letters) != LETTERS:
        raise CodeError(f"the code has {len(letters)} letters instead of {LETTERS}")
    try:
        content = b32decode(letters, casefold=True, map01="I")
    except ValueError:
        raise CodeError("the code holds a letter that codes do not have") from None
    payload, check = content[:_BYTES], content[_BYTES:]
    if crc32(payload).to_bytes(4) != check:
        raise CodeError("a letter of the code is wrong")
    ticks, answers = divmod(int.from_bytes(payload), 1 << _ANSWER_BITS)
    values = []
    for _ in pairs():
        answers, step = divmod(answers, len(STEPS))
        values.append(STEPS[step])
    if answers:
        raise CodeError("the code is of another form")
    return values[::-1], _START + ticks * _TICK


def lines(text: str, markup: bool = False) -> Iterator[Line]:
    """Find the codes in a text, such as an exported chat, whatever else stands in it.

    Parameters
    ----------
    text : str
        All of it.
    markup : bool
        Whether it is HTML.

    Yields
    ------
    Line

    Examples
    --------
    >>> from kzdiplo.panel import codes
    >>> [line.rater for line in codes.lines("Salem! SWOT: Aigul = " + "A" * 48)]
    ['Aigul']
    """
    if markup:
        # a tag becomes the line breaks that it holds, so that lines keep their numbers
        text = html.unescape(_MARKUP.sub(lambda tag: " " + "\n" * tag[0].count("\n"), text))
    for found in _LINE.finditer(text):
        yield Line(text.count("\n", 0, found.start()) + 1, found["rater"], found["code"])
