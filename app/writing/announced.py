"""Partners' announcements as facts, and whether words that people send can be said on air."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.advice import AdviceWords
from app.domain.announcements import Announcement
from app.domain.bulletins import Fact, Script, Segment
from app.domain.evidence import Phase
from app.errors import EvidenceError, LanguageError
from app.writing.agreement import unfounded
from app.writing.checks import LONGEST_SENTENCE_WORDS, Severity, problems
from app.writing.compose import fill_segment
from app.writing.hearing import hear
from app.writing.language_pack import LanguagePack
from app.writing.readings import ear_of
from app.writing.segments import SegmentKind
from app.writing.wording import Spoken, Wording

# As many as a listener can keep apart; more have no slots.
MOST = 3
# Three actions as long as this leave time for the phase and the rain; and the first one fits into
# its sentence with what stands before it, such as "Act this week. One:".
MOST_TEXT_WORDS = LONGEST_SENTENCE_WORDS - 4
# The close repeats three actions in one sentence.
MOST_SHORT_WORDS = 7


def announcement_facts(said: Sequence[Announcement], language: str) -> dict[str, Fact]:
    """Return the facts of announcements by slot, in the order in which they are said."""
    found = (
        fact
        for number, each in enumerate(said[:MOST], 1)
        for fact in _facts(each, f"announcement_{number}", language)
    )
    return {fact.name: fact for fact in found}


def _facts(each: Announcement, slot: str, language: str) -> Iterator[Fact]:
    words = each.words[language]
    told = f"announcement {each.id}, {each.partner}; {each.source}"
    if each.decided_by:
        told = f"{told}; accepted by {each.decided_by}"
    yield Fact(name=slot, value=words.text, formula=told)
    yield Fact(name=f"{slot}_partner", value=words.partner, formula=told)
    if each.places:
        spoken = tuple(place.replace("/", " ") for place in each.places)
        yield Fact(name=f"{slot}_places", value=spoken, formula=told)
    else:
        yield Fact(name=f"{slot}_everywhere", value=True, formula=told)
    first, last = each.first_day.isoformat(), each.last_day.isoformat()
    days = {"day": first} if first == last else {"first_day": first, "last_day": last}
    for name, day in days.items():
        yield Fact(name=f"{slot}_{name}", value=day, formula=told)
    if each.starts:
        yield Fact(name=f"{slot}_starts", value=f"{each.starts:%H:%M}", formula=told)


def announcement_faults(each: Announcement, pack: LanguagePack, *, county: str) -> list[str]:
    """Return why an announcement cannot be said in a language, in plain words.

    Args:
        each: The announcement, with words in this language.
        pack: The language.
        county: The county's name as it is spoken.
    """
    facts = announcement_facts([each], pack.code)
    facts["county"] = Fact(name="county", value=county)
    template = pack.template(Phase.NORMAL, SegmentKind.ANNOUNCEMENTS)
    if template is None:
        return [f"{pack.name} has no sentences for announcements yet."]
    wording = Wording(
        language=pack.about.english_name,
        numbers=pack.numbers,
        dates=pack.dates,
        phrases=pack.phrases,
        as_of=each.first_day,
    )
    spoken = {
        name: Spoken(fact=fact, slot=pack.slots[name], wording=wording)
        for name, fact in facts.items()
    }
    try:
        segment = fill_segment(SegmentKind.ANNOUNCEMENTS, template, spoken)
    except (LanguageError, EvidenceError) as fault:
        return [str(fault)]
    if segment is None:
        return [f"Nothing of it is said in {pack.name}."]
    words = each.words[pack.code]
    figures = _figures(f"{words.partner}. {words.text}", pack)
    return [*figures, *segment_faults(segment, pack)]


def segment_faults(segment: Segment, pack: LanguagePack) -> list[str]:
    """Return why a segment by itself must not be spoken, in plain words."""
    alone = Script(
        language=pack.code,
        title=segment.kind,
        segments=(segment,),
        pack_sha256=pack.sha256,
        exercise=False,
    )
    found = (*problems(alone, pack), *unfounded(alone, pack))
    return [str(each) for each in found if each.severity is Severity.REFUSE]


def advice_faults(words: AdviceWords, pack: LanguagePack) -> list[str]:
    """Return why an advice cannot be said in a language, in plain words."""
    found: list[str] = []
    for name, text, most in (
        ("text", words.text, MOST_TEXT_WORDS),
        ("short", words.short, MOST_SHORT_WORDS),
    ):
        sentences = tuple(f"{each}." for each in text.split(". ") if each)
        if len(text.split()) > most:
            found.append(f"{name}: it has more than {most} words; shorten it.")
        found += [
            *_figures(text, pack),
            *segment_faults(Segment(kind=name, sentences=sentences), pack),
        ]
    return list(dict.fromkeys(found))


def _figures(text: str, pack: LanguagePack) -> Iterator[str]:
    """Yield the figures and days in somebody's own words: nothing proves that languages agree."""
    for heard in hear(text, ear_of(pack.numbers, pack.dates)):
        if not heard.is_small:
            yield f"Leave '{heard.words}' out of the words; days, hours and places have fields."
