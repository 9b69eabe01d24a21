"""Alembic's entry: runs migrations on the connection that `migrate` hands over."""

from alembic import context

from app.store import (
    advice_tables,
    delivery_tables,
    desk_tables,
    fingerprint_tables,
    heard_tables,
    people_tables,
    run_tables,
    shelf_tables,
    signature_tables,
    station_tables,
    tables,
    take_tables,
    template_tables,
)
from app.store.columns import metadata

# Every table lies in one of these modules; loading them makes `metadata` whole.
_ = (
    advice_tables,
    delivery_tables,
    desk_tables,
    fingerprint_tables,
    heard_tables,
    people_tables,
    run_tables,
    shelf_tables,
    signature_tables,
    station_tables,
    take_tables,
    tables,
    template_tables,
)
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
