"""Paying by phone at a provider: the sale's own code, the resident's code, and what goes wrong."""

from __future__ import annotations

import pytest

from shop.effects import AskQr, ChargeCode, DropQr
from shop.inputs import DeviceDown, QrAside, QrEnded, QrOrdered, QrPaid, QrReady, QrWaits, Scanned
from shop.till.means import Means, Provider
from tests.unit.counter.a_shop import Shop

WECHAT = Provider("wechat", native=True, shape="wechat")
ALIPAY = Provider("alipay", native=True, shape="alipay")
#: A resident's payment code, of an invented wallet.
CODE = "134567890123456789"


def a_shop(*providers: Provider, wall_code: bool = True) -> Shop:
    return Shop(means=Means(providers=providers or (WECHAT,), wall_code=wall_code))


def asked(shop: Shop) -> AskQr:
    wish = [effect for effect in shop.heard if isinstance(effect, AskQr)][-1]
    shop.counter.handle(QrOrdered(wish.gateway, wish.order, wish.visit, wish.fen))
    return wish


def at_the_code(shop: Shop) -> AskQr:
    """Rice is in the basket, the sale's own code is on the screen."""
    shop.scan("rice")
    shop.press("qr")
    wish = asked(shop)
    shop.counter.handle(QrReady(wish.gateway, wish.order, "weixin://wxpay/x"))
    return wish


def paid(wish: AskQr | ChargeCode, fen: int | None = None, number: str = "T1") -> QrPaid:
    return QrPaid(wish.gateway, wish.order, wish.visit, wish.fen if fen is None else fen, number)


def dropped(shop: Shop) -> list[str]:
    return [effect.order for effect in shop.heard if isinstance(effect, DropQr)]


def test_the_screen_shows_the_sale_s_own_code_and_says_thanks_when_the_money_is_there() -> None:
    shop = a_shop()
    shop.scan("rice")
    shop.press("qr")
    assert shop.view.qr == "asking"
    wish = asked(shop)
    assert wish.fen == 350
    shop.counter.handle(QrReady("wechat", wish.order, "weixin://wxpay/x"))
    assert (shop.view.qr, shop.view.codes) == ("codes", (("wechat", "weixin://wxpay/x"),))
    shop.counter.handle(paid(wish))
    assert shop.view.phase == "thanks"
    tender = shop.last("TenderReceived").body
    assert (tender["evidence"], tender["fen"], shop.place("qr_wallet")) == ("confirmed", 350, 350)
    assert shop.last("SaleDeclared").body["how"] == "confirmed"
    shop.verify()


def test_the_provider_s_own_number_is_in_the_book_only_as_a_digest() -> None:
    shop = a_shop()
    shop.counter.handle(paid(at_the_code(shop), number="4200001234"))
    assert "4200001234" not in str(shop.last("TenderReceived"))


def test_the_same_payment_told_a_thousand_times_is_one_credit() -> None:
    shop = a_shop()
    wish = at_the_code(shop)
    replies = [shop.counter.handle(paid(wish)) for _ in range(1000)]
    assert [reply.repeated for reply in replies] == [False] + [True] * 999
    assert shop.place("qr_wallet") == 350


def test_two_providers_two_codes_and_the_other_one_is_dropped() -> None:
    shop = a_shop(WECHAT, ALIPAY)
    shop.scan("rice")
    shop.press("qr")
    first, second = [effect for effect in shop.heard if isinstance(effect, AskQr)]
    assert first.order != second.order
    for wish in (first, second):
        shop.counter.handle(QrReady(wish.gateway, wish.order, wish.gateway))
    assert [gateway for gateway, _ in shop.view.codes] == ["wechat", "alipay"]
    shop.counter.handle(paid(second))
    assert dropped(shop) == [first.order]
    assert shop.view.phase == "thanks"


@pytest.mark.parametrize("turn", ["back", "scan"])
def test_who_turns_away_from_the_code_leaves_no_order_behind(turn: str) -> None:
    shop = a_shop()
    wish = at_the_code(shop)
    if turn == "back":
        shop.press("back")
    else:
        shop.scan("soap")
    assert (shop.view.phase, dropped(shop)) == ("basket", [wish.order])
    shop.press("qr")
    assert asked(shop).order != wish.order  # another amount, another order


def test_money_of_a_dropped_order_still_comes_in_and_is_the_visit_s_own() -> None:
    shop = a_shop()
    wish = at_the_code(shop)
    shop.press("back")
    shop.counter.handle(paid(wish))
    assert (shop.view.phase, shop.view.money_fen, shop.view.left_fen) == ("basket", 350, 0)
    shop.wait(6)
    assert shop.view.phase == "thanks"


def test_money_that_comes_after_the_visit_is_over_is_written_down_for_it() -> None:
    shop = a_shop()
    wish = at_the_code(shop)
    shop.wait(121)  # nobody pressed anything: the sale is declared unpaid
    shop.wait(61)
    assert shop.view.phase == "idle"
    shop.counter.handle(paid(wish))
    assert shop.last("TenderReceived").body["visit"] == wish.visit
    assert (shop.view.phase, shop.place("due")) == ("idle", 0)
    shop.start()  # and a restart offers it to nobody
    assert shop.view.phase == "idle"
    shop.verify()


def test_what_a_resident_said_they_paid_becomes_sure_and_is_no_second_credit() -> None:
    shop = a_shop()
    wish = at_the_code(shop)
    shop.press("paid")
    assert shop.place("qr_pending") == 350
    assert dropped(shop) == []  # the order lives on: it may yet be confirmed
    shop.counter.handle(paid(wish))
    assert shop.last("TenderMatched").body["fen"] == 350
    assert (shop.place("qr_pending"), shop.place("qr_wallet"), shop.place("due")) == (0, 350, 0)
    assert shop.counter.handle(paid(wish)).repeated
    shop.verify()


def test_a_claim_that_becomes_sure_leaves_no_other_code_to_be_paid() -> None:
    shop = a_shop(WECHAT, ALIPAY)
    shop.scan("rice")
    shop.press("qr")
    first, second = [effect for effect in shop.heard if isinstance(effect, AskQr)]
    for wish in (first, second):
        shop.counter.handle(QrReady(wish.gateway, wish.order, wish.gateway))
    shop.press("paid")
    shop.counter.handle(paid(first))
    assert shop.last("TenderMatched").body["fen"] == 350
    assert dropped(shop) == [second.order]


def test_a_second_payment_of_the_same_sale_is_money_too_much_not_the_first_again() -> None:
    shop = a_shop()
    wish = at_the_code(shop)
    shop.press("paid")
    shop.counter.handle(paid(wish, number="T1"))
    shop.counter.handle(paid(wish, number="T2"))
    assert (shop.place("qr_wallet"), shop.view.left_fen) == (700, -350)


def test_the_green_button_says_nothing_while_a_provider_waits_for_a_password() -> None:
    """As little as the button on the screen, which is not shown then."""
    shop = a_shop()
    shop.scan("rice")
    shop.press("qr")
    shop.counter.handle(Scanned("scanner", CODE, shape="wechat"))
    charge = next(effect for effect in shop.heard if isinstance(effect, ChargeCode))
    shop.counter.handle(QrWaits("wechat", charge.order))
    shop.green()
    assert shop.view.phase == "qr"
    assert shop.place("qr_pending") == 0
    shop.counter.handle(QrEnded("wechat", charge.order, "refused"))
    shop.green()  # the code on the wall is there still: now it is the resident's word
    assert shop.view.phase == "thanks"
    assert shop.place("qr_pending") == 350
    shop.verify()


def test_the_green_button_claims_nothing_where_there_is_no_code_to_pay() -> None:
    shop = a_shop(wall_code=False)
    shop.scan("rice")
    shop.press("qr")
    wish = asked(shop)
    shop.counter.handle(QrEnded("wechat", wish.order, "offline"))
    shop.green()
    assert shop.view.phase == "qr"
    assert shop.place("qr_pending") == 0


def test_the_code_is_not_to_be_had_and_the_one_on_the_wall_is_there() -> None:
    shop = a_shop()
    shop.scan("rice")
    shop.press("qr")
    wish = asked(shop)
    shop.counter.handle(QrEnded("wechat", wish.order, "offline"))
    assert (shop.view.phase, shop.view.qr) == ("qr", "static")
    shop.press("paid")
    assert shop.last("TenderReceived").body["evidence"] == "claimed"


def test_a_provider_that_is_down_is_not_asked() -> None:
    shop = a_shop()
    shop.counter.handle(DeviceDown("wechat", "no network"))
    shop.scan("rice")
    shop.press("qr")
    assert not [effect for effect in shop.heard if isinstance(effect, AskQr)]
    assert shop.view.qr == "static"


def test_without_any_way_the_button_is_not_shown() -> None:
    shop = a_shop(wall_code=False)
    shop.scan("rice")
    assert "qr" in shop.view.buttons
    shop.counter.handle(DeviceDown("wechat", "no network"))
    assert "qr" not in shop.view.buttons


class TestTheResidentsOwnCode:
    @pytest.mark.parametrize("way", ["cash", "qr"])
    def test_it_is_charged_where_payment_is_asked_for(self, way: str) -> None:
        shop = a_shop()
        shop.scan("rice")
        shop.press(way)
        shop.counter.handle(Scanned("scanner", CODE, None, "wechat"))
        charge = next(effect for effect in shop.heard if isinstance(effect, ChargeCode))
        assert (charge.code, charge.fen, shop.view.qr) == (CODE, 350, "waiting")
        assert "paid" not in shop.view.buttons  # money is under way: nobody says it twice
        shop.counter.handle(QrWaits("wechat", charge.order))
        shop.counter.handle(paid(charge))
        assert shop.view.phase == "thanks"

    def test_it_is_neither_stored_nor_shown_nor_in_any_repr(self) -> None:
        shop = a_shop()
        shop.scan("rice")
        shop.press("qr")
        shop.counter.handle(Scanned("scanner", CODE, None, "wechat"))
        assert CODE not in repr(shop.heard)
        assert CODE not in repr(shop.counter.till)
        assert CODE not in repr(shop.view)
        assert CODE not in "\n".join(shop.connection.iterdump())

    def test_a_second_look_at_it_is_no_second_charge(self) -> None:
        shop = a_shop()
        shop.scan("rice")
        shop.press("qr")
        for _ in range(3):
            shop.counter.handle(Scanned("scanner", CODE, None, "wechat"))
        assert sum(isinstance(effect, ChargeCode) for effect in shop.heard) == 1

    def test_a_refused_one_leads_to_another_try(self) -> None:
        shop = a_shop()
        shop.scan("rice")
        shop.press("qr")
        shop.counter.handle(Scanned("scanner", CODE, None, "wechat"))
        charge = next(effect for effect in shop.heard if isinstance(effect, ChargeCode))
        shop.counter.handle(QrEnded("wechat", charge.order, "refused"))
        assert (shop.view.notice, shop.view.qr) == ("code_refused", "static")
        shop.counter.handle(Scanned("scanner", CODE, None, "wechat"))
        assert sum(isinstance(effect, ChargeCode) for effect in shop.heard) == 2

    def test_before_payment_is_asked_for_it_is_not_looked_at(self) -> None:
        shop = a_shop()
        shop.scan("rice")
        shop.counter.handle(Scanned("scanner", CODE, None, "wechat"))
        assert (shop.view.phase, shop.view.notice) == ("basket", "pay_first")

    def test_one_of_a_provider_that_charges_none_is_not_taken(self) -> None:
        shop = a_shop()
        shop.scan("rice")
        shop.press("qr")
        shop.counter.handle(Scanned("scanner", "281234567890123456", None, "alipay"))
        assert shop.view.notice == "show_code"


def test_money_that_does_not_fit_its_order_is_set_aside_and_credited_to_nobody() -> None:
    shop = a_shop()
    wish = at_the_code(shop)
    shop.counter.handle(QrAside("wechat", wish.order, 1, "T9", "amount"))
    note = shop.last("DeviceNoted").body
    assert (note["what"], note["fen"], note["why"]) == ("qr_aside", 1, "amount")
    assert (shop.view.phase, shop.place("qr_wallet")) == ("qr", 0)
    shop.verify()


def test_an_order_without_an_end_is_found_again_after_a_restart() -> None:
    from shop.queries.devices import open_orders

    shop = a_shop()
    wish = at_the_code(shop)
    assert [order.order for order in open_orders(shop.connection, "wechat")] == [wish.order]
    shop.start()
    shop.counter.handle(paid(wish))
    assert open_orders(shop.connection, "wechat") == ()
    assert shop.place("qr_wallet") == 350
