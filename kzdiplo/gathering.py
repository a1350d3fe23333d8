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

#: An archive inside an archive may have no more bytes, and all files of one no more.
MOST_PACKED, MOST_UNPACKED = 20_000_000, 100_000_000
#: An archive may hold no more files; and archives may lie in one another so deep.
MOST_FILES, MOST_DEEP = 2000, 3

_SYSTEM_FILES = {"thumbs.db", "desktop.ini", "__macosx"}
_ARCHIVE = b"PK\x03\x04"
#: What tells a workbook or another document, which are archives too, from an archive of files.
_DOCUMENTS = {"[Content_Types].xml", "mimetype", "Index/Document.iwa"}
_PARTS = re.compile(r"[/\\]")
_UNPACK = "Unpack it, and put what you need into the folder."
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
def gathered(place: Path, most_bytes: int) -> Iterator[list[Found]]:
    """Find all files in a folder and in the folders and archives in it.

    Parameters
    ----------
    place : pathlib.Path
        A folder, or one file, which may be an archive. Hidden files and those of the system are
        passed over, and links to folders are not followed.
    most_bytes : int
        A file in an archive may have no more.

    Yields
    ------
    list of Found
        By name; files out of archives are gone afterwards.
    """
    with TemporaryDirectory() as scratch:
        unpacking = _Unpacking((Path(scratch, str(number)) for number in count()), most_bytes)
        whole = place.is_dir()
        found = unpacking.folder(place) if whole else unpacking.file(place.name, place)
        yield sorted(found, key=lambda one: one.name.casefold())


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


@dataclass(frozen=True)
class _Unpacking:
    """Where files out of archives go, and how large one may be."""

    free: Iterator[Path]
    most_bytes: int

    def folder(self, folder: Path, above: str = "") -> Iterator[Found]:
        """Yield what is in a folder."""
        for path in folder.iterdir():
            name = f"{above}{path.name}"
            if _is_hidden(path.name):
                continue
            if path.is_dir() and not path.is_symlink():
                yield from self.folder(path, f"{name}/")
            else:
                yield from self.file(name, path)

    def file(self, name: str, path: Path, deep: int = 0) -> Iterator[Found]:
        """Yield a file, or what is in it when it is an archive."""
        if not is_archive(path):
            yield Found(name, path)
            return
        try:
            with zipfile.ZipFile(path, metadata_encoding="cp866") as archive:
                yield from self.archive(name, path, archive, deep)
        except _DAMAGED:
            yield Found(name, path, ("the archive is damaged or incomplete", "Ask for it again."))

    def archive(
        self, name: str, path: Path, archive: zipfile.ZipFile, deep: int
    ) -> Iterator[Found]:
        """Yield what is in an archive."""
        members = [
            member
            for member in archive.infolist()
            if not member.is_dir() and not any(map(_is_hidden, _PARTS.split(member.filename)))
        ]
        if deep == MOST_DEEP or len(members) > MOST_FILES:
            what = "lies in too many others" if deep == MOST_DEEP else f"holds {len(members)} files"
            yield Found(name, path, (f"the archive {what}", _UNPACK))
            return
        left = MOST_UNPACKED
        for member in members:
            inner = f"{name}/{_plain(member.filename)}"
            is_packed = member.filename.lower().endswith(".zip")
            most = MOST_PACKED if is_packed else self.most_bytes
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
            if len(content) > left:
                message = f"the archive is larger than {MOST_UNPACKED:,} bytes unpacked"
                yield Found(inner, path, (message, _UNPACK))
                return
            if len(content) > most:
                message = f"the file is larger than {most:,} bytes unpacked"
                yield Found(inner, path, (message, _UNPACK))
                continue
            left -= len(content)
            target = next(self.free)
            target.write_bytes(content)
            yield from self.file(inner, target, deep + 1)


def _is_hidden(name: str) -> bool:
    return name.removeprefix("..").startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def _plain(name: str) -> str:
    """Return a name from an archive without what would act on a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)
