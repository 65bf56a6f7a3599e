"""How a match goes: each side is asked now and then, in two presses."""
