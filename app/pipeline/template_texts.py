"""Officers' texts from the keyboard to a revision: gate, dry run, kept; then agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.content import ContentState, Origin
from app.domain.people import Officer
from app.errors import Conflict, LanguageError, NotFound
from app.pipeline.newsroom import Newsroom
from app.pipeline.packs import Chosen, draft_pack
from app.store.templates import (
    Edit,
    TemplateRevision,
    add_revision,
    agree_to_pack,
    newest_texts,
    refuse_writer,
    revisions,
    the_revision,
)
from app.writing.dry_run import DryRun, dry_run, refuse_faulty
from app.writing.edited_text import FOLDER, file_named, typed_text
from app.writing.language_pack import load
from app.writing.rendering import PackSource
from app.writing.segments import ENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text as somebody sent it.

    Attributes:
        file: In full, or as short as `alert/headline`.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFile:
    """A file of a language as it stands now.

    Attributes:
        number: Its newest revision; 0 for the folder's text.
        revision: That revision, or None.
    """

    language: str
    file: str
    number: int
    text: str
    revision: TemplateRevision | None


def language_folder(newsroom: Newsroom, language: str) -> Path:
    """Return the folder of a language.

    Raises:
        NotFound: There is no such language.
    """
    if language not in newsroom.packs:
        raise NotFound(f"There is no language pack '{language[:20]}'.")
    return newsroom.languages / language


def draft_of(newsroom: Newsroom, language: str) -> Chosen:
    """Return the newest words of a language, approved or not.

    Raises:
        NotFound: There is no such language.
    """
    return draft_pack(newsroom.store, language_folder(newsroom, language))


def template_files(newsroom: Newsroom, language: str) -> list[TemplateFile]:
    """Return every segment text of a language, as it stands now."""
    folder = language_folder(newsroom, language)
    with newsroom.store.reading() as tx:
        edited = newest_texts(tx, language)
    found = {each.relative_to(folder).as_posix() for each in (folder / FOLDER).rglob(f"*{ENDING}")}
    return [template_file(newsroom, language, each) for each in sorted(found | set(edited))]


def template_file(newsroom: Newsroom, language: str, name: str) -> TemplateFile:
    """Return one segment text of a language, as it stands now.

    Raises:
        NotFound: There is neither a file nor a revision.
        PackError: No bulletin uses such a file.
    """
    folder, file = language_folder(newsroom, language), file_named(name)
    with newsroom.store.reading() as tx:
        kept = revisions(tx, language, file)
    newest = kept[0] if kept else None
    if newest is None and not (folder / file).is_file():
        raise NotFound(f"{language} has no text {file} yet; the first edit is one of revision 0.")
    text = newest.text if newest else _installed_text(folder, file)
    return TemplateFile(
        language=language,
        file=file,
        number=newest.number if newest else 0,
        text=text,
        revision=newest,
    )


def text_of(newsroom: Newsroom, language: str, name: str, number: int) -> str:
    """Return the text of a revision; 0 is the folder's.

    Raises:
        NotFound: There is no such revision, or no such file in the folder.
    """
    folder, file = language_folder(newsroom, language), file_named(name)
    if number:
        with newsroom.store.reading() as tx:
            return the_revision(tx, language, file, number).text
    if not (folder / file).is_file():
        raise NotFound(f"The folder of {language} has no {file}, so there is no revision 0.")
    return _installed_text(folder, file)


def _installed_text(folder: Path, file: str) -> str:
    """Return the folder's text letter for letter, so that going back to it gives the same hash."""
    try:
        return (folder / file).read_bytes().decode()
    except FileNotFoundError:
        return ""


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
    text = typed_text(typed.text, file=f"{typed.language}/{file}")
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
        before=_installed_text(folder, file),
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
        return agree_to_pack(tx, language, found.pack.sha256, officer=officer, at=now)
