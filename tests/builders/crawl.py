"""Logs of a crawl of the UN record, made up."""

import io
import subprocess
import zipfile

import un_record


def log(*records):
    return "".join(
        f"2024-03-12 19:06:47 [scrapy.core.scraper] DEBUG: Scraped from <200 address>\n{record}\n"
        "2024-03-12 19:06:48 [scrapy.core.engine] DEBUG: Crawled (200)\n"
        for record in records
    )


def record(number, date, *votes, symbol="A/RES/78/1"):
    return {
        "id_record": [number],
        "resolution_symbol": [symbol],
        "title": ["Title with {braces}\n"],
        "vote": list(votes),
        "vote_date": [date],
    }


def repository(tmp_path):
    """Make a repository with one log of the beginning and two versions of the later one."""

    def commit(name, content):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        who = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
        for words in (["add", "."], [*who, "commit", "-qm", name]):
            subprocess.run(["git", "-C", tmp_path, *words], check=True)

    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "scrapy.log",
            log(
                record("1", "2023-12-04", "Y KAZAKHSTAN", " N TURKEY", " KIRIBATI"),
                record("2", "2023-12-05", "KAZAKHSTAN", " A TÜRKÝYE", " y KIRIBATI"),
                record("3", "2023-12-05", "Y KAZAKHSTAN", symbol="S/RES/1"),
                record("4", "1991-12-05", "Y TURKEY"),
                record("5", "N/A", "N/A"),
            ),
        )
    commit(un_record.BASE, packed.getvalue())
    later = record("6", "2024-01-08", "A KAZAKHSTAN", " A TÜRKİYE")
    mended = record("2", "2023-12-05", "N KAZAKHSTAN", " A TÜRKİYE", " Y KIRIBATI")
    commit(un_record.UPDATES, log(later).encode())
    commit(un_record.UPDATES, log(mended).encode())
    return tmp_path
