"""Postings of goods, the catalogue and the opening."""

from __future__ import annotations

from shop.posting.rules import Body, Out, one_of, rule


@rule("OpeningTaken")
def opening_taken(out: Out, body: Body) -> None:
    """Opening → shelf, and opening → any money place: never restock, credit or IOU."""
    for line in body["goods"]:
        out.goods("opening", "shelf", line["item"], line["unit"], line["quantity"])
    for place, fen in sorted(body["money"].items()):
        out.money("opening", place, fen)


@rule("GoodsReceived")
def goods_received(out: Out, body: Body) -> None:
    """Supplier → shelf."""
    out.goods(
        "supplier",
        "shelf",
        body["item"],
        body["unit"],
        body["quantity"],
        party=body.get("party"),
    )


@rule("GoodsReturned")
def goods_returned(out: Out, body: Body) -> None:
    """Shelf → supplier."""
    out.goods("shelf", "supplier", body["item"], body["unit"], body["quantity"])


@rule("GoodsWrittenOff")
def goods_written_off(out: Out, body: Body) -> None:
    """Shelf → written_off."""
    out.goods("shelf", "written_off", body["item"], body["unit"], body["quantity"])


@rule("GoodsTransferred")
def goods_transferred(out: Out, body: Body) -> None:
    """Other_shop ↔ shelf."""
    inward = one_of(body, "direction", "in", "out") == "in"
    ends = ("other_shop", "shelf") if inward else ("shelf", "other_shop")
    out.goods(*ends, body["item"], body["unit"], body["quantity"])


@rule("ItemListed")
def item_listed(out: Out, body: Body) -> None:
    """No movement; the catalogue's row."""
    out.row("item", item=body["item"])


@rule("PriceMarked")
def price_marked(out: Out, body: Body) -> None:
    """No movement; the price's row."""
    out.row("price", item=body["item"], from_ms=body["from_ms"], fen=body["fen"])
