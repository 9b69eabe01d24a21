"""Officers' texts from the keyboard to a revision: gate, dry run, kept; then agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.content import ContentState, Origin
from app.domain.people import Officer
from app.errors import Conflict, LanguageError
from app.pipeline.newsroom import Newsroom
from app.pipeline.template_texts import (
    draft_of,
    installed_text,
    language_folder,
    template_file,
    text_of,
)
from app.store.contents import LANGUAGE
from app.store.reviews import agree
from app.store.template_history import TemplateRevision, newest_texts
from app.store.templates import Edit, add_revision, refuse_writer
from app.writing.dry_run import DryRun, dry_run, refuse_faulty
from app.writing.edited_text import file_named, typed_file
from app.writing.language_pack import load
from app.writing.rendering import PackSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text as somebody sent it.

    Attributes:
        file: In full, or as short as `alert/headline` or `tables/glossary`.
        based_on: Number of the revision that was edited; 0 for the folder's text.
    """

    language: str
    file: str
    text: str
    based_on: int
    origin: Origin = Origin.HUMAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A text that was kept, and how it did before."""

    revision: TemplateRevision
    ran: DryRun


def save_text(newsroom: Newsroom, typed: Typed, *, officer: Officer) -> Saved:
    """Keep a text as the next revision, after every phase was tried with it.

    Raises:
        ApprovalError: This officer may not change texts, or not of this language.
        Conflict: Somebody else has changed it since it was read, or nothing was changed.
        LanguageError: The text is refused; the message names file, line and slot.
        NotFound: There is no such language.
    """
    language_folder(newsroom, typed.language)
    refuse_writer(officer, typed.language)
    file = file_named(typed.file)
    text = typed_file(typed.text, language=typed.language, file=file)
    return _keep(newsroom, typed, file=file, text=text, officer=officer)


def roll_back(
    newsroom: Newsroom, language: str, name: str, *, number: int, officer: Officer
) -> Saved:
    """Keep an older text of a file as its next revision; 0 is the folder's text.

    Raises:
        ApprovalError: This officer may not change texts, or not of this language.
        Conflict: It is the newest text already.
        LanguageError: The older text does not fit the pack of today any more.
        NotFound: There is no such revision.
    """
    refuse_writer(officer, language)
    text = text_of(newsroom, language, name, number)
    now = template_file(newsroom, language, name)
    typed = Typed(language=language, file=now.file, text=text, based_on=now.number)
    return _keep(newsroom, typed, file=now.file, text=text, officer=officer)


def _keep(newsroom: Newsroom, typed: Typed, *, file: str, text: str, officer: Officer) -> Saved:
    folder = language_folder(newsroom, typed.language)
    with newsroom.store.reading() as tx:
        before = newest_texts(tx, typed.language)
    overlay = {**before, file: text}
    pack = load(folder, overlay=overlay)
    ran = dry_run(pack, PackSource.of(folder, overlay), newsroom.child)
    refuse_faulty(ran)
    edit = Edit(
        language=typed.language,
        file=file,
        text=text,
        based_on=typed.based_on,
        before=installed_text(folder, file),
        origin=typed.origin,
        pack_sha256=pack.sha256,
    )
    with newsroom.store.transaction() as tx:
        _refuse_meanwhile(before, newest_texts(tx, typed.language), file)
        revision = add_revision(tx, edit, officer=officer, at=newsroom.clock.now())
    return Saved(revision=revision, ran=ran)


def _refuse_meanwhile(before: Mapping[str, str], now: Mapping[str, str], file: str) -> None:
    """Refuse a text that was tried beside other texts than those it would stand beside.

    An edit of the very same file is told apart by its revision.
    """
    changed = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    if any(name != file for name in changed):
        raise Conflict(f"{changed[0]} was changed meanwhile; send your text again.")


def agree_to_words(
    newsroom: Newsroom, language: str, *, officer: Officer, sha256: str | None = None
) -> ContentState:
    """Keep an officer's yes to the newest words of a language, in the officer's role.

    Args:
        newsroom: The newsroom.
        language: Code of the language.
        officer: Who says yes.
        sha256: Hash of the pack that was read; None: the newest.

    Raises:
        ApprovalError: This officer may not say so, or not of these words, or not yet.
        Conflict: The words have changed since they were read.
        LanguageError: The newest words cannot be used.
    """
    found = draft_of(newsroom, language)
    if found.fault:
        raise LanguageError(found.fault)
    if sha256 is not None and sha256 != found.pack.sha256:
        raise Conflict(f"The words of '{language}' have changed since they were read.")
    with newsroom.store.transaction() as tx:
        now = newsroom.clock.now()
        return agree(tx, LANGUAGE, language, found.pack.sha256, officer=officer, at=now)
