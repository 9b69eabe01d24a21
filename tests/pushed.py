"""An install that pushes to a station, and what it kept of that."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from app.domain.deliveries import Names, PushTarget
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station
from app.publishing.outward import Outward
from app.publishing.sealed import Seal
from app.store.deliveries import deliveries
from app.store.officers import the_officer
from app.store.push_targets import keep_target, progress_of, the_target
from app.store.stations import add_station
from tests.builders import NOW, add_people
from tests.push_servers import PASSWORD, USER
from tests.web.filled import opened_newsroom

SLUG = "mwatu-fm"


@contextmanager
def pushing_newsroom(home, *, mode="live"):
    """Give an install with one station, Mwatu FM, which takes Kitui's MP3 in English."""
    with opened_newsroom(home / "home", mode=mode) as opened:
        with opened.store.transaction() as tx:
            add_people(tx, ("Asha", Role.ADMIN))
            add_station(tx, MWATU, officer=the_officer(tx, "Asha"), at=NOW)
        (home / "mounted").mkdir()
        seal = Seal(home / "home/push.key")
        yield replace(opened, outward=Outward(seal=seal, folders=home / "mounted", silence_s=5))


MWATU = Station(
    slug=SLUG,
    name="Mwatu FM",
    counties=("kitui",),
    languages=("en",),
    formats=(AudioFormat.MP3_128,),
    person="Muthoni",
    phone="+254 700 000 000",
    since=NOW,
)


def add_target(newsroom, address, *, password=PASSWORD, **changes):
    """Set a target as an officer would; return it."""
    made = PushTarget(
        number=0,
        station=SLUG,
        address=address,
        user=USER,
        secret="",
        host_key="",
        folder="",
        names=Names.READABLE,
        exercises=False,
        is_on=True,
        since=NOW,
    )
    with newsroom.store.transaction() as tx:
        number = keep_target(
            tx,
            replace(made, **changes),
            secret=newsroom.outward.seal.close(password),
            officer=the_officer(tx, "Asha"),
            at=newsroom.clock.now(),
        )
        return the_target(tx, number)


def log_of(newsroom):
    with newsroom.store.reading() as tx:
        return deliveries(tx)


def state_of(newsroom, target):
    with newsroom.store.reading() as tx:
        return progress_of(tx)[target.number]


def impatient(newsroom, silence_s=0.5):
    """The same newsroom, which waits for no server for long."""
    return replace(newsroom, outward=replace(newsroom.outward, silence_s=silence_s))
