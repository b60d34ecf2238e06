"""Settings of slips of paper."""

from __future__ import annotations

from shop.config.kinds import Key, OneOf

SLIPS = (
    Key(
        "receipt",
        OneOf(("never", "always")),
        "never",
        "whether each sale gets a receipt, where there is a printer; a slip of what is owed comes"
        " in any case",
    ),
)
