import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.outlooks import OutlookLead, VegetationOutlook
from app.domain.periods import Period
from app.web.charts import BOTTOM, LEFT, RIGHT, TOP, Scale, class_bands, outlook_chart, rain_chart
from tests.web.judged import AUTUMN, OCTOBER, outlook, rain_percent, vegetation


def test_a_scale_puts_its_ends_where_they_belong():
    scale = Scale(0, 70, 250, 10)
    assert (scale.at(0), scale.at(70), scale.at(35)) == (250, 10, 130)


def test_the_last_value_stands_at_the_left_and_the_last_lead_at_the_right():
    chart = outlook_chart(outlook(), last=vegetation(31.0))
    assert chart.last.x == LEFT + 8
    assert chart.last.on == date(2026, 11, 10)
    assert chart.dots[-1].x == RIGHT - 8
    # 31 % on a scale of 0 to 70 % over 240 units
    assert chart.last.y == pytest.approx(BOTTOM - 31 / 70 * (BOTTOM - TOP), abs=0.06)


def test_leads_stand_at_equal_distances_and_tell_whether_their_class_may_be_said():
    dots = outlook_chart(outlook(), last=vegetation()).dots
    steps = [round(b.x - a.x, 1) for a, b in itertools.pairwise(dots)]
    assert max(steps) - min(steps) <= 0.2
    assert [each.weeks for each in dots] == [2, 4, 6, 8, 10, 12]
    assert [each.sayable for each in dots] == [True, True, False, False, False, False]


def test_the_band_begins_at_the_last_value_and_goes_out_above_and_back_below():
    chart = outlook_chart(outlook(), last=vegetation())
    corners = [tuple(map(float, each.split(","))) for each in chart.band.split()]
    assert corners[0] == (chart.last.x, chart.last.y)
    upper, lower = corners[1:7], corners[:6:-1]
    assert [x for x, _ in upper] == [x for x, _ in lower] == [each.x for each in chart.dots]
    assert all(u < dot.y < d for (_, u), (_, d), dot in zip(upper, lower, chart.dots, strict=True))


def test_without_a_last_value_the_line_begins_at_the_first_lead():
    chart = outlook_chart(outlook(), last=None)
    assert chart.last is None
    assert chart.line.split()[0] == f"{chart.dots[0].x:g},{chart.dots[0].y:g}"


def test_the_five_classes_fill_the_plot_without_a_gap():
    bands = class_bands(Scale(0, 70, BOTTOM, TOP))
    assert [each.label for each in bands] == [
        "above normal",
        "normal",
        "moderate deficit",
        "severe deficit",
        "extreme deficit",
    ]
    assert [each.limit for each in bands] == [None, 50, 35, 20, 10]
    assert bands[0].y == TOP
    for above, below in itertools.pairwise(bands):
        assert above.y + above.height == pytest.approx(below.y, abs=0.11)
    assert bands[-1].y + bands[-1].height == pytest.approx(BOTTOM, abs=0.11)


@given(
    st.floats(min_value=-50, max_value=150),
    st.floats(min_value=0, max_value=60),
    st.floats(min_value=-50, max_value=150),
)
def test_nothing_is_drawn_outside_the_plot(point, half, last):
    lead = OutlookLead(
        lead_weeks=2,
        on=date(2026, 11, 24),
        point=point,
        low=point - half,
        high=point + half,
        classified="",
    )
    given_outlook = VegetationOutlook(since=date(2026, 11, 10), leads=(lead,))
    chart = outlook_chart(given_outlook, last=vegetation(last))
    places = [tuple(map(float, each.split(","))) for each in chart.band.split()]
    assert all(LEFT <= x <= RIGHT for x, _ in places)
    assert all(TOP <= y <= BOTTOM for _, y in [*places, (0, chart.last.y)])
    assert all(each.height >= 0 for each in chart.bands)


def test_rain_stands_against_its_usual_range():
    chart = rain_chart(
        (
            rain_percent("rain-1-month-percent", 80.0, OCTOBER),
            rain_percent("rain-3-month-percent", 120.0, AUTUMN),
            vegetation(),
        )
    )
    month, season = chart.bars
    assert (month.label, season.label) == ("1 month", "3 months")
    assert chart.left + month.length == pytest.approx(chart.usual_x)
    assert chart.left + season.length == pytest.approx(chart.usual_x + chart.usual_width)
    assert month.y + chart.bar_height < season.y
    assert season.y + chart.bar_height < chart.bottom


@given(st.floats(min_value=0, max_value=2000))
def test_a_bar_of_rain_never_leaves_the_drawing(percent):
    period = Period(date(2026, 10, 1), date(2026, 10, 31))
    chart = rain_chart((rain_percent("rain-1-month-percent", percent, period),))
    assert 0 <= chart.bars[0].length <= chart.width - chart.left


def test_without_rain_there_is_no_chart():
    assert rain_chart((vegetation(),)) is None
    assert rain_chart((replace(vegetation(), name="SPI-3"),)) is None
