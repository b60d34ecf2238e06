"""A sheet to print beside the scanner: set-up codes from its manual, and codes to try it with.

The texts of set-up codes differ from maker to maker, so the shop puts in those of its own scanner
(`[codes] setup_sheet`). No code on the sheet has the shape of a payment code.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from shop.catalogue import Item
from web.code128 import CHARS_MAX, code128_svg
from web.cut_round import in_shelf_order
from web.desk import goods, volunteer
from web.ean import ean_digits, ean_svg
from web.qr import qr_svg
from web.shop import the_settings

#: Where no goods are listed yet: a number of the range that GS1 keeps for examples of China.
_SAMPLE = "6901234567892"
#: Goods whose weight the long code names, in grams.
_SAMPLE_G = 500


@dataclass(frozen=True, slots=True)
class SetUp:
    """One set-up code: what it does, its bars where they fit, and its QR code."""

    name: str
    bars: Markup | None
    qr: Markup


@volunteer.get("/scanner-sheet")
def scanner_sheet() -> ResponseReturnValue:
    """Draw the sheet."""
    item, digits = _tried_with()
    element_string = f"010{digits}3103{_SAMPLE_G:06d}"
    shown = f"(01)0{digits}(3103){_SAMPLE_G:06d}"
    return render_template(
        "volunteer/scanner_sheet.html",
        set_ups=[_set_up(name, text) for name, text in the_settings().setup_sheet],
        item=item,
        ean=ean_svg(digits),
        long=code128_svg(element_string, shown, gs1=True),
    )


def _set_up(name: str, text: str) -> SetUp:
    bars = code128_svg(text) if len(text) <= CHARS_MAX else None
    return SetUp(name, bars, qr_svg(text, text))


def _tried_with() -> tuple[Item | None, str]:
    """Return goods with an EAN-13 to try the scanner with, and its digits."""
    for item in in_shelf_order(goods()):
        for code in item.codes:
            digits = None if item.retired else ean_digits(code)
            if digits is not None and len(digits) == 13:
                return item, digits
    return None, _SAMPLE
