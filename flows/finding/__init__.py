"""Finding mentors who fit, and why they do."""
