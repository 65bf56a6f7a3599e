"""Kith in Slack: cards as Block Kit, payloads as what happened, and the connection between the two.

Pure: `render` and `modal` (out), `read` and `replies` (in, and back). Connected: `adapter`, `listen`, `send`, `web`.
"""
