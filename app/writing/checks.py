"""What a voice cannot read and a listener cannot follow, found before anything is spoken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.bulletins import Script
from app.errors import ScriptRefused
from app.writing.language_pack import LanguagePack
from app.writing.pack_files import unsayable
from app.writing.phrases import EXERCISE_NOT_REAL, EXERCISE_ONLY

LONGEST_SENTENCE_WORDS = 24
LONG_SENTENCE_WORDS = 20
MOST_NUMBERS = 8
# A date and a figure.
MOST_NUMBERS_A_SENTENCE = 2
LONGEST_SCRIPT_S = 132
SHOWN_FINDINGS = 5
SMALL_NUMBER = 10
SCALE_PATTERNS = ("hundreds", "thousands", "millions")
JOIN_PATTERNS = ("tens-and-ones", "hundreds-and-rest", "group-and-small-rest", "decimal")
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
_FIELD = re.compile(r"\{\w+\}")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ear:
    """Hears the numbers in a sentence; a small one alone is a word like any other."""

    number: re.Pattern[str]
    small: frozenset[str]

    def numbers_in(self, sentence: str) -> int:
        found = self.number.findall(sentence.lower())
        return sum(1 for number in found if number not in self.small)


def problems(script: Script, pack: LanguagePack) -> tuple[Finding, ...]:
    """Return everything that is wrong with a script; what is refused comes first.

    Args:
        script: The script, with its words filled in.
        pack: The language it is written in.
    """
    ear = _ear(pack)
    found = [*_of_script(script, pack, ear)]
    for segment in script.segments:
        for sentence in segment.sentences:
            found += [
                Finding(severity=severity, segment=segment.kind, sentence=sentence, why=why)
                for severity, why in _of_sentence(sentence, pack, ear)
            ]
    return tuple(sorted(found, key=lambda finding: finding.severity is Severity.WARN))


def refuse_unspeakable(script: Script, pack: LanguagePack) -> None:
    """Let a script pass that may be spoken.

    Raises:
        ScriptRefused: It may not; the message names the first findings.
    """
    refused = [each for each in problems(script, pack) if each.severity is Severity.REFUSE]
    if refused:
        more = len(refused) - SHOWN_FINDINGS
        ending = f" And {more} more." if more > 0 else ""
        shown = " ".join(map(str, refused[:SHOWN_FINDINGS]))
        raise ScriptRefused(f"{script.title} must not be spoken as it stands. {shown}{ending}")


def _of_script(script: Script, pack: LanguagePack, ear: _Ear) -> Iterator[Finding]:
    for severity, why in _whole(script, pack, ear):
        yield Finding(severity=severity, segment="", sentence="", why=why)


def _whole(script: Script, pack: LanguagePack, ear: _Ear) -> Iterator[tuple[Severity, str]]:
    if script.language != pack.code:
        yield Severity.REFUSE, f"It is in '{script.language}', the pack is '{pack.code}'."
    if not script.segments or not all(segment.sentences for segment in script.segments):
        yield Severity.REFUSE, "A part of it has no sentences."
    elif script.exercise and not _warns_at_both_ends(script, pack):
        yield Severity.REFUSE, "It is an exercise, but its first and last part do not say so."
    seconds = round(60 * script.words / pack.about.words_per_minute)
    if seconds > LONGEST_SCRIPT_S:
        yield Severity.WARN, f"It lasts about {seconds} seconds; {LONGEST_SCRIPT_S} are enough."
    count = sum(ear.numbers_in(each) for part in script.segments for each in part.sentences)
    if count > MOST_NUMBERS:
        yield Severity.WARN, f"It holds {count} numbers; listeners keep about {MOST_NUMBERS}."


def _warns_at_both_ends(script: Script, pack: LanguagePack) -> bool:
    words = (pack.phrases.get(EXERCISE_ONLY), pack.phrases.get(EXERCISE_NOT_REAL))
    first, last = script.segments[0].sentences, script.segments[-1].sentences
    return first[: len(words)] == words and all(each in last for each in words)


def _of_sentence(sentence: str, pack: LanguagePack, ear: _Ear) -> Iterator[tuple[Severity, str]]:
    for why in (*_signs(sentence), *_tokens(sentence, pack)):
        yield Severity.REFUSE, why
    yield from _length(sentence)
    for rule in pack.about.spelling:
        if _holds(sentence, rule.wrong):
            yield Severity.WARN, f"'{rule.wrong}' is spelled '{rule.right}' in this language."
    if ear.numbers_in(sentence) > MOST_NUMBERS_A_SENTENCE:
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


def _ear(pack: LanguagePack) -> _Ear:
    table = pack.numbers.words
    small = {words for key, words in table.items() if key.isdigit() and int(key) <= SMALL_NUMBER}
    return _Ear(number=_number_pattern(table), small=frozenset(small))


def _number_pattern(table: Mapping[str, str]) -> re.Pattern[str]:
    """Return the expression that finds whole numbers in words, with what joins their parts."""
    atoms = {word for key, words in table.items() if key.isdigit() for word in _WORD.findall(words)}
    joins: set[str] = set()
    for key, words in table.items():
        if key in SCALE_PATTERNS:
            atoms.update(_WORD.findall(_FIELD.sub("", words)))
        elif key in JOIN_PATTERNS:
            joins.update(_WORD.findall(_FIELD.sub("", words)))
    atom = "|".join(sorted(map(re.escape, atoms), key=len, reverse=True)) or "(?!)"
    join = "|".join(sorted(map(re.escape, joins), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"\b(?:{atom})\b(?:[ ,-]+(?:(?:{join}) )?(?:{atom})\b)*")
