"""A real shop with households and signed periods, for the fund's pages: empty, typical, crowded."""

from __future__ import annotations

from pathlib import Path

from shop import commands, queries
from shop.fund_commands import (
    AllocateProceeds,
    BankFund,
    PayExpense,
    PayHousehold,
    RegisterHousehold,
)
from shop.people_commands import EnrolPerson
from shop.queries import period_read, proceeds, review
from shop.review_commands import ClosePeriod, ReviewPeriod
from tests.browser.volunteer_gallery import close_a_cut
from tests.unit.web.real_shop import EGG, RICE, SALT, RealShop, village

DAY_MS = 24 * 3_600_000
SIGNERS = {"c9": ("coordinator",), "r9": ("reviewer",), "a9": ("approver",)}


def enrol_signers(shop: RealShop) -> None:
    """Enrol one person for each signature."""
    for person, roles in SIGNERS.items():
        shop.say(EnrolPerson, person=person, roles=roles, by="setup")


def close_period(shop: RealShop, days: int = 8, off: dict[str, int] | None = None) -> int:
    """Let days pass, count, collect all but the change, review and close; return what was taken."""
    shop.clock.advance(days * DAY_MS)
    with shop.reading() as book:
        held = queries.balances.shelf(book)
        box = queries.balances.money(book)["cashbox"]
        name = review.all_periods(book)[-1].name
    counts = {item: max(0, n - (off or {}).get(item, 0)) for item, n in held.items()}
    close_a_cut(shop, counts, box, box - 6000)
    with shop.reading() as book:
        free = review.all_periods(book)[-1].cuts
        flags = period_read.flags_of(book, period_read.read(book, free))
    reasons = {flag.id: "stands" for flag in flags}
    shop.say(ReviewPeriod, cuts=free, decision="accept", reasons=reasons, by="r9")
    shop.say(ClosePeriod, period=name, by="a9")
    return int(box) - 6000


def share(shop: RealShop, weights: dict[str, int], purpose: str, reserve_fen: int = 0) -> None:
    """Share the next closed period out."""
    with shop.reading() as book:
        period = proceeds.next_period(book, review.all_periods(book))
    assert period is not None
    shop.say(
        AllocateProceeds,
        cuts=period.cuts,
        weights=weights,
        reserve_fen=reserve_fen,
        purpose=purpose,
        by="a9",
    )


def typical_fund(folder: Path) -> RealShop:
    """Three households, one period shared out and partly paid, the next one waiting."""
    shop = village(folder / "fund-typical.db")
    enrol_signers(shop)
    for code, where in (("H-03", "星沙村"), ("H-07", "花桥村"), ("H-11", "")):
        shop.say(RegisterHousehold, household=code, village=where, by="c9")
    shop.say(commands.WriteOffGoods, item="EGG", quantity=20, reason="gift")
    shop.say(
        commands.ReceiveGoods, item="EGG", quantity=24, party="H-03", unit_payout_fen=900,
        lot="十一月头批", expires_on="2026-12-20",
    )  # fmt: skip
    shop.say(
        commands.ReceiveGoods,
        item="RICE",
        quantity=10,
        supplier="粮站",
        unit_cost_fen=2600,
        lot="2026-47",
    )
    for _ in range(12):
        shop.buy(EGG, SALT)
    for _ in range(4):
        shop.buy(RICE)
    taken = close_period(shop, off={"EGG": 2})
    shop.say(BankFund, fen=taken, source="collected", reference="存-0117", by="c9")
    shop.say(BankFund, fen=10_000, source="donor", by="c9")
    shop.say(PayExpense, fen=1_850, what="电费", by="c9")
    share(shop, {"H-03": 1, "H-07": 2, "H-11": 1}, "给三户换冬天的种苗", 2_000)
    shop.say(PayHousehold, party="H-03", fen=10_000, reference="收-03", by="c9")
    shop.say(
        commands.ReceiveGoods, item="EGG", quantity=12, party="H-07", unit_payout_fen=850,
        lot="十二月头批", shrink_bearer="prorata",
    )  # fmt: skip
    for _ in range(14):
        shop.buy(EGG)
    taken = close_period(shop, off={"EGG": 1})
    shop.say(BankFund, fen=taken, source="collected", reference="存-0125", by="c9")
    return shop


def crowded_fund(folder: Path) -> RealShop:
    """Forty households with long villages, amounts of a hundred thousand yuan."""
    shop = RealShop(folder / "fund-crowded.db")
    enrol_signers(shop)
    goods = [
        (f"I{n:02}", f"农家土法压榨浓香花生油礼盒装 {n} 号", f"69010000{n:05}", 1_234_500)
        for n in range(40)
    ]
    shop.list_goods(*goods)
    shop.say(commands.TakeOpening, goods={}, money={"cashbox": 6000})
    for n in range(40):
        code = f"H-{n + 1:02}"
        where = "长沙县星沙街道望仙桥社区第十二村民小组" if n % 3 == 0 else f"第{n}村"
        shop.say(RegisterHousehold, household=code, village=where, by="c9")
        shop.say(
            commands.ReceiveGoods, item=f"I{n:02}", quantity=60, party=code,
            unit_payout_fen=987_600, lot=f"二零二六年第{n}批",
        )  # fmt: skip
    for n in range(40):
        for _ in range(2):
            shop.buy(f"69010000{n:05}")
    taken = close_period(shop)
    shop.say(BankFund, fen=taken, source="collected", by="c9")
    share(
        shop,
        {f"H-{n + 1:02}": 1 for n in range(40)},
        "给四十户人家换冬天的种苗、农具，修进村的那段石板路，装三盏路灯",
    )
    for n in range(40):
        shop.buy(f"69010000{n:05}")
    close_period(shop)
    return shop


def empty_fund(folder: Path) -> RealShop:
    """A shop that nothing has happened in."""
    return village(folder / "fund-empty.db")
