"""The end of a match, and what both say when it is over."""
