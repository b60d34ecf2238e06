"""IOUs: repaid whole or in part, in the box or by hand, let go by an approver; never too much."""

from __future__ import annotations

import pytest

from shop import commands
from shop.errors import MalformedInput, NoCutOpen
from shop.paper_commands import RepayIou
from shop.paper_errors import IouOwesLess, IouUnknown, OnlyApprovers
from shop.people_commands import EnrolPerson
from shop.queries import facts, ious
from shop.reconcile.statement import draw
from tests.unit.counter.a_shop import Shop


def owe(shop: Shop, item: str, alias: str | None = None) -> str:
    shop.scan(item)
    shop.press("iou")
    shop.press("iou", alias)
    shop.wait(90)
    return str(shop.last("IouNoted").body["iou"])


def test_the_list_says_what_is_open_under_which_alias_and_code() -> None:
    shop = Shop()
    rice, soap = owe(shop, "rice", "plum"), owe(shop, "soap")
    found = ious.open_ious(shop.connection)
    assert [(one.iou, one.alias, one.owed_fen) for one in found] == [
        (rice, "plum", 350),
        (soap, "", 150),
    ]
    assert found[0].code == rice.partition("/")[0][-4:]
    assert not found[0].overdue(shop.clock.now().wall_ms)
    assert found[0].overdue(shop.clock.now().wall_ms + 31 * 86_400_000)


def test_a_part_is_repaid_then_the_rest_and_the_note_leaves_the_list() -> None:
    shop = Shop()
    iou = owe(shop, "rice", "plum")
    shop.say(RepayIou, iou, 100)
    assert ious.one(shop.connection, iou).owed_fen == 250  # type: ignore[union-attr]
    shop.say(RepayIou, iou, 250)
    assert ious.open_ious(shop.connection) == ()
    shop.cut()
    exact = draw(facts.of_cut(shop.connection)).exact
    assert (exact.iou_repaid_fen, exact.cash_over_short_fen, exact.goods_money_fen) == (350, 0, 0)
    shop.verify()


@pytest.mark.parametrize("fen", [351, 0, -5])
def test_more_than_it_owes_or_nothing_is_refused(fen: int) -> None:
    shop = Shop()
    iou = owe(shop, "rice")
    head = shop.ledger.head_seq
    with pytest.raises((IouOwesLess, MalformedInput)):
        shop.say(RepayIou, iou, fen)
    assert shop.ledger.head_seq == head


def test_a_note_that_is_paid_or_never_was_is_not_paid_again() -> None:
    shop = Shop()
    iou = owe(shop, "rice")
    shop.say(RepayIou, iou, 350)
    for gone in (iou, "nobody/iou"):
        with pytest.raises(IouUnknown):
            shop.say(RepayIou, gone, 10)


def test_money_by_hand_is_taken_in_a_round_alone() -> None:
    shop = Shop()
    iou = owe(shop, "rice")
    with pytest.raises(NoCutOpen):
        shop.say(RepayIou, iou, 350, "hand")
    cut = shop.open_cut()
    shop.say(RepayIou, iou, 350, "hand")
    shop.count_all(cut)
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    shop.say(commands.CloseCut, cut)
    assert draw(facts.of_cut(shop.connection)).exact.cash_over_short_fen == 0
    shop.wait(60)
    shop.cut()
    assert draw(facts.of_cut(shop.connection)).exact.iou_repaid_fen == 350
    shop.verify()


def test_paid_by_qr_it_waits_for_the_statement() -> None:
    shop = Shop()
    iou = owe(shop, "rice")
    shop.say(RepayIou, iou, 350, "qr")
    assert shop.place("qr_pending") == 350


def test_a_repayment_is_never_offered_at_the_till_after_a_restart() -> None:
    shop = Shop()
    iou = owe(shop, "rice")
    shop.say(RepayIou, iou, 350)
    shop.start()
    assert shop.view.phase == "idle"


def test_only_an_approver_lets_a_note_go_and_says_why() -> None:
    shop = Shop()
    iou = owe(shop, "rice")
    shop.say(EnrolPerson, "c1", ("coordinator",), by="setup")
    shop.say(EnrolPerson, "a1", ("approver",), by="setup")
    with pytest.raises(OnlyApprovers):
        shop.say(commands.ForgiveIou, 350, iou, "moved away", by="c1")
    with pytest.raises(MalformedInput):
        shop.say(commands.ForgiveIou, 350, iou, " ", by="a1")
    with pytest.raises(IouOwesLess):
        shop.say(commands.ForgiveIou, 351, iou, "moved away", by="a1")
    shop.say(commands.ForgiveIou, 350, iou, "moved away", by="a1")
    assert ious.open_ious(shop.connection) == ()
    shop.verify()


def test_what_was_paid_at_the_till_for_no_named_note_is_told_apart() -> None:
    shop = Shop(box="claimed")
    owe(shop, "rice")
    shop.press("repay")
    shop.press("paid", 200)
    assert ious.unnamed_fen(shop.connection) == 200
    assert shop.place("owed") == 150


# ---------------------------------------------------------------- at the till


def test_a_resident_picks_their_own_note_and_no_tile_says_what_it_owes() -> None:
    shop = Shop(box="claimed")
    iou = owe(shop, "rice", "Moon 3")
    owe(shop, "soap")  # without an alias it is no tile
    shop.press("repay")
    assert shop.view.notes == ((iou, "Moon 3"),)
    assert (shop.view.price_tiles_fen, "note" in shop.view.buttons) == ((), True)
    shop.press("note", iou)
    assert (shop.view.notes, shop.view.note) == ((), "Moon 3")
    shop.press("paid", 200)
    assert shop.last("IouRepaid").body["iou"] == iou
    assert ious.one(shop.connection, iou).owed_fen == 150  # type: ignore[union-attr]
    shop.verify()


def test_who_pays_more_than_the_note_owes_is_not_refused_and_the_rest_is_no_repayment() -> None:
    shop = Shop(box="claimed")
    iou = owe(shop, "soap", "Moon 3")
    shop.press("repay")
    shop.press("note", iou)
    shop.press("paid", 200)
    assert shop.last("IouRepaid").body["fen"] == 150
    shop.cut()
    exact = draw(facts.of_cut(shop.connection)).exact
    assert (exact.iou_repaid_fen, exact.unattached_fen) == (150, 50)
    shop.verify()


def test_none_of_them_and_no_note_at_all_stay_possible() -> None:
    shop = Shop(box="claimed")
    owe(shop, "rice", "Moon 3")
    shop.press("repay")
    with pytest.raises(MalformedInput):
        shop.press("note", "nobody")
    shop.press("note")
    shop.press("paid", 100)
    assert "iou" not in shop.last("IouRepaid").body
    shop.press("repay")
    shop.wait(200)
    assert shop.view.phase == "idle"


def test_more_notes_than_tiles_are_not_shown() -> None:
    shop = Shop(box="claimed")
    for number in range(10):
        owe(shop, "soap", f"Moon {number}")
    shop.press("repay")
    assert shop.view.notes == ()
    assert "paid" in shop.view.buttons


def test_coins_that_fall_while_the_note_is_asked_are_kept() -> None:
    shop = Shop()
    iou = owe(shop, "rice", "Moon 3")
    shop.press("repay")
    shop.coin(100)
    assert shop.view.money_fen == 100
    shop.press("note", iou)
    shop.press("done")
    assert shop.last("IouRepaid").body == {
        "visit": shop.last("IouRepaid").body["visit"],
        "iou": iou,
        "fen": 100,
    }
    shop.verify()
