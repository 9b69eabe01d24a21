"""Stations: who they are, which key is theirs, and how much of a week reached them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Insert, Row, Table, Update, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.people import Officer, Right
from app.domain.periods import Week
from app.domain.recordings import AudioFormat
from app.domain.stations import Contact, LocalSlot, Medium, Scope, Station, WhenExpired
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import Deed, add_entry
from app.store.station_tables import airing, download, station
from app.store.tables import bulletin

# What nobody but the station's own officers sees.
PRIVATE = frozenset({"person", "phone", "contacts"})


def taken_and_aired(tx: Connection, week: Week) -> dict[str, tuple[int, int, int]]:
    """Return how many stations took, aired and should have each bulletin of a week.

    Returns:
        By bulletin: stations that took it, stations that say they aired it, and stations that
        broadcast for its county in its language. Every edition of the week is there, also those
        that nobody took.
    """
    taken, aired = _stations_of(tx, download, week), _stations_of(tx, airing, week)
    known = stations(tx)
    query = select(bulletin.c.id, bulletin.c.county, bulletin.c.language)
    return {
        name: (
            taken.get(name, 0),
            aired.get(name, 0),
            sum(each.expects(county=county, language=language) for each in known),
        )
        for name, county, language in tx.execute(query.where(bulletin.c.week == str(week)))
    }


def _stations_of(tx: Connection, traces: Table, week: Week) -> dict[str, int]:
    """Return how many stations left a trace of each bulletin of a week."""
    query = (
        select(traces.c.bulletin, func.count(traces.c.station.distinct()))
        .join(bulletin, bulletin.c.id == traces.c.bulletin)
        .where(bulletin.c.week == str(week))
        .group_by(traces.c.bulletin)
    )
    return {name: count for name, count in tx.execute(query)}


def stations(tx: Connection) -> list[Station]:
    """Return every station, by name."""
    return [_station(row) for row in tx.execute(select(station).order_by(station.c.name))]


def the_station(tx: Connection, slug: str) -> Station:
    """Return the station of this name in addresses.

    Raises:
        NotFound: There is none.
    """
    row = tx.execute(select(station).where(station.c.slug == slug)).first()
    if row is None:
        raise NotFound(f"There is no station '{slug}'.")
    return _station(row)


def add_station(tx: Connection, made: Station, *, officer: Officer, at: datetime) -> str:
    """Add a station and return its key, which is shown this once.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        Conflict: There is a station of this name.
    """
    refuse_officer(officer, made)
    key = _new_key()
    row = _profile(made)
    held = {"slug": made.slug, "since": at, "key_sha256": _hash(key), "key_since": at}
    _write(tx, insert(station).values(**row, **held), made)
    facts = {name: row[name] for name in ("name", "counties", "languages", "formats")}
    _log(tx, Deed.STATION_ADDED, made.slug, officer=officer, at=at, facts=facts)
    return key


def change_station(tx: Connection, changed: Station, *, officer: Officer, at: datetime) -> bool:
    """Keep a station as it is now; return False when nothing was changed.

    Its name in addresses, its key and since when it is known stay as they were.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        Conflict: Another station has this name.
        NotFound: There is no such station.
    """
    before = the_station(tx, changed.slug)
    refuse_officer(officer, before)
    refuse_officer(officer, changed)
    was, row = _profile(before), _profile(changed)
    fields = [name for name in row if row[name] != was[name]]
    if not fields:
        return False
    _write(tx, update(station).where(station.c.slug == changed.slug).values(row), changed)
    # Whom to call and where to write stays out of the log, which is never shortened.
    facts = {name: "" if name in PRIVATE else row[name] for name in fields}
    _log(tx, Deed.STATION_CHANGED, changed.slug, officer=officer, at=at, facts=facts)
    return True


def new_station_key(tx: Connection, slug: str, *, officer: Officer, at: datetime) -> str:
    """Give a station a new key and return it, this once; the one before stops at once.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        NotFound: There is no such station.
    """
    refuse_officer(officer, the_station(tx, slug))
    key = _new_key()
    given = {"key_sha256": _hash(key), "key_since": at}
    tx.execute(update(station).where(station.c.slug == slug).values(given))
    _log(tx, Deed.STATION_KEY_GIVEN, slug, officer=officer, at=at)
    return key


def revoke_station_key(tx: Connection, slug: str, *, officer: Officer, at: datetime) -> None:
    """Take a station's key back; it stops at once.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        Conflict: The station has no key.
        NotFound: There is no such station.
    """
    known = the_station(tx, slug)
    refuse_officer(officer, known)
    if known.key_since is None:
        raise Conflict(f"{known.name} has no key.")
    gone = {"key_sha256": None, "key_since": None}
    tx.execute(update(station).where(station.c.slug == slug).values(gone))
    _log(tx, Deed.STATION_KEY_REVOKED, slug, officer=officer, at=at)


def station_with_key(tx: Connection, key: str) -> Station | None:
    """Return the station that holds this key, or None."""
    row = tx.execute(select(station).where(station.c.key_sha256 == _hash(key))).first()
    return _station(row) if row else None


def refuse_officer(officer: Officer, whose: Station) -> None:
    """Refuse an officer who does not look after a station.

    Raises:
        ApprovalError: The officer's role or counties do not reach so far.
    """
    if not officer.may(Right.KEEP_STATIONS):
        raise ApprovalError(f"{officer.name} is {officer.role} and may not {Right.KEEP_STATIONS}.")
    if not any(officer.covers(county=each) for each in whose.counties):
        raise ApprovalError(f"{officer.name} does not look after {whose.name}.")


def _log(
    tx: Connection,
    act: Deed,
    slug: str,
    *,
    officer: Officer,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    add_entry(tx, act, at=at, actor=officer.name, subject=f"station {slug}", facts=facts)


def _write(tx: Connection, statement: Insert | Update, written: Station) -> None:
    try:
        with tx.begin_nested():
            tx.execute(statement)
    except IntegrityError as fault:
        raise Conflict(
            f"There is a station '{written.name}' already; choose another name."
        ) from fault


def _new_key() -> str:
    return f"tangazo_station_{token_urlsafe(24)}"


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _profile(told: Station) -> dict[str, Any]:
    """Return the columns of a station that officers set."""
    return {
        "name": told.name,
        "counties": " ".join(told.counties),
        "languages": " ".join(told.languages),
        "formats": " ".join(told.formats),
        "person": told.person,
        "phone": told.phone,
        "key_scope": str(told.key_scope),
        "loudness_lufs": told.loudness_lufs,
        "tune_sha256": told.tune_sha256,
        "first_cart": told.first_cart,
        "last_cart": told.last_cart,
        "slots": [[each.day, each.hour, each.minute] for each in told.slots],
        "contacts": [[str(each.medium), each.address] for each in told.contacts],
        "when_expired": str(told.when_expired),
    }


def _station(row: Row[Any]) -> Station:
    return Station(
        slug=row.slug,
        name=row.name,
        counties=tuple(row.counties.split()),
        languages=tuple(row.languages.split()),
        formats=tuple(AudioFormat(each) for each in row.formats.split()),
        person=row.person,
        phone=row.phone,
        since=row.since,
        key_since=row.key_since,
        key_scope=Scope(row.key_scope),
        loudness_lufs=row.loudness_lufs,
        tune_sha256=row.tune_sha256,
        first_cart=row.first_cart,
        last_cart=row.last_cart,
        slots=tuple(
            LocalSlot(day=day, hour=hour, minute=minute) for day, hour, minute in row.slots
        ),
        contacts=tuple(
            Contact(medium=Medium(medium), address=address) for medium, address in row.contacts
        ),
        when_expired=WhenExpired(row.when_expired),
    )
