"""What a bulletin says besides evidence: library advice, whom to call, and announcements."""

import csv
import io
import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.advice import LineState
from app.domain.bulletins import Verdict
from app.domain.evidence import Phase
from app.domain.people import Role
from app.domain.periods import Month
from app.errors import ApprovalError, Conflict, PackError
from app.pipeline.drafting import draft_county
from app.pipeline.library_entry import (
    accept_announced,
    enter_contact,
    offer_advice,
    offer_announced,
    word_advice,
)
from app.pipeline.library_tables import (
    advice_table,
    contact_table,
    import_advice,
    import_contacts,
)
from app.pipeline.prepare import prepare_week
from app.pipeline.redraft import redraft
from app.store.advice import agree_to_words, decide, offers, the_offer
from app.store.advice_announcements import withdraw_announcement
from app.store.advice_contacts import contacts, verify_contact
from app.store.database import open_store
from app.store.officers import EXERCISE, LIVE, the_officer
from tests.builders import NOW, WEEK_48, add_people, approved_pack
from tests.fakes import SetClock
from tests.library import (
    ANNOUNCED_TYPED,
    ANNOUNCED_WORDS,
    CONTACT_TYPED,
    HAY,
    HAY_TYPED,
    LINE_TYPED,
    MONDAY,
    NYASI,
    NYASI_TYPED,
)
from tests.unit.writing.evidence import PACKS, ROOT, county, full
from tests.web.filled import opened_newsroom

PEOPLE = (
    ("Wambua", Role.EDITOR),
    ("Mwikali", Role.REVIEWER),
    ("Kioko", Role.SECTOR_OFFICER),
    ("Ndanu", Role.APPROVER),
    ("Wanza", Role.APPROVER),
)
BOTH = {"en": HAY_TYPED, "sw": NYASI_TYPED}


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A live and an exercise install with five people; the packs of the live one are reviewed."""
    with ExitStack() as opened:
        made = {}
        for mode in (LIVE, EXERCISE):
            home = tmp_path_factory.mktemp(mode)
            made[mode] = opened.enter_context(opened_newsroom(home, mode=mode))
            with made[mode].store.transaction() as tx:
                add_people(tx, *PEOPLE)
                for code in ("en", "sw") if mode == LIVE else ():
                    approved_pack(tx, code, PACKS[code].sha256)
            made[mode].store.engine.dispose()
        yield made


def copy_of(made, home):
    """A newsroom of our own, from a copy of the database."""
    shutil.copy(made.store.engine.url.database, home / "copy.db")
    store = open_store(f"sqlite:///{home / 'copy.db'}")
    return replace(made, store=store, clock=SetClock(), packs=PACKS, languages=ROOT)


@pytest.fixture
def desk(begun, tmp_path):
    """A live install with reviewed packs and five people."""
    made = copy_of(begun[LIVE], tmp_path)
    yield made
    made.store.engine.dispose()


def who(newsroom, name):
    with newsroom.store.reading() as tx:
        return the_officer(tx, name)


def scripts(newsroom, phase=Phase.ALERT, *, place="kitui", **changes):
    made = replace(full(phase), week=WEEK_48, as_of=MONDAY, county=place, **changes)
    drafts = draft_county(newsroom, county(place), made, faults=())
    return {each.language: each for each in drafts}


def offer(newsroom, words=None, **typed):
    wambua = who(newsroom, "Wambua")
    return offer_advice(newsroom, LINE_TYPED | typed, words or BOTH, officer=wambua)


def accept(newsroom, key="hay-2026", state=LineState.ACCEPTED):
    with newsroom.store.transaction() as tx:
        person = the_officer(tx, "Ndanu")
        decide(tx, key, state, officer=person, at=NOW, reason="The rains came.")


def review(
    newsroom, key="hay-2026", *, languages=("en", "sw"), people=("Mwikali", "Kioko", "Wanza")
):
    with newsroom.store.transaction() as tx:
        for code in languages:
            words = the_offer(tx, key).words[code]
            for name in people:
                person = the_officer(tx, name)
                agree_to_words(tx, key, code, sha256=words.sha256, officer=person, at=NOW)


def in_library(newsroom, **typed):
    assert offer(newsroom, **typed) == {}
    accept(newsroom)
    review(newsroom)


def says(drafts, words):
    """In which of the languages a text says these words, by language."""
    return {code: words[code] in drafts[code].script.text for code in words}


HAY_SAID = {"en": f"One: {HAY.text}.", "sw": f"Kwanza: {NYASI.text}."}
YES, NO = {"en": True, "sw": True}, {"en": False, "sw": False}


def test_an_empty_library_changes_no_letter_of_any_draft(desk):
    plain = scripts(desk)
    assert offer(desk) == {}
    assert enter_contact(desk, CONTACT_TYPED, officer=who(desk, "Wambua")) == {}
    with_offers = scripts(desk)
    for code in ("en", "sw"):
        assert with_offers[code].script == plain[code].script
        assert with_offers[code].inputs_sha256 == plain[code].inputs_sha256
        assert "Not said" not in plain[code].reason


def test_a_line_of_the_library_goes_before_the_packs_own_advice_in_every_language(desk):
    in_library(desk)
    drafts = scripts(desk)
    assert says(drafts, HAY_SAID) == YES
    assert says(drafts, {"en": "Remember: store hay,", "sw": "Kumbuka: hifadhi nyasi,"}) == YES
    for each in (drafts["en"], drafts["sw"]):
        assert each.script.exercise is False
        facts = {fact.name: fact for part in each.script.segments for fact in part.facts}
        assert "advice library, hay-2026; Ministry of Agriculture" in facts["action_1"].formula
        assert facts["action_2"].formula.startswith("advice.csv")
    assert drafts["sw"].verdict is Verdict.HELD_APPROVAL


def test_a_line_that_is_only_offered_is_not_said(desk):
    offer(desk)
    assert says(scripts(desk), HAY_SAID) == NO


@pytest.mark.parametrize(
    ("languages", "people", "told"),
    [
        ((), (), "its words in Kiswahili are draft, not approved"),
        (("en",), ("Mwikali", "Kioko", "Wanza"), "its words in Kiswahili are draft"),
        (("en", "sw"), ("Mwikali", "Kioko"), "its words in Kiswahili are reviewed, not approved"),
    ],
    ids=["nobody", "one language", "two people"],
)
def test_unreviewed_words_are_never_said_on_a_live_install_and_the_officer_is_told(
    desk, languages, people, told
):
    offer(desk)
    accept(desk)
    review(desk, languages=languages, people=people)
    drafts = scripts(desk)
    assert says(drafts, HAY_SAID) == NO
    assert f"Not said: advice 'hay-2026' ({told}" in drafts["en"].reason


def test_an_exercise_says_accepted_words_before_their_reviews(begun, tmp_path):
    newsroom = copy_of(begun[EXERCISE], tmp_path)
    offer(newsroom)
    assert says(scripts(newsroom), HAY_SAID) == NO
    accept(newsroom)
    drafts = scripts(newsroom)
    assert says(drafts, HAY_SAID) == YES
    assert drafts["en"].script.exercise
    newsroom.store.engine.dispose()


@pytest.mark.parametrize(
    "typed",
    [
        {"phase": "alarm"},
        {"seasons": "MAM"},
        {"seasons": "dry"},
        {"zones": "Mixed farming: coffee/dairy/irrigation"},
        {"valid_from": "2026-11-24"},
        {"valid_until": "2026-11-28"},
    ],
    ids=lambda each: next(iter(each)) + " " + next(iter(each.values())),
)
def test_a_line_of_another_phase_season_zone_or_time_is_not_said(desk, typed):
    in_library(desk, **typed)
    drafts = scripts(desk)
    assert says(drafts, HAY_SAID) == NO
    assert "Not said" not in drafts["en"].reason


def test_a_draft_of_wednesday_says_what_holds_from_wednesday(desk):
    in_library(desk, valid_from="2026-11-25")
    made = replace(full(Phase.ALERT), week=WEEK_48, as_of=date(2026, 11, 25))
    drafts = draft_county(desk, county(), made, faults=())
    assert says({each.language: each for each in drafts}, HAY_SAID) == YES


def test_a_replay_advises_for_its_own_season_and_names_nothing_of_today(desk):
    verified(desk)
    kept(desk)
    in_library(desk, seasons="dry")
    assert says(scripts(desk), HAY_SAID) == NO
    old = replace(full(Phase.ALERT), week=WEEK_48, as_of=date(2026, 2, 20))
    drafts = draft_county(desk, county(), replace(old, replay_of=Month(2026, 2)), faults=())
    replay = {each.language: each for each in drafts}
    assert says(replay, HAY_SAID) == YES
    assert "zero, eight" not in replay["en"].script.text
    assert says(replay, HOUR) == NO


def test_planting_advice_is_said_in_the_rains_and_blocked_outside_of_them(desk):
    in_library(desk, sector="planting", seasons="MAM OND")
    assert says(scripts(desk), HAY_SAID) == YES
    desk.clock.move(timedelta(days=42))
    dry = replace(full(Phase.ALERT), week=WEEK_48.of(date(2027, 1, 4)), as_of=date(2027, 1, 4))
    dry = replace(dry, official=replace(dry.official, observed_month=Month(2026, 12)))
    drafts = draft_county(desk, county(), dry, faults=())
    assert says({each.language: each for each in drafts}, HAY_SAID) == NO


def test_a_retired_line_is_said_no_more(desk):
    in_library(desk)
    accept(desk, state=LineState.RETIRED)
    assert says(scripts(desk), HAY_SAID) == NO


def test_new_words_of_a_line_wait_for_their_reviews_while_the_packs_advice_is_said(desk):
    in_library(desk)
    desk.clock.move(timedelta(minutes=1))
    newer = HAY_TYPED | {"text": "cut all grass today and store it as hay"}
    assert word_advice(desk, "hay-2026", "en", newer, officer=who(desk, "Wambua")) == {}
    drafts = scripts(desk)
    assert says(drafts, HAY_SAID) == NO
    assert newer["text"] not in drafts["en"].script.text


def test_an_offer_that_cannot_be_said_is_refused_field_by_field(desk):
    bad = {"en": {"text": "sell 5 goats", "short": "sell"}, "xx": HAY_TYPED}
    faults = offer(desk, bad, place="9")
    assert set(faults) == {"place", "text-en", "text-xx"}
    assert "digit five" in faults["text-en"]
    assert offer(desk, {"en": {}})["text-en"] == "Write what to do."
    with desk.store.reading() as tx:
        assert offers(tx) == []


def verified(newsroom, **typed):
    entered = CONTACT_TYPED | typed
    assert enter_contact(newsroom, entered, officer=who(newsroom, "Wambua")) == {}
    with newsroom.store.transaction() as tx:
        where = (entered["county"], entered["name"])
        person, phone = the_officer(tx, "Ndanu"), entered["phone"]
        verify_contact(tx, *where, phone=phone, officer=person, at=newsroom.clock.now())


def test_a_checked_number_is_said_digit_by_digit_from_the_packs_tables(desk):
    verified(desk)
    drafts = scripts(desk)
    said = {
        "en": "call zero, eight, zero, zero; seven, two, zero; one, two, three.",
        "sw": "piga simu sifuri, nane, sifuri, sifuri; saba, mbili, sifuri; moja, mbili, tatu.",
    }
    assert says(drafts, said) == YES
    assert drafts["sw"].verdict is Verdict.HELD_APPROVAL


def test_a_number_that_nobody_called_is_named_to_the_officer_and_not_said(desk):
    enter_contact(desk, CONTACT_TYPED, officer=who(desk, "Wambua"))
    drafts = scripts(desk)
    assert "For advice, ask your livestock officer" in drafts["en"].script.text
    told = "Not said: the number of Kitui livestock office (nobody has called it yet"
    assert told in drafts["en"].reason


def test_a_number_that_was_checked_too_long_ago_is_named_and_not_said(desk):
    desk.clock.move(-timedelta(days=85))
    verified(desk)
    desk.clock.move(timedelta(days=85))
    drafts = scripts(desk)
    assert "zero, eight" not in drafts["en"].script.text
    assert "it was last checked on Sun 30 Aug 2026" in drafts["en"].reason


def announce(newsroom, words=None, **typed):
    return offer_announced(
        newsroom,
        ANNOUNCED_TYPED | typed,
        words or ANNOUNCED_WORDS,
        officer=who(newsroom, "Wambua"),
    )


def kept(newsroom, **typed):
    made, faults = announce(newsroom, **typed)
    assert faults == {}
    return accept_announced(newsroom, made.id, officer=who(newsroom, "Ndanu"))


HOUR = {
    "en": "It starts at half past seven in the morning.",
    "sw": "Itaanza saa moja na nusu asubuhi.",
}


def test_an_accepted_announcement_is_said_as_its_own_part_of_the_county_s_bulletin(desk):
    kept(desk)
    drafts = scripts(desk)
    assert says(drafts, HOUR) == YES
    for each in drafts.values():
        if each.script:
            assert [part.kind for part in each.script.segments][-2:] == ["announcements", "close"]
    assert drafts["sw"].verdict is Verdict.HELD_APPROVAL
    assert says(scripts(desk, place="makueni"), HOUR) == NO


def test_an_announcement_waits_to_be_accepted_and_the_officer_is_told(desk):
    made, _ = announce(desk)
    drafts = scripts(desk)
    assert says(drafts, HOUR) == NO
    assert f"Not said: announcement {made.id} (it is not accepted yet)" in drafts["en"].reason


@pytest.mark.parametrize(
    "typed",
    [
        {"valid_from": "2026-11-29"},
        {"first_day": "2026-11-23", "valid_until": "2026-11-23"},
    ],
    ids=["from its last day", "on its first day"],
)
def test_an_offer_for_any_day_of_the_week_is_told_to_the_officer(desk, typed):
    announce(desk, **typed)
    assert "(it is not accepted yet)" in scripts(desk)["en"].reason


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"valid_from": "2026-11-24"}, "it may be heard from Tue 24 Nov until Sun 29 Nov only"),
        ({"valid_until": "2026-11-28"}, "it may be heard from Mon 23 Nov until Sat 28 Nov only"),
        ({"first_day": "2026-12-09", "valid_from": "2026-12-01"}, ""),
    ],
)
def test_outside_its_days_an_announcement_is_not_said(desk, typed, told):
    kept(desk, **typed)
    drafts = scripts(desk)
    assert says(drafts, HOUR) == NO
    assert told in drafts["en"].reason
    assert ("Not said" in drafts["en"].reason) is bool(told)


def test_a_withdrawn_announcement_is_said_no_more(desk):
    made = kept(desk)
    with desk.store.transaction() as tx:
        person = the_officer(tx, "Wanza")
        withdraw_announcement(tx, made.id, officer=person, at=NOW, reason="Postponed.")
    drafts = scripts(desk)
    assert says(drafts, HOUR) == NO
    assert "Not said" not in drafts["en"].reason


def test_a_fourth_announcement_is_named_instead_of_said(desk):
    for _ in range(4):
        kept(desk)
    reason = scripts(desk)["en"].reason
    assert "announcement kitui-4 (there is room for 3)" in reason


def test_an_announcement_is_offered_in_every_language_or_not_at_all(desk):
    made, faults = announce(desk, {"en": ANNOUNCED_WORDS["en"]})
    assert made is None
    assert faults == {"text-sw": "Write it in Kiswahili, too: every language says the same."}


def test_an_announcement_that_breaks_a_rule_of_the_air_is_refused_when_it_is_offered(desk):
    words = ANNOUNCED_WORDS | {"sw": {"text": "watapewa magunia", "partner": "KRCS"}}
    made, faults = announce(desk, words)
    assert made is None
    assert "promises aid" in faults["text-sw"]
    assert "No voice knows" in faults["text-sw"]


def test_an_announcement_that_a_language_cannot_say_any_more_is_not_accepted(desk):
    made, _ = announce(desk)
    begun_since = replace(PACKS["en"], about=replace(PACKS["en"].about, code="kam"))
    late = replace(desk, packs={**PACKS, "kam": begun_since})
    with pytest.raises(Conflict, match="Withdraw kitui-1 and offer it anew"):
        accept_announced(late, made.id, officer=who(desk, "Ndanu"))


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def table(rows):
    told = io.StringIO()
    writer = csv.DictWriter(told, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue().encode()


def bring(newsroom, rows, take=import_advice):
    return take(newsroom, table(rows), name="table.csv", officer=who(newsroom, "Wambua"))


def test_the_library_goes_out_as_a_table_and_comes_back_without_a_change(desk):
    in_library(desk)
    rows = rows_of(advice_table(desk))
    assert [(each["language"], each["state"]) for each in rows] == [
        ("en", "accepted"),
        ("sw", "accepted"),
    ]
    assert bring(desk, rows) == 0
    assert says(scripts(desk), HAY_SAID) == YES


def test_new_lines_and_new_words_of_a_table_are_kept_as_offers(desk):
    offer(desk)
    rows = rows_of(advice_table(desk))
    desk.clock.move(timedelta(minutes=1))
    rows[0]["text"] = "cut all grass today and store it as hay"
    rows += [each | {"key": "hay-2027"} for each in rows]
    assert bring(desk, rows) == 3
    with desk.store.reading() as tx:
        found = {each.line.key: each for each in offers(tx)}
    assert found["hay-2026"].words["en"].text == rows[0]["text"]
    assert (found["hay-2027"].state, set(found["hay-2027"].words)) == ("offered", {"en", "sw"})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "=HYPERLINK(1)"}, "row 3: 'text' begins like a spreadsheet formula"),
        ({"zones": "+1"}, "row 3: 'zones' begins like a spreadsheet formula"),
        ({"key": "new", "phase": "calm"}, "row 3: phase: Choose one of normal"),
        ({"phase": "alarm"}, "row 3: advice 'hay-2026' is known with other facts"),
        ({"text": "sell 5 goats"}, "row 3: text: text: It holds '5'"),
        ({"language": "xx"}, "row 3: text: There is no language 'xx' here"),
        ({"language": "en"}, "row 3: hay-2026, en stands in row 2 already"),
        ({"short": "store\x00 hay"}, "row 3: 'short' holds a line break or an unseen sign"),
    ],
)
def test_one_wrong_row_of_a_table_is_named_and_nothing_is_kept(desk, changes, told):
    offer(desk)
    first, second = rows_of(advice_table(desk))
    before = advice_table(desk)
    desk.clock.move(timedelta(minutes=1))
    rows = [first | {"text": "cut grass this week"}, second | changes]
    with pytest.raises(PackError) as refused:
        bring(desk, rows)
    assert told in str(refused.value)
    assert str(refused.value).startswith("table.csv, row 3")
    assert advice_table(desk) == before


def test_a_table_that_is_none_is_refused(desk):
    wambua = who(desk, "Wambua")
    for raw, told in (
        (b"\xff\xfe", "not stored as UTF-8"),
        (b"key;phase\n", "the column"),
        (b"", "the column 'key' is missing"),
        (advice_table(desk).encode(), "no rows below the heading"),
    ):
        with pytest.raises(PackError, match=told):
            import_advice(desk, raw, name="table.csv", officer=wambua)


def test_numbers_go_out_and_come_back_and_a_changed_one_is_called_anew(desk):
    verified(desk)
    rows = rows_of(contact_table(desk))
    assert rows[0]["verified_on"] == "2026-11-23"
    assert bring(desk, rows, import_contacts) == 0
    rows[0]["phone"] = "0800 999 123"
    rows.append(rows[0] | {"county": "Makueni", "name": "Makueni office"})
    assert bring(desk, rows, import_contacts) == 2
    with desk.store.reading() as tx:
        assert [(each.county, each.verified_on) for each in contacts(tx)] == [
            ("kitui", None),
            ("makueni", None),
        ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"county": "Atlantis"}, "row 3: county: There is no such county"),
        ({"phone": "=1+1"}, "row 3: 'phone' begins like a spreadsheet formula"),
        ({"phone": "call me"}, "row 3: phone: Write digits in groups"),
        ({"name": "KITUI livestock office"}, "stands in row 2 already"),
    ],
)
def test_one_wrong_number_of_a_table_is_named_and_nothing_is_kept(desk, changes, told):
    first = CONTACT_TYPED | {"verified_on": ""}
    rows = [first, first | {"name": "Another office"} | changes]
    with pytest.raises(PackError, match=r"table\.csv, row 3") as refused:
        bring(desk, rows, import_contacts)
    assert told in str(refused.value)
    with desk.store.reading() as tx:
        assert contacts(tx) == []


def test_a_row_that_is_not_an_officer_s_to_keep_is_named_and_nothing_is_kept(desk):
    offer(desk)
    lines = rows_of(advice_table(desk))
    lines += [each | {"key": "hay-2027"} for each in lines]
    english = replace(who(desk, "Wambua"), languages=("en",), counties=("kitui",))
    with pytest.raises(ApprovalError, match=r"row 5: Wambua does not write for 'sw'"):
        import_advice(desk, table(lines), name="table.csv", officer=english)
    numbers = [CONTACT_TYPED, CONTACT_TYPED | {"county": "makueni"}]
    with pytest.raises(ApprovalError, match=r"row 3: Wambua does not decide for makueni"):
        import_contacts(desk, table(numbers), name="table.csv", officer=english)
    with desk.store.reading() as tx:
        assert [each.line.key for each in offers(tx)] == ["hay-2026"]
        assert contacts(tx) == []


def test_a_decision_makes_the_running_week_s_drafts_anew(newsroom):
    assert redraft(newsroom) == ()
    before = {(each.county, each.language): each for each in prepare_week(newsroom, WEEK_48).drafts}
    drafted = before["kitui", "sw"]
    with newsroom.store.transaction() as tx:
        add_people(tx, *PEOPLE)
    assert offer(newsroom, phase=str(drafted.phase)) == {}
    accept(newsroom)
    after = {(each.county, each.language): each for each in redraft(newsroom)}
    assert NYASI.text not in drafted.script.text
    assert NYASI.text in after["kitui", "sw"].script.text
    assert after["kitui", "sw"].edition == drafted.edition + 1
    others = [key for key, each in before.items() if each.phase != drafted.phase]
    assert all(after[key].id == before[key].id for key in others)
