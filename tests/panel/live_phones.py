"""Phones and the server that they talk to, for tests of the live panel."""

import http.client
import json
import multiprocessing
import random
import socket
import threading
import time

from kzdiplo import panel, serving
from kzdiplo.panel.live import Live
from kzdiplo.panel.live.store import Store

TOTAL = len(panel.pairs())


class Phone:
    """A phone as the page makes it: it sends all that it has until it hears that it is kept."""

    def __init__(self, port, vote, number, name=None):
        self.port, self.vote = port, vote
        self.token, self.name = f"{number:032x}", name or f"Rater {number}"
        self.round, self.revision = 1, 0
        self.places = [None] * TOTAL
        self.kept = 0
        self.times = []

    def body(self, **other):
        own = {name: getattr(self, name) for name in ("vote", "token", "name", "round")}
        return {**own, "revision": self.revision, "places": self.places, **other}

    def send(self, **other):
        """Post once; return the status."""
        start = time.perf_counter()
        status, _ = ask(self.port, "/answers", self.body(**other))
        self.times.append(time.perf_counter() - start)
        return status

    def answer(self, pair, place):
        self.places[pair] = place
        self.revision += 1

    def send_until_kept(self, until=float("inf")):
        """Post as often as it takes; say whether it was kept in time."""
        while time.monotonic() < until:
            try:
                status = self.send()
            except (OSError, http.client.HTTPException):
                status = None  # no server, or one that was killed meanwhile
            if status == 200:
                self.kept = self.revision
                return True
            if status not in {None, 429, 503}:
                raise AssertionError(status)
            time.sleep(0.02 if status is None else 0.2)
        return False


def ask(port, path, body=None, **headers):
    """Ask the server once; return status and data."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        if body is None:
            connection.request("GET", path, headers=headers)
        else:
            text = body if isinstance(body, bytes) else json.dumps(body).encode()
            connection.request("POST", path, text, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        read = answer.read()
    finally:
        connection.close()
    is_json = answer.headers.get("Content-Type", "").startswith("application/json")
    return answer.status, json.loads(read) if is_json else read.decode()


def hold(folder, port):
    """Hold a panel until killed."""
    with serving.listener("127.0.0.1", port) as at:
        serving.server(serving.by_address(Live(folder, port)), at).run()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as at:
        return at.getsockname()[1]


class Server:
    """A server in a process of its own, which can be killed and started again."""

    def __init__(self, folder):
        # started from a process that holds the library already, so that a start takes no second
        ways = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context(
            "forkserver" if "forkserver" in ways else "spawn"
        )
        if "forkserver" in ways:
            self._context.set_forkserver_preload(["kzdiplo.panel.live", "pytest"])
        self.folder, self.port = folder, free_port()

    def start(self):
        self.process = self._context.Process(target=hold, args=(self.folder, self.port))
        self.process.start()

    def kill(self):
        """End the process without a warning, as a power cut would."""
        self.process.kill()
        self.process.join()

    def vote(self):
        """Wait until it answers; return which vote it holds."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                return ask(self.port, "/state")[1]["vote"]
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
        raise AssertionError("the server does not start")


def lost(folder, heard):
    """Return the tokens of phones that heard an answer to be kept which the store does not hold."""
    store = Store(folder)
    rows = store._read("select token, revision, places from answer join rater on rater = number")
    store.close()
    stored = {token: (revision, tuple(json.loads(places))) for token, revision, places in rows}

    def has(token, revision, places):
        kept, kept_places = stored.get(token, (0, ()))
        # what was sent and not acknowledged may be there, too
        return kept > revision or (kept, kept_places) == (revision, places)

    return [token for token, answer in heard.items() if not has(token, *answer)]


def kill_often(folder, kills, raters, seed):
    """Let a class answer while its server is killed again and again.

    Return how many answers phones heard to be kept, and the tokens of those who lost one of them at
    some kill.
    """
    rng = random.Random(seed)
    server = Server(folder)
    server.start()
    vote = server.vote()
    over, heard, losers = threading.Event(), {}, []

    def take_part(number):
        own, phone = random.Random(seed + number + 1), Phone(server.port, vote, number)
        while not over.is_set():
            phone.answer(own.randrange(TOTAL), own.randint(-8, 8))
            if phone.send_until_kept(time.monotonic() + 5):
                heard[phone.token] = phone.kept, tuple(phone.places)
            time.sleep(own.uniform(0, 0.2))

    threads = [threading.Thread(target=take_part, args=[number]) for number in range(raters)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            time.sleep(rng.uniform(0, 0.3))
            server.kill()
            time.sleep(0.05)  # replies that were under way arrive
            losers += lost(folder, dict(heard))
            server.start()
            server.vote()
    finally:
        over.set()
        for thread in threads:
            thread.join()
        server.kill()
    return sum(revision for revision, _ in heard.values()), losers
