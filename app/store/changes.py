"""What people do to a bulletin by hand: change its text, or take it back from the air."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, update

from app.domain.bulletins import Bulletin, Script, SignOff, Verdict, bulletin_id
from app.domain.people import Right
from app.errors import ApprovalError, Conflict
from app.store.approvals import (
    clearance,
    counting,
    demand_of,
    keep_sign_off,
    objection_to,
    sign_offs_of,
)
from app.store.audit import Deed, add_entry
from app.store.bulletins import newest_edition, the_bulletin
from app.store.officers import the_officer
from app.store.recalls import Notice, end_notice, keep_notice
from app.store.rows import bulletin_to_row, script_to_json
from app.store.tables import bulletin, sign_off

CHANGEABLE = (Verdict.HELD_APPROVAL, Verdict.READY)
CORRECTABLE = (Verdict.RELEASED, Verdict.WITHDRAWN)


def change_text(
    tx: Connection, name: str, script: Script, *, editor: str, at: datetime
) -> Bulletin:
    """Keep a text that a person changed by hand; every sign-off of the text before is void.

    Raises:
        ApprovalError: This person may not change it.
        Conflict: Nothing was changed, or the bulletin no longer waits.
        NotFound: There is no such bulletin.
    """
    before = the_bulletin(tx, name)
    _refuse_editor(tx, before, editor)
    if before.verdict not in CHANGEABLE or before.script is None:
        raise Conflict(f"Bulletin {name} cannot be changed any more: {before.reason}")
    if script.sha256 == before.script.sha256:
        raise Conflict(f"Nothing was changed in {name}.")
    # The words are a person's now, but the pack that they stand in is still the same.
    kept = replace(script, pack_sha256=before.script.pack_sha256, exercise=before.script.exercise)
    tx.execute(delete(sign_off).where(sign_off.c.bulletin == name))
    facts = {"before_sha256": before.script.sha256, "text_sha256": kept.sha256}
    add_entry(tx, Deed.TEXT_CHANGED, at=at, actor=editor, subject=name, facts=facts)
    changed = replace(before, script=kept, edited_by=editor, sign_offs=())
    reason = f"Changed by {editor}; {clearance(tx, changed, at=at).lacking}."
    now = {"script": script_to_json(kept), "edited_by": editor, "reason": reason}
    tx.execute(
        update(bulletin).where(bulletin.c.id == name).values(**now, verdict=Verdict.HELD_APPROVAL)
    )
    return the_bulletin(tx, name)


def add_correction(
    tx: Connection, name: str, script: Script, *, editor: str, reason: str, at: datetime
) -> Bulletin:
    """Keep a corrected text of what has been on air as the next edition, for two people to sign.

    Its evidence is the same, so that a later run of the week does not replace it by what the
    program would say.

    Args:
        reason: What was wrong, in plain words.

    Raises:
        ApprovalError: This person may not change it.
        Conflict: It was not on air, a newer edition is there, or nothing was changed.
        NotFound: There is no such bulletin.
    """
    wrong = the_bulletin(tx, name)
    _refuse_editor(tx, wrong, editor)
    _refuse_correction(tx, wrong, script)
    drafted = _next_edition(wrong, script, editor=editor, at=at)
    lacking = clearance(tx, drafted, at=at).lacking
    kept = replace(drafted, reason=f"Corrected by {editor}: {reason} It {lacking}.")
    tx.execute(insert(bulletin).values(bulletin_to_row(kept)))
    facts = {"corrects": name, "text_sha256": script.sha256, "reason": reason}
    add_entry(tx, Deed.TEXT_CHANGED, at=at, actor=editor, subject=kept.id, facts=facts)
    return the_bulletin(tx, kept.id)


def _next_edition(wrong: Bulletin, script: Script, *, editor: str, at: datetime) -> Bulletin:
    name = bulletin_id(
        week=wrong.week,
        county=wrong.county,
        language=wrong.language,
        edition=wrong.edition + 1,
        exercise=wrong.exercise,
    )
    return replace(
        wrong,
        id=name,
        edition=wrong.edition + 1,
        script=script,
        verdict=Verdict.HELD_APPROVAL,
        created_at=at,
        valid_from=at,
        released_at=None,
        sign_offs=(),
        edited_by=editor,
    )


def _refuse_editor(tx: Connection, text_of: Bulletin, editor: str) -> None:
    person = the_officer(tx, editor)
    if person is None or not person.may(Right.CHANGE_TEXT):
        raise ApprovalError(f"{editor} may not change a text.")
    if not person.covers(county=text_of.county, language=text_of.language):
        raise ApprovalError(f"{editor} does not write for {text_of.county}, {text_of.language}.")


def _refuse_correction(tx: Connection, wrong: Bulletin, script: Script) -> None:
    if wrong.verdict not in CORRECTABLE or wrong.released_at is None or wrong.script is None:
        raise Conflict(f"Bulletin {wrong.id} has not been on air: {wrong.reason}")
    if wrong.exercise:
        raise Conflict(f"{wrong.id} is an exercise; make the exercise of the week again.")
    newest = newest_edition(tx, wrong)
    if newest is not None and newest.id != wrong.id:
        raise Conflict(f"There is a newer edition; correct that one: {newest.id}")
    if script.text == wrong.script.text:
        raise Conflict(f"Nothing was changed in {wrong.id}.")


def withdrawal_sha256(taken_back: Bulletin, reason: str, replacement: str | None = None) -> str:
    """Return the hash that people sign to take a bulletin back for a reason."""
    text = taken_back.script.sha256 if taken_back.script else ""
    notice = ["withdraw", taken_back.id, text, reason, replacement or ""]
    return sha256(json.dumps(notice).encode()).hexdigest()


def sign_withdrawal(
    tx: Connection, name: str, given: SignOff, *, reason: str, replacement: str | None = None
) -> Bulletin:
    """Keep a person's yes to taking a bulletin back; the last needed one takes it off the air.

    Args:
        replacement: Id of the bulletin to play instead, or None.

    Raises:
        ApprovalError: The sign-off would not count, for the reason that is told.
        Conflict: The bulletin is not on air, or this person has signed before.
        NotFound: There is no such bulletin, or no such replacement.
    """
    on_air = the_bulletin(tx, name)
    if on_air.verdict is not Verdict.RELEASED:
        raise Conflict(f"Bulletin {name} is not on air.")
    needed = demand_of(tx, on_air, cancel=True)
    notice = withdrawal_sha256(on_air, reason, replacement)
    before = counting(tx, on_air, needed, sign_offs_of(tx, name), text_sha256=notice)
    if any(each.officer == given.officer for each in before):
        raise Conflict(f"{given.officer} has already signed this; another person must.")
    against = objection_to(tx, on_air, needed, given, text_sha256=notice)
    if against:
        raise ApprovalError(f"{against}.")
    _keep_notice(tx, name, given, reason=reason, replacement=replacement)
    keep_sign_off(tx, name, given)
    facts = {"reason": reason, "replacement": replacement, "notice_sha256": notice}
    add_entry(
        tx, Deed.WITHDRAWAL_SIGNED, at=given.at, actor=given.officer, subject=name, facts=facts
    )
    if not needed.waiting(len(before) + 1):
        off_air = {"verdict": Verdict.WITHDRAWN, "reason": f"Withdrawn: {reason}"}
        tx.execute(update(bulletin).where(bulletin.c.id == name).values(off_air))
        end_notice(tx, name, notice, at=given.at)
        add_entry(tx, Deed.WITHDRAWN, at=given.at, actor=given.officer, subject=name, facts=facts)
    return the_bulletin(tx, name)


def _keep_notice(
    tx: Connection, name: str, given: SignOff, *, reason: str, replacement: str | None
) -> None:
    if replacement is not None:
        _refuse_replacement(name, the_bulletin(tx, replacement))
    asked = Notice(
        notice_sha256=given.text_sha256,
        reason=reason,
        replacement=replacement,
        asked_by=given.officer,
        at=given.at,
        done_at=None,
    )
    keep_notice(tx, name, asked)


def _refuse_replacement(name: str, instead: Bulletin) -> None:
    if instead.id == name or instead.verdict is not Verdict.RELEASED:
        raise Conflict(f"{instead.id} is not on air, so it cannot be played instead.")
