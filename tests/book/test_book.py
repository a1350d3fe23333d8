"""The built book, as a reader's browser shows it."""

import re
import statistics
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
import toc
from axe_playwright_python.sync_playwright import Axe
from page_weight import WIDE, first_visit, pages, settle, weight
from questions import QUESTIONS
from support import PHONE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
# the rules of axe on what depends on the colour scheme
COLOURS = ["color-contrast", "link-in-text-block"]
OFF = {"enabled": False}
# the ways in which an element may load a file
LOADS = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")}


CHAPTERS = [toc.name(path) for path in toc.chapters()]
PAGES = [*toc.pages(), "search"]
PARTNERS = [name for name in PAGES if "/partners/" in name]
# one template makes the pages of partners: those with most, with fewest and with other blocks
LIKE_THEM = [
    f"notebooks/partners/{name}"
    for name in ("overview", "uzbekistan", "european-union", "singapore", "ukraine")
]
VISITED = [name for name in PAGES if name not in PARTNERS or name in LIKE_THEM]

# drawn in their chapters line by line, so that no chart knows what their marks say
BY_HAND = {
    *("china-tools", "clusters", "expo", "timeline-1991-2026", "tourism", "weighing-evidence"),
    "window",
}

every_page = pytest.mark.parametrize("name", VISITED)
every_chapter = pytest.mark.parametrize("name", CHAPTERS)


@dataclass
class Visit:
    """What was seen on one page."""

    errors: list[str]
    requests: list[str]
    first_loads: list[str]
    hidden_solutions: list[bool]
    opened_by_keyboard: bool | None
    violations: dict[str, list[str]]
    figures: dict[str, list[dict]]
    downloads: list[tuple[str, pd.DataFrame]]
    phone_width: int
    told: list[dict]
    last_value: dict | None


@pytest.fixture(scope="session")
def visit(book, browser):
    """Return a function that visits a page once, however many tests ask."""

    @cache
    def once(name):
        context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
        page = context.new_page()
        try:
            return look_at(page, book / f"{name}.html")
        finally:
            context.close()

    return once


def look_at(page, path):
    errors, requests = [], []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    first_loads = first_visit(page, path)
    solutions = page.locator(".solution #solution-content")
    hidden_solutions = [not solution.is_visible() for solution in solutions.all()]
    opened_by_keyboard = None
    if hidden_solutions:
        page.locator(".solution .toggle-button").first.press("Enter")
        opened_by_keyboard = solutions.first.is_visible()
    figures = {"wide": figures_on(page)}
    last_value = end_of_slider(page)
    open_all(page)
    told = page.locator(".kz-figure").evaluate_all(script("values_on.js"))
    violations = {"structure": violations_on(page, {"rules": dict.fromkeys(COLOURS, OFF)})}
    page.set_viewport_size(PHONE)
    settle(page)
    figures["phone"] = figures_on(page)
    phone_width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)
    thin_out(page)
    violations["light"] = violations_on(page, {"runOnly": COLOURS})
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    violations["dark"] = violations_on(page, {"runOnly": COLOURS})
    return Visit(
        errors=errors,
        requests=requests,
        first_loads=first_loads,
        hidden_solutions=hidden_solutions,
        opened_by_keyboard=opened_by_keyboard,
        violations=violations,
        figures=figures,
        downloads=downloads_on(page),
        phone_width=phone_width,
        told=told,
        last_value=last_value,
    )


def script(name):
    """Return a script that the browser runs, from its file."""
    return Path(__file__).with_name(name).read_text("utf-8")


def figures_on(page):
    """Return what each figure shows: its drawing, and which drawings there are to choose from."""
    return page.locator(".kz-figure").evaluate_all(script("figures_on.js"))


def end_of_slider(page):
    """Go to the last value of the first figure by keyboard; return what was said and shown."""
    sliders = page.locator(".kz-slide input")
    if not sliders.count():
        return None
    sliders.first.press("End")
    tip = page.locator(".kz-tip").first
    said = sliders.first.evaluate("slider => slider.ariaValueText")
    seen = {"said": said, "shown": tip.text_content(), "visible": tip.is_visible()}
    sliders.first.press("Escape")
    return {**seen, "gone": not tip.is_visible()}


def download(page, link):
    with page.expect_download() as started:
        link.click()
    return link.text_content(), pd.read_csv(started.value.path())


def downloads_on(page):
    """Return the text of each link to plotted rows, and the table behind it."""
    links, found = page.locator(".kz-source a[download^=kzdiplo]"), []
    for i in range(links.count()):
        if i % 10 == 0:
            # Chromium asks before it saves an eleventh file from one visit
            page.reload()
            open_all(page)
        found.append(download(page, links.nth(i)))
    return found


def open_all(page):
    """Open what is folded away, and stop movement, so that all text is there to be judged."""
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    page.add_style_tag(content=".kz-choose > div { display: block !important; }")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    page.locator(".toggle-button-hidden").evaluate_all("buttons => buttons.forEach(b => b.click())")


def thin_out(page):
    """Leave a few of many alike: rows, list items, words of code. Judging colours is slow."""
    page.evaluate(script("thin_out.js"))


def violations_on(page, options):
    """Return what axe finds by its rules, with the places."""
    options = {"resultTypes": ["violations"], "preload": False, **options}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:120]} {node.get('failureSummary', '')}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


# Each page.


@every_page
def test_a_page_opens_without_errors(visit, name):
    errors = visit(name).errors
    assert not errors, "\n".join(errors)


@every_page
def test_a_page_loads_nothing_from_outside(visit, name):
    kinds = {urlsplit(url).scheme for url in visit(name).requests}
    assert kinds - {"file", "data"} == set()


@every_page
@pytest.mark.parametrize("part", ["structure", "light", "dark"])
def test_a_page_is_accessible(visit, name, part):
    found = visit(name).violations[part]
    assert not found, "\n".join(found)


@every_page
def test_a_page_fits_a_phone(visit, name):
    width = visit(name).phone_width
    assert width <= PHONE["width"]


# The figures of each chapter.


@every_chapter
@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_figures_show_the_drawing_for_the_screen(visit, name, screen):
    figures = visit(name).figures[screen]
    assert figures
    for figure in figures:
        assert figure["width"] > 0
        assert figure["drawing"] == figure[screen]
        assert figure["wide"] != figure["phone"]


@every_chapter
def test_figures_have_alt_text_and_a_dated_source(visit, name):
    for figure in visit(name).figures["wide"]:
        assert len(figure["alt"].split()) > 5
        assert not re.search(r"\.(?:svg|png|jpe?g)\b", figure["alt"])
        assert re.match(r"Source: .+\. [A-Z][^.]*\b\d{4}\b", figure["source"])


@every_chapter
def test_figures_give_the_rows_that_they_promise(visit, name):
    seen = visit(name)
    assert len(seen.downloads) == len(seen.figures["wide"])
    for promise, table in seen.downloads:
        assert promise == f"Download the {len(table)} plotted rows (CSV)"


@every_chapter
def test_figures_give_their_values_to_the_keyboard(visit, name):
    seen = visit(name)
    silent = {Path(figure["file"]).stem for figure in seen.told if not figure["marks"]}
    assert silent <= BY_HAND
    last = seen.last_value
    first = next(figure for figure in seen.told if figure["marks"])
    assert last["said"] == last["shown"] == first["marks"][-1][0]
    assert last["visible"]
    assert last["gone"]


@every_chapter
def test_figures_show_all_their_rows_as_a_table(visit, name):
    seen = visit(name)
    assert [figure["rows"] for figure in seen.told] == [len(rows) for _, rows in seen.downloads]
    for figure, (_, rows) in zip(seen.told, seen.downloads, strict=True):
        assert figure["columns"] == [
            column.replace("_", " ") for column in rows.columns if column != "source"
        ]


@every_chapter
def test_the_rows_of_a_figure_have_an_address_of_their_own(visit, book, name):
    page = book / f"{name}.html"
    seen = visit(name)
    for figure, (_, rows) in zip(seen.told, seen.downloads, strict=True):
        assert len(pd.read_csv((page.parent / figure["file"]).resolve())) == len(rows)
        assert figure["number"].startswith("Fig. ")


# Folds and search.


@every_chapter
def test_solutions_are_hidden_until_a_key_opens_them(visit, name):
    seen = visit(name)
    hidden, opened = seen.hidden_solutions, seen.opened_by_keyboard
    assert len(hidden) >= 3
    assert all(hidden)
    assert opened


def test_the_search_finds_a_chapter(book, browser):
    page = browser.new_page()
    page.goto(f"{(book / 'search.html').as_uri()}?q=embassies")
    page.locator("#search-results a[href*='network.html']").first.wait_for(timeout=10_000)
    page.close()


@pytest.mark.parametrize("words", ["Turkey", "Турция", "Türkiye"])
def test_the_search_finds_a_state_by_any_of_its_names(book, browser, words):
    page = browser.new_page()
    page.goto(f"{(book / 'search.html').as_uri()}?q={words}")
    page.locator("#search-results a[href*='partners/turkiye.html']").first.wait_for(timeout=10_000)
    page.close()


def test_the_door_leads_to_the_first_page(book, browser):
    page = browser.new_page()
    page.goto((book / "index.html").as_uri())
    page.wait_for_url(f"**/{PAGES[0]}.html")
    page.close()


# The whole book.


def test_every_page_of_the_book_is_tested(book):
    assert {page.relative_to(book).with_suffix("").as_posix() for page in pages(book)} == set(PAGES)


def test_a_first_visit_is_light(visit):
    weights = {name: weight(visit(name).first_loads) for name in VISITED}
    assert statistics.median(weights.values()) <= 180_000, weights
    assert max(weights.values()) <= 350_000, weights


@pytest.mark.parametrize("width", [PHONE["width"], 1280])
def test_the_sign_after_a_heading_takes_no_line_of_its_own(book, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    for name in ("multivector/network", "reference/catalogue", "multivector/trade"):
        page.goto((book / "notebooks" / f"{name}.html").as_uri())
        heights = (
            "[...document.querySelectorAll('article :is(h1, h2, h3)')].map(h => h.clientHeight)"
        )
        with_signs = page.evaluate(heights)
        page.add_style_tag(content=".headerlink { display: none !important }")
        assert page.evaluate(heights) == with_signs
    page.close()


def test_the_catalogue_is_no_burden_for_a_browser(book):
    page = (book / "notebooks/reference/catalogue.html").read_text("utf-8")
    assert len(re.findall(r"<[a-z]", page)) <= 7_500


def test_the_first_page_answers_with_drawings_of_chapters_and_without_a_script(
    book, visit, browser
):
    assert weight(visit("intro").first_loads) <= 180_000
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    try:
        page.goto((book / "intro.html").as_uri())
        cards = page.locator(".kz-question").all()
        assert len(cards) == len(QUESTIONS)
        for card, question in zip(cards, QUESTIONS, strict=True):
            assert card.locator("h3").inner_text() == question.asked
            link = card.locator("a").get_attribute("href")
            chapter, anchor = link.split("#")
            drawing = card.locator("img").get_attribute("src")
            shown = (book / chapter).read_text("utf-8")
            assert f'id="{anchor}"' in shown
            assert drawing in shown
    finally:
        context.close()


@pytest.mark.parametrize("name", PARTNERS)
def test_the_page_of_a_partner_with_its_drawings_is_light_even_unpacked(book, name):
    page = book / f"{name}.html"
    drawings = set(re.findall(r"_images/([0-9a-f]{16}\.svg)", page.read_text("utf-8")))
    sizes = [file.stat().st_size for file in [page, *(book / "_images" / d for d in drawings)]]
    assert sum(sizes) <= 250_000


@pytest.mark.parametrize("name", LIKE_THEM)
def test_figures_of_a_partner_have_alt_text_a_dated_source_and_their_rows(visit, name):
    seen = visit(name)
    assert len(seen.downloads) == len(seen.figures["wide"])
    for figure in seen.figures["wide"]:
        assert len(figure["alt"].split()) > 5
        assert re.match(r"Source: .+\. [A-Z][^.]*\b\d{4}\b", figure["source"])


class Links(HTMLParser):
    """The anchors of a page, and what it points to."""

    def __init__(self, page):
        super().__init__()
        self.anchors, self.targets = {""}, []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in {"id", "name"}:
                self.anchors.add(value)
            elif name in {"href", "src"} and value:
                self.targets.append((tag, name, value))


@pytest.fixture(scope="session")
def links(book):
    return {page: Links(page) for page in [*pages(book), book / "index.html"]}


def test_links_inside_the_book_lead_somewhere(book, links):
    broken = []
    for page, found in links.items():
        for _, _, target in found.targets:
            url = urlsplit(target)
            if url.scheme or url.netloc:
                continue
            path = (page.parent / unquote(url.path)).resolve() if url.path else page
            anchors = links[path].anchors if path in links else {unquote(url.fragment)}
            if not path.is_file() or unquote(url.fragment) not in anchors:
                broken.append(f"{page.relative_to(book)}: {target}")
    assert not broken, "\n".join(broken)


def test_pages_ask_for_nothing_on_the_web(book, links):
    outside = [
        f"{page.relative_to(book)}: <{tag} {name}={target}>"
        for page, found in links.items()
        for tag, name, target in found.targets
        if (tag, name) in LOADS and re.match(r"(?:https?:)?//", target)
    ]
    assert not outside, "\n".join(outside)


def test_styles_ask_for_nothing_on_the_web(book):
    asks = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//")
    assert [css.name for css in book.rglob("*.css") if asks.search(css.read_text("utf-8"))] == []
