"""What two people have with each other: a match, an introduction, a program handed over."""
