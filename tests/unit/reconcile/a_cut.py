"""A quiet week to vary: one item, one sale paid in cash, everything counted."""

from dataclasses import replace

from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts, SaleFacts

DAY_MS = 86_400_000
START = 1_780_000_000_000
END = START + 7 * DAY_MS

EGGS = ItemFacts(
    item="EGG10",
    name="鸡蛋",
    unit="each",
    shelf_group=None,
    opening=20,
    received=10,
    removed=1,
    declared=9,
    counted=17,
    prices=((START - DAY_MS, 1200),),
    declared_at=((START + DAY_MS, 9),),
)
SALE = SaleFacts(
    sale="s1", visit="v1", at_ms=START + DAY_MS, due_fen=10_800, paid_fen=10_800, iou_fen=0
)
MONEY = MoneyFacts(
    box_opening_fen=5000,
    float_added_fen=0,
    float_removed_fen=0,
    collected_fen=10_000,
    box_counted_fen=15_800,
    cash_credited_fen=10_800,
    over_short_fen=0,
    qr_fen=0,
    qr_claimed_fen=0,
    qr_statement_fen=None,
    donations_fen=0,
    repaid_fen=0,
    unattached_fen=0,
    iou_opening_fen=0,
    iou_issued_fen=0,
    iou_forgiven_fen=0,
)
WEEK = CutFacts(
    cut="C1",
    number=1,
    shop="shop",
    start_ms=START,
    end_ms=END,
    cash_evidence="machine",
    qr_evidence="confirmed",
    max_basket=6,
    items=(EGGS,),
    sales=(SALE,),
    money=MONEY,
)


def item(**changes) -> ItemFacts:
    return replace(EGGS, **changes)


def with_item(*items: ItemFacts, **changes) -> CutFacts:
    return replace(WEEK, items=items, **changes)


def short_box(short_fen: int, credited_fen: int = 10_800, **changes) -> CutFacts:
    """The week with a box that lacks `short_fen` of what the machine credited."""
    money = replace(
        MONEY,
        cash_credited_fen=credited_fen,
        box_counted_fen=5000 + credited_fen - short_fen,
        over_short_fen=-short_fen,
        unattached_fen=credited_fen - SALE.paid_fen,
    )
    return replace(WEEK, money=money, **changes)
