"""Breaks and leaving, of people and of places."""
