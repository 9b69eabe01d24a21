"""The advice library: lines that NDMA or a partner offers, and how each becomes fit to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from app.domain.evidence import Phase
from app.domain.geography import livelihood_zone_named
from app.domain.people import Officer, Right
from app.domain.periods import NAIROBI
from app.errors import ApprovalError

PLACES = (1, 2, 3)


class Season(StrEnum):
    """A season of the farming year in eastern Kenya."""

    MAM = "MAM"
    OND = "OND"
    DRY = "dry"


class Sector(StrEnum):
    """Whose subject an advice is; `planting` is never said out of season."""

    LIVESTOCK = "livestock"
    CROPS = "crops"
    PLANTING = "planting"
    WATER = "water"
    HEALTH = "health"
    MARKETS = "markets"
    PEACE = "peace"
    HELP = "help"


class LineState(StrEnum):
    """How far a line has come; whether it has expired is told by its days."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceWords:
    """A line's words in one language.

    Attributes:
        text: What to do, without its full stop.
        short: The same in a few words, for the close.
        edited_by: Officer who wrote or copied them.
    """

    text: str
    short: str
    edited_by: str

    @property
    def sha256(self) -> str:
        """Hash of the words; what a reviewer says yes to."""
        return sha256(f"{self.text}\n{self.short}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLine:
    """One line of the library; only its words, and where it stands, ever change.

    Attributes:
        key: Short name, such as `hay-2026`.
        place: Which of the three actions it is said as, 1 to 3.
        seasons: Seasons that it is right in.
        zones: Livelihood zones that it is for; none: all.
        contributor: Who offered it: NDMA, the Red Cross, a ministry, a county department, KMD.
        source: Who says so.
        document: Where that can be read: an address, or a document's name.
        dated: Day of the document.
        valid_from: First day that it may be said.
        valid_until: Last day that it may be said.
    """

    key: str
    phase: Phase
    place: int
    sector: Sector
    seasons: frozenset[Season]
    zones: tuple[str, ...]
    contributor: str
    source: str
    document: str
    dated: date
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A line with its words, and where it stands.

    Attributes:
        words: By language.
        offered_by: Officer who entered it.
        decided_by: Officer who accepted, declined or retired it last; or empty.
        reason: Why it was declined or retired; or empty.
    """

    line: AdviceLine
    words: Mapping[str, AdviceWords]
    offered_by: str
    offered_at: datetime
    state: LineState = LineState.OFFERED
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""

    def is_over(self, day: date) -> bool:
        """Tell whether it has expired."""
        return self.line.valid_until < day

    def holds(self, first: date, last: date) -> bool:
        """Tell whether it was accepted, and may be said from a first to a last day."""
        within = self.line.valid_from <= first and last <= self.line.valid_until
        return self.state is LineState.ACCEPTED and within


def decided(
    offer: Offer, state: LineState, *, officer: Officer, at: datetime, reason: str = ""
) -> Offer:
    """Return an offer as an officer decided about it.

    Raises:
        ApprovalError: It is not this officer's to decide, or it stands so that it cannot be.
    """
    key, name = offer.line.key, officer.name
    if not officer.may(Right.SIGN):
        raise ApprovalError(f"{name} is {officer.role}; an approver or admin decides about advice.")
    wanted = LineState.ACCEPTED if state is LineState.RETIRED else LineState.OFFERED
    if state is LineState.OFFERED or offer.state is not wanted:
        raise ApprovalError(f"Advice '{key}' is {offer.state}; it cannot become {state}.")
    if state is LineState.ACCEPTED and name == offer.offered_by:
        raise ApprovalError(f"{name} entered advice '{key}'; somebody else must accept it.")
    if state is LineState.ACCEPTED and offer.is_over(at.astimezone(NAIROBI).date()):
        raise ApprovalError(f"Advice '{key}' is over; offer it anew with later days.")
    if state is not LineState.ACCEPTED and not reason.strip():
        raise ApprovalError(f"Say why advice '{key}' is {state}.")
    return replace(offer, state=state, decided_by=name, decided_at=at, reason=reason.strip())


def fits(line: AdviceLine, *, phase: Phase, season: Season, county: str) -> bool:
    """Tell whether a line is for a phase, a season, and a zone that the county has.

    Planting is never advised in the dry season, whatever a line says of itself.
    """
    closed = line.sector is Sector.PLANTING and season is Season.DRY
    here = not line.zones or any(livelihood_zone_named(each, county=county) for each in line.zones)
    return line.phase is phase and season in line.seasons and here and not closed
