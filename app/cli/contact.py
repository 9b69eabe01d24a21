"""Commands about the telephone numbers that listeners may call."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.arguments import county_typed
from app.cli.deciding import Key, officer_of
from app.cli.library_files import read_table, redrafted, tell_faults, write_table
from app.cli.screen import say
from app.domain.contacts import Contact, Purpose
from app.domain.periods import Week
from app.pipeline.library_entry import enter_contact
from app.pipeline.library_tables import contact_table, import_contacts
from app.settings import read_settings
from app.store.advice_contacts import contacts, retire_contact, verify_contact
from app.wiring import open_newsroom

contact = typer.Typer(
    help="The telephone numbers that a county's bulletins give out.", no_args_is_help=True
)
County = Annotated[str, typer.Argument(help="County.")]
Name = Annotated[str, typer.Argument(help="Whose number it is, as listed.")]
Phone = Annotated[str, typer.Option(help="Digits in groups as they are said: 0800 720 123.")]


@contact.command("list")
def show_all(
    county: Annotated[str | None, typer.Argument(help="Only this county's.")] = None,
) -> None:
    """List the numbers, and why one is not given out this week."""
    slug = county_typed(county).slug if county else None
    with open_newsroom(read_settings()) as newsroom:
        last = Week.at(newsroom.clock.now()).sunday
        with newsroom.store.reading() as tx:
            known = contacts(tx, slug)
    for each in known:
        why = each.why_silent(last)
        say(escape(f"{_line(each)}; " + (f"not said: {why}" if why else "may be said")))
    if not known:
        say("There are none yet; bulletins name the offices to ask.")


def _line(each: Contact) -> str:
    checked = "never called"
    if each.verified_on:
        checked = f"called on {each.verified_on:%a %d %b %Y} by {each.verified_by}"
    who = f"{each.county}: {each.name}, {each.about}, {each.purpose}, {each.phone}"
    return f"{who}; {checked}; holds until {each.valid_until:%a %d %b %Y}"


@contact.command()
def add(
    county: County,
    name: Name,
    key: Key,
    phone: Phone,
    about: Annotated[str, typer.Option(help="What one may ask there.")],
    until: Annotated[str, typer.Option(help="Last day that it may be given out.")],
    purpose: Annotated[Purpose, typer.Option(help="For advice, or for help in need.")] = (
        Purpose.ADVICE
    ),
) -> None:
    """Add a number, or change one; somebody else then calls it."""
    typed = {
        "county": county_typed(county).slug,
        "name": name,
        "purpose": purpose,
        "about": about,
        "phone": phone,
        "valid_until": until,
    }
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        tell_faults(enter_contact(newsroom, typed, officer=person))
        redrafted(newsroom)
    say("Kept. It is given out after another officer has called it: tangazo contact verify")


@contact.command()
def verify(county: County, name: Name, key: Key, phone: Phone) -> None:
    """Keep that you called this number today and were answered."""
    slug = county_typed(county).slug
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        with newsroom.store.transaction() as tx:
            now = newsroom.clock.now()
            verify_contact(tx, slug, name, phone=phone, officer=person, at=now)
        say(escape(f"{name}: checked today by {person.name}."))
        redrafted(newsroom)


@contact.command()
def retire(county: County, name: Name, key: Key) -> None:
    """Give a number out no more."""
    slug = county_typed(county).slug
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        with newsroom.store.transaction() as tx:
            retire_contact(tx, slug, name, officer=person, at=newsroom.clock.now())
        say(escape(f"{name} is given out no more."))
        redrafted(newsroom)


@contact.command("export")
def give(file: Annotated[Path, typer.Argument(help="Table to write (CSV).")]) -> None:
    """Write the numbers as a table for a spreadsheet."""
    with open_newsroom(read_settings()) as newsroom:
        write_table(file, contact_table(newsroom))


@contact.command("import")
def take(file: Annotated[Path, typer.Argument(help="Table to read (CSV).")], key: Key) -> None:
    """Keep the new and changed numbers of a table; when any row is wrong, nothing is kept."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        kept = import_contacts(newsroom, read_table(file), name=file.name, officer=person)
        redrafted(newsroom)
    say(f"{kept} numbers are new or changed; each waits to be called.")
