"""Barcode numbers of goods: is this one, and which, whatever way the scanner wrote it.

Every number becomes 14 digits, so that the same bottle is the same item whether its code was
read as UPC-A, as EAN-13 or off the carton. Pure, stdlib only; some 2 µs a number.

Sources: GS1 General Specifications, section 7.9 (check digit) and 5.2.2.4 (UPC-E expansion);
the choice between UPC-E and EAN-8 is HARDWARE.md 1.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shop.errors import MalformedInput

Kind = Literal["EAN-8", "UPC-E", "UPC-A", "EAN-13", "GTIN-14"]

#: What a number of so many digits is called; eight digits are decided by `read`.
_KIND_BY_DIGITS: dict[int, Kind] = {12: "UPC-A", 13: "EAN-13", 14: "GTIN-14"}

_AIM_EAN8 = "]E4"
_AIM_FULL = "]E0"


@dataclass(frozen=True, slots=True)
class Gtin:
    """One article number, as the catalogue keeps it.

    Attributes:
        gtin: 14 digits, leading zeros filled, check digit last.
        kind: the symbol it was printed as.
    """

    gtin: str
    kind: Kind


def check_digit(body: str) -> str:
    """Say which last digit makes these digits a number of goods.

    Args:
        body: ASCII digits without the check digit, of any length.

    Weights are 3, 1, 3, … from the right, so leading zeros never matter.
    """
    total = sum(map(int, body[-1::-2])) * 3 + sum(map(int, body[-2::-2]))
    return str(-total % 10)


def has_right_check_digit(digits: str) -> bool:
    """Whether the last of these digits belongs to those before it."""
    return _all_digits(digits) and check_digit(digits[:-1]) == digits[-1]


def expand_upc_e(digits: str) -> str | None:
    """Write a small UPC-E number out as the 12 digits of UPC-A it stands for.

    Args:
        digits: eight digits: number system (0 or 1), six digits, check digit.

    Returns:
        The 12 digits with the same check digit, unverified; None if it cannot be UPC-E.
    """
    if len(digits) != 8 or not _all_digits(digits) or digits[0] not in "01":
        return None
    system, d, last, check = digits[0], digits[1:6], digits[6], digits[7]
    if last in "012":
        return system + d[:2] + last + "0000" + d[2:] + check
    if last == "3":
        return system + d[:3] + "00000" + d[3:] + check
    if last == "4":
        return system + d[:4] + "00000" + d[4] + check
    return system + d + "0000" + last + check


def read(text: str, aim: str | None = None, *, zero_first: Kind = "UPC-E") -> Gtin:
    """Read a scanned or typed number of goods.

    Args:
        text: what the scanner sent, or what a volunteer typed; digits only.
        aim: the scanner's AIM id, which settles what eight digits are ("]E4" EAN-8,
            "]E0" UPC-E). Without it, eight digits that begin with 0 are tried as `zero_first`.
        zero_first: "UPC-E" (default) or "EAN-8", a setting of the shop.

    Raises:
        MalformedInput: not 8, 12, 13 or 14 digits, or the check digit is wrong.
    """
    if not _all_digits(text):
        raise MalformedInput(field="gtin", why="a barcode number has digits only")
    if len(text) == 8:
        return _read_eight(text, aim, zero_first)
    kind = _KIND_BY_DIGITS.get(len(text))
    if kind is None:
        why = f"a barcode number has 8, 12, 13 or 14 digits, this has {len(text)}"
        raise MalformedInput(field="gtin", why=why)
    _demand_check_digit(text)
    return Gtin(text.rjust(14, "0"), kind)


def normalise(text: str, aim: str | None = None, *, zero_first: Kind = "UPC-E") -> str | None:
    """Return the 14 digits the catalogue knows an article by, or None if it is no such number.

    Args: as `read`, which says why instead of None.
    """
    try:
        return read(text, aim, zero_first=zero_first).gtin
    except MalformedInput:
        return None


def _read_eight(text: str, aim: str | None, zero_first: Kind) -> Gtin:
    """Settle what eight digits are; most right UPC-E numbers pass as EAN-8 too."""
    upc_a = expand_upc_e(text)
    if upc_a is None or not has_right_check_digit(upc_a):
        if aim == _AIM_FULL:
            raise MalformedInput(field="gtin", why="as UPC-E its check digit is wrong")
    # A number that is wrong as EAN-8 is UPC-E even where the shop reads EAN-8 first.
    elif aim == _AIM_FULL or (
        aim != _AIM_EAN8
        and text[0] == "0"
        and (zero_first == "UPC-E" or not has_right_check_digit(text))
    ):
        return Gtin(upc_a.rjust(14, "0"), "UPC-E")
    _demand_check_digit(text)
    return Gtin(text.rjust(14, "0"), "EAN-8")


def _demand_check_digit(text: str) -> None:
    right = check_digit(text[:-1])
    if text[-1] != right:
        why = f"its check digit is {text[-1]}, it should be {right}: scan or type it again"
        raise MalformedInput(field="gtin", why=why)


def _all_digits(text: str) -> bool:
    # str.isdigit alone also takes Arabic-Indic and superscript digits.
    return text.isascii() and text.isdigit()
