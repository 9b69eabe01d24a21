"""The CSV template of NDMA's bulletin, for officers who fill in the form in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TypedDict

from app.domain.evidence import Payload, Phase
from app.domain.periods import NAIROBI, Month
from app.domain.places import counties, county_named
from app.sources.ndma_cells import plain_number, read_phase, read_range, read_value
from app.sources.ndma_csv_rows import COLUMNS, CsvRow, read_rows, refuse
from app.sources.ndma_form import (
    BY_HAND,
    NdmaFigure,
    NdmaForm,
    NdmaZone,
    fault_of_month,
    in_page_order,
)
from app.sources.ndma_indicators import INDICATORS, indicator_of
from app.sources.ndma_labels import WORDS
from app.sources.ndma_phases import phase_word, trend_word

HEAD = ("county", "observed_month", "published_month", "source_url")


class _Head(TypedDict):
    county: str
    observed_month: Month
    published_month: Month | None
    url: str


def template_csv() -> str:
    """Return an empty template: one row for each thing to fill in, examples in comments.

    >>> template_csv().splitlines()[-1]
    'end,,,,,'
    """
    said = [
        "# NDMA county bulletin. Fill in the column value; copy the normal range as printed.",
        "# Columns: kind; name; value; unit (leave as it is); normal_range (such as >35, <8.0,",
        "# 5-6 or N/A); trend (Improving, Stable or Worsening, in rows of kind phase).",
        "# Delete rows of which the page says nothing. Keep the last row: it shows that the file",
        "# is whole. Months are written 2017-04. Examples:",
        "# bulletin,county,Kitui,,,",
        "# phase,county,Alarm,,,Improving",
        "# phase,marginal mixed farming,Alarm,,,Improving",
        "# figure,terms-of-trade,57,kg/goat,>83,",
        "# words,vegetation-condition,Poor,,,",
    ]
    rows = [("bulletin", name, "", "", "", "") for name in HEAD]
    rows += [("phase", "county", "", "", "", "")]
    rows += [("figure", each.variable, "", each.unit, "", "") for each in INDICATORS]
    rows += [("words", name, "", "", "", "") for name, _ in WORDS]
    return "\n".join([*said, ""]) + _table(rows)


def form_csv(form: NdmaForm) -> str:
    """Return a form as a filled-in template; what was unread is left out."""
    head = (form.county, form.observed_month, form.published_month or "", form.url)
    rows = [
        ("bulletin", name, str(value), "", "", "") for name, value in zip(HEAD, head, strict=True)
    ]
    whole = ("phase", "county", phase_word(form.phase), "", "", trend_word(form.trend))
    rows += [whole]
    rows += [
        ("phase", each.zone, phase_word(each.phase), "", "", trend_word(each.trend))
        for each in form.zones
    ]
    rows += [
        ("figure", each.variable, plain_number(each.value), each.unit, each.understood_range, "")
        for each in form.figures
    ]
    rows += [("words", name, value, "", "", "") for name, value in form.words]
    return _table(rows)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows, ("end", "", "", "", "", "")])
    return text.getvalue()


def read_csv_form(payload: Payload) -> NdmaForm:
    """Return a filled-in template as a form.

    Args:
        payload: The file, in UTF-8, with or without a byte order mark.

    Raises:
        SourceFormatError: Something in it is wrong; names the file, the row and the remedy.
    """
    rows = read_rows(payload)
    whole, zones = _phases(rows)
    head = _head(rows, payload=payload)
    return NdmaForm(
        **head,
        phase=whole.phase,
        trend=whole.trend,
        zones=zones,
        figures=in_page_order([_figure(each) for each in rows if each.kind == "figure"]),
        words=tuple(_words(each) for each in rows if each.kind == "words"),
        source_kind=BY_HAND,
        row=whole.row,
    )


def _head(rows: tuple[CsvRow, ...], *, payload: Payload) -> _Head:
    """Return the rows of kind bulletin as fields of the form."""
    given = {each.name: each for each in rows if each.kind == "bulletin"}
    for name, row in given.items():
        if name not in HEAD:
            row.refuse(f"name '{name}' is none of {', '.join(HEAD)}")
    for name in HEAD[:2]:
        if name not in given or not given[name].value:
            refuse(payload, f"the row bulletin,{name} is missing or empty; take a new template")
    county = given["county"]
    known = counties().get(county.value) or county_named(county.value)
    if known is None:
        county.refuse(f"'{county.value}' is no county of Kenya")
    observed = _month(given["observed_month"])
    published = given.get("published_month")
    month = _month(published) if published and published.value else None
    if published and month and month < observed:
        published.refuse(f"{month} lies before the observed month {observed}; correct one of them")
    url = given["source_url"].value if "source_url" in given else ""
    return _Head(county=known.slug, observed_month=observed, published_month=month, url=url)


def _month(row: CsvRow) -> Month:
    try:
        month = Month.parse(row.value)
    except ValueError as fault:
        row.refuse(str(fault), cause=fault)
    if reason := fault_of_month(month, today=row.payload.fetched_at.astimezone(NAIROBI).date()):
        row.refuse(reason)
    return month


def _phases(rows: tuple[CsvRow, ...]) -> tuple[NdmaZone, tuple[NdmaZone, ...]]:
    """Return the county's phase, and those of the zones."""
    found = {each.name: _phase(each) for each in rows if each.kind == "phase"}
    if "county" not in found:
        rows[-1].refuse("no row phase,county stands above; NDMA's phase of the county is needed")
    return found["county"], tuple(zone for name, zone in found.items() if name != "county")


def _phase(row: CsvRow) -> NdmaZone:
    phase, trend = read_phase(row.value)
    if phase is None or trend:
        names = ", ".join(phase_word(each) for each in Phase)
        row.refuse(f"'{row.value}' is no phase; write one of {names}")
    other_phase, trend = read_phase(row.trend)
    if row.trend and (trend is None or other_phase):
        row.refuse(f"'{row.trend}' is no trend; write Improving, Stable or Worsening")
    return NdmaZone(zone=row.name, phase=phase, trend=trend, row=row.place)


def _figure(row: CsvRow) -> NdmaFigure:
    known = indicator_of(row.name)
    if known is None:
        names = ", ".join(each.variable for each in INDICATORS)
        row.refuse(f"'{row.name}' is no known variable; write one of {names}")
    if row.unit != known.unit:
        row.refuse(f"unit of {row.name} is '{row.unit}'; it must be '{known.unit}'")
    try:
        value = read_value(row.value, indicator=known)
        low, high = read_range(row.normal_range, indicator=known)
    except ValueError as fault:
        row.refuse(f"{fault}; delete the row if the page does not give it", cause=fault)
    return NdmaFigure(
        variable=row.name,
        value=value,
        unit=known.unit,
        normal_low=low,
        normal_high=high,
        printed_range=row.normal_range,
        row=row.place,
    )


def _words(row: CsvRow) -> tuple[str, str]:
    names = [name for name, _ in WORDS]
    if row.name not in names:
        row.refuse(f"'{row.name}' is no known class; write one of {', '.join(names)}")
    if not row.value:
        row.refuse(f"{row.name} is empty; delete the row if the page does not give it")
    return row.name, row.value
