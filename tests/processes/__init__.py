"""Kith as a real process against loopback counterparts of Slack and Discord."""
