"""A live install on a Monday morning: last week aired, a feed broken, drafts waiting for people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from app.domain.evidence import NdmaRecord, Phase
from app.domain.people import Role
from app.domain.periods import Month, Week
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.pipeline.newsroom import Newsroom
from app.pipeline.prepare import prepare_week
from app.settings import Settings
from app.store.evidence import keep_ndma_record
from app.store.officers import LIVE, add_officer, new_one_time_token, set_mode, the_officer
from app.store.stations import add_station
from app.wiring import open_newsroom
from tests.builders import NOW, approved_pack, phase_record
from tests.fakes import SetClock, ToneVoice
from tests.stubs.feeds import feeds

WEEK = timedelta(days=7)
LAST_WEEK, THIS_WEEK = Week(2026, 48), Week(2026, 49)
# Makueni is held: nobody has entered NDMA's phase of it.
KNOWN = ("kitui", "taita-taveta")
BROKEN = "HDX vegetation"
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Prepared:
    """A home that was prepared once, and the keys of its people; each test works on a copy."""

    home: Path
    asha: str
    baraka: str
    station: str


def prepare(home: Path) -> Prepared:
    """Fill a home: two weeks of evidence, drafts of the second, two officers and a station."""
    with feeds(today=date(2026, 11, 23)) as stub:
        settings = stub.settings(home, fetch_budget_s=6)
        with open_newsroom(settings, clock=SetClock()) as newsroom:
            keys = _people(newsroom)
            prepare_week(newsroom, LAST_WEEK)
            stub.today += WEEK
            newsroom.clock.move(WEEK)
            stub.break_feed(BROKEN, "503")
            prepare_week(newsroom, THIS_WEEK)
            newsroom.store.engine.dispose()
    return Prepared(home, *keys)


def _people(newsroom: Newsroom) -> tuple[str, str, str]:
    with newsroom.store.transaction() as tx:
        set_mode(tx, LIVE, at=NOW)
        token = new_one_time_token(tx, at=NOW)
        asha = add_officer(tx, "Asha", role=Role.ADMIN, allowed_by=token, at=NOW)
        baraka = add_officer(tx, "Baraka", role=Role.APPROVER, allowed_by=asha, at=NOW)
        for code in ("en", "sw"):
            approved_pack(tx, code, newsroom.packs[code].sha256)
        for county in KNOWN:
            month = Month(2026, 10)
            phase = phase_record(Phase.ALERT, county=county, observed_month=month)
            record = NdmaRecord(county=county, observed_month=month, phases=(phase,))
            keep_ndma_record(tx, record, officer="Asha", at=NOW)
        radio = Station(
            slug="mwingi-fm",
            name="Mwingi FM",
            counties=("kitui",),
            languages=("sw", "en"),
            formats=(AudioFormat.MP3_128,),
            person="The programme manager",
            phone="+254 700 000 001",
            since=NOW,
        )
        admin = the_officer(tx, "Asha")
        assert admin is not None
        return asha, baraka, add_station(tx, radio, officer=admin, at=NOW)


@contextmanager
def opened(prepared: Prepared, home: Path) -> Iterator[Newsroom]:
    """Give the newsroom of a copy of a prepared home, on its Monday; no feed is asked again."""
    shutil.copytree(prepared.home, home)
    feeds_off = {f"{each}_url": NOWHERE for each in ("hdx", "open_meteo", "asis", "fews_net")}
    settings = Settings(home=home, workers=1, fetch_budget_s=1, fetch_timeout_s=1, **feeds_off)
    clock = SetClock()
    clock.move(WEEK)
    with open_newsroom(settings, clock=clock) as newsroom:
        formats = (AudioFormat.MP3_128, AudioFormat.MP3_64)
        yield replace(newsroom, voices=(ToneVoice(),), formats=formats)
        newsroom.store.engine.dispose()
