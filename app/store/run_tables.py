"""Tables of the steps of runs and of moved slots; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table

from app.store.columns import UtcTime, metadata

run_step = Table(
    "run_step",
    metadata,
    Column("schedule", String(40), primary_key=True),
    Column("slot", UtcTime, primary_key=True),
    Column("step", String(120), primary_key=True),
    Column("fence", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("at", UtcTime, nullable=False),
    ForeignKeyConstraint(["schedule", "slot"], ["run.schedule", "run.slot"]),
)
moved_slot = Table(
    "moved_slot",
    metadata,
    Column("schedule", String(40), primary_key=True),
    Column("slot", UtcTime, primary_key=True),
    Column("moved_to", UtcTime, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("officer", String(80), ForeignKey("officer.name"), nullable=False),
    Column("at", UtcTime, nullable=False),
)
