"""Commands about the advice library: list, offer, word, accept, review, retire, exchange."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.deciding import Key, officer_of
from app.cli.library_files import read_table, redrafted, tell_faults, write_table
from app.cli.screen import say
from app.domain.advice import LineState, Offer
from app.domain.content import Origin
from app.domain.evidence import Phase
from app.domain.people import Right
from app.domain.periods import NAIROBI
from app.pipeline.library_entry import offer_advice, word_advice
from app.pipeline.library_tables import advice_table, import_advice
from app.pipeline.newsroom import Newsroom
from app.settings import read_settings
from app.store.advice import agree_to_words, decide, offers, the_offer, words_stage
from app.wiring import open_newsroom

advice = typer.Typer(
    help="Advice that NDMA and its partners offer, and what of it is said.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="Short name of the advice, as listed.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept in the log of decisions.")]
Text = Annotated[str, typer.Option(help="What to do, in full.")]
Short = Annotated[str, typer.Option(help="The same in a few words, for the close.")]
Code = Annotated[str, typer.Option(help="Language of the words.")]


@advice.command("list")
def show_all(
    state: Annotated[LineState | None, typer.Option(help="Only those that stand so.")] = None,
) -> None:
    """List the library: what each line is for, whose it is, and how far its words have come."""
    with open_newsroom(read_settings()) as newsroom:
        with newsroom.store.reading() as tx:
            known = offers(tx, state=state)
        for each in known:
            _show(newsroom, each)
    if not known:
        say("The library is empty; the language packs' own advice is said.")


def _show(newsroom: Newsroom, offer: Offer) -> None:
    line, today = offer.line, newsroom.clock.now().astimezone(NAIROBI).date()
    over = ", over" if offer.is_over(today) else ""
    where = ", ".join(line.zones) or "every livelihood zone"
    seasons = " ".join(sorted(line.seasons))
    days = f"{line.valid_from:%d %b %Y} to {line.valid_until:%d %b %Y}"
    head = f"{line.key}: {offer.state}{over}; {line.phase}, place {line.place}, {line.sector}"
    say(escape(f"{head}, {seasons}, {where}; {days}"))
    say(escape(f"  {line.source}, {line.document}; offered by {line.contributor}"))
    with newsroom.store.reading() as tx:
        for code, words in sorted(offer.words.items()):
            stage = words_stage(tx, line.key, code, words)
            say(escape(f"  {code}, {stage}, {words.sha256[:12]}: {words.text} ({words.short})"))


@advice.command()
def offer(
    name: Name,
    key: Key,
    phase: Annotated[Phase, typer.Option(help="Phase that it is for.")],
    place: Annotated[str, typer.Option(help="Which of the three actions it is: 1, 2 or 3.")],
    sector: Annotated[str, typer.Option(help="Sector, such as livestock or planting.")],
    contributor: Annotated[str, typer.Option(help="Who offers it.")],
    source: Annotated[str, typer.Option(help="Who says so.")],
    document: Annotated[str, typer.Option(help="Its address, or the document's name.")],
    dated: Annotated[str, typer.Option(help="Day of the document, such as 2026-11-20.")],
    until: Annotated[str, typer.Option(help="Last day that it may be said.")],
    language: Code,
    text: Text,
    short: Short,
    seasons: Annotated[str, typer.Option(help="'any', or some of MAM OND dry.")] = "any",
    zones: Annotated[str, typer.Option(help="Livelihood zones between semicolons.")] = "",
    since: Annotated[str, typer.Option(help="First day that it may be said.")] = "",
) -> None:
    """Offer a line for the library; somebody else accepts it, and three people its words."""
    typed = {
        "key": name,
        "phase": phase,
        "place": place,
        "sector": sector,
        "seasons": seasons,
        "zones": zones,
        "contributor": contributor,
        "source": source,
        "document": document,
        "dated": dated,
        "valid_from": since,
        "valid_until": until,
    }
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        words = {language: {"text": text, "short": short}}
        tell_faults(offer_advice(newsroom, typed, words, officer=person))
    say(escape(f"Offered. Next, by another officer: tangazo advice accept {name}"))


@advice.command("words")
def word(
    name: Name,
    key: Key,
    language: Code,
    text: Text,
    short: Short,
    *,
    machine: Annotated[
        bool, typer.Option("--machine", help="A machine wrote it; it cannot be approved.")
    ] = False,
) -> None:
    """Write a line in a language, or anew; its words then need their reviews."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        tell_faults(
            word_advice(
                newsroom,
                name,
                language,
                {"text": text, "short": short},
                officer=person,
                origin=Origin.MACHINE if machine else Origin.HUMAN,
            )
        )
        redrafted(newsroom)
    say(escape(f"Kept. Next: tangazo advice review {name} --language {language}"))


@advice.command()
def accept(name: Name, key: Key) -> None:
    """Accept a line for NDMA, as somebody else than who entered it."""
    _decide(name, key, LineState.ACCEPTED)


@advice.command()
def decline(name: Name, key: Key, reason: Reason) -> None:
    """Decline a line that was offered."""
    _decide(name, key, LineState.DECLINED, reason=reason)


@advice.command()
def retire(name: Name, key: Key, reason: Reason) -> None:
    """Say an accepted line no more."""
    _decide(name, key, LineState.RETIRED, reason=reason)


def _decide(name: str, key: str, state: LineState, *, reason: str = "") -> None:
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.SIGN)
        with newsroom.store.transaction() as tx:
            decide(tx, name, state, officer=person, at=newsroom.clock.now(), reason=reason)
        say(escape(f"{name} is {state}."))
        redrafted(newsroom)


@advice.command()
def review(
    name: Name,
    key: Key,
    language: Code,
    words: Annotated[str, typer.Option(help="First letters of the words' hash, as listed.")],
) -> None:
    """Say yes to the words of an accepted line, in your own role; three people do."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=None)
        with newsroom.store.transaction() as tx:
            now = newsroom.clock.now()
            said = the_offer(tx, name).words.get(language)
            digest = said.sha256 if said and said.sha256.startswith(words) else words
            stands = agree_to_words(tx, name, language, sha256=digest, officer=person, at=now)
        say(escape(f"{person.name} ({person.role}) said yes; the words are {stands.stage}."))
        redrafted(newsroom)


@advice.command("export")
def give(file: Annotated[Path, typer.Argument(help="Table to write (CSV).")]) -> None:
    """Write the library as a table for a spreadsheet."""
    with open_newsroom(read_settings()) as newsroom:
        write_table(file, advice_table(newsroom))


@advice.command("import")
def take(file: Annotated[Path, typer.Argument(help="Table to read (CSV).")], key: Key) -> None:
    """Offer the lines of a table; when any row is wrong, nothing is kept."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        kept = import_advice(newsroom, read_table(file), name=file.name, officer=person)
        redrafted(newsroom)
    say(f"{kept} rows are new; each waits to be accepted and reviewed.")
