"""What coordinators and approvers say about households and the fund; frozen commands.

They work as those of `shop.commands` do. A household is its code: its name is no part of a
command, since what a command says stands in the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RegisterHousehold:
    """Register a household by its code, such as H-03; `again` changes the village of a known one.

    Attributes:
        village: shown on public pages, so never a name or a house.
    """

    id: str
    household: str
    village: str | None = None
    again: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True)
class BankFund:
    """Bring money to the fund: what was collected, from the QR wallet, or a gift ("donor")."""

    id: str
    fen: int
    source: str
    reference: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class PayExpense:
    """Pay a cost of running the shop, or for goods that were bought ("goods").

    Attributes:
        source: "fund", or "qr_wallet" for what a provider keeps.
        cost_of: "running": it lowers this period's surplus.  "goods": it does not, since
            bought goods cost as they go.
    """

    id: str
    fen: int
    what: str
    source: str = "fund"
    cost_of: str = "running"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class AllocateProceeds:
    """Share out what a closed period brought.

    Attributes:
        cuts: ids of the period's cuts, oldest first.
        weights: share of the surplus by household code.  reserve_fen: kept back first.
        purpose: what it is for, in words for the public board.
        seen: digest of the draft that was looked at.
    """

    id: str
    cuts: tuple[str, ...]
    weights: Mapping[str, int] = field(default_factory=dict)
    reserve_fen: int = 0
    purpose: str | None = None
    seen: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class PayHousehold:
    """Note that a household was paid of what the fund owes it."""

    id: str
    party: str
    fen: int
    reference: str | None = None
    by: str | None = None


FundCommand = RegisterHousehold | BankFund | PayExpense | AllocateProceeds | PayHousehold
