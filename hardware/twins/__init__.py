"""The devices' own side of each protocol, for the demo, the street and the tests."""
