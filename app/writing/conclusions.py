"""What follows from the figures of a bulletin, so that fixed sentences rest on figures too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from app.domain.bulletins import Fact
from app.domain.periods import whole_days

WELL_BELOW_USUAL_PERCENT = 60
NEAR_USUAL_PERCENT = 90
# What follows from older figures may no longer hold: pans have dried or filled since.
CONCLUSIVE_DAYS = 45
FROM_SATELLITE = ("rain_3_month", "rain_1_month", "greenness", "pasture")


def conclusion(name: str, base: Fact, why: str) -> Fact:
    """Return a flag that rests on a figure."""
    return Fact(name=name, value=True, period=base.period, formula=why, sources=base.sources)


def conclusions(known: Mapping[str, Fact], as_of: date) -> Iterator[Fact]:
    """Yield what follows from the figures, so that fixed sentences rest on them too."""
    base = next((known[name] for name in FROM_SATELLITE if name in known), None)
    if base:
        yield conclusion("satellite_figures", base, "rain or vegetation is measured from space")
    recent = {
        name: fact
        for name, fact in known.items()
        if fact.period and whole_days(fact.period.end, as_of) <= CONCLUSIVE_DAYS
    }
    yield from _of_rain(recent)
    yield from _of_plants(recent)


def _of_rain(known: Mapping[str, Fact]) -> Iterator[Fact]:
    rain = known.get("rain_3_month")
    latest = known.get("rain_1_month", rain)
    # Good rain in the last month fills pans again, so what failed before is no longer said.
    if rain and latest and _failed(rain) and _percent(latest) < NEAR_USUAL_PERCENT:
        yield conclusion("rain_failed", rain, f"at most {WELL_BELOW_USUAL_PERCENT} % of usual")
    if rain and _percent(rain) >= NEAR_USUAL_PERCENT:
        yield conclusion("rain_helped", rain, f"at least {NEAR_USUAL_PERCENT} % of usual")


def _of_plants(known: Mapping[str, Fact]) -> Iterator[Fact]:
    pasture, greenness = known.get("pasture"), known.get("greenness")
    if pasture and str(pasture.value).endswith("-deficit"):
        yield conclusion("pasture_not_back", pasture, "the class is a deficit")
    if greenness and _percent(greenness) < NEAR_USUAL_PERCENT:
        yield conclusion("pasture_not_back", greenness, f"below {NEAR_USUAL_PERCENT} % of usual")


def _failed(rain: Fact) -> bool:
    return _percent(rain) <= WELL_BELOW_USUAL_PERCENT


def _percent(fact: Fact) -> float:
    return float(fact.value) if isinstance(fact.value, int | float) else float("nan")
