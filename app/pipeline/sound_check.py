"""Did it air, by sound: a recording that somebody sent is matched against what was released."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from app.domain.people import Officer
from app.domain.periods import NAIROBI
from app.domain.sound_checks import LONGEST_FILE_NAME, Hearing, Judgement, Progress, SoundCheck
from app.domain.stations import Airing, Way
from app.errors import Conflict, RunLost, UploadRefused
from app.mastering.long_uploads import sound_of
from app.pipeline.newsroom import Newsroom, Reporter, silent
from app.pipeline.recognise import recognised
from app.store.fingerprints import (
    add_sound_check,
    begin_check,
    end_check,
    open_checks,
    refuse_check,
    the_sound_check,
    wait_again,
)
from app.store.heard import hear
from app.store.stations import refuse_officer, the_station

LOG = logging.getLogger(__name__)
NOT_YET = "That moment has not come yet. Give the day and time at which the recording begins."
NO_FILE = "Choose the recording first."
GONE = "The recording was lost while it waited, as when the program was stopped. Send it again."
FULL = "This machine could not read the recording: {reason}. Tell the operator."
# No recording waits so long.
LEFT_AFTER = timedelta(days=1)
MOST_WAITING = 5
WAIT = f"{MOST_WAITING} recordings of this station are being checked. Wait until they are done."
READ = "read the recording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A recording as an officer sent it.

    Attributes:
        file: Where it lies; it is taken away from there.
        file_name: As the officer's machine names it.
        day: When it was recorded.
        recorded_from: The moment at which it begins, where that is known.
    """

    file: Path
    file_name: str
    day: date
    recorded_from: datetime | None = None


def sent_folder(newsroom: Newsroom) -> Path:
    """Return where recordings lie until they are checked."""
    return newsroom.cache / "sound"


def ask(newsroom: Newsroom, station: str, sent: Sent, *, by: Officer) -> SoundCheck:
    """Keep that a recording is to be checked, and move it to where it waits.

    Raises:
        ApprovalError: The officer does not look after the station.
        Conflict: It would have been recorded in the future, or too many wait already.
        NotFound: There is no such station.
        UploadRefused: There is no file.
    """
    now = newsroom.clock.now()
    _refuse(sent, now=now)
    made = SoundCheck(
        id=secrets.token_hex(8),
        station=station,
        officer=by.name,
        at=now,
        file_name=plain_name(sent.file_name),
        day=sent.day,
        recorded_from=sent.recorded_from,
        progress=Progress.WAITING,
        since=now,
    )
    with newsroom.store.transaction() as tx:
        refuse_officer(by, the_station(tx, station))
        if sum(each.station == station for each in open_checks(tx)) >= MOST_WAITING:
            raise Conflict(WAIT)
        sent_folder(newsroom).mkdir(parents=True, exist_ok=True)
        _sweep(sent_folder(newsroom), now=now)
        sent.file.replace(waiting_file(newsroom, made.id))
        add_sound_check(tx, made)
    return made


def _refuse(sent: Sent, *, now: datetime) -> None:
    begins = sent.recorded_from
    if sent.day > now.astimezone(NAIROBI).date() or (begins is not None and begins > now):
        raise Conflict(NOT_YET)
    if not sent.file.is_file() or not sent.file.stat().st_size:
        raise UploadRefused(NO_FILE)


def _sweep(folder: Path, *, now: datetime) -> None:
    """Delete what a process that was killed has left."""
    for each in folder.iterdir():
        if each.stat().st_mtime < (now - LEFT_AFTER).timestamp():
            each.unlink(missing_ok=True)


def plain_name(name: str) -> str:
    r"""Return a file's name fit to be shown, without the folders of another machine.

    >>> plain_name("C:\\fake\\Radio \x07news.mp3")
    'Radio news.mp3'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(each for each in last if each.isprintable()).strip()
    return shown[-LONGEST_FILE_NAME:] or "recording"


def waiting_file(newsroom: Newsroom, check: str) -> Path:
    """Return where the recording of a check lies."""
    return sent_folder(newsroom) / f"{check}.upload"


def waiting_checks(newsroom: Newsroom) -> list[str]:
    """Return the checks that are waited for, the oldest first."""
    with newsroom.store.reading() as tx:
        return [each.id for each in open_checks(tx)]


def listen(newsroom: Newsroom, name: str, *, report: Reporter = silent) -> None:
    """Check a recording that waits, unless somebody is at it; its file goes afterwards.

    Args:
        report: Hears how many seconds were read, and how many bulletins were looked for; with
            `RunLost` it puts the recording back, for another time.
    """
    with newsroom.store.transaction() as tx:
        if not begin_check(tx, name, at=newsroom.clock.now()):
            return
        asked = the_sound_check(tx, name)
    file = waiting_file(newsroom, name)
    try:
        _listen(newsroom, asked, file, report)
    except UploadRefused as fault:
        _give_up(newsroom, name, str(fault))
    except RunLost:
        put_back(newsroom, name)
        return
    except FileNotFoundError:
        _give_up(newsroom, name, GONE)
    except OSError as fault:
        LOG.error("sound_check_failed", extra={"check": name, "reason": str(fault)})  # noqa: TRY400
        _give_up(newsroom, name, FULL.format(reason=fault.strerror))
    file.unlink(missing_ok=True)


def _listen(newsroom: Newsroom, asked: SoundCheck, file: Path, report: Reporter) -> None:
    sound = sound_of(file, report=lambda seconds: report(READ, round(seconds), round(seconds)))
    with newsroom.store.reading() as tx:
        station = the_station(tx, asked.station)
    found = recognised(newsroom, station, sound, day=asked.day, report=report)
    kept = tuple(
        replace(each, outcome=_outcome(newsroom, asked, each))
        if each.judgement is Judgement.OURS
        else each
        for each in found
    )
    with newsroom.store.transaction() as tx:
        now = newsroom.clock.now()
        end_check(tx, asked.id, length_s=sound.seconds, hearings=kept, at=now)


def _outcome(newsroom: Newsroom, asked: SoundCheck, found: Hearing) -> str:
    """Keep that a bulletin was on air, or the alarm; return what became of it."""
    aired_at = asked.heard_at(found.best)
    told = Airing(
        station=asked.station,
        bulletin=found.best.bulletin,
        day=aired_at.astimezone(NAIROBI).date() if aired_at else asked.day,
        told_by=asked.officer,
        way=Way.SOUND,
        at=newsroom.clock.now(),
        aired_at=aired_at,
        confidence=round(found.best.confidence, 3),
    )
    try:
        with newsroom.store.transaction() as tx:
            return hear(tx, told, duration_s=round(found.best.covered_s, 1)).value
    except Conflict as fault:
        return str(fault)


def put_back(newsroom: Newsroom, name: str) -> None:
    """Let a recording wait again, as when the program ends while it is listened to."""
    with newsroom.store.transaction() as tx:
        wait_again(tx, name, at=newsroom.clock.now())


def _give_up(newsroom: Newsroom, name: str, reason: str) -> None:
    with newsroom.store.transaction() as tx:
        refuse_check(tx, name, reason=reason, at=newsroom.clock.now())
