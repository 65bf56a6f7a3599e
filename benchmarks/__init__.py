"""What Kith costs, measured beside the plain alternative. `make bench` runs all of it."""
