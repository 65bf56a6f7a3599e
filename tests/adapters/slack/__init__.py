"""Slack: what is drawn, what is read, and the two over real sockets."""
