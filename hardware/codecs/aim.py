"""The three characters with which a scanner may say what kind of code it saw.

Taken off if present, never required: most cheap scanners do not send them.

Sources: ISO/IEC 15424 as tabled in the Honeywell 8650 and Marathon manuals; HARDWARE.md 1.4.
"""

from __future__ import annotations

import re

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")

#: What the ids that occur in a shop stand for.
SYMBOLOGY = {
    "]E0": "EAN-13, UPC-A or UPC-E",
    "]E3": "EAN-13 with an add-on",
    "]E4": "EAN-8",
    "]C0": "Code 128",
    "]C1": "GS1-128",
    "]e0": "GS1 DataBar",
    "]d2": "GS1 DataMatrix",
    "]Q1": "QR code",
    "]Q3": "GS1 QR code",
    "]I0": "ITF",
    "]I1": "ITF with a check digit",
}


def split(text: str) -> tuple[str | None, str]:
    """Part a scan into the scanner's id and what the code itself holds.

    Args:
        text: a whole line as scanned, without prefix and suffix.

    Returns:
        The id such as "]E0", or None; and the rest.
    """
    if _AIM.match(text):
        return text[:3], text[3:]
    return None, text
