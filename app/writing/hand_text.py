"""A text that a person changed by hand, and a correction: the same parts, every figure founded."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from app.domain.bulletins import Fact, Script, Segment
from app.errors import NoWords, ScriptRefused
from app.writing.agreement import unfounded
from app.writing.checks import problems, refuse_found
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length
from app.writing.phrases import CORRECTION, CORRECTION_REPLACES

LONGEST_TEXT = 20_000
# What no bulletin can do without, however it is worded.
ALWAYS_SAID = ("phase",)


def as_correction(script: Script, pack: LanguagePack) -> Script:
    """Return a script that says first that it is a correction; one that does is left as it is.

    Raises:
        NoWords: The language cannot say so.
    """
    words = tuple(_phrase(pack, key) for key in (CORRECTION, CORRECTION_REPLACES))
    opening, *others = script.segments
    if opening.sentences[: len(words)] == words:
        return script
    opening = replace(opening, sentences=(*words, *opening.sentences))
    return replace(script, segments=(opening, *others))


def _phrase(pack: LanguagePack, key: str) -> str:
    words = pack.phrases.get(key, "")
    if not words:
        raise NoWords(f"{pack.name} has no words for '{key}' yet; add them to its phrases.csv")
    return words


def edited_script(before: Script, text: str, pack: LanguagePack) -> Script:
    """Return a script with a person's words in place of its own.

    A fact that is not said any more goes; a figure that no fact of its part holds is refused.

    Args:
        text: One sentence a line, a blank line between parts, as many parts as before.

    Raises:
        ScriptRefused: It may not be spoken as it stands; the message says why.
    """
    parts = _parts(text)
    if len(parts) != len(before.segments):
        raise ScriptRefused(
            f"The text has {len(parts)} parts and must have {len(before.segments)}: keep each "
            "part, one sentence a line, with a blank line between parts."
        )
    segments = tuple(
        _edited(segment, part) for segment, part in zip(before.segments, parts, strict=True)
    )
    script = replace(before, segments=segments)
    gone = set(ALWAYS_SAID) & (_names(before) - _names(script))
    if gone:
        raise ScriptRefused(f"The text must say the {', '.join(gone)} as it did before.")
    found = (*problems(script, pack, length=Length.STANDARD), *unfounded(script, pack))
    refuse_found(script, found)
    return script


def _parts(text: str) -> list[tuple[str, ...]]:
    if len(text) > LONGEST_TEXT:
        raise ScriptRefused(f"The text has {len(text)} letters; {LONGEST_TEXT} are the most.")
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    blocks = "\n".join(lines).strip("\n").split("\n\n")
    return [tuple(block.strip("\n").split("\n")) for block in blocks if block.strip("\n")]


def _edited(segment: Segment, sentences: tuple[str, ...]) -> Segment:
    said = _plain("\n".join(sentences))
    facts = tuple(fact for fact in segment.facts if _still_said(fact, said))
    return replace(segment, sentences=sentences, facts=facts)


def _still_said(fact: Fact, said: str) -> bool:
    return _plain(fact.words) in said


def _names(script: Script) -> set[str]:
    return {fact.name for segment in script.segments for fact in segment.facts}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
