"""What vegetation is expected to be in some weeks: a figure with its band."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookLead:
    """VCI-3M at one lead.

    Attributes:
        lead_weeks: How far ahead.
        on: The day it is foreseen for.
        point: Best estimate, in %.
        low: Lower end of the 80 % band, in %.
        high: Upper end of the 80 % band, in %.
        classified: NDMA's class of the best estimate; empty when the band spans three classes,
            so that no class may be said.
    """

    lead_weeks: int
    on: date
    point: float
    low: float
    high: float
    classified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VegetationOutlook:
    """The outlook of a county; Tangazo's own, never NDMA's.

    Attributes:
        since: Day of the newest vegetation figure that it rests on, or None.
        leads: One for each lead, shortest first; empty when nothing is foreseen.
        silent: Why nothing is foreseen, or empty.
        source: Where the vegetation figures come from.
    """

    since: date | None = None
    leads: tuple[OutlookLead, ...] = ()
    silent: str = ""
    source: str = ""
