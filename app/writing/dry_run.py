"""Every phase tried with full, sparse and stale evidence before a text is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from app.domain.bulletins import Script
from app.domain.evidence import Phase
from app.errors import EvidenceError, LanguageError, TemplateError
from app.writing.agreement import unfounded
from app.writing.checks import Severity, problems
from app.writing.kit_figures import UNHURRIED_WPM
from app.writing.kit_samples import Evidence, Sample, sample, samples, script_of
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length, planned_s
from app.writing.pack_settings import PackStatus
from app.writing.render_child import WORKERS, RenderChild
from app.writing.rendering import PackSource, kept_pack
from app.writing.segments import SPOT, SegmentKind

SHOWN_FAULTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How one sample went.

    Attributes:
        seconds: Planned seconds of the standard bulletin; 0 when there is none.
        faults: Why it must not be spoken.
        doubts: Figures that are heard in it and that no fact holds, to be looked at.
    """

    phase: Phase
    evidence: Evidence
    county: str
    seconds: int = 0
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """How a pack would do on air.

    Attributes:
        tried: Every sample.
        untried: Why nothing was tried, for a language without sentences of its own; or empty.
    """

    tried: tuple[Tried, ...]
    untried: str = ""

    @property
    def seconds(self) -> Mapping[Phase, tuple[int, int]]:
        """Shortest and longest planned seconds of the standard bulletin, by phase."""
        found: dict[Phase, list[int]] = {}
        for each in self.tried:
            if each.seconds:
                found.setdefault(each.phase, []).append(each.seconds)
        return {phase: (min(each), max(each)) for phase, each in found.items()}

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, each thing once, with the first sample that shows it."""
        return _once((each, why) for each in self.tried for why in each.faults)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What should be looked at, each thing once, with the first sample that shows it."""
        return _once((each, why) for each in self.tried for why in each.doubts)


def dry_run(pack: LanguagePack, source: PackSource, child: RenderChild) -> DryRun:
    """Return how a pack would do on air, tried in children that are killed when it goes too far.

    Args:
        pack: The pack.
        source: Where a child finds it.
        child: The children.
    """
    if pack.status is PackStatus.EMPTY:
        return DryRun(tried=(), untried=pack.about.why_empty or f"{pack.name} is not begun yet.")

    def tried(given: Sample) -> Tried:
        asked = Tried(phase=given.phase, evidence=given.evidence, county=given.county)
        try:
            return child.run(partial(try_sample, source, asked))
        except TemplateError as fault:
            return replace(asked, faults=(str(fault),))

    with ThreadPoolExecutor(WORKERS) as hands:
        return DryRun(tried=tuple(hands.map(tried, samples())))


def refuse_faulty(ran: DryRun) -> None:
    """Let a pack pass that did well in every sample.

    Raises:
        TemplateError: It did not; the message tells the first faults.
    """
    if ran.faults:
        more = len(ran.faults) - SHOWN_FAULTS
        ending = f"\nAnd {more} more." if more > 0 else ""
        raise TemplateError("\n".join(ran.faults[:SHOWN_FAULTS]) + ending)


def try_sample(source: PackSource, asked: Tried) -> Tried:
    """Return how the sample that was asked for does; for use inside a child."""
    pack = kept_pack(source)
    given = sample(asked.phase, asked.county, asked.evidence)
    try:
        whole = script_of(given, pack, length=Length.LONG)
        usual = script_of(given, pack, length=Length.STANDARD)
        short = script_of(given, pack, length=Length.SPOT) if _has_spot(pack) else None
    except (LanguageError, EvidenceError) as fault:
        return replace(asked, faults=(str(fault),))
    unhurried = replace(pack, about=replace(pack.about, words_per_minute=UNHURRIED_WPM))
    found = [*_refused(whole, unhurried, Length.LONG), *_refused(usual, pack, Length.STANDARD)]
    if short:
        found += _refused(short, pack, Length.SPOT)
    return replace(
        asked,
        seconds=_seconds(usual, pack),
        faults=tuple(dict.fromkeys(found)),
        doubts=tuple(str(each) for each in unfounded(whole, pack)),
    )


def _has_spot(pack: LanguagePack) -> bool:
    return all(
        (SPOT, kind) in pack.segments for kind in (SegmentKind.HEADLINE, SegmentKind.ACTIONS)
    )


def _refused(script: Script, pack: LanguagePack, length: Length) -> list[str]:
    found = problems(script, pack, length=length)
    return [str(each) for each in found if each.severity is Severity.REFUSE]


def _seconds(script: Script, pack: LanguagePack) -> int:
    return round(planned_s(script.words, words_per_minute=pack.about.words_per_minute))


def _once(told: Iterator[tuple[Tried, str]]) -> tuple[str, ...]:
    first: dict[str, Tried] = {}
    for each, why in told:
        first.setdefault(why, each)
    return tuple(
        f"{each.phase}, {each.county}, {each.evidence} evidence: {why}"
        for why, each in first.items()
    )
