import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import Phase, Trend
from app.sources.ndma_cells import plain_number, read_phase, read_range, read_value
from app.sources.ndma_indicators import INDICATORS, indicator_of

GOAT = indicator_of("goat-price")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("4500", 4500),
        ("4,500", 4500),
        ("Ksh 4,500", 4500),
        ("KSh. 4500", 4500),
        ("Kshs.4,500/=", 4500),
        ("4500/-", 4500),
        ("KES 4500.50", 4500.5),
        ("4,500 ksh", 4500),
        ("12,345", 12345),
    ],
)
def test_a_price_is_read_with_its_shillings_and_thousands(printed, value):
    assert read_value(printed, indicator=GOAT) == value


@pytest.mark.parametrize(
    "printed", ["4,50", "4,5000", "45,00", ",500", "4.500,00", "USD 40", "40 bags", "Ksh", "4,500,"]
)
def test_what_is_no_price_is_refused(printed):
    with pytest.raises(ValueError, match="is not"):
        read_value(printed, indicator=GOAT)


@pytest.mark.parametrize(
    ("printed", "ends"),
    [
        (">5,200", (5200, None)),
        ("> Ksh 5,200", (5200, None)),
        ("Ksh 3,000 - 4,000", (3000, 4000)),
        ("Ksh. 3,000 to Ksh. 4,000/=", (3000, 4000)),
    ],
)
def test_a_range_of_prices_is_read(printed, ends):
    assert read_range(printed, indicator=GOAT) == ends


@pytest.mark.parametrize("printed", ["1,100", "Ksh 57", "57/="])
def test_shillings_and_thousands_are_read_in_prices_alone(printed):
    with pytest.raises(ValueError, match="is not"):
        read_value(printed, indicator=indicator_of("terms-of-trade"))


def test_a_number_without_end_is_refused():
    with pytest.raises(ValueError, match="is not a figure"):
        read_value("9" * 400, indicator=GOAT)


@given(st.floats(0, 99_999), st.sampled_from(INDICATORS))
def test_a_figure_written_into_a_form_is_read_back_exactly(value, known):
    assert read_value(plain_number(round(value, 4)), indicator=known) == round(value, 4)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("trend", Trend)
def test_a_phase_with_its_trend_is_read(phase, trend):
    assert read_phase(f"{phase.title()} / {trend.upper()}") == (phase, trend)
