"""The program's own rows, one file per story."""
