"""The questionnaire, as a rater's browser shows it, and the file that it saves."""

import re
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from page_weight import WIDE
from reading import every_case, times, written
from support import PHONE, read

from kzdiplo import panel, questionnaire
from kzdiplo.panel import codes

PAIRS = panel.pairs()
# answers by position of the slider: left of the middle the first item weighs more
PLACES = [(7 * n) % 17 - 8 for n in range(len(PAIRS))]


def meant(place):
    return 1 / (1 + place) if place > 0 else 1 - place


def test_it_shows_itself_with_every_pair_in_words_and_an_id_of_its_own():
    first, second = (questionnaire()._repr_html_() for _ in range(2))
    shown = read(first)
    assert len(shown.select("fieldset")) == len(PAIRS)
    assert len(shown.select("fieldset input[type=range]")) == len(PAIRS)
    texts = {tag.text for tag in shown.select(".two :is(b, span)")}
    for label, gloss in panel.texts().values():
        assert label in texts
        assert gloss in texts
    ids = [re.findall(r'\bid="(kz-q-[^"]+)"', html) for html in (first, second)]
    assert len(set(ids[0])) == len(ids[0])
    assert not set(ids[0]) & set(ids[1])
    assert "http" not in first


def test_as_a_page_it_forbids_the_browser_to_send():
    page = questionnaire().page()
    assert page.startswith("<!DOCTYPE html>")
    policy = " ".join(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].split())
    assert policy.startswith("default-src 'none';")
    assert "form-action 'none'" in policy


@pytest.fixture
def page(browser, tmp_path):
    """Open the questionnaire from a file; nothing may fail or be asked for meanwhile."""
    path = tmp_path / "questionnaire.html"
    path.write_text(questionnaire().page(), "utf-8")
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    errors, requests = [], []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert errors == []
    assert [url for url in requests if not url.startswith(("file:", "blob:"))] == []


def slider(page, number):
    return page.locator("fieldset").nth(number - 1).locator("input[type=range]")


def answer_all(page, places=PLACES):
    for number, place in enumerate(places, start=1):
        if place:
            slider(page, number).fill(str(place))
        else:
            page.locator("fieldset").nth(number - 1).get_by_role("button", name="Equal").click()


def save(page, folder):
    """Press the button; return the file, in a folder that holds nothing else."""
    folder.mkdir(exist_ok=True)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save my answers").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def said(page, part):
    """Return what is said of a list, once it is said."""
    line = page.locator(f".cr[data-part={part}]")
    line.filter(has_text="Consistency ratio").wait_for()
    return line.text_content()


def note(page):
    return page.locator(".note").text_content()


@pytest.mark.browser
def test_answers_become_a_file_that_the_panel_counts(page, tmp_path):
    page.get_by_label("Your name or code").fill("  Айгүл,  «Ә» ")
    answer_all(page)
    assert page.locator(".done").text_content() == "44 of 44 answered"
    path = save(page, tmp_path / "answers")
    assert path.name == "swot-panel-Айгүл-Ә.csv"
    assert note(page) == f"Saved as {path.name}. Hand this file in."
    votes = panel.collect(path.parent)
    assert votes.refused == []
    assert votes.raters == ["Айгүл, «Ә»"]
    parts = votes.matrices["Айгүл, «Ә»"]
    for (part, a, b), place in zip(PAIRS, PLACES, strict=True):
        assert parts[part].loc[a, b] == pytest.approx(meant(place), abs=1e-6)
    # the page and the library judge alike
    for row in votes.consistency().itertuples():
        assert f"Consistency ratio {row.ratio:.2f}" in said(page, row.part)
        assert row.flagged == ("above 0.1" in said(page, row.part))


@pytest.mark.browser
def test_the_answer_that_contradicts_the_others_most_is_named_and_linked(page):
    # W2 and W4 hold against the rest: the pair 21
    number = 1 + PAIRS.index(("weakness", "W2", "W4"))
    for n, (part, *_) in enumerate(PAIRS, start=1):
        if part == "weakness":
            slider(page, n).press("Space")
    assert said(page, "weakness") == "Consistency ratio 0.00: the answers fit together."
    slider(page, number).press("End")
    line = page.locator(".cr[data-part=weakness]")
    line.filter(has_text="above 0.1").wait_for()
    assert f"is pair {number}: you say that “There is no common" in line.text_content()
    assert "weighs 9 times as much as “Focused on worldwide interests”" in line.text_content()
    assert "your other answers together say that" in line.text_content()
    line.get_by_role("link").press("Enter")
    assert page.evaluate("document.activeElement.closest('fieldset').dataset.b") == "W4"


@pytest.mark.browser
def test_among_three_items_no_answer_is_blamed_alone(page):
    own = [n for n, (part, *_) in enumerate(PAIRS, start=1) if part == "threat"]
    for number, place in zip(own, (-2, 3, -4), strict=True):
        slider(page, number).fill(str(place))
    assert "Any of the three may be the one to change" in said(page, "threat")
    assert page.locator(".cr[data-part=threat] a").count() == 3


@pytest.mark.browser
def test_the_keyboard_moves_a_slider_and_takes_it_where_it_stands(page):
    said = page.locator("fieldset").first.locator("output")
    page.get_by_label("Your name or code").focus()
    for _ in range(3):  # past the button that loads a file and the link to the form
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('fieldset').dataset.b") == "S2"
    assert said.text_content() == "Not answered yet"
    page.keyboard.press("Space")
    assert said.text_content() == "Equal: both weigh the same"
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    left = panel.texts()["S1"][0]
    assert said.text_content() == f"{left}: 3 times as much (moderately more)"
    assert slider(page, 1).get_attribute("aria-valuetext") == said.text_content()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert said.text_content() == f"{panel.texts()['S2'][0]}: 2 times as much (slightly more)"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert said.text_content() == "Equal: both weigh the same"
    assert page.locator(".done").text_content() == "1 of 44 answered"


@pytest.mark.browser
def test_untouched_is_no_answer_and_an_unfinished_file_says_so(page, tmp_path):
    page.get_by_role("button", name="Save my answers").click()
    assert note(page).startswith("Write your name or code first")
    assert page.get_by_label("Your name or code").get_attribute("aria-invalid") == "true"
    page.get_by_label("Your name or code").fill("Berik")
    answer_all(page, PLACES[:-2])
    path = save(page, tmp_path / "answers")
    assert path.name == "swot-panel-Berik-unfinished.csv"
    assert "it is unfinished and would not be counted" in note(page)
    assert note(page).endswith("Not answered yet: pair 43, 44.")
    (refused,) = panel.collect(path.parent).refused
    assert refused.problems[0].message.startswith("2 of 44 pairs have no value: weakness and")
    page.locator(".note").get_by_role("link", name="44").click()
    assert page.evaluate("document.activeElement.closest('fieldset').dataset.b") == "threat"


@pytest.mark.browser
def test_a_saved_file_is_loaded_to_go_on(page, tmp_path):
    page.get_by_label("Your name or code").fill("Berik")
    answer_all(page, PLACES[:30])
    path = save(page, tmp_path / "answers")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget on this device").click()
    assert page.locator(".done").text_content() == "0 of 44 answered"
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".note").filter(has_text="Loaded 30 of 44 answers").wait_for()
    assert page.get_by_label("Your name or code").input_value() == "Berik"
    assert page.locator(".done").text_content() == "30 of 44 answered"
    assert [int(slider(page, n).input_value()) for n in range(1, 31)] == PLACES[:30]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("content", "rater"),
    [
        (
            panel.form("Айгерим").assign(value=0.25).to_csv(index=False, sep=";", decimal=",")
            .replace("\n", "\r\n").encode("windows-1251"),
            "Айгерим",
        ),
        (panel.form("A").assign(value="1/4").to_csv(index=False, sep="\t").encode("utf-16"), "A"),
        (
            b"sep=;\n" + panel.form("A").assign(value=0.25).to_csv(index=False, sep=";").encode(),
            "A",
        ),
    ],
)  # fmt: skip
def test_a_file_of_a_spreadsheet_counts_before_and_after_it_was_loaded_and_saved(
    page, tmp_path, content, rater
):
    from_excel = tmp_path / "from excel" / "a.csv"
    from_excel.parent.mkdir()
    from_excel.write_bytes(content)
    page.locator("input[type=file]").set_input_files(from_excel)
    page.locator(".note").filter(has_text="Loaded 44 of 44 answers").wait_for()
    saved = save(page, tmp_path / "saved")
    for folder in (from_excel.parent, saved.parent):
        votes = panel.collect(folder)
        assert votes.raters == [rater]
        assert votes.matrices[rater]["threat"].loc["T1", "T2"] == 0.25


@pytest.mark.browser
@every_case
def test_the_page_reads_a_file_as_the_panel_does(page, tmp_path, case):
    file = {"name": "case.csv", "mimeType": "text/csv", "buffer": written(case)}
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".note").filter(has_text="case.csv").wait_for()
    said = note(page)
    if case.get("refused"):
        assert said.endswith("Nothing was changed.")
        assert page.locator(".done").text_content() == "0 of 44 answered"
        return
    assert page.get_by_label("Your name or code").input_value() == case["rater"]
    strange = re.search(r"Not understood: ([row \d,]+)\.", said)
    assert [int(n) for n in re.findall(r"\d+", strange[1] if strange else "")] == (
        case.get("rows", [])
    )
    if "values" in case:
        saved = pd.read_csv(save(page, tmp_path / "saved")).set_index(["item_a", "item_b"])["value"]
        for a, b, value in times(case["values"]):
            assert saved[a, b] == pytest.approx(value, abs=1e-6)


@pytest.mark.browser
def test_a_file_without_a_name_is_loaded_and_asks_for_one(page, tmp_path):
    path = tmp_path / "a.csv"
    panel.form().assign(value=2).to_csv(path, index=False)
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".note").filter(has_text="Loaded 44 of 44 answers").wait_for()
    page.get_by_role("button", name="Save my answers").click()
    assert note(page).startswith("Write your name or code first")


@pytest.mark.browser
def test_what_is_not_understood_in_a_file_is_said(page, tmp_path):
    sheet = panel.form("A").assign(value=3.5).astype(object)
    sheet.loc[1, "value"], sheet.loc[2, "item_b"] = "10", "X"
    path = tmp_path / "odd.csv"
    sheet.to_csv(path, index=False)
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".note").filter(has_text="Loaded 42 of 44").wait_for()
    assert "Not understood: row 3, row 4. Not answered yet: pair 2, 3" in note(page)
    # a number between the steps is kept as it is
    saved = pd.read_csv(save(page, tmp_path / "answers"))
    assert saved["value"].tolist()[3:] == [3.5] * 41
    path.write_text("a,b\n1,2\n", "utf-8")
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".note").filter(has_text="is no file of this questionnaire").wait_for()
    assert page.locator(".done").text_content() == "42 of 44 answered"


def shown_code(page):
    page.get_by_role("button", name="Hand in as a code").click()
    return page.get_by_label("Send this line").input_value()


@pytest.mark.browser
def test_the_code_of_the_page_is_what_the_panel_reads(page, tmp_path):
    page.get_by_label("Your name or code").fill("Айгүл = Ә")
    answer_all(page)
    line = shown_code(page)
    (found,) = codes.lines(f"сәлем {line} рахмет")
    assert found.rater == "Айгүл = Ә"
    values, given = codes.decode(found.code)
    assert values == [meant(place) for place in PLACES]
    assert abs(datetime.now(UTC) - given) < timedelta(seconds=60)
    assert line == codes.encode("Айгүл = Ә", values, given)
    # the file of the same answers is a copy
    saved = save(page, tmp_path / "answers")
    (saved.parent / "chat.txt").write_text(line, "utf-8")
    votes = panel.collect(saved.parent)
    assert votes.raters == ["Айгүл = Ә"]
    assert ["counted once" in note.text for note in votes.notes] == [True]
    page.get_by_role("button", name="Copy").click()
    assert note(page).startswith("Cop")


@pytest.mark.browser
def test_there_is_no_code_of_half_a_form_or_of_values_between_the_steps(page, tmp_path):
    page.get_by_label("Your name or code").fill("A")
    answer_all(page, PLACES[:-1])
    page.get_by_role("button", name="Hand in as a code").click()
    assert note(page) == "A code holds all answers. Not answered yet: pair 44."
    path = tmp_path / "odd.csv"
    panel.form("A").assign(value=[3.5, *[0.33] * 43]).to_csv(path, index=False)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("input[type=file]").set_input_files(path)
    page.locator(".note").filter(has_text="Loaded 44 of 44").wait_for()
    page.get_by_role("button", name="Hand in as a code").click()
    assert note(page).endswith("look at pair 1.")
    slider(page, 1).fill("3")
    line = shown_code(page)
    assert codes.decode(next(codes.lines(line)).code)[0] == [1 / 4, *[1 / 3] * 43]


@pytest.mark.browser
def test_of_two_files_of_one_rater_the_later_one_counts(page, tmp_path):
    page.clock.install(time="2026-12-01T09:00:00Z")
    page.reload()
    page.get_by_label("Your name or code").fill("Aigul")
    answer_all(page)
    first = save(page, tmp_path / "answers")
    first.rename(first.with_name("z.csv"))
    page.clock.set_fixed_time("2026-12-01T09:05:00Z")
    slider(page, 1).fill("8")
    save(page, tmp_path / "answers")
    votes = panel.collect(tmp_path / "answers")
    assert votes.refused == []
    assert votes.matrices["Aigul"]["strength"].loc["S1", "S2"] == pytest.approx(1 / 9, abs=1e-6)


@pytest.mark.browser
def test_answers_outlive_a_reload_until_the_device_is_told_to_forget(page):
    forget = page.get_by_role("button", name="Forget on this device")
    assert not forget.is_visible()
    page.get_by_label("Your name or code").fill("Дана")
    answer_all(page)
    page.reload()
    assert page.locator(".done").text_content() == "44 of 44 answered"
    assert page.get_by_label("Your name or code").input_value() == "Дана"
    assert [int(slider(page, n + 1).input_value()) for n in range(44)] == PLACES
    assert note(page) == "44 of 44 answers are back, as this browser kept them."
    page.once("dialog", lambda dialog: dialog.accept())
    forget.click()
    assert page.locator(".done").text_content() == "0 of 44 answered"
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0, 0, "",
    ]  # fmt: skip
    page.reload()
    assert page.locator(".done").text_content() == "0 of 44 answered"


@pytest.mark.browser
def test_it_works_where_the_browser_keeps_nothing(page, tmp_path):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page.reload()
    page.get_by_label("Your name or code").fill("A")
    answer_all(page)
    assert not page.get_by_role("button", name="Forget on this device").is_visible()
    assert panel.collect(save(page, tmp_path / "answers").parent).raters == ["A"]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_phone(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    answer_all(page)
    page.get_by_label("Your name or code").fill("A")
    shown_code(page)
    said(page, "strength")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.browser
def test_the_page_of_the_book_gives_the_file_too(book, browser, tmp_path):
    page = browser.new_page(viewport=WIDE)
    page.goto((book / "notebooks" / "swot" / "panel.html").as_uri())
    page.get_by_text("Open the questionnaire").click()
    page.get_by_label("Your name or code").fill("Aigul")
    answer_all(page)
    votes = panel.collect(save(page, tmp_path / "answers").parent)
    assert votes.raters == ["Aigul"]
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the blank form").click()
    assert pd.read_csv(started.value.path()).equals(panel.form().assign(rater=float("nan")))
    page.close()
