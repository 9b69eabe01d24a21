"""Taken back, corrected and changed by hand: what happens to the words, the files and the air."""

from dataclasses import replace

import pytest

from app.domain.bulletins import SignOff, Verdict
from app.domain.evidence import Phase
from app.domain.people import Role
from app.domain.places import counties
from app.errors import ApprovalError, Conflict, ScriptRefused
from app.pipeline.drafting import draft_county
from app.pipeline.prepare import prepare_week
from app.pipeline.recall import change, correct, plain_reason, withdraw
from app.sources.replay import ReplaySource
from app.store.bulletins import the_bulletin
from app.store.changes import withdrawal_sha256
from app.store.officers import the_officer
from app.store.recordings import recordings_of
from tests.builders import NOW, WEEK_48, add_people, approved_pack
from tests.fakes import GivenSource
from tests.flow.test_week import as_live, sign
from tests.unit.writing.evidence import full

FEBRUARY = ReplaySource("2026-02")
NAME = "2026-W48-kitui-{}-{}"
WHY = "The rain figure was wrong."
FIRST = {"en": "Correction.", "sw": "Masahihisho."}


@pytest.fixture
def office(live_newsroom):
    """Kitui alone, live evidence, approved packs, and an editor."""
    source = GivenSource(as_live(FEBRUARY.fetch(live_newsroom.clock)))
    office = replace(live_newsroom, sources=(source,), counties=live_newsroom.counties[:1])
    with office.store.transaction() as tx:
        for code in ("en", "sw"):
            approved_pack(tx, code, office.packs[code].sha256)
        add_people(tx, ("Edith", Role.EDITOR))
    return office


@pytest.fixture
def aired(office):
    """The office with both bulletins of the week on air."""
    prepare_week(office, WEEK_48)
    for code in FIRST:
        assert sign(office, NAME.format(code, 1), "Asha").verdict is Verdict.RELEASED
    return office


def the(office, code, edition=1):
    with office.store.reading() as tx:
        return the_bulletin(tx, NAME.format(code, edition))


def edith(office):
    with office.store.reading() as tx:
        return the_officer(tx, "Edith")


def taken_back(office, code, *people, reason=WHY):
    for who in people:
        given = SignOff(
            officer=who,
            text_sha256=withdrawal_sha256(the(office, code), reason),
            at=NOW,
            reauthenticated_at=NOW,
        )
        out = withdraw(office, NAME.format(code, 1), given, reason=reason)
    return out


def files(office):
    folder = office.blobs.root / "released" / "kitui" / "2026-W48"
    return {each.name for each in folder.iterdir()}


def without_rain(script):
    """The text without its sentence about three months of rain."""
    words = next(
        fact.words for each in script.segments for fact in each.facts if fact.name == "rain_3_month"
    )
    line = next(line for line in script.text.splitlines() if words in line)
    return script.text.replace(
        line, {"en": "Rain was poor.", "sw": "Mvua ilikuwa haba."}[script.language]
    )


def worded_anew(script):
    """The text with its last sentence said twice in other words."""
    return f"{script.text}\n" + {"en": "Thank you.", "sw": "Asanteni."}[script.language]


def test_two_people_take_a_bulletin_back_and_its_friendly_files_are_gone(aired):
    before = files(aired)
    assert taken_back(aired, "en", "Asha").verdict is Verdict.RELEASED
    assert files(aired) == before
    assert taken_back(aired, "en", "Baraka").verdict is Verdict.WITHDRAWN
    gone = before - files(aired)
    assert {name.rsplit(".", 1)[1] for name in gone} == {"wav", "txt", "json"}
    assert all("_en_" in name for name in gone)
    with aired.store.reading() as tx:
        (made,) = recordings_of(tx, [NAME.format("en", 1)])[NAME.format("en", 1)]
    assert aired.blobs.path(made.address) is not None


def test_a_later_run_does_not_bring_back_what_was_taken_back(aired):
    taken_back(aired, "en", "Asha", "Baraka")
    drafts = prepare_week(aired, WEEK_48).drafts
    assert [each.id for each in drafts if each.language == "en"] == [NAME.format("en", 1)]
    assert the(aired, "en").verdict is Verdict.WITHDRAWN


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("The rain  figure\nwas wrong", WHY), ("Was it wrong? Yes!", "Was it wrong? Yes!")],
    ids=["no stop", "ended"],
)
def test_a_reason_is_one_line_that_ends(typed, kept):
    assert plain_reason(typed) == kept


@pytest.mark.parametrize("typed", ["", "wrong", " " * 50, "x" * 301])
def test_a_reason_tells_something_and_can_be_read(typed):
    with pytest.raises(Conflict, match="8 to 300 letters"):
        plain_reason(typed)
    assert plain_reason("x" * 8) == "x" * 8 + "."
    assert plain_reason("x" * 300) == "x" * 300 + "."


def test_a_correction_is_heard_as_one_and_needs_two_others(aired):
    made = correct(
        aired,
        NAME.format("en", 1),
        worded_anew(the(aired, "en").script),
        reason=WHY,
        editor=edith(aired),
    )
    assert (made.id, made.verdict) == (NAME.format("en", 2), Verdict.HELD_APPROVAL)
    assert made.script.segments[0].sentences[0] == FIRST["en"]
    assert "waits for one more person" in sign(aired, made.id, "Asha").reason
    assert the(aired, "en").verdict is Verdict.RELEASED
    assert sign(aired, made.id, "Baraka").verdict is Verdict.RELEASED
    assert the(aired, "en").verdict is Verdict.SUPERSEDED
    assert the(aired, "en", 2).script.text.startswith(FIRST["en"])


def test_the_friendly_files_of_a_replaced_edition_are_gone(aired):
    told = worded_anew(the(aired, "en").script)
    made = correct(aired, NAME.format("en", 1), told, reason=WHY, editor=edith(aired))
    for who in ("Asha", "Baraka"):
        sign(aired, made.id, who)
    assert {name for name in files(aired) if "_en_" in name and "_v1_" in name} == set()
    assert {name for name in files(aired) if "_en_" in name and "_v2_" in name} != set()


def test_a_text_that_was_not_changed_is_no_correction(aired):
    text = the(aired, "en").script.text
    with pytest.raises(Conflict, match="Nothing was changed"):
        correct(aired, NAME.format("en", 1), text, reason=WHY, editor=edith(aired))


def test_a_language_that_would_say_something_else_is_corrected_after_the_english(aired):
    editor = edith(aired)
    told = without_rain(the(aired, "sw").script)
    with pytest.raises(ScriptRefused, match="change that one first"):
        correct(aired, NAME.format("sw", 1), told, reason=WHY, editor=editor)
    english = without_rain(the(aired, "en").script)
    correct(aired, NAME.format("en", 1), english, reason=WHY, editor=editor)
    made = correct(aired, NAME.format("sw", 1), told, reason=WHY, editor=editor)
    assert made.script.text.startswith(FIRST["sw"])


def test_new_evidence_for_a_week_on_air_is_drafted_as_a_correction(aired):
    harvest = as_live(FEBRUARY.fetch(aired.clock))
    changed = replace(
        harvest,
        observations=tuple(
            replace(each, value=each.value * (1 if "normal" in each.variable else 0.8))
            for each in harvest.observations
        ),
    )
    drafts = prepare_week(replace(aired, sources=(GivenSource(changed),)), WEEK_48).drafts
    found = {each.language: each for each in drafts if each.edition == 2}
    assert set(found) == {"en", "sw"}
    for code, each in found.items():
        assert each.script.text.startswith(FIRST[code])
        assert "two people: it corrects what has been on air" in each.reason
    again = prepare_week(replace(aired, sources=(GivenSource(changed),)), WEEK_48).drafts
    assert {each.edition for each in again if each.language in FIRST} == {2}


def test_a_waiting_text_is_changed_by_hand_and_signed_by_another(office):
    prepare_week(office, WEEK_48)
    before = the(office, "en")
    changed = change(office, before.id, worded_anew(before.script), editor=edith(office))
    assert changed.script.text == worded_anew(before.script)
    assert (changed.edited_by, changed.verdict) == ("Edith", Verdict.HELD_APPROVAL)
    assert "Correction" not in changed.script.text
    assert sign(office, before.id, "Asha").verdict is Verdict.RELEASED


def test_a_waiting_correction_stays_one_whatever_is_typed(aired):
    made = correct(
        aired,
        NAME.format("en", 1),
        worded_anew(the(aired, "en").script),
        reason=WHY,
        editor=edith(aired),
    )
    typed = made.script.text.replace("Thank you.", "Thank you all.")
    plain = "\n".join(typed.splitlines()[2:])
    again = change(aired, made.id, plain, editor=edith(aired))
    assert again.script.text == typed
    with pytest.raises(ApprovalError, match="changed this text by hand"):
        sign(aired, made.id, "Edith")


def test_all_languages_of_a_county_leave_out_the_same(office):
    made = replace(full(Phase.ALERT), county="kitui")
    drafts = draft_county(office, counties()["kitui"], made, faults=())
    said = {
        each.language: {fact.name for part in each.script.segments for fact in part.facts}
        for each in drafts
        if each.script
    }
    assert set(said) == {"en", "sw"}
    assert said["en"] == said["sw"]
    told = {each.reason for each in drafts if each.script}
    assert all("Left out to keep the time: milk" in each for each in told)
