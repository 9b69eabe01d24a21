"""Template texts in the shapes of the API."""

from __future__ import annotations

from app.domain.content import Origin
from app.pipeline.template_texts import TemplateFile
from app.pipeline.text_saving import Saved
from app.store.template_history import TemplateRevision
from app.web.addresses import API
from app.web.template_shapes import RevisionShape, SavedShape, SecondsShape, TemplateBrief
from app.writing.edited_text import short_name

PREFIX = f"{API}/templates"


def brief_shape(each: TemplateFile) -> TemplateBrief:
    """Return a text without its words."""
    made = each.revision
    short = short_name(each.file)
    return TemplateBrief(
        file=each.file,
        number=each.number,
        origin=made.origin if made else Origin.HUMAN,
        edited_by=made.edited_by if made else None,
        url=f"{PREFIX}/{each.language}/{short}",
    )


def revision_shape(made: TemplateRevision) -> RevisionShape:
    """Return a revision with its words."""
    return RevisionShape(
        number=made.number,
        sha256=made.sha256,
        origin=made.origin,
        edited_by=made.edited_by,
        at=made.at,
        pack_sha256=made.pack_sha256,
        text=made.text,
    )


def saved_shape(saved: Saved) -> SavedShape:
    """Return what a kept text is answered with."""
    return SavedShape(
        revision=revision_shape(saved.revision),
        seconds=[
            SecondsShape(phase=phase, shortest_s=shortest, longest_s=longest)
            for phase, (shortest, longest) in saved.ran.seconds.items()
        ],
        doubts=list(saved.ran.doubts),
        untried=saved.ran.untried,
    )
