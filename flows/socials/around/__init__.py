"""What goes with a social beside its card: a picture, the file for a calendar, a place's own list of events."""
