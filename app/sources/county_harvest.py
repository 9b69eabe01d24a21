"""From county means to a harvest: the newest observations, and the whole history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.domain.evidence import Harvest, History, Observation, Payload
from app.domain.periods import Dekad, Period
from app.errors import SourceFormatError
from app.sources.county_means import CountyMeans, county_means
from app.sources.wfp_table import TableForm, read_units

# SPI-6 rests on eighteen dekads, and each must lead back to its rows.
NEWEST_DEKADS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A column of the table, and the variable it becomes.

    Attributes:
        dekads: How many dekads the figure covers, the row's own being the last.
    """

    column: str
    variable: str
    unit: str
    dekads: int = 1


def harvest(
    payload: Payload,
    *,
    form: TableForm,
    measures: tuple[Measure, ...],
    today: date,
    newest: Dekad | None,
) -> Harvest:
    """Return what a table says of every county in it.

    Args:
        payload: The table as fetched.
        form: What it must hold.
        measures: Its columns; the first one also becomes a history.
        today: The present day in Nairobi.
        newest: Last dekad to take observations from, or None for the newest one. Histories keep
            later dekads, so that a past week is judged against the same reference years.

    Raises:
        SourceFormatError: The table is not what was agreed, or has no observed dekad.
    """
    units = read_units(payload, form=form, today=today)
    if units.empty:
        raise SourceFormatError(payload.source, "holds forecasts only, no observed dekad")
    means = county_means(units, columns=tuple(each.column for each in measures))
    last = int(units["dekad"].max()) if newest is None else newest.ordinal
    observations = tuple(_observations(means, payload=payload, measures=measures, last=last))
    if not observations:
        began = Dekad.from_ordinal(means.first)
        raise SourceFormatError(
            payload.source, f"has no whole county up to {newest}; the table begins with {began}"
        )
    return Harvest(
        source=payload.source,
        payloads=(payload,),
        observations=observations,
        histories=tuple(_histories(means, payload=payload, measure=measures[0])),
    )


def _observations(
    means: CountyMeans, *, payload: Payload, measures: tuple[Measure, ...], last: int
) -> Iterator[Observation]:
    """Yield each county's newest dekads, oldest first."""
    observed = means.values[measures[0].column][:, : max(last - means.first + 1, 0)]
    width = means.preliminary.shape[1]
    for line, slug in enumerate(means.slugs):
        for column in np.flatnonzero(np.isfinite(observed[line]))[-NEWEST_DEKADS:].tolist():
            dekad = Dekad.from_ordinal(means.first + column)
            row = _locator(means.rows.loc[[line * width + column]].tolist())
            for measure in measures:
                value = float(means.values[measure.column][line, column])
                if np.isfinite(value):
                    yield Observation(
                        county=slug,
                        period=ending_with(dekad, dekads=measure.dekads),
                        variable=measure.variable,
                        value=value,
                        unit=measure.unit,
                        source=payload.source,
                        payload_sha256=payload.sha256,
                        row=row,
                        url=payload.url,
                        preliminary=bool(means.preliminary[line, column]),
                    )


def _histories(means: CountyMeans, *, payload: Payload, measure: Measure) -> Iterator[History]:
    """Yield each county's whole series, from its first to its last figure."""
    for line, slug in enumerate(means.slugs):
        series = means.values[measure.column][line]
        given = np.flatnonzero(np.isfinite(series))
        if given.size:
            values = series[given[0] : given[-1] + 1].tolist()
            yield History(
                county=slug,
                variable=measure.variable,
                unit=measure.unit,
                source=payload.source,
                payload_sha256=payload.sha256,
                first=Dekad.from_ordinal(means.first + int(given[0])),
                values=tuple(None if value != value else value for value in values),
            )


def ending_with(dekad: Dekad, *, dekads: int) -> Period:
    """Return the days of some dekads of which this one is the last.

    >>> str(ending_with(Dekad(2017, 4, 3), dekads=9))
    '2017-02-01/2017-04-30'
    """
    first = Dekad.from_ordinal(dekad.ordinal - dekads + 1)
    return Period(first.period.start, dekad.period.end)


def _locator(rows: list[int]) -> str:
    """Return lines of a file as a person says them."""
    numbers = ", ".join(str(row) for row in sorted(rows))
    return f"row {numbers}" if len(rows) == 1 else f"rows {numbers}"
