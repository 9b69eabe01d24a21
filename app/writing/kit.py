"""The reviewer's kit of a language: samples, words, recordings and questions, on paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import zip_longest

from jinja2 import Environment, StrictUndefined

from app.domain.bulletins import Script
from app.domain.geography import constituencies, wards
from app.domain.places import County, counties
from app.errors import LanguageError
from app.writing.kit_samples import Sample, samples, script_of
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length
from app.writing.templates import SegmentTemplate

QUESTIONS = (
    "What is the situation in the county?",
    "Is it getting better or worse, or staying the same?",
    "What are the three things to do?",
    "Whom do you ask for advice?",
    "Which words did you not understand?",
)
# More places than this are left to those who record, county by county.
MOST_COUNTIES = 5
CSV_COLUMNS = ("sample", "number", "segment", "sentence", "english", "back_translation")


@dataclass(frozen=True, slots=True, kw_only=True)
class KitLine:
    """A sentence with its English.

    Attributes:
        number: Counts the sentences of the kit.
        seen: Number of the row where this sentence stood first, or 0.
    """

    text: str
    english: str
    segment: str = ""
    number: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KitList:
    """A titled list of lines: one sample, or words to record."""

    title: str
    lines: tuple[KitLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """All that reviewers are given.

    Attributes:
        bulletins: The samples, each sentence beside its English.
        why_none: Why there are no samples, or empty.
        recordings: What a speaker records.
    """

    pack: LanguagePack
    bulletins: tuple[KitList, ...]
    why_none: str
    recordings: tuple[KitList, ...]


def reviewers_kit(pack: LanguagePack, master: LanguagePack) -> Kit:
    """Return the kit of a language, with the English pack as the master of the facts."""
    why = ""
    bulletins: tuple[KitList, ...] = ()
    try:
        bulletins = tuple(_bulletins(pack, master))
    except LanguageError as fault:
        why = str(fault)
    return Kit(
        pack=pack,
        bulletins=bulletins,
        why_none=why,
        recordings=tuple(_recordings(pack, master)),
    )


def kit_html(kit: Kit) -> str:
    """Return the kit as one page that needs nothing else, for the screen and for paper."""
    source = files("app.writing").joinpath("kit.html.j2").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return page.from_string(source).render(
        pack=kit.pack,
        bulletins=kit.bulletins,
        why_none=kit.why_none,
        recordings=kit.recordings,
        questions=QUESTIONS,
    )


def kit_csv(kit: Kit) -> str:
    """Return the samples as a table with an empty column for the back-translation."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for bulletin in kit.bulletins:
        for line in bulletin.lines:
            back = f"as No. {line.seen}" if line.seen else ""
            row = (bulletin.title, line.number, line.segment, line.text, line.english, back)
            writer.writerow(row)
    return told.getvalue()


def _bulletins(pack: LanguagePack, master: LanguagePack) -> Iterator[KitList]:
    seen: dict[tuple[str, str], int] = {}
    count = 0
    for given, length in _wanted(pack):
        lines = []
        own, english = (
            script_of(given, pack, length=length),
            script_of(given, master, length=length),
        )
        for segment, text, beside in _side_by_side(own, english):
            count += 1
            first = seen.setdefault((text, beside), count)
            lines.append(
                KitLine(
                    text=text,
                    english=beside,
                    segment=segment,
                    number=count,
                    seen=first if first < count else 0,
                )
            )
        yield KitList(title=_title(given, length), lines=tuple(lines))


def _wanted(pack: LanguagePack) -> Iterator[tuple[Sample, Length]]:
    """Yield every sample in full length, and a spot with the first of each phase."""
    spots: set[str] = set()
    has_spots = any(phase == "spot" for phase, _ in pack.segments)
    for given in samples():
        yield given, Length.LONG
        if has_spots and given.phase not in spots:
            spots.add(given.phase)
            yield given, Length.SPOT


def _title(given: Sample, length: Length) -> str:
    kind = "spot" if length is Length.SPOT else f"{given.evidence} evidence"
    return f"{given.phase.title()} – {counties()[given.county].name} – {kind}"


def _side_by_side(own: Script, english: Script) -> Iterator[tuple[str, str, str]]:
    """Yield segment, sentence and English; where one has more sentences, the other stays empty."""
    beside = {segment.kind: segment.sentences for segment in english.segments}
    for segment in own.segments:
        for text, said in zip_longest(
            segment.sentences, beside.get(segment.kind, ()), fillvalue=""
        ):
            yield segment.kind, text, said


def _recordings(pack: LanguagePack, master: LanguagePack) -> Iterator[KitList]:
    phrases = ((words, master.phrases.get(key, key)) for key, words in pack.phrases.items())
    yield _list("Phrases", phrases)
    yield _list("Whole sentences that never change", _fixed(pack, master))
    numbers = pack.numbers.words.items()
    yield _list("Numbers", ((words, _named(key, master)) for key, words in numbers))
    dates = pack.dates.words.items()
    yield _list("Dates", ((words, master.dates.words.get(key, key)) for key, words in dates))
    yield _list("Advice", _advice(pack, master))
    yield _list("Places", _places(pack.code))


def _list(title: str, pairs: Iterable[tuple[str, str]]) -> KitList:
    lines = (KitLine(text=text, english=english) for text, english in dict.fromkeys(pairs))
    return KitList(title=title, lines=tuple(lines))


def _named(key: str, master: LanguagePack) -> str:
    """Return a number's digits, or the English of a pattern."""
    return key if key.isdigit() else master.numbers.words.get(key, key)


def _fixed(pack: LanguagePack, master: LanguagePack) -> Iterator[tuple[str, str]]:
    """Yield the sentences without a slot, each with the English of the same line."""
    for place, template in pack.segments.items():
        other = master.segments.get(place)
        english = dict(_slotless(other)) if other else {}
        yield from ((text, english.get(line, "")) for line, text in _slotless(template))


def _slotless(template: SegmentTemplate) -> Iterator[tuple[int, str]]:
    for line in template.lines:
        if not line.checked.slots:
            yield line.number, " ".join(line.checked.words.render({}).split())


def _advice(pack: LanguagePack, master: LanguagePack) -> Iterator[tuple[str, str]]:
    english = {each.key: each for each in master.advice}
    for each in pack.advice:
        other = english.get(each.key)
        yield each.text, other.text if other else each.key
        yield each.short, other.short if other else each.key


def _places(code: str) -> Iterator[tuple[str, str]]:
    """Yield the counties that are told in a language, with their parts where they are few."""
    told = [county for county in counties().values() if code in county.languages]
    for county in told:
        yield county.name, "county"
        if len(told) <= MOST_COUNTIES:
            yield from ((each, f"in {county.name}") for each in _parts(county))


def _parts(county: County) -> list[str]:
    """Return the wards of a county where they are known, else its constituencies."""
    return [each.name for each in wards(county.slug) or constituencies(county.slug)]
