"""A program in several places: brought to one more, and leaving one again."""
