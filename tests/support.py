"""What several tests share: how to read a page, the size of a phone, other data in their place."""

import threading
from contextlib import contextmanager, suppress

from bs4 import BeautifulSoup
from waitress.wasyncore import close_all

from kzdiplo import serving, source, table, vectors

PHONE = {"width": 360, "height": 740}


def read(html):
    """Return a page, or a piece of one, as a tree."""
    return BeautifulSoup(html, "html.parser")


def words(tag):
    """Return the text of a tag as a reader sees it, with spaces made one."""
    return " ".join(tag.get_text().split())


def forget_tables():
    """Forget what was read of the data, so that a test can put others in their place."""
    for cache in (table.descriptor, table._resources, source._registry, vectors._scheme):
        cache.cache_clear()


@contextmanager
def served(app, host="127.0.0.1"):
    """Serve an application on this machine; give the port."""
    with serving.listener(host, 0) as at:
        server = serving.server(app, at)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield at.getsockname()[1]
        finally:
            # its loop ends when nothing is left to listen to; where an answer that ends just now
            # wakes it first, it has closed what would be rung
            with suppress(OSError):
                server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
            thread.join(10)
            assert not thread.is_alive()
            server.task_dispatcher.shutdown()
