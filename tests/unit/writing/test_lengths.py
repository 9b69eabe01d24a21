from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import Phase
from app.errors import PackEmpty
from app.writing.checks import refuse_unspeakable
from app.writing.compose import compose
from app.writing.lengths import LEFT_OUT_FIRST, LONGEST_S, Length, longest_s, planned_s, shorter
from tests.unit.writing.evidence import NEXT_ISSUE, PACKS, PHASES, county, full, sparse
from tests.unit.writing.test_compose import EXTRA

FURTHER = {name: fact for name, fact in EXTRA.items() if name != "outlook"}


def write(made, code, length, *, exercise=False, extra=FURTHER, without=frozenset()):
    return compose(
        made,
        PACKS[code],
        county=county(),
        exercise=exercise,
        next_issue=NEXT_ISSUE,
        extra=extra,
        length=length,
        without=without,
    )


def seconds(script):
    return planned_s(script.words, words_per_minute=PACKS[script.language].about.words_per_minute)


def facts(script):
    return {fact.name for segment in script.segments for fact in segment.facts}


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("phase", PHASES)
def test_no_bulletin_is_longer_than_its_length_allows(code, phase, length):
    for made in (full(phase), sparse(phase)):
        script = write(made, code, length)
        assert seconds(script) <= longest_s(length, phase)
        refuse_unspeakable(script, PACKS[code])


def test_only_emergency_may_run_long():
    assert [each for each in PHASES if longest_s(Length.STANDARD, each) > 132] == [Phase.EMERGENCY]
    assert longest_s(Length.SPOT, Phase.EMERGENCY) == LONGEST_S[Length.SPOT]


@pytest.mark.parametrize("code", ["en", "sw"])
def test_what_is_left_out_of_a_standard_bulletin_goes_in_the_documented_order(code):
    long, standard = facts(write(full(Phase.ALERT), code, Length.LONG)), None
    standard = facts(write(full(Phase.ALERT), code, Length.STANDARD))
    assert standard <= long
    gone = [name for name in LEFT_OUT_FIRST if name in long - standard]
    known = [name for name in LEFT_OUT_FIRST if name in long]
    assert gone == known[: len(gone)]
    assert bool(gone) is (code == "sw")


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("phase", PHASES)
def test_the_actions_and_the_phase_are_never_left_out(code, phase):
    kept = {"action_1", "action_2", "action_3", "action_1_short", "action_3_short"}
    kept |= {"county", "phase", "phase_month", "next_issue", "rain_3_month"}
    assert kept <= facts(write(full(phase), code, Length.STANDARD))


def test_what_is_said_of_a_figure_goes_with_it():
    steps = list(shorter(PACKS["en"].slots))
    assert steps[0] == frozenset()
    assert steps[1] == {"milk", "milk_below", "milk_above", "milk_usual"}
    assert {"pasture_not_back", "pasture_age"} <= steps[-1]
    assert "phase_before" not in steps[-1]
    assert all(one < other for one, other in pairwise(steps))


def test_every_name_that_may_be_left_out_is_an_optional_slot():
    slots = PACKS["en"].slots
    assert not [name for name in LEFT_OUT_FIRST if slots[name].required]


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("phase", PHASES)
def test_a_spot_is_the_headline_and_one_action(code, phase):
    script = write(full(phase), code, Length.SPOT)
    assert [segment.kind for segment in script.segments] == ["headline", "actions"]
    assert facts(script) == {"county", "phase", "phase_month", "action_1"}
    assert seconds(script) <= 33


@pytest.mark.parametrize("code", ["en", "sw"])
def test_a_spot_of_an_exercise_says_so_at_both_ends(code):
    refuse_unspeakable(write(full(Phase.ALARM), code, Length.SPOT, exercise=True), PACKS[code])


def test_a_language_without_spots_says_what_to_write():
    pack = PACKS["en"]
    bare = {key: each for key, each in pack.segments.items() if key[0] != "spot"}
    with pytest.raises(PackEmpty, match=r"English has no segments/spot/headline\.txt\.j2 yet"):
        compose(
            sparse(Phase.ALERT),
            replace(pack, segments=bare),
            county=county(),
            exercise=False,
            next_issue=NEXT_ISSUE,
            length=Length.SPOT,
        )


@pytest.mark.parametrize("code", ["en", "sw"])
def test_an_exercise_says_what_the_real_bulletin_would(code):
    for phase in PHASES:
        real = write(full(phase), code, Length.STANDARD)
        drill = write(full(phase), code, Length.STANDARD, exercise=True)
        assert facts(real) == facts(drill)


@given(st.integers(1, 500), st.integers(60, 300))
def test_more_words_last_longer(words, pace):
    assert planned_s(words + 1, words_per_minute=pace) > planned_s(words, words_per_minute=pace)


@pytest.mark.parametrize("code", ["en", "sw"])
def test_what_there_was_no_time_for_is_named(code):
    made = full(Phase.ALERT)
    long, standard = write(made, code, Length.LONG), write(made, code, Length.STANDARD)
    assert facts(long) - facts(standard) <= set(standard.left_out)
    assert not facts(standard) & set(standard.left_out)
    assert write(sparse(Phase.ALERT), code, Length.LONG).left_out == ()


def test_what_another_language_leaves_out_is_left_out_and_named_too():
    made = full(Phase.ALERT)
    script = write(made, "en", Length.LONG, without=frozenset({"milk", "goat_price", "unheard"}))
    assert {"milk", "goat_price"} <= facts(write(made, "en", Length.LONG))
    assert not {"milk", "goat_price"} & facts(script)
    assert {"milk", "goat_price"} <= set(script.left_out)
    assert "unheard" not in script.left_out
