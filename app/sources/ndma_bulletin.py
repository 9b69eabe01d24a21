"""NDMA's county bulletin: page 1 of its PDF, or the CSV template, as a form to be confirmed."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit

from app.domain.evidence import Payload
from app.domain.periods import Month
from app.domain.places import County
from app.errors import SourceFormatError
from app.sources.ndma_child import sheet_apart
from app.sources.ndma_csv import form_csv, read_csv_form, template_csv
from app.sources.ndma_doubts import problems
from app.sources.ndma_form import (
    PAGE_1,
    NdmaFigure,
    NdmaForm,
    NdmaZone,
    in_page_order,
    to_harvest,
)
from app.sources.ndma_labels import WORDS
from app.sources.ndma_page import PageRefused, Row, Sheet
from app.sources.ndma_phases import observed_month, published_month, read_phases
from app.sources.ndma_places import wrong_county
from app.sources.ndma_tables import LABEL, Read, lines, names_indicator, read_line

__all__ = [
    "NdmaFigure",
    "NdmaForm",
    "NdmaZone",
    "form_csv",
    "form_of",
    "problems",
    "read_csv_form",
    "read_pdf_form",
    "template_csv",
    "to_harvest",
]

MAX_BYTES = 20_000_000
MOST_UNREAD = 60
LONGEST_UNREAD = 300


def read_pdf_form(payload: Payload, *, county: County, month: Month | None) -> NdmaForm:
    """Return page 1 of a county bulletin as a form; what cannot be read stands in `unread`.

    Args:
        payload: The PDF.
        county: County that it is entered for.
        month: Month that it is entered for, or None to take the one in its title.

    Raises:
        SourceFormatError: It is no readable PDF, has no phase table, or is about another county
            or month; names the file, the reason and the remedy.
    """
    try:
        _refuse_unlike_pdf(payload.body)
        return form_of(sheet_apart(payload.body), county=county, month=month, url=payload.url)
    except PageRefused as refusal:
        _refuse(payload, refusal)


def form_of(sheet: Sheet, *, county: County, month: Month | None, url: str) -> NdmaForm:
    """Return what a page says as a form.

    Raises:
        PageRefused: It has no phase table, or is about another county or month.
    """
    if reason := wrong_county(sheet.text, county=county):
        raise PageRefused(reason)
    observed = _month(sheet.text, asked=month)
    published = published_month(sheet.text)
    phases = read_phases(sheet.rows, county=county)
    figures, words, unread = _indicators(sheet.rows)
    if published and published < observed:
        unread.append(f"published in {published}, before the month it describes")
        published = None
    return NdmaForm(
        county=county.slug,
        observed_month=observed,
        published_month=published,
        phase=phases.whole.phase,
        trend=phases.whole.trend,
        zones=phases.zones,
        figures=in_page_order(figures),
        words=tuple(sorted(words, key=lambda each: [name for name, _ in WORDS].index(each[0]))),
        url=url,
        source_kind=PAGE_1,
        unread=_bounded((*phases.unread, *unread)),
        row=phases.whole.row,
    )


def _bounded(unread: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines, bounded in number and length; what is left out is counted."""
    shown = tuple(each[:LONGEST_UNREAD] for each in unread[:MOST_UNREAD])
    more = len(unread) - len(shown)
    return (*shown, f"and {more} more lines") if more else shown


def _refuse(payload: Payload, refusal: PageRefused) -> NoReturn:
    file_name = urlsplit(payload.url).path.rpartition("/")[2] or payload.url
    raise SourceFormatError(payload.source, f"{file_name}, page 1: {refusal}") from refusal


def _refuse_unlike_pdf(body: bytes) -> None:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise PageRefused("is empty; download it again")
    if len(body) > MAX_BYTES:
        raise PageRefused(f"is larger than {MAX_BYTES:,} bytes; fill in the form")
    if start.startswith(b"<"):
        raise PageRefused("is a web page, not a PDF; open the address and download the PDF itself")
    if b"%PDF-" not in start:
        raise PageRefused("is not a PDF; choose the bulletin as NDMA published it")
    if b"%%EOF" not in body[-2048:]:
        raise PageRefused("was cut short: the end of the PDF is missing; download it again")


def _month(text: str, *, asked: Month | None) -> Month:
    found = observed_month(text)
    if found is None:
        raise PageRefused("names no month in its title ('Bulletin for April 2017'); fill the form")
    if asked and found != asked:
        raise PageRefused(f"is the bulletin for {found}, not for {asked}; choose the other file")
    return found


def _indicators(rows: tuple[Row, ...]) -> tuple[list[NdmaFigure], list[tuple[str, str]], list[str]]:
    """Return figures and classes, each once, and what could not be understood."""
    said: dict[str, list[Read]] = {}
    unread, seen = [], set()
    for line in lines(rows, kind=LABEL):
        seen.add(line.number)
        if read := read_line(line):
            unread += [read.fault] if read.fault else []
            name = read.figure.variable if read.figure else read.words[0] if read.words else ""
            said.setdefault(name, []).append(read)
    unread += _without_header(rows, seen)
    for name, reads in said.items():
        if name and any(each != reads[0] for each in reads):
            unread.append(f"{name} stands there twice with different figures: none was taken")
    once = [
        reads[0] for name, reads in said.items() if name and all(each == reads[0] for each in reads)
    ]
    figures = [each.figure for each in once if each.figure]
    return figures, [each.words for each in once if each.words], unread


def _without_header(rows: tuple[Row, ...], seen: set[int]) -> list[str]:
    """Return the rows that name an indicator, but stand below no header."""
    return [
        f"{row.text}: no header says which column is the value and which the normal range"
        for number, row in enumerate(rows, start=1)
        if number not in seen and len(row.cells) > 1 and names_indicator(row)
    ]
