"""What people do to a bulletin by hand: change its text, or take it back from the air."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, update

from app.domain.bulletins import Bulletin, Script, SignOff, Verdict
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
from app.store.bulletins import the_bulletin
from app.store.officers import the_officer
from app.store.rows import script_to_json
from app.store.tables import bulletin, sign_off

CHANGEABLE = (Verdict.HELD_APPROVAL, Verdict.READY)


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
    person = the_officer(tx, editor)
    if person is None or not person.may(Right.CHANGE_TEXT):
        raise ApprovalError(f"{editor} may not change a text.")
    if not person.covers(county=before.county, language=before.language):
        raise ApprovalError(f"{editor} does not write for {before.county}, {before.language}.")
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


def withdrawal_sha256(taken_back: Bulletin, reason: str) -> str:
    """Return the hash that people sign to take a bulletin back for a reason."""
    text = taken_back.script.sha256 if taken_back.script else ""
    return sha256(f"withdraw\n{taken_back.id}\n{text}\n{reason}".encode()).hexdigest()


def sign_withdrawal(tx: Connection, name: str, given: SignOff, *, reason: str) -> Bulletin:
    """Keep a person's yes to taking a bulletin back; the last needed one takes it off the air.

    Raises:
        ApprovalError: The sign-off would not count, for the reason that is told.
        Conflict: The bulletin is not on air, or this person has signed before.
        NotFound: There is no such bulletin.
    """
    on_air = the_bulletin(tx, name)
    if on_air.verdict is not Verdict.RELEASED:
        raise Conflict(f"Bulletin {name} is not on air.")
    needed, notice = demand_of(tx, on_air, cancel=True), withdrawal_sha256(on_air, reason)
    before = counting(tx, on_air, needed, sign_offs_of(tx, name), text_sha256=notice)
    if any(each.officer == given.officer for each in before):
        raise Conflict(f"{given.officer} has already signed this; another person must.")
    against = objection_to(tx, on_air, needed, given, text_sha256=notice)
    if against:
        raise ApprovalError(f"{against}.")
    keep_sign_off(tx, name, given)
    facts = {"reason": reason, "notice_sha256": notice}
    add_entry(
        tx, Deed.WITHDRAWAL_SIGNED, at=given.at, actor=given.officer, subject=name, facts=facts
    )
    if not needed.waiting(len(before) + 1):
        off_air = {"verdict": Verdict.WITHDRAWN, "reason": f"Withdrawn: {reason}"}
        tx.execute(update(bulletin).where(bulletin.c.id == name).values(off_air))
        add_entry(tx, Deed.WITHDRAWN, at=given.at, actor=given.officer, subject=name, facts=facts)
    return the_bulletin(tx, name)
