import csv
from pathlib import Path

import pytest

from app.domain.places import counties, county_named, county_of_pcode

COD = Path(__file__).parents[4] / "shared/data/ken_cod_pcodes_adm1_adm2.csv"


def test_there_are_47_counties_and_23_are_arid():
    every = counties().values()
    assert len(every) == 47
    assert sum(each.arid for each in every) == 23
    assert len({each.short for each in every}) == 47


def test_codes_and_names_are_those_of_the_common_operational_data():
    if not COD.exists():
        pytest.skip("the reference list of p-codes is not at hand")
    with COD.open(encoding="utf-8") as lines:
        official = {
            row["P-Code"]: row["Name"] for row in csv.DictReader(lines) if row["Admin Level"] == "1"
        }
    assert {each.pcode: each.name for each in counties().values()} == official


@pytest.mark.parametrize("name", ["Taita-Taveta", "TAITA TAVETA", "taita-taveta", "Taita taveta"])
def test_spellings_of_a_county_are_one_county(name):
    assert county_named(name).slug == "taita-taveta"


def test_an_unknown_place_is_no_county():
    assert county_named("Atlantis") is None
    assert county_of_pcode("UG001") is None
