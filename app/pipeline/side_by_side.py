"""A county's drafts side by side: every language says the same, and leaves out the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from app.domain.bulletins import Bulletin, Script, Verdict
from app.writing.agreement import disagreements
from app.writing.checks import Severity
from app.writing.language_pack import LanguagePack
from app.writing.lengths import LEFT_OUT_FIRST

# The language that the others are held against, fact by fact.
MASTER = "en"


def left_out(drafts: Sequence[Bulletin]) -> frozenset[str]:
    """Return the facts that some language of a county has no time for."""
    return frozenset(name for each in drafts if each.script for name in each.script.left_out)


def says_any(script: Script | None, gone: Collection[str]) -> bool:
    """Return whether a script says what another language has no time for."""
    segments = script.segments if script else ()
    return any(fact.name in gone for segment in segments for fact in segment.facts)


def words_left_out(script: Script | None) -> str:
    """Return what there was no time for, for whoever approves the draft; empty when all is said."""
    gone = set(script.left_out) if script else set()
    names = ", ".join(each.replace("_", " ") for each in LEFT_OUT_FIRST if each in gone)
    return f" Left out to keep the time: {names}." if names else ""


def agreeing(
    drafts: Sequence[Bulletin], *, packs: Mapping[str, LanguagePack]
) -> Iterator[Bulletin]:
    """Yield the drafts; one that does not say what the English one says is refused."""
    master = next((each.script for each in drafts if each.language == MASTER), None)
    for each in drafts:
        told = contradictions(master, each.script, packs=packs)
        if told:
            reason = f"It does not say what the English one says. {' '.join(told[:3])}"
            yield replace(each, verdict=Verdict.REFUSED, reason=reason)
        else:
            yield each


def contradictions(
    master: Script | None, script: Script | None, *, packs: Mapping[str, LanguagePack]
) -> list[str]:
    """Return how a script does not say what the English one says, in plain words."""
    if master is None or script is None or script.language == MASTER:
        return []
    found = disagreements(master, script, packs=packs)
    return [str(each) for each in found if each.severity is Severity.REFUSE]
