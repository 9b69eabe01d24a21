"""How old figures and prices are told, and when they are not said at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.evidence import Phase
from app.domain.periods import Month, Period
from app.writing.checks import refuse_unspeakable
from app.writing.compose import compose
from app.writing.facts import Frame, facts_of
from tests.unit.writing.evidence import (
    PACKS,
    assessment,
    county,
    declared,
    indicator,
    observation,
)

END = date(2026, 2, 28)


def with_rain(*, days_old, stood_in=(), vci=True):
    end = {"period": Period(date(2025, 12, 1), END)}
    rain = indicator("rain-3-month-percent", 58.0, **end)
    vegetation = indicator("VCI-3M", 17.3, classified="severe vegetation deficit", **end)
    made = assessment(
        declared(Phase.ALERT),
        indicators=(rain, vegetation) if vci else (rain,),
        as_of=END + timedelta(days=days_old),
    )
    return replace(made, stood_in=stood_in)


def facts(made):
    return facts_of(made, Frame(county=county(), next_issue=date(2026, 3, 30)))


@pytest.mark.parametrize(("days_old", "weeks"), [(14, None), (15, 2), (17, 2), (18, 3), (28, 4)])
def test_figures_older_than_two_weeks_tell_their_age(days_old, weeks):
    found = facts(with_rain(days_old=days_old))
    assert (found["rain_age"].value if "rain_age" in found else None) == weeks
    assert ("pasture_age" in found) is (weeks is not None)


@pytest.mark.parametrize(("days_old", "told"), [(4, False), (5, True), (10, True)])
def test_figures_that_stand_in_for_a_broken_source_tell_their_age_sooner(days_old, told):
    source = facts(with_rain(days_old=days_old))["rain_3_month"].sources[0].source
    found = facts(with_rain(days_old=days_old, stood_in=(source,)))
    assert ("rain_age" in found) is told
    assert "rain_age" not in facts(with_rain(days_old=days_old, stood_in=("another",)))


def test_an_age_is_never_told_of_a_figure_that_is_not_said():
    assert "pasture_age" not in facts(with_rain(days_old=20, vci=False))


@pytest.mark.parametrize(
    ("code", "days_old", "said"),
    [
        ("en", 20, "These rain figures are about three weeks old, as newer ones have not come."),
        ("en", 8, "These pasture figures are about one week old, as newer ones have not come."),
        ("sw", 20, "Takwimu hizi za mvua zina umri wa takriban wiki tatu"),
        ("sw", 8, "Takwimu hizi za malisho zina umri wa takriban wiki moja"),
    ],
)
def test_ages_are_said_in_words(code, days_old, said):
    source = facts(with_rain(days_old=1))["rain_3_month"].sources[0].source
    made = with_rain(days_old=days_old, stood_in=(source,))
    script = compose(
        made, PACKS[code], county=county(), exercise=False, next_issue=date(2026, 3, 30)
    )
    refuse_unspeakable(script, PACKS[code])
    assert said in script.text


@pytest.mark.parametrize(("days_old", "said"), [(60, True), (61, False)])
def test_a_price_is_said_only_while_it_is_recent(days_old, said):
    month = Month(2025, 12)
    price = observation("maize-price", 62.0, "KES/kg", month=month)
    as_of = month.period.end + timedelta(days=days_old)
    made = replace(assessment(declared(Phase.ALERT), as_of=as_of), context=(price,))
    found = facts(made)
    assert ("maize_price" in found) is said
    if said:
        assert (found["maize_price"].unit, found["maize_price"].sources) == ("KSh", (price,))
