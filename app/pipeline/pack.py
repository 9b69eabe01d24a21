"""Week packs: everything that a station may play now, gathered into one zip or one folder."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.domain.bulletins import Bulletin
from app.domain.recordings import AudioFormat, Recording, check_number
from app.domain.stations import Station
from app.errors import NotFound, SigningError
from app.pipeline.manifests import manifest_name
from app.pipeline.newsroom import Newsroom
from app.pipeline.presenter import page_name, presenter_page
from app.pipeline.publish import publish
from app.pipeline.signatures import script_body, script_name
from app.publishing.pack_readme import NAME as README
from app.publishing.pack_readme import Packed, readme
from app.publishing.signing import ENDING, bulletin_comment
from app.publishing.verify_page import verify_page
from app.publishing.week_pack import PackFile, pack_file, pack_key, write_zip
from app.store.blobs import hashed_name
from app.store.offers import Offer, offers
from app.store.recordings import recordings_of
from app.store.shelf import document
from app.store.signatures import signature_of

LOG = logging.getLogger(__name__)
FOLDER = "packs"
MANIFEST, VERIFY = "manifest.json", "verify.html"
EXERCISE_MARK = "EXERCISE-"
# What goes through WhatsApp on a bundle of data.
SMALL_FORMATS = (AudioFormat.OPUS_24,)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPack:
    """A station's pack.

    Attributes:
        file_name: Name of the zip.
        kind: Which of the station's packs it is; it takes the place of the one before.
        bulletins: What is in it, in the order of the station.
        at: The newest moment of anything in it; its files bear it.
    """

    file_name: str
    kind: str
    station: str
    bulletins: tuple[Bulletin, ...]
    files: tuple[PackFile, ...]
    at: datetime

    @property
    def key(self) -> str:
        """Hash of its contents."""
        return pack_key(self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Which pack is made.

    Attributes:
        base: Address that stations reach us at, or empty.
    """

    newsroom: Newsroom
    station: Station
    exercise: bool
    small: bool
    base: str


def week_pack(
    newsroom: Newsroom, station: Station, *, exercise: bool, small: bool = False, base: str = ""
) -> WeekPack:
    """Return a station's pack of what it may play now.

    Args:
        small: Whether it is the one that goes through WhatsApp: the smallest sound, and the words
            on one page.
        base: Address that stations reach us at; empty: no page and no code leads there.

    Raises:
        NotFound: The station has nothing to play now.
        PrintError: A page in it cannot be set.
    """
    order = _Order(newsroom=newsroom, station=station, exercise=exercise, small=small, base=base)
    offered = _offered(order)
    if not offered:
        raise NotFound(f"{station.name} has nothing to play now.")
    told = [each.bulletin for each in offered]
    lists = () if small else tuple(_lists(order, offered))
    files = [one for each in offered for one in _bulletin_files(order, each)]
    page = _readme(order, offered, checkable=any(each.name == VERIFY for each in lists))
    return WeekPack(
        file_name=_zip_name(order, told),
        kind=f"{'exercise' if exercise else 'live'}{'-small' if small else ''}",
        station=station.slug,
        bulletins=tuple(told),
        files=(page, *files, *lists),
        at=max(each.released_at or each.created_at for each in told),
    )


def kept_zip(newsroom: Newsroom, pack: WeekPack) -> Path:
    """Return the zip of a pack; it is written when it is first asked for.

    Raises:
        OSError: It cannot be written.
    """
    folder = newsroom.cache / FOLDER / pack.station
    kept = folder / f"{pack.kind}.{pack.key}.zip"
    if not kept.exists():
        write_zip(pack.files, kept, at=pack.at)
        for old in folder.glob(f"{pack.kind}.*.zip"):
            if old != kept:
                old.unlink(missing_ok=True)
    return kept


def _offered(order: _Order) -> list[Offer]:
    """Return the bulletins that a station may play, each with the files that go into the pack."""
    formats = SMALL_FORMATS if order.small else order.station.formats
    asking, now = replace(order.station, formats=formats), order.newsroom.clock.now()
    with order.newsroom.store.reading() as tx:
        found = offers(tx, asking, at=now, exercise=order.exercise)
    there = [replace(each, recordings=tuple(_there(order.newsroom, each))) for each in found]
    return [each for each in there if each.recordings and each.bulletin.script]


def _there(newsroom: Newsroom, offer: Offer) -> Iterator[Recording]:
    """Give those of the files that are where they should be."""
    for each in offer.recordings:
        if newsroom.blobs.path(each.address) is None:
            told = {"recording": each.address, "bulletin": offer.bulletin.id}
            LOG.error("recording_lost", extra=told)
        else:
            yield each


def _bulletin_files(order: _Order, offer: Offer) -> Iterator[PackFile]:
    told, newsroom = offer.bulletin, order.newsroom
    for each in offer.recordings:
        path = newsroom.blobs.root / hashed_name(each.address)
        yield PackFile(name=each.file_name, sha256=each.sha256, body=path)
        if not order.small:
            yield from _signature(newsroom, each.sha256, each.file_name)
    if not order.small:
        words = pack_file(script_name(offer.recordings[0].file_name), script_body(told))
        yield words
        yield from _signature(newsroom, words.sha256, words.name)
    page = presenter_page(newsroom, told.id, base=order.base, one_page=order.small)
    yield pack_file(page.file_name, page.body)
    if not order.small:
        yield from _page_signature(newsroom, told, page.file_name, page.body)


def _signature(newsroom: Newsroom, digest: str, name: str) -> Iterator[PackFile]:
    with newsroom.store.reading() as tx:
        text = signature_of(tx, digest)
    if text is not None:
        yield pack_file(name + ENDING, text.encode())


def _page_signature(
    newsroom: Newsroom, told: Bulletin, name: str, body: bytes
) -> Iterator[PackFile]:
    """Give the signature of a presenter's page; a signer that is away costs the signature only."""
    if newsroom.signer is None:
        return
    comment = bulletin_comment(told, name, kind="script")
    try:
        yield pack_file(name + ENDING, newsroom.signer.sign(body, comment).encode())
    except SigningError as fault:
        LOG.warning("page_not_signed", extra={"bulletin": told.id, "reason": str(fault)})


def _lists(order: _Order, offered: Sequence[Offer]) -> Iterator[PackFile]:
    """Give the station's signed list and the page that checks files by it.

    A list that was signed before the latest release or recall is not put beside the files.
    """
    newsroom, signer = order.newsroom, order.newsroom.signer
    if signer is None:
        return
    found = _signed_list(order)
    if found is None or not _is_of(found[0], offered):
        publish(newsroom)
        found = _signed_list(order)
    if found is None or not _is_of(found[0], offered):
        LOG.error("pack_without_list", extra={"station": order.station.slug})
        return
    body, signature = found
    yield pack_file(MANIFEST, body)
    yield pack_file(MANIFEST + ENDING, signature)
    try:
        keys = [signer.keys(exercise=order.exercise)]
        if not order.exercise:
            keys.append(signer.keys(exercise=True))
    except SigningError as fault:
        LOG.warning("pack_without_keys", extra={"reason": str(fault)})
        return
    yield pack_file(VERIFY, verify_page(body, signature.decode(), keys))


def _signed_list(order: _Order) -> tuple[bytes, bytes] | None:
    name = manifest_name(exercise=order.exercise, station=order.station.slug)
    with order.newsroom.store.reading() as tx:
        body, signature = document(tx, name), document(tx, name + ENDING)
    return (body.body, signature.body) if body and signature else None


def _is_of(body: bytes, offered: Sequence[Offer]) -> bool:
    """Return whether a list names exactly these bulletins, and all of their files."""
    told = json.loads(body)["bulletins"]
    listed = {file["sha256"] for each in told for file in each["files"]}
    same = {each["id"] for each in told} == {each.bulletin.id for each in offered}
    return same and listed >= {one.sha256 for each in offered for one in each.recordings}


def _readme(order: _Order, offered: Sequence[Offer], *, checkable: bool) -> PackFile:
    names = [each.bulletin.id for each in offered]
    with order.newsroom.store.reading() as tx:
        whole = recordings_of(tx, names)
    packed = [
        Packed(
            bulletin=each.bulletin,
            recordings=each.recordings,
            page=page_name(each.bulletin),
            check_number=check_number(whole[each.bulletin.id]),
        )
        for each in offered
    ]
    station = order.station
    address = f"{order.base}/stations/{station.slug}" if order.base else ""
    body = readme(station.name, station.languages, packed, address=address, checkable=checkable)
    return pack_file(README, body)


def _zip_name(order: _Order, told: Sequence[Bulletin]) -> str:
    week = max(each.week for each in told)
    mark = EXERCISE_MARK if order.exercise else ""
    small = "-small" if order.small else ""
    return f"{mark}tangazo-{order.station.slug}-{week.year}W{week.number:02d}{small}.zip"
