"""Change out of hoppers: what falls is change, what does not is owed, given, or in the tray."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.effects import Dispense
from shop.errors import InputRefused
from shop.inputs import DeviceDown, DeviceFault, DispenseDone, DispenseIntent
from shop.paper_commands import PayOwed
from shop.queries import owed
from shop.queries.devices import open_dispense
from shop.till.means import Hopper, Means, plan
from tests.failures import proves
from tests.unit.counter.a_shop import Shop

YUAN, JIAO = Hopper("yuan", 100, 50), Hopper("jiao", 50, 50)


def a_shop(**rules: bool) -> Shop:
    return Shop(change="hopper", means=Means(hoppers=(JIAO, YUAN)), **rules)


def overpaid(shop: Shop) -> list[Dispense]:
    """Rice at 3.50 is paid with 5.00, and the change is asked for."""
    shop.scan("rice")
    shop.coin(500)
    shop.wait(6)
    shop.press("change")
    return [effect for effect in shop.heard if isinstance(effect, Dispense)]


def intent(wish: Dispense) -> DispenseIntent:
    fen = {"yuan": 100, "jiao": 50}[wish.device]
    serial = f"hopper:{wish.device}"
    return DispenseIntent(wish.device, serial, wish.job, wish.visit, wish.coins, fen, 7)


def done(wish: Dispense, paid: int) -> DispenseDone:
    of = intent(wish)
    why = "done" if paid == wish.coins else "empty"
    return DispenseDone(
        of.device, of.serial, of.job, of.visit, of.coin_fen, paid, wish.coins - paid, why
    )  # fmt: skip


def test_each_hopper_pays_its_coins_and_the_book_has_what_fell() -> None:
    shop = a_shop()
    wishes = overpaid(shop)
    assert [(wish.device, wish.coins) for wish in wishes] == [("yuan", 1), ("jiao", 1)]
    assert shop.view.falling
    assert shop.view.buttons == {"help"}
    for wish in wishes:
        shop.counter.handle(intent(wish))
        shop.counter.handle(done(wish, wish.coins))
    assert (shop.view.falling, shop.view.left_fen, shop.view.notice) == (False, 0, "change_fell")
    assert shop.place("cashbox") == 5000 + 350
    assert shop.last("ChangeGiven").body["evidence"] == "credited"
    shop.verify()


def test_a_repeat_of_what_fell_changes_nothing() -> None:
    shop = a_shop()
    wish = overpaid(shop)[0]
    for _ in range(2):
        shop.counter.handle(intent(wish))
    shop.counter.handle(done(wish, 1))
    assert shop.counter.handle(done(wish, 1)).repeated
    assert shop.place("cashbox") == 5000 + 400


def short(shop: Shop) -> None:
    """One yuan falls, the hopper of half yuan is empty."""
    for wish in overpaid(shop):
        shop.counter.handle(intent(wish))
        shop.counter.handle(done(wish, 1 if wish.device == "yuan" else 0))


@proves("hopper_short", "cctalk-hopper")
def test_what_could_not_fall_is_offered_as_a_slip_or_for_the_fund() -> None:
    shop = a_shop()
    short(shop)
    assert (shop.view.short, shop.view.left_fen) == (True, -50)
    assert shop.view.buttons == {"owe", "fund", "done", "add", "help"}
    shop.press("fund")
    assert shop.last("DonationReceived").body["fen"] == 50
    assert shop.view.left_fen == 0
    shop.verify()


def test_a_spare_tray_pays_it_too() -> None:
    shop = a_shop(spare_tray=True)
    short(shop)
    assert "change" in shop.view.buttons
    shop.press("change")
    assert shop.last("ChangeGiven").body["evidence"] == "claimed"
    assert shop.view.left_fen == 0
    shop.verify()


@proves("hopper_short", "cctalk-hopper")
def test_the_shop_owes_it_on_a_slip_and_a_volunteer_pays_it_once() -> None:
    shop = a_shop()
    short(shop)
    shop.press("owe")
    assert (shop.view.notice, shop.view.notice_fen) == ("change_owed", 50)
    (slip,) = owed.open_slips(shop.connection)
    assert slip.fen == 50
    shop.wait(70)
    box_fen = shop.place("cashbox")
    shop.say(PayOwed, slip.owed, by="v1")
    assert (shop.place("cashbox"), owed.open_slips(shop.connection)) == (box_fen - 50, ())
    with pytest.raises(InputRefused):
        shop.say(PayOwed, slip.owed, by="v1")
    shop.verify()


def test_a_slip_is_for_all_that_did_not_fall() -> None:
    shop = a_shop()
    for wish in overpaid(shop):
        shop.counter.handle(intent(wish))
        shop.counter.handle(done(wish, 0))
    shop.press("owe")
    assert [slip.fen for slip in owed.open_slips(shop.connection)] == [150]
    assert shop.place("cashbox") == 5000 + 500
    shop.verify()


def test_two_hoppers_that_end_after_the_next_scan_owe_what_both_did_not_pay_once() -> None:
    shop = a_shop()
    yuan, half = overpaid(shop)
    for wish in (yuan, half):
        shop.counter.handle(intent(wish))
    shop.scan("soap")
    shop.counter.handle(done(yuan, 0))
    assert owed.open_slips(shop.connection) == ()  # the other one still pays
    shop.counter.handle(done(half, 1))
    assert [slip.fen for slip in owed.open_slips(shop.connection)] == [100]
    shop.counter.handle(done(half, 1))
    assert [slip.fen for slip in owed.open_slips(shop.connection)] == [100]
    shop.verify()


def test_nothing_is_owed_where_all_fell_after_the_next_scan() -> None:
    shop = a_shop()
    wishes = overpaid(shop)
    shop.scan("soap")
    for wish in wishes:
        shop.counter.handle(intent(wish))
        shop.counter.handle(done(wish, 1))
    assert owed.open_slips(shop.connection) == ()
    shop.verify()


def test_no_coin_falls_for_money_that_was_only_said() -> None:
    shop = a_shop()
    shop.scan("rice")
    shop.press("qr")
    with pytest.raises(InputRefused):
        shop.press("paid", 5_000)
    shop.press("paid", 350)
    assert shop.view.left_fen == 0
    assert "change" not in shop.view.buttons
    shop.verify()


def test_a_hopper_that_is_empty_or_away_is_not_asked() -> None:
    shop = a_shop()
    shop.counter.handle(DeviceFault("yuan", "empty"))
    (wish,) = overpaid(shop)
    assert (wish.device, wish.coins) == ("jiao", 3)


def test_without_any_hopper_the_choice_is_there_at_once() -> None:
    shop = a_shop()
    for device in ("yuan", "jiao"):
        shop.counter.handle(DeviceDown(device, "the cable"))
    assert overpaid(shop) == []
    assert (shop.view.short, shop.view.left_fen) == (True, -150)


def test_change_that_fell_while_the_program_was_away_is_still_that_visit_s() -> None:
    shop = a_shop()
    wish = overpaid(shop)[0]
    shop.counter.handle(intent(wish))
    assert open_dispense(shop.connection, "hopper:yuan") == intent(wish)
    shop.start()
    shop.counter.handle(done(wish, 1))
    assert open_dispense(shop.connection, "hopper:yuan") is None
    assert shop.last("ChangeGiven").body["visit"] == wish.visit
    shop.verify()


def test_a_wish_that_no_hopper_ever_heard_of_is_owed_after_a_restart() -> None:
    shop = a_shop()
    (first, _) = overpaid(shop)
    shop.start()  # before any hopper wrote down that it would pay
    assert [slip.fen for slip in owed.open_slips(shop.connection)] == [150]
    shop.start()
    assert len(owed.open_slips(shop.connection)) == 1
    assert shop.last("ChangeOwed").body["visit"] == first.visit
    shop.verify()


def test_one_hopper_paid_and_the_other_never_heard_of_it() -> None:
    shop = a_shop()
    wish = overpaid(shop)[0]
    shop.counter.handle(intent(wish))
    shop.start()
    assert owed.open_slips(shop.connection) == ()  # its own counter will say what fell
    shop.counter.handle(done(wish, 1))
    assert [slip.fen for slip in owed.open_slips(shop.connection)] == [50]
    shop.start()
    assert len(owed.open_slips(shop.connection)) == 1
    shop.verify()


def test_who_got_everything_or_walked_off_from_the_choice_is_owed_nothing_by_a_restart() -> None:
    for paid in (1, 0):
        shop = a_shop()
        for wish in overpaid(shop):
            shop.counter.handle(intent(wish))
            shop.counter.handle(done(wish, paid))
        shop.start()
        assert owed.open_slips(shop.connection) == ()


@given(
    st.integers(0, 100_000),
    st.lists(
        st.builds(Hopper, st.text(), st.sampled_from((10, 50, 100)), st.integers(1, 255)),
        max_size=4,
    ),
)
def test_a_plan_never_pays_too_much_nor_more_coins_than_a_hopper_may(
    fen: int, hoppers: list[Hopper]
) -> None:
    planned = plan(fen, hoppers)
    paid = sum(hopper.coin_fen * coins for hopper, coins in planned)
    assert 0 <= paid <= fen
    assert all(1 <= coins <= hopper.coins_max for hopper, coins in planned)
    room = [h for h in hoppers if (h, h.coins_max) not in planned]
    assert all(fen - paid < hopper.coin_fen for hopper in room)
