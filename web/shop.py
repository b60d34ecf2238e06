"""What the pages need of the shop: the door between web and the counter, as a Protocol.

Pages read frozen values, ask the shop to do something, and never reach behind this.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from flask import current_app

from shop.catalogue import Catalogue
from shop.clock import Clock
from shop.commands import Command
from shop.inputs import Pressed
from shop.screen import Screen


class Reply(Protocol):
    """The counter's answer: `entries` are seqs of the book, `repeated` says it was known."""

    @property
    def entries(self) -> tuple[int, ...]:
        """Seqs of the entries that the book has for it."""
        ...

    @property
    def waiting(self) -> bool:
        """Say whether it waits for a resident to finish (a cut)."""
        ...

    @property
    def repeated(self) -> bool:
        """Say whether this id had been answered before."""
        ...


class Shop(Protocol):
    """The running shop as pages see it."""

    name: str
    demo: bool
    clock: Clock
    screen: Screen
    #: Who may sign: a `shop.private.people.People`. Not named as such here, since the street
    #: reads this file too and must have no way to anything that is kept.
    people: Any

    @property
    def catalogue(self) -> Catalogue:
        """The goods and prices of this moment."""
        ...

    def verify(self) -> Any:
        """Hold the whole book against itself; ChainBroken names the first entry that does not.

        Returns `shop.verify.Verified`, not named as such for the same reason as `people`.
        """
        ...

    def ask(self, what: Pressed | Command, timeout_s: int = 5) -> Reply:
        """Put a press or a command to the counter and wait for its answer.

        Raises:
            InputRefused: it cannot be done; key and params say why.
            LedgerError: the book cannot take it.
        """
        ...

    def reading(self) -> AbstractContextManager[Any]:
        """Give a read-only view of the book, for the functions of shop.queries."""
        ...

    def health(self) -> tuple[Any, ...]:
        """Return how each device is: device, state, since, counts, remedy."""
        ...

    def notice(self, gateway: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take what says it is a payment provider's notice; whether it is, and in the book.

        Args:
            gateway: by its name in the settings.  headers: of the request.  body: as it came.
        """
        ...

    def honesty_percent(self) -> int | None:
        """Return yuan received for each 100 taken as last published, or None: too few to say."""
        ...

    def fresh_id(self) -> str:
        """Return a new ULID for a form that is being rendered."""
        ...


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the pages are told by the configuration.

    Attributes:
        state_dir: where the secret of the sessions is kept; None: a new one at each start,
            which logs everybody out (tests).
        kiosk_hosts: addresses or networks that may drive the kiosk beside this machine.
        qr_text: what the shop's static payment code says; None hides paying by phone.
        qr_alarm_claims: payments in a row that must be missing before somebody is asked to look.
        lang: the language pages begin in.  timezone: of the shop.
        tls: pages are reached through a TLS proxy on this machine: cookies insist on it, and
            who asks is whom the proxy names.
        photos: the folder of the camera's photos; None without a camera.
        slips: there is a printer.
        setup_sheet: names and texts of the scanner's set-up codes.
        device_kinds: name of a device or provider → what residents call it, a key of
            `web.kiosk_words.TROUBLES`.
    """

    state_dir: Path | None = None
    kiosk_hosts: tuple[str, ...] = ()
    qr_text: str | None = None
    qr_alarm_claims: int = 5
    lang: str = "zh_CN"
    timezone: str = "Asia/Shanghai"
    tls: bool = False
    photos: Path | None = None
    slips: bool = False
    setup_sheet: tuple[tuple[str, str], ...] = ()
    device_kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Web:
    """What one application holds: its shop, its settings, counts of what it refused."""

    shop: Shop
    settings: WebSettings
    street: Any = None
    refused: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        """Count one refused request by its kind, for the health page."""
        self.refused[what] = self.refused.get(what, 0) + 1


def web() -> Web:
    """Return what the application of this request holds."""
    return cast(Web, current_app.extensions["tongxin"])


def the_shop() -> Shop:
    """Return the shop of this request's application."""
    return web().shop


def the_settings() -> WebSettings:
    """Return the settings of this request's application."""
    return web().settings
