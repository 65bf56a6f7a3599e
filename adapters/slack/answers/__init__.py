"""What goes back to a person: from where, as what, and how it gets there."""
