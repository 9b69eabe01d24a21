"""VCI-3M from a dekadal VCI series, against the recomputed column of 47 counties' MODIS series."""

import csv
from itertools import groupby
from pathlib import Path

import pytest

from app.domain.places import counties, county_named
from app.indicators.vegetation import mean_vci

FILE = Path(__file__).parents[3] / "shared/data/vci_county_dekadal_modis_2001_2020_all47.csv"
# the file prints both columns with two places
ROUNDING = 0.005 + 0.005

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not on this machine")


def test_vci_3m_of_the_dekads_equals_the_files_for_all_47_counties(capsys):
    with FILE.open() as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: (row["county"], row["date"]))
    differences = {}
    for county, group in groupby(rows, key=lambda row: row["county"]):
        of_county = list(group)
        vci = [float(row["vci"]) if row["vci"] else None for row in of_county]
        for end, row in enumerate(of_county, 1):
            found = mean_vci(vci[:end])
            assert (found is None) == (row["vci3m_9dek"] == ""), row
            if found is not None:
                difference = abs(found - float(row["vci3m_9dek"]))
                differences.setdefault(county_named(county).slug, []).append(difference)
    compared = sum(len(each) for each in differences.values())
    largest = max(max(each) for each in differences.values())
    with capsys.disabled():
        print(
            f"\nVCI-3M of {compared:,} dekads, 47 counties: largest difference {largest:.4f} points"
        )
    assert differences.keys() == counties().keys()
    assert largest <= ROUNDING
