"""Presenters' pages: what they are made from is gathered, and they are set once and kept."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import get_ident

from app.domain.bulletins import Bulletin, Script
from app.domain.periods import Week
from app.domain.places import counties
from app.domain.recordings import AudioFormat, Recording, check_number, file_name
from app.errors import NotFound
from app.pipeline.newsroom import Newsroom
from app.publishing.presenter import Answer, Sheet, print_sheet, sheet_key
from app.store.bulletins import released, the_bulletin
from app.store.recordings import recordings_of
from app.store.reviews import pack_approved
from app.writing.questions import asked

LOG = logging.getLogger(__name__)
RECORDINGS = "/api/v1/recordings"
# Pace of a language that says none.
USUAL_PACE = 115
FOLDER = "presenter"
# Nobody asks for it again once its week is long over.
KEPT_FOR = timedelta(days=60)
# What a telephone that read the code plays soonest.
HEARD_FIRST = (AudioFormat.MP3_64, AudioFormat.MP3_128, AudioFormat.OPUS_24, AudioFormat.WAV_48)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenterPage:
    """A page as PDF, and the name that it is kept under."""

    file_name: str
    body: bytes


def presenter_page(
    newsroom: Newsroom, name: str, *, base: str, one_page: bool = False
) -> PresenterPage:
    """Return the presenter's page of a bulletin; it is set when it is first asked for.

    Args:
        name: The bulletin's id.
        base: Address that its recordings are heard at; empty: no code leads there.
        one_page: Whether only the words are printed, on one page.

    Raises:
        NotFound: There is no such bulletin, or it has no words.
        PrintError: It cannot be set.
    """
    sheet = _sheet(newsroom, name, base)
    key = sheet_key(sheet, one_page=one_page)
    kept = newsroom.cache / FOLDER / f"{key}.pdf"
    body = _read(kept)
    if body is None:
        body = print_sheet(sheet, one_page=one_page)
        # Strangers choose what they call us; only pages under our own name are kept.
        if base in ("", newsroom.public_url):
            _keep(kept, body, now=newsroom.clock.now())
    return PresenterPage(file_name=page_name(sheet.bulletin), body=body)


def page_name(bulletin: Bulletin) -> str:
    """Return the name of a bulletin's page: that of its recordings, with another ending."""
    sound = file_name(bulletin, counties()[bulletin.county], AudioFormat.MP3_128)
    return f"{Path(sound).stem}.pdf"


def answers_for(newsroom: Newsroom, bulletin: Bulletin) -> tuple[Answer, ...]:
    """Return what callers ask about a bulletin, in words that its own language pack approves.

    On air nothing is printed that was not reviewed; an exercise shows drafts.
    """
    pack, script, phase = newsroom.packs.get(bulletin.language), bulletin.script, bulletin.phase
    if pack is None or script is None or phase is None:
        return ()
    if not bulletin.exercise and pack.sha256 != script.pack_sha256:
        with newsroom.store.reading() as tx:
            if not pack_approved(tx, pack.code, pack.sha256):
                return ()
    found = asked(pack.questions, script, phase)
    return tuple(Answer(question=each.question, sentences=each.answer) for each in found)


def _sheet(newsroom: Newsroom, name: str, base: str) -> Sheet:
    with newsroom.store.reading() as tx:
        told = the_bulletin(tx, name)
        made = recordings_of(tx, [name])[name]
    if told.script is None:
        raise NotFound(f"Bulletin {name} has no words to read.")
    pack = newsroom.packs.get(told.language)
    return Sheet(
        bulletin=told,
        script=told.script,
        county=counties()[told.county],
        check_number=check_number(made),
        duration_s=max((each.duration_s for each in made), default=0.0),
        words_per_minute=pack.about.words_per_minute if pack else USUAL_PACE,
        before=_before(newsroom, told),
        answers=answers_for(newsroom, told),
        audio_url=_audio_url(made, base),
    )


def _before(newsroom: Newsroom, told: Bulletin) -> Script | None:
    """Return what the bulletin of the week before said, if it is on air still."""
    with newsroom.store.reading() as tx:
        found = released(
            tx,
            exercise=told.exercise,
            county=told.county,
            language=told.language,
            week=Week.of(told.week.monday - timedelta(days=7)),
            limit=1,
        )
    return found[0].script if found else None


def _audio_url(made: tuple[Recording, ...], base: str) -> str:
    there = {each.format: each for each in made}
    first = next((there[each] for each in HEARD_FIRST if each in there), None)
    return f"{base}{RECORDINGS}/{first.address}" if base and first else ""


def _read(kept: Path) -> bytes | None:
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        LOG.warning("page_not_read", extra={"file": kept.name, "reason": str(fault)})
        return None


def _keep(kept: Path, body: bytes, *, now: datetime) -> None:
    """Keep a page for whoever asks next, and no old ones; a full disk keeps nobody from it."""
    part = kept.with_name(f".{kept.name}.{os.getpid()}.{get_ident()}.part")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(body)
        part.replace(kept)
        for old in kept.parent.glob("*.pdf"):
            if old.stat().st_mtime < (now - KEPT_FOR).timestamp():
                old.unlink(missing_ok=True)
    except OSError as fault:
        part.unlink(missing_ok=True)
        LOG.warning("page_not_kept", extra={"file": kept.name, "reason": str(fault)})
