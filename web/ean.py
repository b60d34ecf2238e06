"""EAN-13 and EAN-8 barcodes as SVG: bars by the tables of GS1, drawn by us.

A code is 13 or 8 digits with its check digit. A symbol is guard, left digits, middle guard, right
digits, guard; in EAN-13 the first digit is told by which left digits have even parity.
"""

from __future__ import annotations

from markupsafe import Markup

from shop.export.sheet import Hundredths
from shop.gtin import normalise

#: Left digits of odd parity; even ones are the right ones backwards, right ones the complement.
_LEFT = (
    "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011",
    "0110111", "0001011",
)  # fmt: skip
#: Which of the six left digits are even, by the first digit.
_EVEN_PLACES = (
    "OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO",
    "OEEOEO",
)  # fmt: skip
#: Light modules that a scanner needs before and after the bars, by the number of digits.
QUIET = {13: (11, 7), 8: (7, 7)}
#: Width of one module in print, in hundredths of a millimetre: the nominal size.
MODULE_MM_100 = 33
#: Height of the bars and of the line of digits below, in modules.
_HEIGHT, _DIGITS = 30, 11


def ean_digits(code: str) -> str | None:
    """Return the 13 or 8 digits under which a code is printed; None where it is no EAN."""
    gtin = normalise(code)
    if gtin is None or gtin[0] != "0":
        return None
    # eight digits that begin with 0 would be read as another kind
    return gtin[6:] if gtin.startswith("000000") and gtin[6] != "0" else gtin[1:]


def modules(digits: str) -> str:
    """Return a symbol as 1 (dark) and 0 (light): 95 of EAN-13, 67 of EAN-8."""
    if len(digits) == 13:
        parity, left, right = _EVEN_PLACES[int(digits[0])], digits[1:7], digits[7:]
    else:
        parity, left, right = "OOOO", digits[:4], digits[4:]
    begin = "".join(
        _even(sign) if even == "E" else _LEFT[int(sign)]
        for sign, even in zip(left, parity, strict=True)
    )
    end = "".join(_right(sign) for sign in right)
    return f"101{begin}01010{end}101"


def ean_svg(digits: str) -> Markup:
    """Return the barcode of 13 or 8 digits as inline SVG with its digits below."""
    bars, (before, after) = modules(digits), QUIET[len(digits)]
    path = "".join(f"M{before + n} 0h1v{_HEIGHT}h-1z" for n, bar in enumerate(bars) if bar == "1")
    width, height = before + len(bars) + after, _HEIGHT + _DIGITS
    return Markup(
        '<svg class="ean" viewBox="0 0 {w} {h}" width="{wide}mm" height="{high}mm" role="img"'
        ' aria-label="{d}" shape-rendering="crispEdges"><path d="{p}"/>'
        '<text x="{m}" y="{y}" font-size="10" text-anchor="middle">{d}</text></svg>'
    ).format(
        w=width,
        h=height,
        wide=Hundredths(width * MODULE_MM_100),
        high=Hundredths(height * MODULE_MM_100),
        d=digits,
        p=path,
        m=before + len(bars) // 2,
        y=height - 1,
    )


def _right(sign: str) -> str:
    return _LEFT[int(sign)].translate(str.maketrans("01", "10"))


def _even(sign: str) -> str:
    return _right(sign)[::-1]
