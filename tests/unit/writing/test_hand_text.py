from dataclasses import replace

import pytest

from app.domain.evidence import Phase
from app.errors import NoWords, ScriptRefused
from app.writing.checks import problems, refuse_unspeakable
from app.writing.hand_text import LONGEST_TEXT, as_correction, edited_script
from app.writing.lengths import Length
from tests.unit.writing.evidence import PACKS, full
from tests.unit.writing.test_lengths import write

EN = PACKS["en"]
FIRST = {
    "en": ("Correction.", "This bulletin replaces the one that you heard before."),
    "sw": ("Masahihisho.", "Taarifa hii inachukua nafasi ya ile mliyosikia awali."),
}


@pytest.fixture(scope="module")
def alert():
    return write(full(Phase.ALERT), "en", Length.STANDARD)


def with_line(script, old, new):
    assert old in script.text
    return script.text.replace(old, new)


def a_sentence(script, fact_name):
    """A sentence that says a fact."""
    words = next(
        fact.words for each in script.segments for fact in each.facts if fact.name == fact_name
    )
    return next(line for line in script.text.splitlines() if words in line), words


@pytest.mark.parametrize("code", ["en", "sw"])
def test_a_correction_says_so_first_and_only_once(code):
    script = write(full(Phase.ALERT), code, Length.STANDARD)
    told = as_correction(script, PACKS[code])
    assert told.segments[0].sentences == (*FIRST[code], *script.segments[0].sentences)
    assert told.segments[1:] == script.segments[1:]
    assert as_correction(told, PACKS[code]) == told


@pytest.mark.parametrize("code", ["en", "sw"])
@pytest.mark.parametrize("phase", [Phase.NORMAL, Phase.ALERT, Phase.EMERGENCY])
def test_a_correction_of_a_full_bulletin_may_be_spoken(code, phase):
    script = as_correction(write(full(phase), code, Length.STANDARD), PACKS[code])
    refuse_unspeakable(script, PACKS[code], length=Length.STANDARD)


def test_the_words_of_a_correction_take_no_time_from_the_bulletin(alert):
    told = as_correction(alert, EN)
    assert problems(told, EN, length=Length.STANDARD) == problems(alert, EN, length=Length.STANDARD)


@pytest.mark.parametrize("words", [{}, {"correction": "", "correction-replaces": "x"}])
def test_a_language_that_cannot_say_correction_is_refused_in_words(alert, words):
    kept = {key: text for key, text in EN.phrases.items() if not key.startswith("correction")}
    pack = replace(EN, phrases={**kept, **words})
    with pytest.raises(NoWords, match="no words for 'correction' yet"):
        as_correction(alert, pack)


def test_a_text_that_is_typed_as_it_was_is_the_same_script(alert):
    assert edited_script(alert, alert.text, EN) == alert


def test_white_space_and_line_ends_do_not_matter(alert):
    typed = "\n" + alert.text.replace("\n\n", "\r\n \r\n").replace(" ", "  ") + "\n\n"
    assert edited_script(alert, typed, EN) == alert


def test_a_sentence_may_be_worded_anew_around_its_figure(alert):
    old, words = a_sentence(alert, "rain_3_month")
    new = f"Over these months the county had {words} of its rain."
    script = edited_script(alert, with_line(alert, old, new), EN)
    assert new in script.text
    assert script.sha256 != alert.sha256
    assert [each.kind for each in script.segments] == [each.kind for each in alert.segments]


def test_a_fact_that_is_not_said_any_more_is_not_claimed_any_more(alert):
    old, _ = a_sentence(alert, "rain_3_month")
    script = edited_script(alert, with_line(alert, old, "Rain was poor."), EN)
    names = {fact.name for each in script.segments for fact in each.facts}
    assert "rain_3_month" not in names
    assert "phase" in names


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("Rain was ninety percent of normal.", "no fact of this part holds it"),
        ("Rain was 90 % of normal.", "which a voice cannot read"),
        ("Rain was {{ rain_3_month }}.", "A slot was not filled"),
        ("Rain " + "fell " * 30 + "here.", "is the most"),
        ("Rain was poor, says NDVI.", "NDVI"),
    ],
    ids=["figure", "digits", "slot", "too long", "jargon"],
)
def test_what_must_not_be_spoken_is_refused(alert, sentence, says):
    old, _ = a_sentence(alert, "rain_3_month")
    with pytest.raises(ScriptRefused, match=says):
        edited_script(alert, with_line(alert, old, sentence), EN)


def test_a_bulletin_without_its_phase_is_refused(alert):
    typed = alert.text
    for segment in alert.segments:
        for fact in segment.facts:
            if fact.name == "phase":
                typed = typed.replace(fact.words, "drought")
    with pytest.raises(ScriptRefused, match="must say the phase"):
        edited_script(alert, typed, EN)


@pytest.mark.parametrize(
    "change",
    [lambda text: "", lambda text: text.partition("\n\n")[0], lambda text: f"{text}\n\nMore."],
    ids=["nothing", "one part", "one more"],
)
def test_each_part_must_stay(alert, change):
    with pytest.raises(ScriptRefused, match=f"must have {len(alert.segments)}"):
        edited_script(alert, change(alert.text), EN)


def test_a_text_without_end_is_not_read(alert):
    with pytest.raises(ScriptRefused, match=f"{LONGEST_TEXT} are the most"):
        edited_script(alert, "a" * (LONGEST_TEXT + 1), EN)


def test_a_standard_bulletin_that_grows_too_long_is_refused(alert):
    more = "\n".join(["The land is dry and the people move their animals far."] * 30)
    old, _ = a_sentence(alert, "phase")
    with pytest.raises(ScriptRefused, match="132 are enough"):
        edited_script(alert, with_line(alert, old, f"{old}\n{more}"), EN)
