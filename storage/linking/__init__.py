"""Accounts on several platforms that are one member."""
