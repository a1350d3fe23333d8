import re
import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from reading import every_case, times, written
from support import PHONE, read, words

from kzdiplo import TableError, load, panel
from kzdiplo.__main__ import main

ITEMS = load("swot_items")


def filled(rater="Aigul", value=3.0):
    """Return a complete form with the same value everywhere."""
    return panel.form(rater).assign(value=value)


def text(frame, **options):
    return frame.to_csv(index=False, **options)


def replaced(row, **cells):
    """Return a complete form as text with some cells of one row replaced; the header is row 1."""
    frame = filled().astype(object)
    for column, value in cells.items():
        frame.loc[row - 2, column] = value
    return text(frame)


def problems_of(folder, content, name="aigul.csv"):
    """Write a file beside a good one; return what is wrong with it."""
    (folder / "good.csv").write_text(text(filled("Berik")), "utf-8")
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content, "utf-8")
    votes = panel.collect(folder)
    assert votes.raters == ["Berik"]
    (refused,) = votes.refused
    assert refused.file == name
    return refused.problems


# The form.


def test_the_form_holds_every_pair_of_a_quadrant_and_of_the_quadrants_once():
    sheet = panel.form("Aigul")
    assert sheet.columns.tolist() == ["rater", "item_a", "item_b", "value", "text_a", "text_b"]
    assert (sheet["rater"] == "Aigul").all()
    assert sheet["value"].isna().all()
    groups = [group["item_id"] for _, group in ITEMS.groupby("quadrant")]
    groups.append(["strength", "weakness", "opportunity", "threat"])
    expected = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
    found = [frozenset(pair) for pair in zip(sheet["item_a"], sheet["item_b"], strict=True)]
    assert len(found) == len(set(found)) == 44
    assert set(found) == expected


def test_the_form_says_in_words_what_is_compared():
    row = panel.form().set_index(["item_a", "item_b"]).loc[("S1", "S2")]
    label, gloss = ITEMS.set_index("item_id").loc["S2", ["label", "gloss"]]
    assert row["text_b"] == f"{label}: {gloss}"
    assert (panel.form()[["text_a", "text_b"]].map(len) > 20).all(axis=None)


def test_invented_answers_are_complete_and_depend_on_the_seed_alone():
    first, again, other = (panel.invented(3, seed=seed) for seed in (1, 1, 2))
    assert list(first) == [f"Invented rater {n}" for n in (1, 2, 3)]
    assert all(first[name].equals(again[name]) for name in first)
    assert not any(first[name].equals(other[name]) for name in first)
    scale = {*range(1, 10), *(1 / n for n in range(1, 10))}
    assert set().union(*(sheet["value"] for sheet in first.values())) <= scale


# Reading.


def test_answers_become_matrices(tmp_path):
    sheet = filled(value=1.0).set_index(["item_a", "item_b"])
    sheet.loc[("S1", "S2"), "value"] = 5
    sheet.loc[("strength", "threat"), "value"] = 1 / 3
    (tmp_path / "a.csv").write_text(text(sheet.reset_index()), "utf-8")
    votes = panel.collect(tmp_path)
    assert votes.files == {"Aigul": "a.csv"}
    assert votes.refused == []
    parts = votes.matrices["Aigul"]
    assert {name: matrix.shape for name, matrix in parts.items()} == {
        "strength": (6, 6), "weakness": (5, 5), "opportunity": (5, 5), "threat": (3, 3),
        "quadrants": (4, 4),
    }  # fmt: skip
    assert parts["strength"].loc["S2", "S1"] == pytest.approx(1 / 5)
    assert parts["quadrants"].loc["threat", "strength"] == pytest.approx(3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1/3", 1 / 3), ("7 / 2", 3.5), ("0.11", 0.11), (".5", 0.5), ("9", 9), (" 4 ", 4)],
)
def test_fractions_and_decimals_are_read(tmp_path, written, meant):
    (tmp_path / "a.csv").write_text(replaced(2, value=written), "utf-8")
    assert panel.collect(tmp_path).matrices["Aigul"]["strength"].loc["S1", "S2"] == meant


def test_what_does_no_harm_is_taken(tmp_path):
    sheet = filled(" Айгүл  Ә. ").astype(object)
    # the name only in the first row, other case, turned pairs, one pair in both directions
    sheet.loc[1:, "rater"] = ""
    sheet["item_a"] = sheet["item_a"].str.lower()
    sheet.loc[0, ["item_a", "item_b", "value"]] = ["S2", "S1", 0.25]
    sheet.loc[44] = ["", "S1", "S2", 4, "", ""]
    sheet = sheet.sample(frac=1, random_state=1).drop(columns=["text_a", "text_b"])
    content = text(sheet.assign(remark="x"), lineterminator="\r\n") + ",,,,\r\n\r\n"
    (tmp_path / "a.CSV").write_bytes(b"\xef\xbb\xbf" + content.encode())
    votes = panel.collect(tmp_path)
    assert votes.refused == []
    assert votes.raters == ["Айгүл Ә."]
    assert votes.matrices["Айгүл Ә."]["strength"].loc["S1", "S2"] == 4


@every_case
def test_a_file_is_read_as_the_page_reads_it(tmp_path, case):
    (tmp_path / "a.csv").write_bytes(written(case))
    votes = panel.collect(tmp_path)
    if "values" in case:
        assert votes.refused == []
        assert votes.raters == [case["rater"]]
        parts = votes.matrices[case["rater"]]
        found = {part: parts[part] for part in panel.PARTS}
        for a, b, value in times(case["values"]):
            (matrix,) = (m for m in found.values() if a in m.index)
            assert matrix.loc[a, b] == pytest.approx(value)
        return
    (refused,) = votes.refused
    assert refused.rater == case.get("rater")
    rows = [problem.row for problem in refused.problems if problem.row is not None]
    assert case.get("refused") or sorted(rows) == case["rows"]
    assert all(problem.message and problem.remedy for problem in refused.problems)


@pytest.mark.parametrize(
    "saved",
    [
        text(filled("Айгерім", 1 / 4), sep=";", decimal=",").encode("windows-1251"),
        text(filled("Айгүл", 1 / 4), sep=";", decimal=",").encode("utf-8-sig"),
        ("sep=;\r\n" + text(filled("Айгүл", 1 / 4), sep=";", decimal=",")).encode(),
        text(filled("Айгүл", 1 / 4), sep="\t", decimal=",").encode("utf-16"),
        text(filled("Айгүл", 1 / 4)).encode("utf-16"),
    ],
    ids=["1251", "UTF-8", "sep", "Unicode text", "UTF-16"],
)
def test_what_excel_writes_under_russian_and_kazakh_settings_is_counted(tmp_path, saved):
    (tmp_path / "a.csv").write_bytes(saved)
    votes = panel.collect(tmp_path)
    assert votes.refused == []
    (rater,) = votes.raters
    assert rater in {"Айгүл", "Айгерім"}
    for part, matrix in votes.matrices[rater].items():
        upper = np.triu_indices(len(matrix), k=1)
        assert matrix.to_numpy()[upper].tolist() == [1 / 4] * len(upper[0]), part


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        ("", "the file is empty", "again"),
        (" \n\n", "the file is empty", "again"),
        ("rater,item_a,item_b,value\n", "no rows below the header", "ask the rater"),
        (text(filled()).encode() + b"\x98", "no meaning in windows-1251", "CSV UTF-8"),
        (text(filled().drop(columns=["value"])), "look at: value", "new form"),
        (text(filled(), header=False), "the row names no column", "rater, item_a, item_b, value"),
        ("value," + text(filled()), "look at: value", "new form"),
        (text(filled("")), "the rater is not named", "name or a code"),
        (text(pd.concat([filled("A"), filled("B")])), "the file holds 2 raters: A, B", "its own"),
        (
            'rater,item_a,item_b,value\n"A,S1,S2,3\n',
            "a quotation mark is not closed",
            "double quotes",
        ),
        (b"PK\x03\x04rest", "a workbook", "CSV UTF-8"),
        (b"rater,item_a,item_b,value\n\0", "no plain text", "CSV UTF-8"),
        (b"x" * 1_000_001, "larger than 1,000,000 bytes", "right file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, content, message, remedy):
    (problem,) = problems_of(tmp_path, content)
    assert problem.file == "aigul.csv"
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("cells", "column", "message", "remedy"),
    [
        ({"item_a": "S9"}, "item_a", "no item of the form", "S1, S2"),
        ({"item_b": "W1"}, "item_a, item_b", "not compared", "Delete"),
        ({"item_b": "strength"}, "item_a, item_b", "not compared", "Delete"),
        ({"item_b": "S1"}, "item_a, item_b", "with itself", "Delete"),
        ({"value": "9.5"}, "value", "outside 1/9 to 9", "fraction"),
        ({"value": "0"}, "value", "outside 1/9 to 9", "fraction"),
        ({"value": "-3"}, "value", "outside 1/9 to 9", "fraction"),
        ({"value": "0.1"}, "value", "outside 1/9 to 9", "fraction"),
        ({"value": "3,5"}, "value", "the comma may set off decimals or thousands", "0.5"),
        ({"value": "01.мар"}, "value", "a date", "0.33"),
        ({"value": "3-Jan"}, "value", "a date", "0.33"),
        ({"value": "01.03.2026"}, "value", "a date", "0.33"),
        ({"value": "2026-03-01 00:00"}, "value", "a date", "0.33"),
        ({"value": "46082"}, "value", "a date", "0.33"),
        ({"value": "three"}, "value", "not a number", "1/3"),
        ({"value": "nan"}, "value", "not a number", "1/3"),
        ({"value": "1e1"}, "value", "outside 1/9 to 9", "fraction"),
        ({"value": "33%"}, "value", "percent sign", "1/3"),
        ({"value": "<b>"}, "value", "not a number", "1/3"),
    ],
)
def test_a_bad_cell_is_named_with_its_row(tmp_path, cells, column, message, remedy):
    first, *rest = problems_of(tmp_path, replaced(5, **cells))
    assert (first.row, first.column) == (5, column)
    assert message in first.message
    assert remedy in first.remedy
    assert first.value
    # the pair that lost its row is missing; one with a bad value is not named twice
    assert len(rest) == ("value" not in cells)
    assert all("1 of 44 pairs has no value: S1 and S5" in p.message for p in rest)


def test_missing_pairs_are_named_with_the_rows_left_blank(tmp_path):
    sheet = filled()
    sheet.loc[0, "value"] = float("nan")
    (problem,) = problems_of(tmp_path, text(sheet.drop(index=[43])))
    assert problem.message == (
        "2 of 44 pairs have no value: S1 and S2 (row 2); opportunity and threat"
    )
    (problem,) = problems_of(tmp_path, text(panel.form("Aigul")))
    assert problem.message.startswith("44 of 44 pairs have no value")
    assert problem.message.endswith("and 36 more")


def test_a_pair_twice_is_named_with_both_rows(tmp_path):
    sheet = pd.concat([filled(), filled().iloc[[0]]])
    (problem,) = problems_of(tmp_path, text(sheet))
    assert problem.row == 46
    assert problem.message == "the pair S1 and S2 is answered already in row 2"


def test_two_directions_that_contradict_each_other_are_named_with_both_rows(tmp_path):
    back = filled().iloc[[0]].assign(item_a="S2", item_b="S1", value=3.0)
    (problem,) = problems_of(tmp_path, text(pd.concat([filled(), back])))
    assert problem.row == 46
    assert "S2 against S1 contradicts row 2, where S1 against S2 is 3" in problem.message


def test_every_problem_of_a_file_is_told(tmp_path):
    sheet = filled().astype(object)
    sheet.loc[0, "value"], sheet.loc[1, "value"], sheet.loc[2, "item_b"] = "12", "x", "?"
    assert [p.row for p in problems_of(tmp_path, text(sheet))] == [2, 3, 4, None]


def test_the_same_problem_in_many_rows_is_told_once(tmp_path):
    (problem,) = problems_of(tmp_path, text(filled(value=12)))
    assert (problem.row, problem.value) == (2, "12")
    assert (
        problem.message == "the value lies outside 1/9 to 9; so in rows 3, 4, 5, 6, 7 and 38 more"
    )


def test_all_files_of_a_rater_with_two_that_differ_are_left_out(tmp_path):
    for file, rater, value in (
        ("a.csv", "Айгүл Ә.", 3.0), ("b.csv", " айгүл  ә. ", 5.0), ("c.csv", "Berik", 3.0),
    ):  # fmt: skip
        (tmp_path / file).write_text(text(filled(rater, value)), "utf-8")
    votes = panel.collect(tmp_path)
    assert votes.raters == ["Berik"]
    assert [(f.file, f.problems[0].message) for f in votes.refused] == [
        ("a.csv", "the same rater has another file with other answers: b.csv"),
        ("b.csv", "the same rater has another file with other answers: a.csv"),
    ]


def test_a_rater_whose_other_file_is_broken_counts(tmp_path):
    (tmp_path / "first try.csv").write_text(text(panel.form("aigul")), "utf-8")
    (tmp_path / "good.csv").write_text(text(filled("Aigul")), "utf-8")
    votes = panel.collect(tmp_path)
    assert votes.files == {"Aigul": "good.csv"}
    assert [(f.file, f.rater) for f in votes.refused] == [("first try.csv", "aigul")]
    assert "another file of this rater is counted" in panel.teacher(votes)


def test_what_is_no_csv_is_named_and_hidden_files_are_passed_over(tmp_path):
    (tmp_path / "good.csv").write_text(text(filled()), "utf-8")
    (tmp_path / "answers.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "notes.txt").write_text("hello", "utf-8")
    (tmp_path / "page.html").write_text("<p>hello", "utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    for hidden in (".DS_Store", "~$answers.xlsx", "Thumbs.db", "desktop.ini"):
        (tmp_path / hidden).write_text("x", "utf-8")
    votes = panel.collect(tmp_path)
    (tmp_path / "report.html").write_text(panel.report(votes), "utf-8")
    (tmp_path / "teacher.html").write_text(panel.teacher(votes), "utf-8")
    votes = panel.collect(tmp_path)
    assert {f.file: f.problems[0].message for f in votes.refused} == {
        "answers.xlsx": "this is no workbook that can be opened here",
        "notes.txt": "the row names no column of the table",
        "page.html": "this holds no code of a form",
        "photo.jpg": "this is not a CSV file",
    }
    assert votes.raters == ["Aigul"]


def test_a_link_to_nowhere_is_named(tmp_path):
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    (refused,) = panel.collect(tmp_path).refused
    assert "cannot be opened" in refused.problems[0].message


def test_no_folder_is_an_error(tmp_path):
    with pytest.raises(TableError, match="there is no folder"):
        panel.collect(tmp_path / "none")


def test_progress_is_told_file_by_file(tmp_path):
    for name, sheet in panel.invented(3, seed=1).items():
        (tmp_path / f"{name}.csv").write_text(text(sheet), "utf-8")
    told = []
    panel.collect(tmp_path, lambda *numbers: told.append(numbers))
    assert told == [(1, 3), (2, 3), (3, 3)]


# What the panel says.


@pytest.fixture
def votes():
    sheets = panel.invented(7, seed=4)
    return panel.Panel(panel.matrices(pd.concat(sheets.values())), {}, [])


def answered(**threats):
    """Return a panel that holds all equal but T1, T2 and T3, given as weights or as judgements."""
    sheets = []
    for rater, given in threats.items():
        if isinstance(given, tuple):
            given = [given[0] / given[1], given[0] / given[2], given[1] / given[2]]
        sheet = filled(rater, 1.0).set_index(["item_a", "item_b"])
        sheet.loc[[("T1", "T2"), ("T1", "T3"), ("T2", "T3")], "value"] = given
        sheets.append(sheet.reset_index())
    return panel.Panel(panel.matrices(pd.concat(sheets)), {}, [])


# the means of their judgements: 1 for T1 and T2, 2 for T1 and T3, 2 for T2 and T3
THREE = {"A": (4, 2, 1), "B": (1, 2, 4), "C": (8, 8, 1)}


def test_weights_come_from_the_means_of_all_judgements():
    table = answered(**THREE).weights().set_index("item_id")
    assert table.index.tolist() == ITEMS["item_id"].tolist()
    weight = table["weight"]
    assert weight[["T1", "T2", "T3"]].tolist() == pytest.approx([0.1, 0.1, 0.05])
    assert weight[["S1", "W1", "O1"]].tolist() == pytest.approx([1 / 24, 0.05, 0.05])
    assert weight.sum() == pytest.approx(1)
    # T3 weighs as much as the ten weaknesses and opportunities, the six strengths come last
    assert table.loc[["T1", "T2", "T3", "W5", "S6"], "rank"].tolist() == [1, 1, 3, 3, 14]


def test_the_spread_is_that_of_the_raters_own_weights():
    votes = answered(**THREE)
    own = votes.own_weights()
    assert own.index.tolist() == ["A", "B", "C"]
    assert own["T1"].tolist() == pytest.approx([1 / 7, 1 / 28, 2 / 17])
    assert own["T2"].tolist() == pytest.approx([1 / 14, 1 / 14, 2 / 17])
    assert own["T3"].tolist() == pytest.approx([1 / 28, 1 / 7, 1 / 68])
    table = votes.weights().set_index("item_id")[["p10", "p50", "p90"]]
    # a fifth of the way from the least to the middle value, four fifths on to the greatest
    assert table.loc["T1"].tolist() == pytest.approx(
        [1 / 28 + (2 / 17 - 1 / 28) / 5, 2 / 17, 2 / 17 + (1 / 7 - 2 / 17) * 4 / 5]
    )
    assert table.loc["T2"].tolist() == pytest.approx(
        [1 / 14, 1 / 14, 1 / 14 + (2 / 17 - 1 / 14) * 4 / 5]
    )
    quadrants = votes.quadrant_weights().set_index("quadrant")
    assert (quadrants.round(12) == 0.25).all(axis=None)


def test_quadrants_weigh_what_their_items_weigh_together(votes):
    items = votes.weights().groupby("quadrant", sort=False)["weight"].sum()
    quadrants = votes.quadrant_weights()
    assert quadrants["weight"].tolist() == pytest.approx(items.tolist())
    assert (quadrants["p10"] < quadrants["p50"]).all()
    assert (quadrants["p50"] < quadrants["p90"]).all()


def test_the_even_weight_grows_as_the_list_gets_shorter(votes):
    even = votes.weights().groupby("quadrant")["even"].first()
    assert even["strength"] == pytest.approx(1 / 24)
    assert even["threat"] == pytest.approx(1 / 12)


def test_a_planted_contradiction_is_found_where_it_is():
    sheet = filled(value=1.0).set_index(["item_a", "item_b"])
    sheet.loc[("O2", "O4"), "value"] = 9
    votes = panel.Panel(panel.matrices(sheet.reset_index()), {}, [])
    table = votes.consistency().set_index("part")
    assert table["flagged"].to_dict() == {
        "strength": False, "weakness": False, "opportunity": True, "threat": False,
        "quadrants": False,
    }  # fmt: skip
    worst = table.loc["opportunity"]
    assert worst[["item_a", "item_b", "given"]].tolist() == ["O2", "O4", 9]
    assert worst["implied"] == pytest.approx(1)
    # the greatest root of x ** 3 - 5 * x ** 2 - 3 * (9 + 1 / 9 - 2) is 5.6648
    assert worst["ratio"] == pytest.approx((5.6648 - 5) / 4 / 1.12, abs=1e-5)
    assert votes.consistent() == []


def test_flagged_raters_count_and_the_weights_without_them_stand_beside():
    # D goes round in a circle: T1 over T2 over T3 over T1
    votes = answered(**THREE, D=[9, 1 / 9, 9])
    flagged = votes.consistency().query("flagged")
    assert flagged[["rater", "part"]].to_numpy().tolist() == [["D", "threat"]]
    assert votes.consistent() == ["A", "B", "C"]
    table = votes.weights().set_index("item_id")
    # for three items the weights are the means of the rows: T1 and T2 weigh 2 ** 0.75 times T3
    assert table.loc[["T1", "T2", "T3"], "weight"].tolist() == pytest.approx(
        [0.0963538, 0.0963538, 0.0572923], abs=1e-7
    )
    assert table.loc[["T1", "T2", "T3"], "consistent"].tolist() == pytest.approx([0.1, 0.1, 0.05])


def test_agreement_is_kendalls_w_of_each_list_and_of_all():
    # ranks 3, 2, 1; 1, 2, 3; 2.5, 2.5, 1: sums of 6.5, 6.5 and 5, one tie
    table = answered(**THREE).agreement().set_index("part")
    assert table.index.tolist() == [*panel.PARTS, "all"]
    assert table["items"].tolist() == [6, 5, 5, 3, 4, 19]
    assert table.loc["threat", "w"] == pytest.approx(1 / 11)
    assert table["w"].drop(["threat", "all"]).isna().all()
    same = answered(A=(4, 2, 1), B=(4, 2, 1)).agreement().set_index("part")
    assert same.loc["threat", "w"] == pytest.approx(1)
    assert answered(A=(4, 2, 1), B=(1, 2, 4)).agreement().set_index("part").loc[
        "threat", "w"
    ] == pytest.approx(0)


def test_agreement_of_one_rater_or_of_none_who_ranks_is_missing(votes):
    one = panel.Panel({"a": votes.matrices[votes.raters[0]]}, {}, [])
    assert one.agreement()["w"].isna().all()
    level = panel.matrices(pd.concat([filled("A", 1.0), filled("B", 1.0)]))
    w = panel.Panel(level, {}, []).agreement().set_index("part")["w"]
    assert w.drop("all").isna().all()
    # overall, the shorter lists stand above the longer ones for everybody
    assert w["all"] == pytest.approx(1)


# The report.

PAGES = {"report": panel.report, "teacher": panel.teacher}
each_page = pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)


@pytest.fixture
def again(votes):
    """Return a second round of five of the same raters and one new one."""
    sheets = panel.invented(6, seed=5)
    judged = panel.matrices(pd.concat(sheets.values()))
    return panel.Panel({**judged, votes.raters[0]: votes.matrices[votes.raters[0]]}, {}, [])


def test_the_page_to_project_names_no_rater_and_no_file(folder, tmp_path):
    """Whatever raters and files are called, in one round and in two."""
    (tmp_path / "after").mkdir()
    for name, sheet in panel.invented(22, seed=9).items():
        sheet.to_csv(tmp_path / "after" / f"second {name}.csv", index=False)
    first, second = panel.collect(folder), panel.collect(tmp_path / "after")
    both = [*first.refused, *second.refused]
    names = {*first.raters, *second.raters, *filter(None, (one.rater for one in both))}
    files = {*first.files.values(), *second.files.values(), *(one.file for one in both)}
    assert (len(names), len(files)) == (22 + 5, 22 + 22 + 8)
    for page in (panel.report(first), panel.report(second, first), panel.report(first, second)):
        plain = page + words(read(page))
        assert [name for name in (*names, *files) if name in plain] == []
        assert "8 files left out" in plain or page == panel.report(second)
    said = panel.teacher(first, second)
    assert [name for name in (*names, *files) if name not in said] == []


def test_the_teachers_page_names_who_is_inconsistent_and_where(votes):
    said = words(read(panel.teacher(votes)))
    flagged = votes.consistency().query("flagged")
    for row in flagged.itertuples():
        assert f"{panel.PARTS[row.part]}, ratio {row.ratio:.2f}. Given:" in said
        assert row.rater in said
    page = read(panel.report(votes))
    assert "flagged, and counted all the same" in words(page)
    (table,) = (t for t in page.select("table") if "ratio above" in t.caption.text)
    counts = [row.td.text for row in table.select("tbody tr")]
    assert counts == [f"{(flagged['part'] == part).sum()} of 7" for part in panel.PARTS]


def test_agreement_stands_beside_that_by_chance(votes):
    page = read(panel.report(votes))
    (table,) = (t for t in page.select("table") if "Agreement" in t.caption.text)
    rows = [[cell.text for cell in row.select("td")] for row in table.select("tbody tr")]
    assert rows == [
        [str(r.items), f"{r.w:.2f}", f"{r.by_chance:.2f}", "yes" if r.w > r.by_chance else "no"]
        for r in votes.agreement().itertuples()
    ]


def test_two_rounds_stand_side_by_side(votes, again):
    page = read(panel.report(votes, again))
    said = words(page)
    assert "SWOT panel: two rounds, 7 and 6 raters" in said
    assert "6 raters are counted in both rounds; 5 of them changed at least one answer" in said
    first, second = (v.weights().set_index("item_id")["weight"] for v in (votes, again))
    (table,) = (t for t in page.select("table") if "19 items" in t.caption.text)
    for row, item in zip(table.select("tbody tr"), first.index, strict=True):
        cells = [cell.text for cell in row.select("td")]
        assert cells[:2] == [f"{100 * first[item]:.1f}", f"{100 * second[item]:.1f}"]
    # a figure of both, and those of the second round
    assert [tag["data-name"] for tag in page.select(".kz-figure")] == [
        "panel-rounds", "panel-spread", "panel-swot",
    ]  # fmt: skip
    teacher = read(panel.teacher(votes, again))
    (table,) = (t for t in teacher.select("table") if "both rounds" in t.caption.text)
    rows = [[row.th.text, row.td.text] for row in table.select("tbody tr")]
    moved = panel.rounds.by_rater(votes, again)
    assert rows == moved[["rater", "changed"]].astype(str).to_numpy().tolist()


def test_of_few_in_both_rounds_it_is_not_said_how_many_moved(votes, again):
    few = panel.Panel({name: again.matrices[name] for name in again.raters[:4]}, {}, [])
    said = words(read(panel.report(votes, few)))
    assert "Fewer than 5 raters are counted in both rounds" in said
    assert "gave more" not in said


@each_page
def test_the_report_asks_for_nothing_outside_and_runs_no_script(votes, again, make):
    html = make(votes, again)
    page = read(html)
    assert page.select("script, link, iframe, form, object") == []
    names = ("src", "srcset", "href")
    targets = [tag[name] for tag in page.find_all() for name in names if name in tag.attrs]
    assert {re.match(r"data:|#", target) is not None for target in targets} == {True}
    assert "default-src 'none'" in html


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@each_page
@pytest.mark.parametrize("rounds", [1, 2])
def test_a_page_is_accessible_and_fits_a_phone(
    votes, again, browser, tmp_path, scheme, make, rounds
):
    path = tmp_path / "page.html"
    path.write_text(make(*[votes, again][:rounds]), "utf-8")
    page = browser.new_page(viewport=PHONE, color_scheme=scheme)
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    page.close()


def test_the_answers_are_read_without_what_draws():
    code = (
        "import sys; from kzdiplo import panel; panel.collect; print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_names_are_text_in_the_report(tmp_path):
    name = '<img src=x onerror="alert(1)">&amp;'
    sheet = filled(name, 1.0).set_index(["item_a", "item_b"])
    sheet.loc[("T1", "T2"), "value"] = 9
    (tmp_path / "a<b>&.csv").write_text(text(sheet.reset_index()), "utf-8")
    (tmp_path / "<i>.csv").write_text(replaced(2, rater="<u>", value="<s>"), "utf-8")
    votes = panel.collect(tmp_path)
    page = read(panel.teacher(votes))
    assert name in page.text
    assert "a<b>&.csv" in page.text
    assert "<i>.csv" in page.text
    assert page.select("i, u, s, [onerror]") == []


def test_a_tie_at_the_top_is_called_one():
    votes = panel.Panel(panel.matrices(filled(value=1.0)), {}, [])
    said = words(read(panel.report(votes)))
    assert "weigh most: 8.3 per cent each" in said
    assert "Strengths and Weaknesses and Opportunities and Threats carry 25.0 per cent" in said
    assert "Agreement needs two raters; this panel has one" in said


def test_without_a_rater_there_is_no_report(tmp_path):
    (tmp_path / "a.csv").write_text("", "utf-8")
    with pytest.raises(TableError, match="no file that can be counted") as caught:
        panel.report(panel.collect(tmp_path))
    assert "the file is empty" in str(caught.value)


# The command.

BROKEN = {
    "b1 missing pairs.csv": text(filled("R1").iloc[:40]).encode(),
    "b2 out of range.csv": text(filled("R2", 12.0)).encode(),
    "b3 twice.csv": text(filled("Zhanar")).encode(),
    "b4 twice.csv": text(filled("ZHANAR ", 5.0)).encode(),
    "b5 comma for decimals.csv": text(filled("R4", "0,33")).encode(),
    "b6 encoding.csv": text(filled("Айгерім")).encode("cp866", "replace").replace(b",", b"\x98"),
    "b7 empty.csv": b"",
    "b8 workbook.xlsx": b"PK\x03\x04",
}


@pytest.fixture
def folder(tmp_path):
    """Return a folder of 30 files, of which 8 cannot be counted."""
    answers = tmp_path / "answers"
    answers.mkdir()
    for name, sheet in panel.invented(22, seed=8).items():
        sheet.to_csv(answers / f"{name}.csv", index=False)
    for name, content in BROKEN.items():
        (answers / name).write_bytes(content)
    return answers


def test_the_command_counts_what_can_be_counted_and_names_the_rest(folder, tmp_path, capsys):
    out = tmp_path / "out" / "pages"
    assert main(["panel", str(folder), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "counted: 22, left out: 8" in said.out
    assert {path.name for path in out.iterdir()} == {"report.html", "teacher.html"}
    report, teacher = (read((out / f"{name}.html").read_text("utf-8")).text for name in PAGES)
    for name in BROKEN:
        assert name in said.err
        assert name in teacher
        assert name not in report
    for page in (report, teacher):
        assert "22 files counted" in page
        assert "8 files left out" in page
    assert "Invented" not in said.err


def test_the_command_sets_two_folders_side_by_side(folder, tmp_path, capsys):
    after = tmp_path / "after"
    after.mkdir()
    for name, sheet in panel.invented(20, seed=9).items():
        sheet.to_csv(after / f"{name}.csv", index=False)
    assert main(["panel", str(folder), str(after), "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert f"{folder}: counted: 22, left out: 8\n{after}: counted: 20, left out: 0" in said
    assert "two rounds, 22 and 20 raters" in (tmp_path / "report.html").read_text("utf-8")


def test_a_second_run_passes_over_the_pages_in_the_folder(folder, capsys):
    for _ in range(2):
        assert main(["panel", str(folder), "--out", str(folder)]) == 0
        assert "counted: 22, left out: 8" in capsys.readouterr().out


def test_many_files_are_counted_aloud(tmp_path, capsys):
    for name, sheet in panel.invented(51, seed=1).items():
        sheet.to_csv(tmp_path / f"{name}.csv", index=False)
    assert main(["panel", str(tmp_path), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().err == "read 50 of 51 files\nread 51 of 51 files\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{empty}"], "can be counted (counted: 0, left out: 0)"),
        (["{bad}"], "can be counted (counted: 0, left out: 1)"),
        (["{good}", "{bad}"], "bad can be counted (counted: 0, left out: 1)"),
        (["{good}", "--out", "report.html"], "--out names a folder"),
        (["{good}", "{good}", "--live"], "--live takes one folder"),
        (["{empty}/none"], "there is no folder"),
        ([], "name the folder"),
        (["--form", "{empty}"], "directory"),
    ],
)
def test_the_command_says_why_it_cannot(tmp_path, arguments, message, capsys):
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.csv").write_text("", "utf-8")
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "a.csv").write_text(text(filled()), "utf-8")
    arguments = [
        argument.format(**{name: tmp_path / name for name in ("empty", "bad", "good")})
        for argument in arguments
    ]
    out = tmp_path / "out"
    assert main(["panel", "--out", str(out), *arguments]) == 1
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_the_command_writes_the_blank_form(tmp_path, capsys):
    path = tmp_path / "form.csv"
    assert main(["panel", "--form", str(path)]) == 0
    assert pd.read_csv(path)["item_b"].tolist() == panel.form()["item_b"].tolist()
    # a spreadsheet takes it for UTF-8
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert str(path) in capsys.readouterr().out


def test_the_command_writes_the_questionnaire(tmp_path):
    path = tmp_path / "form.html"
    assert main(["panel", "--form", str(path)]) == 0
    assert path.read_text("utf-8").count("<fieldset") == 44
