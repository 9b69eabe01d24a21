import csv

import pytest

from app.domain.places import counties, county_of_pcode
from app.sources.ndma_places import folded, places, wrong_county
from tests.unit.sources.conftest import shared

TAITA_TAVETA = counties()["taita-taveta"]


def table(name):
    return csv.DictReader(shared(name).read_text(encoding="utf-8").splitlines())


def judged(text, *, slug="taita-taveta"):
    return wrong_county(text, county=counties()[slug])


def test_every_constituency_of_the_list_of_ocha_is_known_by_its_county():
    rows = table("ken_cod_pcodes_adm1_adm2.csv")
    names = [row for row in rows if row["Admin Level"] == "2"]
    assert len(names) == 290
    of_counties = {folded(each.name) for each in counties().values()}
    for row in names:
        known = places()[county_of_pcode(row["P-Code"]).slug]
        assert folded(row["Name"]).split("/")[0] in (*known, *of_counties) or "/" in row["Name"]


def test_every_ward_of_the_three_counties_is_known():
    for row in table("sek_wards.csv"):
        slug = folded(row["county"]).replace(" ", "-")
        for part in row["ward"].split("/"):
            assert folded(part) in places()[slug]


@pytest.mark.parametrize(
    "text",
    [
        "Taita Taveta County. Pasture is fair in Voi and Mwatate.",
        "TAITA-TAVETA COUNTY. Livestock from Tana River county came to Bura.",
        "Taita/Taveta County: Voi and Wundanyi are dry; herds moved to Garsen.",
        "Taita Taveta County. Livestock moved to Tana River.",
        "Bulletin of Taita Taveta. The National Drought Management Authority, Nairobi.",
    ],
)
def test_a_page_about_the_county_is_accepted(text):
    assert judged(text) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Tana River County. Garsen is dry.", "is about Tana River county"),
        ("Taita Taveta County. Galole, Garsen and Bura are dry.", "text names Galole, Garsen"),
        ("Taita Taveta County. Galole is dry.", "text names Galole of Tana River"),
        ("Taita Taveta County: Voi. Galole, Garsen in Tana River.", "names Galole, Garsen, Tana"),
        ("Pasture is fair.", "does not name Taita Taveta"),
        ("Taveta is dry.", "does not name Taita Taveta"),
        ("", "does not name Taita Taveta"),
    ],
)
def test_a_page_about_another_county_is_refused_with_its_reason(text, reason):
    assert reason in judged(text)


@pytest.mark.parametrize("slug", counties())
def test_every_county_accepts_its_own_places_and_no_other_countys(slug):
    county = counties()[slug]
    title = f"{county.name} County bulletin. "
    assert judged(title + ", ".join(places()[slug]), slug=slug) == ""
    for other in ("kitui", "garissa", "turkana"):
        if other != slug:
            assert judged(title + ", ".join(places()[other]), slug=slug)
