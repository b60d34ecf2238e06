"""Proceeds as a village lives them: goods on consignment, a period, a fund, a payout."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import AmountTooLarge, InputRefused, MalformedInput, SameIdOtherCommand
from shop.fund_commands import AllocateProceeds, BankFund, PayExpense, RegisterHousehold
from shop.fund_errors import (
    FundTooSmall,
    HouseholdCodeUnusable,
    HouseholdKnown,
    HouseholdUnknown,
    LotTaken,
    LotTerms,
    NothingToShare,
    PayoutTooLarge,
    ProceedsChanged,
    ReserveTooLarge,
    SharesMissing,
)
from shop.paper_commands import CorrectEntry
from shop.queries import journal, proceeds
from shop.review_errors import NotYourRole
from tests.unit.review.a_fund import Funded


@pytest.fixture
def shop() -> Funded:
    made = Funded()
    made.register("H-03", "H-07")
    return made


def a_month(shop: Funded) -> str:
    """12 pieces of soap of H-03 sold for 150 each, two more gone unpaid; all closed."""
    shop.say(commands.WriteOffGoods, "soap", 20, "gift")  # the opening stock
    shop.consign("soap", 20, "H-03", 100, lot="A")
    shop.sales(12, "soap")
    shop.days(7)
    return shop.closed(shop.round(off={"soap": -2}))


def test_a_poor_household_does_not_pay_for_a_strangers_taking(shop: Funded) -> None:
    a_month(shop)
    found = shop.draft()
    assert found.payables == {"H-03": 1400}  # 14 gone, 12 of them paid for
    assert found.inputs.goods_money_fen == 1800
    assert found.before_reserve_fen == 400
    shop.collected(5000)
    shop.share({"H-03": 1, "H-07": 2}, reserve_fen=101, purpose="冬天的书本")
    body = journal.latest(shop.connection, "ProceedsAllocated").body  # type: ignore[union-attr]
    assert body["allocations"] == [
        {"party": "H-03", "fen": 1400, "what": "goods"},
        {"party": "H-03", "fen": 100, "what": "share"},
        {"party": "H-07", "fen": 199, "what": "share"},
    ]
    assert (shop.owed("H-03"), shop.owed("H-07"), shop.fund_fen) == (1500, 199, 5000 - 1800)
    shop.pay("H-03", 1500)
    assert shop.owed("H-03") == 0
    shop.verify()


@pytest.mark.parametrize(("bearer", "owed"), [("fund", 1400), ("consignor", 1200)])
def test_who_bears_what_went_unpaid(shop: Funded, bearer: str, owed: int) -> None:
    shop.say(commands.WriteOffGoods, "soap", 20, "gift")
    shop.consign("soap", 20, "H-03", 100, shrink_bearer=bearer)
    shop.sales(12, "soap")
    shop.days(7)
    shop.closed(shop.round(off={"soap": -2}))
    assert shop.draft().payables == {"H-03": owed}


def test_pro_rata_is_the_share_of_what_came_in_rounded_down(shop: Funded) -> None:
    shop.say(commands.WriteOffGoods, "soap", 20, "gift")
    shop.consign("soap", 20, "H-03", 99, shrink_bearer="prorata")
    shop.sales(12, "soap")
    shop.days(7)
    shop.closed(shop.round(off={"soap": -2}))
    assert shop.draft().payables == {"H-03": 14 * 99 * 1800 // 2100}


def test_who_pays_half_pays_half_a_tray(shop: Funded) -> None:
    shop.say(commands.WriteOffGoods, "soap", 20, "gift")
    shop.consign("soap", 20, "H-03", 100, shrink_bearer="consignor")
    for _ in range(5):  # a third each: 5/3 pieces
        shop.scan("soap")
        shop.coin(50)
        shop.wait(600)
    shop.days(7)
    shop.closed(shop.round())
    (line,) = (line for line in shop.draft().lines if line.layer.terms.party)
    assert (line.layer.gone, line.layer.paid, line.payable_fen) == (5, 2, 200)


def test_bought_goods_cost_as_they_go_and_as_they_spoil(shop: Funded) -> None:
    shop.say(commands.WriteOffGoods, "rice", 20, "gift")
    shop.say(commands.ReceiveGoods, "rice", 20, supplier="粮站", unit_cost_fen=300)
    shop.say(commands.WriteOffGoods, "rice", 1, "spoiled")
    shop.sales(12)
    shop.days(7)
    shop.closed(shop.round())
    found = shop.draft()
    assert (found.cost_fen, found.spoiled_fen) == (12 * 300, 300)
    assert found.before_reserve_fen == 12 * 350 - 12 * 300 - 300


def test_running_costs_lower_the_surplus_and_paying_for_goods_does_not(shop: Funded) -> None:
    shop.sales(12, "rice")
    shop.collected(3000)
    shop.say(PayExpense, 700, "电费", by="c1")
    shop.say(PayExpense, 900, "进货", cost_of="goods", by="c1")
    shop.say(BankFund, 50, "donor", by="c1")
    shop.days(7)
    second = shop.round()
    shop.closed(*shop.periods()[-1].cuts)
    assert second
    found = shop.draft()
    assert (found.inputs.expenses_fen, found.inputs.gifts_fen) == (700, 50)
    assert found.before_reserve_fen == 12 * 350 + 50 - 700
    assert shop.fund_fen == 3000 - 700 - 900 + 50


def test_a_deficit_is_carried_in_the_book_and_made_good_first(shop: Funded) -> None:
    shop.say(commands.WriteOffGoods, "soap", 20, "gift")
    shop.consign("soap", 20, "H-03", 150)
    shop.sales(10, "soap")
    shop.days(7)
    shop.closed(shop.round(off={"soap": -4}))  # 1,500 came in, 2,100 are owed
    shop.collected(5000)
    shop.share()
    first = shop.last("ProceedsAllocated").body
    assert (first["figures"]["surplus_fen"], first["figures"]["deficit_after_fen"]) == (-600, 600)
    assert all(line["what"] == "goods" for line in first["allocations"])
    shop.sales(12, "rice")
    shop.days(7)
    shop.round()
    shop.closed(*shop.periods()[-1].cuts)
    found = shop.draft()
    assert found.inputs.deficit_before_fen == 600
    assert found.before_reserve_fen == 12 * 350 - 600
    shop.collected(4200)
    shop.share({"H-07": 1})
    assert shop.last("ProceedsAllocated").body["figures"]["deficit_after_fen"] == 0
    shop.verify()


def test_a_lot_goes_on_where_the_last_period_left_it(shop: Funded) -> None:
    a_month(shop)
    shop.collected(5000)
    shop.share({"H-07": 1})
    shop.consign("soap", 10, "H-07", 120, lot="B")
    shop.sales(8, "soap")  # six of A are left
    shop.days(7)
    shop.round()
    shop.closed(*shop.periods()[-1].cuts)
    assert shop.draft().payables == {"H-03": 600, "H-07": 240}
    left = {one.terms.lot: one.left for one in proceeds.standing(shop.connection).layers}
    assert left["B"] == 8


def test_a_delivery_found_late_is_paid_for_with_the_next_period(shop: Funded) -> None:
    shop.say(commands.WriteOffGoods, "soap", 20, "gift")
    shop.consign("soap", 10, "H-03", 100)
    shop.sales(10, "soap")
    shop.days(7)
    cut = shop.round(off={"soap": 5})  # five more on the shelf than the book knows
    shop.closed(cut)
    assert shop.draft().payables == {"H-03": 500}
    shop.collected(5000)
    shop.share({"H-07": 1})
    shop.consign("soap", 5, "H-03", 100, for_cut=cut)
    shop.days(7)
    shop.round()
    shop.closed(*shop.periods()[-1].cuts)
    assert shop.draft().payables == {"H-03": 500}
    shop.collected(1000)
    shop.share({"H-07": 1})
    shop.verify()


def test_a_corrected_delivery_pays_nobody_twice(shop: Funded) -> None:
    shop.say(commands.WriteOffGoods, "soap", 20, "gift")
    first = shop.consign("soap", 10, "H-03", 100).entries[0]
    shop.sales(10, "soap")
    shop.days(7)
    shop.closed(shop.round())
    shop.collected(5000)
    shop.share({"H-07": 1})
    assert shop.owed("H-03") == 1000
    shop.say(CorrectEntry, first, 12, "少写两块", by="v1")
    shop.days(7)
    shop.round()
    shop.closed(*shop.periods()[-1].cuts)
    assert shop.draft().payables == {"H-03": 200}


# ---------------------------------------------------------------- refused, with the way out


def test_refusals_leave_nothing_behind(shop: Funded) -> None:
    a_month(shop)
    head = shop.ledger.head_seq
    cuts = shop.draft().inputs.cuts
    fund: list[tuple[type[InputRefused], Any, tuple[Any, ...], dict[str, Any]]] = [
        (FundTooSmall, AllocateProceeds, (cuts, {"H-07": 1}), {"by": "a1"}),
        (SharesMissing, AllocateProceeds, (cuts,), {"by": "a1"}),
        (ReserveTooLarge, AllocateProceeds, (cuts, {}, 401), {"by": "a1"}),
        (MalformedInput, AllocateProceeds, (cuts, {}, -1), {"by": "a1"}),
        (MalformedInput, AllocateProceeds, (cuts, {"H-07": -1}), {"by": "a1"}),
        (HouseholdUnknown, AllocateProceeds, (cuts, {"H-99": 1}), {"by": "a1"}),
        (NothingToShare, AllocateProceeds, ((), {"H-07": 1}), {"by": "a1"}),
        (NothingToShare, AllocateProceeds, (("X",), {"H-07": 1}), {"by": "a1"}),
        (NotYourRole, AllocateProceeds, (cuts, {"H-07": 1}), {"by": "c1"}),
        (NotYourRole, AllocateProceeds, (cuts, {"H-07": 1}), {}),
        (NotYourRole, BankFund, (1, "collected"), {"by": "v1"}),
        (AmountTooLarge, BankFund, (1, "collected"), {"by": "c1"}),
        (AmountTooLarge, BankFund, (1, "qr_wallet"), {"by": "c1"}),
        (MalformedInput, BankFund, (1, "cashbox"), {"by": "c1"}),
        (MalformedInput, BankFund, (0, "donor"), {"by": "c1"}),
        (FundTooSmall, PayExpense, (1, "ice"), {"by": "c1"}),
        (AmountTooLarge, PayExpense, (1, "fee", "qr_wallet"), {"by": "c1"}),
        (MalformedInput, PayExpense, (1, " "), {"by": "c1"}),
        (HouseholdKnown, RegisterHousehold, ("h-03",), {"by": "c1"}),
        (HouseholdUnknown, RegisterHousehold, ("H-99", "", True), {"by": "c1"}),
        (HouseholdCodeUnusable, RegisterHousehold, ("H 03",), {"by": "c1"}),
        (NotYourRole, RegisterHousehold, ("H-04",), {"by": "a1"}),
        (HouseholdUnknown, commands.ReceiveGoods, ("soap", 1), {"party": "H-99"}),
        (LotTerms, commands.ReceiveGoods, ("soap", 1), {"unit_payout_fen": 5}),
        (
            LotTerms,
            commands.ReceiveGoods,
            ("soap", 1),
            {"party": "H-03", "unit_payout_fen": 5, "unit_cost_fen": 5},
        ),
        (LotTerms, commands.ReceiveGoods, ("soap", 1), {"shrink_bearer": "fund"}),
        (LotTaken, commands.ReceiveGoods, ("soap", 1), {"party": "H-07", "lot": "A"}),
        (MalformedInput, commands.ReceiveGoods, ("soap", 1), {"expires_on": "tomorrow"}),
    ]
    for refusal, command, args, named in fund:
        with pytest.raises(refusal):
            shop.say(command, *args, **named)
    assert shop.ledger.head_seq == head


def test_nobody_is_paid_more_than_they_are_owed(shop: Funded) -> None:
    a_month(shop)
    shop.collected(5000)
    shop.share({"H-07": 1})
    for party, fen, refusal in [
        ("H-03", 1401, PayoutTooLarge),
        ("H-03", -1, MalformedInput),
        ("H-99", 1, HouseholdUnknown),
    ]:
        with pytest.raises(refusal):
            shop.pay(party, fen)
    with pytest.raises(NotYourRole):
        shop.pay("H-03", 1, by="a1")
    shop.pay("h-03", 1400)
    with pytest.raises(PayoutTooLarge):
        shop.pay("H-03", 1)


def test_every_command_of_the_fund_is_done_once(shop: Funded) -> None:
    a_month(shop)
    shop.collected(5000)
    head = shop.ledger.head_seq
    first = shop.share({"H-07": 1}, id="ONCE")
    again = AllocateProceeds(
        "ONCE", tuple(shop.last("ProceedsAllocated").body["cuts"]), {"H-07": 1}, by="a1"
    )
    assert shop.counter.handle(again).entries == first.entries
    assert shop.pay("H-03", 7, id="P").entries == shop.pay("H-03", 7, id="P").entries
    with pytest.raises(SameIdOtherCommand):
        shop.pay("H-03", 8, id="P")
    assert shop.ledger.head_seq == head + 2


def test_a_draft_that_has_changed_is_not_shared_out(shop: Funded) -> None:
    a_month(shop)
    shop.collected(5000)
    seen = shop.draft().digest
    shop.consign("soap", 1, "H-03", 100, for_cut=shop.draft().inputs.cuts[-1])
    with pytest.raises(ProceedsChanged):
        shop.share({"H-07": 1}, seen=seen)
    shop.share({"H-07": 1}, seen=shop.draft().digest)
    shop.verify()


def test_nothing_is_shared_before_a_period_is_closed_nor_twice(shop: Funded) -> None:
    cut = shop.week()
    with pytest.raises(NothingToShare):
        shop.say(AllocateProceeds, (cut,), {"H-07": 1}, by="a1")
    shop.closed(cut)
    shop.collected(5000)
    shop.share({"H-07": 1})
    with pytest.raises(NothingToShare):
        shop.say(AllocateProceeds, (cut,), {"H-07": 1}, by="a1")
