"""A program begins: set up, tried, posted, opened."""
