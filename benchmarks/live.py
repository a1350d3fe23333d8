"""A class of sixty phones at a live panel, and a server that is killed two hundred times.

``.venv/bin/python benchmarks/live.py`` prints a table; it takes some minutes and fails when an
answer is lost that a phone was told is kept.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests" / "panel")]
from live_phones import TOTAL, Phone, Server, ask, kill_often  # noqa: E402

from kzdiplo.panel.live.store import Store  # noqa: E402

RATERS, JOIN, ANSWERING, KILLS = 60, 10, 60, 200


def crowd(folder: Path) -> list[float]:
    """Let all join within some seconds and answer within a minute; return the seconds of posts."""
    server = Server(folder)
    server.start()
    vote, begun = server.vote(), threading.Event()

    def take_part(number: int) -> Phone:
        own, phone = random.Random(number), Phone(server.port, vote, number)
        begun.wait()
        time.sleep(JOIN * own.random())
        for pair in range(TOTAL):
            phone.answer(pair, own.randint(-8, 8))
            phone.send_until_kept()
            time.sleep(2 * own.random() * ANSWERING / TOTAL)
        return phone

    over = threading.Event()

    def project() -> None:
        """Look on as the page to project does, with results shown."""
        ask(server.port, "/board/show", {"shown": True})
        while not over.wait(2):
            ask(server.port, "/board/state")

    with ThreadPoolExecutor(RATERS + 1) as pool:
        parts = [pool.submit(take_part, number) for number in range(RATERS)]
        projector = pool.submit(project)
        begun.set()
        phones = [part.result() for part in parts]
        over.set()
        projector.result()
    server.kill()
    store = Store(folder)
    stored = {one.name: one.places for one in store.finished(1)}
    store.close()
    if stored != {phone.name: tuple(phone.places) for phone in phones}:
        raise SystemExit("answers are lost")
    return [seconds for phone in phones for seconds in phone.times]


def kills(folder: Path) -> int:
    """Kill the server again and again; return how many answers phones heard to be kept."""
    heard, losers = kill_often(folder, KILLS, raters=20, seed=2)
    if losers:
        raise SystemExit(f"{len(losers)} answers that phones heard to be kept are lost")
    return heard


def main() -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory(prefix="kzdiplo-live-") as folder:
        times = crowd(Path(folder) / "crowd")
        late = 1000 * quantiles(times, n=20)[-1]
        print(f"{RATERS} raters who join within {JOIN} s: {len(times)} posts, none lost; ", end="")
        print(f"95 per cent within {late:.0f} ms (goal: 300), slowest {1000 * max(times):.0f} ms")
        heard = kills(Path(folder) / "kills")
        print(f"{KILLS} kills: of {heard} answers that phones heard to be kept none is lost")


if __name__ == "__main__":
    main()
