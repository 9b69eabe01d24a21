import pytest

from app.domain.evidence import Phase
from app.domain.phases import meaning, phase_meanings, severity


def test_every_phase_has_its_place_in_the_order_and_no_other_has():
    assert {each.phase for each in phase_meanings()} == set(Phase)
    assert [severity(each) for each in Phase] == [0, 1, 2, 3, 4, 2]


def test_phases_stand_in_the_order_of_their_severity():
    order = [each.severity for each in phase_meanings()]
    assert order == sorted(order)
    assert order[0] == 0


@pytest.mark.parametrize("spelled", ["Pre-Alert", "pre alert", "PREALERT", "pre-alert"])
def test_a_phase_is_found_however_it_is_spelled(spelled):
    assert severity(spelled) == 1


@pytest.mark.parametrize("phase", Phase)
def test_a_meaning_is_one_plain_sentence_with_a_source_and_without_figures(phase):
    said = meaning(phase)
    assert said.endswith(".")
    assert said.count(".") == 1
    assert len(said.split()) <= 25
    assert not any(letter.isdigit() or letter == "%" for letter in said)
    assert all(each.source for each in phase_meanings())


@pytest.mark.parametrize("word", ["", "watch", "normal alert"])
def test_an_unknown_phase_is_refused_with_the_known_ones(word):
    with pytest.raises(ValueError, match=r"is no phase; known are normal, pre-alert, alert"):
        severity(word)
