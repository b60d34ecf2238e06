"""What a provider confirmed meets its statement: each payment once, by the provider's number."""

from __future__ import annotations

from shop.effects import AskQr
from shop.inputs import QrEnded, QrOrdered, QrPaid
from shop.till.means import Means, Provider
from tests.unit.counter.a_shop import Shop
from tests.unit.counter.test_qr_statement import bring, closed, line


def a_shop() -> Shop:
    return Shop(means=Means(providers=(Provider("wechat", native=True, shape=None),)))


def asked(shop: Shop, *items: str) -> AskQr:
    shop.scan(*items)
    shop.press("qr")
    wish = [effect for effect in shop.heard if isinstance(effect, AskQr)][-1]
    shop.counter.handle(QrOrdered(wish.gateway, wish.order, wish.visit, wish.fen))
    return wish


def paid(shop: Shop, wish: AskQr, number: str) -> None:
    shop.counter.handle(QrPaid(wish.gateway, wish.order, wish.visit, wish.fen, number))


def test_a_confirmed_payment_is_its_own_line_and_nothing_is_written_for_it() -> None:
    shop = a_shop()
    shop.wait(7_200)
    paid(shop, asked(shop, "rice"), "4200001")
    shop.wait(300)
    at_ms = shop.clock.now().wall_ms
    cut = shop.open_cut()
    shop.news()
    # An hour off, and of an amount that many have: the number alone says whose it is.
    bring(shop, cut, line(at_ms - 3_600_000, 350, "4200001"))
    assert shop.news() == ["QrStatementRecorded"]
    statement = closed(shop, cut)
    assert (statement.exact.qr_fen, statement.exact.unattached_fen) == (350, 0)
    shop.verify()


def test_a_claim_that_was_confirmed_late_is_its_own_line_too() -> None:
    shop = a_shop()
    late = asked(shop, "rice")
    shop.press("paid")
    shop.wait(30)
    paid(shop, late, "4200001")
    shop.wait(300)
    other = asked(shop, "rice")
    shop.press("paid")  # the same amount, and nobody confirms it
    shop.counter.handle(QrEnded("wechat", other.order, "closed"))
    shop.wait(300)
    at_ms = shop.clock.now().wall_ms
    cut = shop.open_cut()
    shop.news()
    bring(shop, cut, line(at_ms, 350, "4200001"))
    assert shop.news() == ["TenderUnfound", "QrStatementRecorded"]
    statement = closed(shop, cut)
    assert (statement.exact.qr_fen, statement.exact.gap_parts.declared_unpaid) == (350, 350)
    shop.verify()
