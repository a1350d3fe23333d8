import pytest
import recurring_texts as builder

from kzdiplo import load


def record(title, date="2010-12-08", symbol="A/RES/65/56"):
    return {"vote_date": [date], "resolution_symbol": [symbol], "title": [title]}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Nuclear disarmament : resolution / adopted by the General Assembly",
            "nuclear_disarmament",
        ),
        ("Nuclear disarmament verification : resolution", "verification"),
        ("Convention on theh Prohibition of the Use of Nuclear Weapons", "convention_on_use"),
        ("Towards a nuclear-weapon-free world:#the need for a new agenda", "new_agenda"),
        ("A path to the total elimination of nuclear weapons", "total_elimination"),
        ("Steps to building a common roadmap towards a world", "total_elimination"),
    ],
)
def test_titles_are_told_apart(title, text):
    (row,) = builder.named({"1": record(title)}).to_dict("records")
    assert (row["text_id"], row["resolution"], row["year"]) == (text, "65/56", 2010)


def test_other_titles_are_left_out():
    assert builder.named({"1": record("Cooperation with the Council of Europe")}).empty


def test_the_titles_of_the_table_name_its_texts():
    texts = load("recurring_texts")
    given = {
        str(row.rollcall_id): record(row.un_title, f"{row.year}-12-01", f"A/RES/{row.resolution}")
        for row in texts.itertuples()
    }
    again = builder.linked(builder.named(given))
    assert set(zip(again["rollcall_id"], again["text_id"], strict=True)) == set(
        zip(texts["rollcall_id"], texts["text_id"], strict=True)
    )
