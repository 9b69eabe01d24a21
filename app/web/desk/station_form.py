"""The form of a station: its fields as they are described, posted and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.recordings import AudioFormat
from app.domain.stations import LOUDNESSES, Scope, WhenExpired
from app.pipeline.stations import FAULTS, Form
from app.web.posts import Posted
from app.web.site_parts import Site

EMPTY = Form(name="", counties=(), languages=(), formats=(), person="", phone="")
FIELDS = {
    "name": "Name of the station.",
    "person": "Whom to ask for.",
    "phone": "The number that answers when it is on air.",
    "county.kitui": "Any value: its listeners live there; one field a county.",
    "language.sw": "Any value: it speaks this; one field a language.",
    "format.mp3-128": "Any value: it plays this; one field a format.",
    "loudness": "What its desk is set for, in LUFS: -16, -18 or -23.",
    "first_cart": "First of the cart numbers that its automation keeps for us, or empty.",
    "last_cart": "The last of them, or empty.",
    "slots": "When it airs the bulletin: `mon 07:00`, one a line.",
    "mail": "Mail addresses of its people, with commas between them.",
    "sms": "Numbers that get text messages.",
    "whatsapp": "Numbers that get WhatsApp messages.",
    "telegram": "Names or chats on Telegram.",
    "when_expired": "What its fixed address answers when nothing may be played: `nothing` or "
    "`notice`.",
    "key_scope": "What its key may do: `read` or `read-and-tell`.",
}
LOUDNESS_WORDS = {
    "-16": "-16 LUFS: automation and mobile phones (usual)",
    "-18": "-18 LUFS: speech on the internet",
    "-23": "-23 LUFS: EBU R 128",
}
SCOPE_WORDS = {
    Scope.READ_AND_TELL: "take bulletins, and tell NDMA what was aired",
    Scope.READ: "take bulletins only",
}
EXPIRED_WORDS = {
    WhenExpired.NOTHING: "nothing: error 404, so that its automation plays something else",
    WhenExpired.NOTICE: "a short spoken notice that there is no bulletin",
}


def typed_form(site: Site, posted: Posted) -> Form:
    """Return a station as an officer typed it; what was not sent is as usual."""
    here = [each.slug for each in site.newsroom.counties]
    return Form(
        name=posted.text("name"),
        counties=_ticked(posted, "county", here),
        languages=_ticked(posted, "language", sorted(site.languages)),
        formats=tuple(AudioFormat(each) for each in _ticked(posted, "format", list(AudioFormat))),
        person=posted.text("person"),
        phone=posted.text("phone"),
        key_scope=posted.text("key_scope") or EMPTY.key_scope,
        loudness=posted.text("loudness") or EMPTY.loudness,
        first_cart=posted.text("first_cart"),
        last_cart=posted.text("last_cart"),
        slots=posted.text("slots").replace("\r\n", "\n"),
        mail=posted.text("mail"),
        sms=posted.text("sms"),
        whatsapp=posted.text("whatsapp"),
        telegram=posted.text("telegram"),
        when_expired=posted.text("when_expired") or EMPTY.when_expired,
    )


def form_facts(site: Site, typed: Form, wrong: Mapping[str, str]) -> dict[str, object]:
    """Return what the page of a form shows."""
    return {
        "counties": site.newsroom.counties,
        "languages": sorted(site.languages),
        "typed": typed,
        "wrong": dict.fromkeys(FAULTS, "") | dict(wrong),
        "choices_of": {
            "loudness": {f"{each:g}": LOUDNESS_WORDS[f"{each:g}"] for each in LOUDNESSES},
            "key_scope": SCOPE_WORDS,
            "when_expired": EXPIRED_WORDS,
        },
    }


def _ticked(posted: Posted, field: str, choices: list[Any]) -> tuple[str, ...]:
    return tuple(str(each) for each in choices if f"{field}.{each}" in posted.fields)
