"""What is peculiar to talking with Discord through discord.py: views, answers to interactions, threads, refusals."""
