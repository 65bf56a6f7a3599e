"""Joining a program: as a mentee in a minute, as a mentor in three."""
