"""What coordinators can set: limits, times, quiet hours, days off."""
