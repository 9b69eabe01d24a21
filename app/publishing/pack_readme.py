"""The page of plain words in a pack: what to play, until when, and whom to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date

from app.domain.bulletins import Bulletin
from app.domain.languages import language_name
from app.domain.periods import NAIROBI
from app.domain.places import counties
from app.domain.recordings import Recording
from app.publishing.presenter_words import ENGLISH, KISWAHILI, MARK, page_language

NAME = "README.txt"
# Old editors of Windows need both to show lines and letters rightly.
_NEW_LINE, _ENCODING = "\r\n", "utf-8-sig"
_RULE = "-" * 60
_WORDS: Mapping[str, Mapping[str, str]] = {
    ENGLISH: {
        "title": "Drought bulletins for {station}",
        "exercise": "This is only an exercise. Do not put it on air.",
        "play": "WHAT TO PLAY",
        "file": "Play this file:",
        "files": "Play one of these files, they say the same:",
        "when": "From {first} to the end of {last}. Not later.",
        "check": "Check number {number}. Compare it by telephone when you are not sure.",
        "read": "No power or no player? Read this page aloud: {page}",
        "listeners": "Listeners who want advice may call {phone}.",
        "genuine": "IS IT GENUINE?",
        "how": "Open verify.html in a browser; no internet is needed. Drop a file on it.\n"
        "It says whether the file is genuine, is over, or was taken back.",
        "doubt": "WHOM TO CALL",
        "call": "If anything is wrong, or NDMA has said not to play a bulletin, do not play it,\n"
        "and call the NDMA officer who looks after your station.",
        "page": "Your page: {address}",
        "after": "When the week is over, delete these files. A new pack comes every week.",
    },
    KISWAHILI: {
        "title": "Taarifa za ukame kwa {station}",
        "exercise": "Hili ni zoezi tu. Usilirushe hewani.",
        "play": "CHA KUCHEZA",
        "file": "Cheza faili hii:",
        "files": "Cheza moja ya faili hizi, zote zinasema maneno yale yale:",
        "when": "Kuanzia {first} hadi mwisho wa {last}. Si baadaye.",
        "check": "Namba ya uhakiki {number}. Ilinganishe kwa simu ukiwa na shaka.",
        "read": "Hakuna umeme au mtambo? Soma ukurasa huu kwa sauti: {page}",
        "listeners": "Wasikilizaji wanaotaka ushauri wapige simu {phone}.",
        "genuine": "JE, NI HALALI?",
        "how": "Fungua verify.html kwenye kivinjari; intaneti haihitajiki. Dondosha faili juu\n"
        "yake. Itasema kama faili ni halali, muda wake umekwisha, au imeondolewa.",
        "doubt": "WA KUMPIGIA SIMU",
        "call": "Kitu chochote kikiwa si sawa, au NDMA ikisema taarifa isichezwe, usiicheze,\n"
        "na umpigie simu afisa wa NDMA anayehudumia kituo chako.",
        "page": "Ukurasa wako: {address}",
        "after": "Wiki ikiisha, futa faili hizi. Kifurushi kipya huja kila wiki.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A bulletin as it lies in a pack.

    Attributes:
        page: Name of its presenter's page.
        check_number: Six digits that people compare by telephone.
    """

    bulletin: Bulletin
    recordings: Sequence[Recording]
    page: str
    check_number: str


def readme(
    station: str,
    languages: Sequence[str],
    packed: Sequence[Packed],
    *,
    address: str = "",
    checkable: bool = True,
) -> bytes:
    """Return the page, once in each language that it can be written in and the station speaks.

    Args:
        station: The station's name.
        address: The station's own page; empty when it is not known.
        checkable: Whether the page that checks files is in the pack.
    """
    spoken = dict.fromkeys(page_language(each) for each in languages)
    sections = [
        _section(each, station, packed, address=address, checkable=checkable) for each in spoken
    ]
    text = f"\n\n{_RULE}\n\n".join(sections) + "\n"
    return text.replace("\n", _NEW_LINE).encode(_ENCODING)


def _section(
    language: str, station: str, packed: Sequence[Packed], *, address: str, checkable: bool
) -> str:
    say = _WORDS[language]
    lines = [say["title"].format(station=station)]
    if any(each.bulletin.exercise for each in packed):
        lines += [f"{MARK}: {say['exercise']}"]
    lines += ["", say["play"]]
    for each in packed:
        lines += ["", *_lines(each, say, language)]
    if checkable:
        lines += ["", say["genuine"], say["how"]]
    lines += ["", say["doubt"], say["call"]]
    if address:
        lines += [say["page"].format(address=address)]
    return "\n".join([*lines, "", say["after"]])


def _lines(each: Packed, say: Mapping[str, str], language: str) -> list[str]:
    told = each.bulletin
    title = f"{counties()[told.county].name}, {language_name(told.language)}"
    number = f"{each.check_number[:3]} {each.check_number[3:]}"
    phone = _phone(told)
    return [
        f"* {title}",
        f"  {say['files' if len(each.recordings) > 1 else 'file']}",
        *(f"    {one.file_name}  ({_length(one.duration_s)})" for one in each.recordings),
        "  "
        + say["when"].format(
            first=_day(told.valid_from, language), last=_day(told.valid_until, language)
        ),
        "  " + say["check"].format(number=number),
        "  " + say["read"].format(page=each.page),
        *(["  " + say["listeners"].format(phone=phone)] if phone else []),
    ]


def _phone(told: Bulletin) -> str:
    """Return the number that the bulletin gives out, or nothing."""
    segments = told.script.segments if told.script else ()
    found = [fact.value for each in segments for fact in each.facts if fact.name == "contact"]
    return str(found[0]) if found else ""


def _length(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _day(moment: datetime, language: str) -> str:
    return format_date(moment.astimezone(NAIROBI).date(), "EEE d MMM y", locale=language)
