"""What the page of the advice library shows of each line, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.advice import AdviceWords, LineState, Offer, Season, Sector
from app.domain.advice_entry import ANY
from app.domain.content import Stage
from app.domain.geography import livelihood_zones
from app.domain.people import Officer, Right
from app.domain.places import County

STATES = {
    LineState.OFFERED: "Waits to be accepted",
    LineState.ACCEPTED: "Accepted",
    LineState.DECLINED: "Declined",
    LineState.RETIRED: "Retired",
}
STAGES = {
    Stage.DRAFT: "not reviewed",
    Stage.REVIEWED: "reviewed, not approved",
    Stage.APPROVED: "approved",
    Stage.RETIRED: "retired",
}
OVER = "Over"
SECTOR_WORDS = {
    Sector.LIVESTOCK: "Livestock",
    Sector.CROPS: "Crops",
    Sector.PLANTING: "Planting",
    Sector.WATER: "Water",
    Sector.HEALTH: "Health",
    Sector.MARKETS: "Markets",
    Sector.PEACE: "Peace",
    Sector.HELP: "Relief",
}
SEASON_WORDS: Mapping[str, str] = {
    Season.MAM: "long rains",
    Season.OND: "short rains",
    Season.DRY: "dry season",
}
# As a form offers them: any, each by itself, and both rains.
SEASON_CHOICES: Mapping[str, str] = {
    ANY: "any season",
    **SEASON_WORDS,
    f"{Season.MAM} {Season.OND}": "both rains",
}
WAITING, STANDING, CLOSED = "waiting", "standing", "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRow:
    """A line's words in one language.

    Attributes:
        stage: How far they have come, in words.
        approved: Whether they may go on air.
        agreeing: Whether whoever looks could say yes to them.
    """

    language: str
    words: AdviceWords
    stage: str
    approved: bool
    agreeing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line as the page shows it.

    Attributes:
        group: Where it stands on the page.
        state: Where it stands, in words.
        deciding: Whether whoever looks may decide about it.
        own: Whether whoever looks entered it, so that another must accept it.
        writing: Whether whoever looks may write words for it.
    """

    offer: Offer
    group: str
    state: str
    words: tuple[WordsRow, ...]
    deciding: bool
    own: bool
    writing: bool


def library_row(
    offer: Offer, stages: Mapping[str, Stage], *, visitor: Officer | None, today: date
) -> LineRow:
    """Return a line of the library, as an officer sees it.

    Args:
        offer: The line.
        stages: How far its words have come, by language.
        visitor: Whoever looks; None: somebody who is not signed in.
        today: The day in Nairobi.
    """
    open_still = offer.state in (LineState.OFFERED, LineState.ACCEPTED)
    over = offer.is_over(today)
    group = STANDING if offer.state is LineState.ACCEPTED else WAITING
    return LineRow(
        offer=offer,
        group=group if open_still and not over else CLOSED,
        state=OVER if over and open_still else STATES[offer.state],
        words=tuple(
            _words(offer, code, stages[code], visitor=visitor) for code in sorted(offer.words)
        ),
        deciding=bool(visitor and visitor.may(Right.SIGN)) and open_still,
        own=bool(visitor and visitor.name == offer.offered_by),
        writing=bool(visitor and visitor.may(Right.ENTER_EVIDENCE)) and open_still,
    )


def _words(offer: Offer, code: str, stage: Stage, *, visitor: Officer | None) -> WordsRow:
    words = offer.words[code]
    open_still = offer.state is LineState.ACCEPTED and stage in (Stage.DRAFT, Stage.REVIEWED)
    return WordsRow(
        language=code,
        words=words,
        stage=STAGES[stage],
        approved=stage is Stage.APPROVED,
        agreeing=open_still and _may_agree(visitor, words, code, stage),
    )


def _may_agree(visitor: Officer | None, words: AdviceWords, code: str, stage: Stage) -> bool:
    if visitor is None or visitor.name == words.edited_by or not visitor.covers(language=code):
        return False
    wanted = (Right.SIGN,) if stage is Stage.REVIEWED else (Right.REVIEW_WORDS, Right.REVIEW_FACTS)
    return any(visitor.may(right) for right in wanted)


def zone_names(counties: Sequence[County]) -> list[str]:
    """Return the livelihood zones of the counties, each once."""
    names = [zone.name for each in counties for zone in livelihood_zones(each.slug)]
    return list(dict.fromkeys(names))
