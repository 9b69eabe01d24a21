"""The texts of a language as they stand: the folder's, with the newest of officers' over them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import NotFound
from app.pipeline.newsroom import Newsroom
from app.pipeline.packs import Chosen, draft_pack
from app.store.template_history import TemplateRevision, history, revisions, the_revision
from app.writing.edited_text import TABLES, file_named
from app.writing.segments import ENDING, FOLDER


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
    found = {each.relative_to(folder).as_posix() for each in (folder / FOLDER).rglob(f"*{ENDING}")}
    edited = _edited(newsroom, language)
    files = found | {each for each in edited if each.startswith(FOLDER)}
    return [_standing(folder, language, each, edited.get(each)) for each in sorted(files)]


def table_files(newsroom: Newsroom, language: str) -> list[TemplateFile]:
    """Return every table of a language that officers may change, as it stands now."""
    folder, edited = language_folder(newsroom, language), _edited(newsroom, language)
    return [_standing(folder, language, each, edited.get(each)) for each in TABLES]


def _edited(newsroom: Newsroom, language: str) -> dict[str, TemplateRevision]:
    """Return the newest revision of each file that officers have changed."""
    with newsroom.store.reading() as tx:
        return {each.file: each for each in history(tx, language)}


def template_file(newsroom: Newsroom, language: str, name: str) -> TemplateFile:
    """Return one segment or table of a language, as it stands now.

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
    return _standing(folder, language, file, newest)


def _standing(
    folder: Path, language: str, file: str, newest: TemplateRevision | None
) -> TemplateFile:
    return TemplateFile(
        language=language,
        file=file,
        number=newest.number if newest else 0,
        text=newest.text if newest else installed_text(folder, file),
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
    return installed_text(folder, file)


def installed_text(folder: Path, file: str) -> str:
    """Return the folder's text letter for letter, so that going back to it gives the same hash."""
    try:
        return (folder / file).read_bytes().decode()
    except FileNotFoundError:
        return ""
