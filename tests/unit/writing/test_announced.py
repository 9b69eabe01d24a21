from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.domain.advice import PLACES, AdviceWords
from app.domain.announcements import AnnouncementWords
from app.domain.bulletins import Fact
from app.domain.evidence import Phase, Trend
from app.writing.advice import library_facts
from app.writing.agreement import disagreements, unfounded
from app.writing.announced import (
    MOST,
    MOST_SHORT_WORDS,
    MOST_TEXT_WORDS,
    advice_faults,
    announcement_facts,
    announcement_faults,
)
from app.writing.checks import refuse_unspeakable
from app.writing.compose import compose
from app.writing.kit_samples import Evidence, sample, script_of
from app.writing.lengths import Length
from tests.library import HAY, announced, offered
from tests.unit.writing.evidence import NEXT_ISSUE, PACKS, PHASES, county, full

BOTH = pytest.mark.parametrize("code", ["en", "sw"])
THREE = [
    announced(),
    announced(id="kitui-2", places=(), starts=None),
    announced(id="kitui-3", places=("Mutomo", "Zombe/Mwitika"), last_day=date(2026, 11, 27)),
]


def write(code, said, phase=Phase.ALERT, *, length=Length.LONG):
    return compose(
        full(phase, Trend.WORSENING),
        PACKS[code],
        county=county(),
        exercise=False,
        next_issue=NEXT_ISSUE,
        extra=announcement_facts(said, code),
        length=length,
    )


def said_of(script):
    return next((each.text for each in script.segments if each.kind == "announcements"), "")


def worded(text, code="en", partner="the Kenya Red Cross"):
    return announced(words={code: AnnouncementWords(partner=partner, text=text)})


def faults(each, code="en"):
    return announcement_faults(each, PACKS[code], county="Kitui")


def test_place_day_and_hour_are_said_from_the_tables_of_each_language():
    assert said_of(write("en", THREE[:1])) == (
        "Announcement from the Kenya Red Cross: goats and sheep are vaccinated free of charge.\n"
        "It is in Mutomo.\n"
        "It is on Wednesday, the twenty-fifth of November.\n"
        "It starts at half past seven in the morning."
    )
    assert said_of(write("sw", THREE[:1])) == (
        "Tangazo kutoka Shirika la Msalaba Mwekundu: mbuzi na kondoo watachanjwa bila malipo.\n"
        "Ni katika Mutomo.\n"
        "Siku ni Jumatano, tarehe ishirini na tano Novemba.\n"
        "Itaanza saa moja na nusu asubuhi."
    )


def test_what_is_not_known_is_not_said():
    text = said_of(write("en", [announced(places=(), starts=None)]))
    assert "It is for all of Kitui County." in text
    assert "starts" not in text


def test_several_days_are_said_from_the_first_to_the_last():
    text = said_of(write("en", [THREE[2]]))
    assert "It is in Mutomo and Zombe Mwitika." in text
    assert "from Wednesday, the twenty-fifth of November to Friday, the twenty-seventh" in text
    assert "It is on" not in text


@BOTH
def test_a_bulletin_without_announcements_has_no_such_part(code):
    assert said_of(write(code, [])) == ""
    assert "announce" not in write(code, []).text.casefold()


@pytest.mark.parametrize("phase", PHASES)
def test_three_announcements_agree_in_both_languages_and_may_be_spoken(phase):
    scripts = {code: write(code, THREE, phase) for code in ("en", "sw")}
    for code, script in scripts.items():
        refuse_unspeakable(script, PACKS[code])
    found = disagreements(scripts["en"], scripts["sw"], packs=PACKS)
    assert [str(each) for each in found if each.severity == "refuse"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"starts": time(8, 30)},
        {"first_day": date(2026, 11, 26), "last_day": date(2026, 11, 26)},
        {"places": ("Ikutha",)},
        {"id": "kitui-9"},
    ],
    ids=["hour", "day", "place", "another one"],
)
def test_an_announcement_that_differs_between_languages_is_refused(changes):
    other = replace(THREE[0], **changes)
    found = disagreements(write("en", THREE[:1]), write("sw", [other]), packs=PACKS)
    assert any(each.severity == "refuse" for each in found)


@BOTH
@pytest.mark.parametrize("phase", PHASES)
def test_a_standard_bulletin_keeps_its_time_with_three_announcements(code, phase):
    script = write(code, THREE, phase, length=Length.STANDARD)
    refuse_unspeakable(script, PACKS[code], length=Length.STANDARD)


LONG_WORDS = {
    "en": "move your animals to the grazing land of the dry season and keep clean water at home "
    "for the children",
    "sw": "peleka mifugo yako kwenye malisho ya wakati wa kiangazi na weka maji safi ya watoto "
    "nyumbani kila siku ya wiki",
}


@BOTH
@pytest.mark.parametrize("phase", PHASES)
def test_the_longest_advice_number_and_announcements_make_no_bulletin_too_long(code, phase):
    text = " ".join(LONG_WORDS[code].split()[:MOST_TEXT_WORDS])
    words = AdviceWords(text=text, short=" ".join(text.split()[:MOST_SHORT_WORDS]), edited_by="W")
    assert advice_faults(words, PACKS[code]) == []
    three = {place: replace(offered(place=place), words={code: words}) for place in PLACES}
    told = [*library_facts(three, code), Fact(name="contact", value="0800 720 123 456")]
    script = compose(
        full(phase, Trend.WORSENING),
        PACKS[code],
        county=county(),
        exercise=False,
        next_issue=NEXT_ISSUE,
        extra={each.name: each for each in told} | announcement_facts(THREE, code),
    )
    assert text in script.text.lower()
    refuse_unspeakable(script, PACKS[code], length=Length.STANDARD)


@BOTH
def test_an_hour_on_record_that_is_not_the_hour_that_is_said_is_refused(code):
    script = write(code, THREE[:1])
    late = tuple(
        replace(
            each,
            facts=tuple(
                replace(fact, value="08:30") if fact.name == "announcement_1_starts" else fact
                for fact in each.facts
            ),
        )
        for each in script.segments
    )
    assert not unfounded(script, PACKS[code])
    told = " ".join(map(str, unfounded(replace(script, segments=late), PACKS[code])))
    assert "announcement_1_starts" in told


def test_more_announcements_than_there_is_room_for_have_no_facts():
    many = [announced(id=f"kitui-{number}") for number in range(1, MOST + 3)]
    assert announcement_facts(many, "en").keys() == announcement_facts(many[:MOST], "en").keys()


def test_a_fact_leads_back_to_who_said_so_and_who_accepted():
    fact = announcement_facts([announced(decided_by="Ndanu")], "en")["announcement_1_starts"]
    assert fact.value == "07:30"
    assert "kitui-1, Kenya Red Cross; letter of 20 November; accepted by Ndanu" in fact.formula


@BOTH
@pytest.mark.parametrize("each", THREE, ids=["one", "everywhere", "days"])
def test_a_plain_announcement_has_no_fault(code, each):
    assert faults(each, code) == []


@BOTH
def test_every_minute_of_a_day_can_be_announced(code):
    for minute in range(0, 1440, 29):
        at = (announced().offered_at.replace(hour=0) + timedelta(minutes=minute)).time()
        assert faults(announced(starts=at), code) == []


@pytest.mark.parametrize(
    ("each", "code", "told"),
    [
        (worded("come and get 20 bags"), "en", "'2' (digit two)"),
        (worded("come and get twenty bags"), "en", "Leave 'twenty' out"),
        (worded("come on the third of March"), "en", "Leave 'the third of March' out"),
        (worded("njoo upate magunia mia mbili", "sw"), "sw", "Leave 'mia mbili' out"),
        (worded("goats are vaccinated", partner="KRCS"), "en", "No voice knows how to say 'KRCS'"),
        (worded("call us at www.example.org"), "en", "internet address"),
        (worded("you will receive maize flour"), "en", "promises aid"),
        (worded(" ".join(["goat"] * 25)), "en", "24 is the most"),
        (worded("{{ county }} is served"), "en", "slot was not filled"),
    ],
)
def test_words_that_may_not_be_said_are_refused_before_they_are_offered(each, code, told):
    assert told in " ".join(faults(each, code))


def test_a_language_without_sentences_for_announcements_says_so():
    assert faults(worded("x", "kam"), "kam") == ["Kĩkamba has no sentences for announcements yet."]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (HAY, ""),
        (replace(HAY, text=" ".join(["hay"] * 21)), "text: it has more than 20 words"),
        (replace(HAY, text=f"cut hay. {'Store it dry. ' * 7}"), "text: it has more than 20 words"),
        (replace(HAY, short="one two three four five six seven eight"), "more than 7 words"),
        (replace(HAY, text="boil water for fifteen minutes"), "Leave 'fifteen' out"),
        (replace(HAY, text="watch the VCI"), "Listeners do not know 'VCI'"),
        (replace(HAY, text="cut hay. Store it dry"), ""),
        (AdviceWords(text="sell 5 goats", short="sell", edited_by="W"), "'5' (digit five)"),
    ],
)
def test_advice_is_tried_by_the_rules_of_the_air(words, told):
    found = " ".join(advice_faults(words, PACKS["en"]))
    assert told in found
    assert bool(found) is bool(told)


@BOTH
def test_the_reviewer_s_kit_reads_every_kind_of_sentence_about_announcements(code):
    given = sample(Phase.ALERT, "kitui", Evidence.FULL)
    script = script_of(given, PACKS[code])
    said = {fact.name for part in script.segments for fact in part.facts}
    named = [each for each in PACKS[code].slots if each.startswith("announcement_")]
    kinds = {each.removeprefix("announcement_")[1:] for each in named}
    assert {each.removeprefix("announcement_")[1:] for each in said & {*named}} == kinds
