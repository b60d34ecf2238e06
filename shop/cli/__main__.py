"""Lets `python -m shop.cli` be what the launcher becomes."""

from shop.cli import main

main()
