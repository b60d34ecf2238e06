"""Read the payment QR codes that say in plain fields whom they pay: EMVCo merchant codes.

Pix, PromptPay, SGQR and others are templates of it. China's static codes are not: they are
opaque links (see paycode).

Sources: EMVCo QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1, sections
3 and 4; checked on Pix and PromptPay samples (HARDWARE.md 3.6).
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass

#: Longest code the specification allows, in characters.
CHARS_MAX = 512

_CRC_HEAD = "6304"
#: Fields that hold fields: merchant accounts, additional data, language, unreserved.
_TEMPLATES = frozenset(f"{n:02}" for n in (*range(26, 52), 62, 64, *range(80, 100)))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payment code.

    Attributes:
        id: its two digits.
        value: its text.
        fields: the fields in it, where it is a template; empty where it is a plain value.
    """

    id: str
    value: str
    fields: tuple[Field, ...] = ()


def crc(text: str) -> str:
    """Return the four hex digits that close a code: CRC-16/CCITT-FALSE over its UTF-8.

    Args:
        text: everything up to and including "6304".
    """
    return f"{binascii.crc_hqx(text.encode('utf-8', 'surrogatepass'), 0xFFFF):04X}"


def decode(text: str) -> tuple[Field, ...]:
    """Read a whole code.

    Raises:
        ValueError: it is no such code, a length does not fit, or its CRC is wrong.
    """
    if len(text) > CHARS_MAX:
        raise ValueError(f"longer than {CHARS_MAX} characters")
    if not text.startswith("0002"):
        raise ValueError("no EMVCo code: it must begin with field 00, two characters long")
    if text[-8:-4] != _CRC_HEAD:
        raise ValueError("its last field is not the CRC (6304 and four hex digits)")
    right = crc(text[:-4])
    if text[-4:].upper() != right:
        raise ValueError(f"its CRC is {text[-4:]!r}, it should be {right}")
    fields = _fields(text)
    if fields[-1].id != "63":
        raise ValueError("its lengths do not add up to the CRC at its end")
    return tuple(_with_inner(field) for field in fields)


def _fields(text: str) -> list[Field]:
    """Part a text into fields: two digits id, two digits length in characters, value."""
    fields = []
    at = 0
    while at < len(text):
        head, value_at = text[at : at + 4], at + 4
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            raise ValueError(f"at character {at} stands no field id and length: {head!r}")
        at = value_at + int(head[2:])
        if at > len(text):
            raise ValueError(f"field {head[:2]} says {int(head[2:])} characters, fewer are left")
        fields.append(Field(head[:2], text[value_at:at]))
    return fields


def _with_inner(field: Field) -> Field:
    """Open a template; one that holds free text stays a plain value, as wallets treat it."""
    if field.id not in _TEMPLATES:
        return field
    try:
        return Field(field.id, field.value, tuple(_fields(field.value)))
    except ValueError:
        return field
