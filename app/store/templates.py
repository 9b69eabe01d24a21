"""Template texts that officers wrote: revisions over the folder, written once, never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from app.domain.content import ContentState, Origin
from app.domain.people import Officer, Right
from app.errors import ApprovalError, Conflict, NotFound
from app.store.audit import Deed, add_entry
from app.store.reviews import LANGUAGE, agree, the_content
from app.store.reviews import add_revision as add_content
from app.store.template_tables import template_revision
from app.store.words import approved_packs


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A text that an officer wants to keep.

    Attributes:
        file: File in the language's folder, such as `segments/alert/headline.txt.j2`.
        based_on: Number of the revision that was edited; 0 for the text of the folder.
        before: Text of the folder, which stands for revision 0; empty when it has no such file.
        pack_sha256: Hash of the whole pack with this text in it.
    """

    language: str
    file: str
    text: str
    based_on: int
    before: str
    origin: Origin
    pack_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRevision:
    """A text as it was kept.

    Attributes:
        number: Counts up from 1 within a file.
        step: Counts up from 1 within a language.
        pack_sha256: Hash of the whole pack that it made.
    """

    language: str
    file: str
    number: int
    step: int
    sha256: str
    text: str
    origin: Origin
    edited_by: str
    at: datetime
    pack_sha256: str


def add_revision(tx: Connection, edit: Edit, *, officer: Officer, at: datetime) -> TemplateRevision:
    """Keep a text as the next revision, and the pack that it makes as a draft.

    Raises:
        ApprovalError: This officer may not change texts, or not of this language.
        Conflict: Somebody else has changed it since it was read, or nothing was changed.
    """
    refuse_writer(officer, edit.language)
    kept = revisions(tx, edit.language, edit.file)
    _refuse_old_or_same(edit, kept)
    digest = sha256(edit.text.encode()).hexdigest()
    row = TemplateRevision(
        language=edit.language,
        file=edit.file,
        number=len(kept) + 1,
        step=_last_step(tx, edit.language) + 1,
        sha256=digest,
        text=edit.text,
        origin=_origin(edit, kept, digest),
        edited_by=officer.name,
        at=at,
        pack_sha256=edit.pack_sha256,
    )
    tx.execute(insert(template_revision).values(asdict(row)))
    _draft_pack(tx, row)
    facts = {"number": row.number, "sha256": digest, "pack_sha256": row.pack_sha256}
    subject = f"template {edit.language} {edit.file}"
    add_entry(tx, Deed.WORDS_DRAFTED, at=at, actor=officer.name, subject=subject, facts=facts)
    return row


def refuse_writer(officer: Officer, language: str) -> None:
    """Let an officer pass who may change the texts of a language.

    Raises:
        ApprovalError: This one may not.
    """
    if not officer.may(Right.CHANGE_TEXT):
        raise ApprovalError(f"{officer.name} is {officer.role} and may not {Right.CHANGE_TEXT}.")
    if not officer.covers(language=language):
        raise ApprovalError(f"{officer.name} does not write for '{language}'.")


def _refuse_old_or_same(edit: Edit, kept: Sequence[TemplateRevision]) -> None:
    newest = kept[0] if kept else None
    number = newest.number if newest else 0
    if edit.based_on != number:
        whose = f", by {newest.edited_by}" if newest else ""
        raise Conflict(
            f"{edit.language}/{edit.file} is at revision {number}{whose}; you edited revision "
            f"{edit.based_on}. Nothing was lost: compare the two, then send your text again "
            f"as an edit of revision {number}."
        )
    if edit.text == (newest.text if newest else edit.before):
        raise Conflict(f"Nothing was changed in {edit.language}/{edit.file}.")


def _origin(edit: Edit, kept: Sequence[TemplateRevision], digest: str) -> Origin:
    """Return whose words they are: a machine's text stays one, whoever sends it again."""
    machine = any(each.sha256 == digest and each.origin is Origin.MACHINE for each in kept)
    return Origin.MACHINE if machine else edit.origin


def _draft_pack(tx: Connection, made: TemplateRevision) -> None:
    """Keep the pack that a text makes as a draft, unless exactly this pack was known before."""
    if the_content(tx, LANGUAGE, made.language, made.pack_sha256) is not None:
        return
    by_machine = _by_machine(unsettled(tx, made.language))
    drafted = ContentState(
        kind=LANGUAGE,
        name=made.language,
        sha256=made.pack_sha256,
        origin=Origin.MACHINE if by_machine else Origin.HUMAN,
        editor=made.edited_by,
    )
    add_content(tx, drafted, at=made.at)


def revisions(tx: Connection, language: str, file: str) -> tuple[TemplateRevision, ...]:
    """Return every revision of a file, the newest first."""
    query = select(template_revision).where(
        template_revision.c.language == language, template_revision.c.file == file
    )
    found = tx.execute(query.order_by(template_revision.c.number.desc()))
    return tuple(_revision(row) for row in found)


def the_revision(tx: Connection, language: str, file: str, number: int) -> TemplateRevision:
    """Return one revision of a file.

    Raises:
        NotFound: There is none with this number.
    """
    found = [each for each in revisions(tx, language, file) if each.number == number]
    if not found:
        raise NotFound(f"{language}/{file} has no revision {number}.")
    return found[0]


def history(tx: Connection, language: str) -> tuple[TemplateRevision, ...]:
    """Return every revision of a language, in the order in which they were kept."""
    query = select(template_revision).where(template_revision.c.language == language)
    return tuple(_revision(row) for row in tx.execute(query.order_by(template_revision.c.step)))


def texts_after(made: Sequence[TemplateRevision]) -> Mapping[str, str]:
    """Return the newest text of each file after a run of revisions, in their order."""
    return {each.file: each.text for each in made}


def newest_texts(tx: Connection, language: str) -> Mapping[str, str]:
    """Return the newest text of each file that officers have changed."""
    return texts_after(history(tx, language))


def unsettled(tx: Connection, language: str) -> tuple[TemplateRevision, ...]:
    """Return the revisions that no approved pack has held yet, in their order."""
    made = history(tx, language)
    approved = approved_packs(tx, language)
    settled = max((each.step for each in made if each.pack_sha256 in approved), default=0)
    return tuple(each for each in made if each.step > settled)


def _by_machine(made: Sequence[TemplateRevision]) -> list[str]:
    """Return the files whose newest text a machine wrote."""
    newest = {each.file: each for each in made}
    return [each.file for each in newest.values() if each.origin is Origin.MACHINE]


def agree_to_pack(
    tx: Connection, language: str, pack_sha256: str, *, officer: Officer, at: datetime
) -> ContentState:
    """Keep an officer's yes to a whole pack; nobody says yes to a text of their own.

    Raises:
        ApprovalError: This officer may not say so, or not of these words, or not yet.
    """
    made = unsettled(tx, language)
    # A new folder under old edits makes a pack that nobody drafted, so the edits are asked.
    machine = _by_machine(made)
    if machine:
        raise ApprovalError(f"{machine[0]} is a machine's text: a person must write it anew first.")
    own = [each.file for each in made if each.edited_by == officer.name]
    if own:
        raise ApprovalError(f"{officer.name} wrote in {own[0]}; somebody else must say yes.")
    return agree(tx, LANGUAGE, language, pack_sha256, officer=officer, at=at)


def _last_step(tx: Connection, language: str) -> int:
    query = select(func.max(template_revision.c.step)).where(
        template_revision.c.language == language
    )
    return tx.execute(query).scalar() or 0


def _revision(row: Row[Any]) -> TemplateRevision:
    told = dict(row._mapping)
    return TemplateRevision(**{**told, "origin": Origin(told["origin"])})
