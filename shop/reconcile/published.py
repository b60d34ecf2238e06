"""Figures that others published, worked out by our definitions, to see whether they agree.

HONESTY.md section 1; cases/README.md, kinds `aggregate` and `cash_identity`.
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.reconcile.rates import Rate, rate


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What a shop says in two sums.  collection: received / sold.  gap_fen: sold - received."""

    collection: Rate
    gap_fen: int


def aggregate(sold_fen: int, received_fen: int) -> Aggregate:
    """Return collection and gap of a shop that published what was sold and what it received."""
    return Aggregate(rate(received_fen, sold_fen), sold_fen - received_fen)


@dataclass(frozen=True, slots=True)
class CashIdentity:
    """What a bucket of change money should hold, in fen.

    Attributes:
        expected_left_fen: put in - lent + returned + donated - stolen.
        unexplained_fen: what is said to be left beyond that.
        return_rate: returned / lent.
    """

    expected_left_fen: int
    unexplained_fen: int
    return_rate: Rate


def cash_identity(
    *,
    put_in_fen: int,
    lent_fen: int,
    returned_fen: int,
    donated_fen: int,
    stolen_fen: int,
    reported_left_fen: int,
) -> CashIdentity:
    """Return whether a published change bucket adds up, and how much of the lent came back."""
    expected = put_in_fen - lent_fen + returned_fen + donated_fen - stolen_fen
    return CashIdentity(expected, reported_left_fen - expected, rate(returned_fen, lent_fen))
