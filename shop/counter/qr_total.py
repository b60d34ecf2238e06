"""A typed QR total held against the book when the cut closes: what differs is written down.

A total says how much arrived, never which payment did: without lines nothing is matched.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shop.paper_errors import TotalLacksConfirmed
from shop.queries import qr
from shop.queries.connection import Connection
from shop.reconcile.facts import MoneyFacts

Fact = tuple[str, dict[str, Any]]


def differences(connection: Connection, cut: str, money: MoneyFacts) -> list[Fact]:
    """Return what makes Q of the open cut the total that was typed; nothing without one.

    More than the book has is money without a sale. Less is not found: each claim, where none of
    them arrived, else the sum in a visit of its own, since nobody knows whose it was.

    Raises:
        TotalLacksConfirmed: payments are lacking that the provider itself confirmed.
    """
    fen = money.qr_statement_fen
    if fen is None or fen == money.qr_fen:
        return []
    visit = f"{qr.OF_TOTAL}{cut}"
    if fen > money.qr_fen:
        body: dict[str, Any] = {"v": 2, "visit": visit, "tender": "qr", "evidence": "matched"}
        return [("TenderReceived", body | {"fen": fen - money.qr_fen, "for_cut": cut})]
    lacking_fen = money.qr_fen - fen
    if lacking_fen > money.qr_claimed_fen:
        raise TotalLacksConfirmed()
    claims = qr.situation(connection, cut).claims
    each = [(one.visit, one.seq, one.fen) for one in claims]
    if sum(one.fen for one in claims) == lacking_fen == money.qr_claimed_fen:
        return [_unfound(cut, *one) for one in each]
    return [_unfound(cut, visit, None, lacking_fen)]


def evidence(money: MoneyFacts, written: Iterable[Fact]) -> str:
    """Return how QR of the cut is known, once the differences are written.

    A statement backs it only where no claim is left: its lines were matched, or nothing that was
    claimed arrived. A total that agrees with the book leaves it as claimed.
    """
    gone_fen = sum(body["fen"] for kind, body in written if kind == "TenderUnfound")
    if money.qr_claimed_fen - gone_fen:
        return "claimed"
    return "confirmed" if money.qr_statement_fen is None else "statement"


def taken_back(connection: Connection, cut: str) -> tuple[list[Fact], int]:
    """Return the entries that take a total's difference back, and what they change Q by.

    Lines that come later say whose the money was.
    """
    facts: list[Fact] = []
    change_fen = 0
    for seq, kind, body in qr.of_total(connection, cut):
        bare = {name: value for name, value in body.items() if name != "command"}
        change_fen += int(body["fen"]) * (1 if kind == "TenderUnfound" else -1)
        said = {"kind": kind, "body": bare, "reason": "a statement by lines", "for_cut": cut}
        facts.append(("EntryCorrected", said | {"_corrects": seq}))
    return facts, change_fen


def _unfound(cut: str, visit: str, seq: int | None, fen: int) -> Fact:
    said = {"visit": visit, "tender_seq": seq, "fen": fen, "reason": "total", "for_cut": cut}
    return "TenderUnfound", {name: value for name, value in said.items() if value is not None}
