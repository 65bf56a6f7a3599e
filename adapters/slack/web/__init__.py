"""Slack's Web API, as far as Kith asks anything of it."""
