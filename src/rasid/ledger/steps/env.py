"""What alembic runs to take steps: within the transaction that holds the book."""

from alembic import context

options = context.config.attributes
context.configure(
    connection=options["connection"],
    target_metadata=options["book"].metadata,
    version_table=options["book"].form_table,
    transactional_ddl=True,
)
context.run_migrations()
