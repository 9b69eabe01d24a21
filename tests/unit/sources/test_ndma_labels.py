import pytest

from app.domain.evidence import Phase, Trend
from app.sources.ndma_indicators import HIGH, INDICATORS, LOW
from app.sources.ndma_labels import LABELS, WORDS, indicator_labelled, plain, words_labelled


@pytest.mark.parametrize(
    ("printed", "variable"),
    [
        ("VCI-3 month", "VCI-3M"),
        ("Coping Strategy Index (CSI)", "coping-strategy-index"),
        ("CSI", "coping-strategy-index"),
        ("Reduced Coping Strategies Index (rCSI)", "rCSI"),
        ("Reduced Coping Strategy Index", "rCSI"),
        ("Coping Strategy Index (rCSI)", "rCSI"),
        ("Mean rCSI score", "rCSI"),
        ("FCS Acceptable (%)", "FCS-acceptable"),
        ("Food Consumption Score (FCS) - Borderline", "FCS-borderline"),
        ("% of households with poor FCS", "FCS-poor"),
        ("Proportion of HHs with acceptable food consumption score", "FCS-acceptable"),
        ("% of households using stress coping strategies", "coping-stress"),
        ("Livelihood coping strategies: Crisis", "coping-crisis"),
        ("Emergency livelihood coping strategies (% of HHs)", "coping-emergency"),
        ("Households employing crisis coping strategies", "coping-crisis"),
        ("Return distance to water sources", "water-distance"),
        ("Household return distance to water (Km)", "water-distance"),
        ("Livestock return distance to water sources (Km)", "livestock-water-distance"),
        ("Return distance of livestock to water", "livestock-water-distance"),
        ("Return distance to water points for livestock (km)", "livestock-water-distance"),
        ("Trekking distance from grazing areas to water points", "livestock-water-distance"),
        ("Livestock trekking distance (Km)", "livestock-water-distance"),
        ("Cost of water at source (20 litres)", "water-cost"),
        ("Cost of water (Ksh per 20L jerrican)", "water-cost"),
        ("Average goat price (Ksh)", "goat-price"),
        ("Price of a medium sized goat (Kshs)", "goat-price"),
        ("Maize price (Ksh/Kg)", "maize-price-ndma"),
        ("Price of a kg of maize", "maize-price-ndma"),
    ],
)
def test_a_printed_label_is_known(printed, variable):
    assert indicator_labelled(printed).variable == variable


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "Emergency",
        "Crisis",
        "Stress",
        "Acceptable",
        "Poor",
        "Cost of water",
        "Cost of water per 200 litres",
        "Maize price",
        "Maize price (90 kg bag)",
        "Price of meat (goat) per kg",
        "Livestock",
        "Livestock distance",
        "Coping",
        "Stress and crisis coping strategies",
        "FCS",
        "Food consumption score",
        "VCI",
    ],
)
def test_a_label_that_leaves_open_what_the_figure_is_names_no_indicator(printed):
    assert indicator_labelled(printed) is None


@pytest.mark.parametrize("word", [*Phase, *Trend])
def test_a_phase_or_a_trend_is_never_taken_for_a_label(word):
    assert indicator_labelled(word) is None
    assert words_labelled(word) is None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Vegetation Condition", "vegetation-condition"),
        ("Livestock Migration Pattern", "livestock-migration"),
        ("Livestock Body Conditions", "livestock-body-condition"),
        ("Livestock death(Drought)", "livestock-deaths"),
        ("Crop condition", "crops-condition"),
    ],
)
def test_a_class_that_is_printed_in_words_is_known(printed, name):
    assert words_labelled(printed) == name
    assert indicator_labelled(printed) is None


def test_every_indicator_has_a_label_limits_a_bad_side_and_a_name_of_its_own():
    assert set(LABELS) == {each.variable for each in INDICATORS}
    for each in INDICATORS:
        assert each.lowest < each.highest
        assert each.bad in (LOW, HIGH)
    for names in (
        [each.variable for each in INDICATORS] + [name for name, _ in WORDS],
        [each.title for each in INDICATORS],
    ):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("known", INDICATORS, ids=lambda each: each.variable)
def test_a_label_belongs_to_one_indicator(known):
    label = plain(known.title)
    assert indicator_labelled(label) in (None, known)
