"""Being the same member with accounts on several platforms."""
