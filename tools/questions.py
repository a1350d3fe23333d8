"""The questions that the first page answers, each by the rows of a figure of a chapter.

The rows that the figure draws give the numbers of the answer, and its words stand only while tests
of the same rows hold. Where the rows have moved too far for the words, no page is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

import kzdiplo as kz


class AnswerError(AssertionError):
    """The first page says what the rows of its figure do not."""


class Answer(NamedTuple):
    """A big number, a sentence, and whether its words hold."""

    number: str
    words: str
    holds: dict[str, bool]


def main_partner(rows: pd.DataFrame) -> Answer:
    """Compare shares of turnover in the latest year."""
    last = rows["year"].max()
    share = rows[rows["year"] == last].set_index("vector")["turnover"]
    return Answer(
        f"{share['russia']:.0f} %",
        f"No: of the goods trade of {last} Russia has {share['russia']:.0f} per cent, China with "
        f"Hong Kong and Macao {share['china']:.0f}, and the EU, its members taken as one, "
        f"{share['eu']:.0f}.",
        {
            "No": share["china"] > share["russia"],
            "the EU, its members taken as one": share["eu"] > share["china"],
        },
    )


def embassies(rows: pd.DataFrame) -> Answer:
    """Read the official counts, the first and the last."""
    counts = rows[rows["metric"] == "embassies_abroad"].sort_values("as_of")
    first, last = counts.iloc[0], counts.iloc[-1]
    return Answer(
        f"{last['value']:.0f}",
        f"The Foreign Ministry counts {last['value']:.0f} embassies abroad in about "
        f"{last['as_of'][:4]}; its minister was reported to count {first['value']:.0f} in about "
        f"{first['as_of'][:4]}.",
        {
            "The Foreign Ministry counts": last["reporter"] == "Foreign Ministry",
            "its minister was reported": "Foreign Minister" in first["reporter"],
        },
    )


def on_ukraine(rows: pd.DataFrame) -> Answer:
    """Count Kazakhstan's votes."""
    own = rows[rows["iso3"] == "KAZ"]
    cast = own["vote"].value_counts().reindex(["abstain", "no", "yes", "absent"], fill_value=0)
    dates = own["date"].str[:4]
    return Answer(
        f"{cast['abstain']} of {len(own)}",
        f"Mostly it abstains: in {cast['abstain']} of {len(own)} votes of the General Assembly "
        f"from {dates.min()} to {dates.max()} that the UN record shows; in {cast['no']} it voted "
        "no, in none of them yes.",
        {
            "Mostly it abstains": cast["abstain"] > len(own) / 2,
            "in none of them yes": cast["yes"] == 0,
        },
    )


def way_round(rows: pd.DataFrame) -> Answer:
    """Hold the growth of banned goods against that of others."""
    found = rows.set_index("row").loc["Kazakhstan, from April 2022"]
    return Answer(
        f"{found['ratio']:.1f} times",
        "Not settled: from April to November 2022 EU sales to Kazakhstan of goods banned for "
        f"Russia grew by a factor {found['ratio']:.1f} times that of other goods (interval "
        f"{found['low_times']:.1f} to {found['high_times']:.1f}); the test does not show who used "
        "them.",
        {
            "from April to November 2022": found["after"] == len(range(4, 12)),
            "grew": found["low_times"] > 1,
        },
    )


def turkic_states(rows: pd.DataFrame) -> Answer:
    """List the members and count the observers."""
    members = rows[rows["standing"] == "member"]
    year = members["date"].str[:4]
    first = year == year.min()
    *founders, last_founder = members.loc[first, "entity"]
    disputed = rows.loc[rows["standing"] == "observer", "disputed"].astype(bool)
    return Answer(
        f"{len(members)} members",
        f"A body of Turkic states: {', '.join(founders)} and {last_founder} signed its treaty in "
        f"{year.min()}, {' and '.join(members.loc[~first, 'entity'])} joined in {year.max()}; of "
        f"its observers {(~disputed).sum()} stand in every list compared, {disputed.sum()} only "
        "in some.",
        {
            "Turkic states": members["kind"].eq("state").all(),
            f"joined in {year.max()}": year[~first].eq(year.max()).all(),
        },
    )


def more_balanced(rows: pd.DataFrame) -> Answer:
    """Read the places that the counts allow, of trade and of arms."""
    place = rows.set_index(["domain", "period"])
    trade, arms = place.loc[("Trade", "latest")], place.loc[("Arms", "2015-2024")]
    return Answer(
        f"{trade['best']}–{trade['worst']} of {trade['n_ranked']}",
        f"Not by these counts: by evenness of trade they allow it places {trade['best']} to "
        f"{trade['worst']} of {trade['n_ranked']} states, by that of arms of 2015 to 2024 places "
        f"{arms['best']} to {arms['worst']} of {arms['n_ranked']}, and in no domain compared the "
        "first place for certain.",
        {"in no domain compared the first place for certain": (rows["worst"] > 1).all()},
    )


def arms(rows: pd.DataFrame) -> Answer:
    """Follow the first supplier through the periods."""
    russia = rows[rows["vector"] == "russia"].set_index("period")["per_cent"]
    most = rows.groupby("period")["per_cent"].max()

    def years(period: str) -> str:
        return f"{period[:4]} to {period[:2]}{period[5:]}"

    return Answer(
        f"{russia.iloc[-1]:.0f} %",
        f"Russia, in each period since {russia.index[0][:4]}: with {russia.iloc[-1]:.0f} per cent "
        f"of the major arms delivered from {years(russia.index[-1])}, by military worth, and with "
        f"{russia.min():.0f} at the least, from {years(russia.idxmin())}.",
        {"Russia, in each period": russia.reindex(most.index).eq(most).all()},
    )


def neutral(rows: pd.DataFrame) -> Answer:
    """Set duties of defence beside what the president said of votes."""
    bound = rows[rows["duty"] == "defence"].set_index("vector")["partners"]
    ends = kz.load("alliance_obligations")["last_year"].max()
    said = kz.load("security_statements").query("speaker == 'President Tokayev'")
    said = said[said["words"].str.contains("neutral position when voting")]
    return Answer(
        f"{bound.sum()} states",
        f"Not by its treaties: in a dataset that ends in {ends}, duties of defence tie it to "
        f"{bound.sum()} states, Russia among them. Of its votes, its president spoke in "
        f"{said['date'].min()[:4]} of a neutral position.",
        {"Russia among them": bound["russia"] == 1, "a neutral position": len(said) > 0},
    )


@dataclass(frozen=True)
class Question:
    """A question, the figure that answers it, and from where on its drawing is shown."""

    asked: str
    chapter: str
    figure: str
    answer: Callable[[pd.DataFrame], Answer]
    #: Where the cut begins, below the upper edge of the drawing for phones, in its widths.
    top: float = 0.0

    def answered(self, rows: pd.DataFrame) -> Answer:
        """Return the answer that the rows of the figure give."""
        answer = self.answer(rows)
        lost = [
            words for words, true in answer.holds.items() if not true or words not in answer.words
        ]
        if lost:
            raise AnswerError(
                f"the first page answers {self.asked!r} with {lost}, and the rows of the figure "
                f"{self.figure!r} in {self.chapter} no longer say so: write the answer anew in "
                "tools/questions.py"
            )
        return answer


QUESTIONS = [
    Question(
        "Is Russia still the main trade partner?",
        "multivector/trade",
        "turnover-shares",
        main_partner,
    ),
    Question(
        "How many embassies does Kazakhstan have?",
        "multivector/network",
        "network-counts",
        embassies,
        top=0.24,
    ),
    Question("How does it vote on Ukraine?", "multivector/voting", "un-ukraine", on_ukraine),
    Question("Is it a way round the sanctions?", "sanctions/reexport", "banned", way_round),
    Question(
        "What is the Organization of Turkic States?",
        "turkic/ots",
        "ots-membership",
        turkic_states,
    ),
    Question(
        "Is its policy more balanced than others’?",
        "multivector/peers",
        "peers-places",
        more_balanced,
        top=0.14,
    ),
    Question("Who arms it?", "multivector/security", "security-suppliers", arms),
    Question("Is it neutral?", "multivector/security", "security-duties", neutral),
]
