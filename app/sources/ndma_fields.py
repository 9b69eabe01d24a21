"""NDMA's form as the named fields of a web form, and those fields as the form again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.places import County, counties
from app.sources.ndma_cells import plain_number
from app.sources.ndma_doubts import doubts
from app.sources.ndma_form import BY_HAND, NdmaFigure, NdmaForm
from app.sources.ndma_phases import phase_word, trend_word
from app.sources.ndma_posted import (
    CLASS,
    FIGURE,
    MOST_ZONES,
    RANGE,
    TITLES,
    Posted,
    is_web_address,
    zone_fields,
)

__all__ = ["TITLES", "FieldsRead", "fields_of", "read_fields"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsRead:
    """What posted fields amount to.

    Attributes:
        form: The form, or None while a field is wrong.
        problems: For each field that is wrong, its name for people and what to do.
        doubts: For each field that may be right, but should be compared with the page, why.
    """

    form: NdmaForm | None
    problems: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def fields_of(form: NdmaForm) -> dict[str, str]:
    """Return a form as field texts, to fill in a web form beforehand; every field is there.

    A normal range that was not understood, and an address that is no web address, are left empty.
    """
    said = dict.fromkeys(TITLES, "")
    said["county"] = counties()[form.county].name
    said["observed_month"] = str(form.observed_month)
    said["published_month"] = str(form.published_month or "")
    said["source_url"] = form.url if is_web_address(form.url) else ""
    said["phase"], said["trend"] = phase_word(form.phase), trend_word(form.trend)
    for number, each in enumerate(form.zones[:MOST_ZONES], start=1):
        texts = (each.zone, phase_word(each.phase), trend_word(each.trend))
        said |= dict(zip(zone_fields(number), texts, strict=True))
    for figure in form.figures:
        said[f"{FIGURE}{figure.variable}"] = plain_number(figure.value)
        said[f"{RANGE}{figure.variable}"] = figure.understood_range
    return said | {f"{CLASS}{name}": words for name, words in form.words}


def read_fields(
    fields: Mapping[str, str], *, county: County, today: date, page: NdmaForm | None = None
) -> FieldsRead:
    """Return what posted fields amount to; nothing is guessed from a field that is wrong.

    Args:
        fields: Texts by field name, as posted; what belongs to no part of the form is left out.
        county: The county that the officer enters the bulletin for.
        today: The present day in Nairobi.
        page: The form as it was read from the PDF, or None. What the officer left as it stood on
            the page keeps its row there; the rest counts as entered by hand.
    """
    posted = Posted(fields=fields)
    posted.refuse_strange()
    posted.refuse_other_county(county)
    observed, published = posted.months(today)
    phase, trend = posted.phase("phase"), posted.trend("trend")
    zones, figures = tuple(posted.zones(county)), tuple(posted.figures())
    words, url = tuple(posted.words()), posted.web_address()
    if posted.problems or observed is None or phase is None:
        return FieldsRead(form=None, problems=posted.problems)
    form = NdmaForm(
        county=county.slug,
        observed_month=observed,
        published_month=published,
        phase=phase,
        trend=trend,
        zones=zones,
        figures=figures,
        words=words,
        url=url,
    )
    return FieldsRead(form=_with_rows(form, page=page), doubts=_doubts(form))


def _doubts(form: NdmaForm) -> dict[str, str]:
    """Return what is doubtful, by the field of the figure."""
    found: dict[str, list[str]] = {}
    for variable, doubt in doubts(form):
        found.setdefault(f"{FIGURE}{variable}", []).append(doubt)
    return {name: "; ".join(several) for name, several in found.items()}


def _with_rows(form: NdmaForm, *, page: NdmaForm | None) -> NdmaForm:
    """Return the form with the rows of what stands on the page as the officer confirmed it."""
    if page is None or (page.county, page.observed_month) != (form.county, form.observed_month):
        return form
    rows = {_said(each): each for each in page.figures}
    zone_rows = {each: each.row for each in page.zones}
    untouched = (form.phase, form.trend, form.zones) == (page.phase, page.trend, page.zones)
    return replace(
        form,
        figures=tuple(
            replace(each, row=rows[_said(each)].row) if _said(each) in rows else each
            for each in form.figures
        ),
        zones=tuple(replace(each, row=zone_rows.get(each, "")) for each in form.zones),
        row=page.row if (form.phase, form.trend) == (page.phase, page.trend) else "",
        source_kind=page.source_kind if untouched else BY_HAND,
    )


def _said(figure: NdmaFigure) -> tuple[str, float, float | None, float | None]:
    return figure.variable, figure.value, figure.normal_low, figure.normal_high
