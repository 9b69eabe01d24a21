"""The estimate of the phase against NDMA's own, county-month by county-month, beside one line."""

from functools import cache
from typing import NamedTuple

from app.domain.evidence import Estimate, Phase
from app.domain.phases import severity
from app.domain.places import county_named
from app.indicators.phase import estimate_phase, phase_before
from tests.validation.phase_evidence import indicators
from tests.validation.phase_records import harvests, last_day, phase_records

DEFICIT = 35


class Judged(NamedTuple):
    """One county-month: what NDMA declared, what the estimate and the one-line rule say."""

    county: str
    month: str
    declared: Phase
    previous: Phase | None
    figures: dict
    estimate: Estimate
    rule: Phase

    @property
    def agrees(self):
        return self.estimate.phase is self.declared

    @property
    def rule_agrees(self):
        return self.rule is self.declared


def one_line_rule(figures):
    """Return Alert when VCI-3M is below 35 %, else Normal."""
    return Phase.ALERT if figures["VCI-3M"] < DEFICIT else Phase.NORMAL


@cache
def judged():
    """Return the 38 county-months."""
    return tuple(_judged(county, month) for county, month in harvests())


def _judged(county, month):
    harvest = harvests()[county, month]
    measured = indicators(county, month)
    figures = {each.name: each.value for each in measured}
    previous = phase_before(phase_records(), county=county_named(county), as_of=last_day(month))
    return Judged(
        county=county,
        month=month,
        declared=harvest.phases[0].phase,
        previous=previous,
        figures=figures,
        estimate=estimate_phase(measured, harvest.observations, previous=previous),
        rule=one_line_rule(figures),
    )


def mean_severity_error(months, *, way):
    """Return the mean distance to NDMA's phase in steps of severity; Alert to Alarm is one."""
    steps = [abs(severity(way(each)) - severity(each.declared)) for each in months]
    return sum(steps) / len(steps)


def _percent(figures, name):
    return f"{figures[name]:g}" if name in figures else "–"


def printed_table():
    """Return the table as Markdown."""
    lines = [
        "| county | month | VCI-3M % | rain, 1 / 3 months, % | NDMA before | NDMA | estimate "
        "| one line |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in judged():
        rain = " / ".join(_percent(each.figures, f"rain-{span}-month-percent") for span in (1, 3))
        lines.append(
            f"| {each.county} | {each.month} | {_percent(each.figures, 'VCI-3M')} | {rain} "
            f"| {each.previous or '–'} | {each.declared} "
            f"| {_marked(each.estimate.phase, each.declared)} "
            f"| {_marked(each.rule, each.declared)} |"
        )
    return "\n".join(lines)


def _marked(phase, declared):
    return str(phase) if phase is declared else f"**{phase}**"


def printed_misses():
    """Return each miss with the estimate's own reasons."""
    lines = []
    for each in judged():
        if not each.agrees:
            lines.append(
                f"- {each.county}, {each.month}: NDMA {each.declared}, "
                f"estimate {each.estimate.phase}."
            )
            lines += [f"  - {reason}" for reason in each.estimate.reasons]
    return "\n".join(lines)
