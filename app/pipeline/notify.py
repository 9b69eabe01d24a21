"""Notices to people of stations, through the operator's gateways; apprise carries them."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from app.domain.bulletins import Verdict
from app.domain.notices import Notice, NoticeKind, NoticeState
from app.domain.recordings import AudioFormat
from app.domain.stations import Medium
from app.pipeline.news import gather_notices
from app.pipeline.newsroom import Newsroom
from app.publishing.notices import CONFIRM
from app.publishing.outward import TO
from app.publishing.push_faults import plain
from app.store.bulletins import the_bulletin
from app.store.deliveries import decisions_logged
from app.store.heard import new_confirmation
from app.store.outbox import end_notice, next_notice
from app.store.recordings import recordings_of
from app.store.shelf import Reading

LOG = logging.getLogger(__name__)
# How long after each failed try the next one follows; after the last one it is given up.
BACKOFF_S = (30, 120, 600, 1800, 3600, 3600, 3600)
# While it is being sent nobody else takes it; a process that dies leaves it to the next one.
HOLD = timedelta(minutes=3)
LOOK_AGAIN_S = 30.0
# At one go, so that a recall is looked for again between many other notices.
MOST_AT_ONCE = 20
WITH_SOUND = (Medium.TELEGRAM, Medium.WHATSAPP)
SENT, OVER = "Handed to the gateway.", "Not sent: the bulletin had been taken back before."
NO_SUCH = "The gateway's address is none that apprise knows; the operator looks at TANGAZO_{}."


@dataclass(slots=True)
class Post:
    """Looks for news, and sends what waits; what must be stopped goes first.

    Attributes:
        decisions: How many decisions had been logged when it last looked for news.
        looked_at: When that was, by `time.monotonic`.
    """

    newsroom: Newsroom
    decisions: int = -1
    looked_at: float = 0.0

    def go(self) -> int:
        """Look, and send; return how many notices were tried.

        Raises:
            StoreError: The database cannot be read or written.
        """
        tried = 0
        while tried < MOST_AT_ONCE:
            self._gather()
            if not send_next(self.newsroom):
                break
            tried += 1
        return tried

    def _gather(self) -> None:
        with self.newsroom.store.reading() as tx:
            decisions = decisions_logged(tx)
        long_ago = time.monotonic() - self.looked_at > LOOK_AGAIN_S
        if decisions != self.decisions or long_ago:
            self.decisions, self.looked_at = decisions, time.monotonic()
            gather_notices(self.newsroom)


def send_next(newsroom: Newsroom) -> bool:
    """Try the most pressing notice that is due; return False when none is."""
    now = newsroom.clock.now()
    with newsroom.store.transaction() as tx:
        notice = next_notice(tx, at=now, until=now + HOLD)
        if notice is None:
            return False
        over = _is_over(notice, the_bulletin(tx, notice.bulletin).verdict)
        body = notice.body
        if CONFIRM in body and not over:
            body = body.replace(CONFIRM, _confirm_link(newsroom, tx, notice))
    if over:
        _end(newsroom, notice, NoticeState.DROPPED, OVER)
        return True
    well, said = _carry(newsroom, notice, body)
    if well:
        _end(newsroom, notice, NoticeState.SENT, said)
        return True
    again = notice.tries <= len(BACKOFF_S)
    _end(newsroom, notice, NoticeState.WAITING if again else NoticeState.FAILED, said)
    return True


def _is_over(notice: Notice, verdict: Verdict) -> bool:
    """Return whether a notice would praise what must not be played any more."""
    praises = notice.kind in (NoticeKind.RELEASED, NoticeKind.CORRECTED)
    return praises and verdict is not Verdict.RELEASED


def _confirm_link(newsroom: Newsroom, tx: Reading, notice: Notice) -> str:
    """Return a new link by which the station confirms; only its hash is kept."""
    at = newsroom.clock.now()
    token = new_confirmation(tx, station=notice.station, bulletin=notice.bulletin, at=at)
    return f"{newsroom.public_url}/c/{token}"


def _end(newsroom: Newsroom, notice: Notice, state: NoticeState, said: str) -> None:
    now = newsroom.clock.now()
    wait = BACKOFF_S[min(notice.tries, len(BACKOFF_S)) - 1]
    sent_at = now if state is NoticeState.SENT else None
    due_at = now + timedelta(seconds=wait)
    with newsroom.store.transaction() as tx:
        end_notice(tx, notice.number, state, said=said, due_at=due_at, sent_at=sent_at)


def _carry(newsroom: Newsroom, notice: Notice, body: str) -> tuple[bool, str]:
    """Hand a notice to its gateway; return whether it took it, and all that it said."""
    # it loads more than a hundred services, which every other command can do without
    import apprise

    template = newsroom.outward.gateways.get(notice.medium)
    if template is None:
        return False, NO_SUCH.format(notice.medium.upper())
    address = template.replace(TO, quote("".join(notice.address.split()), safe="@"))
    gateway = apprise.Apprise()
    # its own log tells addresses of people; what matters of it is kept with the notice
    logging.getLogger("apprise").propagate = False
    capture = apprise.LogCapture(level=logging.INFO, fmt="%(message)s")  # type: ignore[no-untyped-call]
    with capture as heard:
        well = gateway.add(address) and gateway.notify(
            body=body,
            title=notice.title,
            body_format=apprise.NotifyFormat.TEXT,
            attach=_sound(newsroom, notice) if notice.medium in WITH_SOUND else None,
        )
        said = plain(heard.getvalue(), secrets=[address, template, *_secrets(template)])
    if not len(gateway):
        return False, NO_SUCH.format(notice.medium.upper())
    return bool(well), said or (SENT if well else "The gateway refused without a word.")


def _secrets(template: str) -> list[str]:
    """Return the parts of a gateway's address that must not be repeated: user, password, keys."""
    plain_parts = re.split(r"[:/?&=@]+", template)
    return sorted((each for each in plain_parts[1:] if len(each) > 7), key=len, reverse=True)


def _sound(newsroom: Newsroom, notice: Notice) -> str | None:
    """Return the small recording as an attachment, for a bulletin that may be played."""
    if notice.kind not in (NoticeKind.RELEASED, NoticeKind.CORRECTED):
        return None
    with newsroom.store.reading() as tx:
        made = recordings_of(tx, [notice.bulletin])[notice.bulletin]
    small = next((each for each in made if each.format is AudioFormat.OPUS_24), None)
    path = newsroom.blobs.path(small.address) if small else None
    if small is None or path is None:
        return None
    return f"file://{quote(str(path.resolve()))}?name={quote(small.file_name)}&mime=audio/ogg"
