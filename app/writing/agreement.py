"""Whether two languages say the same: proven from the facts behind the words, not from prose.

The figures of a script are locked: each segment carries the facts that its sentences rest on. Here
the facts of two scripts are laid side by side, and every figure that is heard in a text is looked
for among its facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from app.domain.bulletins import Fact, Script, Segment
from app.writing.checks import Finding, Severity
from app.writing.founded import calendar_of, figures_of, says_its_figure
from app.writing.hearing import hear
from app.writing.language_pack import LanguagePack
from app.writing.lengths import LEFT_OUT_FIRST
from app.writing.radio_rules import occurrences
from app.writing.readings import Ear, Reading, ear_of
from app.writing.slots import Slot, SlotType


def disagreements(
    master: Script, other: Script, *, packs: Mapping[str, LanguagePack]
) -> tuple[Finding, ...]:
    """Return every way in which two scripts do not say the same; what is refused comes first.

    Args:
        master: The English script.
        other: The same bulletin in another language.
        packs: Language packs by code.
    """
    pack = packs[other.language]
    found = [
        *_differences(master, other, pack),
        *unfounded(master, packs[master.language]),
        *unfounded(other, pack),
    ]
    return tuple(sorted(found, key=lambda each: each.severity is Severity.WARN))


def unfounded(script: Script, pack: LanguagePack) -> tuple[Finding, ...]:
    """Return every figure, date and month that is heard in a script and that no fact holds.

    A fact whose own words are not heard, or say another figure, is returned too.

    Args:
        script: The script, with its words filled in.
        pack: The language it is written in.
    """
    ear = ear_of(pack.numbers, pack.dates)
    text = _plain(script.text)
    # An exercise names the month of its figures in its first part, where no fact is of that month.
    phase_month = _by_name(script).get("phase_month", [])
    found: list[Finding] = []
    for segment in script.segments:
        days = calendar_of((*segment.facts, *phase_month), pack)
        known = days | figures_of(segment.facts, pack, ear)
        found += _unfounded_words(segment, known, pack, ear)
        for fact in segment.facts:
            found += [_refusal(segment.kind, why) for why in _silent(fact, text, pack, ear)]
    return tuple(dict.fromkeys(found))


def _refusal(segment: str, why: str, sentence: str = "") -> Finding:
    return Finding(severity=Severity.REFUSE, segment=segment, sentence=sentence, why=why)


def _differences(master: Script, other: Script, pack: LanguagePack) -> Iterator[Finding]:
    ours, theirs = _by_name(master), _by_name(other)
    for name in dict.fromkeys((*ours, *theirs)):
        if name not in theirs:
            yield _lacking(name, f"{pack.name} lacks '{name}', which the master says.")
        elif name not in ours:
            yield _lacking(name, f"{pack.name} says '{name}', which the master does not.")
        else:
            for why in _compared(ours[name], theirs[name], pack.slots.get(name)):
                yield _refusal("", f"{pack.name}: {why}")
    for segment in (*master.segments, *other.segments):
        times = Counter(fact.name for fact in segment.facts)
        for name in [name for name, count in times.items() if count > 1]:
            yield _refusal(segment.kind, f"'{name}' is said twice.")


def _by_name(script: Script) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for segment in script.segments:
        for fact in segment.facts:
            found.setdefault(fact.name, []).append(fact)
    return found


def _lacking(name: str, why: str) -> Finding:
    """Return the finding of a fact that one language has alone.

    What a longer language leaves out for time is only warned of.
    """
    spared = any(name == each or name.startswith(f"{each}_") for each in LEFT_OUT_FIRST)
    severity = Severity.WARN if spared else Severity.REFUSE
    return Finding(severity=severity, segment="", sentence="", why=why)


def _compared(ours: list[Fact], theirs: list[Fact], slot: Slot | None) -> Iterator[str]:
    """Yield how a fact differs; each time it is said it must be the fact that was said first."""
    first = ours[0]
    for fact in (*ours[1:], *theirs):
        if not _same_value(first, fact, slot):
            yield f"'{fact.name}' is {fact.value}, the master says {first.value}."
        if fact.unit != first.unit:
            yield f"'{fact.name}' is in {fact.unit}, the master says it in {first.unit}."
        if fact.period != first.period:
            yield f"'{fact.name}' is of {fact.period}, the master's is of {first.period}."


def _same_value(one: Fact, other: Fact, slot: Slot | None) -> bool:
    if one.value == other.value:
        return True
    # A text is translated; what it was translated from is in its formula, before the source.
    translated = slot is not None and slot.type is SlotType.TEXT and bool(one.formula)
    return translated and one.formula.partition(";")[0] == other.formula.partition(";")[0]


def _unfounded_words(
    segment: Segment, known: frozenset[Reading], pack: LanguagePack, ear: Ear
) -> Iterator[Finding]:
    for sentence in segment.sentences:
        for heard in hear(_without_fixed(sentence, pack), ear):
            if heard.is_small or heard.readings & known:
                continue
            why = f"'{heard.words}' is said, but no fact of this part holds it."
            yield _refusal(segment.kind, why, sentence)


def _without_fixed(sentence: str, pack: LanguagePack) -> str:
    for words in occurrences(sentence, pack.about.radio.fixed):
        sentence = sentence.replace(words, ".")
    return sentence


def _silent(fact: Fact, text: str, pack: LanguagePack, ear: Ear) -> Iterator[str]:
    if pack.slots.get(fact.name) is None:
        yield f"'{fact.name}' has no slot in slots.yaml; add it there first."
    elif _plain(fact.words) not in text:
        yield f"'{fact.name}' is on record as “{fact.words}”, but that is not what is said."
    elif not says_its_figure(fact, pack=pack, ear=ear):
        value = f"{fact.value:g}" if isinstance(fact.value, float) else fact.value
        yield f"'{fact.name}' is {value}, but “{fact.words}” says something else."


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
