"""Money in integer fen: reading it, showing it, sharing it out without losing any."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

#: Grams in the unit that goods by weight are priced in (一斤).
JIN_G = 500

_YUAN = re.compile(r"\s*(?:[¥￥]\s*)?(-?)(\d{1,9})(?:\.(\d{1,2}))?\s*(?:元)?\s*")


def parse_yuan(text: str) -> int:
    """Return what a person wrote as yuan ("4.5", "¥12.00", "3元"), in fen.

    Raises:
        ValueError: it is not an amount, or it has more than two decimals.
    """
    found = _YUAN.fullmatch(text)
    if not found:
        raise ValueError(f"not an amount in yuan: {text[:20]!r}")
    sign, yuan, fen = found.groups()
    value = int(yuan) * 100 + int((fen or "0").ljust(2, "0"))
    return -value if sign else value


def format_yuan(fen: int) -> str:
    """Return an amount as it stands on a price tag: two decimals, thousands apart."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def round_half_up(value: Fraction) -> int:
    """Return `value` rounded to a whole, halves away from zero (mirrored below 0)."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -size if value < 0 else size


def round_half_even(value: Fraction) -> int:
    """Return `value` rounded to a whole, halves to the even neighbour."""
    return round(value)


def line_fen(quantity: int, unit: str, each_fen: int) -> int:
    """Return what a line costs: pieces by the piece, grams by 500 g, half up, in fen.

    Args:
        quantity: pieces or grams.
        unit: "each" or "g".
        each_fen: the marked price, of a piece or of 500 g.
    """
    if unit == "each":
        return quantity * each_fen
    return round_half_up(Fraction(quantity * each_fen, JIN_G))


def units(quantity: int, unit: str) -> Fraction:
    """Return a quantity in the units that different goods are added in: grams as g/500."""
    return Fraction(quantity, 1 if unit == "each" else JIN_G)


def largest_remainder(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Share `total` by `weights` in whole numbers whose sum is exactly `total`.

    The leftovers go to the largest fractions, ties to the earlier; a negative total is the
    mirror image of the positive one (cases/README.md).

    Raises:
        ValueError: the weights are negative or sum to 0.
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("shares need weights of 0 or more that do not sum to 0")
    if total < 0:
        return [-share for share in largest_remainder(-total, weights)]
    exact = [Fraction(total) * weight / whole for weight in weights]
    shares = [int(part) for part in exact]
    by_fraction = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_fraction[: total - sum(shares)]:
        shares[i] += 1
    return shares
