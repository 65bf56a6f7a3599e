"""A time to talk: found for both, agreed on, moved, cancelled, remembered."""
