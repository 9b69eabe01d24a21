"""One script of a week: composed here from the folder's texts, in a child from officers' texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.bulletins import Fact, Script
from app.domain.evidence import Assessment
from app.domain.places import County
from app.pipeline.newsroom import Newsroom
from app.writing.compose import compose
from app.writing.language_pack import LanguagePack
from app.writing.rendering import ComposeOrder, PackSource, render_safely


def compose_script(
    newsroom: Newsroom,
    assessment: Assessment,
    pack: LanguagePack,
    *,
    county: County,
    exercise: bool,
    next_issue: date,
    extra: Mapping[str, Fact],
    before: Assessment | None = None,
    without: frozenset[str] = frozenset(),
) -> Script:
    """Return what `compose` returns, or raises, where the pack's texts can do no harm.

    Raises:
        LanguageError: The language cannot say it, or an officer's text went too far.
    """
    if not pack.overlay:
        return compose(
            assessment,
            pack,
            county=county,
            exercise=exercise,
            next_issue=next_issue,
            extra=extra,
            before=before,
            without=without,
        )
    order = ComposeOrder(
        source=PackSource.of(newsroom.languages / pack.code, pack.overlay),
        pack_sha256=pack.sha256,
        assessment=assessment,
        county=county,
        exercise=exercise,
        next_issue=next_issue,
        extra=dict(extra),
        before=before,
        without=without,
    )
    return render_safely(newsroom.child, order)
