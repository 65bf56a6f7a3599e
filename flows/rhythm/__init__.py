"""How much somebody wants to hear of what comes unasked."""
