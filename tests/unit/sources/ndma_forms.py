"""Forms of NDMA's bulletin as Hypothesis draws them: every indicator, class and phase."""

from hypothesis import strategies as st

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month
from app.sources.ndma_cells import read_range
from app.sources.ndma_form import NdmaFigure, NdmaForm, NdmaZone, in_page_order
from app.sources.ndma_indicators import INDICATORS, indicator_of
from app.sources.ndma_labels import WORDS

SIGNS = st.sampled_from([">", "›", "<", "‹", "> ", "above "])
NUMBERS = st.floats(0, 400, allow_nan=False).map(lambda number: round(number, 2))
TRENDS = st.none() | st.sampled_from(Trend)
NAMES = st.from_regex(r"[a-z][a-z ,/\"()]{0,30}[a-z]", fullmatch=True).map(
    lambda name: " ".join(name.split())
)
RANGES = (
    st.sampled_from(["", "N/A"])
    | st.builds(lambda sign, number: f"{sign}{number}", SIGNS, NUMBERS)
    | st.builds(lambda low, more: f"{low}-{round(low + more, 2)}", NUMBERS, NUMBERS)
)


@st.composite
def figures(draw):
    chosen = draw(st.sets(st.sampled_from([each.variable for each in INDICATORS])))
    made = []
    for variable in sorted(chosen):
        known, printed = indicator_of(variable), draw(RANGES)
        low, high = read_range(printed, indicator=known)
        made.append(
            NdmaFigure(
                variable=variable,
                value=draw(NUMBERS),
                unit=known.unit,
                normal_low=low,
                normal_high=high,
                printed_range=printed,
            )
        )
    return in_page_order(made)


ZONES = st.builds(NdmaZone, zone=NAMES, phase=st.sampled_from(Phase), trend=TRENDS)
FORMS = st.builds(
    NdmaForm,
    county=st.sampled_from(["kitui", "makueni", "taita-taveta", "muranga"]),
    observed_month=st.just(Month(2017, 4)),
    published_month=st.none() | st.just(Month(2017, 5)),
    phase=st.sampled_from(Phase),
    trend=TRENDS,
    zones=st.lists(ZONES, max_size=4, unique_by=lambda each: each.zone).map(
        lambda zones: tuple(each for each in zones if each.zone != "county")
    ),
    figures=figures(),
    words=st.sets(st.sampled_from([name for name, _ in WORDS])).map(
        lambda names: tuple((name, "Fair, not poor") for name in sorted(names))
    ),
    url=st.sampled_from(["", "https://ndma.go.ke/b.pdf?document=1,2"]),
)
