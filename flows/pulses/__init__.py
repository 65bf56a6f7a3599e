"""Pulses: three short questions to many, whose answers nobody can trace back. See docs/decisions/anonymity.md."""
