"""Area phases from FEWS NET's data warehouse: the highest phase of a county's areas."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.evidence import Harvest, Observation, Payload
from app.domain.periods import Month, Period, whole_days
from app.domain.places import county_named
from app.sources.feed import Ask, Feed
from app.sources.fetching import Fetcher
from app.sources.json_answer import JsonNode, read_json

NAME = "FEWS NET area phases"
HOSTS = ("fdw.fews.net",)
AREA_PHASE = "FEWS-NET-phase"
AREA_PHASE_PROJECTED = "FEWS-NET-phase-projected"
UNIT = "IPC phase"
# Administrative areas, and livelihood zones cut along them; a zone across counties is neither.
UNIT_TYPES = ("fsc_admin", "fsc_admin_lhz")
SCENARIOS = {"CS": "current", "ML1": "next months", "ML2": "months after"}
# Water, parks and areas without a classification.
NO_PHASE = (66, 88, 99)
DAYS_BACK = 400
# The second projection ends within a year of its report.
FARTHEST_DAYS = 550


def live(fetcher: Fetcher, *, base_url: str) -> Feed:
    """Return FEWS NET's newest classification of every county as a feed."""

    def newest(ask: Ask, today: date) -> str:
        _ = ask
        # from the first of a month on, so that an answer can be asked for again by its mark
        since = Month.of(today - timedelta(days=DAYS_BACK)).period.start
        return f"{base_url}/api/ipcphase/?country_code=KE&format=json&start_date={since}"

    return Feed(name=NAME, fetcher=fetcher, locate=newest, read=read_fews_net)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Classified:
    """What one entry says of one area."""

    entry: JsonNode
    county: str
    reported: date
    scenario: str
    phase: int
    period: Period
    assisted: bool

    @property
    def area(self) -> str:
        """Code of the area."""
        return self.entry.at("fnid").text()


def read_fews_net(payload: Payload, *, today: date) -> Harvest:
    """Return the highest phase (1 to 5) of each county's areas, newest report, by scenario.

    Args:
        payload: The answer as fetched: a list, or an object whose `results` is one.
        today: The present day in Nairobi.

    Raises:
        SourceFormatError: The answer is not what was agreed; names place and remedy.
    """
    whole = read_json(payload)
    if whole.has("next") and whole.at("next").value is not None:
        whole.refuse("was sent in pages, and the newest may be missing; ask for fewer days")
    entries = (whole.at("results") if whole.has("results") else whole).entries()
    by_county: dict[str, list[_Classified]] = defaultdict(list)
    for entry in entries:
        found = _classified(entry, today=today)
        if found is not None:
            by_county[found.county].append(found)
    if not by_county:
        whole.refuse("classifies no county; FEWS NET may ask for an account now")
    observations = [
        observation for each in by_county.values() for observation in _observations(each)
    ]
    return Harvest(source=payload.source, payloads=(payload,), observations=tuple(observations))


def _classified(entry: JsonNode, *, today: date) -> _Classified | None:
    """Return what an entry says, or None if it is not about an area of one county."""
    county = county_named(_county_name(entry))
    scenario = entry.at("scenario").text()
    phase = entry.at("value").figure(lowest=1, highest=99)
    if entry.at("unit_type").text() not in UNIT_TYPES or scenario not in SCENARIOS:
        return None
    if county is None or phase is None or phase in NO_PHASE:
        return None
    if phase not in (1, 2, 3, 4, 5):
        entry.at("value").refuse(f"is {phase:g}, not a phase from 1 to 5")
    reported = entry.at("reporting_date").day()
    if reported > today:
        entry.at("reporting_date").refuse(f"{reported} lies after today ({today})")
    start, end = entry.at("projection_start").day(), entry.at("projection_end").day()
    if end < start:
        entry.at("projection_end").refuse(f"{end} lies before the start, {start}")
    if max(whole_days(start, reported), whole_days(reported, end)) > FARTHEST_DAYS:
        entry.at("projection_end").refuse(f"{start} to {end} is far from the report, {reported}")
    return _Classified(
        entry=entry,
        county=county.slug,
        reported=reported,
        scenario=scenario,
        phase=int(phase),
        period=Period(start, end),
        assisted=entry.has("is_allowing_for_assistance")
        and entry.at("is_allowing_for_assistance").value is True,
    )


def _county_name(entry: JsonNode) -> str:
    """Return the county in a name such as `Kitui Marginal Mixed Farming, Kitui, Kenya`."""
    parts = entry.at("geographic_unit_full_name").text().split(",")
    return parts[-2].strip() if len(parts) > 1 and parts[-1].strip() == "Kenya" else ""


def _observations(classified: list[_Classified]) -> list[Observation]:
    """Return one observation a scenario of a county's newest report."""
    newest = max(each.reported for each in classified)
    observations = []
    for scenario in SCENARIOS:
        found = [
            each for each in classified if (each.reported, each.scenario) == (newest, scenario)
        ]
        if found:
            observations.append(_observation(found, scenario=scenario))
    return observations


def _observation(found: list[_Classified], *, scenario: str) -> Observation:
    """Return the highest phase of a county's areas.

    FEWS NET may classify an area twice, with and without help that is planned; its maps show the
    one with.
    """
    helped = {each.area for each in found if each.assisted}
    mapped = [each for each in found if each.assisted or each.area not in helped]
    highest = max(mapped, key=lambda each: each.phase)
    lowest = min(each.phase for each in mapped)
    areas = len({each.area for each in mapped})
    spread = f"highest of {areas} areas, lowest {lowest}" if areas > 1 else "one area"
    payload = highest.entry.payload
    return Observation(
        county=highest.county,
        period=highest.period,
        variable=AREA_PHASE if scenario == "CS" else AREA_PHASE_PROJECTED,
        value=float(highest.phase),
        unit=UNIT,
        source=payload.source,
        payload_sha256=payload.sha256,
        row=highest.entry.place,
        url=payload.url,
        preliminary=scenario != "CS",
        note=f"FEWS NET report of {highest.reported}, {SCENARIOS[scenario]}; {spread}; "
        "not an IPC analysis, not NDMA's phase",
    )
