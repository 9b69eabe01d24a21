"""One county's evidence into a draft in each of its languages, with whom each waits for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from app.domain.bulletins import Bulletin, Fact, Script, Verdict
from app.domain.evidence import Assessment, SourceFault
from app.domain.periods import Period, end_of_day
from app.domain.places import County
from app.domain.weather import WeatherForecast
from app.errors import EvidenceError, LanguageError, PackEmpty, ScriptRefused
from app.pipeline.compose_script import compose_script
from app.pipeline.heard import corrected, heard_last_week
from app.pipeline.library import Besides, besides, words_unsaid
from app.pipeline.newsroom import Newsroom
from app.pipeline.side_by_side import agreeing, left_out, says_any, words_left_out
from app.store.approvals import clearance
from app.store.officers import EXERCISE, install_mode
from app.store.reviews import pack_approved
from app.store.weather import forecast_on
from app.writing.checks import refuse_unspeakable
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A script, or the reason why there is none."""

    script: Script | None
    verdict: Verdict
    reason: str


def draft_county(
    newsroom: Newsroom,
    county: County,
    assessment: Assessment,
    *,
    faults: Sequence[SourceFault],
) -> list[Bulletin]:
    """Return a county's drafts of a week, one a language.

    What one language has no time for, no language says. A language whose script does not say what
    the English one says is refused.

    Args:
        faults: Sources that failed, named for whoever approves.
    """
    said = besides(newsroom, county, assessment)
    drafts = [_draft(newsroom, county, assessment, code, said=said) for code in county.languages]
    gone = left_out(drafts)
    spared = [
        _draft(newsroom, county, assessment, each.language, said=said, without=gone)
        if says_any(each.script, gone)
        else each
        for each in drafts
    ]
    return [
        replace(each, reason=each.reason + _told(each, said) + _broken(faults))
        for each in agreeing(spared, packs=newsroom.packs)
    ]


def _draft(
    newsroom: Newsroom,
    county: County,
    assessment: Assessment,
    code: str,
    *,
    said: Besides,
    without: frozenset[str] = frozenset(),
) -> Bulletin:
    pack = newsroom.packs.get(code)
    with newsroom.store.reading() as tx:
        practising = install_mode(tx) == EXERCISE
        approved = pack is not None and pack_approved(tx, code, pack.sha256)
        forecast = forecast_on(
            tx, county.slug, code, first=assessment.as_of, last=assessment.week.sunday
        )
    exercise = practising or assessment.replay_of is not None or not approved
    known = _forecast_fact(forecast) if forecast and assessment.replay_of is None else {}
    extra = {**known, **said.of(code)}
    before = heard_last_week(newsroom, assessment, code, exercise=exercise)
    made = _write(
        newsroom,
        assessment,
        pack,
        code,
        county=county,
        exercise=exercise,
        extra=extra,
        before=before,
        without=without,
    )
    # The words of a correction are no input: what says the same as on air is no new edition.
    inputs = _inputs(assessment, pack, made)
    if not exercise and pack is not None:
        made = _marked(newsroom, assessment, pack, made)
    drafted = _bulletin(assessment, code, made, at=newsroom.clock.now())
    drafted = replace(drafted, exercise=exercise, inputs_sha256=inputs)
    if made.verdict is Verdict.HELD_APPROVAL:
        drafted = _weighed(newsroom, drafted, assessment, practising=practising)
    return drafted


def _marked(newsroom: Newsroom, assessment: Assessment, pack: LanguagePack, made: _Draft) -> _Draft:
    """Return a draft that says first that it is a correction, if it is one."""
    if made.script is None:
        return made
    try:
        return replace(made, script=corrected(newsroom, assessment, pack, made.script))
    except LanguageError as fault:
        return _Draft(script=None, verdict=Verdict.REFUSED, reason=str(fault))


def _bulletin(assessment: Assessment, code: str, made: _Draft, *, at: datetime) -> Bulletin:
    """Return a draft as a bulletin of its week, before anybody knows its edition."""
    official = assessment.official
    return Bulletin(
        id="",
        county=assessment.county,
        week=assessment.week,
        language=code,
        edition=0,
        exercise=True,
        phase=official.phase if official else None,
        trend=official.trend if official else None,
        inputs_sha256="",
        script=made.script,
        verdict=made.verdict,
        reason=made.reason,
        created_at=at,
        valid_from=at,
        valid_until=end_of_day(assessment.week.sunday),
    )


def _weighed(
    newsroom: Newsroom, drafted: Bulletin, assessment: Assessment, *, practising: bool
) -> Bulletin:
    """Return a written draft with whom it waits for, or ready when nobody need be asked."""
    if practising:
        return replace(drafted, verdict=Verdict.READY, reason="Exercise: made at once.")
    waits = any(each.open for each in assessment.findings)
    with newsroom.store.reading() as tx:
        cleared = clearance(tx, drafted, at=drafted.created_at, findings_open=waits)
    if cleared.standing and not cleared.lacking:
        reason = f"Approved ahead by {cleared.standing.officer}, a standing approval."
        return replace(drafted, verdict=Verdict.READY, reason=reason)
    return replace(drafted, reason=f"{cleared.lacking[:1].upper()}{cleared.lacking[1:]}.")


def _told(drafted: Bulletin, said: Besides) -> str:
    """Return what a script does not say though it is known, for whoever approves the draft."""
    if drafted.script is None:
        return ""
    return words_left_out(drafted.script) + words_unsaid(said.unsaid)


def _broken(faults: Sequence[SourceFault]) -> str:
    """Return which sources failed, for whoever approves the draft; empty when all worked."""
    names = ", ".join(fault.source for fault in faults)
    return f" Failed this week, see the sources: {names}." if names else ""


def _forecast_fact(said: WeatherForecast) -> dict[str, Fact]:
    """Return KMD's forecast as the fact of its slot."""
    entered = f"Kenya Meteorological Department, {said.url}; entered by {said.officer}"
    days = Period(said.valid_from, said.valid_until)
    return {"outlook": Fact(name="outlook", value=said.text, period=days, formula=entered)}


def _write(
    newsroom: Newsroom,
    assessment: Assessment,
    pack: LanguagePack | None,
    code: str,
    *,
    county: County,
    exercise: bool,
    extra: Mapping[str, Fact],
    before: Assessment | None,
    without: frozenset[str],
) -> _Draft:
    """Return the script of one language, or the plain reason why there is none."""
    if pack is None:
        reason = f"There is no language pack '{code}'."
        return _Draft(script=None, verdict=Verdict.NO_VOICE, reason=reason)
    if assessment.held:
        reason = " ".join(assessment.held)
        return _Draft(script=None, verdict=Verdict.HELD_EVIDENCE, reason=reason)
    next_issue = assessment.week.monday + timedelta(days=7)
    try:
        script = compose_script(
            newsroom,
            assessment,
            pack,
            county=county,
            exercise=exercise,
            next_issue=next_issue,
            extra=extra,
            before=before,
            without=without,
        )
        refuse_unspeakable(script, pack, length=Length.STANDARD)
    except PackEmpty as fault:
        return _Draft(script=None, verdict=Verdict.NO_VOICE, reason=str(fault))
    except EvidenceError as fault:
        return _Draft(script=None, verdict=Verdict.HELD_EVIDENCE, reason=str(fault))
    except (LanguageError, ScriptRefused) as fault:
        return _Draft(script=None, verdict=Verdict.REFUSED, reason=str(fault))
    return _Draft(script=script, verdict=Verdict.HELD_APPROVAL, reason="")


def _inputs(assessment: Assessment, pack: LanguagePack | None, made: _Draft) -> str:
    """Return a hash of all that decides what this edition says."""
    told = {
        "text": made.script.text if made.script else made.reason,
        "pack": pack.sha256 if pack else "",
        "evidence": sorted(
            {source.payload_sha256 for figure in assessment.indicators for source in figure.sources}
        ),
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
