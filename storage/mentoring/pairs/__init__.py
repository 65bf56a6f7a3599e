"""What belongs to a match that goes on."""
