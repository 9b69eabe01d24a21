from dataclasses import replace

import pytest

from app.domain.bulletins import Fact, Script, Segment
from app.errors import ScriptRefused
from app.writing.checks import Finding, Severity, problems, refuse_found, refuse_unspeakable
from app.writing.lengths import Length
from app.writing.radio_rules import RadioRules
from tests.unit.writing.evidence import PACKS

EN, SW = PACKS["en"], PACKS["sw"]
# So that one long sentence does not lengthen the mean.
SHORT = ("It is so.", "It is so.")
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
        (" ".join(["word"] * 21) + ".", "It has 21 words; 20 are easier to follow."),
        ("It is a kilometer.", "'kilometer' is spelled 'kilometre' in this language."),
        (
            "Thirty of ninety.",
            "It holds more numbers than an ear can keep; make it two sentences.",
        ),
        ("It is not dry, and no pan is empty.", "It says no twice; say what is so, not what is"),
        ("Do not say that nobody came.", "It says no twice"),
    ],
)
def test_what_is_hard_to_follow_is_only_warned_of(sentence, why):
    (found,) = problems(script(sentence, *SHORT), EN)
    assert found.severity is Severity.WARN
    assert found.sentence == sentence
    assert why in str(found)
    refuse_unspeakable(script(sentence, *SHORT), EN)


@pytest.mark.parametrize(
    "sentence",
    [
        " ".join(["word"] * 20) + ".",
        "By the twenty-second of March, it was sixty percent.",
        "One: sell ten goats in three months.",
        "It is not dry now.",
        "Nothing is known yet.",
    ],
)
def test_what_an_ear_can_follow_is_not_warned_of(sentence):
    assert problems(script(sentence, *SHORT), EN) == ()


@pytest.mark.parametrize(
    ("sentence", "warned"),
    [
        ("Mvua haijanyesha, na maji hayajafika.", True),
        ("Si kweli kwamba hakuna maji.", True),
        ("Usile wala usiuze nyama ya mizoga.", False),
        ("Hatua ya usimamizi wa siku hii.", False),
    ],
)
def test_negatives_are_words_of_the_pack(sentence, warned):
    found = problems(script(sentence, language="sw"), SW)
    assert bool(found) is warned


def test_the_mean_length_of_sentences_is_warned_of_above_twelve_words():
    twelve, thirteen = (" ".join(["word"] * count) + "." for count in (12, 13))
    assert problems(script(twelve, thirteen, "It is so."), EN) == ()
    assert problems(script(twelve, twelve), EN) == ()
    (found,) = problems(script(twelve, thirteen), EN)
    assert (found.severity, found.segment, found.sentence) == (Severity.WARN, "", "")
    assert str(found) == "Its sentences have 12.5 words on average; 12 are easier."


def test_more_than_eight_numbers_are_warned_of():
    assert problems(script(*["It was ninety percent."] * 8), EN) == ()
    (found,) = problems(script(*["It was ninety percent."] * 9), EN)
    assert str(found) == "It holds 9 numbers; listeners keep about 8."


PROMISES = [
    ("Water trucks will come on Monday.", EN, "'Water trucks will' promises aid"),
    ("You will receive food.", EN, "'You will receive' promises aid, which no bulletin may"),
    ("Nyinyi mtapewa chakula.", SW, "'mtapewa' promises aid"),
    ("Magari ya maji yatafika kesho.", SW, "promises aid"),
    (
        "It is from the National Drought Management Authority.",
        EN,
        "says that NDMA signed this; write that it was prepared from its figures.",
    ),
    ("Ni taarifa kutoka Mamlaka ya Kitaifa ya Usimamizi wa Ukame.", SW, "NDMA signed this"),
]


@pytest.mark.parametrize(("sentence", "pack", "why"), PROMISES, ids=[row[0] for row in PROMISES])
def test_nobody_is_promised_aid_and_nothing_is_signed_for_ndma(sentence, pack, why):
    (found,) = refused(sentence, pack)
    assert why in found


@pytest.mark.parametrize(
    ("sentence", "pack"),
    [
        ("It was prepared from figures of the National Drought Management Authority.", EN),
        ("By the Authority's figures for May, it is so.", EN),
        ("Imetayarishwa kutokana na takwimu za Mamlaka ya Kitaifa ya Usimamizi wa Ukame.", SW),
    ],
)
def test_what_was_prepared_from_figures_may_say_so(sentence, pack):
    assert problems(script(sentence, language=pack.code), pack) == ()


def told(sentences, *facts, kind="headline"):
    return Segment(kind=kind, sentences=tuple(sentences), facts=facts)


def whole(*segments, exercise=False):
    return replace(script("x"), segments=segments, exercise=exercise)


PHASE = Fact(name="phase", value="phase-alert", words="Alert")
MONTH = Fact(name="phase_month", value="2026-02", words="February")
OUTLOOK = Fact(name="outlook", value="that rain is near", words="that rain is near")
ATTRIBUTED = ("By the Authority's figures for February, it is in the Alert phase.",)


@pytest.mark.parametrize(
    ("sentences", "facts", "sound"),
    [
        (ATTRIBUTED, (PHASE, MONTH), True),
        (ATTRIBUTED, (PHASE,), False),
        (ATTRIBUTED, (PHASE, replace(MONTH, words="")), False),
        (ATTRIBUTED, (PHASE, replace(MONTH, words="March")), False),
        (("It is in the Alert phase in February.",), (PHASE, MONTH), False),
        (("It is dry.",), (), True),
        (("It is in the Alert phase.", "So the Authority said in February."), (PHASE, MONTH), True),
    ],
)
def test_the_phase_is_said_with_its_month_and_the_authority(sentences, facts, sound):
    found = problems(whole(told(sentences, *facts)), EN)
    wanted = "No part of it says the phase together with its month and the Authority."
    assert [(each.severity, str(each)) for each in found] == (
        [] if sound else [(Severity.REFUSE, wanted)]
    )


def test_one_part_that_attributes_the_phase_is_enough():
    changed = told(["It was Alert."], PHASE, kind="changed")
    assert problems(whole(told(ATTRIBUTED, PHASE, MONTH), changed), EN) == ()
    assert problems(whole(changed, told(ATTRIBUTED, PHASE, MONTH)), EN) == ()


@pytest.mark.parametrize(
    ("sentences", "sound"),
    [
        (["The Kenya Meteorological Department says that rain is near."], True),
        (["They say that rain is near."], False),
        (["The Kenya Meteorological Department says more.", "Some say that rain is near."], False),
    ],
)
def test_a_forecast_says_whose_it_is(sentences, sound):
    found = problems(whole(told(sentences, OUTLOOK, kind="outlook")), EN)
    wanted = "The forecast does not say that it is the Meteorological Department's."
    assert [str(each) for each in found if each.severity is Severity.REFUSE] == (
        [] if sound else [wanted]
    )


def test_a_language_without_radio_words_is_checked_for_none():
    bare = replace(EN, about=replace(EN.about, radio=RadioRules()))
    said = told(["You will receive not nothing, that rain is near."], PHASE, OUTLOOK)
    assert problems(whole(said), bare) == ()


# At 150 words a minute, 330 words last 132 s and 495 last 198 s.
def lasting(words, *facts, **more):
    full, rest = divmod(words, 10)
    said = [" ".join(["word"] * 10) + "."] * full + ([" ".join(["word"] * rest)] if rest else [])
    return whole(told(said, *facts), **more)


@pytest.mark.parametrize(
    ("words", "length", "severity", "why"),
    [
        (83, Length.SPOT, None, ""),
        (84, Length.SPOT, Severity.REFUSE, "It lasts about 34 seconds; 33 are enough."),
        (331, Length.STANDARD, None, ""),
        (332, Length.STANDARD, Severity.REFUSE, "It lasts about 133 seconds; 132 are enough."),
        (495, Length.LONG, None, ""),
        (500, Length.LONG, Severity.REFUSE, "It lasts about 200 seconds; 198 are enough."),
        (331, None, None, ""),
        (332, None, Severity.WARN, "It lasts about 133 seconds; 132 are enough."),
        (496, None, Severity.WARN, "It lasts about 198 seconds; 132 are enough."),
        (500, None, Severity.REFUSE, "It lasts about 200 seconds; 132 are enough."),
    ],
)
def test_a_script_is_refused_that_is_a_tenth_longer_than_its_length(words, length, severity, why):
    found = problems(lasting(words), EN, length=length)
    assert [(each.severity, str(each)) for each in found] == ([(severity, why)] if severity else [])


def test_the_length_is_refused_with_the_rest():
    refuse_unspeakable(lasting(400), EN)
    with pytest.raises(ScriptRefused, match="160 seconds; 132"):
        refuse_unspeakable(lasting(400), EN, length=Length.STANDARD)


def test_an_emergency_may_run_long():
    emergency = replace(PHASE, value="phase-emergency", words="word")
    bare = replace(EN, about=replace(EN.about, radio=RadioRules()))
    assert problems(lasting(490, emergency), bare, length=Length.STANDARD) == ()
    assert len(problems(lasting(490, PHASE), bare, length=Length.STANDARD)) == 1
    other = replace(emergency, name="phase_before")
    assert len(problems(lasting(490, other), bare, length=Length.STANDARD)) == 1


def test_the_words_of_an_exercise_take_no_time():
    replay = "It replays the figures of April, twenty seventeen."
    ends = told([*WARNING, replay, *[" ".join(["word"] * 11)] * 30, *WARNING])
    assert problems(whole(ends, exercise=True), EN, length=Length.STANDARD) == ()
    assert problems(whole(ends), EN, length=Length.STANDARD) != ()


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


def test_a_finding_names_its_place():
    found = Finding(severity=Severity.WARN, segment="rain", sentence="It fell.", why="Why.")
    assert str(found) == "rain: Why. In: “It fell.”"
    assert str(replace(found, segment="", sentence="")) == "Why."


def test_only_what_is_refused_keeps_a_script_off_the_air():
    found = Finding(severity=Severity.WARN, segment="", sentence="", why="Warned.")
    refuse_found(script("It fell."), [found])
    with pytest.raises(ScriptRefused) as refusal:
        refuse_found(
            script("It fell."), [found, replace(found, severity=Severity.REFUSE, why="No.")]
        )
    assert str(refusal.value) == "Drought bulletin must not be spoken as it stands. No."
