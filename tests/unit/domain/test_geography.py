import csv
from collections import Counter
from pathlib import Path

import pytest

from app.domain.geography import (
    constituencies,
    constituency_named,
    livelihood_zone_named,
    livelihood_zones,
    wards,
)
from app.domain.places import counties, letters_only

SHARED = Path(__file__).parents[4] / "shared/data"


def reference(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip("the reference list is not at hand")
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def every(of):
    return [each for slug in counties() for each in of(slug)]


def test_there_are_290_constituencies_each_with_a_code_of_its_own():
    found = every(constituencies)
    assert len(found) == 290
    assert len({each.pcode for each in found}) == 290


def test_codes_and_names_of_constituencies_are_those_of_the_common_operational_data():
    official = {
        row["P-Code"]: row["Name"]
        for row in reference("ken_cod_pcodes_adm1_adm2.csv")
        if row["Admin Level"] == "2"
    }
    assert {each.pcode: each.name for each in every(constituencies)} == official


@pytest.mark.parametrize("slug", counties())
def test_a_constituency_lies_in_its_county_and_is_found_by_all_its_names(slug):
    for each in constituencies(slug):
        assert each.pcode.startswith(counties()[slug].pcode)
        for name in each.names:
            assert constituency_named(name.upper(), county=slug) == each


@pytest.mark.parametrize(
    ("county", "iebc_name", "pcode"),
    [
        ("kitui", "Mwingi Central", "KE015069"),
        ("garissa", "Garissa Township", "KE007027"),
        ("meru", "Central Imenti", "KE012058"),
        ("tharaka-nithi", "Chuka/Igambang'ombe", "KE013060"),
        ("embu", "Mbeere South", "KE014065"),
        ("embu", "MBEERE NORTH", "KE014066"),
        ("kericho", "Bureti", "KE035191"),
        ("homa-bay", "Homa Bay Town", "KE043249"),
        ("nairobi", "Dagoretti North", "KE047275"),
        ("nairobi", "Dagoretti South", "KE047276"),
    ],
)
def test_the_names_of_the_electoral_commission_are_known(county, iebc_name, pcode):
    assert constituency_named(iebc_name, county=county).pcode == pcode


def test_a_constituency_of_another_county_is_not_found():
    assert constituency_named("Garsen", county="kitui") is None


def test_90_wards_of_three_counties_are_known_and_of_the_others_none():
    found = {slug: len(wards(slug)) for slug in counties()}
    assert {slug: count for slug, count in found.items() if count} == {
        "kitui": 40,
        "makueni": 30,
        "taita-taveta": 20,
    }
    assert len({each.code for each in every(wards)}) == 90


def test_every_ward_lies_in_the_constituency_of_the_reference_list():
    rows = {row["ward_code"]: row for row in reference("sek_wards.csv")}
    assert len(rows) == 90
    for slug in ("kitui", "makueni", "taita-taveta"):
        for each in wards(slug):
            row = rows[each.code]
            assert each.name == row["ward"]
            assert constituency_named(row["constituency"], county=slug).pcode == each.constituency


def test_the_wards_of_a_constituency_are_part_of_the_countys():
    for slug in ("kitui", "makueni", "taita-taveta"):
        parts = [wards(slug, constituency=each.pcode) for each in constituencies(slug)]
        assert all(parts)
        assert Counter(sum(parts, ())) == Counter(wards(slug))


def test_livelihood_zones_are_known_for_three_counties_with_shares_that_are_whole():
    shares = {
        slug: [each.people_percent for each in livelihood_zones(slug)]
        for slug in counties()
        if livelihood_zones(slug)
    }
    assert shares == {
        "kitui": [44, 52, 4],
        "makueni": [40, 30, 30],
        "taita-taveta": [None, None, None],
    }
    assert all(each.source for each in every(livelihood_zones))


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Marginal Mixed Farming", "Marginal mixed farming"),
        ("MIXED FARMING ZONE", "Mixed farming"),
        ("mixed farming livelihood zone", "Mixed farming"),
        ("Formal/Urban Employment", "Formal/peri-urban employment"),
        ("formal / peri urban employment", "Formal/peri-urban employment"),
    ],
)
def test_a_livelihood_zone_is_found_as_bulletins_print_it(printed, name):
    assert livelihood_zone_named(printed, county="kitui").name == name


@pytest.mark.parametrize("printed", ["", "zone", "Pastoral", "/"])
def test_what_is_no_livelihood_zone_of_the_county_is_not_found(printed):
    assert livelihood_zone_named(printed, county="kitui") is None


@pytest.mark.parametrize("spelled", ["tharaka-nithi", "Tharaka Nithi", "THARAKA-NITHI"])
def test_a_county_is_found_however_it_is_spelled(spelled):
    assert [each.pcode for each in constituencies(spelled)] == ["KE013060", "KE013061", "KE013062"]


@pytest.mark.parametrize("of", [constituencies, wards, livelihood_zones])
def test_what_is_no_county_is_refused(of):
    with pytest.raises(ValueError, match="'Atlantis' is no county of Kenya"):
        of("Atlantis")


def test_no_two_names_of_a_county_are_the_same_on_letters_only():
    for slug in counties():
        names = [letters_only(name) for each in constituencies(slug) for name in each.names]
        assert len(names) == len(set(names))
