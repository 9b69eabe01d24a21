"""The editor's page: the English master, the text of one language, what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.responses import Response

from app.domain.evidence import Phase
from app.domain.people import Officer, Right
from app.errors import LanguageError, NotFound
from app.pipeline.template_texts import TemplateFile, draft_of, language_folder, template_file
from app.store.drafts import TextDraft, the_draft
from app.web.desk.showing import show_desk
from app.web.desk.text_changes import changed_lines
from app.web.desk.text_forms import showable
from app.web.desk.text_paths import edit_path, revisions_path, words_path
from app.web.desk.text_preview import Tried, wanted_of
from app.web.desk.text_rows import Fault, phase_of, slot_rows
from app.web.site_parts import Site
from app.web.wording import language_name
from app.writing.edited_text import LONGEST_TEXT, TABLES, file_named, short_name

MASTER = "en"
# What is not on every keyboard of the counties; the page gives each a key of its own.
KEYS = ("ĩ", "ũ", "Ĩ", "Ũ", "w'", "ng'")
PREVIEW = "_preview.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A text in the hands of an officer.

    Attributes:
        now: The file as it stands.
        text: What stands in the form.
        based_on: Revision that it is an edit of.
        fields: The form's other fields.
        faults: Why it was not kept.
        refusal: Why it was not kept, when the text itself is not to blame; or empty.
        overtaken: Whether somebody else has kept another text meanwhile.
        kept: Number of the revision that was just kept; 0 for none.
    """

    now: TemplateFile
    text: str
    based_on: int
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    refusal: str = ""
    overtaken: bool = False
    kept: int = 0


def text_named(site: Site, language: str, name: str) -> TemplateFile:
    """Return a segment text as it stands; one that was never written is empty.

    Raises:
        NotFound: There is no such language, or no bulletin uses such a text.
    """
    language_folder(site.newsroom, language)
    file = _segment_file(name)
    try:
        return template_file(site.newsroom, language, file)
    except NotFound:
        return TemplateFile(language=language, file=file, number=0, text="", revision=None)


def _segment_file(name: str) -> str:
    try:
        file = file_named(name)
    except LanguageError as fault:
        raise NotFound(str(fault)) from fault
    if file in TABLES:
        raise NotFound("Tables have a page of their own.")
    return file


def may_write(visitor: Officer | None, language: str) -> bool:
    """Return whether an officer may change the texts of a language."""
    return (
        visitor is not None and visitor.may(Right.CHANGE_TEXT) and visitor.covers(language=language)
    )


def draft_for(site: Site, visitor: Officer | None, now: TemplateFile) -> TextDraft | None:
    """Return what an officer was writing here, if it is not what stands there anyhow."""
    if visitor is None:
        return None
    with site.newsroom.store.reading() as tx:
        found = the_draft(tx, visitor.name, now.language, now.file)
    return found if found and found.text != now.text else None


def show_editor(
    request: Request,
    site: Site,
    writing: Writing,
    *,
    visitor: Officer | None,
    status: int = 200,
    tried: Tried | None = None,
    draft: TextDraft | None = None,
) -> Response:
    """Return the editor with a text in it."""
    now = writing.now
    name = short_name(now.file)
    return show_desk(
        request,
        "template_edit.html",
        status=status,
        visitor=visitor,
        writing=writing,
        shown=showable(writing.text),
        draft=draft,
        draft_kept=None,
        safe=False,
        waiting=draft is not None,
        writes=may_write(visitor, now.language),
        tried=tried,
        changes=changed_lines(now.text, writing.text) if writing.overtaken else (),
        wanted=wanted_of(site, writing.fields, name),
        **_of_text(site, now, name),
    )


def _of_text(site: Site, now: TemplateFile, name: str) -> dict[str, object]:
    """Return what the page says of a text, whoever reads it."""
    return {
        "name": name,
        "kind": name.partition("/")[2],
        "phase": phase_of(name),
        "language": now.language,
        "title": language_name(now.language),
        "english": _master(site, now),
        "slots": slot_rows(draft_of(site.newsroom, now.language).pack.slots),
        "keys": KEYS,
        "counties": site.newsroom.counties,
        "phases": list(Phase),
        "most": LONGEST_TEXT,
        "edit_path": edit_path,
        "revisions_path": revisions_path,
        "words_path": words_path,
    }


def _master(site: Site, now: TemplateFile) -> str:
    """Return the English text beside another language's, or nothing."""
    if now.language == MASTER or MASTER not in site.newsroom.packs:
        return ""
    try:
        return template_file(site.newsroom, MASTER, now.file).text
    except NotFound:
        return ""
