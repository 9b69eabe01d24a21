import csv
import logging
import math
import subprocess
import sys
from statistics import NormalDist, fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.indicators.gamma_spi import gamma_spi
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


def published():
    with shared("spi_reference_climate_indices.csv").open() as lines:
        return list(csv.DictReader(lines))


def test_spi_1_equals_the_published_series():
    rows = published()
    rain = np.array([float(row["precip_mm"]) for row in rows])
    found = gamma_spi(rain, first_year=1895, reference=(1895, 2017))
    assert found == pytest.approx([float(row["spi1_gamma"]) for row in rows], abs=1e-9)


def test_spi_6_of_sums_made_beforehand_equals_the_published_series():
    rows = published()
    rain = np.array([float(row["precip_mm"]) for row in rows])
    sums = np.full(rain.size, np.nan)
    sums[5:] = np.convolve(rain, np.ones(6), mode="valid")
    found = gamma_spi(sums, first_year=1895, reference=(1895, 2017))[5:]
    assert found == pytest.approx([float(row["spi6_gamma"]) for row in rows[5:]], abs=1e-9)


def test_spi_equals_the_one_worked_by_hand():
    rng = np.random.default_rng(7)
    years = rng.gamma(2.0, 30.0, (30, 12))
    years[:4, 6] = 0.0
    found = gamma_spi(years.ravel(), first_year=1991, reference=(1991, 2020)).reshape(30, 12)
    for month in (0, 6):
        expected = by_hand(years[:, month].tolist(), reference=years[:, month].tolist())
        assert found[:, month] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 10))
def test_spi_has_no_unit_and_rises_with_rain(seed, factor):
    years = np.random.default_rng(seed).gamma(1.5, 40.0, (30, 12))
    found = gamma_spi(years.ravel(), first_year=1991, reference=(1991, 2020))
    scaled = gamma_spi(factor * years.ravel(), first_year=1991, reference=(1991, 2020))
    assert scaled == pytest.approx(found, abs=1e-6)
    january = found.reshape(30, 12)[:, 0]
    assert (np.diff(january[np.argsort(years[:, 0])]) >= 0).all()
    assert (np.abs(found) <= 3.09).all()


CHILD = """
import logging, numpy as np, structlog
{before}
root = logging.getLogger()
was = (root.handlers[:], root.level, structlog.is_configured(), structlog.get_config())
from app.indicators.gamma_spi import gamma_spi
gamma_spi(np.arange(360.0) + 1, first_year=1991, reference=(1991, 2020))
gamma_spi(np.zeros(360), first_year=1991, reference=(1991, 2020))
now = (root.handlers[:], root.level, structlog.is_configured(), structlog.get_config())
assert now == was, (was, now)
structlog.configure(logger_factory=structlog.PrintLoggerFactory())
gamma_spi(np.arange(360.0) + 1, first_year=1991, reference=(1991, 2020))
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
        gamma_spi(np.arange(360.0) + 1, first_year=1991, reference=(1991, 2020))
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
