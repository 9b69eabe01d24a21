"""Recalls: why a bulletin is to be taken back, who agreed, and whom of the stations was called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.bulletins import Bulletin, Verdict
from app.domain.people import Officer
from app.domain.stations import Airing, Download, Station
from app.errors import Conflict, NotFound
from app.store.audit import Deed, add_entry
from app.store.bulletins import same_series, the_bulletin
from app.store.heard_tables import recall_stop
from app.store.rows import bulletin_from_row
from app.store.station_tables import recall_call, withdrawal
from app.store.station_traces import airings, downloads
from app.store.stations import refuse_officer, stations
from app.store.tables import bulletin, sign_off


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Why a bulletin is to be taken back.

    Attributes:
        notice_sha256: What people sign.
        replacement: Id of the bulletin to play instead, or None.
        asked_by: Who signed it first.
        signed_by: Everyone who signed it, whether or not it counts today.
        done_at: When the bulletin left the air for this reason; None while it waits.
    """

    notice_sha256: str
    reason: str
    replacement: str | None
    asked_by: str
    at: datetime
    done_at: datetime | None
    signed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCall:
    """A station to telephone when a bulletin is taken back.

    Attributes:
        taken: That it took the bulletin; None if it should have and is not known to.
        aired: That it had it on air, the newest first.
        called_by: Who called, or None.
        stopped_at: When the station itself said that it stopped playing it, or None.
        stopped_how: How it said so, as `link` or `sync`.
    """

    station: Station
    taken: Download | None
    aired: tuple[Airing, ...]
    called_by: str | None = None
    called_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_how: str = ""


def keep_notice(tx: Connection, bulletin: str, asked: Notice) -> None:
    """Keep why a bulletin is to be taken back, once for each wording."""
    known = select(withdrawal.c.bulletin).where(
        withdrawal.c.bulletin == bulletin, withdrawal.c.notice_sha256 == asked.notice_sha256
    )
    if tx.execute(known).first() is None:
        row = {"bulletin": bulletin, "notice_sha256": asked.notice_sha256, "reason": asked.reason}
        more = {"replacement": asked.replacement, "asked_by": asked.asked_by, "at": asked.at}
        tx.execute(insert(withdrawal).values(**row, **more))


def end_notice(tx: Connection, bulletin: str, notice_sha256: str, *, at: datetime) -> None:
    """Keep that a bulletin left the air for this reason."""
    this = (withdrawal.c.bulletin == bulletin) & (withdrawal.c.notice_sha256 == notice_sha256)
    tx.execute(update(withdrawal).where(this).values(done_at=at))


def notices(tx: Connection, bulletin: str) -> list[Notice]:
    """Return every reason that was given to take a bulletin back: the one that did it first."""
    query = (
        select(withdrawal)
        .where(withdrawal.c.bulletin == bulletin)
        .order_by(withdrawal.c.done_at.is_(None), withdrawal.c.at.desc())
    )
    signed = select(sign_off).where(sign_off.c.bulletin == bulletin).order_by(sign_off.c.at)
    by = [(row.text_sha256, row.officer) for row in tx.execute(signed)]
    return [
        Notice(
            notice_sha256=row.notice_sha256,
            reason=row.reason,
            replacement=row.replacement,
            asked_by=row.asked_by,
            at=row.at,
            done_at=row.done_at,
            signed_by=tuple(name for text, name in by if text == row.notice_sha256),
        )
        for row in tx.execute(query)
    ]


def replacement_of(tx: Connection, bulletin: str) -> str | None:
    """Return the bulletin that was named in place of a withdrawn one, if it is on air."""
    query = select(withdrawal.c.replacement).where(
        withdrawal.c.bulletin == bulletin, withdrawal.c.done_at.is_not(None)
    )
    named = tx.execute(query).scalar()
    if named is None or the_bulletin(tx, named).verdict is not Verdict.RELEASED:
        return None
    return str(named)


def call_list(tx: Connection, name: str) -> list[ToCall]:
    """Return the stations to call about a bulletin: who took it first, then who should have.

    A station that fetched the file without its key is not known to have it, so everyone who
    broadcasts for the county in the language is called.
    """
    told = the_bulletin(tx, name)
    took = {each.station: each for each in downloads(tx, bulletin=name)}
    on_air = airings(tx, bulletin=name)
    calls = select(recall_call).where(recall_call.c.bulletin == name)
    called = {row.station: row for row in tx.execute(calls)}
    stops = select(recall_stop).where(recall_stop.c.bulletin == name)
    stopped = {row.station: row for row in tx.execute(stops)}
    aired_by = {each.station for each in on_air}
    listed = [
        ToCall(
            station=each,
            taken=took.get(each.slug),
            aired=tuple(one for one in on_air if one.station == each.slug),
            called_by=called[each.slug].officer if each.slug in called else None,
            called_at=called[each.slug].at if each.slug in called else None,
            stopped_at=stopped[each.slug].at if each.slug in stopped else None,
            stopped_how=stopped[each.slug].how if each.slug in stopped else "",
        )
        for each in stations(tx)
        if each.slug in took
        or each.slug in aired_by
        or each.slug in stopped
        or each.expects(county=told.county, language=told.language)
    ]
    return sorted(listed, key=lambda each: each.taken is None and not each.aired)


def keep_call(tx: Connection, name: str, slug: str, *, officer: Officer, at: datetime) -> None:
    """Keep that an officer called a station about a bulletin.

    Raises:
        ApprovalError: This officer does not look after the station.
        Conflict: Somebody has called it already.
        NotFound: The station is not on the call list of this bulletin.
    """
    listed = next((each for each in call_list(tx, name) if each.station.slug == slug), None)
    if listed is None:
        raise NotFound(f"There is no station '{slug}' to call about {name}.")
    refuse_officer(officer, listed.station)
    row = {"bulletin": name, "station": slug, "officer": officer.name, "at": at}
    try:
        with tx.begin_nested():
            tx.execute(insert(recall_call).values(row))
    except IntegrityError as fault:
        raise Conflict(f"{listed.called_by} has called {listed.station.name} already.") from fault
    facts = {"station": slug}
    add_entry(tx, Deed.STATION_CALLED, at=at, actor=officer.name, subject=name, facts=facts)


def keep_stop(tx: Connection, name: str, station: Station, *, how: str, at: datetime) -> bool:
    """Keep that a station says it stopped playing what was taken back; False if that is known.

    Args:
        how: By which road it said so: `link`, `sync`, `page`.

    Raises:
        Conflict: The bulletin was not taken back.
        NotFound: There is no such bulletin.
    """
    if the_bulletin(tx, name).verdict is not Verdict.WITHDRAWN:
        raise Conflict(f"Bulletin {name} was not taken back.")
    row = {"bulletin": name, "station": station.slug, "how": how, "at": at}
    try:
        with tx.begin_nested():
            tx.execute(insert(recall_stop).values(row))
    except IntegrityError:
        return False
    facts = {"station": station.slug, "how": how}
    add_entry(tx, Deed.STATION_STOPPED, at=at, actor=station.name, subject=name, facts=facts)
    return True


def stopped_at(tx: Connection, name: str, station: str) -> datetime | None:
    """Return when a station said that it stopped playing what was taken back, or None."""
    query = select(recall_stop.c.at).where(
        recall_stop.c.bulletin == name, recall_stop.c.station == station
    )
    return tx.execute(query).scalar()


def replaced_editions(tx: Connection, like: Bulletin) -> list[Bulletin]:
    """Return the earlier editions of a bulletin that were on air and were replaced."""
    query = select(bulletin).where(
        same_series(like),
        bulletin.c.id != like.id,
        bulletin.c.verdict == Verdict.SUPERSEDED,
        bulletin.c.released_at.is_not(None),
    )
    return [bulletin_from_row(row) for row in tx.execute(query)]
