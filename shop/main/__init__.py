"""The composition root: settings in, a running shop out. Only the commands import it."""

from shop.main.at_machine import become_owner, people_at_machine
from shop.main.closed import Closed
from shop.main.running import Running, compose
from shop.main.service import serve

__all__ = ["Closed", "Running", "become_owner", "compose", "people_at_machine", "serve"]
