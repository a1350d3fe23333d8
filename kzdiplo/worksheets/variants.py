"""Data of a student's own: drawn from the name, so that neighbours have other right answers."""

from __future__ import annotations

from hashlib import sha256
from unicodedata import normalize

import numpy as np


def own_numbers(name: str) -> np.random.RandomState:
    """Return random numbers that depend on a name alone.

    Parameters
    ----------
    name : str
        A student's; case and extra spaces do not matter.

    Returns
    -------
    numpy.random.RandomState
        The same on every machine: of numpy's generators this is the one whose numbers no later
        version changes, and a teacher's numpy may be another than the student's.

    Raises
    ------
    ValueError
        When the name is blank.

    Examples
    --------
    >>> from kzdiplo import own_numbers
    >>> own_numbers("Aigul").randint(100, size=3).tolist()
    [29, 77, 32]
    >>> own_numbers(" AIGUL ").randint(100, size=3).tolist()
    [29, 77, 32]
    """
    plain = as_compared(name)
    if not plain:
        raise ValueError('write your name, such as student = "Aigul"')
    seed = int.from_bytes(sha256(plain.encode()).digest()[:4], "big")
    return np.random.RandomState(seed)


def as_compared(name: str) -> str:
    """Return a name without what does not matter: case, extra spaces, and forms of one letter.

    Parameters
    ----------
    name : str
        A student's.

    Returns
    -------
    str

    Examples
    --------
    >>> from kzdiplo.worksheets.variants import as_compared
    >>> as_compared("  Aigul  KIM ")
    'aigul kim'
    """
    return " ".join(normalize("NFKC", name).split()).casefold()
