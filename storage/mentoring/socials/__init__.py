"""Social events, and who comes."""
