"""The rules and the books of the shop: no serial line and no HTTP in here."""

__version__ = "0.1.0"
