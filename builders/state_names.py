"""Kazakh and Russian names of states.

Kazakh and Russian names are those of the Unicode Common Locale Data Repository, as Babel has them.
"""

from __future__ import annotations

import unicodedata

import pandas as pd
from babel import Locale
from building import main

from kzdiplo import load

INPUTS = ()
#: Names that official texts of Kazakhstan or of the United Nations write otherwise.
OFFICIAL = {
    "HKG": {"kk": "Гонконг (Қытай)", "ru": "Гонконг (Китай)"},
    "KGZ": {"ru": "Кыргызстан"},
    "MAC": {"kk": "Макао (Қытай)", "ru": "Макао (Китай)"},
    "PSE": {"kk": "Палестина", "ru": "Палестина"},
}
#: Other spellings, which the book's own text has nowhere.
VARIANTS = {
    "BLR": "Byelorussia;Belorussia",
    "CIV": "Ivory Coast",
    "CPV": "Cape Verde",
    "CZE": "Czech Republic",
    "KAZ": "Kazakstan;Qazaqstan",
    "KGZ": "Kirghizia;Kirgizia;Kyrgystan",
    "MDA": "Moldavia",
    "MMR": "Burma",
    "SWZ": "Swaziland",
    "TJK": "Tadjikistan",
    "TKM": "Turkmenia",
    "TLS": "East Timor",
    "TUR": "Turkey;Turkiye",
    "VNM": "Vietnam",
}
#: Short forms and other names by which readers look for a state, in any language.
SEARCHED = {
    "ARE": "UAE;Emirates;Эмираты;БАӘ",
    "CHN": "PRC;КНР;ҚХР",
    "CZE": "Чешская Республика",
    "DEU": "ФРГ;ГФР",
    "GBR": "UK;Great Britain;Britain;Англия;Біріккен Корольдік",
    "HUN": "Мажарстан",
    "KOR": "Южная Корея;Корея",
    "NLD": "Holland;Голландия",
    "PRK": "DPRK;Северная Корея",
    "RUS": "Russian Federation;Российская Федерация;РФ;Ресей Федерациясы",
    "USA": "USA;US;America;США;Америка;АҚШ",
}
#: The states that have a page of their own, the wordings by which texts
#: name them, and the adjective.
FORMS = {
    "ARE": ("United Arab Emirates;UAE", "Emirati"),
    "ARM": ("Armenia", "Armenian"),
    "AZE": ("Azerbaijan", "Azerbaijani"),
    "BLR": ("Belarus", "Belarusian"),
    "CHE": ("Switzerland", "Swiss"),
    "CHN": ("China", "Chinese"),
    "DEU": ("Germany", "German"),
    "FIN": ("Finland", "Finnish"),
    "FRA": ("France", "French"),
    "GBR": ("United Kingdom;UK", "British"),
    "GEO": ("Georgia", "Georgian"),
    "HUN": ("Hungary", "Hungarian"),
    "IND": ("India", "Indian"),
    "IRN": ("Iran", "Iranian"),
    "ITA": ("Italy", "Italian"),
    "JPN": ("Japan", "Japanese"),
    "KGZ": ("Kyrgyzstan", "Kyrgyz"),
    "KOR": ("South Korea;Republic of Korea", "South Korean"),
    "MDA": ("Moldova", "Moldovan"),
    "MNG": ("Mongolia", "Mongolian"),
    "NLD": ("Netherlands", "Dutch"),
    "PAK": ("Pakistan", "Pakistani"),
    "QAT": ("Qatar", "Qatari"),
    "RUS": ("Russia", "Russian"),
    "SAU": ("Saudi Arabia", "Saudi"),
    "SGP": ("Singapore", "Singaporean"),
    "SRB": ("Serbia", "Serbian"),
    "TJK": ("Tajikistan", "Tajik"),
    "TKM": ("Turkmenistan", "Turkmen"),
    "TUR": ("Türkiye", "Turkish"),
    "UKR": ("Ukraine", "Ukrainian"),
    "USA": ("United States;US", "American"),
    "UZB": ("Uzbekistan", "Uzbek"),
    "VNM": ("Viet Nam", "Vietnamese"),
}


def address(name: str) -> str:
    """Return a name in the letters of web addresses."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-")


def build() -> pd.DataFrame:
    """Return the table."""
    english = load("actors").set_index("iso3")["name"]
    codes = load("country_codes").query("source == 'iso3166-1'").set_index("alpha3")["alpha2"]
    names = {language: Locale(language).territories for language in ("kk", "ru")}
    rows = []
    for iso3 in sorted(english.index):
        official = OFFICIAL.get(iso3, {})
        forms, adjective = FORMS.get(iso3, ("", ""))
        rows.append(
            {
                "iso3": iso3,
                **{language: names[language][codes[iso3]] for language in names},
                **official,
                "variants": VARIANTS.get(iso3, ""),
                "searched": SEARCHED.get(iso3, ""),
                "forms": forms,
                "adjective": adjective,
                "page": address(english[iso3]) if forms else "",
                "source": "cldr-babel",
                "note": f"Not the repository's: {', '.join(official)}" if official else "",
            }
        )
    return pd.DataFrame(rows)


if __name__ == "__main__":
    main(build)
