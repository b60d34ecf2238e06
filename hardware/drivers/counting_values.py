"""Which coins or notes a machine knows, and what each is worth in this shop.

A value is never guessed: a yuan coin's id says it, other ids need a line in the configuration,
and a coin without a value stays switched off (HARDWARE.md 2.1, headers 184 and 231).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hardware.codecs.coin_id import parse_coin_id

#: Positions of a machine's table, coins or notes; the inhibit mask has two bytes.
POSITIONS = 16
#: The country whose minor unit is the fen.
HOME = "CN"


@dataclass(frozen=True, slots=True)
class Coin:
    """One position of the machine's table: a coin, or a note of a bill validator.

    Attributes:
        position: 1..16.  what: its id as the machine gives it, "" where unused.
        fen: its value here, None where nobody has said one: it is refused.
    """

    position: int
    what: str
    fen: int | None


def coin_at(position: int, data: bytes | None, coin_fen: Mapping[str, int]) -> Coin:
    """Return the coin at `position` from the reply to 184.

    Args:
        position: 1..16.  data: the reply's six bytes, None where the device said NAK.
        coin_fen: id → fen from the configuration; it outranks what the id itself says.
    """
    coin = parse_coin_id(data) if data is not None else None
    if coin is None:
        return Coin(position, "", None)
    own = coin.minor_units if coin.country == HOME else None
    fen = coin_fen.get(coin.text, own)
    return Coin(position, coin.text, fen if fen is not None and fen > 0 else None)


def mask_of(coins: tuple[Coin, ...]) -> bytes:
    """Return the inhibit mask (bit 1: enabled, position 1 lowest) for coins with a value."""
    bits = sum(1 << coin.position - 1 for coin in coins if coin.fen is not None)
    return bits.to_bytes(POSITIONS // 8, "little")


def credit_of(coins: tuple[Coin, ...], number: int, sort: str = "coin") -> tuple[int | None, str]:
    """Return (fen or None, name) of a credited number; an unknown one is unrecognised."""
    coin = next((coin for coin in coins if coin.position == number), None)
    if coin is None or not coin.what:
        return None, f"{sort} {number}"
    return coin.fen, coin.what


def described(serial: str, coins: tuple[Coin, ...]) -> str:
    """Return one line for the coordinator: which machine, what it takes, what it refuses."""
    takes = " ".join(coin.what for coin in coins if coin.fen is not None) or "nothing"
    refuses = " ".join(coin.what for coin in coins if coin.what and coin.fen is None)
    return f"serial {serial}, takes {takes}" + (f", no value here for {refuses}" if refuses else "")
