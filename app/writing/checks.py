"""What a voice cannot read and a listener cannot follow, found before anything is spoken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.bulletins import Script
from app.domain.evidence import Phase
from app.errors import ScriptRefused
from app.writing.hearing import numbers_in
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length, longest_s, planned_s
from app.writing.pack_files import unsayable
from app.writing.phrases import (
    CORRECTION,
    CORRECTION_REPLACES,
    EXERCISE_NOT_REAL,
    EXERCISE_ONLY,
    EXERCISE_REPLAY,
)
from app.writing.radio_rules import is_turned_twice, unattributed, unsound_claims
from app.writing.readings import ear_of

LONGEST_SENTENCE_WORDS = 24
LONG_SENTENCE_WORDS = 20
MOST_NUMBERS = 8
# A date may stand beside it.
MOST_NUMBERS_A_SENTENCE = 1
EASY_MEAN_WORDS = 12
SHOWN_FINDINGS = 5
STANDARD, LONGEST = Length.STANDARD, Length.LONG
PUNCTUATION = frozenset(".,:;?!'\"-–—“”")
# NDMA's words for itself; no listener of any language knows them.
JARGON = (
    "VCI", "SPI", "NDVI", "ToT", "LTA", "MUAC", "GAM", "CHIRPS", "shoats", "dekad", "dekadal",
    "livelihood zone", "offtake", "terms of trade", "anomaly", "biophysical", "tercile",
)  # fmt: skip
ABBREVIATIONS = (
    "km", "kms", "kg", "kgs", "mm", "cm", "ksh", "kes", "sh", "shs", "jan", "feb", "apr", "jun",
    "jul", "aug", "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "approx", "etc",
    "eg", "ie", "vs", "govt", "dept", "dr", "mr", "mrs", "hh",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_ADDRESS = re.compile(r"https?:|www\.|\w\.\w|\w@\w", re.IGNORECASE)
_SLOT = re.compile(r"[{}]|\[[^\[]|<\w")


class Severity(StrEnum):
    """Whether a finding keeps a script off the air."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with a script, in plain words.

    Attributes:
        segment: Kind of the segment, or empty for the whole script.
        sentence: The sentence, or empty.
        why: What is wrong, and what would mend it.
    """

    severity: Severity
    segment: str
    sentence: str
    why: str

    def __str__(self) -> str:
        place = f"{self.segment}: " if self.segment else ""
        sentence = f" In: “{self.sentence}”" if self.sentence else ""
        return f"{place}{self.why}{sentence}"


def problems(
    script: Script, pack: LanguagePack, *, length: Length | None = None
) -> tuple[Finding, ...]:
    """Return everything that is wrong with a script; what is refused comes first.

    Args:
        script: The script, with its words filled in.
        pack: The language it is written in.
        length: How long it may be; None warns of more than a standard bulletin, and refuses what
            is longer than any.
    """
    found = [
        Finding(severity=severity, segment="", sentence="", why=why)
        for severity, why in (*_whole(script, pack), *_time(script, pack, length))
    ]
    ear, numbers = ear_of(pack.numbers, pack.dates), 0
    for segment in script.segments:
        for sentence in segment.sentences:
            held = numbers_in(sentence, ear)
            numbers += held
            found += [
                Finding(severity=severity, segment=segment.kind, sentence=sentence, why=why)
                for severity, why in _of_sentence(sentence, pack, held)
            ]
    if numbers > MOST_NUMBERS:
        why = f"It holds {numbers} numbers; listeners keep about {MOST_NUMBERS}."
        found.append(Finding(severity=Severity.WARN, segment="", sentence="", why=why))
    return tuple(sorted(found, key=lambda finding: finding.severity is Severity.WARN))


def refuse_unspeakable(script: Script, pack: LanguagePack, *, length: Length | None = None) -> None:
    """Let a script pass that may be spoken.

    Raises:
        ScriptRefused: It may not; the message names the first findings.
    """
    refuse_found(script, problems(script, pack, length=length))


def refuse_found(script: Script, found: Iterable[Finding]) -> None:
    """Let a script pass if nothing that was found keeps it off the air.

    Raises:
        ScriptRefused: Something does; the message names the first findings.
    """
    refused = [each for each in found if each.severity is Severity.REFUSE]
    if refused:
        more = len(refused) - SHOWN_FINDINGS
        ending = f" And {more} more." if more > 0 else ""
        shown = " ".join(map(str, refused[:SHOWN_FINDINGS]))
        raise ScriptRefused(f"{script.title} must not be spoken as it stands. {shown}{ending}")


def _whole(script: Script, pack: LanguagePack) -> Iterator[tuple[Severity, str]]:
    if script.language != pack.code:
        yield Severity.REFUSE, f"It is in '{script.language}', the pack is '{pack.code}'."
    if not script.segments or not all(segment.sentences for segment in script.segments):
        yield Severity.REFUSE, "A part of it has no sentences."
    elif script.exercise and not _warns_at_both_ends(script, pack):
        yield Severity.REFUSE, "It is an exercise, but its first and last part do not say so."
    for why in unattributed(script, pack.about.radio):
        yield Severity.REFUSE, why


def _time(
    script: Script, pack: LanguagePack, length: Length | None
) -> Iterator[tuple[Severity, str]]:
    """Yield what is wrong with the time it takes; marks of exercise and correction aside."""
    own = [len(each.split()) for each in _own_sentences(script, pack)]
    mean = sum(own) / max(len(own), 1)
    if mean > EASY_MEAN_WORDS:
        why = f"Its sentences have {mean:.1f} words on average; {EASY_MEAN_WORDS} are easier."
        yield Severity.WARN, why
    seconds = round(planned_s(sum(own), words_per_minute=pack.about.words_per_minute))
    phase = _phase(script) or Phase.NORMAL
    usual, most = (longest_s(each, phase) for each in (length or STANDARD, length or LONGEST))
    if seconds > usual:
        severity = Severity.REFUSE if seconds > most else Severity.WARN
        yield severity, f"It lasts about {seconds} seconds; {usual} are enough."


def _own_sentences(script: Script, pack: LanguagePack) -> list[str]:
    correcting = {pack.phrases.get(CORRECTION), pack.phrases.get(CORRECTION_REPLACES)}
    spoken = (each for segment in script.segments for each in segment.sentences)
    every = [each for each in spoken if each not in correcting]
    if not script.exercise:
        return every
    replay = pack.phrases.get(EXERCISE_REPLAY, "").partition("{")[0]
    said = {pack.phrases.get(EXERCISE_ONLY), pack.phrases.get(EXERCISE_NOT_REAL)}
    return [each for each in every if each not in said and not (replay and each.startswith(replay))]


def _phase(script: Script) -> Phase | None:
    """Return the phase that a script says, if it says one."""
    keys = {f"phase-{phase}": phase for phase in Phase}
    facts = (fact for segment in script.segments for fact in segment.facts)
    return next((keys.get(str(fact.value)) for fact in facts if fact.name == "phase"), None)


def _warns_at_both_ends(script: Script, pack: LanguagePack) -> bool:
    words = (pack.phrases.get(EXERCISE_ONLY), pack.phrases.get(EXERCISE_NOT_REAL))
    first, last = script.segments[0].sentences, script.segments[-1].sentences
    return first[: len(words)] == words and all(each in last for each in words)


def _of_sentence(sentence: str, pack: LanguagePack, held: int) -> Iterator[tuple[Severity, str]]:
    radio = pack.about.radio
    for why in (*_signs(sentence), *_tokens(sentence, pack), *unsound_claims(sentence, radio)):
        yield Severity.REFUSE, why
    yield from _length(sentence)
    if is_turned_twice(sentence, radio):
        yield Severity.WARN, "It says no twice; say what is so, not what is not."
    for rule in pack.about.spelling:
        if _holds(sentence, rule.wrong):
            yield Severity.WARN, f"'{rule.wrong}' is spelled '{rule.right}' in this language."
    if held > MOST_NUMBERS_A_SENTENCE:
        yield Severity.WARN, "It holds more numbers than an ear can keep; make it two sentences."


def _signs(sentence: str) -> Iterator[str]:
    if _SLOT.search(sentence):
        yield "A slot was not filled."
    elif _ADDRESS.search(sentence):
        yield "It holds an internet address or a dot inside a word; no listener can write it down."
    sign = unsayable(sentence) or next((each for each in sentence if not _sayable(each)), "")
    if sign:
        name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
        yield f"It holds '{sign}' ({name}), which a voice cannot read; write it in words."


def _sayable(letter: str) -> bool:
    return letter == " " or letter in PUNCTUATION or unicodedata.category(letter)[0] in "LM"


def _tokens(sentence: str, pack: LanguagePack) -> Iterator[str]:
    known = {row.written for row in pack.lexicon}
    for token in _WORD.findall(sentence):
        capitals = len(token) > 1 and token == token.upper() and token != token.lower()
        if capitals and token not in known:
            yield f"No voice knows how to say '{token}'; write its full name."
        elif token.lower() in ABBREVIATIONS:
            yield f"'{token}' is an abbreviation; write the whole word."
    for term in (*JARGON, *pack.about.jargon):
        if _holds(sentence, term):
            yield f"Listeners do not know '{term}'; say what it means for them."


def _holds(sentence: str, term: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", sentence, re.IGNORECASE) is not None


def _length(sentence: str) -> Iterator[tuple[Severity, str]]:
    count = len(sentence.split())
    if count > LONGEST_SENTENCE_WORDS:
        yield Severity.REFUSE, f"It has {count} words; {LONGEST_SENTENCE_WORDS} is the most."
    elif count > LONG_SENTENCE_WORDS:
        yield Severity.WARN, f"It has {count} words; {LONG_SENTENCE_WORDS} are easier to follow."
