"""From the book to the facts a statement is worked out from."""

from __future__ import annotations

from shop.accounts import MONEY
from shop.catalogue import UNKNOWN
from shop.errors import NoCutOpen
from shop.queries import cuts, journal
from shop.queries.connection import Connection
from shop.queries.cut_read import CutRead
from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts, Recounts

#: Kinds of entry a demo's book begins with.
DEMO_KEY = "book.demo"


def of_cut(connection: Connection, cut: str | None = None) -> CutFacts:
    """Return the facts of a closed cut; the latest one when none is named.

    Raises:
        NoCutOpen: there is no such closed cut.
    """
    if cut is None:
        newest = cuts.closed_cuts(connection, 1)
        if not newest:
            raise NoCutOpen(cut="")
        cut = newest[0].cut
    edge = cuts.bounds(connection, cut)
    if edge.closed_seq is None:
        raise NoCutOpen(cut=cut)
    closed = journal.by_seq(connection, edge.closed_seq)
    if closed is None:
        raise NoCutOpen(cut=cut)
    body = closed.body
    frozen = {line["item"]: line for line in body["items"]}
    read = CutRead(connection, edge)
    items = tuple(
        _item(name, read, frozen.get(name), body["start_ms"], body["end_ms"])
        for name in sorted(read.names | frozen.keys())
    )
    head = journal.head(connection)[1]
    return CutFacts(
        cut=cut,
        number=cuts.number_of(connection, edge.closed_seq),
        shop=closed.shop,
        start_ms=body["start_ms"],
        end_ms=body["end_ms"],
        cash_evidence=body["cash_evidence"],
        qr_evidence=_qr_evidence(connection, edge, body["qr_evidence"], read),
        max_basket=body["max_basket"],
        items=items,
        sales=read.figures.sale_facts(),
        money=_money(read, cuts.qr_statement(connection, cut), closed=True),
        box_loss_fen=body["box_loss_fen"],
        recounts=Recounts(body.get("recount_n", 0), body.get("recount_squares", 0)),
        restated=read.figures.newest_seq > edge.closed_seq,
        head=head.hex(),
        demo=is_demo(connection),
    )


def _qr_evidence(connection: Connection, edge: cuts.Bounds, frozen: str, read: CutRead) -> str:
    """Return how QR is known: as the closing said, or by a statement that came after it."""
    late_fen = cuts.late_statement(connection, edge.cut, edge.closed_seq or 0)
    matched = late_fen == read.figures.qr_fen and not read.figures.qr_claimed_fen
    return "statement" if late_fen is not None and matched else frozen


def of_open_cut(
    connection: Connection,
    cut: str,
    *,
    cash_evidence: str,
    max_basket: int,
    why_uncounted: dict[str, str],
) -> tuple[CutFacts, dict[str, int]]:
    """Return the facts of the round as they would be closed now, and goods gone before counts.

    The second value is, by item, what open baskets of that moment had already taken off the
    shelf when it was counted (pieces or grams).
    """
    edge = cuts.bounds(connection, cut)
    read = CutRead(connection, edge)
    opened = journal.by_seq(connection, edge.opened_seq)
    if opened is None:
        raise NoCutOpen(cut=cut)
    start_ms = edge.previous_at_ms
    if start_ms is None:
        start_ms = journal.first_at_ms(connection, "OpeningTaken")
    if start_ms is None:
        first = journal.by_seq(connection, 1)
        start_ms = first.at_ms if first else None
    if start_ms is None or start_ms > opened.at_ms:
        start_ms = opened.at_ms
    items = tuple(
        _item(name, read, None, start_ms, opened.at_ms, why_uncounted.get(name))
        for name in sorted(read.names)
    )
    statement_fen = cuts.qr_statement(connection, cut)
    sure = "confirmed" if statement_fen is None else "statement"
    facts = CutFacts(
        cut=cut,
        number=cuts.number_of(connection, edge.opened_seq) + 1,
        shop=opened.shop,
        start_ms=start_ms,
        end_ms=opened.at_ms,
        cash_evidence=cash_evidence,
        qr_evidence="claimed" if read.figures.qr_claimed_fen else sure,
        max_basket=max_basket,
        items=items,
        sales=read.figures.sale_facts(),
        money=_money(read, statement_fen, closed=False),
        recounts=_recounts(read),
        demo=is_demo(connection),
    )
    return facts, read.gone_before


def is_demo(connection: Connection) -> bool:
    """Say whether this book was begun as a demo's: then no figure of it is a real one."""
    first = journal.by_seq(connection, 1)
    return bool(first and first.kind == "SettingChanged" and first.body.get("key") == DEMO_KEY)


def _recounts(read: CutRead) -> Recounts:
    """Return what blind recounts have told so far: the cut before, and this one."""
    own = read.recounts()
    if read.before is None:
        return own
    return Recounts(
        read.before.body["recount_n"] + own.n, read.before.body["recount_squares"] + own.squares
    )


def _item(
    name: str,
    read: CutRead,
    frozen: dict[str, object] | None,
    start_ms: int,
    end_ms: int,
    why: str | None = None,
) -> ItemFacts:
    listed = read.catalogue.items.get(name)
    moved = read.figures.items.get(name)
    prices = (
        listed.prices if listed and listed.prices else ((0, moved.last_each_fen if moved else 0),)
    )
    split: tuple[tuple[int, int], ...] | None = None
    estimate: int | None = None
    if frozen is not None:
        split = tuple((part[0], part[1]) for part in frozen["split"])  # type: ignore[attr-defined]
        estimate = frozen["missing"] if frozen["counted"] is None else None  # type: ignore[assignment]
        why = frozen.get("why") or None  # type: ignore[assignment]
    return ItemFacts(
        item=name,
        name=listed.name if listed else name.removeprefix(UNKNOWN),
        unit=listed.unit if listed else "each",
        shelf_group=listed.shelf_group if listed else None,
        opening=read.openings.get(("shelf", name), 0) + (moved.opening if moved else 0),
        received=moved.received if moved else 0,
        removed=moved.removed if moved else 0,
        declared=moved.declared if moved else 0,
        counted=read.counted(name),
        prices=in_force(prices, start_ms, end_ms),
        declared_at=tuple(moved.declared_at.items()) if moved else (),
        frozen_split=split,
        frozen_estimate=estimate,
        why_uncounted=why,
        opening_doubt=read.doubts.get(name),
    )


def in_force(
    prices: tuple[tuple[int, int], ...], start_ms: int, end_ms: int
) -> tuple[tuple[int, int], ...]:
    """Return the prices that held at any moment in [start, end); never empty."""
    before = [price for price in prices if price[0] <= start_ms]
    within = [price for price in prices if start_ms < price[0] < end_ms]
    kept = tuple(before[-1:] + within)
    return kept or prices[:1]


def _money(read: CutRead, qr_statement_fen: int | None, *, closed: bool) -> MoneyFacts:
    figures = read.figures
    opened = {
        place: fen for (place, item), fen in read.openings.items() if place in MONEY and not item
    }
    return MoneyFacts(
        box_opening_fen=opened.get("cashbox", 0) + figures.opening_fen.get("cashbox", 0),
        float_added_fen=figures.float_added_fen,
        float_removed_fen=figures.float_removed_fen,
        collected_fen=figures.collected_fen,
        box_counted_fen=read.box_counted_fen(),
        cash_credited_fen=figures.cash_fen,
        over_short_fen=_over_short(read, closed),
        qr_fen=figures.qr_fen,
        qr_claimed_fen=figures.qr_claimed_fen,
        qr_statement_fen=qr_statement_fen,
        qr_claims=figures.qr_claims,
        donations_fen=figures.donations_fen,
        repaid_fen=figures.repaid_fen,
        unattached_fen=figures.unattached_fen(),
        iou_opening_fen=opened.get("owed", 0) + figures.opening_fen.get("owed", 0),
        iou_issued_fen=figures.iou_issued_fen,
        iou_forgiven_fen=figures.iou_forgiven_fen,
    )


def _over_short(read: CutRead, closed: bool) -> int:
    """Return S: as posted once the cut is closed, else counted less expected at the count."""
    posted = read.figures.over_short_fen
    if closed or read.box is None:
        return posted
    return read.box.fen - read.box.expected_fen + posted
