"""Share of people in IPC phase 3 or worse, from IPC's area table on HDX."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from app.domain.evidence import Harvest, Observation, Payload
from app.domain.periods import Month, Period, whole_days
from app.domain.places import County, counties, county_named, letters_only
from app.sources.feed import Feed
from app.sources.fetching import Fetcher
from app.sources.hdx import HdxFile
from app.sources.plain_table import TableRow, read_rows
from app.sources.refusal import refuse

NAME = "IPC area phases"
DATASET = "kenya-acute-food-insecurity-country-data"
FILES = (r"^ipc_ken_area_long\.csv", r"^ipc_ken_area_long_latest\.csv")
CRISIS_SHARE = "IPC-phase-3-plus"
CRISIS_SHARE_PROJECTED = "IPC-phase-3-plus-projected"
COLUMNS = (
    "Date of analysis", "Country", "Area", "Validity period", "From", "To", "Phase", "Number",
    "Percentage",
)  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
VALIDITIES = ("current", "first projection", "second projection")
# IPC has written the county of Taita Taveta in two ways.
OTHER_NAMES = {"taita": "taita-taveta"}
# IPC rounds shares to a hundredth and people to a hundred.
ROUNDING = 0.02
# A second projection ends within a year of its analysis.
FARTHEST_DAYS = 550


def live(fetcher: Fetcher, *, base_url: str) -> Feed:
    """Return IPC's newest analysis of every county as a feed."""
    file = HdxFile(base_url=base_url, dataset=DATASET, names=FILES)
    return Feed(name=NAME, fetcher=fetcher, locate=file, read=read_ipc_areas)


def read_ipc_areas(payload: Payload, *, today: date) -> Harvest:
    """Return the share of people in phase 3 or worse, in %, with the days it is valid for.

    Args:
        payload: The table as fetched.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The table is not what was agreed; names file, row and remedy.
    """
    analyses: dict[str, dict[Month, list[TableRow]]] = defaultdict(lambda: defaultdict(list))
    for row in read_rows(payload, columns=COLUMNS):
        county = _county(row)
        if county is not None:
            analyses[county.slug][_analysed(row, today=today)].append(row)
    if not analyses:
        refuse(payload, "names no county as an area; IPC may have changed its areas")
    observations = tuple(
        observation
        for county, by_month in analyses.items()
        for observation in _observations(
            by_month[max(by_month)], county=county, analysed=max(by_month), today=today
        )
    )
    if not observations:
        refuse(payload, "gives no share of phase 3+; IPC may have renamed its phases")
    return Harvest(source=payload.source, payloads=(payload,), observations=observations)


def _county(row: TableRow) -> County | None:
    """Return the county that a row is about, or None for any other area."""
    if row["Country"] != "KEN":
        row.refuse(f"Country is '{row['Country'][:40]}', not KEN")
    other = OTHER_NAMES.get(letters_only(row["Area"]))
    return counties()[other] if other else county_named(row["Area"])


def _analysed(row: TableRow, *, today: date) -> Month:
    """Return the month of an analysis, printed as `Jul 2025`."""
    name, _, year = row["Date of analysis"].partition(" ")
    known = name.casefold() in MONTHS and len(year) == 4 and year.isascii() and year.isdecimal()
    if not known:
        row.refuse(f"Date of analysis '{row['Date of analysis'][:40]}' is not like 'Jul 2025'")
    month = Month(int(year), MONTHS.index(name.casefold()) + 1)
    if month > Month.of(today):
        row.refuse(f"Date of analysis {month} lies after today ({today})")
    return month


def _observations(
    rows: list[TableRow], *, county: str, analysed: Month, today: date
) -> list[Observation]:
    """Return one observation a validity period of an analysis."""
    by_validity: dict[str, dict[str, TableRow]] = defaultdict(dict)
    for row in rows:
        validity = row["Validity period"].casefold()
        if validity not in VALIDITIES:
            row.refuse(f"Validity period '{validity[:40]}' is none of {', '.join(VALIDITIES)}")
        first = by_validity[validity].setdefault(row["Phase"], row)
        if _said(first) != _said(row):
            row.refuse(f"contradicts row {first.line} on {row['Area']}; ask IPC which one holds")
    return [
        _observation(
            by_validity[validity], county=county, validity=validity, analysed=analysed, today=today
        )
        for validity in VALIDITIES
        if "3+" in by_validity[validity]
    ]


def _said(row: TableRow) -> tuple[str, ...]:
    return row["From"], row["To"], row["Number"], row["Percentage"]


def _observation(
    phases: dict[str, TableRow], *, county: str, validity: str, analysed: Month, today: date
) -> Observation:
    """Return the share of one validity period."""
    row = phases["3+"]
    period = _valid(row, analysed=analysed)
    over = f"; valid until {period.end}, which is over" if period.end < today else ""
    return Observation(
        county=county,
        period=period,
        variable=CRISIS_SHARE if validity == "current" else CRISIS_SHARE_PROJECTED,
        value=round(100 * _crisis_share(phases), 1),
        unit="%",
        source=row.payload.source,
        payload_sha256=row.payload.sha256,
        row=f"row {row.line}",
        url=row.payload.url,
        preliminary=validity != "current",
        note=f"people in IPC phase 3 or worse; {validity} of the analysis of {analysed}{over}",
    )


def _valid(row: TableRow, *, analysed: Month) -> Period:
    """Return the days that a row is valid for; refuse days far from its analysis."""
    start, end = row.day("From"), row.day("To")
    if end < start:
        row.refuse(f"ends ({end}) before it starts ({start})")
    for day in (start, end):
        if abs(whole_days(analysed.period.start, day)) > FARTHEST_DAYS:
            row.refuse(f"is valid on {day}, far from its analysis of {analysed}; ask IPC")
    return Period(start, end)


def _crisis_share(phases: dict[str, TableRow]) -> float:
    """Return the share of phase 3 or worse, 0 to 1; refuse one that its neighbours deny."""
    row = phases["3+"]
    share = row.figure("Percentage", lowest=0, highest=1)
    if share is None:
        row.refuse("Percentage is empty")
    parts = [phases[phase].figure("Percentage", lowest=0, highest=1) for phase in _worst(phases)]
    given = [part for part in parts if part is not None]
    if len(given) == 3 and abs(sum(given) - share) > ROUNDING:
        row.refuse(f"Percentage is {share:g}, but phases 3, 4 and 5 make {sum(given):g}")
    people = row.figure("Number", lowest=0, highest=1e8)
    everybody = phases["all"].figure("Number", lowest=1, highest=1e8) if "all" in phases else None
    if people is not None and everybody and abs(people / everybody - share) > ROUNDING:
        row.refuse(f"Percentage is {share:g}, but {people:g} of {everybody:g} people are named")
    return share


def _worst(phases: dict[str, TableRow]) -> list[str]:
    return [phase for phase in ("3", "4", "5") if phase in phases]
