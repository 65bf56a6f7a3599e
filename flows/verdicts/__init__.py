"""What both sides privately thought of an intro."""
