"""What became of the texts of a language: every revision, and those that nobody approved yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from app.domain.content import Origin
from app.domain.people import Officer
from app.errors import ApprovalError, NotFound
from app.store.template_tables import template_revision
from app.store.words import approved_packs


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


def by_machine(made: Sequence[TemplateRevision]) -> list[str]:
    """Return the files whose newest text a machine wrote."""
    newest = {each.file: each for each in made}
    return [each.file for each in newest.values() if each.origin is Origin.MACHINE]


def refuse_own_words(tx: Connection, language: str, officer: Officer) -> None:
    """Let an officer pass who wrote none of the texts that wait for a yes, nor did a machine.

    Raises:
        ApprovalError: One of them is a machine's, or the officer's own.
    """
    made = unsettled(tx, language)
    # A new folder under old edits makes a pack that nobody drafted, so the edits are asked.
    machine = by_machine(made)
    if machine:
        named = _short(machine[0])
        raise ApprovalError(f"{named} is a machine's text: a person must write it anew first.")
    own = [each.file for each in made if each.edited_by == officer.name]
    if own:
        named = _short(own[0])
        raise ApprovalError(f"{officer.name} wrote in {named}; somebody else must say yes.")


def _short(file: str) -> str:
    return file.removeprefix("segments/").partition(".")[0]


def _revision(row: Row[Any]) -> TemplateRevision:
    told = dict(row._mapping)
    return TemplateRevision(**{**told, "origin": Origin(told["origin"])})
