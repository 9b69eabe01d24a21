"""What a station is told by on the command line, and how that becomes the form of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.cli.arguments import county_typed
from app.domain.recordings import AudioFormat
from app.domain.stations import Scope, WhenExpired
from app.pipeline.stations import Form

Slug = Annotated[str, typer.Argument(help="Name in addresses, as listed, such as mwatu-fm.")]
NewCounties = Annotated[
    list[str] | None, typer.Option("--county", help="Where its listeners live; may be repeated.")
]
NewLanguages = Annotated[
    list[str] | None, typer.Option("--language", help="What it speaks; may be repeated.")
]
NewPerson = Annotated[str | None, typer.Option("--person", help="Whom to ask for.")]
NewPhone = Annotated[
    str | None, typer.Option("--phone", help="The number that answers when it is on air.")
]
Name = Annotated[str | None, typer.Option("--name", help="Its name.")]
Counties = Annotated[
    list[str], typer.Option("--county", help="Where its listeners live; may be repeated.")
]
Languages = Annotated[
    list[str], typer.Option("--language", help="What it speaks; may be repeated.")
]
Formats = Annotated[
    list[AudioFormat] | None,
    typer.Option("--format", help="What it plays; may be repeated."),
]
Person = Annotated[str, typer.Option("--person", help="Whom to ask for.")]
Phone = Annotated[str, typer.Option("--phone", help="The number that answers when it is on air.")]
Loudness = Annotated[
    str | None,
    typer.Option("--loudness", help="What its desk is set for, in LUFS: -16, -18 or -23."),
]
FirstCart = Annotated[
    str | None, typer.Option("--first-cart", help="First cart number kept for us; '' for none.")
]
LastCart = Annotated[str | None, typer.Option("--last-cart", help="The last one; '' for none.")]
Slots = Annotated[
    list[str] | None,
    typer.Option("--slot", help="When it airs it: 'mon 07:00'; may be repeated; '' for none."),
]
Mail = Annotated[
    list[str] | None,
    typer.Option("--mail", help="Mail address; may be repeated; '' for none."),
]
Sms = Annotated[
    list[str] | None,
    typer.Option("--sms", help="Number for text messages; may be repeated; '' for none."),
]
Whatsapp = Annotated[
    list[str] | None,
    typer.Option("--whatsapp", help="Number on WhatsApp; may be repeated; '' for none."),
]
Telegram = Annotated[
    list[str] | None,
    typer.Option("--telegram", help="Name or chat on Telegram; may be repeated; '' for none."),
]
Expired = Annotated[
    WhenExpired | None,
    typer.Option("--when-expired", help="What its fixed address answers when nothing may play."),
]
KeyScope = Annotated[Scope | None, typer.Option("--key-scope", help="What its key may do.")]
Tune = Annotated[
    Path | None,
    typer.Option("--tune", help="Sound file of 15 s at most, put before its bulletins."),
]
NoTune = Annotated[bool, typer.Option("--no-tune", help="Take its tune away.")]

EMPTY = Form(name="", counties=(), languages=(), formats=(), person="", phone="")
SEVERAL = ("slots", "mail", "sms", "whatsapp", "telegram")


def form_with(before: Form, typed: Mapping[str, object]) -> Form:
    """Return a form with what was typed; what was left out stays as it was.

    Args:
        typed: Values by field of the form, those of a field that may be repeated as a list; None
            where an option was left out.

    Raises:
        NotFound: There is no such county.
    """
    told = {name: value for name, value in typed.items() if value is not None}
    for name, value in told.items():
        if isinstance(value, list):
            told[name] = _joined(name, value)
    # The values have the types of the options above, which are those of the form.
    return replace(before, **told)  # type: ignore[arg-type]


def _joined(name: str, values: list[str]) -> object:
    if name in SEVERAL:
        return "\n".join(values)
    if name == "counties":
        values = [county_typed(each).slug for each in values]
    return tuple(dict.fromkeys(values))
