"""What is to be done at a station's server: what it should have, against what it was given."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from app.domain.bulletins import Bulletin
from app.domain.deliveries import Act, Names, PushTarget
from app.domain.recordings import FILE_MARK, Recording
from app.domain.stations import Station
from app.pipeline.newsroom import Newsroom
from app.publishing.push import Cargo
from app.store.deliveries import Laid, laid
from app.store.offers import offers
from app.store.officers import LIVE, install_mode
from app.store.shelf import Reading
from app.store.signatures import signature_of
from app.store.stations import the_station

LOG = logging.getLogger(__name__)
EXERCISE_MARK = "EXERCISE-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file to lay or to remove.

    Attributes:
        cargo: The file; None when it is to be removed.
        ours: Whether what has this name there is ours.
    """

    act: Act
    name: str
    bulletin: str
    sha256: str
    cargo: Cargo | None
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done at a target: what must go first, then what is new.

    Attributes:
        wanted_sha256: Hash of all that should be there.
    """

    wanted_sha256: str
    steps: tuple[Step, ...]


def plan_of(newsroom: Newsroom, tx: Reading, target: PushTarget, *, at: datetime) -> Plan:
    """Return what is to be done at a target."""
    station = the_station(tx, target.station)
    wanted = {
        cargo.name: (bulletin, cargo)
        for bulletin, cargo in reversed(list(_wanted(newsroom, tx, target, station, at=at)))
    }
    there = laid(tx, target.number)
    puts = tuple(
        Step(
            act=Act.PUT,
            name=name,
            bulletin=bulletin,
            sha256=cargo.sha256,
            cargo=cargo,
            ours=name in there.files,
        )
        for name, (bulletin, cargo) in reversed(wanted.items())
        if name not in there.files or there.files[name].sha256 != cargo.sha256
    )
    told = "\n".join(sorted(f"{name} {cargo.sha256}" for name, (_, cargo) in wanted.items()))
    return Plan(
        wanted_sha256=sha256(told.encode()).hexdigest(),
        steps=(*_removals(there, set(wanted)), *puts),
    )


def _removals(there: Laid, wanted: set[str]) -> Iterator[Step]:
    """Give what is to be removed: nothing but what we laid, and parts of it."""
    for name in sorted((set(there.files) | there.unfinished) - wanted):
        known = there.files.get(name)
        yield Step(
            act=Act.REMOVE,
            name=name,
            bulletin=known.bulletin if known else "",
            sha256=known.sha256 if known else "",
            cargo=None,
            ours=known is not None,
        )


def _wanted(
    newsroom: Newsroom, tx: Reading, target: PushTarget, station: Station, *, at: datetime
) -> Iterator[tuple[str, Cargo]]:
    """Give every file that should be at a target, with its bulletin; the newest of a name first."""
    exercise = install_mode(tx) != LIVE
    if target.exercises != exercise:
        return
    for offer in offers(tx, station, at=at, exercise=exercise):
        for recording in offer.recordings:
            yield from _sound(newsroom, tx, target, offer.bulletin, recording)
        if offer.recordings:
            yield from _words(tx, target, offer.bulletin, offer.recordings[0])


def _sound(
    newsroom: Newsroom, tx: Reading, target: PushTarget, told: Bulletin, recording: Recording
) -> Iterator[tuple[str, Cargo]]:
    kept = newsroom.blobs.path(recording.address)
    if kept is None:
        LOG.error("recording_gone", extra={"bulletin": told.id, "file": recording.address})
        return
    name = recording.file_name
    if target.names is Names.FIXED:
        name = f"{_fixed(told)}{FILE_MARK[recording.format]}.{recording.extension}"
    yield (
        told.id,
        Cargo(
            name=name,
            sha256=recording.sha256,
            size_bytes=recording.size_bytes,
            source=kept,
        ),
    )
    yield from _signature(tx, told.id, name, recording.sha256)


def _words(
    tx: Reading, target: PushTarget, told: Bulletin, recording: Recording
) -> Iterator[tuple[str, Cargo]]:
    if told.script is None:
        return
    stem = PurePosixPath(recording.file_name).stem.removesuffix(FILE_MARK[recording.format])
    name = f"{_fixed(told) if target.names is Names.FIXED else stem}.txt"
    made = _text(name, f"{told.script.text}\n")
    yield told.id, made
    yield from _signature(tx, told.id, name, made.sha256)


def _signature(tx: Reading, bulletin: str, name: str, digest: str) -> Iterator[tuple[str, Cargo]]:
    signed = signature_of(tx, digest)
    if signed is not None:
        yield bulletin, _text(f"{name}.minisig", signed)


def _text(name: str, text: str) -> Cargo:
    body = text.encode()
    return Cargo(name=name, sha256=sha256(body).hexdigest(), size_bytes=len(body), source=body)


def _fixed(told: Bulletin) -> str:
    return f"{EXERCISE_MARK if told.exercise else ''}{told.county}-{told.language}"
