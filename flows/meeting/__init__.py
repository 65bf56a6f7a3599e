"""The intro chat itself, from the yes to its end."""
