"""Write the data for a repository such as Zenodo, as one file: make archive.

It holds the data package, a codebook, the licence and what Zenodo asks about a record. The same
tables give the same bytes; only another Chromium may draw another codebook. Rows that may not be
passed on never come this far: the descriptor, made first, refuses them (``licenses`` in a sidecar).
"""

from __future__ import annotations

import json
import re
import zipfile

import descriptor
import project
import published
import releases
import sidecars
from browser import chromium, open_browser

from kzdiplo.table import origin

#: Printed dates of a PDF, which have one length.
_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}")
_MARGIN = dict.fromkeys(("top", "bottom", "left", "right"), "16mm")
_FOOTER = (
    '<div style="font-size:8px;width:100%;text-align:center"><span class="pageNumber"></span></div>'
)


def record(package: dict) -> dict:
    """Return what Zenodo asks about a record, in the words of its schema of deposits."""
    cited = published.citation()
    # a record promises no more than each of its tables allows
    others = [table for table in package["resources"] if table["licenses"] != package["licenses"]]
    closed = any(each["name"] == "other-nc" for table in others for each in table["licenses"])
    default = descriptor.DEFAULT[0]
    names = ", ".join(table["name"] for table in others)
    notes = (
        f"The compilation, and every table not named here, is under "
        f"{sidecars.LICENSES[default]['title']}. Under other terms, given in README.md: {names}."
    )
    described = (
        f"<p>{len(package['resources'])} tables behind <i>{cited['title']}</i>, version "
        f"{package['version']}: a Data Package with schemas and a codebook. Every row names its "
        "sources.</p>"
    )
    book = {"identifier": project.ADDRESS, "relation": "isSupplementTo", "scheme": "url"}
    return {
        "title": f"{package['title']}: the tables of kzdiplo {package['version']}",
        "upload_type": "dataset",
        "description": described,
        "creators": [{"name": author["name"]} for author in cited["authors"]],
        "publication_date": str(cited["date-released"]),
        "access_right": "open",
        "license": "other-nc" if closed else default,
        "keywords": cited["keywords"],
        **({"notes": notes} if others else {}),
        **({"related_identifiers": [book]} if project.ADDRESS else {}),
    }


def codebook(package: dict) -> str:
    """Return the codebook as a page: every table and column, as the sidecars describe them."""
    template = published.TEMPLATES.get_template("codebook.html.jinja")
    return template.render(package=package, book=published.citation()["title"], origin=origin)


def printed(page: str, date: str) -> bytes:
    """Return a page as PDF, of a given day rather than of today."""
    with open_browser() as browser:
        tab = browser.new_page()
        tab.set_content(page)
        pdf = tab.pdf(
            format="A4",
            margin=_MARGIN,
            tagged=True,
            outline=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=_FOOTER,
        )
    return _DATE.sub(rb"\g<1>%s000000" % date.replace("-", "").encode(), pdf)


def files() -> dict[str, bytes]:
    """Return everything that the archive holds, by its path there."""
    held = published.files()
    package = json.loads(held["datapackage.json"])
    page = codebook(package)
    if chromium():
        held["codebook.pdf"] = printed(page, str(published.citation()["date-released"]))
    else:
        print("no Chromium: the codebook as HTML only (sudo apt-get install chromium)")
        held["codebook.html"] = page.encode()
    for name in ("CHANGELOG.md", "CITATION.cff", "LICENSE"):
        held[name] = (project.ROOT / name).read_bytes()
    held[".zenodo.json"] = f"{json.dumps(record(package), ensure_ascii=False, indent=1)}\n".encode()
    return held


def main() -> None:
    """Write the archive, and say where it is."""
    descriptor.main()
    path = project.BUILD / f"kzdiplo-data-{published.version()}.zip"
    releases.pack(path, files(), zipfile.ZIP_DEFLATED)
    print(f"the archive is {path} ({path.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
