"""How domain values become rows and JSON columns, and come back as the same types."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from app.domain.bulletins import Bulletin, Script, Verdict
from app.domain.evidence import Assessment, NdmaRecord, Phase, Trend
from app.domain.periods import Week
from app.domain.recordings import AudioFormat, Loudness, Recording

_SCRIPT = TypeAdapter(Script)
_ASSESSMENT = TypeAdapter(Assessment)
_NDMA_RECORD = TypeAdapter(NdmaRecord)


def script_to_json(script: Script) -> object:
    """Return a script as plain JSON values."""
    return _SCRIPT.dump_python(script, mode="json")


def script_from_json(body: object) -> Script:
    """Return the script that was written by `script_to_json`."""
    return _SCRIPT.validate_python(body)


def assessment_to_json(assessment: Assessment) -> object:
    """Return an assessment as plain JSON values."""
    return _ASSESSMENT.dump_python(assessment, mode="json")


def assessment_from_json(body: object) -> Assessment:
    """Return the assessment that was written by `assessment_to_json`."""
    return _ASSESSMENT.validate_python(body)


def ndma_record_to_json(record: NdmaRecord) -> object:
    """Return an NDMA record as plain JSON values."""
    return _NDMA_RECORD.dump_python(record, mode="json")


def ndma_record_from_json(body: object) -> NdmaRecord:
    """Return the NDMA record that was written by `ndma_record_to_json`."""
    return _NDMA_RECORD.validate_python(body)


def bulletin_from_row(row: Row[Any]) -> Bulletin:
    """Return the bulletin in a row; its sign-offs are asked for apart."""
    return Bulletin(
        id=row.id,
        county=row.county,
        week=Week.parse(row.week),
        language=row.language,
        edition=row.edition,
        exercise=row.exercise,
        phase=Phase(row.phase) if row.phase else None,
        trend=Trend(row.trend) if row.trend else None,
        inputs_sha256=row.inputs_sha256,
        script=script_from_json(row.script) if row.script else None,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        created_at=row.created_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        released_at=row.released_at,
        edited_by=row.edited_by,
    )


def bulletin_to_row(kept: Bulletin) -> dict[str, Any]:
    """Return the columns of a bulletin."""
    return {
        "id": kept.id,
        "county": kept.county,
        "week": str(kept.week),
        "language": kept.language,
        "edition": kept.edition,
        "exercise": kept.exercise,
        "phase": kept.phase,
        "trend": kept.trend,
        "inputs_sha256": kept.inputs_sha256,
        "script": script_to_json(kept.script) if kept.script else None,
        "verdict": kept.verdict,
        "reason": kept.reason,
        "created_at": kept.created_at,
        "valid_from": kept.valid_from,
        "valid_until": kept.valid_until,
        "released_at": kept.released_at,
        "edited_by": kept.edited_by,
    }


def recording_from_row(row: Row[Any]) -> Recording:
    """Return the recording in a row."""
    return Recording(
        format=AudioFormat(row.format),
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        duration_s=row.duration_s,
        loudness=Loudness(integrated_lufs=row.integrated_lufs, true_peak_dbtp=row.true_peak_dbtp),
        voices=tuple(row.voices),
        file_name=row.file_name,
    )


def recording_to_row(name: str, kept: Recording) -> dict[str, Any]:
    """Return the columns of a recording of the bulletin with this id."""
    return {
        "bulletin": name,
        "format": kept.format,
        "sha256": kept.sha256,
        "size_bytes": kept.size_bytes,
        "duration_s": kept.duration_s,
        "integrated_lufs": kept.loudness.integrated_lufs,
        "true_peak_dbtp": kept.loudness.true_peak_dbtp,
        "voices": list(kept.voices),
        "file_name": kept.file_name,
    }
