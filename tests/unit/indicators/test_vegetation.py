import csv
from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Dekad
from app.errors import EvidenceError
from app.indicators.vegetation import (
    dekad_vci,
    greenness_ranges,
    mean_vci,
    ndvi_anomaly,
    ndvi_percent,
    vci,
    vci_3m,
    vci_class,
)
from tests.unit.indicators.conftest import LAST, history, ndvi_of, shared

NDVI = ndvi_of(24)[: 23 * 36 + LAST.slot + 1]  # begins in 2003


def ndvi_history(values=NDVI, last=LAST):
    return history(values, variable="NDVI", last=last)


def test_vci_refuses_an_empty_reference_range():
    with pytest.raises(EvidenceError, match="empty"):
        vci(0.1, lowest=0.1, highest=0.1)


@given(st.floats(0, 0.5), st.floats(0.01, 0.5), st.floats(-0.2, 1))
def test_vci_is_a_straight_line_that_is_never_clipped(lowest, width, ndvi):
    highest = lowest + width
    found = vci(ndvi, lowest=lowest, highest=highest)
    assert found == pytest.approx(100 * (ndvi - lowest) / (highest - lowest), abs=0.051)
    assert vci(lowest, lowest=lowest, highest=highest) == 0
    assert vci(highest, lowest=lowest, highest=highest) == 100


def test_vci_goes_below_zero_and_above_a_hundred():
    assert vci(0.1, lowest=0.2, highest=0.6) == -25.0
    assert vci(0.7, lowest=0.2, highest=0.6) == 125.0


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (131.8, "above normal vegetation greenness"),
        (50.0, "above normal vegetation greenness"),
        (49.9, "normal vegetation greenness"),
        (35.0, "normal vegetation greenness"),
        (34.9, "moderate vegetation deficit"),
        (20.0, "moderate vegetation deficit"),
        (19.9, "severe vegetation deficit"),
        (18.9, "severe vegetation deficit"),  # Makueni, April 2017
        (10.0, "severe vegetation deficit"),
        (9.9, "extreme vegetation deficit"),
        (9.72, "extreme vegetation deficit"),  # Kitui, April 2017
        (-6.4, "extreme vegetation deficit"),
    ],
)
def test_vci_has_ndmas_five_classes(value, named):
    assert vci_class(value) == named


def test_nyeri_in_august_2009_is_worked_by_hand():
    assert ndvi_anomaly(0.55428666, 0.6477138) == -0.0934
    assert ndvi_percent(0.55428666, 0.6477138) == 85.6


@pytest.mark.parametrize("normal", [0.0, -0.1])
def test_a_percentage_of_no_vegetation_is_refused(normal):
    with pytest.raises(EvidenceError, match="above 0"):
        ndvi_percent(0.1, normal)


def test_vci_3m_is_worked_by_hand_from_nine_dekads():
    first = Dekad(2003, 1, 1).ordinal
    expected = []
    for ordinal in range(LAST.ordinal - 8, LAST.ordinal + 1):
        dekad = Dekad.from_ordinal(ordinal)
        same = [
            NDVI[Dekad(year, dekad.month, dekad.number).ordinal - first]
            for year in range(2003, 2023)
        ]
        now = NDVI[ordinal - first]
        expected.append(100 * (now - min(same)) / (max(same) - min(same)))
    assert vci_3m(ndvi_history(), at=LAST) == round(sum(expected) / 9, 1)


@pytest.mark.parametrize("at", [LAST, Dekad(2026, 1, 1), Dekad(2024, 7, 3)])
def test_stored_ranges_and_nine_dekads_alone_give_the_same_vci_3m(at):
    ranges = greenness_ranges(ndvi_history())
    end = at.ordinal - Dekad(2003, 1, 1).ordinal + 1
    alone = ndvi_history(NDVI[end - 9 : end], last=at)
    assert vci_3m(alone, at=at, ranges=ranges) == vci_3m(ndvi_history(), at=at)
    assert vci_3m(alone, at=at) is None


def test_a_range_is_that_of_twenty_reference_years():
    ranges = greenness_ranges(ndvi_history([*NDVI[:-40], *[0.9] * 40]))
    same = [NDVI[year * 36 + 5] for year in range(20)]
    assert [each.slot for each in ranges] == list(range(36))
    assert (ranges[5].lowest, ranges[5].highest, ranges[5].years) == (min(same), max(same), 20)


def test_a_dekad_without_figure_or_range_has_no_vci():
    missing = ndvi_history([*NDVI[:-2], None, NDVI[-1]])
    dekads = [Dekad.from_ordinal(LAST.ordinal - back) for back in (1, 0)]
    none, known = dekad_vci(missing, dekads)
    assert none is None
    assert known == dekad_vci(ndvi_history(), [LAST])[0]
    assert dekad_vci(missing, dekads, ranges=()) == [None, None]


@given(st.lists(st.floats(-90, 190), min_size=9, max_size=40))
def test_vci_3m_of_a_dekadal_series_is_the_mean_of_its_last_nine(dekads):
    assert mean_vci(dekads) == pytest.approx(sum(dekads[-9:]) / 9, abs=1e-9)
    assert mean_vci([None, *dekads]) == mean_vci(dekads)
    assert mean_vci([*dekads, None]) is None
    assert mean_vci(dekads[-8:]) is None


def test_years_after_2022_do_not_move_the_reference():
    lush = [*NDVI[:-40], *[0.9] * 40]
    assert vci_3m(ndvi_history(lush), at=LAST) > 150


def test_vci_3m_needs_all_nine_dekads():
    assert vci_3m(ndvi_history([*NDVI[:-9], None, *NDVI[-8:]]), at=LAST) is None
    assert vci_3m(ndvi_history([*NDVI[:-10], None, *NDVI[-9:]]), at=LAST) is not None
    assert vci_3m(ndvi_history(), at=Dekad(2027, 1, 1)) is None


def test_vci_3m_needs_ten_reference_years():
    assert vci_3m(ndvi_history(NDVI[-13 * 36 :]), at=LAST) is None
    assert vci_3m(ndvi_history(NDVI[-15 * 36 :]), at=LAST) is not None


def test_vci_3m_refuses_a_flat_reference():
    with pytest.raises(EvidenceError, match="empty"):
        vci_3m(ndvi_history([0.3] * len(NDVI)), at=LAST)


@pytest.mark.parametrize("county", ["Makueni", "Taita Taveta"])
def test_vci_3m_follows_the_published_mean_of_pixels(county):
    """Measured: correlation 0.98, half of all weeks within 8 points, ours 3 to 6 points lower."""
    weeks = defaultdict(list)
    with shared("vci_subcounty_weekly_viirs_2012_2026_makueni_taita.csv").open() as lines:
        for row in csv.DictReader(lines):
            if row["county"] == county and row["ndvi"] and row["vci3m"]:
                at = Dekad.of(date.fromisoformat(row["date"])).ordinal
                weeks[at].append((float(row["ndvi"]), float(row["vci3m"])))
    dekads = range(min(weeks), max(weeks) + 1)
    means = {n: np.mean(weeks[n], axis=0) for n in dekads if n in weeks}
    ndvi = [float(np.interp(n, list(means), [each[0] for each in means.values()])) for n in dekads]
    ours = ndvi_history(ndvi, last=Dekad.from_ordinal(dekads[-1]))
    pairs = [(vci_3m(ours, at=Dekad.from_ordinal(n)), means[n][1]) for n in list(means)[40:]]
    first, second = np.array(pairs).T
    assert len(pairs) > 400
    assert np.corrcoef(first, second)[0, 1] > 0.95
    assert np.median(np.abs(first - second)) < 10
