"""Builders of domain values for tests: say only what matters to the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.domain.bulletins import Bulletin, Fact, Script, Segment, Verdict
from app.domain.evidence import Observation, Phase, PhaseRecord
from app.domain.periods import Month, Period, Week, end_of_day
from app.domain.recordings import AudioFormat, Loudness, Recording

WEEK_48 = Week(2026, 48)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


def script(text: str = "Kitui is in the alert phase.", *, language: str = "en") -> Script:
    told = Fact(name="phase", value="alert", words="alert", sources=(rain(12.0),))
    return Script(
        language=language,
        title="Drought bulletin - Kitui",
        segments=(Segment(kind="headline", sentences=(text,), facts=(told,)),),
        pack_sha256="p" * 64,
        exercise=False,
    )


def draft(**changes: Any) -> Bulletin:
    made = Bulletin(
        id="",
        county="kitui",
        week=WEEK_48,
        language="en",
        edition=0,
        exercise=False,
        phase=Phase.ALERT,
        trend=None,
        inputs_sha256="i" * 64,
        script=script(),
        verdict=Verdict.HELD_APPROVAL,
        reason="Waits for a person to approve it.",
        created_at=NOW,
        valid_from=NOW,
        valid_until=end_of_day(WEEK_48.sunday),
    )
    return replace(made, **changes)


def rain(value: float, **changes: Any) -> Observation:
    made = Observation(
        county="kitui",
        period=FEBRUARY,
        variable="rain-3-month",
        value=value,
        unit="mm",
        source="test feed",
        payload_sha256="f" * 64,
        row="row 2",
    )
    return replace(made, **changes)


def phase_record(phase: Phase = Phase.ALERT, **changes: Any) -> PhaseRecord:
    made = PhaseRecord(
        county="kitui",
        observed_month=Month(2026, 10),
        published_month=None,
        phase=phase,
        trend=None,
        zone=None,
        source="NDMA record",
        source_kind="officer",
        url="https://ndma.example/bulletin",
        payload_sha256="",
        row="",
    )
    return replace(made, **changes)


def recording(**changes: Any) -> Recording:
    made = Recording(
        format=AudioFormat.MP3_128,
        sha256="a" * 64,
        size_bytes=1000,
        duration_s=60.0,
        loudness=Loudness(integrated_lufs=-16.0, true_peak_dbtp=-1.6),
        voices=("espeak/en-gb",),
        file_name="KTU_en_2026W48_drought_v1_valid-20261129.mp3",
    )
    return replace(made, **changes)
