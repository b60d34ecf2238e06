"""Coin ids: what a ccTalk machine calls the coins it knows, such as "CN100A" for one yuan.

`CCVVVR`: country, three characters of value in the currency's minor unit, revision. One of the
three may be a letter that stands at the decimal point and scales (HARDWARE.md 2.1, vectors
cctalk-09 and -10): "1K0" is 1.0 thousand.
"""

from __future__ import annotations

from dataclasses import dataclass

#: What a unit says at a position that it does not use.
UNUSED = "......"
_SCALE = {"m": (1, 1000), ".": (1, 1), "K": (10**3, 1), "M": (10**6, 1), "G": (10**9, 1)}


@dataclass(frozen=True, slots=True)
class CoinId:
    """One coin as the machine names it.

    Attributes:
        text: the six characters as sent.  country: two letters.
        minor_units: its value in the currency's minor unit (fen for CN); None where the three
            characters name no whole number of them.
        revision: the letter that tells two mints of one coin apart.
    """

    text: str
    country: str
    minor_units: int | None
    revision: str


def parse_coin_id(data: bytes) -> CoinId | None:
    """Return the coin that `data` (6 bytes, the reply to 184) names.

    None for an unused position (six dots, blanks or zero bytes) and for what is no coin id.
    """
    text = data.decode("ascii", "replace")
    country, value, revision = text[:2], text[2:5], text[5:]
    fits = (
        len(data) == 6
        and country.isascii()
        and country.isalpha()
        and country.isupper()
        and revision.isascii()
        and revision.isalnum()
    )
    return CoinId(text, country, _minor_units(value), revision) if fits else None


def _minor_units(value: str) -> int | None:
    letters = [c for c in value if c in _SCALE]
    digits = "".join(c for c in value if c not in _SCALE)
    if len(letters) > 1 or not (digits.isascii() and digits.isdigit()):
        return None
    if not letters:
        return int(digits)
    times, over = _SCALE[letters[0]]
    over *= 10 ** (len(value) - 1 - value.index(letters[0]))
    whole, rest = divmod(int(digits) * times, over)
    return None if rest else whole
