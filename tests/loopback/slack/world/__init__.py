"""What the loopback Slack holds: people, channels, messages, open views, trigger ids and response urls."""
