"""Run by Alembic: brings the tables forward on the connection that it is handed."""

from alembic import context

from syncer.store.schema import VERSION_TABLE
from syncer.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # Ours is already open: all steps or none, on SQLite too.
    transactional_ddl=True,
)
context.run_migrations()
