"""The pay desk with real libraries on loopback: sales, notices, faults, restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hardware.gateways.fakes.trades import NextCharge
from shop.effects import AskQr, DropQr, Lamp
from shop.inputs import DeviceDown, DeviceUp, QrAside, QrEnded, QrOrdered, QrPaid, QrWaits
from tests.failures import proves
from tests.gateways.conftest import At
from tests.gateways.shop_side import ShopSide

CODES = {"wechat": "134567890123456789", "alipay": "281234567890123456"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same order of waits, in tenths of seconds."""
    state, base = "hardware.gateways.order_state", "hardware.gateways"
    monkeypatch.setattr(f"{base}.native.LOOKS_MS", ((60_000, 50), (180_000, 50)))
    monkeypatch.setattr(f"{base}.code_pay.PAYING_LOOK_MS", 50)
    monkeypatch.setattr(f"{base}.code_pay.UNCLEAR_LOOK_MS", 50)
    monkeypatch.setattr(f"{base}.code_pay.REVERSE_MS", 200)
    monkeypatch.setattr(f"{state}.WAITS_MS", (50, 100, 100))
    monkeypatch.setattr(f"{base}.orders.BOOK_WAITS_MS", (20, 20, 20))
    monkeypatch.setattr(f"{base}.standing.MISSED_LOOK_MS", 20)
    monkeypatch.setattr(f"{base}.standing.BACK_OFF_MS", (50, 100))


@pytest.fixture
def shop(at: At) -> Iterator[ShopSide]:
    side = ShopSide(at)
    yield side.start()
    assert side.desk.stop(5)


def health(shop: ShopSide) -> object:
    (record,) = shop.desk.health()
    return record


def agrees(shop: ShopSide) -> bool:
    """Say whether the book has what the provider took, to the fen."""
    return shop.credits() == shop.at.fake.trades.taken()


def test_a_sale_is_paid_by_its_own_code(shop: ShopSide) -> None:
    order = shop.ask()
    shop.at.fake.trades.pay(order)
    shop.wait_for(lambda: shop.of(QrPaid))
    assert agrees(shop)
    assert health(shop).state == "up"  # type: ignore[attr-defined]


def test_a_residents_code_is_charged_after_a_password(shop: ShopSide) -> None:
    shop.at.fake.trades.charges = NextCharge("paying", "paid", 300)
    shop.charge(CODES[shop.at.name])
    shop.wait_for(lambda: shop.of(QrPaid))
    assert len(shop.of(QrWaits)) == 1
    assert agrees(shop)


def test_who_cancels_the_password_is_not_charged(shop: ShopSide) -> None:
    shop.at.fake.trades.charges = NextCharge("paying", "closed", 200)
    shop.charge(CODES[shop.at.name])
    shop.wait_for(lambda: shop.of(QrEnded))
    assert (shop.of(QrEnded)[0].why, shop.credits()) == ("refused", {})


def test_a_charge_of_which_nobody_knows_goes_back(shop: ShopSide) -> None:
    shop.at.fake.trades.fail("charge", "system")
    shop.at.fake.trades.fail("query", "system", 40)
    order = shop.charge(CODES[shop.at.name])
    shop.wait_for(lambda: shop.of(QrEnded))
    assert (shop.of(QrEnded)[0].order, shop.credits(), agrees(shop)) == (order, {}, True)


@proves("payment_closing", "wechat", "alipay")
def test_money_that_lands_during_closing_is_in_the_book(shop: ShopSide) -> None:
    order = shop.ask()
    shop.at.fake.trades.pay_when_closing(order)
    shop.desk.command(DropQr(shop.at.name, order))
    shop.wait_for(lambda: shop.of(QrPaid))
    assert agrees(shop)


@proves("payment_late", "wechat", "alipay")
def test_forged_notices_change_nothing_and_a_thousand_repeats_are_one_credit(
    shop: ShopSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.gateways.native.LOOKS_MS", ((180_000, 170_000),))
    order = shop.ask()
    shop.at.fake.trades.pay(order)
    for forged in ("signature", "timestamp", "serial", "body"):
        for _ in range(5):
            said = shop.at.fake.notice(order, forged)  # type: ignore[arg-type]
            assert not shop.desk.notice(shop.at.name, *said)
    assert shop.credits() == {}, "forged: none is believed"
    said = shop.at.fake.notice(order)
    accepted = [shop.desk.notice(shop.at.name, *said) for _ in range(1_000)]
    assert all(accepted)
    assert len(shop.of(QrPaid)) == 1
    assert agrees(shop)
    counts = health(shop).counts  # type: ignore[attr-defined]
    assert (counts["forged"], counts["stale"], counts["notices"]) == (15, 5, 1_000)


@proves("payment_late", "wechat", "alipay")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"fen": 1}, "amount"), ({"currency": "USD"}, "currency"), ({"shop": ""}, "shop")],
)
def test_a_payment_that_does_not_fit_is_set_aside(
    shop: ShopSide, wrong: dict[str, object], why: str
) -> None:
    if why == "shop":
        wrong = {"shop": {"wechat": "1900000002/wx02", "alipay": "2088999999999999"}[shop.at.name]}
    order = shop.ask()
    shop.at.fake.trades.pay(order, **wrong)  # type: ignore[arg-type]
    shop.wait_for(lambda: shop.of(QrEnded))
    assert ([said.why for said in shop.of(QrAside)], shop.credits()) == ([why], {})


def test_a_notice_of_an_order_that_nobody_made_is_set_aside_once(shop: ShopSide) -> None:
    shop.at.fake.trades.place("stranger-1", 100, "native")
    shop.at.fake.trades.pay("stranger-1")
    said = shop.at.fake.notice("stranger-1")
    assert [shop.desk.notice(shop.at.name, *said) for _ in range(50)] == [True] * 50
    assert [aside.why for aside in shop.of(QrAside)] == ["unknown_order"]


@proves("payment_late", "wechat", "alipay")
def test_money_that_comes_when_the_order_is_long_over_is_asked_about_and_credited(
    shop: ShopSide,
) -> None:
    order = shop.ask()
    shop.desk.command(DropQr(shop.at.name, order))
    shop.wait_for(lambda: shop.of(QrEnded))
    shop.at.fake.trades.trade(order).standing = "open"  # a provider that forgot the closing
    shop.at.fake.trades.pay(order)
    said = shop.at.fake.notice(order)
    assert not shop.desk.notice(shop.at.name, *said), "not before the book has it"
    shop.wait_for(lambda: shop.of(QrPaid))
    assert shop.desk.notice(shop.at.name, *said)
    assert agrees(shop)


@proves("provider_away", "wechat", "alipay")
def test_a_provider_that_is_away_is_told_once_and_again_when_it_is_back(shop: ShopSide) -> None:
    shop.at.fake.place.offline()
    order = shop.order()
    shop.desk.command(AskQr(shop.at.name, order, "V", 350))
    shop.wait_for(lambda: shop.of(QrEnded))
    assert shop.of(QrEnded)[0].why == "offline"
    shop.wait_for(lambda: shop.of(DeviceDown))
    assert health(shop).state == "down"  # type: ignore[attr-defined]
    assert "network" in health(shop).last_error  # type: ignore[attr-defined]
    shop.desk.command(AskQr(shop.at.name, shop.order(), "V", 350))
    shop.wait_for(lambda: len(shop.of(QrEnded)) == 2)
    shop.at.fake.place.online()
    shop.wait_for(lambda: len(shop.of(DeviceUp)) == 2)
    assert len(shop.of(DeviceDown)) == 1
    shop.ask()


@proves("provider_away", "wechat", "alipay")
def test_a_network_that_goes_away_while_the_code_is_shown_loses_nothing(shop: ShopSide) -> None:
    order = shop.ask()
    shop.at.fake.place.offline()
    shop.at.fake.trades.pay(order)
    shop.wait_for(lambda: shop.of(DeviceDown))
    shop.desk.command(DropQr(shop.at.name, order))
    shop.at.fake.place.online()
    shop.wait_for(lambda: shop.of(QrPaid))
    assert agrees(shop)


@proves("provider_away", "wechat", "alipay")
def test_a_wedged_provider_holds_up_neither_the_till_nor_other_sales(
    shop: ShopSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.gateways.order_state.PLACE_MS", 300)
    shop.at.fake.trades.fail("place", "hang")
    first = shop.order()
    shop.desk.command(AskQr(shop.at.name, first, "V", 350))
    shop.until(lambda: shop.at.fake.trades.asked["place"] == 1)
    second = shop.ask()
    shop.wait_for(lambda: shop.of(QrEnded))
    assert (shop.of(QrEnded)[0].order, shop.of(QrEnded)[0].why) == (first, "offline")
    shop.at.fake.trades.pay(second)
    shop.wait_for(lambda: shop.of(QrPaid))
    shop.at.fake.place.offline()  # lets go of the one that hangs


def test_a_book_that_says_no_is_told_until_it_says_yes(shop: ShopSide) -> None:
    order = shop.ask()
    shop.is_broken = True
    shop.at.fake.trades.pay(order)
    shop.until(lambda: health(shop).counts["dropped"] >= 3)  # type: ignore[attr-defined]
    shop.is_broken = False
    shop.wait_for(lambda: shop.of(QrPaid))
    assert agrees(shop)


def test_what_is_not_for_a_provider_changes_nothing(shop: ShopSide) -> None:
    shop.desk.command(Lamp("green"))
    shop.desk.command(AskQr("nobody", shop.order(), "V", 350))
    shop.desk.command(DropQr(shop.at.name, "never-asked"))
    assert not shop.desk.notice("nobody", {}, b"")
    shop.ask()
    assert len(shop.of(QrOrdered)) == 1


def test_the_code_of_a_resident_is_in_nothing_that_the_desk_says_or_keeps(shop: ShopSide) -> None:
    code = CODES[shop.at.name]
    shop.at.fake.trades.charges = NextCharge("paying")
    shop.charge(code)
    shop.wait_for(lambda: shop.of(QrWaits))
    window = shop.desk._windows[shop.at.name]
    assert code not in repr([shop.heard, shop.desk.health(), window._orders])
    assert window._codes == {}


class TestAfterARestart:
    @pytest.fixture
    def restarted(self, at: At) -> Iterator[Callable[..., ShopSide]]:
        sides: list[ShopSide] = []

        def start(how: str, *, paid: bool) -> ShopSide:
            what = QrOrdered(at.name, "01J00000000000000000000BEF", "V", 350, how)  # type: ignore[arg-type]
            at.fake.trades.place(what.order, 350, how).standing = "paying"  # type: ignore[arg-type]
            if paid:
                at.fake.trades.pay(what.order)
            sides.append(ShopSide(at, (what,)))
            return sides[-1].start()

        yield start
        for side in sides:
            assert side.desk.stop(5)

    @pytest.mark.parametrize("how", ["native", "code"])
    def test_money_of_before_is_credited(
        self, restarted: Callable[..., ShopSide], how: str
    ) -> None:
        shop = restarted(how, paid=True)
        shop.wait_for(lambda: shop.of(QrPaid))
        assert agrees(shop)

    @pytest.mark.parametrize("how", ["native", "code"])
    def test_an_order_without_money_is_let_go(
        self, restarted: Callable[..., ShopSide], how: str
    ) -> None:
        shop = restarted(how, paid=False)
        shop.wait_for(lambda: shop.of(QrEnded))
        assert (shop.credits(), agrees(shop)) == ({}, True)


def test_a_provider_whose_keys_are_missing_is_down_and_says_what_to_do(at: At) -> None:
    table = at.table
    for path in at.folder.iterdir():
        path.unlink()
    side = ShopSide(at, open_=lambda: at.open_with(table))
    side.desk.start()
    side.wait_for(lambda: side.of(DeviceDown))
    assert "put it there" in side.of(DeviceDown)[0].why
    side.desk.command(AskQr(at.name, side.order(), "V", 350))
    side.wait_for(lambda: side.of(QrEnded))
    assert side.of(QrEnded)[0].why == "offline"
    assert side.desk.stop(5)
