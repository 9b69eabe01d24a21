"""Advice, contacts and announcements from the keyboard to the store: read, tried in words, kept."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.advice import AdviceWords
from app.domain.advice_entry import read_line, read_words
from app.domain.announcements import Announcement, AnnouncementWords, read_announcement
from app.domain.contacts import read_contact
from app.domain.content import Origin
from app.domain.entries import Entry
from app.domain.people import Officer
from app.domain.periods import NAIROBI
from app.domain.places import County, counties
from app.errors import Conflict
from app.pipeline.newsroom import Newsroom
from app.store.advice import offer_line, put_words
from app.store.advice_announcements import (
    accept_announcement,
    offer_announcement,
    the_announcement,
)
from app.store.advice_contacts import add_contact
from app.writing.announced import advice_faults, announcement_faults
from app.writing.language_pack import LanguagePack
from app.writing.pack_files import in_one_form
from app.writing.pack_settings import PackStatus

Typed = Mapping[str, str]
# Why a field cannot be taken, by field; a field of one language ends in its code: `text-sw`.
Faults = Mapping[str, str]
NO_WORDS = "Write it in at least one language."


def plain(typed: Typed) -> dict[str, str]:
    """Return fields with one kind of apostrophe, in one form of Unicode."""
    return {name: in_one_form(text) for name, text in typed.items()}


def offer_advice(
    newsroom: Newsroom, typed: Typed, words: Mapping[str, Typed], *, officer: Officer
) -> Faults:
    """Keep a line of the library with its words as an offer; nothing is kept when faults are told.

    Args:
        newsroom: The newsroom.
        typed: Fields of the line.
        words: Fields `text` and `short` by language.
        officer: Who enters it.

    Raises:
        ApprovalError: This officer may not.
        Conflict: Its name is taken.
    """
    now = newsroom.clock.now()
    line, faults = read_line(plain(typed), today=now.astimezone(NAIROBI).date())
    read: dict[str, AdviceWords] = {}
    for language, said in words.items():
        found, why = advice_words(newsroom, language, said, officer=officer.name)
        faults |= {f"{name}-{language}": each for name, each in why.items()}
        if found:
            read[language] = found
    if not words:
        faults["text"] = NO_WORDS
    if line is None or faults:
        return faults
    with newsroom.store.transaction() as tx:
        offer_line(tx, line, officer=officer, at=now)
        for language, found in read.items():
            put_words(tx, line.key, language, found, officer=officer, at=now)
    return {}


def word_advice(
    newsroom: Newsroom,
    key: str,
    language: str,
    typed: Typed,
    *,
    officer: Officer,
    origin: Origin = Origin.HUMAN,
) -> Faults:
    """Keep the words of a line in a language; they wait for their reviews.

    Raises:
        ApprovalError: This officer may not.
        Conflict: Nothing was changed, or the line is closed.
        NotFound: There is no such line.
    """
    words, faults = advice_words(newsroom, language, typed, officer=officer.name)
    if words is None:
        return faults
    with newsroom.store.transaction() as tx:
        now = newsroom.clock.now()
        put_words(tx, key, language, words, officer=officer, at=now, origin=origin)
    return {}


def advice_words(
    newsroom: Newsroom, language: str, typed: Typed, *, officer: str
) -> tuple[AdviceWords | None, dict[str, str]]:
    """Return a line's words as they were typed, tried by the rules of the air, or the faults."""
    if language not in newsroom.packs:
        return None, {"text": f"There is no language '{language[:20]}' here."}
    words, faults = read_words(plain(typed), officer=officer)
    pack = newsroom.packs[language]
    told = advice_faults(words, pack) if words and speaks(pack) else []
    return (None, {"text": " ".join(told)}) if told else (words, faults)


def enter_contact(newsroom: Newsroom, typed: Typed, *, officer: Officer) -> Faults:
    """Keep a telephone number; somebody else then calls it.

    Raises:
        ApprovalError: This officer may not, or not for this county.
        Conflict: Exactly this one is known.
    """
    now = newsroom.clock.now()
    today = now.astimezone(NAIROBI).date()
    made, faults = read_contact(plain(typed), officer=officer.name, at=now, today=today)
    if made is None:
        return faults
    with newsroom.store.transaction() as tx:
        add_contact(tx, made, officer=officer)
    return {}


def offer_announced(
    newsroom: Newsroom, typed: Typed, words: Mapping[str, Typed], *, officer: Officer
) -> tuple[Announcement | None, Faults]:
    """Keep an announcement as an offer, and return it; or None, with what is wrong by field.

    Args:
        newsroom: The newsroom.
        typed: Its fields.
        words: Fields `partner` and `text` by language; each language of the county needs them.
        officer: Who enters it.

    Raises:
        ApprovalError: This officer may not, or not for this county.
    """
    now = newsroom.clock.now()
    read: dict[str, AnnouncementWords] = {}
    faults: dict[str, str] = {}
    for language, said in words.items():
        entry = Entry(plain(said))
        text = entry.text("text", missing="Write what is done.", longest=200).rstrip(". ")
        partner = entry.text("partner", missing="Say the partner's name in this language.")
        read[language] = AnnouncementWords(partner=partner.rstrip(". "), text=text)
        faults |= {f"{name}-{language}": why for name, why in entry.faults.items()}
    made, wrong = read_announcement(
        plain(typed), read, officer=officer.name, at=now, today=now.astimezone(NAIROBI).date()
    )
    faults |= wrong
    if made and not faults:
        faults |= _unspeakable(newsroom, made)
    if made is None or faults:
        return None, faults
    with newsroom.store.transaction() as tx:
        return offer_announcement(tx, made, officer=officer), {}


def accept_announced(newsroom: Newsroom, name: str, *, officer: Officer) -> Announcement:
    """Accept an announcement for NDMA, if every language of the county can still say it.

    Raises:
        ApprovalError: It is not this officer's to accept, or it stands so that it cannot be.
        Conflict: A language cannot say it.
        NotFound: There is no such announcement.
    """
    with newsroom.store.reading() as tx:
        faults = _unspeakable(newsroom, the_announcement(tx, name))
    if faults:
        raise Conflict(f"Withdraw {name} and offer it anew. {' '.join(faults.values())}")
    with newsroom.store.transaction() as tx:
        return accept_announcement(tx, name, officer=officer, at=newsroom.clock.now())


def _unspeakable(newsroom: Newsroom, made: Announcement) -> dict[str, str]:
    """Return why a language of the county cannot say an announcement, by field."""
    county, found = counties()[made.county], {}
    for code, pack in speaking(newsroom, county).items():
        if code not in made.words:
            found[f"text-{code}"] = f"Write it in {pack.name}, too: every language says the same."
            continue
        told = announcement_faults(made, pack, county=county.name)
        if told:
            found[f"text-{code}"] = " ".join(told)
    return found


def speaking(newsroom: Newsroom, county: County) -> dict[str, LanguagePack]:
    """Return the languages of a county that have sentences, by code."""
    packs = {code: newsroom.packs[code] for code in county.languages if code in newsroom.packs}
    return {code: pack for code, pack in packs.items() if speaks(pack)}


def speaks(pack: LanguagePack) -> bool:
    """Tell whether a language has sentences of its own."""
    return pack.status is not PackStatus.EMPTY and bool(pack.segments)
