"""The fund: in = out + balance whatever is done with it, and a false sharing out is found."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.entries import Draft, Entry
from shop.errors import AmountTooLarge, BrokenInvariant, ChainBroken, InputRefused
from shop.fund_commands import BankFund, PayExpense
from shop.fund_errors import FundTooSmall, PayoutTooLarge
from shop.paper_commands import CorrectEntry
from shop.queries import balances, fund
from shop.review.fund import statement
from shop.review_errors import NotYourRole
from tests.unit.review.a_fund import Funded
from tests.unit.review.test_proceeds_stories import a_month

HOUSES = ("H-03", "H-07", "H-11")


def ready() -> Funded:
    """A shop with three households, a closed month and 50 yuan collected."""
    shop = Funded()
    shop.register(*HOUSES)
    a_month(shop)
    shop.cut(take=5000)
    return shop


_fen = st.integers(-5, 6000)
_acts = st.one_of(
    st.tuples(st.just("bank"), _fen, st.sampled_from(["collected", "qr_wallet", "donor"])),
    st.tuples(st.just("spend"), _fen, st.sampled_from(["running", "goods"])),
    st.tuples(st.just("share"), st.integers(0, 500), st.integers(0, 3)),
    st.tuples(st.just("pay"), _fen, st.sampled_from(HOUSES)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_acts, max_size=12))
def test_in_is_out_and_balance_whatever_is_done(acts: list[tuple[str, int, Any]]) -> None:
    shop = ready()
    for what, fen, more in acts:
        try:
            match what:
                case "bank":
                    shop.say(BankFund, fen, more, by="c1")
                case "spend":
                    shop.say(PayExpense, fen, "电费", cost_of=more, by="c1")
                case "share":
                    shop.share(dict.fromkeys(HOUSES[:more], 2), reserve_fen=fen)
                case "pay":
                    shop.pay(more, fen)
        except (InputRefused, AssertionError):
            continue  # refused, or nothing is left to share out
    money = balances.money(shop.connection)
    assert money.get("fund", 0) >= 0
    for span in fund.spans(shop.connection):
        found = fund.read(shop.connection, span)
        made = found.statement
        assert made.opening_fen + made.in_fen - made.out_fen == made.closing_fen
        owed = sum(one.owed_fen for one in found.owed_after.values())
        assert all(one.owed_fen >= 0 for one in found.owed_after.values())
        if span.period is None:
            assert owed == money.get("payable", 0)
    shop.verify()


def test_the_statement_runs_from_one_sharing_out_to_the_next() -> None:
    shop = ready()
    shop.say(BankFund, 5000, "collected", by="c1")
    shop.share({"H-07": 1})
    shop.pay("H-03", 400)
    now, first = fund.spans(shop.connection)
    before, after = fund.read(shop.connection, first), fund.read(shop.connection, now)
    assert [(line.key, line.fen) for line in before.statement.lines] == [
        ("banked_cash", 5000), ("goods", -1400), ("shares", -400),
    ]  # fmt: skip
    assert before.statement.closing_fen == after.statement.opening_fen == 3200
    assert (after.statement.paid_out.fen, after.owed_after["H-03"].owed_fen) == (400, 1000)
    assert [entry.kind for entry in fund.entries(shop.connection, after, "paid_out")] == [
        "PayoutMade"
    ]


def test_a_statement_that_does_not_lead_to_the_balance_is_never_shown() -> None:
    banked = Entry(
        1, "s", "i", "FundBanked", 0, 0, "b", 0, 1, "c1", None, {"fen": 5, "source": "donor"}, b""
    )
    assert statement(0, [banked], 5).in_fen == 5
    with pytest.raises(BrokenInvariant):
        statement(0, [banked], 6)


def test_a_slip_of_the_finger_is_put_right_and_leaves_its_trace() -> None:
    shop = ready()
    banked = shop.say(BankFund, 5000, "collected", by="c1").entries[0]
    spent = shop.say(PayExpense, 700, "电费", by="c1").entries[0]
    shop.share({"H-07": 1})
    paid = shop.pay("H-03", 140).entries[0]
    with pytest.raises(NotYourRole):
        shop.say(CorrectEntry, paid, 1400, "少写一个零", by="v1")
    with pytest.raises(PayoutTooLarge):
        shop.say(CorrectEntry, paid, 1401, "少写一个零", by="c1")
    with pytest.raises(AmountTooLarge):
        shop.say(CorrectEntry, banked, 5001, "没有这么多", by="c1")
    with pytest.raises(FundTooSmall):
        shop.say(CorrectEntry, banked, 2000, "已经分出去了", by="c1")
    shop.say(CorrectEntry, paid, 1400, "少写一个零", by="c1")
    shop.say(CorrectEntry, spent, 70, "多写一个零", by="c1")
    assert (shop.owed("H-03"), shop.fund_fen) == (0, 5000 - 1800 - 70)
    now, first = fund.spans(shop.connection)
    found = fund.read(shop.connection, now)
    assert (found.statement.paid_out.fen, found.statement.line("running").fen) == (1400, 630)
    assert len(fund.entries(shop.connection, found, "running")) == 1
    assert fund.read(shop.connection, first).owed_after["H-03"].owed_fen == 1400
    shop.days(7)
    shop.round()
    shop.closed(*shop.periods()[-1].cuts)
    assert shop.draft().inputs.expenses_fen == 700 - 630  # what was entered after the last round
    shop.verify()


def forged(wrong: Any) -> Funded:
    """A shop whose book holds a sharing out as a forger would have it."""
    shop = ready()
    shop.say(BankFund, 5000, "collected", by="c1")
    twin = ready()  # the same shop, shared out truly: what the forger begins with
    twin.say(BankFund, 5000, "collected", by="c1")
    twin.share({"H-07": 1})
    body = copy.deepcopy(dict(twin.last("ProceedsAllocated").body))
    wrong(body)
    shop.ledger.append([Draft("FALSE", "ProceedsAllocated", body, 0, "a1")])
    return shop


def _more_for_a_household(body: dict[str, Any]) -> None:
    body["allocations"][0]["fen"] += 1


def _a_smaller_deficit(body: dict[str, Any]) -> None:
    body["figures"]["deficit_after_fen"] = 1


def _a_piece_less_left(body: dict[str, Any]) -> None:
    next(one for one in body["left"] if "left" in one)["left"] -= 1


def _more_for_friends(body: dict[str, Any]) -> None:
    body["allocations"][-1]["fen"] += 100
    body["allocations"][0]["fen"] -= 100


def _another_lot(body: dict[str, Any]) -> None:
    body["lots"][-1]["gone"] += 1


@pytest.mark.parametrize(
    "wrong",
    [
        _more_for_a_household,
        _a_smaller_deficit,
        _a_piece_less_left,
        _more_for_friends,
        _another_lot,
    ],
)
def test_verify_finds_a_sharing_out_that_does_not_come_out_again(wrong: Any) -> None:
    forged(lambda body: None).verify()  # untouched, it holds
    shop = forged(wrong)
    with pytest.raises(ChainBroken):
        shop.verify()


def test_verify_finds_a_household_paid_more_than_it_is_owed() -> None:
    shop = ready()
    shop.ledger.append([Draft("FALSE", "PayoutMade", {"party": "H-03", "fen": 1}, 0, "c1")])
    with pytest.raises(ChainBroken, match="is owed 0"):
        shop.verify()
