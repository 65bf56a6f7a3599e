"""The gateway side: what the bot is told, and when it comes back."""
