"""Codes that a shop's own scale prints: which goods, and how much of them or for how much.

GS1 keeps the numbers 20 to 29 for use within a shop, and each shop or scale lays them out as it
likes; so the layout is a setting, a pattern of one letter a digit:

    0-9  this very digit     f  any digit     i  of the item     v  of the value
    n    of a second value, the other one of price and weight    c  the check digit, last

"21iiiiivvvvvc" with the value "weight" reads 2100123007509 as 750 g of the goods whose code is
00123. Pure, stdlib only. Source: GS1 General Specifications 2.1.11 (restricted circulation
numbers); HARDWARE.md 1.6 and 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

from shop.gtin import Kind, has_right_check_digit
from shop.money import JIN_G, round_half_up

Value = Literal["price", "weight"]

#: UPC-A, EAN-13, and the long form of Chinese scales.
LENGTHS = (12, 13, 18)
#: More than a person carries: a larger amount was read wrong, and one portion is taken.
GRAMS_MAX = 100_000
#: A literal 2 in front, then digits and f; the item; values; the check digit.
_SHAPE = re.compile(r"2[0-9f]*(i+)[0-9f]*(?:v+n*|n+v+)c")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One layout of a scale's codes.

    Attributes:
        text: its letters, as above.  value: what stands under v; under n stands the other.
    """

    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Packed:
    """What a scale's code says.

    Attributes:
        item: the digits under which the goods are listed, as they stand in the code.
        weight_g: grams.  price_fen: what the pack costs by the code.  None: not said, or 0.
    """

    item: str
    weight_g: int | None = None
    price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How this shop reads codes.

    Attributes:
        in_store: layouts of its scales' codes; none as a rule.
        eight_digits: what eight digits beginning with 0 are read as first.
    """

    in_store: tuple[Pattern, ...] = ()
    eight_digits: Kind = "UPC-E"


def pattern(text: str, value: str) -> Pattern:
    """Return the layout written as `text`.

    Raises:
        ValueError: not 12, 13 or 18 letters of the alphabet above in an order that can be read,
            or a value that is neither price nor weight.
    """
    if len(text) not in LENGTHS or not _SHAPE.fullmatch(text) or value not in ("price", "weight"):
        raise ValueError(f"no layout of a scale's code: {text!r} = {value!r}")
    return Pattern(text, cast(Value, value))


def read(code: str, patterns: Iterable[Pattern]) -> Packed | None:
    """Return what a code says by the first layout that fits, None where none does.

    A code whose check digit is wrong is no scale's code.
    """
    if not has_right_check_digit(code):
        return None
    fitting = (layout for layout in patterns if _fits(code, layout.text))
    layout = next(fitting, None)
    if layout is None:
        return None
    value, second = _number(code, layout.text, "v"), _number(code, layout.text, "n")
    price_fen, weight_g = (value, second) if layout.value == "price" else (second, value)
    return Packed(_digits(code, layout.text, "i"), weight_g, price_fen)


def grams(packed_g: int | None, price_fen: int | None, marked_fen: int | None) -> int | None:
    """Return how much goods by weight are in a pack, None where its code does not tell.

    A printed weight is taken as it is. A printed price is never charged: it could be forged, or
    older than the marked one. It only tells the weight, at the marked price, rounded half up to
    the gram and never less than one; the line then costs grams × marked price, which differs from
    the printed price by what one gram's half is worth.

    Args:
        packed_g: grams by the code.  price_fen: its price.
        marked_fen: the marked price of 500 g, None where there is none.
    """
    if packed_g is None and price_fen and marked_fen:
        packed_g = max(1, round_half_up(Fraction(price_fen * JIN_G, marked_fen)))
    return packed_g if packed_g is not None and 0 < packed_g <= GRAMS_MAX else None


def _fits(code: str, text: str) -> bool:
    if len(code) != len(text):
        return False
    return all(not sign.isdigit() or sign == digit for sign, digit in zip(text, code, strict=True))


def _digits(code: str, text: str, letter: str) -> str:
    return "".join(digit for sign, digit in zip(text, code, strict=True) if sign == letter)


def _number(code: str, text: str, letter: str) -> int | None:
    return int(_digits(code, text, letter) or "0") or None
