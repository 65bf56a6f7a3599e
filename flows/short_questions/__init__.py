"""One question, for whoever wants nothing else: a few mentors are asked at once, the first answers."""
