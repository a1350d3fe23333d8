"""What fetchers share: how a publisher is asked, and what is said where it gives no answer.

A fetcher has the name of its table. Its `fetch` asks the publisher through its interface and
returns what a FILE of `make renew` would hold: rows of the new years in the table's own columns.
It writes nothing, and what it returns is checked as a FILE is. `sdmx1` asks the European Central
Bank, Eurostat and the IMF, `wbgapi` the World Bank. UN Comtrade is asked here: `comtradeapicall`
prints what went wrong and returns None for it, whether the answer was busy, refused or cut, asks
once, and hides how many rows there were. So is the World Bank's WITS, whose indicators `sdmx1` does
not know.

All go through one session, which waits where a publisher asks for patience, asks again where it
is busy, and gives up with one sentence: what, where, and what to do.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from unittest import mock

import pandas as pd
import requests
import sdmx
import wbgapi
from building import shipped
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, ResponseError
from urllib3.util.retry import Retry

from kzdiplo import TableError

COMTRADE = "https://comtradeapi.un.org"
WITS = "https://wits.worldbank.org/API/V1/SDMX/V21/datasource/tradestats-trade"
#: Seconds that an answer may take, and that a publisher may ask to wait.
ANSWER, PATIENCE = 60, 60
#: So often a busy publisher is asked again, with pauses that double from so many seconds.
AGAIN, PAUSE = 3, 2.0
BUSY = (429, 500, 502, 503, 504)
#: A value this many times larger or smaller than the table's own has another unit.
ANOTHER_UNIT = 10

BY_HAND = "or download the file and name it (FILE=...)"
LATER = f"Ask again later, {BY_HAND}."
CHANGED = f"If it stays so, its interface has changed: mend the fetcher, {BY_HAND}."


class _Patience(Retry):
    """Waits as a publisher asks, but not for ever."""

    def increment(self, method=None, url=None, response=None, error=None, **more):  # type: ignore[no-untyped-def]
        if response is not None and (self.get_retry_after(response) or 0) > PATIENCE:
            raise MaxRetryError(more.get("_pool"), url, ResponseError("asks to wait for long"))
        return super().increment(method, url, response, error, **more)


class Session(requests.Session):
    """A session that is patient, remembers whom it asked, and raises where it is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.address = ""
        patience = _Patience(AGAIN, status_forcelist=BUSY, backoff_factor=PAUSE)
        # the last answer comes back instead of an error that has lost it
        patience.raise_on_status = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, HTTPAdapter(max_retries=patience))

    def send(self, request: requests.PreparedRequest, **options: object) -> requests.Response:
        """Send a request; raise where the answer is an error."""
        self.address = request.url or ""
        options["timeout"] = options.get("timeout") or ANSWER
        answer = super().send(request, **options)  # type: ignore[arg-type]
        answer.raise_for_status()
        return answer


@contextlib.contextmanager
def asked(publisher: str) -> Iterator[Session]:
    """Give a session for some questions; what goes wrong in them becomes one sentence."""
    with Session() as session:
        try:
            # sdmx1 prints what it could not parse
            with contextlib.redirect_stdout(io.StringIO()):
                yield session
        except TableError:
            raise
        except requests.HTTPError as error:
            what, remedy = _refusal(error.response)
        except requests.RequestException as error:
            what, remedy = f"it gives no answer ({_short(error)})", f"Is there a network? {LATER}"
        except Exception as error:  # each client has its own
            what, remedy = f"its answer ends early or has another form ({_short(error)})", CHANGED
        else:
            return
    raise TableError(f"{publisher}, {session.address}: {what}. {remedy} Nothing was written.")


def _refusal(response: requests.Response) -> tuple[str, str]:
    """Return what a publisher said instead of an answer, and what to do."""
    status = f"{response.status_code} {response.reason}".strip()
    if wait := response.headers.get("Retry-After"):
        return f"it is busy ({status})", f"It asks to wait: {wait} (seconds or day). {LATER}"
    if response.status_code in BUSY:
        return f"it is busy or broken ({status}), also after {AGAIN} more tries", LATER
    if response.status_code == 404:
        return f"it has nothing there ({status})", f"There may be no newer values yet. {CHANGED}"
    return f"it refuses the question ({status})", CHANGED


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:120]}{'...' if len(text) > 120 else ''}"


def refused(publisher: str, what: str, remedy: str = CHANGED) -> TableError:
    """Return the error of an answer that cannot be used."""
    return TableError(f"{publisher}: {what}. {remedy} Nothing was written.")


def observations(
    publisher: str, source: str, flow: str, key: Mapping[str, Sequence[str]], since: str
) -> pd.DataFrame:
    """Ask for series by SDMX: a column for each part of the key, ``TIME_PERIOD`` and ``value``.

    ``key`` has the parts in the order of the publisher, each with the codes asked for. An answer
    without one of them, without values or without a part is refused.
    """
    with asked(publisher) as session:
        client = sdmx.Client(source, session=session)
        words = ".".join("+".join(codes) for codes in key.values())
        message = client.data(flow, key=words, params={"startPeriod": since})
        series = [sdmx.to_pandas(data) for data in message.data]
        rows = pd.concat([each.reset_index() for each in series if len(each)] or [pd.DataFrame()])
    if rows.empty:
        raise refused(publisher, f"it has no values of {flow} from {since} on", LATER)
    complete(publisher, rows, [*key, "TIME_PERIOD", "value"])
    for part, codes in key.items():
        if missing := [code for code in codes if code not in set(rows[part])]:
            raise refused(publisher, f"its answer lacks {part} {', '.join(missing)}")
    return rows.dropna(subset="value")


def indicator(publisher: str, code: str, first: int, last: int) -> pd.Series:
    """Ask the World Bank for an indicator of Kazakhstan by year; years without a value are out."""
    with asked(publisher) as session, mock.patch.object(wbgapi, "requests", session):
        found = wbgapi.fetch(f"country/KAZ/indicator/{code}", {"date": f"{first}:{last}"})
        rows = pd.DataFrame([row for row in found if row])
    complete(publisher, rows, ["date", "value"])
    years = rows["date"].astype(int)
    if missing := sorted({*range(first, last)} - {*years}):
        raise refused(publisher, f"its answer on {code} lacks the year {missing[0]}")
    return pd.Series(rows["value"].to_numpy("float64"), index=years).dropna()


def comtrade(publisher: str, path: str, part: str, **question: str | int) -> pd.DataFrame:
    """Ask UN Comtrade; return the rows of its answer, none where it has none."""
    with asked(publisher) as session:
        answer = json.loads(session.get(f"{COMTRADE}/{path}", params=question).content)
        rows = answer[part]
        if answer.get("error"):
            raise refused(publisher, f"it refuses the question ({answer['error']})")
        if answer.get("count", len(rows)) != len(rows):
            raise refused(publisher, f"it sent {len(rows)} of {answer['count']} rows", LATER)
        return pd.DataFrame(rows)


def wits(publisher: str, code: str) -> pd.Series:
    """Ask WITS for an indicator of Kazakhstan without partner and product, by year."""
    path = f"reporter/KAZ/year/ALL/partner/999/product/999999/indicator/{code}"
    with asked(publisher) as session:
        answer = json.loads(session.get(f"{WITS}/{path}", params={"format": "JSON"}).content)
        (series,) = answer["dataSets"][0]["series"].values()
        parts = {part["id"]: part for part in answer["structure"]["dimensions"]["observation"]}
        years = [int(year["id"]) for year in parts["TIME_PERIOD"]["values"]]
        values = {years[int(place)]: cell[0] for place, cell in series["observations"].items()}
        return pd.Series(values, dtype="float64").sort_index().dropna()


def complete(publisher: str, rows: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse an answer without one of its columns."""
    if missing := [column for column in columns if column not in rows]:
        has = ", ".join(map(str, rows)) or "none"
        raise refused(publisher, f"its answer lacks {', '.join(missing)}, and has {has}")


def same_unit(
    publisher: str, name: str, rows: pd.DataFrame, keys: Sequence[str], columns: Sequence[str]
) -> pd.DataFrame:
    """Return rows of a table, or refuse them where one that it has, too, is of another unit."""
    both = shipped(name).merge(rows.astype("str"), on=[*keys], suffixes=(" was", ""))
    for column in columns:
        was, now = (pd.to_numeric(both[f"{column}{end}"]) for end in (" was", ""))
        other = now.notna() & (was > 0) & ~(now / was).between(1 / ANOTHER_UNIT, ANOTHER_UNIT)
        for place in both.index[other][:1]:
            where = ", ".join(both.loc[place, [*keys]])
            told = f"{column} of {where} is {now[place]:g} and was {was[place]:g}"
            raise refused(publisher, f"its unit seems to have changed: {told}")
    return rows


def notes(name: str, rows: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """Return the notes of rows: those of a table are the book's, and stay."""
    known = shipped(name).set_index([*keys])["note"].to_dict()
    found = (tuple(map(str, row)) for row in rows[[*keys]].itertuples(index=False))
    return [known.get(key if len(keys) > 1 else key[0], "") for key in found]
