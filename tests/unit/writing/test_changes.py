from dataclasses import replace
from datetime import date

import pytest

from app.domain.evidence import Phase, Trend
from app.domain.periods import Month, Week
from app.writing.changes import changes
from app.writing.checks import refuse_unspeakable
from app.writing.compose import compose
from tests.unit.writing.evidence import (
    NEXT_ISSUE,
    PACKS,
    PHASES,
    WEEK_12,
    assessment,
    county,
    declared,
    indicator,
)

WEEK_11 = Week(2026, 11)
POOR, VERY_POOR = "severe vegetation deficit", "extreme vegetation deficit"


def of_week(
    week, phase=Phase.ALERT, trend=None, *, rain=None, rain_class="", pasture="", place="kitui"
):
    figures = []
    if rain is not None:
        figures.append(indicator("rain-3-month-percent", rain, classified=rain_class, county=place))
    if pasture:
        figures.append(indicator("VCI-3M", 17.3, classified=pasture, county=place))
    made = assessment(declared(phase, trend, county=place), indicators=figures, county=place)
    return replace(made, week=week)


def said(now, before, code="en"):
    script = compose(
        now,
        PACKS[code],
        county=county(now.county),
        exercise=False,
        next_issue=NEXT_ISSUE,
        before=before,
    )
    refuse_unspeakable(script, PACKS[code])
    return {segment.kind: segment.sentences for segment in script.segments}


@pytest.mark.parametrize("code", ["en", "sw"])
def test_a_week_like_the_last_says_nothing_of_change(code):
    one = of_week(WEEK_11, trend=Trend.STABLE, rain=58.0, pasture=POOR)
    assert "changed" not in said(replace(one, week=WEEK_12), one, code)
    assert "changed" not in said(replace(one, week=WEEK_12), None, code)


def test_every_change_is_said_after_the_headline():
    before = of_week(WEEK_11, Phase.ALERT, Trend.STABLE, rain=71.0, pasture=POOR)
    now = of_week(WEEK_12, Phase.ALARM, Trend.WORSENING, rain=58.0, pasture=VERY_POOR)
    found = said(now, before)
    assert list(found)[:3] == ["ident", "headline", "changed"]
    assert found["changed"] == (
        "Since last week's update, the phase has changed from Alert to Alarm.",
        "Last week's update said the situation was staying the same; now it is getting worse.",
        "Rain over three months now compares worse with the usual amount than it did last week.",
        "Last week's update said pasture was poor; by the latest figures it was very poor.",
    )


def test_every_change_is_said_in_kiswahili():
    before = of_week(WEEK_11, Phase.ALERT, Trend.STABLE, rain=58.0, pasture=VERY_POOR)
    now = of_week(WEEK_12, Phase.ALARM, Trend.WORSENING, rain=71.0, pasture=POOR)
    assert said(now, before, "sw")["changed"] == (
        "Tangu taarifa ya wiki iliyopita, awamu imebadilika kutoka Tahadhari hadi Hatari.",
        "Taarifa ya wiki iliyopita ilisema hali haijabadilika; sasa hali inazidi kuwa mbaya.",
        "Ikilinganishwa na kiwango cha kawaida, mvua ya miezi mitatu imeongezeka tangu taarifa "
        "ya wiki iliyopita.",
        "Taarifa ya wiki iliyopita ilisema malisho yalikuwa duni sana; takwimu mpya zinasema "
        "ni duni.",
    )


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("old", PHASES)
@pytest.mark.parametrize("new", PHASES)
def test_any_two_phases_make_a_sentence_that_can_be_spoken(code, old, new):
    assert ("changed" in said(of_week(WEEK_12, new), of_week(WEEK_11, old), code)) is (old != new)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (58.0, 67.9, None),
        (58.0, 68.0, "change-rain-more"),
        (68.0, 58.0, "change-rain-less"),
        (58.0, 50.0, None),
    ],
)
def test_rain_has_changed_from_ten_points_on(old, new, told):
    found = changes(of_week(WEEK_12, rain=new), of_week(WEEK_11, rain=old))
    assert (found["rain_change"].value if found else None) == told


@pytest.mark.parametrize(
    ("old", "new", "told"), [(79.0, 84.0, True), (79.9, 80.1, False)], ids=["heard", "not heard"]
)
def test_rain_of_another_class_has_changed_when_the_ear_can_tell(old, new, told):
    before = of_week(WEEK_11, rain=old, rain_class="below normal")
    now = of_week(WEEK_12, rain=new, rain_class="normal")
    assert ("rain_change" in changes(now, before)) is told


def test_a_change_keeps_both_figures_and_their_sources():
    fact = changes(of_week(WEEK_12, rain=71.0), of_week(WEEK_11, rain=58.0))["rain_change"]
    assert fact.formula == "rain-3-month-percent, 2026-W11: 58 %; 2026-W12: 71 %"
    assert len(fact.sources) == 2
    record = changes(of_week(WEEK_12, Phase.ALARM), of_week(WEEK_11))["phase_before"].record
    assert record.phase is Phase.ALERT


@pytest.mark.parametrize(
    "before",
    [
        of_week(Week(2026, 10), Phase.NORMAL),
        of_week(WEEK_12, Phase.NORMAL),
        of_week(WEEK_11, Phase.NORMAL, place="makueni"),
        replace(of_week(WEEK_11, Phase.NORMAL), replay_of=Month(2017, 4)),
        replace(of_week(WEEK_11), official=None),
    ],
    ids=["two weeks ago", "the same week", "another county", "a replay", "no phase then"],
)
def test_only_last_week_s_bulletin_of_the_county_is_compared(before):
    assert changes(of_week(WEEK_12, Phase.ALARM), before) == {}


def test_last_week_is_known_over_the_new_year():
    before = replace(of_week(WEEK_11, Phase.ALERT), week=Week.of(date(2026, 12, 28)))
    now = replace(of_week(WEEK_12, Phase.ALARM), week=Week.of(date(2027, 1, 4)))
    assert "phase_before" in changes(now, before)


def test_what_was_not_known_last_week_is_no_change():
    assert changes(of_week(WEEK_12, rain=20.0, pasture=POOR), of_week(WEEK_11)) == {}
    assert changes(of_week(WEEK_12), of_week(WEEK_11, rain=20.0, pasture=POOR)) == {}
