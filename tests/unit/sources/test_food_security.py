import json
import socket
from datetime import date

import pytest

from app.domain.periods import Period
from app.errors import SourceFormatError, SourceUnavailable
from app.sources import fews_net, food_security
from app.sources.fetching import Fetcher
from app.sources.fews_net import AREA_PHASE, AREA_PHASE_PROJECTED, read_fews_net
from app.sources.food_security import CRISIS_SHARE, CRISIS_SHARE_PROJECTED, read_ipc_areas
from tests.unit.sources.conftest import DATA, TODAY, answer, payload_of, shared

FOLDER = DATA.parent / "food_security"
IPC = (FOLDER / "ipc_small.csv").read_text(encoding="utf-8")
FEWS = (FOLDER / "fews_small.json").read_text(encoding="utf-8")
CATALOGUE = "/api/3/action/package_show?id=kenya-acute-food-insecurity-country-data"
FEWS_ASKED = "/api/ipcphase/?country_code=KE&format=json&start_date=2025-10-01"
NEAR = Fetcher(allowed_hosts=("127.0.0.1",), tries=1)
KITUI_NOW = "Jul 2026,KEN,16617000,ASAL Counties,KITUI,current,2026-07-01,2026-09-30"


def ipc(text=IPC, today=TODAY):
    harvest = read_ipc_areas(payload_of(text), today=today)
    return {(each.county, each.variable): each for each in harvest.observations}


def fews(text=FEWS, today=TODAY):
    harvest = read_fews_net(payload_of(text), today=today)
    return {(each.county, each.variable): each for each in harvest.observations}


def test_the_newest_analysis_gives_the_share_in_phase_three_or_worse():
    kitui = ipc()["kitui", CRISIS_SHARE]
    assert (kitui.value, kitui.unit, kitui.row) == (20.0, "%", "row 11")
    assert kitui.period == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert kitui.note.endswith("analysis of 2026-07; valid until 2026-09-30, which is over")
    assert not kitui.preliminary


def test_a_projection_is_never_taken_for_the_current_share():
    kitui = ipc()["kitui", CRISIS_SHARE_PROJECTED]
    assert (kitui.value, kitui.preliminary) == (25.0, True)
    assert kitui.period == Period(date(2026, 10, 1), date(2027, 1, 31))
    assert "first projection" in kitui.note
    assert "is over" not in kitui.note


def test_areas_are_matched_in_any_case_and_a_part_of_a_county_is_not_the_county():
    found = ipc()
    assert {county for county, _ in found} == {"kitui", "taita-taveta"}
    assert found["taita-taveta", CRISIS_SHARE].value == 5.0


def test_the_published_analysis_of_july_2025():
    text = shared("ipc_ken_area_long_sek.csv").read_text(encoding="utf-8")
    found = ipc(text, today=date(2025, 11, 20))
    assert {key: each.value for key, each in found.items()} == {
        ("kitui", CRISIS_SHARE): 10.0,
        ("kitui", CRISIS_SHARE_PROJECTED): 15.0,
        ("makueni", CRISIS_SHARE): 5.0,
        ("makueni", CRISIS_SHARE_PROJECTED): 10.0,
        ("taita-taveta", CRISIS_SHARE): 0.0,
        ("taita-taveta", CRISIS_SHARE_PROJECTED): 0.0,
    }


def test_each_of_the_thirteen_published_analyses_is_read():
    head, *lines = shared("ipc_ken_area_long_sek.csv").read_text(encoding="utf-8").splitlines(True)
    analyses = {line.partition(",")[0] for line in lines}
    assert len(analyses) == 13
    for analysis in analyses:
        only = "".join([head, *(line for line in lines if line.startswith(analysis))])
        assert len(ipc(only, today=date(2025, 11, 20))) == 6


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (f"{KITUI_NOW},3+,240000,0.2", f"{KITUI_NOW},3+,240000,nan", "row 11: Percentage is 'nan'"),
        (f"{KITUI_NOW},3+,240000,0.2", f"{KITUI_NOW},3+,240000,-0.2", "Percentage is '-0.2'"),
        (f"{KITUI_NOW},3+,240000,0.2", f"{KITUI_NOW},3+,240000,20", "not 0 to 1"),
        (f"{KITUI_NOW},3+,240000,0.2", f"{KITUI_NOW},3+,240000,20%", "Percentage is '20%'"),
        (f"{KITUI_NOW},3+,240000,0.2", f"{KITUI_NOW},3+,240000,", "Percentage is empty"),
        (f"{KITUI_NOW},3+,240000,0.2", f"{KITUI_NOW},3+,240000,0.4", "phases 3, 4 and 5 make 0.2"),
        (f"{KITUI_NOW},3+,240000", f"{KITUI_NOW},3+,640000", "640000 of 1.2e"),
        (KITUI_NOW, KITUI_NOW.replace("2026-09-30", "2026-06-30"), "before it starts"),
        (KITUI_NOW, KITUI_NOW.replace("2026-09-30", "2026-09-31"), "is not a day"),
        (KITUI_NOW, KITUI_NOW.replace("current", "third projection"), "is none of"),
        (KITUI_NOW, KITUI_NOW.replace("Jul 2026", "Dec 2026"), "lies after today"),
        (KITUI_NOW, KITUI_NOW.replace("Jul 2026", "Jul 2072"), "lies after today"),
        (KITUI_NOW, KITUI_NOW.replace("Jul 2026", "2026-07"), "is not like 'Jul 2025'"),
        (KITUI_NOW, KITUI_NOW.replace("KEN", "SOM"), "not KEN"),
        ("Percentage", "Share", "column 'Percentage' is missing"),
        ("Area,", "County,", "column 'Area' is missing"),
        (",3+,", ",P3+,", "no share of phase 3"),
    ],
)
def test_what_cannot_be_is_refused_by_row(old, new, told):
    assert old in IPC
    with pytest.raises(SourceFormatError, match=told):
        ipc(IPC.replace(old, new))


def test_a_county_that_an_analysis_leaves_out_keeps_its_last_one():
    kitui = ipc(IPC.replace("KITUI", "Nowhere"))["kitui", CRISIS_SHARE]
    assert kitui.value == 15.0
    assert "analysis of 2026-02; valid until 2026-03-31, which is over" in kitui.note


def test_two_names_of_one_county_that_differ_are_refused():
    taita = [line for line in IPC.splitlines(keepends=True) if ",Taita," in line]
    twin = "".join(taita).replace(",Taita,", ",Taita taveta,")
    assert ipc(IPC + twin)["taita-taveta", CRISIS_SHARE].value == 5.0
    with pytest.raises(SourceFormatError, match="contradicts row"):
        ipc(IPC + twin.replace("20000,0.05", "24000,0.06"))


def test_an_area_table_without_counties_is_refused():
    lines = IPC.splitlines(keepends=True)
    only = "".join([lines[0], *(line for line in lines if "Meru North" in line)])
    with pytest.raises(SourceFormatError, match="names no county"):
        ipc(only)


def test_an_area_table_cut_at_any_byte_is_refused_or_read_by_whole_rows():
    whole = ipc()
    for end in range(len(IPC)):
        try:
            found = ipc(IPC[:end])
        except SourceFormatError:
            continue
        assert IPC[end - 1] == "\n"
        newest = {key: each for key, each in found.items() if "2026-07" in each.note}
        assert all(each.value == whole[key].value for key, each in newest.items())


def test_ipc_is_found_on_hdx(stub, clock):
    listed = [
        {"name": name, "url": f"{stub.url}/{name}"}
        for name in (
            "ipc_ken_national_long.csv",
            "ipc_ken_area_long_latest.csv",
            "ipc_ken_area_long.csv",
        )
    ]
    said = {"success": True, "result": {"resources": listed}}
    stub.said[CATALOGUE] = answer(json.dumps(said).encode())
    stub.said["/ipc_ken_area_long.csv"] = answer(IPC.encode())
    harvest = food_security.live(NEAR, base_url=stub.url).fetch(clock)
    assert len(harvest.observations) == 3
    assert harvest.source == "IPC area phases"


def test_fews_net_gives_the_highest_phase_of_the_newest_report():
    kitui = fews()["kitui", AREA_PHASE]
    assert (kitui.value, kitui.unit) == (2.0, "IPC phase")
    assert kitui.period == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert "2026-10-31, current; highest of 2 areas, lowest 1" in kitui.note
    assert "not NDMA's phase" in kitui.note
    assert kitui.row == "[0]"


def test_a_projected_phase_has_its_own_name():
    projected = fews()["kitui", AREA_PHASE_PROJECTED]
    assert (projected.value, projected.preliminary) == (3.0, True)
    assert projected.period.end == date(2027, 1, 31)


def test_the_phase_on_the_map_is_the_one_with_planned_help():
    assert fews()["makueni", AREA_PHASE].value == 2.0


def test_a_park_and_a_zone_across_counties_have_no_phase():
    assert {county for county, _ in fews()} == {"kitui", "makueni"}


def test_fews_net_may_wrap_its_list():
    wrapped = json.dumps({"count": 8, "next": None, "results": json.loads(FEWS)})
    found = fews(wrapped)
    assert {key: each.value for key, each in found.items()} == {
        key: each.value for key, each in fews().items()
    }


def test_pages_are_refused_as_the_newest_may_lie_on_another_one():
    pages = json.dumps({"next": "https://fdw.fews.net/?page=2", "results": json.loads(FEWS)})
    with pytest.raises(SourceFormatError, match="in pages"):
        fews(pages)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"value": 2', '"value": NaN', "is not JSON.*NaN"),
        ('"value": 2', '"value": "2"', r"value: is 2, not"),
        ('"value": 2', '"value": -2', "is -2"),
        ('"value": 2', '"value": 2.5', "is 2.5, not a phase"),
        ('"value": 2', '"value": 7', "is 7, not a phase"),
        ('"value"', '"phase"', "'value' is missing"),
        ('"fnid"', '"area_code"', "'fnid' is missing"),
        ('"geographic_unit_full_name"', '"full_name"', "is missing"),
        ('"reporting_date": "2026-10-31"', '"reporting_date": "2072-10-31"', "after today"),
        ('"reporting_date": "2026-10-31"', '"reporting_date": "2026-02-31"', "is not a day"),
        ('"projection_end": "2026-10-31"', '"projection_end": "2026-09-30"', "before the start"),
        (", Kenya", ", Uganda", "classifies no county"),
    ],
)
def test_what_fews_net_cannot_mean_is_refused_by_place(old, new, told):
    assert old in FEWS
    with pytest.raises(SourceFormatError, match=told):
        fews(FEWS.replace(old, new))


@pytest.mark.parametrize("text", ["[]", "{}", '{"results": []}', '{"detail": "log in"}', "7"])
def test_an_answer_without_classifications_is_refused(text):
    with pytest.raises(SourceFormatError):
        fews(text)


def test_an_answer_cut_at_any_byte_is_refused():
    for end in range(len(FEWS.rstrip())):
        with pytest.raises(SourceFormatError):
            fews(FEWS[:end])


def test_fews_net_is_asked_for_kenya_and_the_last_months(stub, clock):
    stub.said[FEWS_ASKED] = answer(FEWS.encode())
    harvest = fews_net.live(NEAR, base_url=stub.url).fetch(clock)
    assert {each.county for each in harvest.observations} == {"kitui", "makueni"}
    assert harvest.source == "FEWS NET area phases"


@pytest.mark.parametrize(
    ("source", "path"),
    [(fews_net, FEWS_ASKED), (food_security, CATALOGUE)],
    ids=["FEWS NET", "IPC"],
)
def test_a_web_page_is_refused(stub, clock, source, path):
    stub.said[path] = answer(b"<html>Please sign in</html>")
    with pytest.raises(SourceFormatError, match="web page"):
        source.live(NEAR, base_url=stub.url).fetch(clock)


@pytest.mark.parametrize("source", [fews_net, food_security], ids=["FEWS NET", "IPC"])
def test_a_closed_port_is_passing_trouble(clock, source):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(SourceUnavailable, match="could not be reached"):
            source.live(NEAR, base_url=url).fetch(clock)
