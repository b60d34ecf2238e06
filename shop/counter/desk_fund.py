"""Households and the fund: registered, banked, shared out, paid; commands into facts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from shop.counter.roles import check_role
from shop.counter.well_formed import text, whole
from shop.errors import AmountTooLarge, MalformedInput
from shop.fund_commands import (
    AllocateProceeds,
    BankFund,
    PayExpense,
    PayHousehold,
    RegisterHousehold,
)
from shop.fund_errors import (
    FundTooSmall,
    HouseholdCodeUnusable,
    HouseholdKnown,
    HouseholdUnknown,
    NothingToShare,
    PayoutTooLarge,
    ProceedsChanged,
    ReserveTooLarge,
    SharesMissing,
)
from shop.ledger import Transaction
from shop.money import format_yuan
from shop.posting import Movement
from shop.queries import balances, households, proceeds, review
from shop.queries.connection import Connection
from shop.review.sharing_body import body_of

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]

CODE_CHARS_MAX = 16
VILLAGE_CHARS_MAX = 20
WORDS_CHARS_MAX = 80
#: More than a village's fund ever moves at once, in fen: ten million yuan.
FUND_FEN_MAX = 1_000_000_000
#: A share is a small number: nobody weighs households by the fen.
WEIGHT_MAX = 1_000
SOURCES = ("collected", "qr_wallet", "donor")
_CODE = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def household_code(typed: str) -> str:
    """Return a household's code in its one spelling, whatever keyboard it came from.

    Raises:
        HouseholdCodeUnusable: it is too long or has other signs.
    """
    code = unicodedata.normalize("NFKC", typed).strip().upper()
    if len(code) > CODE_CHARS_MAX or not _CODE.fullmatch(code):
        raise HouseholdCodeUnusable(most=CODE_CHARS_MAX)
    return code


def register(_: Counter, transaction: Transaction, command: RegisterHousehold) -> Sequence[Fact]:
    """HouseholdRegistered: a code and a village; a known code only if it is meant."""
    check_role(transaction.connection, command.by, "coordinator")
    code = household_code(command.household)
    known = households.household(transaction.connection, code)
    if known is not None and not command.again:
        raise HouseholdKnown(party=code)
    if known is None and command.again:
        raise HouseholdUnknown(party=code)
    village = text("village", command.village, VILLAGE_CHARS_MAX) if command.village else None
    return [("HouseholdRegistered", {"household": code, "village": village})]


def bank(_: Counter, transaction: Transaction, command: BankFund) -> Sequence[Fact]:
    """FundBanked: what was collected, what is in the QR wallet, or a gift."""
    check_role(transaction.connection, command.by, "coordinator")
    fen = whole("fen", command.fen, 1, FUND_FEN_MAX)
    if command.source not in SOURCES:
        raise MalformedInput(field="source", why=" or ".join(SOURCES))
    if command.source != "donor":
        held = balances.one(transaction.connection, command.source)
        if fen > held:
            raise AmountTooLarge(amount=format_yuan(fen), limit=format_yuan(max(held, 0)))
    reference = text("reference", command.reference, WORDS_CHARS_MAX) if command.reference else None
    return [("FundBanked", {"fen": fen, "source": command.source, "reference": reference})]


def expense(_: Counter, transaction: Transaction, command: PayExpense) -> Sequence[Fact]:
    """ExpensePaid: out of the fund, or kept back by a provider from the QR wallet."""
    check_role(transaction.connection, command.by, "coordinator")
    fen = whole("fen", command.fen, 1, FUND_FEN_MAX)
    if command.source not in ("fund", "qr_wallet"):
        raise MalformedInput(field="source", why="fund or qr_wallet")
    if command.cost_of not in ("running", "goods"):
        raise MalformedInput(field="cost_of", why="running or goods")
    what = text("what", command.what, WORDS_CHARS_MAX)
    held = balances.one(transaction.connection, command.source)
    if fen > held and command.source == "fund":
        raise FundTooSmall(amount=format_yuan(fen), limit=format_yuan(held))
    if fen > held:
        raise AmountTooLarge(amount=format_yuan(fen), limit=format_yuan(max(held, 0)))
    body = {"fen": fen, "source": command.source, "what": what, "cost_of": command.cost_of}
    return [("ExpensePaid", body)]


def pay(_: Counter, transaction: Transaction, command: PayHousehold) -> Sequence[Fact]:
    """PayoutMade: to a known household, at most what the fund owes it."""
    connection = transaction.connection
    check_role(connection, command.by, "coordinator")
    fen = whole("fen", command.fen, 1, FUND_FEN_MAX)
    party = known(connection, command.party)
    owed = households.owed(connection).get(party, households.Owed()).owed_fen
    if fen > owed:
        raise PayoutTooLarge(party=party, amount=format_yuan(fen), limit=format_yuan(owed))
    reference = text("reference", command.reference, WORDS_CHARS_MAX) if command.reference else None
    return [("PayoutMade", {"party": party, "fen": fen, "reference": reference})]


def share_out(_: Counter, transaction: Transaction, command: AllocateProceeds) -> Sequence[Fact]:
    """ProceedsAllocated: the next closed period's payables, reserve and surplus."""
    connection = transaction.connection
    check_role(connection, command.by, "approver")
    period = proceeds.next_period(connection, review.all_periods(connection))
    if period is None or tuple(command.cuts) != period.cuts:
        raise NothingToShare()
    weights = {}
    for party, weight in command.weights.items():
        if whole("weights", weight, 0, WEIGHT_MAX):
            weights[known(connection, party)] = weight
    reserve_fen = whole("reserve_fen", command.reserve_fen, 0, FUND_FEN_MAX)
    found = proceeds.read(connection, period.cuts, period.name)
    if command.seen is not None and command.seen != found.digest:
        raise ProceedsChanged()
    most_fen = max(0, found.before_reserve_fen)
    if reserve_fen > most_fen:
        raise ReserveTooLarge(limit=format_yuan(most_fen))
    if most_fen > reserve_fen and not weights:
        raise SharesMissing(amount=format_yuan(most_fen - reserve_fen))
    body = body_of(found, reserve_fen, weights)
    takes_fen = reserve_fen + sum(line["fen"] for line in body["allocations"])
    held_fen = balances.one(connection, "fund")
    if takes_fen > held_fen:
        raise FundTooSmall(amount=format_yuan(takes_fen), limit=format_yuan(held_fen))
    if command.purpose:
        body["purpose"] = text("purpose", command.purpose, WORDS_CHARS_MAX)
    return [("ProceedsAllocated", body)]


def check_moves(connection: Connection, movements: Iterable[Movement]) -> None:
    """Refuse what would leave less than nothing in the fund, on its way there, or owed.

    Raises:
        FundTooSmall, AmountTooLarge, PayoutTooLarge.
    """
    nets: dict[tuple[str, str], int] = {}
    for move in movements:
        for place, sign in ((move.from_account, -1), (move.to_account, 1)):
            key = (place, move.party or "" if place == "payable" else "")
            nets[key] = nets.get(key, 0) + sign * move.quantity
    owed = households.owed(connection)
    for (place, party), net in nets.items():
        if net >= 0 or place not in ("fund", "collected", "qr_wallet", "payable"):
            continue
        held = balances.one(connection, place)
        if place == "payable":
            held = owed.get(party, households.Owed()).owed_fen
        amount, limit = format_yuan(-net), format_yuan(max(held, 0))
        if -net > held and place == "payable":
            raise PayoutTooLarge(party=party, amount=amount, limit=limit)
        if -net > held:
            raise (FundTooSmall if place == "fund" else AmountTooLarge)(amount=amount, limit=limit)


def known(connection: Connection, typed: str) -> str:
    """Return the code of a registered household.

    Raises:
        HouseholdUnknown: there is none.
    """
    found = households.household(connection, household_code(typed))
    if found is None:
        raise HouseholdUnknown(party=typed[:20])
    return found.code


#: What the desk does with each of these commands.
FACTS: dict[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    RegisterHousehold: register,
    BankFund: bank,
    PayExpense: expense,
    AllocateProceeds: share_out,
    PayHousehold: pay,
}
