"""What several tests share: how to read a page, the size of a phone, other data in their place."""

from bs4 import BeautifulSoup

from kzdiplo import source, table, vectors

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
