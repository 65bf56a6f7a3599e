"""The playground: its rows and its adapter by themselves, and its page as a person uses it, in a real browser."""
