"""Builders of domain values for tests: say only what matters to the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert

from app.domain.bulletins import Bulletin, Fact, Script, Segment, SignOff, Verdict
from app.domain.evidence import Observation, Phase, PhaseRecord
from app.domain.people import Role
from app.domain.periods import Month, Period, Week, end_of_day
from app.domain.recordings import AudioFormat, Loudness, Recording
from app.store.approvals import clearance
from app.store.bulletins import add_sign_off, set_verdict, the_bulletin
from app.store.changes import sign_withdrawal, withdrawal_sha256
from app.store.officers import add_officer, officer_with_key, the_officer
from app.store.reviews import LANGUAGE, agree, pack_approved
from app.store.tables import officer

WEEK_48 = Week(2026, 48)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


def script(text: str = "Kitui is in the alert phase.", *, language: str = "en") -> Script:
    told = Fact(name="phase", value="alert", words="alert", sources=(rain(12.0),))
    return Script(
        language=language,
        title="Drought bulletin - Kitui",
        segments=(Segment(kind="headline", sentences=(text,), facts=(told,)),),
        pack_sha256="p" * 64,
        exercise=False,
    )


def draft(**changes: Any) -> Bulletin:
    made = Bulletin(
        id="",
        county="kitui",
        week=WEEK_48,
        language="en",
        edition=0,
        exercise=False,
        phase=Phase.ALERT,
        trend=None,
        inputs_sha256="i" * 64,
        script=script(),
        verdict=Verdict.HELD_APPROVAL,
        reason="Waits for a person to approve it.",
        created_at=NOW,
        valid_from=NOW,
        valid_until=end_of_day(WEEK_48.sunday),
    )
    return replace(made, **changes)


def rain(value: float, **changes: Any) -> Observation:
    made = Observation(
        county="kitui",
        period=FEBRUARY,
        variable="rain-3-month",
        value=value,
        unit="mm",
        source="test feed",
        payload_sha256="f" * 64,
        row="row 2",
    )
    return replace(made, **changes)


def phase_record(phase: Phase = Phase.ALERT, **changes: Any) -> PhaseRecord:
    made = PhaseRecord(
        county="kitui",
        observed_month=Month(2026, 10),
        published_month=None,
        phase=phase,
        trend=None,
        zone=None,
        source="NDMA record",
        source_kind="officer",
        url="https://ndma.example/bulletin",
        payload_sha256="",
        row="",
    )
    return replace(made, **changes)


def recording(**changes: Any) -> Recording:
    made = Recording(
        format=AudioFormat.MP3_128,
        sha256="a" * 64,
        size_bytes=1000,
        duration_s=60.0,
        loudness=Loudness(integrated_lufs=-16.0, true_peak_dbtp=-1.6),
        voices=("espeak/en-gb",),
        file_name="KTU_en_2026W48_drought_v1_valid-20261129.mp3",
    )
    return replace(made, **changes)


def add_people(tx: Connection, *people: tuple[str, Role], **limits: Any) -> dict[str, str]:
    """Add officers who are not there yet; return the keys of those that were added."""
    keys = {}
    for name, role in people:
        if the_officer(tx, name) is None:
            keys[name] = add_officer(
                tx, name, role=role, allowed_by=_admin_key(tx), at=NOW, **limits
            )
    return keys


def _admin_key(tx: Connection) -> str:
    """Give the first admin of a test, whose key nobody wrote down, one that we know."""
    key = "tangazo_key_of_the_test_admin"
    if officer_with_key(tx, key) is None:
        row = {"name": "Test admin", "role": Role.ADMIN, "since": NOW, "counties": ""}
        secret = sha256(key.encode()).hexdigest()
        tx.execute(insert(officer).values(**row, languages="", key_sha256=secret))
    return key


def approved_pack(tx: Connection, code: str, pack_sha256: str, *, at: datetime = NOW) -> None:
    """Let a native reviewer, a sector officer and an approver say yes to a pack, one by one."""
    if pack_approved(tx, code, pack_sha256):
        return
    people = (
        ("Mwikali", Role.REVIEWER),
        ("Kioko", Role.SECTOR_OFFICER),
        ("Ndanu", Role.APPROVER),
    )
    add_people(tx, *people)
    for name, _ in people:
        person = the_officer(tx, name)
        assert person is not None
        agree(tx, LANGUAGE, code, pack_sha256, officer=person, at=at)


def let_through(tx: Connection, kept: Bulletin, *, at: datetime = NOW) -> None:
    """Have a live bulletin's words approved and its text signed by as many as it takes, so that it
    may be released; nothing for an exercise.
    """
    if kept.exercise or kept.script is None:
        return
    approved_pack(tx, kept.language, kept.script.pack_sha256, at=at)
    add_people(tx, ("Ndanu", Role.APPROVER), ("Wanza", Role.APPROVER))
    set_verdict(tx, kept.id, Verdict.HELD_APPROVAL, reason="Waits for people.")
    signed = {each.officer for each in the_bulletin(tx, kept.id).sign_offs}
    for name in ("Ndanu", "Wanza"):
        if clearance(tx, the_bulletin(tx, kept.id), at=at).lacking and name not in signed:
            add_sign_off(tx, kept.id, sign_off_of(kept, name, at=at))
    set_verdict(tx, kept.id, Verdict.READY, reason="Approved.")


def sign_off_of(kept: Bulletin, name: str, *, at: datetime = NOW) -> SignOff:
    """Return a person's sign-off of the text as it stands, the key given this minute."""
    assert kept.script is not None
    return SignOff(officer=name, text_sha256=kept.script.sha256, at=at, reauthenticated_at=at)


def take_off_air(tx: Connection, kept: Bulletin, *, reason: str, at: datetime = NOW) -> None:
    """Have two people withdraw a live bulletin."""
    add_people(tx, ("Ndanu", Role.APPROVER), ("Wanza", Role.APPROVER))
    notice = withdrawal_sha256(kept, reason)
    for name in ("Ndanu", "Wanza"):
        given = SignOff(officer=name, text_sha256=notice, at=at, reauthenticated_at=at)
        sign_withdrawal(tx, kept.id, given, reason=reason)
