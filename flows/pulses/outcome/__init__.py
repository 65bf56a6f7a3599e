"""What comes of a pulse: numbers, a picture, and what the coordinators do about it."""
