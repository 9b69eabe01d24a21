"""Commands about what partners announce: water trucking, vaccination, feed, cash."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from app.cli.arguments import county_typed
from app.cli.deciding import Key, officer_of
from app.cli.library_files import redrafted, tell_faults
from app.cli.screen import say
from app.domain.announcements import Announcement, Kind
from app.domain.people import Right
from app.errors import SettingsError
from app.pipeline.library_entry import accept_announced, offer_announced
from app.settings import read_settings
from app.store.advice_announcements import announcements, withdraw_announcement
from app.wiring import open_newsroom

announcement = typer.Typer(
    help="What partners do in the week: where, on which days, from which hour.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="Name of the announcement, as listed: kitui-7.")]


@announcement.command("list")
def show_all(
    county: Annotated[str | None, typer.Argument(help="Only this county's.")] = None,
) -> None:
    """List the announcements, the latest first, and who decided about each."""
    slug = county_typed(county).slug if county else None
    with open_newsroom(read_settings()) as newsroom, newsroom.store.reading() as tx:
        known = announcements(tx, slug)
    for each in known:
        say(escape(_line(each)))
        for code, words in sorted(each.words.items()):
            say(escape(f"  {code}: {words.partner}: {words.text}"))
    if not known:
        say("There are none.")


def _line(each: Announcement) -> str:
    days = f"{each.first_day:%a %d %b}"
    if each.last_day != each.first_day:
        days = f"{days} to {each.last_day:%a %d %b}"
    hour = f" from {each.starts:%H:%M}" if each.starts else ""
    where = ", ".join(each.places) or "all of the county"
    heard = f"heard {each.valid_from:%a %d %b} to {each.valid_until:%a %d %b}"
    by = f" by {each.decided_by}" if each.decided_by else ""
    return (
        f"{each.id}: {each.state}{by}; {each.kind}, {each.partner}, {where}, {days}{hour}; {heard}"
    )


Texts = Annotated[
    list[str],
    typer.Option(help="What is done, one for each language: 'en=goats are vaccinated'."),
]
Names = Annotated[
    list[str] | None,
    typer.Option(help="The partner's name in a language: 'sw=Msalaba Mwekundu'."),
]
Places = Annotated[
    list[str] | None, typer.Option(help="Ward or constituency; none: all of the county.")
]
Until = Annotated[
    str, typer.Option(help="Last day it may be heard; default: the Sunday of its last day.")
]


@announcement.command()
def offer(
    county: Annotated[str, typer.Argument(help="County.")],
    key: Key,
    kind: Annotated[Kind, typer.Option(help="What it is about.")],
    partner: Annotated[str, typer.Option(help="Who does it.")],
    day: Annotated[str, typer.Option(help="Day, or the first of several: 2026-11-25.")],
    source: Annotated[str, typer.Option(help="Who told NDMA, and how.")],
    text: Texts,
    name: Names = None,
    place: Places = None,
    last: Annotated[str, typer.Option(help="Last day, if there are several.")] = "",
    starts: Annotated[str, typer.Option(help="From which hour, such as 07:30.")] = "",
    since: Annotated[str, typer.Option(help="First day it may be heard; default: today.")] = "",
    until: Until = "",
) -> None:
    """Offer an announcement; somebody else accepts it."""
    typed = {
        "county": county_typed(county).slug,
        "kind": kind,
        "partner": partner,
        "places": "; ".join(place or ()),
        "first_day": day,
        "last_day": last,
        "starts": starts,
        "valid_from": since,
        "valid_until": until,
        "source": source,
    }
    names = _by_language(name or ())
    words = {
        code: {"text": said, "partner": names.get(code, partner)}
        for code, said in _by_language(text).items()
    }
    _offer(key, typed, words)


def _offer(key: str, typed: dict[str, str], words: dict[str, dict[str, str]]) -> None:
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        made, faults = offer_announced(newsroom, typed, words, officer=person)
    tell_faults(faults)
    if made:
        say(
            f"Offered as {made.id}. Next, by another officer: tangazo announcement accept {made.id}"
        )


def _by_language(said: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Return words by the language that stands before their equals sign.

    Raises:
        SettingsError: None does.
    """
    found: dict[str, str] = {}
    for each in said:
        code, sign, words = each.partition("=")
        if not sign:
            raise SettingsError(f"Say the language of '{each}' first, such as en={each}")
        found[code.strip()] = words
    return found


@announcement.command()
def accept(name: Name, key: Key) -> None:
    """Accept an announcement for NDMA, as somebody else than who entered it."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.SIGN)
        made = accept_announced(newsroom, name, officer=person)
        say(escape(f"{made.id} is accepted."))
        redrafted(newsroom)


@announcement.command()
def withdraw(
    name: Name, key: Key, reason: Annotated[str, typer.Option(help="Why; it is logged.")]
) -> None:
    """Say an announcement no more; what is on air with it is to be withdrawn by itself."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=None)
        with newsroom.store.transaction() as tx:
            now = newsroom.clock.now()
            withdraw_announcement(tx, name, officer=person, at=now, reason=reason)
        say(escape(f"{name} is withdrawn."))
        redrafted(newsroom)
