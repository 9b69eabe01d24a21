"""How long 47 counties and 45 years of dekads take: python tests/bench/bench_evidence.py."""

import resource
import tempfile
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from app.domain.evidence import Payload
from app.domain.periods import Dekad, Week
from app.domain.places import counties
from app.indicators.assess import assess
from app.sources.hdx_rainfall import read_rainfall
from app.sources.hdx_vegetation import read_vegetation

TODAY = date(2025, 12, 31)
FIRST_YEAR, YEARS = 1981, 45
UNITS, WHOLE_COUNTIES = 81, 8
BUDGET_S, BUDGET_MB = 8.0, 600


def units():
    """Return (level, p-code) of 81 units: 8 whole counties, 73 parts of the other 39."""
    codes = [county.pcode for county in counties().values()]
    whole = [(1, code) for code in codes[:WHOLE_COUNTIES]]
    rest = codes[WHOLE_COUNTIES:]
    parts = [(2, f"{rest[n % len(rest)]}{n:03d}") for n in range(UNITS - WHOLE_COUNTIES)]
    return whole + parts


def write_rainfall(path):
    random = np.random.default_rng(1)
    usual = 5 + 45 * (1 + np.sin(np.arange(36) / 36 * 4 * np.pi)) / 2
    with path.open("w", encoding="ascii") as table:
        table.write("date,adm_level,adm_id,PCODE,n_pixels,rfh,rfh_avg,r1h,r1h_avg,r3h,r3h_avg,")
        table.write("rfq,r1q,r3q,version\n")
        for number, (level, code) in enumerate(units()):
            rain = random.gamma(0.9, usual / 0.9, (YEARS, 36)).ravel()
            normal = np.tile(usual, YEARS)
            columns = [rain, normal]
            for width in (3, 9):
                for series in (rain, normal):
                    columns.append(np.convolve(series, np.ones(width))[: len(series)])
            for n, figures in enumerate(np.array(columns).T):
                dekad = Dekad.from_ordinal(Dekad(FIRST_YEAR, 1, 1).ordinal + n)
                shown = [f"{figure:.6f}" for figure in figures]
                for width, at in ((3, 2), (9, 4)):
                    if n < width - 1:
                        shown[at : at + 2] = ["", ""]
                version = "final" if n < YEARS * 36 - 3 else "prelim"
                table.write(
                    f"{dekad.period.start},{level},{51300 + number},{code},{500 + number}.0,"
                )
                table.write(f"{','.join(shown)},100.000000,100.000000,100.000000,{version}\n")


def write_vegetation(path):
    random = np.random.default_rng(2)
    usual = 0.4 + 0.15 * np.sin(np.arange(36) / 36 * 4 * np.pi)
    with path.open("w", encoding="ascii") as table:
        table.write("date,adm_level,adm_id,PCODE,n_pixels,vim,vim_avg,viq\n")
        for number, (level, code) in enumerate(units()):
            for n in range(YEARS * 36):
                dekad = Dekad.from_ordinal(Dekad(FIRST_YEAR, 1, 1).ordinal + n)
                normal = usual[n % 36]
                ndvi = normal + random.normal(0, 0.03)
                table.write(
                    f"{dekad.period.start},{level},{51300 + number},{code},{500 + number}.0,"
                )
                table.write(f"{ndvi:.8f},{normal:.8f},{100 * ndvi / normal:.6f}\n")


def payload(path):
    body = path.read_bytes()
    return Payload(
        source="bench",
        url=path.as_uri(),
        fetched_at=datetime(2025, 12, 31, tzinfo=UTC),
        sha256=sha256(body).hexdigest(),
        media_type="text/csv",
        body=body,
    )


def main():
    with tempfile.TemporaryDirectory() as folder:
        rainfall, vegetation = Path(folder) / "rainfall.csv", Path(folder) / "vegetation.csv"
        write_rainfall(rainfall)
        write_vegetation(vegetation)
        size = (rainfall.stat().st_size + vegetation.stat().st_size) / 1e6
        start = time.perf_counter()
        rain = read_rainfall(payload(rainfall), today=TODAY)
        rain_s = time.perf_counter() - start
        ndvi = read_vegetation(payload(vegetation), today=TODAY)
        parsed = time.perf_counter()
        assessments = [
            assess(county, Week.of(TODAY), as_of=TODAY, harvests=(rain, ndvi))
            for county in counties().values()
        ]
        assessed = time.perf_counter()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = sum(len(each.indicators) for each in assessments)
    print(f"tables              {size:6.1f} MB, {UNITS * YEARS * 36:,} rows each")
    print(f"parse rainfall      {rain_s:6.2f} s")
    print(f"parse both          {parsed - start:6.2f} s")
    print(f"indicators          {assessed - parsed:6.2f} s, {figures} figures of 47 counties")
    print(f"all                 {assessed - start:6.2f} s of {BUDGET_S:g} s")
    print(f"peak memory         {peak_mb:6.0f} MB of {BUDGET_MB} MB")


if __name__ == "__main__":
    main()
