"""The composition root: settings in, a running shop out. Only the commands import it."""

from shop.main.running import Running, compose
from shop.main.service import serve

__all__ = ["Running", "compose", "serve"]
