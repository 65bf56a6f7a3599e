"""The other side of the chat platforms, on loopback: what the adapters talk to in tests."""
