"""Taking back, correcting, and revoking: what the store keeps and refuses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.bulletins import SignOff, Verdict
from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Airing, Download, Station, Way
from app.errors import ApprovalError, Conflict, NotFound
from app.store.approvals import editors_of
from app.store.audit import Deed, entries
from app.store.bulletins import add_draft, add_sign_off, release, set_verdict, the_bulletin
from app.store.changes import add_correction, sign_withdrawal, withdrawal_sha256
from app.store.listing import recalled, waiting_for_people
from app.store.officers import officer_with_key, revoke_officer, the_officer
from app.store.recalls import call_list, keep_call, notices, replacement_of
from app.store.standing import StandingApproval, give_standing, standing_for
from app.store.station_traces import keep_airing, keep_download
from app.store.stations import add_station
from tests.builders import (
    NOW,
    add_people,
    approved_pack,
    draft,
    let_through,
    recording,
    script,
    sign_off_of,
    take_off_air,
)

WRONG = "The rain figure was wrong."
NEW = script("Kitui is in the alert phase, says NDMA.")


@pytest.fixture
def tx(store):
    with store.transaction() as open_tx:
        approved_pack(open_tx, "en", "p" * 64)
        add_people(open_tx, ("Asha", Role.APPROVER), ("Baraka", Role.APPROVER))
        add_people(open_tx, ("Edith", Role.EDITOR), ("Viola", Role.VIEWER))
        yield open_tx


def on_air(tx, **changes):
    kept = add_draft(tx, draft(**changes))
    let_through(tx, kept)
    release(tx, kept.id, [recording(sha256=f"{abs(hash(kept.id)) % 10**9:064d}")], at=NOW)
    return the_bulletin(tx, kept.id)


def sign(tx, kept, who, *, reason=WRONG, replacement=None):
    notice = withdrawal_sha256(kept, reason, replacement)
    given = SignOff(officer=who, text_sha256=notice, at=NOW, reauthenticated_at=NOW)
    return sign_withdrawal(tx, kept.id, given, reason=reason, replacement=replacement)


def station(tx, slug, **changes):
    made = {
        "slug": slug,
        "name": slug.title(),
        "counties": ("kitui",),
        "languages": ("en",),
        "formats": (AudioFormat.MP3_128,),
        "person": "Muthoni",
        "phone": "0700 000 000",
        "since": NOW,
    }
    add_station(tx, Station(**{**made, **changes}), officer=the_officer(tx, "Edith"), at=NOW)


def test_a_first_signature_keeps_the_reason_for_the_second_person_to_read(tx):
    kept, instead = on_air(tx), on_air(tx, language="sw", script=script(language="sw"))
    assert sign(tx, kept, "Asha", replacement=instead.id).verdict is Verdict.RELEASED
    (notice,) = notices(tx, kept.id)
    assert (notice.reason, notice.replacement) == (WRONG, instead.id)
    assert (notice.asked_by, notice.signed_by, notice.done_at) == ("Asha", ("Asha",), None)


def test_the_second_signature_of_the_same_reason_takes_it_off_the_air(tx):
    kept, instead = on_air(tx), on_air(tx, language="sw", script=script(language="sw"))
    sign(tx, kept, "Asha", replacement=instead.id)
    out = sign(tx, kept, "Baraka", replacement=instead.id)
    assert (out.verdict, out.reason) == (Verdict.WITHDRAWN, f"Withdrawn: {WRONG}")
    (notice,) = notices(tx, kept.id)
    assert (notice.done_at, notice.signed_by) == (NOW, ("Asha", "Baraka"))
    assert replacement_of(tx, kept.id) == instead.id
    (entry,) = entries(tx, act=Deed.WITHDRAWN)
    assert entry.facts["replacement"] == instead.id


def test_two_people_who_give_two_reasons_have_not_agreed(tx):
    kept = on_air(tx)
    sign(tx, kept, "Asha")
    assert sign(tx, kept, "Baraka", reason="Another one.").verdict is Verdict.RELEASED
    assert {each.reason: each.signed_by for each in notices(tx, kept.id)} == {
        WRONG: ("Asha",),
        "Another one.": ("Baraka",),
    }


def test_two_people_who_name_two_replacements_have_not_agreed(tx):
    kept, instead = on_air(tx), on_air(tx, language="sw", script=script(language="sw"))
    sign(tx, kept, "Asha")
    assert sign(tx, kept, "Baraka", replacement=instead.id).verdict is Verdict.RELEASED


def test_a_reason_cannot_pose_as_another_reason_with_a_replacement(tx):
    kept = on_air(tx)
    assert withdrawal_sha256(kept, "a\nb") != withdrawal_sha256(kept, "a", "b")
    assert withdrawal_sha256(kept, 'a", "b') != withdrawal_sha256(kept, "a", "b")


@pytest.mark.parametrize("instead", ["itself", "waiting", "unknown"])
def test_only_what_is_on_air_can_be_played_instead(tx, instead):
    kept = on_air(tx)
    waiting = add_draft(tx, draft(language="sw")).id
    named = {"itself": kept.id, "waiting": waiting, "unknown": "no-such-bulletin"}[instead]
    with pytest.raises((Conflict, NotFound)):
        sign(tx, kept, "Asha", replacement=named)
    assert notices(tx, kept.id) == []
    assert entries(tx, act=Deed.WITHDRAWAL_SIGNED) == []


def test_a_replacement_that_was_taken_back_too_is_named_no_more(tx):
    kept, instead = on_air(tx), on_air(tx, language="sw", script=script(language="sw"))
    for who in ("Asha", "Baraka"):
        sign(tx, kept, who, replacement=instead.id)
    take_off_air(tx, instead, reason="also wrong")
    assert replacement_of(tx, kept.id) is None


def test_a_withdrawn_bulletin_is_told_of_until_its_week_is_over(tx):
    kept = on_air(tx)
    take_off_air(tx, kept, reason=WRONG)
    here = {"exercise": False, "at": NOW}
    assert [each.id for each in recalled(tx, "kitui", **here)] == [kept.id]
    assert [each.id for each in recalled(tx, "kitui", language="en", **here)] == [kept.id]
    assert recalled(tx, "kitui", language="sw", **here) == []
    assert recalled(tx, "makueni", **here) == []
    assert recalled(tx, "kitui", exercise=True, at=NOW) == []
    over = kept.valid_until + timedelta(seconds=1)
    assert recalled(tx, "kitui", exercise=False, at=over) == []


def test_whoever_took_or_aired_it_is_called_first_then_all_who_should_have_it(tx):
    kept = on_air(tx)
    station(tx, "afya")
    station(tx, "baraza")
    station(tx, "chombo", languages=("sw",))
    station(tx, "dira", languages=("sw",))
    taken = Download(
        station="baraza", bulletin=kept.id, format=AudioFormat.MP3_128, first_at=NOW, last_at=NOW
    )
    keep_download(tx, taken)
    aired = Airing(
        station="chombo",
        bulletin=kept.id,
        day=date(2026, 11, 23),
        told_by="Edith",
        way=Way.OFFICER,
        at=NOW,
    )
    keep_airing(tx, aired)
    listed = call_list(tx, kept.id)
    assert [each.station.slug for each in listed] == ["baraza", "chombo", "afya"]
    assert [each.taken for each in listed] == [taken, None, None]
    assert [each.aired for each in listed] == [(), (aired,), ()]


def test_a_call_is_kept_once_with_who_made_it_and_logged(tx):
    kept = on_air(tx)
    station(tx, "afya")
    keep_call(tx, kept.id, "afya", officer=the_officer(tx, "Edith"), at=NOW)
    (listed,) = call_list(tx, kept.id)
    assert (listed.called_by, listed.called_at) == ("Edith", NOW)
    with pytest.raises(Conflict, match="Edith has called Afya already"):
        keep_call(tx, kept.id, "afya", officer=the_officer(tx, "Asha"), at=NOW)
    (entry,) = entries(tx, act=Deed.STATION_CALLED)
    assert (entry.actor, entry.subject, entry.facts) == ("Edith", kept.id, {"station": "afya"})


def test_only_a_station_of_the_list_is_called_and_only_by_who_keeps_it(tx):
    kept = on_air(tx)
    station(tx, "afya")
    station(tx, "dira", counties=("makueni",))
    with pytest.raises(NotFound, match="no station 'dira' to call"):
        keep_call(tx, kept.id, "dira", officer=the_officer(tx, "Edith"), at=NOW)
    with pytest.raises(ApprovalError, match="may not keep the list"):
        keep_call(tx, kept.id, "afya", officer=the_officer(tx, "Viola"), at=NOW)


def corrected(tx, kept, *, editor="Edith", to=NEW):
    return add_correction(tx, kept.id, to, editor=editor, reason=WRONG, at=NOW)


def test_a_correction_is_the_next_edition_and_waits_for_two_people(tx):
    kept = on_air(tx)
    made = corrected(tx, kept)
    assert (made.edition, made.verdict, made.edited_by) == (2, Verdict.HELD_APPROVAL, "Edith")
    assert (made.script, made.released_at, made.sign_offs) == (NEW, None, ())
    assert made.reason == (
        f"Corrected by Edith: {WRONG} It waits for two people: it corrects what has been on air."
    )
    assert the_bulletin(tx, kept.id).verdict is Verdict.RELEASED
    assert editors_of(tx, made) == {"Edith"}
    (entry,) = entries(tx, subject=made.id)
    assert (entry.act, entry.facts["corrects"], entry.facts["reason"]) == (
        Deed.TEXT_CHANGED,
        kept.id,
        WRONG,
    )


def test_a_correction_goes_on_air_by_two_others_and_the_wrong_edition_leaves_it(tx):
    kept = on_air(tx)
    made = corrected(tx, kept, editor="Baraka")
    with pytest.raises(ApprovalError, match="changed this text by hand"):
        add_sign_off(tx, made.id, sign_off_of(made, "Baraka"))
    add_sign_off(tx, made.id, sign_off_of(made, "Asha"))
    set_verdict(tx, made.id, Verdict.READY, reason="as I say")
    with pytest.raises(ApprovalError, match="one more person: it corrects"):
        release(tx, made.id, [recording(sha256="d" * 64)], at=NOW)
    set_verdict(tx, made.id, Verdict.HELD_APPROVAL, reason="waits")
    add_sign_off(tx, made.id, sign_off_of(made, "Ndanu"))
    set_verdict(tx, made.id, Verdict.READY, reason="approved")
    release(tx, made.id, [recording(sha256="d" * 64)], at=NOW)
    assert the_bulletin(tx, kept.id).verdict is Verdict.SUPERSEDED


def test_a_later_run_with_the_same_evidence_leaves_a_correction_alone(tx):
    kept = on_air(tx)
    made = corrected(tx, kept)
    assert add_draft(tx, draft()).id == made.id


def test_a_withdrawn_bulletin_can_be_corrected(tx):
    kept = on_air(tx)
    take_off_air(tx, kept, reason=WRONG)
    assert corrected(tx, kept).edition == 2


@pytest.mark.parametrize("case", ["waiting", "exercise", "newer", "same text"])
def test_what_cannot_be_corrected_is_refused_and_nothing_is_kept(tx, case):
    if case == "waiting":
        kept = add_draft(tx, draft())
    elif case == "exercise":
        kept = add_draft(tx, draft(exercise=True, verdict=Verdict.READY))
        release(tx, kept.id, [recording()], at=NOW)
    else:
        kept = on_air(tx)
    if case == "newer":
        corrected(tx, kept)
    to = the_bulletin(tx, kept.id).script if case == "same text" else NEW
    says = {
        "waiting": "has not been on air",
        "exercise": "is an exercise",
        "newer": "2026-W48-kitui-en-2",
        "same text": "Nothing was changed",
    }
    with pytest.raises(Conflict, match=says[case]):
        corrected(tx, kept, to=to)


@pytest.mark.parametrize("who", ["Viola", "Nobody", "Kato"])
def test_only_who_writes_for_a_county_corrects_its_bulletin(tx, who):
    add_people(tx, ("Kato", Role.EDITOR), counties=("makueni",))
    with pytest.raises(ApprovalError, match=who):
        corrected(tx, on_air(tx), editor=who)


def test_what_waits_for_people_is_listed_across_weeks(tx):
    assert waiting_for_people(tx) == []
    on_air(tx)
    waiting = add_draft(tx, draft(language="sw"))
    assert [each.id for each in waiting_for_people(tx)] == [waiting.id]


def admin(tx):
    return replace(the_officer(tx, "Asha"), name="Test admin", role=Role.ADMIN)


def test_a_revoked_officer_has_no_key_no_signature_and_no_standing_approval(tx):
    (key,) = add_people(tx, ("Zawadi", Role.APPROVER)).values()
    given = StandingApproval(
        county="kitui",
        language="en",
        phase=draft().phase,
        officer="Zawadi",
        at=NOW,
        until=NOW + timedelta(days=5),
    )
    give_standing(tx, given)
    kept = add_draft(tx, draft())
    add_sign_off(tx, kept.id, sign_off_of(kept, "Zawadi"))
    revoke_officer(tx, "Zawadi", by=admin(tx), at=NOW)
    assert officer_with_key(tx, key) is None
    assert the_officer(tx, "Zawadi") is None
    assert standing_for(tx, county="kitui", language="en", phase=draft().phase, at=NOW) is None
    set_verdict(tx, kept.id, Verdict.READY, reason="as I say")
    with pytest.raises(ApprovalError, match="waits for a person"):
        release(tx, kept.id, [recording()], at=NOW)
    (entry,) = entries(tx, act=Deed.OFFICER_REVOKED)
    assert (entry.actor, entry.subject, entry.facts) == (
        "Test admin",
        "Zawadi",
        {"role": "approver"},
    )


def test_the_last_admin_cannot_be_revoked_but_one_of_two_can(tx):
    with pytest.raises(Conflict, match="last admin"):
        revoke_officer(tx, "Test admin", by=admin(tx), at=NOW)
    add_people(tx, ("Second", Role.ADMIN))
    revoke_officer(tx, "Test admin", by=admin(tx), at=NOW)
    with pytest.raises(Conflict, match="last admin"):
        revoke_officer(tx, "Second", by=the_officer(tx, "Second"), at=NOW)


def test_only_an_admin_revokes_and_only_who_is_there(tx):
    with pytest.raises(ApprovalError, match="Only an admin"):
        revoke_officer(tx, "Edith", by=the_officer(tx, "Asha"), at=NOW)
    revoke_officer(tx, "Edith", by=admin(tx), at=NOW)
    with pytest.raises(NotFound, match="no officer 'Edith'"):
        revoke_officer(tx, "Edith", by=admin(tx), at=NOW)
