"""The mentee chooses, the mentor confirms, and what a match is from then on."""
