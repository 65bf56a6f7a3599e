"""Pulses: short anonymous surveys, each sending of which is a wave."""
