"""Keeping two people apart, as one of them says."""
