"""The alarm that payments by phone do not arrive, out of a real book."""

from __future__ import annotations

import pytest

from shop import commands
from shop.effects import AskQr
from shop.inputs import QrEnded, QrOrdered, QrPaid, QrReady
from shop.paper_commands import ImportQrStatement
from shop.queries.sticker import CODE_CHECKED, alarm, payments
from shop.statements import QrLine, digest, packed
from shop.till.means import Means, Provider
from tests.unit.counter.a_shop import Shop


def with_provider() -> Shop:
    return Shop(means=Means(providers=(Provider("wechat", native=True, shape=None),)))


def buys(shop: Shop, end: str = "closed") -> AskQr:
    """A resident scans some code with a phone, says that they paid, and goes."""
    shop.scan("eggs")
    shop.press("qr")
    wish = [effect for effect in shop.heard if isinstance(effect, AskQr)][-1]
    shop.counter.handle(QrOrdered("wechat", wish.order, wish.visit, wish.fen))
    shop.counter.handle(QrReady("wechat", wish.order, "weixin://x"))
    if end != "paid":
        shop.press("paid")
        shop.wait(200)
        shop.counter.handle(QrEnded("wechat", wish.order, end))  # type: ignore[arg-type]
    else:
        shop.counter.handle(QrPaid("wechat", wish.order, wish.visit, wish.fen, f"T{wish.order}"))
        shop.wait(200)
    return wish


def test_five_sales_whose_code_nobody_paid_and_the_code_on_the_wall_is_to_be_looked_at() -> None:
    shop = with_provider()
    buys(shop, "paid")
    for _ in range(4):
        buys(shop)
    assert alarm(shop.connection) is None
    buys(shop)
    raised = alarm(shop.connection)
    assert raised is not None
    assert (raised.missing, raised.arrived) == (5, 0)
    first = next(one for one in payments(shop.connection) if not one.arrived)
    assert (raised.since_seq, raised.since_ms) == (first.seq, first.at_ms)


def test_a_provider_that_was_away_could_not_have_told() -> None:
    shop = with_provider()
    for _ in range(8):
        buys(shop, "offline")
    assert (payments(shop.connection), alarm(shop.connection)) == ((), None)


def test_what_the_provider_confirms_later_has_arrived() -> None:
    shop = with_provider()
    wishes = [buys(shop) for _ in range(6)]
    assert alarm(shop.connection)
    for wish in wishes[:3]:
        shop.counter.handle(QrPaid("wechat", wish.order, wish.visit, wish.fen, f"T{wish.order}"))
    assert alarm(shop.connection) is None


def test_whoever_looked_at_the_code_ends_it() -> None:
    shop = with_provider()
    for _ in range(6):
        buys(shop)
    shop.say(commands.ChangeSetting, CODE_CHECKED, True)
    assert alarm(shop.connection) is None
    buys(shop)
    assert len(payments(shop.connection)) == 1


@pytest.mark.parametrize(("claims", "stands"), [(2, True), (3, True), (4, False)])
def test_how_many_in_a_row_is_a_setting(claims: int, stands: bool) -> None:
    shop = with_provider()
    for _ in range(3):
        buys(shop)
    assert (alarm(shop.connection, claims) is not None) is stands


def test_a_static_code_alone_tells_nothing_until_a_statement_comes() -> None:
    shop = Shop()
    at_ms = []
    for _ in range(6):
        shop.scan("eggs")
        shop.press("qr")
        at_ms.append(shop.clock.now().wall_ms)
        shop.press("paid")
        shop.wait(300)
    assert payments(shop.connection) == ()
    cut = shop.open_cut()
    line = QrLine(at_ms[0], 80, 0, "payment", digest("a"))
    shop.say(ImportQrStatement, cut, packed((line,)), "f" * 64, "plain", {})
    said = payments(shop.connection)
    assert [one.arrived for one in said] == [True] + [False] * 5
    assert alarm(shop.connection)
