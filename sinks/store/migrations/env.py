"""Alembic's entry: runs the migrations on the connection that the door hands over."""

from alembic import context

from sinks.store.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
