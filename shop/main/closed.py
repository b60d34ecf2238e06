"""A start whose book cannot be used: the closed screen, the red lamp, and a new try every 5 s."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from shop.catalogue import Catalogue
from shop.clock import SystemClock
from shop.config import Config
from shop.counter.health import lamp_for
from shop.effects import AcceptMoney
from shop.errors import LedgerError, LedgerFull
from shop.ids import Ids
from shop.inputs import CreditReading, DeviceInput
from shop.main.devices import DeviceHealth, Devices
from shop.main.pages import Pages
from shop.main.running import compose
from shop.screen import Screen
from shop.till import Till, look

#: How often the book is tried.
RETRY_S = 5

_log = logging.getLogger(__name__)


class _Nobody:
    """People of a shop whose book cannot be read: whatever is asked of them, it cannot be said."""

    def __init__(self, why: str) -> None:
        self._why = why

    def __getattr__(self, name: str) -> Any:
        raise LedgerError(self._why)


class ClosedDoor:
    """What pages see of a closed shop (`web.shop.Shop`): one screen, and no book.

    Args:
        config: the settings.  why: what is wrong with the book.  health: how each device is.
    """

    def __init__(
        self, config: Config, why: LedgerError, health: Callable[[], tuple[DeviceHealth, ...]]
    ) -> None:
        self.name, self.demo, self.health, self._why = config.shop.name, False, health, str(why)
        self.clock, self._ids = SystemClock(), Ids()
        self.people, self.catalogue = _Nobody(self._why), Catalogue()
        trouble = {"book"} if isinstance(why, LedgerFull) else {"book", "damage"}
        till = Till(config.till, self.catalogue, trouble=frozenset(trouble))
        self.screen = Screen(self.fresh_id(), look(till, self.clock.now().monotonic_ms))

    def fresh_id(self) -> str:
        """Return a new id."""
        return self._ids.ulid(self.clock.now().wall_ms)

    def ask(self, what: object, timeout_s: int = 5) -> Any:
        """Refuse: nothing can be written down."""
        raise LedgerError(self._why)

    def reading(self) -> AbstractContextManager[Any]:
        """Refuse: there is nothing to read."""
        raise LedgerError(self._why)

    def verify(self) -> Any:
        """Refuse: there is nothing to check."""
        raise LedgerError(self._why)

    def honesty_percent(self) -> int | None:
        """Return nothing: it stands in the book."""
        return None


class Closed:
    """A shop that is closed until its book can be used; served as a `Running` is.

    Attributes:
        ended: ends the service; a signal may set it, too.
        opens: the book can be used, or fails in another way: start anew.
        broken: never set: there are no rules of ours to break.

    Args:
        config: the settings.  why: what is wrong with the book.
        pin_factory: gpiozero's access to the pins, in tests.
    """

    def __init__(
        self, config: Config, why: LedgerError, pin_factory: Callable[[], Any] | None = None
    ) -> None:
        self._config, self._why, self._pin_factory = config, str(why), pin_factory
        self.ended, self.broken = threading.Event(), threading.Event()
        self.opens = False
        self._stopping = threading.Event()
        self._devices = Devices(config, SystemClock(), self._emit, self._cursor, pin_factory)
        self.door = ClosedDoor(config, why, self._devices.health)
        self._pages: Pages | None = None
        self._trying = threading.Thread(target=self._try, name="opening", daemon=True)

    @property
    def address(self) -> str:
        """Where the closed screen is."""
        assert self._pages is not None
        return self._pages.address

    def start(self) -> None:
        """Show that nothing can be recorded, refuse money, and begin to try.

        Raises:
            ConfigError: the pages' port cannot be had.
        """
        _log.critical("closed: %s", self._why)
        self._pages = Pages(self._config, self.door, keep=False)
        self._devices.start()
        self._devices.command(AcceptMoney(False))
        self._devices.command(lamp_for(frozenset({"book"})))
        self._pages.start()
        self._trying.start()

    def stop(self) -> None:
        """Let go of devices and pages."""
        self._stopping.set()
        if self._pages is not None:
            if self._trying.is_alive():
                self._trying.join(RETRY_S)
            self._devices.stop()
            self._pages.close()

    def alive(self) -> bool:
        """Say whether it still tries."""
        return self._trying.is_alive() or self.ended.is_set()

    def _emit(self, said: DeviceInput) -> bool:
        return not isinstance(said, CreditReading)  # money waits in its device

    def _cursor(self, serial: str) -> CreditReading | None:
        raise LedgerError(self._why)

    def _try(self) -> None:
        while not self._stopping.wait(RETRY_S):
            try:
                compose(self._config, pin_factory=self._pin_factory).stop()
            except LedgerError as error:
                _log.error("still closed: %s", error)
                continue
            except Exception:  # noqa: BLE001 - whatever it is, a new start ends with it
                _log.exception("the book cannot be tried: starting anew says why")
            self.opens = True
            self.ended.set()
            return
