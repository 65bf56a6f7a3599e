"""One folder per platform: each reads payloads and shows cards, and knows no card by name."""
