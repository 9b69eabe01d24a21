import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sources.county_means import county_means


def units(*rows):
    """Return a table of (county, p-code, level, dekad, pixels, figure)."""
    names = ["county", "PCODE", "adm_level", "dekad", "n_pixels", "x"]
    frame = pd.DataFrame(rows, columns=names, index=range(2, 2 + len(rows)))
    return frame.assign(preliminary=False)


def mean_of(frame, county="kitui", dekad=None):
    means = county_means(frame, columns=("x",))
    column = 0 if dekad is None else dekad - means.first
    return means.values["x"][means.slugs.index(county), column]


def test_units_count_by_their_area():
    frame = units(("kitui", "KE015074", 2, 7, 600, 10.0), ("kitui", "KE015067", 2, 7, 200, 30.0))
    assert mean_of(frame) == 15.0


def test_one_unit_alone_keeps_its_figure_to_the_last_digit():
    assert mean_of(units(("kitui", "KE015074", 2, 7, 669.0, 131.59941))) == 131.59941


def test_a_row_for_the_whole_county_goes_before_its_units():
    frame = units(("kitui", "KE015074", 2, 7, 600, 10.0), ("kitui", "KE015", 1, 7, 800, 77.0))
    assert mean_of(frame) == 77.0


def test_a_dekad_without_one_of_the_units_has_no_county_value():
    frame = units(
        ("kitui", "KE015074", 2, 7, 600, 10.0),
        ("kitui", "KE015067", 2, 7, 200, 30.0),
        ("kitui", "KE015074", 2, 8, 600, 10.0),
    )
    assert np.isnan(mean_of(frame, dekad=8))
    assert mean_of(frame, dekad=7) == 15.0


def test_a_dekad_in_which_a_unit_gives_no_figure_has_no_county_value():
    frame = units(("kitui", "KE015074", 2, 7, 600, 10.0), ("kitui", "KE015067", 2, 7, 200, np.nan))
    assert np.isnan(mean_of(frame))


def test_counties_do_not_touch_each_other():
    frame = units(("makueni", "KE017083", 2, 9, 5, 1.0), ("kitui", "KE015074", 2, 7, 6, 2.0))
    means = county_means(frame, columns=("x",))
    assert means.slugs == ("kitui", "makueni")
    assert np.array_equal(
        means.values["x"], [[2.0, np.nan, np.nan], [np.nan, np.nan, 1.0]], equal_nan=True
    )


@given(st.lists(st.tuples(st.floats(1, 900), st.floats(0, 500)), min_size=1, max_size=4))
def test_the_county_lies_between_its_units(parts):
    rows = [("kitui", f"KE01500{n}", 2, 7, *part) for n, part in enumerate(parts)]
    figures = [figure for _, figure in parts]
    expected = sum(n * x for n, x in parts) / sum(n for n, _ in parts)
    assert mean_of(units(*rows)) == pytest.approx(expected)
    assert min(figures) - 1e-9 <= mean_of(units(*rows)) <= max(figures) + 1e-9
