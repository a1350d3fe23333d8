"""What a live panel keeps: a database in its folder, written through before a phone is answered."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from kzdiplo.panel.results import folded

#: The database in the folder of a panel.
FILE = "panel.sqlite"
#: How many raters can join; a class is smaller, and a flood is stopped.
MOST = 300
#: A panel votes at most twice, before and after discussion.
ROUNDS = 2

_TABLES = """
create table if not exists vote (id text, round integer, shown integer);
create table if not exists rater (
  number integer primary key, token text unique, name text, folded text unique
);
create table if not exists answer (
  rater integer, round integer, revision integer, places text, finished integer, saved text,
  primary key (rater, round)
);
"""

#: Where the slider of each pair stands, from -8 (9 times to the left) to 8; None is no answer.
Places = tuple[int | None, ...]


class StoreError(ValueError):
    """The folder cannot hold a panel, or no more raters; the message says what to do."""


class Vote(NamedTuple):
    """Which vote it is, and how far it is."""

    id: str
    round: int
    shown: bool


class Answer(NamedTuple):
    """A rater's complete answers of one round, and when this computer had them."""

    number: int
    name: str
    revision: int
    places: Places
    saved: str


class Store:
    """The database of a live panel.

    What a method has written when it returns survives the end of the process and, as far as the
    disk keeps its word, of the power. Several threads may use one store.

    Parameters
    ----------
    folder : pathlib.Path
        Made if it is not there. With a panel in it, that panel goes on.

    Raises
    ------
    StoreError
        When the folder cannot hold a database.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     store = Store(Path(folder))
    ...     store.keep("one", "Dana", 1, 1, (0, None))
    ...     store.keep("two", "dana", 1, 1, (0, 8))
    ...     print(store.counts(), store.finished(1)[0][:4])
    ...     store.close()
    (2, 1) (2, 'dana (2)', 1, (0, 8))
    """

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(
                folder / FILE, isolation_level=None, check_same_thread=False
            )
            (mode,) = self._base.execute("pragma journal_mode = wal").fetchone()
            self._base.execute("pragma synchronous = full")
            self._base.executescript(_TABLES)
            with self._writing():
                if not self._base.execute("select 1 from vote").fetchone():
                    self._base.execute("insert into vote values (?, 1, 0)", [secrets.token_hex(8)])
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise StoreError(
                f"{folder} cannot keep answers: {reason}. Name a folder on this computer's own "
                "disk that you may write to"
            ) from None
        if mode != "wal":
            raise StoreError(f"{folder} is no place to keep answers: name a folder on a local disk")

    def close(self) -> None:
        """Close the database; without it nothing is lost."""
        self._base.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Do all that is within, or nothing."""
        with self._lock, self._base:
            self._base.execute("begin immediate")
            yield

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._base.execute(query, values).fetchall()

    def vote(self) -> Vote:
        """Return which vote it is, and how far it is.

        Returns
        -------
        Vote
            Its id, its round, and whether results are shown.
        """
        ((vote, round_, shown),) = self._read("select id, round, shown from vote")
        return Vote(vote, round_, bool(shown))

    def keep(self, token: str, name: str, round_: int, revision: int, places: Places) -> None:
        """Keep what a phone sends, unless something later of it is kept already.

        Parameters
        ----------
        token : str
            Whose it is: the first one to come with a token is a new rater.
        name : str
            As the rater writes it; of two of the same name the second gets a number. The first
            name of a token stays.
        round_ : int
            In which round.
        revision : int
            Greater for what is later.
        places : tuple of int or None
            All the answers, with None for those that are missing.

        Raises
        ------
        StoreError
            When a new rater finds no room.
        """
        with self._writing():
            number = self._number(token, name)
            self._base.execute(
                "insert into answer values (?, ?, ?, ?, ?, ?) on conflict (rater, round) do update "
                "set revision = excluded.revision, places = excluded.places, "
                "finished = excluded.finished, saved = excluded.saved "
                "where excluded.revision > revision",
                [number, round_, revision, json.dumps(places), None not in places, _now()],
            )

    def _number(self, token: str, name: str) -> int:
        """Return the number of a rater, who may be new."""
        known = self._base.execute("select number from rater where token = ?", [token]).fetchone()
        if known:
            return int(known[0])
        taken = {row[0] for row in self._base.execute("select folded from rater")}
        if len(taken) >= MOST:
            raise StoreError("no more raters can join")
        names = (name if n == 1 else f"{name} ({n})" for n in range(1, MOST + 2))
        free = next(one for one in names if folded(one) not in taken)
        new = self._base.execute(
            "insert into rater (token, name, folded) values (?, ?, ?)", [token, free, folded(free)]
        )
        return int(new.lastrowid or 0)

    def counts(self) -> tuple[int, int]:
        """Return how many raters have joined, and how many have finished this round.

        Returns
        -------
        tuple of int
        """
        query = "select (select count(*) from rater), count(*) from answer, vote "
        query += "where answer.round = vote.round and finished"
        ((joined, finished),) = self._read(query)
        return joined, finished

    def finished(self, round_: int) -> list[Answer]:
        """Return the complete answers of a round.

        Parameters
        ----------
        round_ : int
            From 1.

        Returns
        -------
        list of Answer
            By the order in which raters joined.
        """
        query = "select number, name, revision, places, saved "
        query += "from answer join rater on rater = number "
        query += "where round = ? and finished order by number"
        return [
            Answer(number, name, revision, tuple(json.loads(places)), saved)
            for number, name, revision, places, saved in self._read(query, round_)
        ]

    def show(self, shown: bool) -> None:
        """Show results on the projector, or hide them.

        Parameters
        ----------
        shown : bool
        """
        with self._writing():
            self._base.execute("update vote set shown = ?", [shown])

    def begin(self, round_: int) -> None:
        """Begin a round, with results hidden.

        Parameters
        ----------
        round_ : int
            The next one; a round that has begun already goes on.
        """
        with self._writing():
            self._base.execute(
                "update vote set round = ?, shown = 0 where round = ?", [round_, round_ - 1]
            )


def _now() -> str:
    """Return the time as the questionnaire writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
