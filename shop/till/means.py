"""What the shop's devices and payment providers can do for the till, and what they do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Hopper:
    """A hopper of one sort of coins.

    Attributes:
        device: its name in the settings.  coin_fen: what each coin is worth.
        coins_max: paid out at once at most.
    """

    device: str
    coin_fen: int
    coins_max: int


@dataclass(frozen=True, slots=True)
class Provider:
    """A payment provider.

    Attributes:
        gateway: its name in the settings.  native: the screen can show its code.
        shape: payment codes it charges ("wechat", "alipay"), None where it charges none.
    """

    gateway: str
    native: bool
    shape: str | None


@dataclass(frozen=True, slots=True)
class Means:
    """What there is; which of it works now the till's `trouble` says, by the same names.

    Attributes:
        hoppers, providers: those of the settings.
        wall_code: the shop has a payment code of its own on the wall or the screen.
    """

    hoppers: tuple[Hopper, ...] = ()
    providers: tuple[Provider, ...] = ()
    wall_code: bool = True

    def by_phone(self, trouble: frozenset[str]) -> bool:
        """Say whether there is any way to pay by phone now."""
        charging = any(one.shape and one.gateway not in trouble for one in self.providers)
        return self.wall_code or charging or bool(self.showing(trouble))

    def showing(self, trouble: frozenset[str]) -> tuple[Provider, ...]:
        """Return the providers whose code the screen can show now."""
        return tuple(one for one in self.providers if one.native and one.gateway not in trouble)

    def charging(self, shape: str | None, trouble: frozenset[str]) -> Provider | None:
        """Return who charges a payment code of this shape now, or None."""
        for one in self.providers:
            if shape is not None and one.shape == shape and one.gateway not in trouble:
                return one
        return None


@dataclass(frozen=True, slots=True)
class Order:
    """One order at a payment provider, as the screen shows it.

    Attributes:
        gateway, order: whose.  how: native or code.
        state: asked (nothing known yet) | ready (its code can be shown) | waits (for the
            resident's password) | paid | ended.  text: what the QR code says.
    """

    gateway: str
    order: str
    how: Literal["native", "code"]
    state: Literal["asked", "ready", "waits", "paid", "ended"] = "asked"
    text: str = field(default="", repr=False)

    @property
    def open(self) -> bool:
        """Say whether money of it can still come without anybody asking."""
        return self.state in ("asked", "ready", "waits")


@dataclass(frozen=True, slots=True)
class Payout:
    """A wish for change under way at one hopper: `coins` of `coin_fen` each."""

    device: str
    job: str
    coins: int
    coin_fen: int


def plan(fen: int, hoppers: Iterable[Hopper]) -> tuple[tuple[Hopper, int], ...]:
    """Return which hoppers pay how many coins so that as much as can be is paid, never more.

    Args:
        fen: the change, 0 or more.  hoppers: those that work.

    The largest coins go first: few coins, and the small ones last longest. What is left over
    (no coin is so small, or a hopper may not pay so many at once) stays owed.
    """
    out = []
    for hopper in sorted(hoppers, key=lambda one: -one.coin_fen):
        coins = min(fen // hopper.coin_fen, hopper.coins_max)
        if coins > 0:
            out.append((hopper, coins))
            fen -= coins * hopper.coin_fen
    return tuple(out)
