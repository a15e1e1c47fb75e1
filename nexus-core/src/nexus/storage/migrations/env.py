"""Run by Alembic for every command; `nexus.storage.migrating` gives it a connection that holds the migration lock."""

from alembic import context

_attributes = context.config.attributes

context.configure(
    connection=_attributes["connection"],
    target_metadata=_attributes["chain"].metadata,
    version_table=_attributes["chain"].version_table,
    # SQLite can, too, since our engine begins transactions itself.
    transactional_ddl=_attributes["connection"].dialect.name != "mysql",
)
with context.begin_transaction():
    context.run_migrations()
