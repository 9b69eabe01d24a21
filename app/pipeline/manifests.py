"""Manifests are made: for everybody and for each station, signed, and put on the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.bulletins import Bulletin
from app.domain.documents import Made
from app.domain.recordings import Recording, check_number
from app.domain.stations import Station
from app.pipeline.newsroom import Newsroom
from app.pipeline.signatures import MOST, modes, script_body, script_name
from app.publishing.manifests import (
    JSON,
    SIGNATURE,
    Heading,
    Listed,
    Revoked,
    manifest,
    revocation_list,
)
from app.publishing.signing import ENDING, PinnedKeys, Signer, list_comment
from app.publishing.verify_page import PAGE, verify_page
from app.store.audit import head_sha256
from app.store.bulletins import released
from app.store.listing import Standing, on_air
from app.store.manifests import Revocation, newest_moment, replaced, revocations
from app.store.offers import offers
from app.store.recordings import recordings_of
from app.store.shelf import Reading
from app.store.stations import stations

# When nothing has ever been decided or released.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """What the lists of a mode are made from.

    Attributes:
        keys: The keys of this mode.
        issued: When anything last changed.
        replaced: The edition that was on air before, by county, language and week.
    """

    newsroom: Newsroom
    signer: Signer
    tx: Reading
    at: datetime
    exercise: bool
    keys: PinnedKeys
    issued: datetime
    revoked: tuple[Revocation, ...]
    replaced: Mapping[tuple[str, str, str], str]

    @property
    def pinned(self) -> tuple[PinnedKeys, ...]:
        """The keys of this mode, and of exercises, so that an exercise is known as one."""
        return (self.keys, *(() if self.exercise else (self.signer.keys(exercise=True),)))

    def heading(self, station: str | None = None) -> Heading:
        """Return what a list begins with."""
        return Heading(
            keys=self.keys,
            station=station,
            issued=self.issued,
            audit_head=head_sha256(self.tx),
        )


def manifest_name(*, exercise: bool, station: str | None = None) -> str:
    """Return where a manifest lies on the shelf and on the site.

    >>> manifest_name(exercise=True), manifest_name(exercise=False, station="mwatu-fm")
    ('/exercise/manifest.json', '/now/mwatu-fm/manifest.json')
    """
    tree = "/exercise" if exercise else ""
    return f"{tree}/now/{station}/manifest.json" if station else f"{tree}/manifest.json"


def revoked_name(*, exercise: bool) -> str:
    """Return where a revocation list lies."""
    return "/exercise/revoked.json" if exercise else "/revoked.json"


def verify_name(*, exercise: bool) -> str:
    """Return where the page that checks files lies."""
    return "/exercise/verify.html" if exercise else "/verify.html"


def make_manifests(newsroom: Newsroom, tx: Reading, at: datetime) -> Iterator[Made]:
    """Give every manifest and revocation list, each with its signature, and the page that checks.

    Raises:
        SigningError: The signer refused, or does not answer.
    """
    signer = newsroom.signer
    if signer is None:
        return
    issued = newest_moment(tx, at=at) or BEGINNING
    for exercise in modes(tx):
        week = _Week(
            newsroom=newsroom,
            signer=signer,
            tx=tx,
            at=at,
            exercise=exercise,
            keys=signer.keys(exercise=exercise),
            issued=issued.replace(microsecond=0),
            revoked=tuple(revocations(tx, exercise=exercise, at=at)),
            replaced=replaced(tx, exercise=exercise),
        )
        yield from _for_everybody(week)
        for each in stations(tx):
            yield from _for_station(week, each)


def _for_everybody(week: _Week) -> Iterator[Made]:
    found = _playable(week)
    made = recordings_of(week.tx, [each.id for each in found])
    listed = [_listed(week, each, made[each.id], made[each.id]) for each in found]
    revoked = [_revoked(each) for each in week.revoked]
    body = manifest(week.heading(), listed, revoked)
    mode = "exercise" if week.exercise else "live"
    signed = _signed(week, manifest_name(exercise=week.exercise), body, "manifest", mode)
    yield from signed
    yield Made(
        name=verify_name(exercise=week.exercise),
        body=verify_page(body, signed[1].body.decode(), week.pinned),
        media_type=PAGE,
    )
    name = revoked_name(exercise=week.exercise)
    body = revocation_list(week.heading(), revoked)
    yield from _signed(week, name, body, "revocation list", mode)


def _playable(week: _Week) -> list[Bulletin]:
    """Return what may be played now, by county and language."""

    def now(each: Bulletin | Standing) -> bool:
        return each.valid_from <= week.at <= each.valid_until

    standing = on_air(week.tx, exercise=week.exercise, limit=MOST)
    found = [
        each
        for of_week in sorted({each.week for each in standing if now(each)})
        for each in released(week.tx, exercise=week.exercise, week=of_week, limit=MOST)
        if now(each)
    ]
    return sorted(found, key=lambda each: (each.county, each.language, each.week))


def _for_station(week: _Week, station: Station) -> Iterator[Made]:
    """Give a station's own manifest: what is offered to it, and what of that was taken back."""
    offered = offers(week.tx, station, at=week.at, exercise=week.exercise)
    whole = recordings_of(week.tx, [each.bulletin.id for each in offered])
    listed = [
        _listed(week, each.bulletin, each.recordings, whole[each.bulletin.id]) for each in offered
    ]
    revoked = [_revoked(each, station.slug) for each in week.revoked if _concerns(station, each)]
    body = manifest(week.heading(station.slug), listed, revoked)
    name = manifest_name(exercise=week.exercise, station=station.slug)
    yield from _signed(week, name, body, "manifest", station.slug)


def _signed(week: _Week, name: str, body: bytes, kind: str, about: str) -> tuple[Made, Made]:
    """Return a document and its signature."""
    comment = list_comment(kind, about, issued=week.issued, exercise=week.exercise)
    text = week.signer.sign(body, comment)
    return (
        Made(name=name, body=body, media_type=JSON),
        Made(name=name + ENDING, body=text.encode(), media_type=SIGNATURE),
    )


def _listed(
    week: _Week,
    told: Bulletin,
    recordings: Iterable[Recording],
    whole: tuple[Recording, ...],
) -> Listed:
    """Return a bulletin as it is listed.

    Args:
        recordings: The files that are offered.
        whole: Everybody's recordings of it, which its check number comes from.
    """
    return Listed(
        bulletin=told,
        recordings=tuple(recordings),
        script=script_body(told),
        script_name=script_name(whole[0].file_name) if whole else "",
        check_number=check_number(whole),
        replaces=week.replaced.get((told.county, told.language, str(told.week))),
    )


def _concerns(station: Station, gone: Revocation) -> bool:
    """Return whether a station may have a bulletin: it is for it, or was made for it."""
    own = any(each.station == station.slug for each in gone.files)
    return own or station.expects(county=gone.county, language=gone.language)


def _revoked(gone: Revocation, station: str | None = None) -> Revoked:
    """Return what left the air as it is listed: for a station, without other stations' cuts."""
    files = {
        each.sha256 for each in gone.files if station is None or each.station in (None, station)
    }
    return Revoked(
        id=gone.id,
        files=sorted(files),
        reason=gone.reason,
        replaced_by=gone.replaced_by,
        at=gone.at,
    )
