"""How domain values become the API's answers."""

from __future__ import annotations

from app.domain.bulletins import Bulletin, Fact, Segment
from app.domain.evidence import Observation
from app.domain.periods import Month, Period
from app.domain.recordings import NOMINAL_BIT_RATE, Recording
from app.web.addresses import bulletin_path, county_path, recording_path, script_path
from app.web.shapes import (
    ApprovalShape,
    BulletinBrief,
    BulletinWhole,
    FactShape,
    PeriodShape,
    RecordingShape,
    ScriptShape,
    SegmentShape,
    SourceShape,
)
from app.web.site_parts import mode_word
from app.web.wording import language_name


def brief(bulletin: Bulletin, recordings: tuple[Recording, ...], *, base: str) -> BulletinBrief:
    """Return a bulletin as the list shows it.

    Args:
        base: Address that stations reach us at.
    """
    return BulletinBrief(
        id=bulletin.id,
        mode=mode_word(exercise=bulletin.exercise),
        county=bulletin.county,
        language=bulletin.language,
        week=str(bulletin.week),
        edition=bulletin.edition,
        title=bulletin.script.title if bulletin.script else language_name(bulletin.language),
        phase=bulletin.phase,
        trend=bulletin.trend,
        valid_from=bulletin.valid_from,
        valid_until=bulletin.valid_until,
        released_at=bulletin.released_at,
        url=base + bulletin_path(bulletin.id),
        page_url=base + county_path(bulletin.county, exercise=bulletin.exercise),
        recordings=[_recording(each, base) for each in recordings],
    )


def whole(
    bulletin: Bulletin,
    recordings: tuple[Recording, ...],
    *,
    replay_of: Month | None,
    base: str,
) -> BulletinWhole:
    """Return a bulletin with its words and provenance."""
    return BulletinWhole(
        **dict(brief(bulletin, recordings, base=base)),
        replay_of=str(replay_of) if replay_of else None,
        script=_script(bulletin, base),
        approvals=[
            ApprovalShape(officer=each.officer, text_sha256=each.text_sha256, at=each.at)
            for each in bulletin.sign_offs
        ],
    )


def _script(bulletin: Bulletin, base: str) -> ScriptShape | None:
    if bulletin.script is None:
        return None
    return ScriptShape(
        title=bulletin.script.title,
        sha256=bulletin.script.sha256,
        words=bulletin.script.words,
        text_url=base + script_path(bulletin.id),
        segments=[_segment(each) for each in bulletin.script.segments],
    )


def _recording(recording: Recording, base: str) -> RecordingShape:
    return RecordingShape(
        format=recording.format,
        url=base + recording_path(recording),
        file_name=recording.file_name,
        media_type=recording.media_type,
        sha256=recording.sha256,
        size_bytes=recording.size_bytes,
        duration_s=round(recording.duration_s, 3),
        bit_rate=NOMINAL_BIT_RATE[recording.format],
        integrated_lufs=round(recording.loudness.integrated_lufs, 2),
        true_peak_dbtp=round(recording.loudness.true_peak_dbtp, 2),
        voices=list(recording.voices),
    )


def _segment(segment: Segment) -> SegmentShape:
    return SegmentShape(
        kind=segment.kind,
        sentences=list(segment.sentences),
        facts=[_fact(each) for each in segment.facts],
    )


def _fact(fact: Fact) -> FactShape:
    return FactShape(
        name=fact.name,
        words=fact.words,
        value=list(fact.value) if isinstance(fact.value, tuple) else fact.value,
        unit=fact.unit,
        period=_period(fact.period) if fact.period else None,
        formula=fact.formula,
        sources=[_source(each) for each in fact.sources],
    )


def _source(seen: Observation) -> SourceShape:
    return SourceShape(
        source=seen.source,
        url=seen.url,
        row=seen.row,
        payload_sha256=seen.payload_sha256,
        variable=seen.variable,
        value=seen.value,
        unit=seen.unit,
        period=_period(seen.period),
        preliminary=seen.preliminary,
        note=seen.note,
    )


def _period(period: Period) -> PeriodShape:
    return PeriodShape(start=period.start, end=period.end)
