"""Read the QR code of a euro credit transfer: lines of text, for `tongxin decode` alone.

Source: EPC069-12 version 2.1 (fields, lengths); the check of an IBAN is ISO 13616 (modulo 97).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Longest code the guideline allows.
BYTES_MAX = 331
_LINES_MIN, _LINES_MAX = 7, 12
_AMOUNT = re.compile(r"EUR([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a code asks for.

    Attributes:
        version: 1 or 2; from 2 on the BIC may be missing.
        bic, name, iban: of whoever is paid.  cents: the amount, None where it is left open.
        purpose, reference, text, hint: as given, "" where missing.
    """

    version: int
    bic: str
    name: str
    iban: str
    cents: int | None
    purpose: str
    reference: str
    text: str
    hint: str


def decode(code: str) -> Transfer:
    """Read a whole code.

    Raises:
        ValueError: no such code, a field is too long or wrong, or the IBAN's check fails.
    """
    if len(code.encode("utf-8", "surrogatepass")) > BYTES_MAX:
        raise ValueError(f"longer than {BYTES_MAX} bytes")
    lines = re.split(r"\r?\n", code)
    while len(lines) > _LINES_MIN and not lines[-1]:
        lines.pop()
    if not _LINES_MIN <= len(lines) <= _LINES_MAX or lines[0] != "BCD" or lines[3] != "SCT":
        raise ValueError("no EPC code: its lines begin with BCD, version, character set and SCT")
    if lines[1] not in ("001", "002") or lines[2] not in "12345678" or len(lines[2]) != 1:
        raise ValueError("its version is not 001 or 002, or its character set not 1 to 8")
    lines += [""] * (_LINES_MAX - len(lines))
    bic, name, iban, amount, purpose, reference, text, hint = lines[4:]
    if len(bic) not in (8, 11) and (bic or lines[1] == "001"):
        raise ValueError("its BIC does not have 8 or 11 characters")
    if not 1 <= len(name) <= 70 or len(purpose) > 4 or len(hint) > 70:
        raise ValueError("its name, purpose or hint is missing or too long")
    if len(reference) > 35 or len(text) > 140 or (reference and text):
        raise ValueError("its reference or text is too long, or it has both")
    if not _IBAN.fullmatch(iban) or not _right(iban):
        raise ValueError("its IBAN's check digits are wrong")
    return Transfer(int(lines[1]), bic, name, iban, _cents(amount), purpose, reference, text, hint)


def _cents(amount: str) -> int | None:
    if not amount:
        return None
    found = _AMOUNT.fullmatch(amount)
    cents = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    if not cents:
        raise ValueError("its amount is not written as EUR1.20")
    return cents


def _right(iban: str) -> bool:
    digits = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
    return int(digits) % 97 == 1
