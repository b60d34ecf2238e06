"""Bytes to inputs and effects to bytes: codecs, drivers, ports, and the twins that stand in."""
