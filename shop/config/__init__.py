"""The shop's settings: a TOML file, the shipped profiles it names, and defaults that work.

Merged in this order, the later one wins: defaults, the named profiles one by one, the shop's
own file, the files of `conf.d` beside it by name. With no file at all there is a shop with an
open box, no devices, and its book where this machine keeps such things.
"""

from shop.config.merge import find, load
from shop.config.read import shipped_profiles
from shop.config.values import (
    Book,
    Camera,
    Codes,
    Config,
    Device,
    Gateway,
    Panel,
    Qr,
    Shop,
    Slips,
    Web,
)

__all__ = [
    "Book", "Camera", "Codes", "Config", "Device", "Gateway", "Panel", "Qr", "Shop", "Slips", "Web",
    "find", "load", "shipped_profiles",
]  # fmt: skip
