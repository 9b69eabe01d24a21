import csv
from collections import Counter
from pathlib import Path

import pytest

from app.domain.places import (
    counties,
    county_named,
    county_of_pcode,
    known_county,
    letters_only,
)

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


@pytest.mark.parametrize(
    ("spellings", "letters"),
    [
        (("Tharaka-Nithi", "Tharaka Nithi", "THARAKA NITHI"), "tharakanithi"),
        (("Murang'a", "Murang’a", "Murangʼa", "MURANGA"), "muranga"),
        (("Elgeyo-Marakwet", "Elgeyo/Marakwet", "elgeyo marakwet"), "elgeyomarakwet"),
        (("Kitui", "Kĩtui", "Ki\u0303tui"), "kitui"),
    ],
)
def test_names_are_compared_on_their_letters_only(spellings, letters):
    assert {letters_only(each) for each in spellings} == {letters}


def test_a_county_is_known_by_slug_or_name():
    assert known_county("muranga") == known_county("Murang’a") == counties()["muranga"]
    with pytest.raises(ValueError, match="'Atlantis' is no county of Kenya"):
        known_county("Atlantis")


def test_clusters_and_watched_parts_are_those_of_arid_counties():
    every = counties()
    assert {slug: each.watched_part for slug, each in every.items() if each.watched_part} == {
        "embu": "Mbeere",
        "meru": "Meru North",
        "nyeri": "Kieni",
    }
    clusters = Counter(each.cluster for each in every.values() if each.cluster)
    assert clusters == {"PNE": 5, "AGP": 3, "SEMA": 6, "CMA": 4}
    assert all(each.arid for each in every.values() if each.cluster)
    assert every["kitui"].cluster == every["makueni"].cluster != every["taita-taveta"].cluster
