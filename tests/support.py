"""What several tests share: how to read a page, and the size of a phone."""

from bs4 import BeautifulSoup

PHONE = {"width": 360, "height": 740}


def read(html):
    """Return a page, or a piece of one, as a tree."""
    return BeautifulSoup(html, "html.parser")


def words(tag):
    """Return the text of a tag as a reader sees it, with spaces made one."""
    return " ".join(tag.get_text().split())
