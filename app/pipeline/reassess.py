"""A week assessed anew after an officer's entry or decision, from what was kept: no network."""

from __future__ import annotations

from app.domain.periods import Week
from app.pipeline.gather import gather_kept
from app.pipeline.newsroom import Newsroom
from app.pipeline.prepare import Prepared, prepare_from


def reassess(newsroom: Newsroom, week: Week) -> Prepared:
    """Return the drafts of a week from the payloads that are kept, with the newest decisions.

    What says the same as before stays as it is; a changed text is a new edition that waits for
    approval like any other.
    """
    return prepare_from(newsroom, week, gather_kept(newsroom))
