"""What a language says of itself: `language.yaml` and `voice.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.recordings import VoiceChoice
from app.errors import PackError
from app.writing.pack_files import named, read_settings
from app.writing.radio_rules import RadioRules, read_rules

SLOWEST_WPM, FASTEST_WPM = 60, 300


class PackStatus(StrEnum):
    """How far a language has come; only a reviewed one may reach a station's feed."""

    EMPTY = "empty"
    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A spelling that is not used in this language's bulletins, and the one that is."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What `language.yaml` says.

    Attributes:
        code: ISO 639 code, also the folder's name.
        name: The language's name as listeners write it.
        english_name: Its name in messages.
        why_empty: Why there are no sentences yet, and what would help; for empty packs.
        words_per_minute: Pace by which lengths are planned.
        jargon: Words that listeners do not know.
        radio: Words that the checks look for.
    """

    code: str
    name: str
    english_name: str
    status: PackStatus
    why_empty: str
    words_per_minute: int
    spelling: tuple[Spelling, ...]
    jargon: tuple[str, ...]
    radio: RadioRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """What `voice.yaml` says.

    Attributes:
        ladder: Voices that need no network, best first.
        online: Voices that send sentences away; tried first where an operator allows them.
        why_none: Why no machine voice speaks this language, or empty.
        disclosure: Sentence that tells listeners that a computer speaks, or empty.
    """

    ladder: tuple[VoiceChoice, ...]
    online: tuple[VoiceChoice, ...]
    why_none: str
    disclosure: str


def read_about(path: Path) -> About:
    """Return what `language.yaml` says.

    Raises:
        PackError: A name is missing or holds something else than it should.
    """
    said, file = read_settings(path), named(path)
    if said.get("code") != path.parent.name:
        raise PackError(f"{file}: 'code' must be '{path.parent.name}', as the folder is named")
    status = _text(said, "status", file)
    if status not in list(PackStatus):
        raise PackError(f"{file}: 'status' must be one of {[str(each) for each in PackStatus]}")
    if status == PackStatus.EMPTY and not said.get("why_empty"):
        raise PackError(f"{file}: 'why_empty' is missing; say why there are no sentences yet")
    return About(
        code=path.parent.name,
        name=_text(said, "name", file),
        english_name=_text(said, "english_name", file),
        status=PackStatus(status),
        why_empty=" ".join(str(said.get("why_empty") or "").split()),
        words_per_minute=_pace(said.get("words_per_minute"), "words_per_minute", file),
        spelling=tuple(
            Spelling(wrong=_text(rule, "wrong", file), right=_text(rule, "right", file))
            for rule in _list(said, "spelling", file)
        ),
        jargon=tuple(map(str, _list(said, "jargon", file))),
        radio=read_rules(said, file),
    )


def read_voices(path: Path) -> Voices:
    """Return what `voice.yaml` says.

    Raises:
        PackError: A rung of the ladder lacks its engine or voice, or the rate is out of bounds.
    """
    said, file = read_settings(path), named(path)
    ladder = tuple(_rung(rung, file) for rung in _list(said, "ladder", file))
    why = " ".join(str(said.get("why_none") or "").split())
    if not ladder and not why:
        raise PackError(f"{file}: the ladder has no voice; say why under 'why_none'")
    if ladder and not said.get("disclosure"):
        raise PackError(f"{file}: 'disclosure' is missing; listeners must be told of the computer")
    return Voices(
        ladder=ladder,
        online=tuple(_rung(rung, file) for rung in _list(said, "online", file)),
        why_none=why,
        disclosure=str(said.get("disclosure") or ""),
    )


def _rung(rung: object, file: str) -> VoiceChoice:
    entry = rung if isinstance(rung, dict) else {}
    rate = entry.get("rate_wpm", 0)
    return VoiceChoice(
        engine=_text(entry, "engine", file),
        voice=_text(entry, "voice", file),
        rate_wpm=_pace(rate, "rate_wpm", file) if rate else 0,
    )


def _text(said: object, name: str, file: str) -> str:
    value = said.get(name) if isinstance(said, Mapping) else None
    if not isinstance(value, str) or not value.strip():
        raise PackError(f"{file}: '{name}' is missing; write '{name}: …' with the words after it")
    return value.strip()


def _list(said: Mapping[str, object], name: str, file: str) -> list[object]:
    value = said.get(name) or []
    if not isinstance(value, list):
        raise PackError(f"{file}: '{name}' must be a list, one '- …' a line")
    return value


def _pace(value: object, name: str, file: str) -> int:
    fits = isinstance(value, int) and SLOWEST_WPM <= value <= FASTEST_WPM
    if not isinstance(value, int) or not fits:
        raise PackError(
            f"{file}: '{name}' must be a number of words from {SLOWEST_WPM} to {FASTEST_WPM}"
        )
    return value
