"""A small sound body for every parser of evidence, and how that parser is called on any body."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.evidence import Harvest, Phase, Trend
from app.domain.periods import Month
from app.domain.places import counties
from app.sources import fao_asis, food_prices, food_security, hdx_rainfall, hdx_vegetation
from app.sources.county_points import county_points
from app.sources.fews_net import read_fews_net
from app.sources.hdx import resource_url
from app.sources.nasa_power import read_power
from app.sources.ndma_csv import form_csv, read_csv_form
from app.sources.ndma_form import NdmaFigure, NdmaForm, NdmaZone, to_harvest
from app.sources.open_meteo import read_forecast
from app.sources.replay import packs, read_pack
from tests.stubs import answers
from tests.unit.sources.conftest import payload_of

TODAY = date(2026, 11, 23)
DATA = Path(__file__).parents[1] / "data"
KITUI = county_points()[0]
POINT = {"latitude": f"{KITUI.latitude:g}", "longitude": f"{KITUI.longitude:g}"}
PACK = packs()[0]


@dataclass(frozen=True, kw_only=True)
class Body:
    """A parser with a small body that it reads.

    Attributes:
        sound: The body.
        read: Reads a body; gives a harvest, or the address that a catalogue names.
        table: The columns that are needed, for tables whose columns may stand in any order.
        whole: Whether the body tells where it ends, so that every cut is noticed.
    """

    name: str
    sound: bytes
    read: Callable[[bytes], Harvest | str]
    table: tuple[str, ...] = ()
    whole: bool = False

    def said(self, body: bytes) -> frozenset[object]:
        """Return what a body says, without the rows and hashes that tell where it stands."""
        found = self.read(body)
        return frozenset([found]) if isinstance(found, str) else said_of(found)


def said_of(harvest: Harvest) -> frozenset[object]:
    """Return figures, series and phases of a harvest; the figures checked for sense."""
    for each in harvest.observations:
        assert math.isfinite(each.value), each
        assert each.county in counties(), each
        assert each.period.start <= each.period.end, each
        assert not each.note.startswith(("=", "+", "-", "@", "\t", "\r")), each
    series = [
        (each.county, each.variable, each.unit, place, value)
        for each in harvest.histories
        for place, value in enumerate(each.values, start=each.first.ordinal)
        if value is not None
    ]
    assert all(math.isfinite(each[-1]) and each[0] in counties() for each in series)
    figures = [
        (o.county, o.period, o.variable, o.value, o.unit, o.normal_low, o.normal_high, o.note)
        for o in harvest.observations
    ]
    phases = [(p.county, p.observed_month, p.zone, p.phase, p.trend) for p in harvest.phases]
    return frozenset([*figures, *series, *phases])


def fixture(name: str) -> bytes:
    """Return a recorded body."""
    return (DATA / name).read_bytes()


def some_rows(name: str, *, first: int) -> bytes:
    """Return the first rows of a recorded table, its header among them."""
    return b"".join(fixture(name).splitlines(keepends=True)[:first])


def dated(read: Callable[..., Harvest], name: str, **more: object) -> Callable[[bytes], Harvest]:
    """Return a reader of bytes, as of the day of the recorded bodies."""
    return lambda body: read(payload_of(body, name), today=TODAY, **more)


def catalogue_url(body: bytes) -> str:
    """Return the address of the rainfall table."""
    return resource_url(body, patterns=("rainfall.*full", "rainfall.*5ytd"), source="HDX")


def ndma_template(body: bytes) -> Harvest:
    """Return a filled-in template as evidence."""
    payload = payload_of(body, "ndma.csv")
    return to_harvest(read_csv_form(payload), payload)


def replayed(body: bytes) -> Harvest:
    """Return what a pack says."""
    return read_pack(payload_of(body, f"{PACK}.csv"), month=Month.parse(PACK[:7]))


def replay_rows() -> bytes:
    """Return the head of a pack with a phase, a zone and three figures."""
    lines = (
        (Path(read_pack.__code__.co_filename).parent / "replay_packs" / f"{PACK}.csv")
        .read_bytes()
        .splitlines(keepends=True)
    )
    return b"".join([*lines[2:6], *lines[8:10], lines[-1]])


NDMA = NdmaForm(
    county="kitui",
    observed_month=Month(2026, 10),
    published_month=Month(2026, 11),
    phase=Phase.ALERT,
    trend=Trend.WORSENING,
    zones=(NdmaZone(zone="mixed farming", phase=Phase.ALARM, trend=None),),
    figures=(
        NdmaFigure(
            variable="terms-of-trade",
            value=57.25,
            unit="kg/goat",
            normal_low=83.0,
            normal_high=None,
            printed_range=">83",
        ),
    ),
    words=(("vegetation-condition", "Poor"),),
    url="https://ndma.go.ke/b.pdf",
)


def catalogue() -> bytes:
    """Return the entry of the rainfall dataset."""
    names = ["ken-rainfall-subnat-full.csv", "ken-rainfall-subnat-5ytd.csv"]
    return answers.catalogue(names, base="https://hdx.example", dataset="rain", today=TODAY)


def forecast() -> bytes:
    """Return model guidance for one point."""
    daily = "precipitation_sum,temperature_2m_max"
    query = POINT | {"daily": daily, "timezone": "Africa/Nairobi", "past_days": "2"}
    return answers.open_meteo(query, today=TODAY)


def power() -> bytes:
    """Return NASA's answer for one point: one whole dekad, and the day after."""
    query = POINT | {"start": "20261101", "end": "20261111"}
    return answers.power(query, newest=date(2026, 11, 20))


BODIES = (
    Body(
        name="rainfall",
        sound=fixture("hdx/rainfall_small.csv"),
        read=dated(hdx_rainfall.read_rainfall, "rain.csv"),
        table=hdx_rainfall.FORM.columns,
    ),
    Body(
        name="vegetation",
        sound=fixture("hdx/ndvi_small.csv"),
        read=dated(hdx_vegetation.read_vegetation, "ndvi.csv"),
        table=hdx_vegetation.FORM.columns,
    ),
    Body(
        name="prices",
        sound=fixture("wfp/prices_small.csv"),
        read=dated(food_prices.read_food_prices, "prices.csv"),
        table=food_prices.COLUMNS,
    ),
    Body(
        name="IPC",
        sound=some_rows("food_security/ipc_small.csv", first=23),
        read=dated(food_security.read_ipc_areas, "ipc.csv"),
        table=food_security.COLUMNS,
    ),
    Body(
        name="ASIS",
        sound=fixture("fao_asis/vci_small.csv"),
        read=dated(fao_asis.read_asis, "vci.csv"),
        table=fao_asis.COLUMNS,
    ),
    Body(name="replay", sound=replay_rows(), read=replayed),
    Body(name="NDMA template", sound=form_csv(NDMA).encode(), read=ndma_template, whole=True),
    Body(name="catalogue", sound=catalogue(), read=catalogue_url, whole=True),
    Body(
        name="Open-Meteo",
        sound=forecast(),
        read=dated(read_forecast, "forecast", points=(KITUI,)),
        whole=True,
    ),
    Body(
        name="NASA POWER", sound=power(), read=dated(read_power, "point", point=KITUI), whole=True
    ),
    Body(
        name="FEWS NET",
        sound=answers.fews_net(("kitui",), newest=TODAY),
        read=dated(read_fews_net, "ipcphase"),
        whole=True,
    ),
)
TABLES = tuple(each for each in BODIES if each.table)
JSONS = tuple(each for each in BODIES if each.sound[:1] in (b"{", b"["))
