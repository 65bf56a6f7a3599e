"""Social events: announced in a channel, answered with one press, and afterwards whom people enjoyed meeting."""
