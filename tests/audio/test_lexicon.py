import pytest

from app.domain.recordings import Pronunciation
from app.speech.lexicon import spoken_form


def row(written: str, spoken: str, engine: str = "espeak") -> Pronunciation:
    return Pronunciation(written=written, engine=engine, spoken=spoken)


def say(sentence: str, *rows: Pronunciation, engine: str = "espeak") -> str:
    return spoken_form(sentence, engine=engine, lexicon=rows)


def test_the_longest_written_form_wins():
    rows = (row("Taita", "A"), row("Taita Taveta", "B"))
    assert say("Taita Taveta na Taita.", *rows) == "B na A."


def test_only_whole_words_are_replaced():
    assert say("Voi, Voices, Mavoi.", row("Voi", "X")) == "X, Voices, Mavoi."


def test_a_word_goes_on_over_an_apostrophe():
    assert say("ng'ombe ng", row("ng", "X")) == "ng'ombe X"
    assert say("ng'ombe ombe", row("ombe", "X")) == "ng'ombe X"


@pytest.mark.parametrize("mark", ["'", "’", "‘", "ʼ", "`"])
def test_every_apostrophe_is_the_same_apostrophe(mark):
    assert say(f"Uza ng{mark}ombe.", row("ng'ombe", "[[N'ombe]]")) == "Uza [[N'ombe]]."
    assert say("Uza ng'ombe.", row(f"ng{mark}ombe", "X")) == "Uza X."


def test_small_letters_stand_for_capitals_too_but_not_the_other_way_round():
    assert say("Ng'ombe wengi", row("ng'ombe", "X")) == "X wengi"
    assert say("voi na Voi", row("Voi", "X")) == "voi na X"


def test_a_form_that_ends_in_a_hyphen_mends_the_beginning_of_every_word():
    mended = say("Ng'ambo, wang'ombe, ng'", row("ng'-", "[[N]]"))
    assert mended == "[[N]]ambo, wang'ombe, ng'"


def test_rows_of_another_engine_are_left_out():
    assert say("Voi", row("Voi", "X", engine="gtts")) == "Voi"


def test_an_engines_own_row_overrules_the_row_for_all():
    rows = (row("Voi", "own"), row("Voi", "all", engine="*"))
    assert say("Voi", *rows) == "own"
    assert say("Voi", *rows, engine="gtts") == "all"


def test_what_was_put_in_is_not_replaced_again():
    assert say("Kitui", row("Kitui", "Voi"), row("Voi", "X")) == "Voi"
