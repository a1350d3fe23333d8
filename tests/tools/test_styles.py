"""The one style sheet has the rules that pages need, and no others."""

from types import SimpleNamespace

import pytest
import styles

WORDS = {"card", "open", "bs-tooltip-"}


@pytest.mark.parametrize(
    "rule",
    [
        ".card{color:red}",
        "p > a:hover{color:red}",
        ".card.open:not(.shut){color:red}",
        ":is(.card,.shut) p{color:red}",
        '[class*="shut"]{color:red}',
        ".bs-tooltip-end{color:red}",
        "@font-face{font-family:x;src:url(data:font/woff2;base64,A{B)}",
        '.card::before{content:"}{;"}',
        "@keyframes x{from{top:0}to{top:1px}}",
        r".col-1\/2{width:50%}",
    ],
)
def test_rules_that_may_be_needed_stay_as_they_are(rule):
    assert styles.needed(rule, WORDS) == rule


def test_selectors_that_name_what_no_page_has_go():
    css = ".card,.shut p{top:0}#nowhere{top:1px}@media print{.shut{top:0}}@media print{p{top:0}}"
    assert styles.needed(css, WORDS) == ".card{top:0}@media print{p{top:0}}"


def test_one_sheet_takes_the_place_of_all(tmp_path):
    static = tmp_path / "_static"
    (static / "styles").mkdir(parents=True)
    (static / "basic.css").write_text('/* x */ .card{background:url("a.png")}')
    (static / "styles" / "theme.css").write_text('@import "../basic.css"; p{top:0}')
    (static / "own.css").write_text(".open{top:0}.shut{top:0}")
    (static / "own.js").write_text('element.classList.add("open")')
    (tmp_path / "a").mkdir()
    page = tmp_path / "a" / "page.html"
    page.write_text(
        '<link href="../_static/styles/theme.css?v=1" rel="stylesheet" />\n'
        '<link rel="icon" href="x.svg">\n<link rel="stylesheet" href="../_static/own.css">\n'
        '<p class="card">shut</p>'
    )
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))
    styles.put_together(app, None)
    sheet = (tmp_path / styles.NAME).read_text()
    assert sheet == ".card{background:url(../a.png)}p{top:0}.open{top:0}"
    first = page.read_text()
    assert styles.LINK.findall(first) == [f"../{styles.NAME}?v={first.partition('?v=')[2][:8]}"]
    assert '<link rel="icon" href="x.svg">' in first
    # a page that is not written again keeps the sheet
    styles.put_together(app, None)
    assert page.read_text() == first
