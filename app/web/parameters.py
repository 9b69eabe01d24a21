"""Parameters that several routes take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator

from app.domain.periods import Week


def _a_week(text: str) -> str:
    return str(Week.parse(text))


CountySlug = Annotated[str, Path(description="County.", examples=["kitui"])]
LanguageCode = Annotated[str, Path(description="Language code.", examples=["sw"])]
IsoWeek = Annotated[
    str | None,
    Query(
        description="ISO week, such as `2026-W48`.",
        pattern=r"^[12][0-9]{3}-?W(0[1-9]|[1-4][0-9]|5[0-3])$",
    ),
    AfterValidator(_a_week),
]
