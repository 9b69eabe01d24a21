from dataclasses import replace
from datetime import date

import pytest

from app.domain.bulletins import Fact, Script, Segment
from app.domain.evidence import Phase
from app.domain.periods import Period
from app.writing.agreement import disagreements, unfounded
from app.writing.checks import Severity
from app.writing.compose import compose
from app.writing.lengths import Length
from app.writing.radio_rules import RadioRules
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
    sparse,
)

EN, SW = PACKS["en"], PACKS["sw"]
BOTH = pytest.mark.parametrize("code", ["en", "sw"])
CONTACT = {"contact": Fact(name="contact", value="0800 720 577")}


def write(made, code, *, length=Length.LONG, exercise=False, extra=CONTACT):
    return compose(
        made,
        PACKS[code],
        county=county(made.county),
        exercise=exercise,
        next_issue=NEXT_ISSUE,
        length=length,
        extra=extra,
    )


def pair(made, **more):
    return write(made, "en", **more), write(made, "sw", **more)


def found(english, other):
    return [str(each) for each in disagreements(english, other, packs=PACKS)]


def with_fact(script, name, times=None, **changes):
    """Return a script in which a fact differs, everywhere or the given times."""
    seen = 0
    segments = []
    for segment in script.segments:
        facts = []
        for fact in segment.facts:
            mine = fact.name == name and (times is None or seen < times)
            seen += fact.name == name
            facts.append(replace(fact, **changes) if mine else fact)
        segments.append(replace(segment, facts=tuple(facts)))
    return replace(script, segments=tuple(segments))


def without_fact(script, name):
    return replace(
        script,
        segments=tuple(
            replace(each, facts=tuple(fact for fact in each.facts if fact.name != name))
            for each in script.segments
        ),
    )


def with_words(script, old, new):
    """Return a script whose text was changed by hand while its facts stayed."""
    return replace(
        script,
        segments=tuple(
            replace(each, sentences=tuple(words.replace(old, new) for words in each.sentences))
            for each in script.segments
        ),
    )


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("make", [full, sparse], ids=["full", "sparse"])
def test_what_is_composed_from_the_same_facts_agrees(phase, make):
    assert disagreements(*pair(make(phase)), packs=PACKS) == ()


@pytest.mark.parametrize("made", [kitui_february_2026(), kitui_april_2017()])
@pytest.mark.parametrize("exercise", [False, True])
def test_real_figures_agree_in_exercises_too(made, exercise):
    assert disagreements(*pair(made, exercise=exercise), packs=PACKS) == ()


def test_what_the_longer_language_leaves_out_for_time_is_only_warned_of():
    english, kiswahili = pair(full(PHASES[2]), length=Length.STANDARD)
    left_out = disagreements(english, kiswahili, packs=PACKS)
    assert "Kiswahili lacks 'milk', which the master says." in map(str, left_out)
    assert "Kiswahili lacks 'milk_usual', which the master says." in map(str, left_out)
    assert {each.severity for each in left_out} == {Severity.WARN}


def test_a_fact_that_one_language_lacks_is_refused():
    english, kiswahili = pair(kitui_february_2026())
    (lacking,) = disagreements(english, without_fact(kiswahili, "next_issue"), packs=PACKS)[:1]
    assert (lacking.severity, lacking.segment, lacking.sentence) == (Severity.REFUSE, "", "")
    assert str(lacking) == "Kiswahili lacks 'next_issue', which the master says."
    assert "Kiswahili says 'next_issue', which the master does not." in found(
        without_fact(english, "next_issue"), kiswahili
    )


def test_what_is_refused_comes_first():
    english, kiswahili = pair(full(PHASES[2]), length=Length.STANDARD)
    kinds = [
        each.severity
        for each in disagreements(english, without_fact(kiswahili, "next_issue"), packs=PACKS)
    ]
    assert kinds[0] is Severity.REFUSE
    assert kinds == sorted(kinds, key=lambda kind: kind is Severity.WARN)
    assert kinds[-1] is Severity.WARN


@pytest.mark.parametrize(
    ("name", "changes", "why"),
    [
        ("rain_3_month", {"value": 57.9}, "'rain_3_month' is 57.9, the master says 58.0."),
        ("county", {"value": "Makueni"}, "'county' is Makueni, the master says Kitui."),
        ("phase", {"value": "phase-alarm"}, "'phase' is phase-alarm, the master says phase-alert."),
        ("next_issue", {"value": "2026-12-07"}, "is 2026-12-07, the master says 2026-11-30."),
        ("contact", {"value": "0800 720 578"}, "is 0800 720 578, the master says 0800 720 577."),
        ("rain_failed", {"value": False}, "'rain_failed' is False, the master says True."),
        ("rain_1_month", {"unit": "mm"}, "'rain_1_month' is in mm, the master says it in %."),
        (
            "rain_1_month",
            {"period": Period(date(2026, 1, 1), date(2026, 1, 31))},
            f"'rain_1_month' is of {Period(date(2026, 1, 1), date(2026, 1, 31))}, "
            f"the master's is of "
            f"{FEBRUARY.period}.",
        ),
        ("action_1", {"value": "x", "formula": "advice.csv, other; y"}, "'action_1' is x,"),
    ],
)
def test_another_value_unit_or_period_is_refused(name, changes, why):
    english, kiswahili = pair(kitui_february_2026())
    other = with_fact(kiswahili, name, **changes)
    assert any(each.startswith("Kiswahili: ") and why in each for each in found(english, other))
    assert any(each.segment == "" for each in disagreements(english, other, packs=PACKS))
    assert all(
        each.severity is Severity.REFUSE for each in disagreements(english, other, packs=PACKS)
    )


def test_a_text_is_compared_by_what_it_was_translated_from():
    english, kiswahili = pair(kitui_february_2026())
    cited = with_fact(kiswahili, "action_1", formula="advice.csv, alert-sell-early; elsewhere")
    assert found(english, cited) == []
    unsourced = [with_fact(each, "action_1", formula="") for each in (english, kiswahili)]
    assert any("'action_1' is" in each for each in found(*unsourced))


def test_a_fact_must_be_the_same_each_time_it_is_said():
    english, kiswahili = pair(kitui_february_2026())
    once = with_fact(kiswahili, "rain_3_month", times=1, value=58.2)
    assert "Kiswahili: 'rain_3_month' is 58.2, the master says 58.0." in found(english, once)
    said_again = with_fact(
        with_fact(english, "rain_3_month", value=58.2), "rain_3_month", 1, value=58.0
    )
    assert found(said_again, kiswahili) == [
        "Kiswahili: 'rain_3_month' is 58.2, the master says 58.0."
    ]
    torn = with_fact(english, "rain_3_month", times=1, value=58.2)
    assert "Kiswahili: 'rain_3_month' is 58.0, the master says 58.2." in found(torn, kiswahili)


@pytest.mark.parametrize("which", [0, 1])
def test_a_fact_that_one_part_says_twice_is_refused(which):
    scripts = list(pair(kitui_february_2026()))
    first, *rest = scripts[which].segments
    twice = replace(first, facts=(*first.facts, first.facts[0]))
    scripts[which] = replace(scripts[which], segments=(twice, *rest))
    (finding,) = disagreements(*scripts, packs=PACKS)
    assert (finding.severity, str(finding)) == (Severity.REFUSE, "ident: 'county' is said twice.")


@pytest.mark.parametrize(
    ("code", "old", "new", "heard"),
    [
        ("en", "about sixty percent", "about seventy percent", "seventy percent"),
        ("en", "about sixty percent", "about half", "half"),
        ("en", "In February", "In March", "March"),
        ("en", "thirtieth of November", "thirteenth of November", "the thirteenth of November"),
        ("en", "save water, and", "save twelve pans, and", "twelve"),
        ("en", "save water, and", "save five litres, and", "five litres"),
        ("sw", "asilimia sitini", "asilimia sabini", "asilimia sabini"),
        ("sw", "asilimia sitini", "asilimia sita", "asilimia sita"),
        ("sw", "tarehe thelathini Novemba", "tarehe tatu Novemba", "tarehe tatu Novemba"),
        ("sw", "Mwezi wa Februari", "Mwezi wa Machi", "Machi"),
        (
            "sw",
            "tano, saba, saba",
            "tano, saba, nane",
            "saba , mbili , sifuri ; tano , saba , nane",
        ),
    ],
)
def test_a_figure_that_was_changed_by_hand_is_found(code, old, new, heard):
    script = write(kitui_february_2026(), code)
    assert unfounded(script, PACKS[code]) == ()
    edited = with_words(script, old, new)
    assert edited != script
    why = [each.why for each in unfounded(edited, PACKS[code])]
    assert any(
        each.endswith(f"{heard}' is said, but no fact of this part holds it.") for each in why
    )
    assert all(each.severity is Severity.REFUSE for each in unfounded(edited, PACKS[code]))
    english, kiswahili = pair(kitui_february_2026())
    both = (edited, kiswahili) if code == "en" else (english, edited)
    assert set(why) <= {each.why for each in disagreements(*both, packs=PACKS)}


def test_the_sentence_of_a_figure_without_a_fact_is_named():
    said = Segment(kind="rain", sentences=("It fell.", "It was ninety percent."))
    script = replace(write(sparse(PHASES[0]), "en"), segments=(said,))
    (finding,) = unfounded(script, EN)
    assert (finding.segment, finding.sentence) == ("rain", "It was ninety percent.")


def test_a_figure_belongs_to_the_part_that_has_its_fact():
    script = write(full(PHASES[2]), "en")
    segments = [
        replace(each, sentences=(*each.sentences, "It was twelve percent."))
        if each.kind == "rain"
        else each
        for each in script.segments
    ]
    (finding,) = unfounded(replace(script, segments=tuple(segments)), EN)
    assert finding.segment == "rain"


def one(fact, sentence, code="en"):
    segment = Segment(kind="rain", sentences=(sentence,), facts=(fact,))
    return Script(
        language=code, title="t", segments=(segment,), pack_sha256="c" * 64, exercise=False
    )


def why(fact, sentence, code="en"):
    faults = unfounded(one(fact, sentence, code), PACKS[code])
    assert all(each.segment == "rain" for each in faults)
    return [each.why for each in faults]


RAIN = Fact(name="rain_3_month", value=58.0, unit="%", words="about sixty percent of it")


@pytest.mark.parametrize(
    ("fact", "sentence", "faults"),
    [
        (RAIN, "It was about sixty percent of it.", []),
        (RAIN, "ABOUT  sixty percent of it.", []),
        (replace(RAIN, words=""), "It was dry.",
         ["'rain_3_month' is 58, but “” says something else."]),
        (RAIN, "It was dry.",
         ["'rain_3_month' is on record as “about sixty percent of it”, "
          "but that is not what is said."]),
        (replace(RAIN, value=61.0, words="fifty percent"), "It was fifty percent.",
         ["'fifty percent' is said, but no fact of this part holds it.",
          "'rain_3_month' is 61, but “fifty percent” says something else."]),
        (replace(RAIN, value=33.0, words="a third"), "It was a third.", []),
        (replace(RAIN, value=33.0, words="thirty-three percent"), "Thirty-three percent.", []),
        (replace(RAIN, value=100.0, words="as usual"), "It was as usual.", []),
        (replace(RAIN, value=230.0, words="twice the usual"), "Twice the usual.", []),
        (replace(RAIN, value=200.0, words="twice the usual"), "Twice the usual.", []),
        (replace(RAIN, value=1.0, words="almost nothing"), "Almost nothing.", []),
        (replace(RAIN, value=100.0, words="half"), "Half.",
         ["'half' is said, but no fact of this part holds it.",
          "'rain_3_month' is 100, but “half” says something else."]),
        (replace(RAIN, value=195.0, words="much"), "Much.",
         ["'rain_3_month' is 195, but “much” says something else."]),
        (Fact(name="water_distance", value=6.2, words="six kilometres"), "Six kilometres.", []),
        (Fact(name="water_distance", value=6.2, words="six kilos"), "Six kilos.",
         ["'six kilos' is said, but no fact of this part holds it.",
          "'water_distance' is 6.2, but “six kilos” says something else."]),
        (Fact(name="milk", value=1.4, words="one and a half litres"), "One and a half litres.", []),
        (Fact(name="rain_age", value=0.1 + 0.2, words="zero point three weeks"),
         "Zero point three weeks.", []),
        (Fact(name="rain_failed", value=True, words="Ninety of it."), "Ninety of it.",
         ["'ninety' is said, but no fact of this part holds it."]),
        (Fact(name="unknown", value=3.0, words="x"), "x.",
         ["'unknown' has no slot in slots.yaml; add it there first."]),
        (Fact(name="outlook", value="x", words="sixty percent in May"),
         "Sixty percent in May.", []),
        (Fact(name="contact", value="11 99", words="one, one; nine, nine"), "One, one; nine, nine.",
         []),
        (Fact(name="contact", value="11 98", words="one, one; nine, nine"), "One, one; nine, nine.",
         ["'one , one ; nine , nine' is said, but no fact of this part holds it."]),
        (Fact(name="phase_month", value="2026-02", words="February"),
         "February, twenty twenty-six.", []),
        (Fact(name="phase_month", value="2026-02", words="February"),
         "February, twenty twenty-five.",
         ["'twenty twenty - five' is said, but no fact of this part holds it."]),
        (Fact(name="next_issue", value="2026-11-30", words="the thirtieth of November"),
         "It is the thirtieth of November.", []),
        (Fact(name="next_issue", value="2026-11-30", words="the thirteenth of November"),
         "It is the thirteenth of November.",
         ["'the thirteenth of November' is said, but no fact of this part holds it."]),
        (replace(RAIN, period=FEBRUARY.period, words="sixty percent"),
         "From the first of February to the twenty-eighth of February, sixty percent.", []),
        (replace(RAIN, period=FEBRUARY.period, words="sixty percent"),
         "From the second of February, sixty percent.",
         ["'the second of February' is said, but no fact of this part holds it."]),
    ],
)  # fmt: skip
def test_every_fact_is_heard_as_it_is_and_nothing_else_is(fact, sentence, faults):
    assert why(fact, sentence) == faults


def test_the_same_fault_is_told_once():
    segment = Segment(kind="rain", sentences=("It was ninety.", "It was ninety."))
    script = replace(one(RAIN, ""), segments=(segment, segment))
    assert len(unfounded(script, EN)) == 1


def test_fixed_wordings_hold_no_figure():
    price = Fact(name="maize_price", value=62.0, words="shilingi sitini")
    sentence = "Kilo moja ya mahindi iliuzwa takriban shilingi sitini."
    assert why(price, sentence, "sw") == []
    unfixed = replace(SW, about=replace(SW.about, radio=RadioRules()))
    (finding,) = unfounded(one(price, sentence, "sw"), unfixed)
    assert finding.why == "'kilo moja' is said, but no fact of this part holds it."
    assert why(price, "Kilo nane za mahindi, shilingi sitini.", "sw") != []


@BOTH
def test_the_month_of_the_phase_may_be_said_in_any_part(code):
    script = write(kitui_february_2026(), code)
    month = PACKS[code].dates.words["month-2"]
    last = replace(script.segments[-1], sentences=(*script.segments[-1].sentences, f"{month}."))
    assert unfounded(replace(script, segments=(*script.segments[:-1], last)), PACKS[code]) == ()


@pytest.mark.parametrize("percent", [0.0, 33.0, 100.0, 205.0, 480.0])
def test_every_share_of_usual_agrees_in_both_languages(percent):
    rain = indicator("rain-3-month-percent", percent)
    made = assessment(declared(Phase.ALERT), indicators=(rain,))
    english, swahili = write(made, "en", extra={}), write(made, "sw", extra={})
    assert disagreements(english, swahili, packs=PACKS) == ()
