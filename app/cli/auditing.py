"""Commands about decisions: standing approvals, and the log of all that was decided."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.arguments import county_typed
from app.cli.deciding import Key, officer_of
from app.cli.screen import complain, say
from app.domain.evidence import Phase
from app.domain.people import Right
from app.domain.periods import NAIROBI
from app.settings import read_settings
from app.store.audit import AuditEntry, entries, head_sha256
from app.store.audit import verify as verify_log
from app.store.standing import (
    StandingApproval,
    give_standing,
    revoke_standing,
    standing_approvals,
)
from app.wiring import open_newsroom

auditing = typer.Typer()
standing = typer.Typer(help="Approvals given ahead, for composed texts in Normal and Alert.")
audit = typer.Typer(help="The log of all that was decided.")
auditing.add_typer(standing, name="standing")
auditing.add_typer(audit, name="audit")


@standing.command()
def give(
    county: str,
    language: str,
    phase: Phase,
    key: Key,
    until: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day, such as 2026-12-31.")
    ],
) -> None:
    """Approve ahead what is composed for a county and language while its phase stays."""
    place, last = county_typed(county), until.date()
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.SIGN)
        given = StandingApproval(
            county=place.slug,
            language=language,
            phase=phase,
            officer=person.name,
            at=newsroom.clock.now(),
            until=datetime.combine(last, time.max, NAIROBI).astimezone(UTC),
        )
        with newsroom.store.transaction() as tx:
            give_standing(tx, given)
    say(f"{person.name} approves {place.name} in '{language}' ahead, up to {last}, in {phase}.")
    say("A person is still asked when a finding is open, two when the phase jumps or for a repair.")


@standing.command()
def revoke(county: str, language: str, key: Key) -> None:
    """Take back the standing approvals of a county and language."""
    place = county_typed(county)
    with open_newsroom(read_settings()) as newsroom:
        person = officer_of(newsroom, key, right=Right.SIGN)
        now = newsroom.clock.now()
        with newsroom.store.transaction() as tx:
            count = revoke_standing(tx, place.slug, language, officer=person, at=now)
    say(f"Taken back: {count}. What is released stays on air.")


@standing.command("list")
def list_standing() -> None:
    """List the standing approvals that are in force."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.reading() as tx:
        found = standing_approvals(tx, at=newsroom.clock.now())
    for each in found:
        until = each.until.astimezone(NAIROBI).date()
        say(f"{each.county}  {each.language}  {each.phase}  until {until}  {escape(each.officer)}")
    if not found:
        say("No standing approval is in force: a person signs every text.")


@audit.command()
def verify() -> None:
    """Check every entry of the log; name the first that is not as it was written."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.reading() as tx:
        broken = verify_log(tx)
        newest = entries(tx, limit=1)
        head = head_sha256(tx) if broken is None else ""
    if broken is not None:
        complain(f"The log of decisions was tampered with: {broken.why}.")
        raise typer.Exit(1)
    count = newest[0].number if newest else 0
    say(f"All {count} entries are as they were written. Newest hash: {head}")


@audit.command("list")
def list_entries(
    subject: Annotated[
        str | None, typer.Option(help="Only about this bulletin, county or person.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
) -> None:
    """List what was decided, the newest last."""
    with open_newsroom(read_settings()) as newsroom, newsroom.store.reading() as tx:
        found = entries(tx, subject=subject, limit=limit)
    for each in reversed(found):
        say(escape(_line(each)))


def _line(entry: AuditEntry) -> str:
    at = f"{entry.at.astimezone(NAIROBI):%Y-%m-%d %H:%M}"
    facts = json.dumps(entry.facts, ensure_ascii=False, sort_keys=True)
    return "  ".join((f"{entry.number:>6}", at, entry.actor, entry.act, entry.subject, facts))
