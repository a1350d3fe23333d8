"""Suppliers of arms by vector, in periods of five years.

REGISTER is the trade register of the SIPRI Arms Transfers Database for all suppliers and recipients
from 1995 on, as CSV. Its terms leave the register with you.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pandas as pd
from building import main

from kzdiplo import load

STATES = (
    *("ARE", "ARM", "AZE", "BLR", "FIN", "GEO", "HUN", "IND", "KAZ", "KGZ", "MDA", "MNG", "SAU"),
    *("SGP", "SRB", "TJK", "TKM", "TUR", "UKR", "UZB", "VNM"),
)
FIRST_YEAR, YEARS = 1995, 5
VECTORS = (
    *("eu", "russia", "china", "central_asia", "turkic", "other_west", "asia", "other"),
    "unknown",
)
#: Below this many million units five years may hang on one delivery.
SMALL = 100
SMALL_NOTE = "small total: a single delivery decides"
#: Names of the register that are not the book's.
NAMES = {
    "Bosnia-Herzegovina": "Bosnia and Herzegovina",
    "Turkiye": "Türkiye",
    "UAE": "United Arab Emirates",
}
#: Kazakhstan is no actor of its own policy; others have it as a supplier in Central Asia.
OWN = pd.DataFrame({"iso3": "KAZ", "vector": "central_asia"}, index=["Kazakhstan"])
#: Suppliers that the register does not name.
UNNAMED = r"(?i)unknown|multiple"


def rounded(total: float) -> int:
    """Round a total to ten, a small one to one."""
    return int(round(total, -1 if total >= SMALL else 0))


def build(register: Path) -> pd.DataFrame:
    """Return the table from SIPRI's register."""
    lines = register.read_text("utf-8-sig").splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("SIPRI AT Database ID"))
    made = re.search(r"Data generated: (\d+ \w+ \d{4})", "\n".join(lines[:head]))
    as_of = datetime.strptime(made[1], "%d %b %Y").date().isoformat()
    rows = pd.read_csv(register, skiprows=head, encoding="utf-8-sig", keep_default_na=False)
    actors = pd.concat([load("actors").set_index("name"), OWN])
    rows = rows.assign(
        iso3=rows["Recipient"].replace(NAMES).map(actors["iso3"]),
        supplier=rows["Supplier"].replace(NAMES),
        tiv=pd.to_numeric(rows["TIV delivery values"]).fillna(0),
        year=pd.to_numeric(rows["Delivery year"]),
    ).query("iso3 in @STATES and tiv > 0 and year >= @FIRST_YEAR")
    rows["vector"] = rows["supplier"].map(actors["vector"]).fillna("other")
    rows.loc[rows["supplier"].str.contains(UNNAMED), "vector"] = "unknown"
    rows["start"] = rows["year"] - (rows["year"] - FIRST_YEAR) % YEARS
    rows = rows[rows["start"] + YEARS - 1 <= int(as_of[:4]) - 1]
    found = []
    for (iso3, start), part in rows.groupby(["iso3", "start"]):
        total = part["tiv"].sum()
        by_supplier = part.groupby("supplier")["tiv"].sum().sort_values(ascending=False)
        by_vector = part.groupby("vector")["tiv"].sum()
        found += [
            {
                "iso3": iso3,
                "period_start": start,
                "period_end": start + YEARS - 1,
                "vector": vector,
                "share": round(by_vector.get(vector, 0) / total, 4),
                "total_tiv_mn": rounded(total),
                "top_supplier": by_supplier.index[0],
                "top_supplier_share": round(by_supplier.iloc[0] / total, 4),
                "as_of": as_of,
                "source": "sipri-at-2026",
                "note": SMALL_NOTE if total < SMALL else "",
            }
            for vector in VECTORS
        ]
    return pd.DataFrame(found)


if __name__ == "__main__":
    main(build)
