"""Rows and the questions asked of them. Knows no flow, no card and no platform."""
