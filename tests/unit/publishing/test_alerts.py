"""The chain of alerts of one county and week."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.aired import Aired
from app.domain.bulletins import Verdict
from app.domain.evidence import Phase
from app.domain.places import counties
from app.publishing.alerts import AlertKind, alerts
from tests.builders import NOW, draft

# Its languages: sw, en, kam.
KITUI = counties()["kitui"]
MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(days=1)


def aired(language="en", *, at=NOW, edition=1, phase=Phase.ALARM, gone=None, **changes):
    gone_now = {"verdict": Verdict.WITHDRAWN} if gone else {"verdict": Verdict.RELEASED}
    name = f"2026-W48-kitui-{language}-{edition}"
    told = draft(id=name, language=language, edition=edition, phase=phase, released_at=at)
    told = replace(told, **{**gone_now, **changes})
    return Aired(bulletin=told, gone_at=gone, notice="The rain was wrong." if gone else "")


def chain(*week, before=None, at=LATER):
    return alerts(KITUI, week, before=before, at=at)


def told(alert):
    return [each.id.removeprefix("2026-W48-kitui-") for each in alert.told]


def shown(found):
    return [(str(each.kind), told(each)) for each in found]


def test_all_languages_of_a_release_are_one_alert():
    week = [aired("kam", at=NOW), aired("en", at=NOW + MINUTE), aired("sw", at=NOW + 2 * MINUTE)]
    [found] = chain(*week)
    assert shown([found]) == [("Alert", ["sw-1", "en-1", "kam-1"])]
    assert found.sent == NOW + 2 * MINUTE
    assert found.before == ()


def test_an_alert_waits_for_languages_that_may_still_come_and_no_longer():
    week = [aired("en"), aired("sw")]
    assert chain(*week, at=NOW + 3 * MINUTE) == []
    assert shown(chain(*week, at=NOW + 3 * MINUTE + timedelta(seconds=1))) == [
        ("Alert", ["sw-1", "en-1"])
    ]


def test_an_alert_with_every_language_is_sent_at_once():
    assert len(chain(aired("en"), aired("sw"), aired("kam"), at=NOW)) == 1


def test_a_language_that_comes_much_later_gives_an_update():
    first, second = chain(aired("en"), aired("sw", at=NOW + timedelta(hours=1)))
    assert shown([first, second]) == [("Alert", ["en-1"]), ("Update", ["sw-1", "en-1"])]
    assert second.before == ((first.identifier, first.sent),)
    assert second.identifier != first.identifier


def test_a_correction_is_an_update_at_once():
    fixed = NOW + timedelta(hours=2)
    week = [
        aired("en", verdict=Verdict.SUPERSEDED),
        aired("sw"),
        aired("kam"),
        aired("en", edition=2, at=fixed),
    ]
    found = chain(*week, at=fixed)
    assert shown(found)[-1] == ("Update", ["sw-1", "en-2", "kam-1"])
    assert found[-1].sent == fixed


def test_what_is_taken_back_whole_is_cancelled_at_once_with_the_reason():
    gone = NOW + timedelta(hours=1)
    found = chain(aired("en", gone=gone), at=gone)
    assert shown(found) == [("Alert", ["en-1"]), ("Cancel", [])]
    assert found[-1].note == "The rain was wrong."
    assert found[-1].before == ((found[0].identifier, NOW),)


def test_a_recall_while_languages_still_come_is_not_held_back():
    gone = NOW + MINUTE
    assert shown(chain(aired("en", gone=gone), at=gone)) == [("Alert", ["en-1"]), ("Cancel", [])]


def test_one_language_taken_back_leaves_the_others_in_force():
    gone = NOW + timedelta(hours=1)
    found = chain(aired("en"), aired("sw", gone=gone), aired("kam"))
    assert shown(found)[-1] == ("Update", ["en-1", "kam-1"])
    assert found[-1].note == "The rain was wrong."


def test_after_a_cancellation_a_new_chain_begins():
    gone, again = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    found = chain(aired("en", gone=gone), aired("en", edition=2, at=again))
    assert [str(each.kind) for each in found] == ["Alert", "Cancel", "Alert"]
    assert found[-1].before == ()
    assert [each.number for each in found] == [1, 2, 3]


def test_an_edition_that_is_no_longer_so_grave_takes_the_alert_back():
    milder = aired("en", edition=2, at=NOW + timedelta(hours=1), phase=Phase.ALERT)
    found = chain(aired("en", verdict=Verdict.SUPERSEDED), milder, before=Phase.ALERT)
    assert [str(each.kind) for each in found] == ["Alert", "Cancel"]


@pytest.mark.parametrize(
    ("phase", "before", "worth"),
    [
        (Phase.ALARM, None, True),
        (Phase.EMERGENCY, Phase.EMERGENCY, True),
        (Phase.ALERT, Phase.NORMAL, True),
        (Phase.ALERT, Phase.ALERT, False),
        (Phase.ALERT, Phase.ALARM, False),
        (Phase.RECOVERY, Phase.ALARM, False),
        (Phase.ALERT, None, False),
        (Phase.NORMAL, None, False),
        (None, Phase.NORMAL, False),
    ],
)
def test_only_grave_or_worse_phases_are_alerts(phase, before, worth):
    assert bool(chain(aired("en", phase=phase), before=before)) is worth


def test_an_exercise_that_was_taken_back_without_a_signature_never_was():
    assert chain(aired("en", exercise=True, verdict=Verdict.WITHDRAWN)) == []


WEEKS = st.lists(
    st.tuples(
        st.sampled_from(["en", "sw", "kam"]),
        st.integers(0, 300),
        st.one_of(st.none(), st.integers(0, 300)),
    ),
    max_size=6,
)


@given(made=WEEKS, seen=st.integers(0, 700))
def test_what_was_sent_never_changes(made, seen):
    """Whatever comes afterwards, the alerts of a moment are those of any later one."""
    week = sorted(
        (
            aired(
                language,
                at=NOW + at * MINUTE,
                edition=n,
                gone=None if after is None else NOW + (at + after + 1) * MINUTE,
            )
            for n, (language, at, after) in enumerate(made, start=1)
        ),
        key=lambda each: each.released_at,
    )
    moment = NOW + seen * MINUTE
    known = [each for each in week if each.released_at <= moment]
    then = [
        replace(each, gone_at=None, bulletin=replace(each.bulletin, verdict=Verdict.RELEASED))
        if each.gone_at and each.gone_at > moment
        else each
        for each in known
    ]
    sent, later = chain(*then, at=moment), chain(*week, at=LATER)
    facts = [(e.identifier, e.sent, e.kind, told(e), e.before, e.note) for e in sent]
    assert facts == [
        (e.identifier, e.sent, e.kind, told(e), e.before, e.note) for e in later[: len(sent)]
    ]
    assert all(e.told or e.kind is AlertKind.CANCEL for e in later)
    assert [e.number for e in later] == list(range(1, len(later) + 1))
