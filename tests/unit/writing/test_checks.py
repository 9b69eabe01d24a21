from dataclasses import replace

import pytest

from app.domain.bulletins import Script, Segment
from app.errors import ScriptRefused
from app.writing.checks import Severity, problems, refuse_unspeakable
from tests.unit.writing.evidence import PACKS

EN, SW = PACKS["en"], PACKS["sw"]
WARNING = ("This is only an exercise.", "It is not a real warning.")


def script(*sentences, language="en", exercise=False):
    return Script(
        language=language,
        title="Drought bulletin",
        segments=(Segment(kind="rain", sentences=sentences),),
        pack_sha256="c" * 64,
        exercise=exercise,
    )


def refused(sentence, pack=EN):
    found = problems(script(sentence, language=pack.code), pack)
    return [each.why for each in found if each.severity is Severity.REFUSE]


UNSPEAKABLE = [
    ("Rain was 60 percent.", "holds '6'"),
    ("Rain was ٣ percent.", "holds '٣'"),
    ("Rain was ½ of usual.", "holds '½'"),
    ("Rain was sixty %.", "percent sign"),
    ("Rain and/or pasture.", "solidus"),
    ("Rain & pasture.", "ampersand"),
    ("Rain (and pasture).", "left parenthesis"),
    ("Rain <break/> fell.", "slot was not filled"),
    ("Rain was {rain}.", "slot was not filled"),
    ("Rain was {{ rain }}.", "slot was not filled"),
    ("Rain was [rain].", "slot was not filled"),
    ("Rain [[N]] fell.", "left square bracket"),
    ("Rain\nfell.", "holds"),
    ("Rain fell … again.", "horizontal ellipsis"),
    ("Rain fell 🌧.", "cloud with rain"),
    ("See www.ndma.go.ke today.", "internet address"),
    ("See ndma.go.ke today.", "internet address"),
    ("See https: today.", "internet address"),
    ("The NDMA says so.", "how to say 'NDMA'"),
    ("The VCI is low.", "'VCI'"),
    ("The vci is low.", "do not know 'VCI'"),
    ("The spi is low.", "do not know 'SPI'"),
    ("Terms of trade fell.", "do not know 'terms of trade'"),
    ("This dekad was dry.", "do not know 'dekad'"),
    ("It is two km away.", "'km' is an abbreviation"),
    ("It costs KSh two hundred.", "'KSh' is an abbreviation"),
    ("It rained in Jan.", "'Jan' is an abbreviation"),
    ("Dry biomass fell.", "do not know 'biomass'"),
    (" ".join(["word"] * 25) + ".", "It has 25 words"),
]


@pytest.mark.parametrize(("sentence", "why"), UNSPEAKABLE, ids=[row[0][:30] for row in UNSPEAKABLE])
def test_what_no_voice_can_read_is_refused(sentence, why):
    assert any(why in each for each in refused(sentence))
    with pytest.raises(ScriptRefused, match="rain: "):
        refuse_unspeakable(script(sentence), EN)


@pytest.mark.parametrize(
    ("sentence", "pack"),
    [
        ("Rain was about sixty percent of the usual amount.", EN),
        ("Murang'a and Tharaka-Nithi; “quoted” – and more: fine!", EN),
        ("I repeat: one, one, nine.", EN),
        ("Ng'ombe ni dhaifu, na maji ni haba.", SW),
        ("Kĩw'ũ kya mbua.", SW),
        (" ".join(["word"] * 24) + ".", EN),
    ],
)
def test_plain_words_pass(sentence, pack):
    assert refused(sentence, pack) == []
    refuse_unspeakable(script(sentence, language=pack.code), pack)


def test_capitals_that_the_lexicon_knows_pass():
    known = replace(EN.lexicon[0], written="NDMA", spoken="en dee em ay")
    assert refused("The NDMA says so.", replace(EN, lexicon=(known,))) == []


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        (" ".join(["word"] * 21) + ".", "It has 21 words; 20 are easier"),
        ("It is a kilometer.", "'kilometer' is spelled 'kilometre'"),
        ("Thirty of ninety, or twenty-two of sixty.", "more numbers than an ear can keep"),
    ],
)
def test_what_is_hard_to_follow_is_only_warned_of(sentence, why):
    (found,) = problems(script(sentence), EN)
    assert found.severity is Severity.WARN
    assert why in str(found)
    refuse_unspeakable(script(sentence), EN)


def test_long_and_number_heavy_scripts_are_warned_of():
    many = ["Prices rose to ninety-nine shillings and twenty-two cents a kilo then."] * 40
    whys = [each.why for each in problems(script(*many), EN) if not each.sentence]
    assert any("lasts about" in why for why in whys)
    assert any("holds 80 numbers" in why for why in whys)


@pytest.mark.parametrize(
    ("sentence", "pack", "count"),
    [
        ("Elfu kumi na mbili, na mia tano, na asilimia tisini.", SW, 2),
        ("Ishirini na mbili Machi.", SW, 1),
        ("One goat, in three months, to nine people.", EN, 0),
        ("Twenty-five hundred and six.", EN, 1),
        ("Anything at all.", PACKS["kam"], 0),
    ],
)
def test_numbers_are_counted_in_words(sentence, pack, count):
    repeated = script(*[sentence] * 9, language=pack.code)
    held = [each.why for each in problems(repeated, pack) if "numbers; listeners" in each.why]
    assert held == ([f"It holds {9 * count} numbers; listeners keep about 8."] if count else [])


def test_a_script_in_another_language_is_refused():
    with pytest.raises(ScriptRefused, match="It is in 'en', the pack is 'sw'"):
        refuse_unspeakable(script("Rain fell."), SW)


def test_an_empty_script_is_refused():
    for empty in (script(), replace(script("Rain."), segments=())):
        with pytest.raises(ScriptRefused, match="has no sentences"):
            refuse_unspeakable(empty, EN)


def test_an_exercise_must_say_so_first_and_last():
    refuse_unspeakable(script(*WARNING, "Rain fell.", *WARNING, exercise=True), EN)
    for wrong in (("Rain fell.", *WARNING), ("Rain fell.",), ("This is only an exercise.",)):
        with pytest.raises(ScriptRefused, match="first and last part do not say so"):
            refuse_unspeakable(script(*wrong, exercise=True), EN)


def test_the_message_stays_short_when_much_is_wrong():
    with pytest.raises(ScriptRefused, match=r"And 7 more\.$"):
        refuse_unspeakable(script(*["Rain was 60."] * 12), EN)


def test_refusals_come_before_warnings():
    found = problems(script("It is a kilometer.", "Rain was 60."), EN)
    assert [each.severity for each in found] == [Severity.REFUSE, Severity.WARN]
