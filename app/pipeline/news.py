"""What is to be told to whom: the news of a bulletin, for the contacts of its stations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.domain.bulletins import Bulletin
from app.domain.deliveries import Delivery
from app.domain.languages import language_name
from app.domain.notices import Notice, NoticeKind, NoticeState
from app.domain.periods import NAIROBI
from app.domain.places import counties
from app.domain.recordings import Recording, check_number
from app.domain.stations import Contact, Medium, Station
from app.domain.trouble import TROUBLE_WORDS
from app.pipeline.newsroom import Newsroom
from app.pipeline.push_visit import GIVEN_UP
from app.publishing.notices import ENGLISH, KISWAHILI, News, body_of, title_of
from app.store.bulletins import the_bulletin
from app.store.deliveries import deliveries
from app.store.outbox import add_notice, known_notices, released_since, withdrawn_since
from app.store.push_targets import progress_of, targets
from app.store.recalls import call_list, notices, replaced_editions, replacement_of
from app.store.recordings import recordings_of
from app.store.shelf import Reading
from app.store.stations import stations, the_station

# What came on air longer ago is not told any more, as to a contact that was added later.
FRESH, RECALL_FRESH = timedelta(hours=6), timedelta(hours=24)
NO_GATEWAY = "There is no gateway for this: the operator sets TANGAZO_{medium}."


def gather_notices(newsroom: Newsroom) -> int:
    """Put what is new into the outbox, once; return how many notices were added."""
    now = newsroom.clock.now()
    with newsroom.store.reading() as tx:
        told = list(_subjects(tx, at=now))
        known = known_notices(tx, {bulletin.id for _, bulletin, _ in told})
        made = [
            notice
            for kind, bulletin, station in told
            if bulletin.exercise <= newsroom.outward.exercise_notices
            for notice in _notices(newsroom, tx, kind, bulletin, station, at=now, known=known)
        ]
    if not made:
        return 0
    with newsroom.store.transaction() as tx:
        return sum(add_notice(tx, each) for each in made)


def _subjects(tx: Reading, *, at: datetime) -> Iterator[tuple[NoticeKind, Bulletin, Station]]:
    """Give what happened of late, with every station that it matters to."""
    everyone = [each for each in stations(tx) if each.contacts]
    for gone in withdrawn_since(tx, at - RECALL_FRESH):
        for called in call_list(tx, gone.id):
            yield NoticeKind.RECALLED, gone, called.station
    for out in released_since(tx, at - FRESH):
        replaces = bool(replaced_editions(tx, out))
        kind = NoticeKind.CORRECTED if replaces else NoticeKind.RELEASED
        for each in everyone:
            if each.expects(county=out.county, language=out.language):
                yield kind, out, each
    progress = progress_of(tx)
    for target in targets(tx, is_on=True):
        failed = _stuck(tx, target.station) if progress[target.number].tries >= GIVEN_UP else None
        if failed is not None:
            subject = the_bulletin(tx, failed.bulletin)
            yield NoticeKind.PUSH_FAILED, subject, the_station(tx, target.station)


def _stuck(tx: Reading, station: str) -> Delivery | None:
    """Return the newest attempt of a station that failed."""
    tried = deliveries(tx, station=station)
    return next((each for each in tried if each.bulletin and not each.ok), None)


def _notices(
    newsroom: Newsroom,
    tx: Reading,
    kind: NoticeKind,
    bulletin: Bulletin,
    station: Station,
    *,
    at: datetime,
    known: set[tuple[str, ...]],
) -> Iterator[Notice]:
    new = [
        each
        for each in station.contacts
        if (station.slug, each.medium, each.address, bulletin.id, kind) not in known
    ]
    if not new:
        return
    news = _news(newsroom, tx, kind, bulletin, station)
    for contact in new:
        yield _notice(newsroom, news, contact, bulletin, station, at=at)


def _notice(
    newsroom: Newsroom,
    news: News,
    contact: Contact,
    bulletin: Bulletin,
    station: Station,
    *,
    at: datetime,
) -> Notice:
    carried = contact.medium in newsroom.outward.gateways
    return Notice(
        station=station.slug,
        medium=contact.medium,
        address=contact.address,
        bulletin=bulletin.id,
        kind=news.kind,
        title="" if contact.medium is Medium.SMS else title_of(news)[:200],
        body=body_of(news, contact.medium),
        at=at,
        due_at=at,
        state=NoticeState.WAITING if carried else NoticeState.NO_GATEWAY,
        said="" if carried else NO_GATEWAY.format(medium=contact.medium.upper()),
    )


def _news(
    newsroom: Newsroom, tx: Reading, kind: NoticeKind, told: Bulletin, station: Station
) -> News:
    tongue = KISWAHILI if told.language == KISWAHILI else ENGLISH
    made = recordings_of(tx, [told.id])[told.id]
    replacement = replacement_of(tx, told.id) if kind is NoticeKind.RECALLED else None
    return News(
        kind=kind,
        tongue=tongue,
        county=counties()[told.county].name,
        language=language_name(told.language),
        week=told.week.number,
        phase=_phase(newsroom, told, tongue),
        until=told.valid_until.astimezone(NAIROBI).date(),
        check=check_number(made),
        exercise=told.exercise,
        link=_link(newsroom, told),
        reason=_reason(tx, kind, told, station),
        instead=_link(newsroom, the_bulletin(tx, replacement)) if replacement else "",
        files=tuple(_file(newsroom, each) for each in made if each.format in station.formats),
        script=told.script.text if told.script else "",
    )


def _phase(newsroom: Newsroom, told: Bulletin, tongue: str) -> str:
    """Return the phase in the words of the notice's language pack, else its English name."""
    if told.phase is None:
        return "-"
    pack = newsroom.packs.get(tongue)
    english = told.phase.replace("-", " ").capitalize()
    return pack.phrases.get(f"phase-{told.phase}", english) if pack else english


def _reason(tx: Reading, kind: NoticeKind, told: Bulletin, station: Station) -> str:
    if kind is NoticeKind.RECALLED:
        return next((each.reason for each in notices(tx, told.id) if each.done_at), told.reason)
    stuck = _stuck(tx, station.slug) if kind is NoticeKind.PUSH_FAILED else None
    return TROUBLE_WORDS[stuck.trouble] if stuck else ""


def _link(newsroom: Newsroom, told: Bulletin) -> str:
    """Return where a week's bulletin lies; empty when our own address is not known."""
    if not newsroom.public_url:
        return ""
    week = f"{told.week.year}W{told.week.number:02d}"
    tree = "/exercise" if told.exercise else ""
    return f"{newsroom.public_url}{tree}/d/{told.county}/{told.language}/{week}.mp3"


def _file(newsroom: Newsroom, each: Recording) -> tuple[str, str]:
    base = newsroom.public_url
    return each.file_name, f"{base}/api/v1/recordings/{each.address}" if base else ""
