"""Fake payment providers on loopback, with real signatures of their own keys, for demo and tests.

They stand at the provider's end of the wire, as twins stand at a device's: what is tried against
them is the adapter that runs in the shop. No money moves anywhere.
"""
