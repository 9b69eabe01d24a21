"""Tables of what is kept ready as bytes; `tables` holds all others."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, String, Table

from app.store.columns import UtcTime, metadata

document = Table(
    "document",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("maker", String(60), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
shelf = Table(
    "shelf",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("stamp", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
