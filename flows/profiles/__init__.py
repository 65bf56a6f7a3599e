"""What members tell about themselves, when it is of use."""
