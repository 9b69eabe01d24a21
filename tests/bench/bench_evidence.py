"""How long 47 counties and 45 years of dekads take: python tests/bench/bench_evidence.py."""

import resource
import tempfile
import time
import warnings
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from app.domain.climatology import Climatology
from app.domain.evidence import Payload
from app.domain.periods import Dekad
from app.domain.places import counties
from app.indicators.climatology import SPI_DEKADS, fit_climatology
from app.indicators.county_indicators import measure
from app.indicators.gamma_spi import climate_indices
from app.indicators.precipitation import REFERENCE_YEARS, running_sums, spi
from app.indicators.quality import sift
from app.sources.hdx_rainfall import read_rainfall
from app.sources.hdx_vegetation import read_vegetation

TODAY = date(2025, 12, 31)
FIRST_YEAR, YEARS = 1981, 45
UNITS, WHOLE_COUNTIES = 81, 8
FIRST_FIT_S, WEEKLY_S, BUDGET_MB = 20.0, 2.0, 600
STORED = TypeAdapter(list[Climatology])


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


@contextmanager
def timed(seconds, name):
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def last_years(path, years):
    """Write the newest years of a table beside it, as WFP's 5-year file has them."""
    short = path.with_stem(f"{path.stem}-5ytd")
    since = f"{FIRST_YEAR + YEARS - years}-01-01"
    with path.open(encoding="ascii") as table, short.open("w", encoding="ascii") as newest:
        newest.write(next(table))
        newest.writelines(line for line in table if line[:10] >= since)
    return short


def parse(tables):
    rainfall, vegetation = tables
    return [
        read_rainfall(payload(rainfall), today=TODAY),
        read_vegetation(payload(vegetation), today=TODAY),
    ]


def by_county(harvests):
    """Return each county's observations and histories."""
    found = {slug: ([], []) for slug in counties()}
    for harvest in harvests:
        for each in harvest.observations:
            found[each.county][0].append(each)
        for each in harvest.histories:
            found[each.county][1].append(each)
    return found


def indicators(harvests, climatologies):
    """Return how many indicators the counties have."""
    stored = {}
    for each in climatologies:
        stored.setdefault(each.county, []).append(each)
    found = {
        slug: measure(
            sift(observations, as_of=TODAY),
            histories,
            as_of=TODAY,
            climatologies=stored.get(slug, ()),
        )
        for slug, (observations, histories) in by_county(harvests).items()
    }
    return {slug: {one.name: one.value for one in each.indicators} for slug, each in found.items()}


def fit(harvests):
    """Return the climatologies of all counties and sources, as they are stored."""
    found = [
        fit_climatology(histories, county=slug)
        for harvest in harvests
        for slug, (_, histories) in by_county([harvest]).items()
    ]
    return STORED.dump_json([each for each in found if each])


def naive(rain, *, endings):
    """Return the newest SPI of each county and scale: all of the history to climate-indices."""
    indices, compute = climate_indices()
    found = {}
    for history in rain.histories:
        for name, dekads in SPI_DEKADS.items():
            sums = running_sums(history, dekads=dekads)
            for ending in endings:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    series = indices.spi(
                        sums[ending::3],
                        1,
                        indices.Distribution.gamma,
                        FIRST_YEAR,
                        *REFERENCE_YEARS,
                        compute.Periodicity.monthly,
                    )
                found[history.county, name, ending] = float(series[-1])
    return found


def main():
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "rainfall.csv", Path(folder) / "vegetation.csv"
        for write, path in zip((write_rainfall, write_vegetation), tables, strict=True):
            write(path)
        short = [last_years(path, years=5) for path in tables]
        size, short_size = (sum(p.stat().st_size for p in each) / 1e6 for each in (tables, short))
        with timed(seconds, "load the library"):
            climate_indices()
        with timed(seconds, "parse"):
            whole = parse(tables)
        with timed(seconds, "fit"):
            body = fit(whole)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with timed(seconds, "without"):
            refitted = indicators(whole, ())
        with timed(seconds, "parse short"):
            recent = parse(short)
        with timed(seconds, "load"):
            climatologies = STORED.validate_json(body)
        with timed(seconds, "weekly"):
            stored = indicators(recent, climatologies)
    with timed(seconds, "naive, three endings"):
        naive(whole[0], endings=(0, 1, 2))
    with timed(seconds, "naive, one ending"):
        newest = naive(whole[0], endings=(2,))
    assert stored == refitted
    for (slug, name, _), value in newest.items():
        assert stored[slug][name] == round(value, 2), (slug, name)
    with timed(seconds, "spi"):
        fits = {each.county: each.rain for each in climatologies if each.rain}
        for history in recent[0].histories:
            for dekads in SPI_DEKADS.values():
                spi(history, dekads=dekads, at=history.last, fits=fits[history.county])
    report(seconds, size=size, short_size=short_size, stored_mb=len(body) / 1e6, peak_mb=peak_mb)
    print(f"figures             {sum(map(len, stored.values()))} of 47 counties, both ways equal")


def report(seconds, *, size, short_size, stored_mb, peak_mb):
    first = seconds["load the library"] + seconds["parse"] + seconds["fit"]
    weekly = seconds["parse short"] + seconds["load"] + seconds["weekly"]
    three, one = seconds["naive, three endings"], seconds["naive, one ending"]
    print(f"tables              {size:6.1f} MB, {UNITS * YEARS * 36:,} rows each")
    print(f"first fit           {first:6.2f} s of {FIRST_FIT_S:g} s, from 1981")
    print(f"  load the library  {seconds['load the library']:6.2f} s")
    print(f"  parse             {seconds['parse']:6.2f} s")
    print(f"  fit and write     {seconds['fit']:6.2f} s, {stored_mb:.1f} MB of JSON")
    print(f"peak memory         {peak_mb:6.0f} MB of {BUDGET_MB} MB")
    print(f"weekly update       {weekly:6.2f} s of {WEEKLY_S:g} s, {short_size:.1f} MB of tables")
    print(f"  parse             {seconds['parse short']:6.2f} s")
    print(f"  read the fits     {seconds['load']:6.2f} s")
    print(f"  indicators        {seconds['weekly']:6.2f} s")
    print(f"indicators, refitted{seconds['without']:6.2f} s")
    print("climate-indices called naively for each county and SPI, on the whole history")
    print(f"  three endings     {three:6.2f} s; our fit takes {seconds['fit'] / three:.2f} of it")
    print(f"  one ending        {one:6.2f} s; stored fits take {seconds['spi']:.3f} s")
    print(f"                    {one / seconds['spi']:6.0f} times faster for the same figures")


if __name__ == "__main__":
    main()
