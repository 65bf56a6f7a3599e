"""The people, places and messages of the loopback Discord, and its rules."""
