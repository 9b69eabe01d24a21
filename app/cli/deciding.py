"""Commands of officers: set up a live install, read drafts, approve, record a phase."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from app.cli.arguments import county_typed, month_named, week_named
from app.cli.screen import say, show_bulletins
from app.domain.bulletins import SignOff
from app.domain.content import ContentState, Stage
from app.domain.evidence import Phase, PhaseRecord, Trend
from app.domain.people import Officer, Right, Role
from app.domain.periods import Week
from app.errors import ApprovalError, NotFound
from app.pipeline.newsroom import Newsroom
from app.pipeline.produce import approve as approve_bulletin
from app.pipeline.text_saving import agree_to_words
from app.settings import read_settings
from app.store.bulletins import bulletins_of_week, the_bulletin
from app.store.evidence import keep_phase
from app.store.officers import (
    LIVE,
    add_officer,
    new_one_time_token,
    officer_with_key,
    revoke_officer,
    set_mode,
)
from app.wiring import open_newsroom

deciding = typer.Typer()
Key = Annotated[
    str, typer.Option(envvar="TANGAZO_KEY", prompt=True, hide_input=True, help="Your key.")
]


@deciding.command()
def init() -> None:
    """Make this a live install: nothing is released until officers approve it."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.transaction() as tx:
        now = newsroom.clock.now()
        set_mode(tx, LIVE, at=now)
        token = new_one_time_token(tx, at=now)
    say("This is a live install. There is no password; this token adds the first admin, once:\n")
    say(f"  {token}\n")
    say('Next: tangazo officer "Your Name" --key TOKEN')


@deciding.command()
def officer(
    name: str,
    key: Key,
    role: Annotated[Role, typer.Option(help="What the officer may do.")] = Role.APPROVER,
    county: Annotated[
        list[str] | None, typer.Option(help="Only for this county; may be given again.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Only for this language; may be given again.")
    ] = None,
    *,
    revoke: Annotated[
        bool,
        typer.Option("--revoke", help="Take this officer's right away; the key stops at once."),
    ] = False,
) -> None:
    """Add an officer, with a one-time token or an admin's key; prints the officer's key once."""
    if revoke:
        _revoke(name, key)
        return
    places = [county_typed(each).slug for each in county or ()]
    with open_newsroom(read_settings()) as newsroom:
        for code in language or ():
            _known(newsroom, code)
        with newsroom.store.transaction() as tx:
            made = add_officer(
                tx,
                name,
                role=role,
                allowed_by=key,
                at=newsroom.clock.now(),
                counties=places,
                languages=language or (),
            )
    say(f"{name} decides with this key from now on; it is shown only now:\n\n  {made}\n")


def _revoke(name: str, key: str) -> None:
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.ADD_OFFICERS)
        with newsroom.store.transaction() as tx:
            revoke_officer(tx, name, by=person, at=newsroom.clock.now())
    say(f"{name} is no officer any more: the key has stopped, and no sign-off of theirs counts.")


@deciding.command()
def bulletins(
    name: Annotated[str | None, typer.Option("--week", help="Such as 2026-W48.")] = None,
) -> None:
    """List a week's bulletins with their verdicts."""
    with open_newsroom(read_settings()) as newsroom:
        week = week_named(name) or Week.at(newsroom.clock.now())
        with newsroom.store.reading() as tx:
            found = [
                each
                for exercise in (False, True)
                for each in bulletins_of_week(tx, week, exercise=exercise)
            ]
    if not found:
        raise NotFound(f"There are no bulletins for {week}.")
    show_bulletins(found)


@deciding.command()
def read(bulletin: str) -> None:
    """Print a bulletin's script, as it would be spoken."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.reading() as tx:
        found = the_bulletin(tx, bulletin)
    if found.script is None:
        raise NotFound(f"{bulletin} has no script: {found.reason}")
    say(f"{found.script.title}\n\n{found.script.text}\n")
    say(f"Text: {found.script.sha256[:12]}   {found.script.words} words")


@deciding.command()
def approve(
    bulletin: str,
    key: Key,
    text: Annotated[str, typer.Option(help="First 12 letters of the text's hash, as read.")],
) -> None:
    """Approve the exact text of a bulletin; the last needed approval releases it."""
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.SIGN)
        with newsroom.store.reading() as tx:
            found = the_bulletin(tx, bulletin)
        whole = found.script.sha256 if found.script else ""
        if len(text) < 12 or not whole.startswith(text):
            raise ApprovalError(
                f"'{text}' is not the text of {bulletin}; read it with: tangazo read {bulletin}"
            )
        # The key was given for this very act, so the person has just proved who signs.
        now = newsroom.clock.now()
        given = SignOff(officer=person.name, text_sha256=whole, at=now, reauthenticated_at=now)
        show_bulletins([approve_bulletin(newsroom, bulletin, given)])


@deciding.command()
def review(language: str, key: Key) -> None:
    """Say yes to every word of a language pack, as it stands, in your own role.

    A native reviewer and a sector officer review it, then an approver approves it.
    """
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=None)
        _known(newsroom, language)
        stands = agree_to_words(newsroom, language, officer=person)
    say(f"{person.name} ({person.role}) said yes to the {language} pack {stands.sha256[:12]}.")
    say(_next_step(stands))


def _known(newsroom: Newsroom, language: str) -> None:
    if language not in newsroom.packs:
        raise NotFound(f"There is no language pack '{language}'.")


def _next_step(stands: ContentState) -> str:
    if stands.stage is Stage.APPROVED:
        return "It is approved: the next drafts in it may go on air once they are signed."
    if stands.stage is Stage.REVIEWED:
        return "It is reviewed; an approver still has to approve it."
    given = {each.role for each in stands.reviews}
    left = [each for each in (Role.REVIEWER, Role.SECTOR_OFFICER) if each not in given]
    return f"It still needs: {', then '.join([*left, Role.APPROVER])}."


@deciding.command()
def phase(
    county: str,
    declared: Phase,
    key: Key,
    month: Annotated[str, typer.Option(help="Month observed, such as 2026-10.")],
    url: Annotated[str, typer.Option(help="Where NDMA published it.")],
    trend: Annotated[Trend | None, typer.Option(help="As NDMA printed it.")] = None,
) -> None:
    """Record the phase that NDMA declared for a county."""
    place, observed = county_typed(county), month_named(month)
    record = PhaseRecord(
        county=place.slug,
        observed_month=observed,
        published_month=None,
        phase=declared,
        trend=trend,
        zone=None,
        source="NDMA record",
        source_kind="officer",
        url=url,
        payload_sha256="",
        row="",
    )
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key)
        entered = f"entered by {person.name} on {newsroom.clock.now():%d %B %Y}"
        signed = replace(record, row=entered)
        with newsroom.store.transaction() as tx:
            keep_phase(tx, signed, officer=person.name, at=newsroom.clock.now())
    say(f"{place.name} is recorded as {declared} for {observed}.")


def officer_of(
    newsroom: Newsroom, key: str, *, right: Right | None = Right.ENTER_EVIDENCE
) -> Officer:
    """Return the officer who holds a key.

    Args:
        right: What the officer is about to do; None where the role itself decides what it is.

    Raises:
        ApprovalError: Nobody holds this key, or this officer may not do that.
    """
    with newsroom.store.reading() as tx:
        person = officer_with_key(tx, key)
    if person is None:
        raise ApprovalError("This key belongs to no officer.")
    if right is not None and not person.may(right):
        raise ApprovalError(f"{person.name} is {person.role} and may not {right}.")
    return person
