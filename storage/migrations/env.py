"""Alembic's way in. The engine comes from `storage.schema`, never from a file with a URL in it."""

from alembic import context
from sqlalchemy import Engine
from sqlmodel import SQLModel


def run() -> None:
    engine: Engine = context.config.attributes["engine"]
    with engine.begin() as connection:
        context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
