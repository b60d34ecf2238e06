"""The docs held against the code."""
