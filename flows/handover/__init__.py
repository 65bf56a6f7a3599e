"""A coordinator hands a program over to a successor."""
