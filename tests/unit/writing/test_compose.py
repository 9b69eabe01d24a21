import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.bulletins import Fact
from app.domain.evidence import Phase, Trend
from app.domain.periods import Month, Period, Week
from app.errors import EvidenceError, NoWords, PackEmpty, TemplateError
from app.writing.checks import Severity, problems, refuse_unspeakable
from app.writing.compose import compose
from app.writing.lengths import Length
from tests.unit.writing.evidence import (
    FEBRUARY,
    NEXT_ISSUE,
    PACKS,
    PHASES,
    assessment,
    county,
    declared,
    full,
    indicator,
    kitui_april_2017,
    kitui_february_2026,
    makueni_february_2026,
    observation,
    sparse,
    taita_taveta_february_2026,
)

FORBIDDEN = re.compile(r"[\d%/&{}<>\[\]]")
INDICES = re.compile(r"\b(VCI|SPI|NDVI|MUAC)\b", re.IGNORECASE)
PHASE_NAMES = {
    "en": dict(
        zip(PHASES, ["Normal", "Pre-Alert", "Alert", "Alarm", "Emergency", "Recovery"], strict=True)
    ),
    "sw": dict(
        zip(
            PHASES,
            ["Kawaida", "Tahadhari ya Awali", "Tahadhari", "Hatari", "Dharura", "Nafuu"],
            strict=True,
        )
    ),
}
EXERCISE = {
    "en": ("This is only an exercise.", "It is not a real warning."),
    "sw": ("Hili ni zoezi tu.", "Si onyo la kweli."),
}


def write(made, code="en", *, exercise=False, extra=None, length=Length.STANDARD):
    return compose(
        made,
        PACKS[code],
        county=county(made.county),
        exercise=exercise,
        next_issue=NEXT_ISSUE,
        length=length,
        **({"extra": extra} if extra is not None else {}),
    )


def sentences(script):
    return [each for segment in script.segments for each in segment.sentences]


@pytest.mark.parametrize("exercise", [True, False], ids=["exercise", "live"])
@pytest.mark.parametrize("evidence", [full, sparse], ids=["full", "sparse"])
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("code", ["en", "sw"])
def test_every_script_can_be_spoken(code, phase, evidence, *, exercise):
    script = write(evidence(phase), code, exercise=exercise)
    refuse_unspeakable(script, PACKS[code])
    assert not FORBIDDEN.search(script.text)
    assert not INDICES.search(script.text)
    assert f" {PHASE_NAMES[code][phase]}" in script.text
    assert all(each.endswith((".", "?", "!")) for each in sentences(script))
    assert [script.segments[0].kind, script.segments[-1].kind] == ["ident", "close"]


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize(
    "made",
    [
        kitui_february_2026(),
        makueni_february_2026(),
        taita_taveta_february_2026(),
        kitui_april_2017(),
    ],
    ids=["kitui-2026", "makueni", "taita-taveta", "kitui-2017"],
)
def test_real_months_make_scripts_of_a_fitting_length(code, made):
    script = write(made, code)
    assert 45 <= 60 * script.words / PACKS[code].about.words_per_minute <= 132
    assert all(each.severity is Severity.WARN for each in problems(script, PACKS[code]))


def test_kitui_february_2026_in_english():
    assert write(kitui_february_2026()).text == "\n\n".join(
        [
            "Hello.\nThis is the drought update for Kitui County.\n"
            "It is for the week ending Sunday, the twenty-second of March.\n"
            "It was prepared from figures of the National Drought Management Authority "
            "and from satellite records.",
            "By the Authority's figures for February, Kitui County is in the Alert phase of "
            "drought.\nAlert means that rain and pasture are below normal.",
            "In the three months to the end of February, rain was about sixty percent of the "
            "usual amount.\n"
            "In February, rain was about forty-five percent of the usual amount.",
            "By the end of February, satellite pictures showed plants with about eighty percent "
            "of their usual greenness.",
            "With so little rain up to the end of February, some water pans may dry up early.",
            "Act early.\n"
            "One: sell some animals now, while they are healthy and before prices fall.\n"
            "Two: if there is still time to plant, choose fast crops that stand drought, such as "
            "green grams or cowpeas.\n"
            "Three: save water, and keep the cleanest water for drinking.",
            "Remember: sell early, choose fast crops, save water.\n"
            "For advice, ask your livestock officer, your ward office or your chief.\n"
            "The next update is on Monday, the thirtieth of November.\n"
            "This voice was made by a computer.",
        ]
    )


def test_kitui_april_2017_says_what_ndma_printed():
    text = write(kitui_april_2017(), exercise=True).text
    for said in (
        "is in the Alarm phase of drought.",
        "The situation is improving.",
        "By the end of April, pasture was very poor.",
        "families walked about two and a half kilometres",
        "That is the usual distance.",
        "One goat bought about fifty-five kilos of maize in April.\nThat is less than usual.",
        "about one litre of milk a day in April.\nThat is less milk than usual.",
        "about nine percent of children under five were at risk of malnutrition.\nThat is more",
        "One: sell animals that may not survive",
        "It replays the figures of April, twenty seventeen.",
    ):
        assert said in text
    assert "week ending" not in text


def test_kiswahili_keeps_its_concord():
    text = write(kitui_april_2017(), "sw", exercise=True).text
    for said in (
        "malisho yalikuwa duni sana",
        "familia zilitembea takriban kilomita mbili na nusu",
        "Huo ni umbali wa kawaida.",
        "takriban kilo hamsini na tano za mahindi.\nHicho ni kiasi kidogo kuliko kawaida.",
        "takriban lita moja kwa siku.\nMaziwa hayo ni kidogo kuliko kawaida.",
        "asilimia tisa ya watoto wa chini ya miaka mitano walikuwa katika hatari",
        "Idadi hiyo ni kubwa kuliko kawaida.",
        "Hali inaimarika.",
        "Zoezi hili linarudia takwimu za Aprili, mwaka wa elfu mbili na kumi na saba.",
        "Sauti hii imetengenezwa na kompyuta.",
        "Imetayarishwa kutokana na takwimu za Mamlaka",
    ):
        assert said in text


def test_the_three_actions_are_said_and_said_again():
    script = write(sparse(Phase.ALARM))
    actions, close = script.segments[-2], script.segments[-1]
    assert [each.split(":")[0] for each in actions.sentences[1:]] == ["One", "Two", "Three"]
    assert close.sentences[0] == (
        "Remember: sell weak animals, check every child, treat your water."
    )
    assert {fact.name for fact in actions.facts} == {"action_1", "action_2", "action_3"}


@pytest.mark.parametrize("replay", [None, Month(2017, 4)], ids=["live", "replay"])
@pytest.mark.parametrize("code", ["en", "sw"])
def test_an_exercise_says_so_in_its_first_and_last_words(code, replay):
    script = write(sparse(Phase.ALERT, replay_of=replay), code, exercise=True)
    said = sentences(script)
    ending = 3 if replay else 2
    assert tuple(said[:2]) == EXERCISE[code] == tuple(said[-ending:][:2])
    assert (said[2] == said[-1]) is (replay is not None)
    assert script.title.startswith("EXERCISE – ")
    assert script.exercise


@pytest.mark.parametrize("code", ["en", "sw"])
def test_a_live_script_never_mentions_an_exercise(code):
    script = write(full(Phase.ALERT), code)
    assert not set(EXERCISE[code]) & set(sentences(script))
    assert script.title == f"Drought bulletin – Kitui – {PACKS[code].name} – Wk 12 2026"


# What each figure's sentences are known by, in both languages.
SPOKEN_BY = {
    "rain-3-month-percent": "three months|miezi mitatu|water pans|mabwawa",
    "rain-1-month-percent": "In February, rain|Mwezi wa Februari, mvua",
    "VCI-3M": "pasture was|malisho yalikuwa|come back|hazijamea",
    "terms-of-trade": "goat bought|less than usual|aliweza kununua|Hicho ni kiasi kidogo",
    "water-distance": "kilometres|farther|zilitembea|umbali",
    "milk-production": "milk a day|That is as usual|lita |Hicho ni kiasi cha",
    "MUAC-at-risk": "children under five were|more children|walikuwa|Idadi",
}


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("missing", SPOKEN_BY)
def test_without_its_figure_no_sentence_says_it(code, phase, missing):
    made = full(phase)
    less = replace(
        made,
        indicators=tuple(each for each in made.indicators if each.name != missing),
        figures=tuple(each for each in made.figures if each.variable != missing),
    )
    script = write(less, code, length=Length.LONG)
    assert not re.search(SPOKEN_BY[missing], script.text)
    assert re.search(SPOKEN_BY[missing], write(made, code, length=Length.LONG).text)
    assert {segment.kind for segment in script.segments} >= {
        "ident",
        "headline",
        "actions",
        "close",
    }
    refuse_unspeakable(script, PACKS[code])


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(SPOKEN_BY))), st.sampled_from(PHASES))
@pytest.mark.parametrize("code", ["en", "sw"])
def test_any_part_of_the_evidence_makes_a_script_that_reads(code, kept, phase):
    made = full(phase)
    less = replace(
        made,
        indicators=tuple(each for each in made.indicators if each.name in kept),
        figures=tuple(each for each in made.figures if each.variable in kept),
    )
    script = write(less, code)
    refuse_unspeakable(script, PACKS[code])
    for name in set(SPOKEN_BY) - kept:
        assert not re.search(SPOKEN_BY[name], script.text), name
    for segment in script.segments:
        for fact in segment.facts:
            assert fact.words, fact.name


def test_a_script_without_any_figure_states_the_phase_and_nothing_else():
    script = write(sparse(Phase.ALERT))
    assert [segment.kind for segment in script.segments] == [
        "ident",
        "headline",
        "actions",
        "close",
    ]
    assert "satellite" not in script.text


@pytest.mark.parametrize("code", ["en", "sw"])
def test_english_and_kiswahili_rest_on_the_same_facts(code):
    for phase in PHASES:
        script = write(full(phase), code, length=Length.LONG)
        names = [{fact.name for fact in segment.facts} for segment in script.segments]
        other = write(full(phase), "en", length=Length.LONG)
        assert names == [{fact.name for fact in segment.facts} for segment in other.segments]


def test_facts_keep_the_exact_value_and_its_sources():
    script = write(kitui_february_2026())
    facts = {fact.name: fact for segment in script.segments for fact in segment.facts}
    rain = facts["rain_3_month"]
    assert (rain.value, rain.unit) == (58.0, "%")
    assert rain.words == "about sixty percent of the usual amount"
    assert rain.sources[0].payload_sha256 == "a" * 64
    assert facts["phase"].words == "Alert"
    assert "page-1 table" in facts["phase"].formula
    assert facts["rain_failed"].words.startswith("With so little rain")
    assert facts["rain_failed"].sources == rain.sources
    assert facts["action_1"].formula.startswith("advice.csv, alert-sell-early; ")


def test_the_estimate_is_never_spoken():
    made = kitui_february_2026()
    assert made.estimate.phase is Phase.EMERGENCY
    assert "Emergency" not in write(made).text


def test_no_official_phase_no_script():
    with pytest.raises(EvidenceError, match="NDMA has not given kitui a phase"):
        write(kitui_february_2026(official=None))


def test_a_county_other_than_the_assessment_s_is_refused():
    with pytest.raises(EvidenceError, match="the assessment is of kitui, the bulletin for makueni"):
        compose(
            sparse(Phase.ALERT),
            PACKS["en"],
            county=county("makueni"),
            exercise=False,
            next_issue=NEXT_ISSUE,
        )


@pytest.mark.parametrize(("code", "name"), [("kam", "Kikamba"), ("dav", "Kidawida")])
def test_a_language_without_sentences_says_why(code, name):
    with pytest.raises(PackEmpty, match=f"Nobody has written .* {name} sentences.*presenter"):
        write(full(Phase.ALERT), code)


def test_a_draft_without_sentences_is_empty_too():
    bare = replace(PACKS["en"], segments={})
    with pytest.raises(PackEmpty, match="English has no sentences yet"):
        compose(sparse(Phase.ALERT), bare, county=county(), exercise=False, next_issue=NEXT_ISSUE)


@pytest.mark.parametrize(
    ("classified", "en", "sw"),
    [
        ("above normal vegetation greenness", "better than usual", "mazuri kuliko kawaida"),
        ("normal vegetation greenness", "as usual for the season", "ya kawaida kwa msimu huo"),
        ("moderate vegetation deficit", "below normal", "chini ya kawaida"),
        ("severe vegetation deficit", "poor", "duni"),
        ("extreme vegetation deficit", "very poor", "duni sana"),
    ],
)
def test_vegetation_classes_have_plain_words(classified, en, sw):
    made = full(Phase.ALERT, vci_class=classified)
    assert f"By the end of February, pasture was {en}." in write(made).text
    assert f"Kufikia mwisho wa Februari, malisho yalikuwa {sw}." in write(made, "sw").text


def test_an_unknown_vegetation_class_has_no_words():
    with pytest.raises(NoWords, match="vegetation class 'lush'"):
        write(full(Phase.ALERT, vci_class="lush"))


def test_a_vegetation_index_without_a_class_leaves_the_greenness():
    made = assessment(
        declared(Phase.ALERT),
        indicators=(indicator("VCI-3M", 20.0), indicator("NDVI-percent", 79.0)),
    )
    assert "eighty percent of their usual greenness" in write(made).text


def test_only_one_reading_of_the_satellite_is_said():
    made = assessment(
        declared(Phase.ALERT),
        indicators=(
            indicator("VCI-3M", 20.0, classified="severe vegetation deficit"),
            indicator("NDVI-percent", 79.0),
        ),
    )
    assert "greenness" not in write(made).text


@pytest.mark.parametrize(
    ("rain", "helped", "failed"), [(95.0, True, False), (70.0, False, False), (40.0, False, True)]
)
def test_rain_has_helped_or_failed_only_by_its_figure(rain, helped, failed):
    figures = (indicator("rain-3-month-percent", rain),)
    recovery = write(assessment(declared(Phase.RECOVERY), indicators=figures)).text
    alert = write(assessment(declared(Phase.ALERT), indicators=figures)).text
    assert ("The rain has helped." in recovery) is helped
    assert ("water pans may dry" in alert) is failed


def test_good_rain_in_the_last_month_silences_the_warning_of_dry_pans():
    assert "water pans" in write(kitui_february_2026()).text
    made = kitui_february_2026()
    wet = [
        replace(each, value=130.0) if each.name == "rain-1-month-percent" else each
        for each in made.indicators
    ]
    assert "water pans" not in write(replace(made, indicators=tuple(wet))).text


@pytest.mark.parametrize(("day", "said"), [(14, True), (15, False)], ids=["in time", "too old"])
def test_nothing_follows_from_figures_older_than_six_weeks(day, said):
    # The figures end with February; 14 April is their forty-fifth day.
    for phase, line in (
        (Phase.ALERT, "water pans"),
        (Phase.RECOVERY, "The grass has not yet come back fully."),
    ):
        made = replace(full(phase), as_of=date(2026, 4, day))
        dry = tuple(each for each in made.indicators if each.name != "rain-1-month-percent")
        text = write(replace(made, indicators=dry), length=Length.LONG).text
        assert (line in text) is said
        assert "weeks old" in text


@pytest.mark.parametrize(
    ("pasture", "not_back"),
    [("severe vegetation deficit", True), ("normal vegetation greenness", False)],
)
def test_grass_that_is_not_back_is_said_by_its_class(pasture, not_back):
    text = write(full(Phase.RECOVERY, vci_class=pasture)).text
    assert ("The grass has not yet come back fully." in text) is not_back


@pytest.mark.parametrize(("greenness", "not_back"), [(79.0, True), (95.0, False)])
def test_grass_that_is_not_back_is_said_by_its_greenness(greenness, not_back):
    made = assessment(declared(Phase.RECOVERY), indicators=(indicator("NDVI-percent", greenness),))
    assert ("The grass has not yet come back fully." in write(made).text) is not_back


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, 5.0, "That is farther than usual."),
        (None, 7.0, "That is the usual distance."),
        (7.0, None, "That is less than usual."),
        (None, None, None),
    ],
)
def test_a_figure_is_compared_only_with_its_printed_range(low, high, said):
    figure = observation("water-distance", 6.2, "km", low=low, high=high)
    water = write(assessment(declared(Phase.NORMAL), figures=(figure,))).segments[2]
    assert water.sentences[1:] == ((said,) if said else ())


def test_a_figure_in_another_unit_is_refused():
    figure = observation("water-distance", 6_200.0, "m")
    with pytest.raises(EvidenceError, match="'water_distance' came in 'm', but is said in km"):
        write(assessment(declared(Phase.ALERT), figures=(figure,)))


def test_figures_say_their_month():
    may = Month(2026, 1)
    figure = observation("milk-production", 1.1, "litres/household/day", month=may)
    text = write(assessment(declared(Phase.ALERT), figures=(figure,))).text
    assert "milk a day in January." in text


EXTRA = {
    "contact": Fact(name="contact", value="0800 720 577"),
    "outlook": Fact(name="outlook", value="that less rain than usual is likely"),
    "hotspots": Fact(name="hotspots", value=("Mutomo", "Ikutha"), period=FEBRUARY.period),
    "goat_price": Fact(name="goat_price", value=4_480, unit="KSh", period=FEBRUARY.period),
    "maize_price": Fact(name="maize_price", value=62, unit="KSh", period=FEBRUARY.period),
    "rain_amount": Fact(name="rain_amount", value=43, unit="mm", period=FEBRUARY.period),
}


def test_further_facts_are_said():
    text = write(sparse(Phase.ALERT), extra=EXTRA, length=Length.LONG).text
    for said in (
        "For advice, call zero, eight, zero, zero; seven, two, zero; five, seven, seven.\n"
        "I repeat: zero, eight",
        "The Kenya Meteorological Department says that less rain than usual is likely.\n"
        "Forecasts can change.",
        "In February, it was driest in Mutomo and Ikutha.",
        "A medium goat sold for about four thousand five hundred shillings in February.",
        "By World Food Programme figures, a kilo of maize cost about sixty shillings in February.",
        "In February, about forty-five millimetres of rain fell.",
    ):
        assert said in text
    assert "livestock officer" not in text


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("phase", PHASES)
def test_further_facts_can_be_spoken_in_every_phase(code, phase):
    further = {name: fact for name, fact in EXTRA.items() if name != "outlook"}
    refuse_unspeakable(write(full(phase, Trend.STABLE), code, extra=further), PACKS[code])


def test_a_fact_without_a_slot_is_refused():
    with pytest.raises(EvidenceError, match=r"the fact 'relief' has no slot in slots\.yaml"):
        write(sparse(Phase.ALERT), extra={"relief": Fact(name="relief", value="Mutomo")})


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("phase", PHASES)
def test_nothing_promises_aid(code, phase):
    text = write(full(phase), code, extra=EXTRA if code == "en" else None).text
    assert not re.search(
        r"truck|will serve|relief|aid is|magari ya maji|misaada", text, re.IGNORECASE
    )


@settings(deadline=None)
@given(st.dates(date(2024, 1, 8), date(2030, 12, 20)), st.sampled_from(PHASES))
@pytest.mark.parametrize("code", ["en", "sw"])
def test_planting_is_never_said_out_of_season(code, day, phase):
    week = Week.of(day)
    made = replace(sparse(phase), week=week, as_of=week.monday)
    planting = re.search(r"time to plant|muda wa kupanda", write(made, code).text)
    in_season = {(week.monday + timedelta(days=each)).month for each in range(7)}
    assert not planting or in_season <= {3, 4, 5} or in_season <= {10, 11, 12}


def test_a_replay_advises_for_the_season_of_its_figures():
    replay = replace(
        sparse(Phase.ALERT, replay_of=FEBRUARY), as_of=date(2026, 2, 28), week=Week(2026, 48)
    )
    assert "time to plant" not in write(replay, exercise=True).text


def test_a_needed_part_that_says_nothing_is_an_error():
    pack = PACKS["en"]
    silent = {
        key: replace(template, lines=()) if key == ("alert", "actions") else template
        for key, template in pack.segments.items()
    }
    with pytest.raises(TemplateError, match=r"en/segments/alert/actions\.txt\.j2, line 1: nothing"):
        compose(
            sparse(Phase.ALERT),
            replace(pack, segments=silent),
            county=county(),
            exercise=False,
            next_issue=NEXT_ISSUE,
        )


def test_the_same_evidence_gives_the_same_text():
    one, other = write(kitui_february_2026(), "sw"), write(kitui_february_2026(), "sw")
    assert one == other
    assert one.pack_sha256 == PACKS["sw"].sha256


def test_names_of_all_counties_can_be_spoken():
    for slug in ("muranga", "tharaka-nithi", "taita-taveta", "nairobi"):
        made = assessment(declared(Phase.ALERT, county=slug), county=slug)
        for code in ("en", "sw"):
            refuse_unspeakable(write(made, code), PACKS[code])


def test_a_period_that_is_no_month_is_said_by_its_days():
    odd = Period(date(2026, 1, 11), date(2026, 2, 28))
    made = assessment(
        declared(Phase.ALERT),
        indicators=(indicator("rain-1-month-percent", 46.0, period=odd),),
    )
    assert (
        "From the eleventh of January to the end of February, rain was about forty-five percent"
        in write(made).text
    )
