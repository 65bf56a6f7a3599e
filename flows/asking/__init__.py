"""Asking for an intro chat, and what a mentor can answer."""
