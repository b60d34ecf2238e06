"""Worked cases: a file of what happened in a shop, and the figures that must come out."""
