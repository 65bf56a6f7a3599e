"""Something is not right: help, and telling somebody."""
