"""The engine: one incoming thing, one step, one transaction."""

from bot.engine.taking import Engine

__all__ = ["Engine"]
