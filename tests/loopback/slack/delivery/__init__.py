"""How payloads reach the app: over sockets or as signed requests, once or again."""
