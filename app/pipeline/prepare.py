"""Evidence into assessments, assessments into drafts that wait for approval."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from app.domain.bulletins import Bulletin, Fact, Script, Verdict
from app.domain.climatology import Climatology
from app.domain.evidence import Assessment, Harvest, SourceFault
from app.domain.periods import NAIROBI, Period, Week, end_of_day
from app.domain.places import County
from app.domain.weather import WeatherForecast
from app.errors import EvidenceError, LanguageError, PackEmpty, ScriptRefused
from app.indicators.assess import assess
from app.pipeline.gather import Gathered, gather, keep
from app.pipeline.newsroom import Newsroom
from app.pipeline.usual import usual
from app.store.bulletins import add_draft
from app.store.evidence import keep_assessment, ndma_records
from app.store.findings import decisions_of
from app.store.officers import EXERCISE, install_mode, reviewed_packs
from app.store.weather import forecast_on
from app.writing.checks import refuse_unspeakable
from app.writing.compose import compose
from app.writing.language_pack import LanguagePack

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a week's evidence came to."""

    assessments: tuple[Assessment, ...]
    drafts: tuple[Bulletin, ...]
    faults: tuple[SourceFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A script, or the reason why there is none."""

    script: Script | None
    verdict: Verdict
    reason: str


def prepare_week(newsroom: Newsroom, week: Week) -> Prepared:
    """Return the drafts of a week; the same evidence twice makes no second edition."""
    gathered = gather(newsroom)
    keep(newsroom, gathered)
    return prepare_from(newsroom, week, gathered)


def prepare_from(newsroom: Newsroom, week: Week, gathered: Gathered) -> Prepared:
    """Return the drafts of a week from what was gathered, with what officers have entered."""
    with newsroom.store.reading() as tx:
        confirmed = ndma_records(tx)
    entered = Harvest(
        source="NDMA record",
        phases=tuple(phase for each in confirmed for phase in each.phases),
        observations=tuple(figure for each in confirmed for figure in each.figures),
    )
    evidence = replace(gathered, fresh=(*gathered.fresh, entered))
    fitted = usual(newsroom, gathered.harvests)
    assessments = [
        _assess(newsroom, county, week, evidence, climatologies=fitted)
        for county in newsroom.counties
    ]
    drafts: list[Bulletin] = []
    for done, (county, made) in enumerate(zip(newsroom.counties, assessments, strict=True), 1):
        drafts += [
            _draft(newsroom, county, made, code, faults=gathered.faults)
            for code in county.languages
        ]
        newsroom.report("Writing the scripts", done, len(assessments))
    kept = _keep_drafts(newsroom, assessments, drafts)
    return Prepared(assessments=tuple(assessments), drafts=tuple(kept), faults=gathered.faults)


def _assess(
    newsroom: Newsroom,
    county: County,
    week: Week,
    evidence: Gathered,
    *,
    climatologies: Sequence[Climatology],
) -> Assessment:
    replayed = [harvest.as_of for harvest in evidence.harvests if harvest.as_of]
    as_of = max(replayed) if replayed else _judged_on(newsroom, week)
    with newsroom.store.reading() as tx:
        decisions = decisions_of(tx, county.slug)
    return assess(
        county,
        week,
        as_of=as_of,
        harvests=evidence.harvests,
        decisions=decisions,
        stood_in=tuple(each.source for each in evidence.last_good),
        climatologies=climatologies,
    )


def _judged_on(newsroom: Newsroom, week: Week) -> date:
    """Return today for the running week, the week's Monday for a past one."""
    today = newsroom.clock.now().astimezone(NAIROBI).date()
    return today if Week.of(today) == week else week.monday


def _draft(
    newsroom: Newsroom,
    county: County,
    assessment: Assessment,
    code: str,
    *,
    faults: Sequence[SourceFault],
) -> Bulletin:
    week, now = assessment.week, newsroom.clock.now()
    with newsroom.store.reading() as tx:
        practising = install_mode(tx) == EXERCISE
        reviewed = reviewed_packs(tx)
        forecast = forecast_on(tx, county.slug, code, first=assessment.as_of, last=week.sunday)
    pack = newsroom.packs.get(code)
    replay = assessment.replay_of is not None
    exercise = practising or replay or pack is None or pack.sha256 not in reviewed
    extra = _forecast_fact(forecast) if forecast and not replay else {}
    made = _write(assessment, pack, code, county=county, exercise=exercise, extra=extra)
    if made.verdict is Verdict.HELD_APPROVAL and practising:
        made = _Draft(script=made.script, verdict=Verdict.READY, reason="Exercise: made at once.")
    return Bulletin(
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
        reason=made.reason + _broken(faults),
        created_at=now,
        valid_from=now,
        valid_until=end_of_day(week.sunday),
    )


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
    assessment: Assessment,
    pack: LanguagePack | None,
    code: str,
    *,
    county: County,
    exercise: bool,
    extra: Mapping[str, Fact],
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
        script = compose(
            assessment,
            pack,
            county=county,
            exercise=exercise,
            next_issue=next_issue,
            extra=extra,
        )
        refuse_unspeakable(script, pack)
    except PackEmpty as fault:
        return _Draft(script=None, verdict=Verdict.NO_VOICE, reason=str(fault))
    except EvidenceError as fault:
        return _Draft(script=None, verdict=Verdict.HELD_EVIDENCE, reason=str(fault))
    except (LanguageError, ScriptRefused) as fault:
        return _Draft(script=None, verdict=Verdict.REFUSED, reason=str(fault))
    people = "two people" if _alarming(assessment) else "a person"
    reason = f"Waits for {people} to approve it."
    return _Draft(script=script, verdict=Verdict.HELD_APPROVAL, reason=reason)


def _alarming(assessment: Assessment) -> bool:
    return assessment.official is not None and assessment.official.phase in ("alarm", "emergency")


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


def _keep_drafts(
    newsroom: Newsroom, assessments: Sequence[Assessment], drafts: Sequence[Bulletin]
) -> list[Bulletin]:
    with newsroom.store.transaction() as tx:
        for made in assessments:
            keep_assessment(tx, made, at=newsroom.clock.now())
        kept = [add_draft(tx, draft) for draft in drafts]
    for each in kept:
        LOG.info("draft_kept", extra={"bulletin": each.id, "verdict": str(each.verdict)})
    return kept
