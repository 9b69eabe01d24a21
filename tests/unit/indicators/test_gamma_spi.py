import csv
import logging
import math
import subprocess
import sys
import warnings
from statistics import NormalDist, fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.indicators.gamma_spi import climate_indices, fit_gamma, spi_of
from tests.unit.indicators.conftest import shared


def by_hand(values, *, reference):
    """Return the SPI of one month's values: gamma by Thom's estimator, zeros apart."""
    fitted = [value for value in reference if value > 0]
    dry = 1 - len(fitted) / len(reference)
    a = math.log(fmean(fitted)) - fmean(math.log(value) for value in fitted)
    shape = (1 + math.sqrt(1 + 4 * a / 3)) / (4 * a)
    scale = fmean(fitted) / shape
    chances = [dry + (1 - dry) * gamma_below(shape, value / scale) for value in values]
    return [max(-3.09, min(3.09, NormalDist().inv_cdf(chance))) for chance in chances]


def gamma_below(shape, x):
    """Return the regularised lower incomplete gamma function by its series."""
    term = total = 1 / shape
    n = shape
    while abs(term) > abs(total) * 1e-16:
        n += 1
        term *= x / n
        total += term
    return total * math.exp(-x + shape * math.log(x) - math.lgamma(shape)) if x else 0.0


def of_the_library(monthly, *, first_year, reference):
    """Return the SPI of a monthly series as climate-indices computes it in one go."""
    indices, compute = climate_indices()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return indices.spi(
            monthly,
            1,
            indices.Distribution.gamma,
            first_year,
            *reference,
            compute.Periodicity.monthly,
        )


def of_the_fits(monthly, *, first_year, reference):
    """Return the SPI of a monthly series from its fits, one figure after the other."""
    fits = fit_gamma(monthly, first_year=first_year, reference=reference)
    return [
        spi_of(
            mm,
            zero_share=fits.zero_share[n % 12],
            alpha=fits.alpha[n % 12],
            beta=fits.beta[n % 12],
        )
        for n, mm in enumerate(monthly.tolist())
    ]


def published():
    with shared("spi_reference_climate_indices.csv").open() as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(("months", "column"), [(1, "spi1_gamma"), (6, "spi6_gamma")])
def test_spi_of_the_fits_equals_the_published_series(months, column):
    """The series has no month without rain, so it says nothing of how zeros are counted."""
    rows = published()
    rain = np.array([float(row["precip_mm"]) for row in rows])
    whole_years = np.full(-(-rain.size // 12) * 12, np.nan)
    whole_years[months - 1 : rain.size] = np.convolve(rain, np.ones(months), mode="valid")
    found = of_the_fits(whole_years, first_year=1895, reference=(1895, 2017))
    expected = [float(row[column]) for row in rows[months - 1 :]]
    assert found[months - 1 : rain.size] == pytest.approx(expected, abs=1e-9)


def test_spi_equals_the_one_worked_by_hand():
    rng = np.random.default_rng(7)
    years = rng.gamma(2.0, 30.0, (30, 12))
    years[:4, 6] = 0.0
    found = of_the_fits(years.ravel(), first_year=1991, reference=(1991, 2020))
    for month in (0, 6):
        expected = by_hand(years[:, month].tolist(), reference=years[:, month].tolist())
        assert found[month::12] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 100_000),
    shape=st.floats(0.3, 8),
    zeros_before=st.floats(0, 0.9),
    zeros_within=st.floats(0, 0.5),
    unknown=st.floats(0, 0.2),
)
def test_spi_of_the_fits_equals_climate_indices_in_one_go(
    seed, shape, zeros_before, zeros_within, unknown
):
    """Zeros outside the reference years are as common as those inside are not, and the reverse."""
    rng = np.random.default_rng(seed)
    years = rng.gamma(shape, 40.0, (45, 12))
    years[:10][rng.random((10, 12)) < zeros_before] = 0
    years[10:40][rng.random((30, 12)) < zeros_within] = 0
    years[rng.random((45, 12)) < unknown] = np.nan
    monthly, span = years.ravel(), {"first_year": 1981, "reference": (1991, 2020)}
    known = ~np.isnan(monthly)
    found = np.array(of_the_fits(monthly, **span))[known]
    assert found == pytest.approx(of_the_library(monthly, **span)[known], abs=1e-9)


def test_less_than_nothing_counts_as_no_rain_as_in_the_library():
    monthly = np.random.default_rng(3).gamma(2.0, 30.0, 360)
    monthly[::17] = -0.01
    span = {"first_year": 1991, "reference": (1991, 2020)}
    assert of_the_fits(monthly, **span) == pytest.approx(of_the_library(monthly, **span), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 10))
def test_spi_has_no_unit_and_rises_with_rain(seed, factor):
    years = np.random.default_rng(seed).gamma(1.5, 40.0, (30, 12))
    span = {"first_year": 1991, "reference": (1991, 2020)}
    found = np.array(of_the_fits(years.ravel(), **span))
    assert of_the_fits(factor * years.ravel(), **span) == pytest.approx(found, abs=1e-6)
    january = found.reshape(30, 12)[:, 0]
    assert (np.diff(january[np.argsort(years[:, 0])]) >= 0).all()
    assert (np.abs(found) <= 3.09).all()


@pytest.mark.parametrize(("mm", "found"), [(0.0, -3.09), (-1.0, -3.09), (1e6, 3.09)])
def test_spi_is_clipped_where_the_library_clips_it(mm, found):
    assert spi_of(mm, zero_share=0.0, alpha=2.0, beta=30.0) == found


def test_a_stored_fit_gives_its_figure_without_loading_the_library():
    code = (
        "import sys; from app.indicators.gamma_spi import spi_of;"
        "spi_of(50.0, zero_share=0.1, alpha=2.0, beta=30.0);"
        "assert 'climate_indices' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


CHILD = """
import logging, numpy as np, structlog
{before}
root = logging.getLogger()
was = (root.handlers[:], root.level, structlog.is_configured(), structlog.get_config())
from app.indicators.gamma_spi import fit_gamma
fit_gamma(np.arange(360.0) + 1, first_year=1991, reference=(1991, 2020))
fit_gamma(np.zeros(360), first_year=1991, reference=(1991, 2020))
now = (root.handlers[:], root.level, structlog.is_configured(), structlog.get_config())
assert now == was, (was, now)
structlog.configure(logger_factory=structlog.PrintLoggerFactory())
fit_gamma(np.arange(360.0) + 1, first_year=1991, reference=(1991, 2020))
"""


@pytest.mark.parametrize(
    "before",
    [
        "",
        "logging.basicConfig(level=logging.DEBUG)",
        "structlog.configure(processors=[structlog.processors.JSONRenderer()])",
    ],
    ids=["untouched", "debug logging", "structlog in use"],
)
def test_the_library_says_nothing_and_leaves_logging_as_it_was(before):
    child = subprocess.run(
        [sys.executable, "-c", CHILD.format(before=before)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in child.stderr.splitlines() if "climate_indices" in line]
    assert (child.returncode, child.stdout, ours) == (0, "", []), child.stderr


def test_the_library_says_nothing_in_this_process(capfd, caplog):
    with caplog.at_level(logging.DEBUG):
        fit_gamma(np.arange(360.0) + 1, first_year=1991, reference=(1991, 2020))
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
