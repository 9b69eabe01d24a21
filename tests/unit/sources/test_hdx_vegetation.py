import json
from datetime import date

import pytest

from app.domain.periods import Dekad, Period
from app.sources.fetching import Fetcher
from app.sources.hdx_vegetation import live, read_vegetation
from tests.unit.sources.conftest import DATA, TODAY, answer, payload_of, shared

SMALL = (DATA / "ndvi_small.csv").read_bytes()


def test_kitui_is_the_mean_of_its_units_by_area():
    harvest = read_vegetation(payload_of(SMALL), today=TODAY)
    ndvi = [each for each in harvest.observations if each.variable == "NDVI"]
    assert [each.value for each in ndvi] == [pytest.approx(0.45), pytest.approx(0.48)]
    assert ndvi[-1].period == Period(date(2026, 11, 11), date(2026, 11, 20))
    assert ndvi[-1].row == "rows 3, 5"
    assert ndvi[-1].unit == "unitless"


def test_the_normal_comes_with_the_figure():
    harvest = read_vegetation(payload_of(SMALL), today=TODAY)
    assert harvest.observations[-1].variable == "NDVI-normal"
    assert harvest.observations[-1].value == pytest.approx(0.52)


def test_the_published_rows_of_nyeri_keep_every_digit():
    name = "hdx_ken_ndvi_subnat_sample_KE019.csv"
    harvest = read_vegetation(payload_of(shared(name).read_bytes(), name), today=TODAY)
    assert harvest.histories[0].values == (
        0.57126373,
        0.55428666,
        0.54190844,
        0.5316777,
        0.52457964,
    )
    assert harvest.histories[0].first == Dekad(2009, 7, 3)
    assert {each.county for each in harvest.observations} == {"nyeri"}


@pytest.mark.parametrize(("whole", "part"), [(True, "full"), (False, "5ytd")])
def test_hdx_is_read(stub, clock, whole, part):
    names = [f"ken-ndvi-subnat-{each}.csv" for each in ("5ytd", "full")]
    listed = [{"name": "NDVI", "url": f"{stub.url}/download/{name}"} for name in names]
    entry = {"success": True, "result": {"resources": listed}}
    stub.said["/api/3/action/package_show?id=ken-ndvi-subnational"] = answer(
        json.dumps(entry).encode()
    )
    stub.said[f"/download/ken-ndvi-subnat-{part}.csv"] = answer(SMALL)
    near = Fetcher(allowed_hosts=("127.0.0.1",))
    source = live(near, base_url=stub.url, whole=lambda: whole)
    assert len(source.fetch(clock).observations) == 4
    assert source.name == "HDX vegetation"
