"""Payments by phone that were said and never arrived: is the code on the wall still ours?

The common fraud at small shops is a sticker over the payment code: residents pay honestly, and
the money is somebody else's. What shows it is not one payment that is missing (somebody pressed
too soon, or did not pay), but that they begin to be missing. So each payment that should have
arrived and did not counts up by `UP`, each that arrived counts down by 1, never below 0
(a one-sided CUSUM, Page 1954): where nothing arrives any more the alarm comes after so many
payments as the setting says, where one in five is lost after some dozens, and where only a few in
a hundred are missing, as they always are, practically never.

Measured (tests/unit/review/test_sticker.py), with the default of 5: everything lost, 5 payments;
one in five, half of the shops within 55 and all of 300 within 400; 3 in a hundred missing, no
alarm in 200 shops of 1,000 payments each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: One that is missing weighs as much as so many that arrived.
UP = 6
#: What the setting `qr.alarm_claims` may be, and is where nobody set it.
CLAIMS_LEAST, CLAIMS_MOST, CLAIMS = 2, 50, 5
#: The count never stands higher than this times the alarm, so that it ends once payments arrive.
CEILING = 2


@dataclass(frozen=True, slots=True)
class Said:
    """One payment by phone of which something should have been heard by now.

    Attributes:
        seq, at_ms: of its entry in the book.
        arrived: the provider confirmed it, or a statement has it.
    """

    seq: int
    at_ms: int
    arrived: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """Payments are missing: somebody should scan the code on the wall and look whose it is.

    Attributes:
        since_seq, since_ms: of the first one that is missing.
        missing: said, and never arrived, since then.  arrived: those that did.
    """

    since_seq: int
    since_ms: int
    missing: int
    arrived: int


def alarm(payments: Iterable[Said], claims: int = CLAIMS) -> Alarm | None:
    """Return the alarm that stands after these payments, or None.

    Args:
        payments: in the order of the book.
        claims: so many in a row, and nothing arriving, raise it; 2..50.
    """
    limit = claims * UP
    height = missing = arrived = 0
    since: Said | None = None
    raised = False
    for one in payments:
        if one.arrived:
            height, arrived = max(0, height - 1), arrived + 1
        else:
            since = since or one
            height, missing = min(height + UP, limit * CEILING), missing + 1
        raised = raised or height >= limit
        if height == 0:
            since, raised, missing, arrived = None, False, 0, 0
    if not raised or since is None:
        return None
    return Alarm(since.seq, since.at_ms, missing, arrived)
