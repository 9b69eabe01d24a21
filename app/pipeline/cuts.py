"""The files of stations that want them at another loudness, after a tune, or under cart numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, as_completed
from dataclasses import dataclass, replace

from app.domain.bulletins import Bulletin
from app.domain.cuts import Profile, profile_for
from app.domain.places import counties
from app.domain.recordings import AudioFormat, Recording, TagSheet
from app.domain.stations import Station
from app.errors import MasteringError, TangazoError
from app.mastering.station_cut import Common, make_cut
from app.mastering.tags import chapters_of
from app.pipeline.newsroom import Newsroom
from app.pipeline.render import HereExecutor, credited, file_names, tag_sheet
from app.store.blobs import Blobs
from app.store.bulletins import released
from app.store.cuts import CutName, cuts_of, keep_cut
from app.store.recordings import recordings_of
from app.store.stations import stations

LOG = logging.getLogger(__name__)
# More than all counties and languages have on air at a time.
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A file that a station asks for and has not got."""

    station: str
    bulletin: Bulletin
    format: AudioFormat
    profile: Profile

    @property
    def name(self) -> CutName:
        """What the file is called that fulfils it."""
        return CutName(bulletin=self.bulletin.id, format=self.format, profile=self.profile.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOrder:
    """All that a worker needs to make the files of one profile; travels between processes.

    Attributes:
        wav: Address of the common WAV among the blobs.
        mp3: Address of a common MP3, which holds the chapters, or None.
    """

    bulletin: str
    profile: Profile
    wav: str
    mp3: str | None
    voices: tuple[str, ...]
    sheet: TagSheet
    file_names: Mapping[AudioFormat, str]
    blobs: Blobs


def make_cuts(newsroom: Newsroom) -> bool:
    """Make the files that stations ask for and have not got; return whether there are new ones.

    What cannot be made is named in the log and tried again after a while; until then the station
    is offered the common files. Somebody who is at it already is not disturbed.
    """
    if not newsroom.cutting.turn.acquire(blocking=False):
        return False
    try:
        return _fulfil(newsroom, _wishes(newsroom))
    finally:
        newsroom.cutting.turn.release()


def cut(order: CutOrder) -> tuple[Recording, ...]:
    """Make the files of one profile and keep them.

    Raises:
        MasteringError: A common file or the tune is gone, or what came out is not fit for air.
        StorageFull: There is no room for them.
    """
    tune = order.profile.tune_sha256
    common = Common(
        wav=_read(order.blobs, order.wav),
        chapters=chapters_of(_read(order.blobs, order.mp3)) if order.mp3 else (),
        voices=order.voices,
    )
    made = make_cut(
        common,
        order.sheet,
        loudness_lufs=order.profile.loudness_lufs,
        tune=_read(order.blobs, f"{tune}.wav") if tune else None,
        formats=tuple(order.file_names),
        file_names=order.file_names,
    )
    for recording, body in made:
        order.blobs.put(body, recording.extension)
    return tuple(recording for recording, _ in made)


def _read(blobs: Blobs, address: str) -> bytes:
    path = blobs.path(address)
    if path is None:
        raise MasteringError(f"The file {address} is gone.")
    return path.read_bytes()


def _wishes(newsroom: Newsroom) -> list[tuple[Wish, Recording | None]]:
    """Return what stations ask for, each with a file that another station has of just that."""
    now = newsroom.clock.now()
    with newsroom.store.reading() as tx:
        known = stations(tx)
        on_air = [
            each
            for exercise in (False, True)
            for each in released(tx, exercise=exercise, limit=MOST)
            if each.valid_until >= now
        ]
        made = cuts_of(tx, [each.id for each in on_air])
    others = {name: recording for (_, name), recording in made.items()}
    return [
        (wish, others.get(wish.name))
        for station in known
        for bulletin in on_air
        if station.expects(county=bulletin.county, language=bulletin.language)
        for wish in _asked(station, bulletin)
        if wish.format in newsroom.formats
        and (wish.station, wish.name) not in made
        and newsroom.cutting.may_try(wish.name, at=now)
    ]


def _asked(station: Station, told: Bulletin) -> Iterator[Wish]:
    for audio_format in station.formats:
        asked = profile_for(station, audio_format, county=told.county, language=told.language)
        if asked is not None:
            yield Wish(station=station.slug, bulletin=told, format=audio_format, profile=asked)


def _fulfil(newsroom: Newsroom, wishes: Sequence[tuple[Wish, Recording | None]]) -> bool:
    """Make what is asked for, each file once; return whether any station got one."""
    got = [_keep(newsroom, wish, found) for wish, found in wishes if found is not None]
    groups: dict[tuple[str, Profile], list[Wish]] = {}
    for wish, found in wishes:
        if found is None:
            groups.setdefault((wish.bulletin.id, wish.profile), []).append(wish)
    # One file is made sooner than another process is started.
    renderer = newsroom.renderer if len(groups) > 1 else HereExecutor()
    waiting: dict[Future[tuple[Recording, ...]], list[Wish]] = {}
    for group in groups.values():
        order = _order(newsroom, group)
        if order is None:
            continue
        try:
            waiting[renderer.submit(cut, order)] = group
        except RuntimeError as fault:
            # The processes died before, or the program is about to end.
            _failed(newsroom, group, str(fault))
    for future in as_completed(waiting):
        got += _end(newsroom, waiting[future], future)
    return any(got)


def _order(newsroom: Newsroom, group: Sequence[Wish]) -> CutOrder | None:
    """Return the order for some wishes of one profile, or None where there is nothing to cut."""
    told, profile = group[0].bulletin, group[0].profile
    with newsroom.store.reading() as tx:
        common = {each.format: each for each in recordings_of(tx, [told.id])[told.id]}
    wav, mp3 = common.get(AudioFormat.WAV_48), common.get(AudioFormat.MP3_128)
    if wav is None or told.script is None:
        _failed(newsroom, group, "it has no WAV, or no words")
        return None
    county = counties()[told.county]
    pack = newsroom.packs.get(told.language)
    sheet = credited(
        tag_sheet(told, told.script, county, public_url=newsroom.public_url),
        wav.voices,
        disclosure=pack.voices.disclosure if pack else "",
    )
    if sheet.broadcast is not None:
        sheet = replace(sheet, broadcast=replace(sheet.broadcast, cart=profile.cart))
    return CutOrder(
        bulletin=told.id,
        profile=profile,
        wav=wav.address,
        mp3=mp3.address if mp3 else None,
        voices=wav.voices,
        sheet=sheet,
        file_names=file_names(told, county, tuple({each.format for each in group})),
        blobs=newsroom.blobs,
    )


def _end(
    newsroom: Newsroom, group: Sequence[Wish], future: Future[tuple[Recording, ...]]
) -> list[bool]:
    """Give every station its file, or name why there is none."""
    try:
        made = {each.format: each for each in future.result()}
    except BrokenExecutor:
        _failed(newsroom, group, "the process that makes the audio died")
        return []
    except (TangazoError, OSError) as fault:
        _failed(newsroom, group, str(fault))
        return []
    return [_keep(newsroom, wish, made[wish.format]) for wish in group]


def _keep(newsroom: Newsroom, wish: Wish, made: Recording) -> bool:
    now = newsroom.clock.now()
    with newsroom.store.transaction() as tx:
        return keep_cut(tx, wish.name, station=wish.station, made=made, at=now)


def _failed(newsroom: Newsroom, group: Sequence[Wish], reason: str) -> None:
    now = newsroom.clock.now()
    newsroom.cutting.failed.update({each.name: now for each in group})
    told = {"stations": sorted({each.station for each in group}), "reason": reason}
    LOG.error("cut_not_made", extra={"bulletin": group[0].bulletin.id, **told})
