"""What officers decided about findings: kept for good, the newest decision stands."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from app.domain.findings import Decision
from app.store.audit import Deed, add_entry
from app.store.tables import finding_decision


def add_decision(tx: Connection, county: str, finding: str, given: Decision) -> None:
    """Keep what an officer decided about a finding, named by its key."""
    tx.execute(
        insert(finding_decision).values(
            county=county,
            finding=finding,
            at=given.at,
            accepted=given.accepted,
            reason=given.reason,
            officer=given.officer,
        )
    )
    facts = {"finding": finding, "accepted": given.accepted, "reason": given.reason}
    add_entry(
        tx, Deed.FINDING_DECIDED, at=given.at, actor=given.officer, subject=county, facts=facts
    )


def decisions_of(tx: Connection, county: str) -> dict[str, Decision]:
    """Return the decisions about a county's findings by key, the newest of each."""
    mine = select(finding_decision).where(finding_decision.c.county == county)
    rows = tx.execute(mine.order_by(finding_decision.c.at))
    return {
        row.finding: Decision(
            accepted=row.accepted, reason=row.reason, officer=row.officer, at=row.at
        )
        for row in rows
    }
