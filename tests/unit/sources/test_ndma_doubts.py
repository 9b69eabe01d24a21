import csv

import pytest

from app.domain.evidence import Phase
from app.domain.periods import Month
from app.sources.ndma_cells import read_range
from app.sources.ndma_doubts import doubts, problems
from app.sources.ndma_form import NdmaFigure, NdmaForm
from app.sources.ndma_indicators import INDICATORS, LOW, indicator_of
from tests.unit.sources.conftest import shared


def figure(variable, value, printed=""):
    known = indicator_of(variable)
    low, high = read_range(printed, indicator=known)
    return NdmaFigure(
        variable=variable,
        value=value,
        unit=known.unit,
        normal_low=low,
        normal_high=high,
        printed_range=printed,
    )


def form(*figures):
    return NdmaForm(
        county="kitui",
        observed_month=Month(2021, 12),
        published_month=None,
        phase=Phase.ALERT,
        trend=None,
        figures=figures,
    )


@pytest.mark.parametrize("known", INDICATORS, ids=lambda each: each.variable)
def test_a_figure_outside_what_can_be_is_named_and_one_on_the_limit_is_not(known):
    for value in (known.lowest, known.highest):
        assert problems(form(figure(known.variable, value))) == ()
    (problem,) = problems(form(figure(known.variable, known.highest + 1)))
    assert problem.startswith(f"{known.variable} is ")


@pytest.mark.parametrize("known", INDICATORS, ids=lambda each: each.variable)
def test_a_normal_range_on_the_wrong_side_is_named(known):
    right, wrong = (">", "<") if known.bad == LOW else ("<", ">")
    assert problems(form(figure(known.variable, known.highest, f"{right}6"))) == ()
    (problem,) = problems(form(figure(known.variable, known.highest, f"{wrong}6")))
    assert f"'{wrong}6', but its sign is {right} as a rule" in problem
    assert problems(form(figure(known.variable, known.highest, "5-6"))) == ()


def test_shares_of_the_food_consumption_score_make_up_all_households():
    given = (figure("FCS-acceptable", 70.5), figure("FCS-borderline", 24))
    assert problems(form(*given, figure("FCS-poor", 5.9))) == ()
    assert problems(form(*given)) == ()
    (problem,) = problems(form(*given, figure("FCS-poor", 15)))
    assert "add up to 109.5 %, not to 100 %" in problem
    (problem,) = problems(form(figure("FCS-acceptable", 70), figure("FCS-poor", 40)))
    assert "add up to 110 %, more than all households" in problem


def test_shares_of_coping_are_never_more_than_all_households():
    stress, crisis = figure("coping-stress", 60), figure("coping-crisis", 35)
    assert problems(form(stress, crisis)) == ()
    (problem,) = problems(form(stress, crisis, figure("coping-emergency", 7)))
    assert "add up to 102 %" in problem


def test_several_doubts_about_one_figure_are_all_told():
    found = list(doubts(form(figure("FCS-acceptable", 170, "<80"))))
    assert [variable for variable, _ in found] == ["FCS-acceptable"] * 2
    assert "lies between 0 and 100" in found[0][1]
    assert "its sign is > as a rule" in found[0][1]
    assert "170 %" in found[1][1]


PUBLISHED = {
    "fcs_acceptable_hh": "FCS-acceptable",
    "csi_crisis_hh": "coping-crisis",
    "csi_emergency_hh": "coping-emergency",
    "livestock_distance_water": "livestock-water-distance",
    "terms_of_trade": "terms-of-trade",
    "muac_at_risk": "MUAC-at-risk",
}


def test_no_figure_that_ndma_published_is_doubted():
    text = shared("ndma_published_facts.csv").read_text(encoding="utf-8")
    months = {}
    for row in csv.DictReader(text.splitlines()):
        if variable := PUBLISHED.get(row["indicator"]):
            told = figure(variable, float(row["value"]))
            months.setdefault((row["county"], row["month"]), []).append(told)
    assert {each.variable for told in months.values() for each in told} == set(PUBLISHED.values())
    for told in months.values():
        assert problems(form(*told)) == ()
