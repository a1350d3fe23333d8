"""A live panel: phones answer, the folder keeps, the projector shows.

:class:`Live` is the application that :func:`kzdiplo.serving.server` serves. Phones get one page and
post all that they have answered, each time with a greater revision, until they hear that it is
kept; so nothing hangs on a single message. The page to project is for this computer alone. Each
rater who has answered everything stands in the folder as a CSV file, too, which
:func:`kzdiplo.panel.collect` counts to the same weights.
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import pandas as pd

from kzdiplo import serving
from kzdiplo.measures.ahp import RANDOM_INDEX
from kzdiplo.messages import LANGUAGES, messages
from kzdiplo.panel import rounds
from kzdiplo.panel.forms import SAVED, form, pairs
from kzdiplo.panel.live.store import MOST, ROUNDS, Answer, Places, Store, StoreError
from kzdiplo.panel.results import LEAST, LIMIT, Panel, matrices
from kzdiplo.templating import render

#: Where the page to project is, on this computer.
BOARD = "/board"
#: The folder of a later round, in that of the first.
ROUND = "round-{}"
#: How many posts a second one phone may make.
PACE = 5
#: How long a name may be.
_LONGEST = 80

_TOKEN = re.compile(r"[0-9a-f]{32}")
_HERE = {"127.0.0.1", "::1"}
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
]

_Environ = dict[str, Any]
#: Name and places of each rater of a round.
_Given = tuple[tuple[str, Places], ...]


class _RefusalError(Exception):
    """A request is not served; its arguments are the status and the key of a message."""


class Live:
    """The application of a live panel, for a WSGI server.

    Parameters
    ----------
    folder : pathlib.Path
        Where answers are kept; with a panel in it, that panel goes on.
    port : int
        Where the server listens, for the addresses on the projector.

    Raises
    ------
    kzdiplo.panel.live.store.StoreError
        When the folder cannot keep answers.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from wsgiref.util import setup_testing_defaults
    >>> with TemporaryDirectory() as folder:
    ...     live = Live(Path(folder), 8000)
    ...     environ = {"PATH_INFO": "/state"}
    ...     setup_testing_defaults(environ)
    ...     (body,) = live(environ, lambda status, headers: print(status))
    ...     live.close()
    200 OK
    >>> sorted(json.loads(body))
    ['round', 'vote']
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.store = Store(folder)
        self._folder, self._port = folder, port
        # beside the requests, so that no phone waits for a result
        self._counting = ThreadPoolExecutor(1)
        self._counts: dict[str, tuple[tuple[_Given, ...], Future[dict[str, Any]]]] = {}
        self._results: dict[str, dict[str, Any]] = {}
        self._writing = threading.Lock()
        self._written: dict[tuple[int, int], int] = {}
        self._posts: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=PACE))
        self._routes: dict[tuple[str, str], Callable[[_Environ], str | dict[str, Any]]] = {
            ("GET", "/"): lambda _: self._phone,
            ("GET", "/state"): lambda _: self._state(),
            ("POST", "/answers"): self._answers,
            ("GET", BOARD): lambda _: self._board(),
            ("GET", f"{BOARD}/state"): lambda _: self._board_state(),
            ("POST", f"{BOARD}/show"): self._show,
            ("POST", f"{BOARD}/round"): self._round,
        }
        self._phone = render(
            "panel/live/phone.html.jinja",
            messages=messages("panel"),
            languages=LANGUAGES,
            rules={
                "vote": self.store.vote().id,
                "pairs": pairs(),
                "limit": LIMIT,
                "randomIndex": RANDOM_INDEX,
                "messages": messages("panel"),
            },
        )
        self.write()

    def close(self) -> None:
        """Write the files that are due, and close the database."""
        self.write()
        self._counting.shutdown(cancel_futures=True)
        self.store.close()

    def __call__(self, environ: _Environ, start: Callable[..., Any]) -> list[bytes]:
        """Answer a request."""
        headers = list(_HEADERS)
        try:
            status, found = HTTPStatus.OK, self._found(environ)
        except _RefusalError as refusal:
            status, found = refusal.args[0], {"refused": refusal.args[1]}
        except sqlite3.Error as error:
            # a full disk, say; the phone tries again
            status, found = HTTPStatus.SERVICE_UNAVAILABLE, {"refused": str(error)}
        text, kind = (
            (found, "text/html")
            if isinstance(found, str)
            else (json.dumps(found), "application/json")
        )
        body = text.encode()
        if len(body) > 1000 and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = gzip.compress(body)
            headers.append(("Content-Encoding", "gzip"))
        headers += [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Vary", "Accept-Encoding"),
        ]
        start(f"{status.value} {status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _found(self, environ: _Environ) -> str | dict[str, Any]:
        """Return a page or data, if the request may have it."""
        path = environ["PATH_INFO"]
        method = environ["REQUEST_METHOD"].replace("HEAD", "GET")
        if path not in {known for _, known in self._routes}:
            raise _RefusalError(HTTPStatus.NOT_FOUND, "address")
        if path.startswith(BOARD) and environ.get("REMOTE_ADDR") not in _HERE:
            raise _RefusalError(HTTPStatus.FORBIDDEN, "board")
        if (method, path) not in self._routes:
            raise _RefusalError(HTTPStatus.METHOD_NOT_ALLOWED, "method")
        return self._routes[method, path](environ)

    # For phones.

    def _state(self) -> dict[str, Any]:
        vote = self.store.vote()
        return {"vote": vote.id, "round": vote.round}

    def _answers(self, environ: _Environ) -> dict[str, Any]:
        """Keep what a phone sends; only then is it answered."""
        sent = _sent(environ)
        token, state = sent.get("token"), self._state()
        if sent.get("vote") != state["vote"]:
            raise _RefusalError(HTTPStatus.FORBIDDEN, "other")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise _RefusalError(HTTPStatus.BAD_REQUEST, "refused")
        self._pace(token)
        name = cleaned(sent["name"]) if isinstance(sent.get("name"), str) else ""
        round_, revision = (_whole(sent.get(key), 1, 10**9) for key in ("round", "revision"))
        if not name or round_ > state["round"]:
            raise _RefusalError(HTTPStatus.BAD_REQUEST, "refused")
        places = _places(sent.get("places"))
        try:
            self.store.keep(token, name, round_, revision, places)
        except StoreError:
            raise _RefusalError(HTTPStatus.FORBIDDEN, "full") from None
        if None not in places:
            self.write()
        return state

    def _pace(self, token: str) -> None:
        """Stop a phone that sends too fast, before it costs anything."""
        if len(self._posts) > 1000:
            self._posts.clear()
        posts, now = self._posts[token], time.monotonic()
        if len(posts) == PACE and now - posts[0] < 1:
            raise _RefusalError(HTTPStatus.TOO_MANY_REQUESTS, "pace")
        posts.append(now)

    # For the projector.

    def _board(self) -> str:
        codes = serving.codes(f"{address}" for address in serving.addresses(self._port))
        return render(
            "panel/live/board.html.jinja",
            codes=codes,
            languages=LANGUAGES,
            messages=messages("panel"),
            rules={
                "addresses": list(codes),
                "least": LEAST,
                "rounds": ROUNDS,
                "messages": messages("panel"),
            },
        )

    def _board_state(self) -> dict[str, Any]:
        """Return what the projector shows: counts, and results without names if they are due."""
        vote, unwritten = self.store.vote(), self.write()
        joined, finished = self.store.counts()
        held = range(1, vote.round + 1) if vote.shown else ()
        given = {
            n: tuple((answer.name, answer.places) for answer in self.store.finished(n))
            for n in held
        }
        given = {n: answers for n, answers in given.items() if len(answers) >= LEAST}
        results = {n: self._counted(str(n), result, answers) for n, answers in given.items()}
        both = self._counted("both", compared, *given.values()) if len(given) > 1 else None
        return {
            "addresses": serving.addresses(self._port),
            "round": vote.round,
            "shown": vote.shown,
            "joined": joined,
            "finished": finished,
            "unwritten": unwritten,
            "results": {n: found for n, found in results.items() if found},
            "compared": both,
        }

    def _counted(
        self, what: str, count: Callable[..., dict[str, Any]], *due: _Given
    ) -> dict[str, Any] | None:
        """Return the newest count that is ready; what is newer is counted meanwhile."""
        counted, coming = self._counts.get(what) or ((), None)
        if coming is None or (counted != due and coming.done()):
            coming = self._counting.submit(count, *due)
            self._counts[what] = due, coming
        with suppress(TimeoutError):
            self._results[what] = coming.result(timeout=1)
        return self._results.get(what)

    def _show(self, environ: _Environ) -> dict[str, Any]:
        self.store.show(bool(_sent(environ).get("shown")))
        return self._board_state()

    def _round(self, environ: _Environ) -> dict[str, Any]:
        self.store.begin(_whole(_sent(environ).get("round"), 2, ROUNDS))
        return self._board_state()

    # Files.

    def write(self) -> int:
        """Write the files of raters who have finished, where they are not written yet.

        Returns
        -------
        int
            How many could not be written; they stay due.
        """
        failed = 0
        with self._writing:
            for round_ in range(1, self.store.vote().round + 1):
                folder = self._folder / (ROUND.format(round_) if round_ > 1 else "")
                for answer in self.store.finished(round_):
                    if self._written.get((answer.number, round_)) == answer.revision:
                        continue
                    try:
                        _write(answer, folder)
                        self._written[answer.number, round_] = answer.revision
                    except OSError:
                        failed += 1
        return failed


def cleaned(name: str) -> str:
    r"""Return a name without what would turn, hide or calculate.

    Parameters
    ----------
    name : str
        As a phone sends it.

    Returns
    -------
    str
        On one line, at most 80 letters; without control characters and marks of direction, and
        without the signs by which a spreadsheet knows a formula at its beginning.

    Examples
    --------
    >>> from kzdiplo.panel.live import cleaned
    >>> cleaned(" =Да\u202e на ")
    'Да на'
    """
    spaced = " ".join(normalize("NFC", name).split())
    # C: control, format, surrogate, private, unassigned
    kept = "".join(letter for letter in spaced if category(letter)[0] != "C")
    return kept.lstrip("=+-@ ")[:_LONGEST].strip()


def result(answers: _Given) -> dict[str, Any]:
    """Return what a panel says, without its names.

    Parameters
    ----------
    answers : tuple
        Name and places of each rater.

    Returns
    -------
    dict
        ``raters``, how many; ``weights`` and ``quadrants``, rows of :meth:`Panel.weights` and
        :meth:`Panel.quadrant_weights`; ``agreement`` and ``chance``, Kendall's W of each list and
        what chance seldom exceeds, None where it is not defined.

    Examples
    --------
    >>> from kzdiplo.panel.live import result
    >>> said = result((("A", (0,) * 44), ("B", (0,) * 44)))
    >>> said["raters"], round(said["quadrants"][0]["weight"], 6), said["agreement"]["threat"]
    (2, 0.25, None)
    """
    panel = _panel(answers)
    agreement = panel.agreement().set_index("part")
    columns = ["item_id", "quadrant", "weight", "rank", "p10", "p50", "p90"]
    return {
        "raters": len(answers),
        "weights": panel.weights()[columns].to_dict("records"),
        "quadrants": panel.quadrant_weights().to_dict("records"),
        "agreement": {part: None if w != w else w for part, w in agreement["w"].items()},
        "chance": agreement["by_chance"].to_dict(),
    }


def compared(first: _Given, second: _Given) -> dict[str, Any]:
    """Return how many raters moved between two rounds, without their names.

    Parameters
    ----------
    first, second : tuple
        Name and places of each rater in a round.

    Returns
    -------
    dict
        As :func:`kzdiplo.panel.rounds.moved`, and by item in ``items`` how many raters gave more
        and how many less; empty with fewer than five raters in both rounds.

    Examples
    --------
    >>> from kzdiplo.panel.live import compared
    >>> round_ = tuple((name, (0,) * 44) for name in "ABCDE")
    >>> compared(round_, round_)["both"], compared(round_[:4], round_)
    (5, {})
    """
    panels = _panel(first), _panel(second)
    moved = rounds.moved(*panels)
    if moved.both < LEAST:
        return {}
    items = rounds.by_item(*panels).set_index("item_id")[["up", "down"]]
    return {**moved._asdict(), "items": items.to_dict("index")}


def _panel(answers: _Given) -> Panel:
    """Return the panel of a round."""
    return Panel({name: _judged(name, places) for name, places in answers}, {}, [])


@lru_cache(maxsize=MOST * ROUNDS)
def _judged(name: str, places: Places) -> dict[str, pd.DataFrame]:
    """Return the matrices of one rater."""
    return matrices(sheet(name, places))[name]


def sheet(name: str, places: Places) -> pd.DataFrame:
    """Return a rater's form, filled in.

    Parameters
    ----------
    name : str
        Of the rater.
    places : tuple of int
        From -8, where the left side weighs 9 times as much, through 0 to 8.

    Returns
    -------
    pandas.DataFrame
        As :func:`kzdiplo.panel.form`, with the values that the questionnaire writes.

    Examples
    --------
    >>> from kzdiplo.panel.live import sheet
    >>> sheet("A", (-8, 2) + (0,) * 42)["value"].head(3).tolist()
    [9.0, 0.333333, 1.0]
    """
    values = [
        1 / (1 + place) if place > 0 else 1.0 - place for place in places if place is not None
    ]
    return form(name).assign(value=[round(value, 6) for value in values])


def _write(answer: Answer, folder: Path) -> None:
    """Write a rater's file, whole or not at all."""
    slug = re.sub(r"[\W_]+", "-", answer.name).strip("-") or "rater"
    path = folder / f"swot-panel-{answer.number:03}-{slug}.csv"
    part = path.with_name(f".{path.name}.part")
    folder.mkdir(exist_ok=True)
    try:
        # as the questionnaire: the mark at its beginning tells a spreadsheet that it is UTF-8,
        # and of this file and another of the rater the one counts that was saved last
        sheet(answer.name, answer.places).assign(**{SAVED: answer.saved}).to_csv(
            part, index=False, encoding="utf-8-sig", lineterminator="\r\n"
        )
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _sent(environ: _Environ) -> dict[str, Any]:
    """Return the object in the body of a request."""
    # a page of another site can send plain text, but JSON only if it is let
    if environ.get("CONTENT_TYPE", "").split(";")[0].strip() != "application/json":
        raise _RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "refused")
    try:
        sent = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    except (ValueError, RecursionError):
        raise _RefusalError(HTTPStatus.BAD_REQUEST, "refused") from None
    if not isinstance(sent, dict):
        raise _RefusalError(HTTPStatus.BAD_REQUEST, "refused")
    return sent


def _whole(value: object, least: int, most: int) -> int:
    """Return a whole number within bounds."""
    if type(value) is not int or not least <= value <= most:
        raise _RefusalError(HTTPStatus.BAD_REQUEST, "refused")
    return value


def _places(value: object) -> Places:
    """Return the answers of all pairs, with None for those that are missing."""
    if not isinstance(value, list) or len(value) != len(pairs()):
        raise _RefusalError(HTTPStatus.BAD_REQUEST, "refused")
    return tuple(None if one is None else _whole(one, -8, 8) for one in value)
