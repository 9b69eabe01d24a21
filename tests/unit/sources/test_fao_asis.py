import socket
from datetime import date

import pytest

from app.domain.periods import Dekad
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.fao_asis import TABLE, VCI_ASIS, live, read_asis
from app.sources.fetching import Fetcher
from tests.unit.sources.conftest import DATA, TODAY, answer, payload_of

SMALL = (DATA.parent / "fao_asis" / "vci_small.csv").read_text(encoding="utf-8")
NEAR = Fetcher(allowed_hosts=("127.0.0.1",), tries=1)
PROVINCES = ["Eastern", "COAST", "Rift Valley", "North-Eastern", "Central Province", "Western"]


def asis(text=SMALL, today=TODAY):
    return read_asis(payload_of(text), today=today)


def newest(text=SMALL, today=TODAY):
    return {each.county: each for each in asis(text, today).observations}


def test_the_newest_dekad_that_is_over_is_observed():
    kitui = newest()["kitui"]
    assert (kitui.variable, kitui.value, kitui.unit, kitui.row) == (VCI_ASIS, 32.5, "%", "row 3")
    assert kitui.period == Dekad(2026, 11, 2).period
    assert kitui.note == "VCI of one dekad after FAO, Crop Area, not NDMA's VCI-3M"


def test_the_running_dekad_waits_until_it_is_over():
    assert newest(today=date(2026, 11, 29))["kitui"].value == 32.5
    assert newest(today=date(2026, 11, 30))["kitui"].value == 70.0


def test_a_dekad_that_fao_leaves_out_is_a_gap_in_the_history():
    histories = {each.county: each for each in asis().histories}
    assert histories["kitui"].values == (30.5, None, 32.5)
    assert histories["taita-taveta"].values == (50.5, 51.5, 52.5)
    assert histories["kitui"].first == Dekad(2026, 10, 3)


def test_a_place_that_is_no_county_is_left_out():
    assert set(newest()) == {"kitui", "taita-taveta"}


@pytest.mark.parametrize("name", PROVINCES)
def test_a_table_along_the_old_provinces_is_refused_by_name(name):
    with pytest.raises(SourceFormatError, match=rf"'{name}' is a province of before 2013"):
        asis(SMALL.replace("Administrative unit not available", name))


def test_unknown_further_columns_and_another_order_are_read_alike():
    lines = [line.split(",") for line in SMALL.splitlines()]
    turned = "\n".join(",".join([*reversed(line), "x"]) for line in lines) + "\n"
    assert {slug: each.value for slug, each in newest(turned).items()} == {
        slug: each.value for slug, each in newest().items()
    }


def test_only_the_documented_columns_are_needed():
    lines = [line.split(",") for line in SMALL.splitlines()]
    lean = "\n".join(",".join([line[3], *line[6:10]]) for line in lines) + "\n"
    assert newest(lean)["kitui"].value == 32.5
    assert newest(lean)["kitui"].note == "VCI of one dekad after FAO, not NDMA's VCI-3M"


def test_of_several_land_types_cropland_is_read():
    grass = SMALL.partition("\n")[2].replace("Crop Area", "Grassland").replace(",32.5,", ",99.0,")
    assert newest(SMALL + grass)["kitui"].value == 32.5
    with pytest.raises(SourceFormatError, match="land types Forest, Grassland"):
        asis((SMALL + grass).replace("Crop Area", "Forest"))


def test_ratios_become_percents_and_say_so():
    ratios = SMALL.replace(",%,", ",,")
    for figure in ("30.5", "32.5", "70.0", "50.5", "51.5", "52.5", "90.0", "70.5", "71.5", "72.5"):
        ratios = ratios.replace(f",{figure},", f",{float(figure) / 100:.4f},")
    ratios = ratios.replace(",70,", ",0.7,").replace(",90,", ",0.9,").replace(",110,", ",1.1,")
    found = newest(ratios)
    assert found["kitui"].value == 32.5
    assert found["kitui"].note.endswith("as a ratio")
    with pytest.raises(SourceFormatError, match="unit has changed"):
        asis(ratios.replace(",,FAO", ",%,FAO"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",32.5,", ",nan,", "row 3: Data is 'nan'"),
        (",32.5,", ",n/a,", "Data is 'n/a'"),
        (",32.5,", ",-999,", "Data is '-999'"),
        (",32.5,", ",3250,", "Data is '3250'"),
        (",32.5,2026,11,2", ",32.5,2072,11,2", "row 3: 2072-11-D2 lies after today"),
        (",32.5,2026,11,2", ",32.5,2026,12,1", "2026-12-D1 lies after today"),
        (",32.5,2026,11,2", ",32.5,2026,13,2", "Month is '13'"),
        (",32.5,2026,11,2", ",32.5,2026,11,4", "Dekad is '4'"),
        (",32.5,2026,11,2", ",32.5,2026,11,1.5", "Dekad is '1.5', not a whole"),
        (",32.5,2026,11,2", ",32.5,,11,2", "Year is ''"),
        (",32.5,2026,11,2", ",32.5,2026,10,3", "contradicts row 2 on Kitui"),
        ("Province", "County", "column 'Province' is missing"),
        (",Data,", ",Value,", "column 'Data' is missing"),
        (",Dekad,", ",Month,", "column 'Month' stands there twice|column 'Dekad' is missing"),
        (",FAO-ASIS", "", "fields"),
    ],
)
def test_what_cannot_be_is_refused_by_row(old, new, told):
    assert old in SMALL
    with pytest.raises(SourceFormatError, match=told):
        asis(SMALL.replace(old, new))


def test_an_empty_figure_is_a_gap():
    assert newest(SMALL.replace(",32.5,", ",,"))["kitui"].value == 30.5


def test_a_table_without_counties_is_refused():
    nowhere = SMALL.replace("Kitui", "Nowhere").replace("Taita Taveta", "Nowhere")
    with pytest.raises(SourceFormatError, match="names no county"):
        asis(nowhere.replace("not available", "x"))


def test_a_table_cut_at_any_byte_is_refused_or_read_by_whole_rows():
    lines = SMALL.splitlines(keepends=True)
    for end in range(len(SMALL)):
        try:
            found = asis(SMALL[:end])
        except SourceFormatError:
            continue
        assert SMALL[end - 1] == "\n"
        rows = SMALL[:end].count("\n")
        assert found.observations == asis("".join(lines[:rows])).observations


def test_the_table_is_asked_for_as_tangazo_in_the_manner_of_a_browser(stub, clock):
    stub.said[TABLE] = answer(SMALL.encode())
    harvest = live(NEAR, base_url=stub.url).fetch(clock)
    assert {each.county for each in harvest.observations} == {"kitui", "taita-taveta"}
    assert harvest.source == "FAO ASIS"
    assert b"user-agent: mozilla/5.0 (compatible; tangazo/" in stub.heads[0].lower()


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("403 Forbidden", SourceFormatError),
        ("404 Not Found", SourceFormatError),
        ("429 Too Many Requests", SourceUnavailable),
    ],
)
def test_a_closed_door_is_named(stub, clock, status, fault):
    stub.said[TABLE] = answer(b"<html>Attention required</html>", status=status)
    with pytest.raises(fault, match=f"answered {status[:3]}"):
        live(NEAR, base_url=stub.url).fetch(clock)


def test_a_web_page_is_refused(stub, clock):
    stub.said[TABLE] = answer(b"<html>Just a moment...</html>")
    with pytest.raises(SourceFormatError, match="web page"):
        live(NEAR, base_url=stub.url).fetch(clock)


def test_a_closed_port_is_passing_trouble(clock):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(SourceUnavailable, match="could not be reached"):
            live(NEAR, base_url=url).fetch(clock)
