"""CAP alerts: the newest of each county and week, each county's newest, and the list in force."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1
from urllib.parse import urlsplit

from app.domain.aired import Aired
from app.domain.bulletins import Bulletin
from app.domain.contacts import spoken_contact
from app.domain.documents import Made
from app.domain.evidence import Phase
from app.domain.periods import NAIROBI, Week
from app.domain.places import County
from app.domain.recordings import AudioFormat, Recording
from app.errors import SigningError
from app.pipeline.newsroom import Newsroom
from app.publishing.alerts import Alert, alerts
from app.publishing.atom import MEDIA_TYPE as ATOM
from app.publishing.atom import alert_name, atom, atom_name
from app.publishing.cap import MEDIA_TYPE as CAP
from app.publishing.cap import Telling, cap
from app.publishing.channels import BASE
from app.publishing.signing import ENDING, list_comment
from app.store.advice_contacts import contacts
from app.store.aired import aired
from app.store.bulletins import the_bulletin
from app.store.recordings import recordings_of
from app.store.shelf import Reading, document

LOG = logging.getLogger(__name__)
SIGNATURE = "text/plain; charset=utf-8"
# How long alerts can still be asked for, and how far back the week before is looked for.
KEPT, LOOK_BACK = timedelta(weeks=4), timedelta(weeks=5)
# One file for all who take it; the small one where there is no other.
SOUNDS = (AudioFormat.MP3_128, AudioFormat.MP3_64)
UNNAMED = "tangazo"


@dataclass(frozen=True, slots=True)
class _Sent:
    """An alert as it was sent, with its signature if it has one."""

    alert: Alert
    body: bytes
    signature: bytes | None

    def made(self, identifier: str) -> Iterator[Made]:
        """Yield it under a name."""
        name = alert_name(identifier, exercise=self.alert.exercise)
        yield Made(name=name, body=self.body, media_type=CAP)
        if self.signature is not None:
            yield Made(name=name + ENDING, body=self.signature, media_type=SIGNATURE)


def cap_alerts(newsroom: Newsroom, tx: Reading, at: datetime) -> Iterator[Made]:
    """Make the alerts of every county, live and exercise, and the list of those in force.

    One that was replaced is made no more, so that nobody plays what was taken back.
    """
    told: dict[tuple[bool, str], list[Aired]] = defaultdict(list)
    for each in aired(tx, since=at - KEPT - LOOK_BACK):
        told[each.bulletin.exercise, each.bulletin.county].append(each)
    for exercise in (False, True):
        newest: list[Alert] = []
        for county in newsroom.counties:
            of_county = _newest(county, told[exercise, county.slug], at=at)
            found = [_sent(newsroom, tx, each) for each in of_county]
            newest += of_county
            for sent in found:
                yield from sent.made(sent.alert.identifier)
            if found:
                yield from found[-1].made(county.slug)
        yield _listed(newest, exercise=exercise, at=at)


def _newest(county: County, told: Iterable[Aired], *, at: datetime) -> list[Alert]:
    """Return the newest alert of each week, the oldest week first."""
    weeks: dict[Week, list[Aired]] = defaultdict(list)
    for each in told:
        weeks[each.bulletin.week].append(each)
    newest: list[Alert] = []
    before: Phase | None = None
    for week in sorted(weeks):
        chain = alerts(county, weeks[week], before=before, at=at)
        newest += [each for each in chain[-1:] if each.sent >= at - KEPT]
        before = _last_told(weeks[week]) or before
    return newest


def _last_told(week: Iterable[Aired]) -> Phase | None:
    """Return the phase that listeners last heard in a week, whether or not it was taken back."""
    return next((each.bulletin.phase for each in reversed(list(week)) if each.bulletin.phase), None)


def _sent(newsroom: Newsroom, tx: Reading, alert: Alert) -> _Sent:
    """Return an alert as it was sent before, or as it is sent now."""
    name = alert_name(alert.identifier, exercise=alert.exercise)
    kept, signed = document(tx, name), document(tx, name + ENDING)
    # One that was sent before we knew our address is sent anew: it could not be signed.
    if kept is not None and not (newsroom.public_url and BASE.encode() in kept.body):
        signature = signed.body if signed else _signature(newsroom, alert, kept.body)
        return _Sent(alert, kept.body, signature)
    body = cap(
        alert,
        [_telling(newsroom, tx, each) for each in alert.told],
        sender=urlsplit(newsroom.public_url).hostname or UNNAMED,
        base=newsroom.public_url or BASE,
        contact=_contact(tx, alert),
    )
    return _Sent(alert, body, _signature(newsroom, alert, body))


def _signature(newsroom: Newsroom, alert: Alert, body: bytes) -> bytes | None:
    """Return the signature of an alert whose bytes are final, if there is somebody to sign it."""
    if newsroom.signer is None or not newsroom.public_url:
        return None
    comment = list_comment("alert", alert.identifier, issued=alert.sent, exercise=alert.exercise)
    try:
        return newsroom.signer.sign(body, comment).encode()
    except SigningError as fault:
        # What takes something back must go out, with or without a signature.
        LOG.warning("alert_not_signed", extra={"alert": alert.identifier, "reason": str(fault)})
        return None


def _telling(newsroom: Newsroom, tx: Reading, told: Bulletin) -> Telling:
    made = {each.format: each for each in recordings_of(tx, [told.id])[told.id]}
    sound = next((made[each] for each in SOUNDS if each in made), None)
    return Telling(
        bulletin=the_bulletin(tx, told.id),
        sound=sound,
        sha1=_sha1(newsroom, sound) if sound else "",
    )


def _sha1(newsroom: Newsroom, sound: Recording) -> str:
    """Return the digest that CAP asks for; empty when the file is not at hand."""
    path = newsroom.blobs.path(sound.address)
    return sha1(path.read_bytes(), usedforsecurity=False).hexdigest() if path else ""


def _contact(tx: Reading, alert: Alert) -> str:
    """Return whom listeners of the county may call until the alert is over, or nothing."""
    phase = next((each.phase for each in alert.told if each.phase), None)
    if phase is None:
        return ""
    last = alert.ends.astimezone(NAIROBI).date()
    found = spoken_contact(contacts(tx, alert.county.slug), phase=phase, last=last)
    return f"{found.name}, {found.phone}" if found else ""


def _listed(newest: Iterable[Alert], *, exercise: bool, at: datetime) -> Made:
    """Return the list of alerts in force; an empty one is as old as its week."""
    in_force = [each for each in newest if each.ends >= at]
    monday = at.astimezone(NAIROBI).replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    updated = max((each.sent for each in in_force), default=monday)
    body = atom(in_force, exercise=exercise, updated=updated)
    return Made(name=atom_name(exercise=exercise), body=body, media_type=ATOM)
