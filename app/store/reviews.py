"""Revisions of words and who said yes to them; only approved ones may go on air."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, update

from app.domain.content import ContentState, Review, Stage, agreed, retired
from app.domain.people import Officer, Right, Role
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import SYSTEM, Deed, add_entry
from app.store.contents import LANGUAGE, same_words, the_content
from app.store.tables import content_review, content_revision
from app.store.template_history import refuse_own_words


def add_revision(tx: Connection, drafted: ContentState, *, at: datetime) -> None:
    """Keep a revision of words as a draft.

    Raises:
        Conflict: Exactly these words are known, from other hands: they keep their origin.
    """
    before = the_content(tx, drafted.kind, drafted.name, drafted.sha256)
    if before is not None:
        if (before.origin, before.editor) != (drafted.origin, drafted.editor):
            raise Conflict(
                f"These words of {drafted.kind} {drafted.name} are known already, as written by "
                f"{before.editor or 'a ' + before.origin}."
            )
        return
    tx.execute(
        insert(content_revision).values(
            kind=drafted.kind,
            name=drafted.name,
            sha256=drafted.sha256,
            origin=drafted.origin,
            edited_by=drafted.editor,
            at=at,
        )
    )
    _log(tx, Deed.WORDS_DRAFTED, drafted, actor=drafted.editor or SYSTEM, at=at)


def agree(
    tx: Connection, kind: str, name: str, sha256: str, *, officer: Officer, at: datetime
) -> ContentState:
    """Keep an officer's yes to exact words, in the officer's role, and return where they stand.

    Words that were not seen before, as of a folder that was installed, are kept as a draft first.
    Nobody says yes to a language's words in which a text is their own, or a machine's.

    Raises:
        ApprovalError: This officer may not say so, or not of these words, or not yet.
    """
    if kind == LANGUAGE:
        if not officer.covers(language=name):
            raise ApprovalError(f"{officer.name} does not decide about '{name}'.")
        refuse_own_words(tx, name, officer)
    before = the_content(tx, kind, name, sha256)
    if before is None:
        before = ContentState(kind=kind, name=name, sha256=sha256)
        add_revision(tx, before, at=at)
    given = Review(officer=officer.name, role=officer.role, sha256=sha256, at=at)
    after = agreed(before, given)
    row = {"kind": kind, "name": name, "sha256": sha256, "officer": officer.name}
    tx.execute(insert(content_review).values(**row, role=officer.role, at=at))
    _log(tx, Deed.WORDS_AGREED, after, actor=officer.name, at=at, role=officer.role)
    return after


def retire(
    tx: Connection, kind: str, name: str, sha256: str, *, officer: Officer, at: datetime
) -> ContentState:
    """Take words out of use; nothing that is not on air yet may use them.

    Raises:
        ApprovalError: This officer may not, or they are retired already.
        NotFound: There are no such words.
    """
    before = the_content(tx, kind, name, sha256)
    if before is None:
        raise NotFound(f"There is no {kind} {name} with these words.")
    if not officer.may(Right.SIGN):
        raise ApprovalError(f"{officer.name} may not retire words; an approver or admin may.")
    after = retired(before)
    tx.execute(update(content_revision).where(same_words(before)).values(retired_at=at))
    _log(tx, Deed.WORDS_RETIRED, after, actor=officer.name, at=at)
    return after


def pack_approved(tx: Connection, language: str, sha256: str) -> bool:
    """Return whether exactly this pack of a language is approved."""
    found = the_content(tx, LANGUAGE, language, sha256)
    return found is not None and found.stage is Stage.APPROVED


def _log(
    tx: Connection,
    act: Deed,
    state: ContentState,
    *,
    actor: str,
    at: datetime,
    role: Role | None = None,
) -> None:
    facts = {"sha256": state.sha256, "origin": str(state.origin), "stage": str(state.stage)}
    if role is not None:
        facts["role"] = str(role)
    add_entry(tx, act, at=at, actor=actor, subject=f"{state.kind} {state.name}", facts=facts)
