"""Template texts that officers wrote: revisions over the folder, written once, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select

from app.domain.content import ContentState, Origin
from app.domain.people import Officer, Right
from app.errors import ApprovalError, Conflict
from app.store.audit import Deed, add_entry
from app.store.contents import LANGUAGE, the_content
from app.store.reviews import add_revision as add_content
from app.store.template_history import TemplateRevision, by_machine, revisions, unsettled
from app.store.template_tables import template_revision


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
    machine = by_machine(unsettled(tx, made.language))
    drafted = ContentState(
        kind=LANGUAGE,
        name=made.language,
        sha256=made.pack_sha256,
        origin=Origin.MACHINE if machine else Origin.HUMAN,
        editor=made.edited_by,
    )
    add_content(tx, drafted, at=made.at)


def _last_step(tx: Connection, language: str) -> int:
    query = select(func.max(template_revision.c.step)).where(
        template_revision.c.language == language
    )
    return tx.execute(query).scalar() or 0
