"""The texts that an officer posted with NDMA's web form, read field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month
from app.domain.places import County, counties, county_named
from app.sources.ndma_cells import read_phase, read_range, read_value
from app.sources.ndma_csv_rows import fault_of_cell
from app.sources.ndma_form import NdmaFigure, NdmaZone, fault_of_month
from app.sources.ndma_indicators import INDICATORS, Indicator
from app.sources.ndma_labels import WORDS
from app.sources.ndma_page import PageRefused
from app.sources.ndma_phases import MAX_ZONE, names_whole_county, phase_word
from app.sources.ndma_tables import MAX_WORDS

MOST_ZONES = 8
FIGURE, RANGE, CLASS, ZONE = "figure-", "range-", "words-", "zone-"
_HEAD = {
    "county": "County",
    "observed_month": "Month observed",
    "published_month": "Month published",
    "source_url": "Address of the bulletin",
    "phase": "Phase of the county",
    "trend": "Trend of the county",
}


def _titles() -> Iterator[tuple[str, str]]:
    yield from _HEAD.items()
    for number in range(1, MOST_ZONES + 1):
        for part in ("name", "phase", "trend"):
            yield f"{ZONE}{number}-{part}", f"Livelihood zone {number}, {part}"
    for each in INDICATORS:
        yield f"{FIGURE}{each.variable}", each.title
        yield f"{RANGE}{each.variable}", f"{each.title}, normal range"
    for name, _ in WORDS:
        yield f"{CLASS}{name}", name.replace("-", " ").capitalize()


# Every field of the form, in the order of the page, with its name for people.
TITLES = dict(_titles())


def zone_fields(number: int) -> tuple[str, str, str]:
    """Return the fields of a zone: its name, phase and trend; the first zone is number 1."""
    return f"{ZONE}{number}-name", f"{ZONE}{number}-phase", f"{ZONE}{number}-trend"


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a browser opens.

    >>> is_web_address("https://ndma.go.ke/b.pdf"), is_web_address("file:///b.pdf")
    (True, False)
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Reads the fields, and notes what is wrong with each.

    Attributes:
        fields: Texts by field name.
        problems: For each field that was found wrong so far, its title and what to do.
    """

    fields: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field without white space around it; empty if it is wrong as such."""
        said = self.fields.get(name, "").strip()
        if fault := fault_of_cell(said):
            self.refuse(name, fault)
            return ""
        return " ".join(said.split())

    def refuse(self, name: str, reason: str) -> None:
        """Note what is wrong with a field; the first reason stays."""
        self.problems.setdefault(name, f"{TITLES.get(name, name[:60])}: {reason}")

    def refuse_strange(self) -> None:
        """Refuse fields that look like the form's own, but are none of them."""
        for name, text in self.fields.items():
            ours = name.startswith((FIGURE, RANGE, CLASS, ZONE))
            if ours and name not in TITLES and text.strip():
                self.refuse(name, "is no field of this form; load the page again")

    def refuse_other_county(self, county: County) -> None:
        """Refuse the form of another county, or of none."""
        said = self.text("county")
        named = counties().get(said) or county_named(said)
        if named is None:
            self.refuse("county", f"'{said}' is no county of Kenya" if said else "is empty")
        elif named != county:
            self.refuse("county", f"this is the form of {named.name}, not of {county.name}")

    def months(self, today: date) -> tuple[Month | None, Month | None]:
        """Return the month observed and the month published; None for what is not known."""
        observed = self._month("observed_month", today=today)
        published = self._month("published_month", today=today)
        if observed is None and not self.fields.get("observed_month", "").strip():
            self.refuse("observed_month", "is empty; write it as 2026-02")
        if observed and published and published < observed:
            reason = f"{published} lies before the month observed, {observed}; correct one of them"
            self.refuse("published_month", reason)
        return observed, published

    def _month(self, name: str, *, today: date) -> Month | None:
        said = self.text(name)
        if not said:
            return None
        try:
            month = Month.parse(said)
        except ValueError as fault:
            self.refuse(name, str(fault))
            return None
        if reason := fault_of_month(month, today=today):
            self.refuse(name, reason)
        return month

    def phase(self, name: str) -> Phase | None:
        """Return the phase in a field that must have one."""
        said = self.text(name)
        phase, trend = read_phase(said)
        if phase is None or trend:
            words = ", ".join(phase_word(each) for each in Phase)
            self.refuse(name, f"{f'{said!r} is no phase' if said else 'is empty'}; choose {words}")
        return phase

    def trend(self, name: str) -> Trend | None:
        """Return the trend in a field that may be empty."""
        said = self.text(name)
        phase, trend = read_phase(said)
        if said and (trend is None or phase):
            self.refuse(name, f"'{said}' is no trend; choose Improving, Stable or Worsening")
        return trend

    def zones(self, county: County) -> Iterator[NdmaZone]:
        """Yield the livelihood zones that were filled in."""
        named: set[str] = set()
        for fields in map(zone_fields, range(1, MOST_ZONES + 1)):
            if not any(self.fields.get(name, "").strip() for name in fields):
                continue
            zone = self._zone_name(fields[0], county=county)
            if zone in named:
                self.refuse(fields[0], f"'{zone}' is named twice; empty one of them")
            named |= {zone} - {""}
            phase, trend = self.phase(fields[1]), self.trend(fields[2])
            if zone and phase:
                yield NdmaZone(zone=zone, phase=phase, trend=trend)

    def _zone_name(self, name: str, *, county: County) -> str:
        """Return the name of a zone in small letters; empty if it is wrong."""
        zone = self.text(name).casefold()
        try:
            whole = names_whole_county(zone, county=county)
        except PageRefused as refusal:
            self.refuse(name, str(refusal))
            return ""
        if whole:
            self.refuse(name, "is the whole county, whose phase has a field of its own")
        elif not zone[:1].isalnum() or len(zone) > MAX_ZONE:
            self.refuse(name, f"write the zone's name, in {MAX_ZONE} letters at most")
        return zone

    def figures(self) -> Iterator[NdmaFigure]:
        """Yield the figures that were filled in, in the order of the page."""
        for known in INDICATORS:
            if found := self._figure(known):
                yield found

    def _figure(self, known: Indicator) -> NdmaFigure | None:
        name, range_name = f"{FIGURE}{known.variable}", f"{RANGE}{known.variable}"
        said, printed = self.text(name), self.text(range_name)
        if not said:
            if printed:
                self.refuse(name, "is empty, but its normal range is given; fill in both or none")
            return None
        value, low, high = None, None, None
        try:
            value = read_value(said, indicator=known)
        except ValueError as fault:
            self.refuse(name, f"{fault}; empty it if the page does not give it")
        try:
            low, high = read_range(printed, indicator=known)
        except ValueError as fault:
            self.refuse(range_name, str(fault))
        if value is None:
            return None
        return NdmaFigure(
            variable=known.variable,
            value=value,
            unit=known.unit,
            normal_low=low,
            normal_high=high,
            printed_range=printed,
        )

    def words(self) -> Iterator[tuple[str, str]]:
        """Yield the classes that were filled in, such as `("vegetation-condition", "Poor")`."""
        for name, _ in WORDS:
            said = self.text(f"{CLASS}{name}")
            if said and (not said[0].isalnum() or len(said) > MAX_WORDS):
                self.refuse(
                    f"{CLASS}{name}", f"write a word such as Fair, {MAX_WORDS} letters at most"
                )
            elif said:
                yield name, said

    def web_address(self) -> str:
        """Return where the bulletin was published; empty if that is not known."""
        said = self.text("source_url")
        if said and not is_web_address(said):
            self.refuse("source_url", "write the web address where NDMA published it, or nothing")
        return said
