"""One county's evidence into a draft in each of its languages, with whom each waits for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from app.domain.bulletins import Bulletin, Fact, Script, Verdict
from app.domain.evidence import Assessment, SourceFault
from app.domain.periods import Period, Week, end_of_day
from app.domain.places import County
from app.domain.weather import WeatherForecast
from app.errors import EvidenceError, LanguageError, PackEmpty, ScriptRefused
from app.pipeline.compose_script import compose_script
from app.pipeline.newsroom import Newsroom
from app.store.approvals import clearance
from app.store.evidence import assessments_of_week
from app.store.listing import was_on_air
from app.store.officers import EXERCISE, install_mode
from app.store.reviews import pack_approved
from app.store.weather import forecast_on
from app.writing.agreement import disagreements
from app.writing.checks import Severity, refuse_unspeakable
from app.writing.language_pack import LanguagePack

# The language that the others are held against, fact by fact.
MASTER = "en"


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

    A language whose script does not say what the English one says is refused.

    Args:
        faults: Sources that failed, named for whoever approves.
    """
    drafts = [_draft(newsroom, county, assessment, code) for code in county.languages]
    checked = _agreeing(newsroom, drafts)
    return [replace(each, reason=each.reason + _broken(faults)) for each in checked]


def _agreeing(newsroom: Newsroom, drafts: Sequence[Bulletin]) -> Iterator[Bulletin]:
    master = next((each.script for each in drafts if each.language == MASTER), None)
    for each in drafts:
        if master is None or each.script is None or each.language == MASTER:
            yield each
            continue
        found = disagreements(master, each.script, packs=newsroom.packs)
        told = [str(one) for one in found if one.severity is Severity.REFUSE]
        if told:
            reason = f"It does not say what the English one says. {' '.join(told[:3])}"
            yield replace(each, verdict=Verdict.REFUSED, reason=reason)
        else:
            yield each


def _draft(newsroom: Newsroom, county: County, assessment: Assessment, code: str) -> Bulletin:
    week, now = assessment.week, newsroom.clock.now()
    pack = newsroom.packs.get(code)
    with newsroom.store.reading() as tx:
        practising = install_mode(tx) == EXERCISE
        approved = pack is not None and pack_approved(tx, code, pack.sha256)
        forecast = forecast_on(tx, county.slug, code, first=assessment.as_of, last=week.sunday)
    exercise = practising or assessment.replay_of is not None or not approved
    extra = _forecast_fact(forecast) if forecast and assessment.replay_of is None else {}
    before = _heard(newsroom, assessment, code, exercise=exercise)
    made = _write(
        newsroom,
        assessment,
        pack,
        code,
        county=county,
        exercise=exercise,
        extra=extra,
        before=before,
    )
    drafted = Bulletin(
        id="",
        county=county.slug,
        week=week,
        language=code,
        edition=0,
        exercise=exercise,
        phase=assessment.official.phase if assessment.official else None,
        trend=assessment.official.trend if assessment.official else None,
        inputs_sha256=_inputs(assessment, pack, made),
        script=made.script,
        verdict=made.verdict,
        reason=made.reason,
        created_at=now,
        valid_from=now,
        valid_until=end_of_day(week.sunday),
    )
    if made.verdict is Verdict.HELD_APPROVAL:
        drafted = _weighed(newsroom, drafted, assessment, practising=practising)
    return drafted


def _heard(
    newsroom: Newsroom, assessment: Assessment, code: str, *, exercise: bool
) -> Assessment | None:
    """Return what the bulletin of the week before was made from, if that was on air at all."""
    last = Week.of(assessment.week.monday - timedelta(days=7))
    with newsroom.store.reading() as tx:
        aired = was_on_air(
            tx, exercise=exercise, county=assessment.county, language=code, week=last
        )
        return assessments_of_week(tx, last).get(assessment.county) if aired else None


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
        )
        refuse_unspeakable(script, pack)
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
