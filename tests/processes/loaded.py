"""Everything that Kith loads at its start. `forked.py` has one process load it, of which others are copies."""

from importlib import import_module

from sqlalchemy.orm import configure_mappers

from flows import library
from storage import schema

for name in (
    "bot.__main__", "bot.commands.check", "bot.commands.claim_code", "bot.commands.keep", "bot.commands.run",
    "adapters.discord.adapter", "adapters.discord.check", "adapters.slack.adapter", "adapters.slack.manifest",
    "asyncio", "uvicorn.loops.auto", "uvicorn.protocols.http.auto", "uvicorn.lifespan.on", "alembic.command",
):  # fmt: skip
    import_module(name)
schema.load_tables()
configure_mappers()
library.all_sentences()
library.is_crisis("")
