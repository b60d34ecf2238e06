"""The figures that bodies carry, worked out anew while walking through a book: for `verify`."""

from shop.running.walk import Fact, Running

__all__ = ["Fact", "Running"]
