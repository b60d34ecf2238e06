"""Postings of the cut: counts, differences, balances brought forward, the float, collection."""

from __future__ import annotations

from shop.posting.rules import Body, Out, rule


@rule("CutOpened")
def cut_opened(out: Out, body: Body) -> None:
    """Nothing moves: its seq is the boundary."""
    out.row("cut", cut=body["cut"], what="opened")


@rule("CutCancelled")
def cut_cancelled(out: Out, body: Body) -> None:
    """Nothing moves: the round bounds nothing."""
    out.row("cut", cut=body["cut"], what="cancelled")


@rule("StockCounted")
def stock_counted(out: Out, body: Body) -> None:
    """Nothing moves until the cut is closed."""
    out.row(
        "count_line",
        cut=body["cut"],
        item=body["item"],
        round=body["round"],
        counted=body["counted"],
        expected=body["expected"],
    )


@rule("CashCounted")
def cash_counted(out: Out, body: Body) -> None:
    """Nothing moves until the cut is closed."""
    out.row("box_count", cut=body["cut"], fen=body["fen"], expected_fen=body["expected_fen"])


@rule("QrStatementRecorded")
def qr_statement_recorded(out: Out, body: Body) -> None:
    """Nothing moves: the statement is held against the book; each of its lines is used up."""
    out.row("qr_statement", cut=body["cut"], fen=body["fen"])
    for line in body.get("lines", ()):
        out.row(
            "qr_line",
            ref=line["ref"],
            cut=body["cut"],
            at_ms=line["at_ms"],
            fen=line["fen"],
            fee_fen=line["fee_fen"],
            kind=line["kind"],
            how=line["how"],
            tender_seq=line.get("tender_seq"),
        )


@rule("CutClosed")
def cut_closed(out: Out, body: Body) -> None:
    """Shelf → missing and over_short → cashbox by the differences; balances brought forward."""
    cut = body["cut"]
    for line in body["items"]:
        out.goods("shelf", "missing", line["item"], line["unit"], line["missing"], cut=cut)
    out.money("over_short", "cashbox", body["over_short_fen"], cut=cut)
    out.row("cut", cut=cut, what="closed")
    for account, item, quantity in body["brought_forward"]:
        out.row("brought_forward", cut=cut, account=account, item=item, quantity=quantity)


@rule("FloatAdded")
def float_added(out: Out, body: Body) -> None:
    """Float (the volunteer's purse) → cashbox."""
    out.money("float", "cashbox", body["fen"])


@rule("FloatRemoved")
def float_removed(out: Out, body: Body) -> None:
    """Cashbox → float."""
    out.money("cashbox", "float", body["fen"])


@rule("CashCollected")
def cash_collected(out: Out, body: Body) -> None:
    """Cashbox → collected; its `for_cut` is the open cut."""
    out.money("cashbox", "collected", body["fen"])
