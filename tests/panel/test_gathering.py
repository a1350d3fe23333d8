"""What a class sends, in every form that it comes in: counted once, or named with what to do."""

import io
import json
import string
import struct
import zipfile
from base64 import b32decode
from binascii import crc32
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pandas as pd
import pytest

from kzdiplo import gathering, panel
from kzdiplo.__main__ import main
from kzdiplo.panel import codes

MORNING, EVENING = "2026-12-01T09:00:00Z", "2026-12-01T18:00:00Z"
THEN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def form(rater="Aigul", value=3.0, saved=None):
    filled = panel.form(rater).assign(value=value)
    return filled.assign(saved=saved) if saved else filled


def csv(frame, encoding="utf-8-sig", **options):
    return frame.to_csv(index=False, lineterminator="\r\n", **options).encode(encoding)


GOOD = csv(form())


def workbook(rows, inline=False, sheet="xl/worksheets/sheet1.xml", above=0):
    """Return a workbook as Excel packs it: texts apart from cells, numbers as such."""
    texts, lines = [], []
    for number, row in enumerate(rows, start=1 + above):
        cells = ""
        for letter, value in zip(string.ascii_uppercase, row, strict=False):
            at = f'r="{letter}{number}"'
            if isinstance(value, (int, float)):
                cells += f"<c {at}><v>{value!r}</v></c>"
            elif inline:
                cells += f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            elif value:
                texts.append(value)
                cells += f'<c {at} t="s"><v>{len(texts) - 1}</v></c>'
        lines.append(f'<row r="{number}">{cells}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><t>{escape(one)}</t></si>" for one in texts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            sheet, f"<worksheet {space}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        )
        archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
    return packed.getvalue()


def table(frame):
    rows = [list(frame.columns), *frame.astype(object).to_numpy().tolist()]
    return [["" if value != value else value for value in row] for row in rows]


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def in_one_column(content):
    """Return a file as Excel saves what it had opened in one column: it quotes what has quotes."""
    lines = []
    for line in content.decode("utf-8-sig").splitlines():
        marked = '"' in line or ";" in line
        lines.append('"' + line.replace('"', '""') + '"' if marked else line)
    return "\r\n".join(lines).encode("utf-8-sig")


def sent(folder, **files):
    """Write what a class sent; return the count."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return panel.collect(folder)


def notes(votes):
    return {note.file: note.text for note in votes.notes}


STEPS = [codes.STEPS[(7 * n) % 17] for n in range(44)]
CODE = codes.encode("Aigul", STEPS, THEN)

# What is counted.

RUSSIAN = {"sep": ";", "decimal": ","}
COUNTED = {
    "a.csv": GOOD,
    "A.CSV": GOOD,
    "semicolons.csv": csv(form(value=0.25), **RUSSIAN),
    "1251.csv": csv(form(value=0.25), "windows-1251", **RUSSIAN),
    "unicode.txt": csv(form(value=0.25), "utf-16", sep="\t", decimal=","),
    "sep.csv": b"sep=;\r\n" + csv(form(value=0.25), "utf-8", **RUSSIAN),
    "one column.csv": in_one_column(GOOD),
    "aigul.csv.txt": GOOD,
    "form.xlsx": workbook(table(form(value=1 / 3))),
    "inline.xlsx": workbook(table(form()), inline=True),
    "title above.xlsx": workbook(table(form()), above=3),
    "second sheet.xlsx": workbook(table(form()), sheet="xl/worksheets/sheet12.xml"),
    "all.zip": zipped(**{"answers/aigul.csv": GOOD}),
    "deep/er/aigul.csv": GOOD,
    "chat.txt": f"[10:02] Aigul: salem\n{CODE}\nok",
    "two in one.zip": zipped(**{"a.zip": zipped(**{"aigul.csv": GOOD})}),
    "form in an archive.zip": zipped(**{"form.xlsx": workbook(table(form()))}),
}


@pytest.mark.parametrize("name", COUNTED)
def test_every_form_that_an_answer_comes_in_is_counted(tmp_path, name):
    votes = sent(tmp_path, **{name: COUNTED[name]})
    assert votes.refused == []
    assert votes.raters == ["Aigul"]
    assert votes.files["Aigul"].startswith(name)


def test_one_file_may_be_named_in_place_of_a_folder(tmp_path):
    sent(tmp_path, **{"all.zip": zipped(**{"a.csv": GOOD, "b.csv": csv(form("Berik"))})})
    assert panel.collect(tmp_path / "all.zip").raters == ["Aigul", "Berik"]


def test_a_workbook_gives_the_numbers_that_its_cells_hold(tmp_path):
    frame = form().astype(object)
    frame.loc[0, "value"], frame.loc[1, "value"], frame.loc[2, "value"] = 1 / 3, "1/7", "0,5"
    strengths = sent(tmp_path, **{"a.xlsx": workbook(table(frame))}).matrices["Aigul"]["strength"]
    assert strengths.loc["S1", ["S2", "S3", "S4", "S5"]].tolist() == pytest.approx(
        [1 / 3, 1 / 7, 0.5, 3]
    )


def test_how_an_unusual_file_was_read_is_said(tmp_path):
    votes = sent(
        tmp_path,
        **{
            "a.csv": csv(form("A"), "windows-1251", **RUSSIAN),
            "b.xlsx": workbook(table(form("B"))),
            "c.csv.txt": csv(form("C")),
            "d.csv": csv(form("D")),
        },
    )
    assert notes(votes) == {
        "a.csv": "read as text between semicolons, in ASCII",
        "b.xlsx": "read as a workbook",
        "c.csv.txt": "read as text between commas, in UTF-8",
    }


# Copies and versions.


def test_copies_count_once_whatever_they_are(tmp_path):
    answers = form().assign(value=STEPS)
    votes = sent(
        tmp_path,
        **{
            "aigul.csv": csv(answers.round(6)),
            "aigul (1).csv": csv(answers.round(6)),
            "aigul from Excel.csv": csv(answers.round(4), **RUSSIAN),
            "all.zip": zipped(**{"aigul.csv": csv(answers)}),
            "chat.txt": CODE,
        },
    )
    assert votes.refused == []
    # the code says when it was given
    assert votes.files == {"Aigul": "chat.txt, line 1"}
    same = [text for text in notes(votes).values() if text.startswith("the same answers as chat")]
    assert len(same) == 4


def test_of_two_versions_the_one_counts_that_was_saved_last(tmp_path):
    early, late = form(saved=MORNING), form(value=5.0, saved=EVENING)
    votes = sent(tmp_path, **{"z first.csv": csv(early), "a last.csv": csv(late)})
    assert votes.files == {"Aigul": "a last.csv"}
    assert votes.matrices["Aigul"]["threat"].loc["T1", "T2"] == 5
    assert notes(votes) == {"z first.csv": "older than a last.csv, which counts"}


def test_a_code_is_a_version_like_a_file(tmp_path):
    later = codes.encode("AIGUL", [1.0] * 44, datetime(2026, 12, 1, 10, tzinfo=UTC))
    votes = sent(tmp_path, **{"a.csv": csv(form(saved=MORNING)), "chat.txt": later})
    assert votes.files == {"AIGUL": "chat.txt, line 1"}


@pytest.mark.parametrize(
    "times", [(None, None), (MORNING, None), (MORNING, MORNING), (MORNING, "yesterday")]
)
def test_versions_that_do_not_say_which_is_later_are_both_left_out(tmp_path, times):
    first, second = (form(value=v, saved=at) for v, at in zip((3.0, 5.0), times, strict=True))
    votes = sent(tmp_path, **{"a.csv": csv(first), "b.csv": csv(second)})
    assert votes.raters == []
    assert [one.file for one in votes.refused] == ["a.csv", "b.csv"]


def test_a_name_that_lost_letters_is_counted_and_flagged(tmp_path):
    saved = csv(form("Айг?л"), "windows-1251", **RUSSIAN)
    votes = sent(tmp_path, **{"a.csv": saved})
    assert votes.raters == ["Айг?л"]
    assert any("holds ?" in note.text for note in votes.notes)


def test_what_turns_text_round_is_taken_out_of_names(tmp_path):
    votes = sent(tmp_path, **{"a.csv": csv(form("\u202eAli\u200b ga\u0007"))})
    assert votes.raters == ["Ali ga"]


# The text code.


def test_a_code_holds_what_its_description_says():
    line = codes.encode("Aigul", STEPS, THEN)
    code = line.split(" = ")[1].replace("-", "")
    assert 40 <= len(code) <= 64
    content = b32decode(code)
    payload, check = content[:26], content[26:]
    assert struct.unpack(">I", check) == (crc32(payload),)
    number = int.from_bytes(payload, "big")
    ticks, answers = number >> 180, number & (1 << 180) - 1
    assert ticks == (THEN - datetime(2026, 1, 1, tzinfo=UTC)).total_seconds() / 10
    digits = [answers // 17**place % 17 for place in range(43, -1, -1)]
    assert [codes.STEPS[digit] for digit in digits] == STEPS
    assert crc32(b"123456789") == 0xCBF43926


@pytest.mark.parametrize("seed", [1, 2])
def test_a_code_gives_back_what_was_answered(seed):
    (values,) = (sheet["value"].tolist() for sheet in panel.invented(1, seed=seed).values())
    code = codes.encode("A", values, THEN).split(" = ")[1]
    assert codes.decode(code) == (values, THEN)
    assert codes.decode(code.lower().replace("-", "")) == (values, THEN)


def test_every_single_wrong_letter_is_found():
    code = CODE.split(" = ")[1].replace("-", "")
    tried = 0
    for at, right in enumerate(code):
        for wrong in string.ascii_uppercase + string.digits:
            # typed for O and I
            if wrong != right and {wrong, right} not in ({"0", "O"}, {"1", "I"}):
                with pytest.raises(codes.CodeError):
                    codes.decode(code[:at] + wrong + code[at + 1 :])
                tried += 1
    assert tried > 48 * 33


def test_letters_lost_doubled_or_exchanged_are_found():
    code = CODE.split(" = ")[1].replace("-", "")
    for at in range(len(code)):
        for wrong in (code[:at] + code[at + 1 :], code[:at] + code[at] + code[at:]):
            with pytest.raises(codes.CodeError):
                codes.decode(wrong)
        turned = code[:at] + code[at : at + 2][::-1] + code[at + 2 :]
        if turned != code:
            with pytest.raises(codes.CodeError):
                codes.decode(turned)


def chat(kind):
    """Return a chat of 30 who send their codes, with chatter around them."""
    lines = []
    for name, sheet in panel.invented(30, seed=3).items():
        lines += [f"{name}, [01.12.2026 10:02]", "Сәлем! менің жауабым 😀"]
        lines += [f"вот: {codes.encode(name, sheet['value'].tolist(), THEN)} рахмет"]
    if kind == "json":
        messages = [{"type": "message", "text": line} for line in lines]
        return json.dumps({"messages": messages}, ensure_ascii=False)
    if kind == "html":
        body = "".join(f'<div class="text">\n{escape(line)}<br>\n</div>' for line in lines)
        return f"<html><script>SWOT: x = {'A' * 48}</script>{body}</html>"
    return "\n".join(lines)


@pytest.mark.parametrize("kind", ["txt", "html", "json"])
def test_thirty_codes_are_found_in_an_exported_chat(tmp_path, kind):
    votes = sent(tmp_path, **{f"result.{kind}": chat(kind)})
    assert votes.refused == []
    assert len(votes.raters) == 30
    by_file = sent(
        tmp_path / "files",
        **{f"{name}.csv": csv(sheet) for name, sheet in panel.invented(30, seed=3).items()},
    )
    found = votes.weights().set_index("item_id")["weight"]
    assert found.tolist() == pytest.approx(by_file.weights()["weight"].tolist(), abs=1e-9)


# What is left out, and what its advice leads to.


def changed(row=0, **cells):
    frame = form().astype(object)
    for column, value in cells.items():
        frame.loc[row, column] = value
    return frame


def locked():
    """Return an archive whose first file says that it is locked."""
    content = bytearray(zipped(**{"aigul.csv": GOOD}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[at] |= 1
    return bytes(content)


RUSSIAN_DATE = csv(changed(value="01.мар"), **RUSSIAN)
RUSSIAN_GOOD = csv(form(), **RUSSIAN)
ONE_MORE = form().assign(item_b="W1").iloc[[0]]
DATED = workbook(table(changed(value=46082)))
TOO_LARGE = zipped(**{"a.csv": bytes(1_000_001)})
CHAT, ARCHIVE = CODE.encode(), zipped(**{"a.csv": GOOD})

# what came, what is said of it, and what stands in its place once the advice was followed
FOLLOWED = [
    ("a.csv", b"", "the file is empty", {"a.csv": GOOD}),
    ("a.csv", GOOD[:60], "5 cells", {"a.csv": GOOD}),
    ("a.csv", csv(form())[:3] + b"rater,item_a,item_b,value\r\n", "no rows", {"a.csv": GOOD}),
    ("a.csv", b"x" * 1_000_001, "larger than 1,000,000", {"a.csv": GOOD}),
    ("a.csv", csv(form(), header=False), "names no column", {"a.csv": GOOD}),
    ("a.csv", csv(form().drop(columns="value")), "look at: value", {"a.csv": GOOD}),
    ("a.csv", csv(form("")), "not named", {"a.csv": GOOD}),
    ("a.csv", csv(pd.concat([form("A"), form("B")])), "2 raters", {"a.csv": csv(form("A"))}),
    ("a.csv", csv(form().iloc[:40]), "4 of 44 pairs", {"a.csv": GOOD}),
    ("a.csv", csv(changed(item_a="S9")), "no item of the form", {"a.csv": GOOD}),
    ("a.csv", csv(pd.concat([form(), ONE_MORE])), "not compared", {"a.csv": GOOD}),
    ("a.csv", csv(pd.concat([form(), form().iloc[[0]]])), "answered already", {"a.csv": GOOD}),
    ("a.csv", csv(changed(value="01.мар")), "a date", {"a.csv": csv(changed(value="0.33"))}),
    ("a.csv", RUSSIAN_DATE, "a date", {"a.csv": RUSSIAN_DATE.replace("01.мар".encode(), b"0,33")}),
    ("a.xlsx", DATED, "a date", {"a.xlsx": workbook(table(changed(value=0.33)))}),
    ("a.csv", csv(changed(value="12")), "outside", {"a.csv": csv(changed(value="1/3"))}),
    ("a.csv", csv(changed(value="three")), "not a number", {"a.csv": csv(changed(value="3"))}),
    ("a.csv", csv(changed(value="3,5")), "decimals or thousands", {"a.csv": GOOD}),
    ("a.csv", csv(form()) + b"\x98", "no meaning", {"a.csv": RUSSIAN_GOOD}),
    ("a.csv", csv(form()) + b"\0", "no plain text", {"a.csv": RUSSIAN_GOOD}),
    ("a.csv", GOOD + b'"Aigul,S1', "not closed", {"a.csv": GOOD}),
    ("a.csv", GOOD + b"Aigul,S1\r\n", "2 cells", {"a.csv": GOOD}),
    ("a.csv", workbook(table(form())), "a workbook", {"a.csv": RUSSIAN_GOOD}),
    ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "no workbook", {"a.csv": RUSSIAN_GOOD}),
    ("a.xlsx", workbook(table(form()))[:900], "no workbook", {"a.xlsx": None, "a.csv": GOOD}),
    ("a.xlsx", workbook([["a", "b"], [1, 2]]), "no sheet", {"a.csv": RUSSIAN_GOOD}),
    ("a.pdf", b"%PDF-1.7", "not a CSV", {"a.pdf": None, "a.csv": GOOD}),
    ("a.csv.part", GOOD[:99], "not a CSV", {"a.csv.part": None, "chat.txt": CHAT}),
    ("a.html", b"<p>hello", "no code", {"a.html": None, "chat.txt": CHAT}),
    ("chat.txt", CHAT.replace(b"A", b"B"), "letter of the code is wrong", {"chat.txt": CHAT}),
    ("chat.txt", CHAT[:-1], "47 letters instead of 48", {"chat.txt": CHAT}),
    ("chat.txt", CHAT.replace(b"Aigul", b""), "not named", {"chat.txt": CHAT}),
    ("a.zip", ARCHIVE[:300], "archive is damaged", {"a.zip": ARCHIVE}),
    ("a.zip", locked(), "archive is locked", {"a.zip": None, "a.csv": GOOD}),
    ("a.zip", TOO_LARGE, "larger than 1,000,000", {"a.zip": None, "a.csv": GOOD}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "message", "followed"), FOLLOWED, ids=[one[2] for one in FOLLOWED]
)
def test_the_advice_of_every_refusal_leads_to_a_counted_file(
    tmp_path, name, content, message, followed
):
    votes = sent(tmp_path, **{name: content})
    assert votes.raters == []
    assert message in str(votes.refused[0].problems[0])
    assert all(problem.remedy for one in votes.refused for problem in one.problems)
    # what replaces a file of another kind lies beside it only when the advice is to move it away
    for file, new in followed.items():
        if new is None or file != name:
            (tmp_path / name).unlink(missing_ok=True)
    votes = sent(tmp_path, **{file: new for file, new in followed.items() if new})
    assert votes.refused == []
    assert len(votes.raters) == 1


def test_two_of_one_name_count_once_their_files_have_different_names(tmp_path):
    votes = sent(tmp_path, **{"a.csv": GOOD, "b.csv": csv(form(value=5.0))})
    assert "different names" in votes.refused[0].problems[0].remedy
    votes = sent(tmp_path, **{"b.csv": csv(form("Aigul S.", value=5.0))})
    assert votes.raters == ["Aigul", "Aigul S."]


# Archives that mean harm.


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_UNPACKED", 3_000_000)
    bomb = zipped(**{f"{n}.csv": bytes(900_000) for n in range(9)}, **{"z.csv": GOOD})
    assert len(bomb) < 20_000
    votes = sent(tmp_path, **{"bomb.zip": bomb, "good.csv": csv(form("Berik"))})
    assert votes.raters == ["Berik"]
    assert "larger than 3,000,000 bytes" in votes.refused[-1].problems[0].message
    # three are read, the fourth is too much, and the rest is not looked at
    assert len(votes.refused) == 4


def test_archives_in_archives_end(tmp_path):
    content = zipped(**{"a.csv": GOOD})
    for depth in range(6):
        content = zipped(**{f"{depth}.zip": content})
    (refused,) = sent(tmp_path, **{"deep.zip": content}).refused
    assert "too many others" in refused.problems[0].message


def test_an_archive_of_too_many_files_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_FILES", 5)
    (refused,) = sent(
        tmp_path, **{"many.zip": zipped(**{f"{n}.csv": GOOD for n in range(6)})}
    ).refused
    assert "holds 6 files" in refused.problems[0].message


@pytest.mark.parametrize(
    "name", ["../../out.csv", "/etc/out.csv", "..\\out.csv", "a/../../out.csv"]
)
def test_no_name_in_an_archive_leads_out_of_it(tmp_path, name):
    folder = tmp_path / "inner" / "answers"
    votes = sent(folder, **{"a.zip": zipped(**{name: GOOD})})
    assert votes.raters == ["Aigul"]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written == [folder / "a.zip"]


def test_a_workbook_that_grows_is_refused(tmp_path):
    entity = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    packed = zipped(**{"[Content_Types].xml": "", "xl/worksheets/sheet1.xml": entity})
    wide = zipped(**{"[Content_Types].xml": "", "xl/worksheets/sheet1.xml": bytes(6_000_000)})
    votes = sent(tmp_path, **{"a.xlsx": packed, "b.xlsx": wide})
    assert [one.problems[0].message for one in votes.refused] == [
        "this is no workbook that can be opened here",
        "the workbook is larger than a form can be",
    ]


def test_cyrillic_names_of_old_windows_archives_are_read(tmp_path):
    packed = zipped(**{"xxxxx.csv": GOOD}).replace(b"xxxxx", "Айгер".encode("cp866"))
    assert sent(tmp_path, **{"a.zip": packed}).files == {"Aigul": "a.zip/Айгер.csv"}


def test_links_to_folders_are_not_followed(tmp_path):
    folder = tmp_path / "answers"
    sent(folder, **{"a.csv": GOOD})
    (folder / "up").symlink_to(tmp_path)
    votes = panel.collect(folder)
    assert votes.raters == ["Aigul"]
    assert [one.file for one in votes.refused] == ["up"]


def test_what_a_live_panel_keeps_besides_is_passed_over(tmp_path):
    more = {"panel.sqlite": b"SQLite", "panel.sqlite-wal": b"", "round-2/a.csv": csv(form(value=5))}
    votes = sent(tmp_path, **{"a.csv": GOOD}, **more)
    assert votes.refused == []
    assert votes.matrices["Aigul"]["threat"].loc["T1", "T2"] == 3
    assert panel.collect(tmp_path / "round-2").raters == ["Aigul"]


# A class of 30, as it sends.


def test_what_a_class_of_thirty_sends_is_counted_but_for_what_is_not_whole(tmp_path, capsys):
    names = [f"Rater {n}" for n in range(30)]
    files = {f"{name}.csv": csv(form(name)) for name in names[:20]}
    files |= {
        "russian.csv": csv(form(names[20]), "windows-1251", **RUSSIAN),
        "utf8.csv": csv(form(names[21]), **RUSSIAN),
        "unicode.csv": csv(form(names[22]), "utf-16", sep="\t", decimal=","),
        "column.csv": in_one_column(csv(form(names[23]))),
        "hidden ending.csv.txt": csv(form(names[24])),
        "form.xlsx": workbook(table(form(names[25]))),
        "unfinished.csv": csv(form(names[26]).iloc[:40]),
        "dates.csv": csv(changed(rater=names[27], value="01.мар").assign(rater=names[27])),
        "empty.xlsx": workbook([[""]]),
        "version 1.csv": csv(form(names[28])),
        "version 2.csv": csv(form(names[28], value=5.0)),
        "Rater 3 (1).csv": csv(form(names[3])),
        "all.zip": zipped(**{f"{name}.csv": csv(form(name)) for name in names[:20]}),
        "inside/again.csv": csv(form(names[4])),
    }
    votes = sent(tmp_path, **files)
    assert len(votes.raters) == 26
    assert {one.file for one in votes.refused} == {
        "unfinished.csv", "dates.csv", "empty.xlsx", "version 1.csv", "version 2.csv",
    }  # fmt: skip
    out = tmp_path / "out"
    assert main(["panel", str(tmp_path), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "counted: 26, left out: 5" in said.out
    assert "form.xlsx: read as a workbook" in said.err
    assert "read as a workbook" in (out / "teacher.html").read_text("utf-8")
