"""Which of the bulletins that were released a recording holds; how each sounds is kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import soxr

from app.domain.periods import NAIROBI
from app.domain.recordings import AudioFormat, Recording
from app.domain.sound_checks import Hearing, Judgement
from app.domain.stations import Station
from app.errors import MasteringError
from app.mastering.constellation import (
    RATE_HZ,
    RECIPE,
    Constellation,
    constellation,
    packed,
    unpacked,
)
from app.mastering.encode import decode
from app.mastering.fingerprint import match
from app.mastering.listened import Listened, Reference
from app.pipeline.newsroom import Newsroom, Reporter, silent
from app.store.fingerprints import fingerprints_of, keep_fingerprint
from app.store.listing import Standing, once_on_air
from app.store.recordings import recordings_of

LOG = logging.getLogger(__name__)
LOOKED_BACK = timedelta(weeks=8)
COMPARED = "compare with bulletins"
# What decodes fastest first.
EASIEST_FIRST = (AudioFormat.MP3_64, AudioFormat.MP3_128, AudioFormat.WAV_48, AudioFormat.OPUS_24)


def recognised(
    newsroom: Newsroom,
    station: Station,
    sound: Constellation,
    *,
    day: date,
    report: Reporter = silent,
) -> tuple[Hearing, ...]:
    """Return what a recording holds of the bulletins of the eight weeks before it.

    Those of the station's own counties come first. Unless all that is like a bulletin is surely
    one of them, it is compared with those of all counties.

    Args:
        day: When it was recorded.
    """
    listened = Listened.of(sound)
    since = datetime(day.year, day.month, day.day, tzinfo=NAIROBI) - LOOKED_BACK
    with newsroom.store.reading() as tx:
        known = once_on_air(tx, since=since)
    own = [each for each in known if each.county in station.counties]
    found = _matched(newsroom, listened, own, report)
    sure = bool(found) and all(each.judgement is Judgement.OURS for each in found)
    if sure or len(own) == len(known):
        return found
    return _matched(newsroom, listened, known, report)


def _matched(
    newsroom: Newsroom, listened: Listened, known: Sequence[Standing], report: Reporter
) -> tuple[Hearing, ...]:
    def told(done: int, of: int) -> None:
        report(COMPARED, done, of)

    return match(listened, _references(newsroom, known), report=told)


def _references(newsroom: Newsroom, known: Sequence[Standing]) -> list[Reference]:
    """Return how bulletins sound; one that was not listened to yet is now, and is kept."""
    names = [each.id for each in known]
    with newsroom.store.reading() as tx:
        kept = fingerprints_of(tx, names, recipe=RECIPE)
        files = recordings_of(tx, [name for name in names if name not in kept])
    for name, recordings in files.items():
        peaks = _peaks_of(newsroom, name, recordings)
        if peaks is not None:
            kept[name] = peaks
            with newsroom.store.transaction() as tx:
                now = newsroom.clock.now()
                keep_fingerprint(tx, name, peaks, recipe=RECIPE, at=now)
    return [Reference.of(name, unpacked(kept[name])) for name in names if name in kept]


def _peaks_of(newsroom: Newsroom, name: str, recordings: Sequence[Recording]) -> bytes | None:
    """Return how a bulletin sounds, or None when no file of it can be read."""
    for each in sorted(recordings, key=lambda one: EASIEST_FIRST.index(one.format)):
        path = newsroom.blobs.path(each.address)
        if path is None:
            continue
        try:
            samples, rate_hz = decode(path.read_bytes(), each.format)
        except (MasteringError, OSError):
            continue
        return packed(constellation([soxr.resample(samples, rate_hz, RATE_HZ)]))
    LOG.warning("no_fingerprint", extra={"bulletin": name})
    return None
