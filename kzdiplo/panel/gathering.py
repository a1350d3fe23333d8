"""What a class sent, as files: of a folder, of the folders in it, and of archives.

An archive is unpacked file by file into a folder of this machine's choosing, under numbers, so
that no name in it leads elsewhere; and only up to a limit, so that a small archive cannot fill the
disk.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

#: A file may have no more bytes, an archive inside an archive and all files of one no more.
MOST_BYTES, MOST_PACKED, MOST_UNPACKED = 1_000_000, 20_000_000, 100_000_000
#: An archive may hold no more files; and archives may lie in one another so deep.
MOST_FILES, MOST_DEEP = 2000, 3

# what a live panel keeps beside the files of its first round
_LIVE = re.compile(r"panel\.sqlite(-wal|-shm)?|round-\d")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini", "__macosx"}
_ARCHIVE = b"PK\x03\x04"
#: What tells a workbook or another document, which are archives too, from an archive of files.
_DOCUMENTS = {"[Content_Types].xml", "mimetype", "Index/Document.iwa"}
_UNPACK = "Unpack it, and put the answers into the folder."
_DAMAGED = (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True)
class Found:
    """A file that was sent.

    Attributes
    ----------
    name : str
        Where it was found, such as ``"group 2/all.zip/aigul.csv"``.
    path : pathlib.Path
        Where its bytes lie now.
    problem : tuple of str
        Why it cannot be had and what to do; empty when it can.
    """

    name: str
    path: Path
    problem: tuple[str, str] | tuple[()] = ()


@contextmanager
def gathered(place: Path) -> Iterator[list[Found]]:
    """Find all files in a folder and in the folders and archives in it.

    Parameters
    ----------
    place : pathlib.Path
        A folder, or one file, which may be an archive. Hidden files, those of the system and
        what a live panel keeps besides are passed over, and links to folders are not followed.

    Yields
    ------
    list of Found
        By name; files out of archives are gone afterwards.
    """
    with TemporaryDirectory() as scratch:
        free = (Path(scratch, str(number)) for number in count())
        if place.is_dir():
            found: Iterator[Found] = (
                one for one in _in_folder(place, "", free) if not _is_live(one.name)
            )
        else:
            found = _as_is(place.name, place, free, 0)
        yield sorted(found, key=lambda one: one.name.casefold())


def _in_folder(folder: Path, above: str, free: Iterator[Path]) -> Iterator[Found]:
    for path in folder.iterdir():
        name = f"{above}{path.name}"
        if _is_hidden(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _in_folder(path, f"{name}/", free)
        else:
            yield from _as_is(name, path, free, 0)


def _as_is(name: str, path: Path, free: Iterator[Path], deep: int) -> Iterator[Found]:
    """Yield a file, or what is in it when it is an archive."""
    if not is_archive(path):
        yield Found(name, path)
        return
    try:
        with zipfile.ZipFile(path, metadata_encoding="cp866") as archive:
            yield from _unpacked(name, path, archive, free, deep)
    except _DAMAGED:
        yield Found(name, path, ("the archive is damaged or incomplete", "Ask for it again."))


def is_archive(path: Path) -> bool:
    """Say whether a file is an archive of files, and no workbook or other document.

    Parameters
    ----------
    path : pathlib.Path
        Its name does not count.

    Returns
    -------
    bool
    """
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            if file.read(4) != _ARCHIVE:
                return False
        with zipfile.ZipFile(path) as archive:
            return _DOCUMENTS.isdisjoint(archive.namelist())
    except _DAMAGED:
        # what begins like one and is broken is still none of the other kinds
        return path.suffix.lower() == ".zip"


def _unpacked(
    name: str, path: Path, archive: zipfile.ZipFile, free: Iterator[Path], deep: int
) -> Iterator[Found]:
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not any(map(_is_hidden, re.split(r"[/\\]", member.filename)))
    ]
    if deep == MOST_DEEP or len(members) > MOST_FILES:
        what = "lies in too many others" if deep == MOST_DEEP else f"holds {len(members)} files"
        yield Found(name, path, (f"the archive {what}", _UNPACK))
        return
    left = MOST_UNPACKED
    for member in members:
        inner = f"{name}/{_plain(member.filename)}"
        most = MOST_PACKED if member.filename.lower().endswith(".zip") else MOST_BYTES
        try:
            with archive.open(member) as source:
                content = source.read(min(most, left) + 1)
        except (RuntimeError, NotImplementedError):
            # by a password, or packed in a way that Python does not know
            yield Found(inner, path, ("the archive is locked", _UNPACK))
            continue
        except _DAMAGED:
            yield Found(inner, path, ("the archive is damaged here", "Ask for the file again."))
            continue
        if len(content) > min(most, left):
            whole = len(content) > left
            message = "the archive is" if whole else "the file is"
            message += f" larger than {MOST_UNPACKED if whole else most:,} bytes unpacked"
            yield Found(inner, path, (message, _UNPACK))
            if whole:
                return
            continue
        left -= len(content)
        target = next(free)
        target.write_bytes(content)
        yield from _as_is(inner, target, free, deep + 1)


def _is_hidden(name: str) -> bool:
    return name.removeprefix("..").startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def _is_live(name: str) -> bool:
    """Say whether a file is what a live panel keeps beside the answers of its first round."""
    return bool(_LIVE.fullmatch(name.split("/")[0]))


def _plain(name: str) -> str:
    """Return a name from an archive without what would act on a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)
