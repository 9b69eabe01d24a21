from datetime import date

import pytest

from app.domain.variables import NDVI, RAIN_3_MONTH
from app.errors import SourceFormatError, SourceUnavailable
from app.sources.local_file import MAX_BYTES, RainfallFile, VegetationFile, last_dekad
from tests.fakes import SetClock
from tests.unit.sources.conftest import shared

CLOCK = SetClock()
# Rain of each dekad in mm, column rfh of the file, 1 February to 30 April 2017.
RFH_FEBRUARY_TO_APRIL_2017 = (
    2.8295965,
    4.1449924,
    14.185351,
    5.254111,
    3.7219732,
    5.019432,
    31.995516,
    50.93722,
    13.51121,
)
RAIN = "hdx_ken_rainfall_subnat_sample_KE015074.csv"


def test_a_rainfall_file_of_2017_gives_kituis_figures_by_hand_arithmetic():
    harvest = RainfallFile(path=shared(RAIN), before=date(2017, 5, 1)).fetch(CLOCK)
    newest = [each for each in harvest.observations if each.variable == RAIN_3_MONTH][-1]
    assert newest.county == "kitui"
    assert newest.period.end == date(2017, 4, 30)
    assert newest.value == pytest.approx(sum(RFH_FEBRUARY_TO_APRIL_2017), abs=0.001)


def test_a_vegetation_file_is_read():
    path = shared("hdx_ken_ndvi_subnat_sample_KE019.csv")
    source = VegetationFile(path=path)
    harvest = source.fetch(CLOCK)
    assert {each.county for each in harvest.observations} == {"nyeri"}
    assert source.reread(harvest.payloads[0], CLOCK).observations == harvest.observations
    assert any(each.variable == NDVI for each in harvest.observations)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceUnavailable, match=r"rain\.csv"):
        RainfallFile(path=tmp_path / "rain.csv").fetch(CLOCK)


def test_a_file_that_cannot_be_a_table_is_not_read(tmp_path):
    path = tmp_path / "rain.csv"
    with path.open("wb") as large:
        large.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceUnavailable, match="larger"):
        RainfallFile(path=path).fetch(CLOCK)


def test_a_broken_file_is_refused(tmp_path):
    path = tmp_path / "rain.csv"
    path.write_text("<html>", encoding="utf-8")
    with pytest.raises(SourceFormatError, match=r"rain\.csv"):
        RainfallFile(path=path).fetch(CLOCK)


@pytest.mark.parametrize(
    ("before", "dekad"),
    [(None, None), (date(2017, 5, 10), "2017-04-D3"), (date(2017, 5, 11), "2017-05-D1")],
)
def test_only_dekads_that_were_over_are_taken(before, dekad):
    assert (str(last_dekad(before)) if before else last_dekad(before)) == dekad
