"""What the village is told: enough baskets or nothing, and never a sum of a few people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop import commands
from shop.review.publish import (
    CELL_MIN,
    DAY_MS,
    VISIT_PARTS,
    bulletin,
    may_tell_change,
    parts,
    too_few,
)
from tests.unit.review.a_period import Signed

PARTS = ("undeclared", *VISIT_PARTS, "cash_over_short")


def figures(**changed: Any) -> dict[str, Any]:
    """A month that may be told whole."""
    gap = {"undeclared": 61_200, "iou_issued": 9_600, "declared_unpaid": 10_000, "underpaid": 4_150,
           "overpaid": -2_000, "unattached": -3_800, "cash_over_short": 350}  # fmt: skip
    visits = dict.fromkeys(VISIT_PARTS, 20) | {"sales": 1204, "cash": 900, "qr": 300,
                                               "donations": 12, "repaid": 3}  # fmt: skip
    made: dict[str, Any] = {
        "start_ms": 0, "end_ms": 28 * DAY_MS, "demo": False, "percent": 94, "qr_as_claimed": False,
        "largest_basket_fen": 9_000, "cuts": [{}] * 4, "visits": visits, "written_off": [],
        "fund": {}, "exact": {
            "value_gone_fen": 1_376_000, "goods_money_fen": 1_376_000 - sum(gap.values()),
            "gap_parts": gap, "cash_over_short_fen": -350, "box_loss_fen": 0, "qr_fen": 300_000,
            "iou_issued_fen": 9_600, "donations_fen": 21_400,
        },
        "estimate": {"effective_baskets_thousandths": 412_700, "underlying_ppm": [919_999, 960_001],
                     "realised_ppm": [936_000, 943_000]},
    }  # fmt: skip
    for key, value in changed.items():
        place = made
        *path, last = key.split("__")
        for name in path:
            place = place[name]
        place[last] = value
    return made


def test_a_month_that_may_be_told() -> None:
    told = bulletin(figures())
    assert too_few(figures()) == ()
    assert (told["percent"], told["interval"], told["effective_baskets"]) == (94, [91, 97], 412)
    assert told["realised"] == [93, 95], "rounded outwards"
    assert (told["cash_fen"], told["qr_fen"]) == (told["received_fen"] - 300_000, 300_000)
    assert [part["keys"] for part in told["parts"]] == [[key] for key in PARTS]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"estimate__effective_baskets_thousandths": 29_999}, "few_baskets"),
        ({"visits__sales": 10}, "few_sales"),
        ({"end_ms": 7 * DAY_MS - 1}, "few_days"),
        ({"largest_basket_fen": 344_001}, "one_large_basket"),
        ({"estimate__underlying_ppm": None}, "no_interval"),
        ({"qr_as_claimed": True}, "qr_as_claimed"),
        ({"percent": None}, "nothing_taken"),
    ],
)
def test_each_rule_keeps_the_rate_away(changed: dict[str, Any], why: str) -> None:
    told = bulletin(figures(**changed))
    assert told["too_few"] == [why]
    assert (told["percent"], told["interval"], told["realised"]) == (None, None, None)
    assert told["effective_baskets"] is None
    # ... and with it the sums that would give it
    assert (told["received_fen"], told["cash_fen"], told["qr_fen"], told["parts"]) == (
        None,
        None,
        None,
        [],
    )
    assert (told["value_gone_fen"] is None) == (why == "few_sales")


def test_at_the_very_limit_it_is_told() -> None:
    changed = {"estimate__effective_baskets_thousandths": 30_000, "visits__sales": 11,
               "end_ms": 7 * DAY_MS, "largest_basket_fen": 344_000}  # fmt: skip
    assert too_few(figures(**changed)) == ()


def test_few_givers_and_few_qr_payers_are_not_told() -> None:
    told = bulletin(figures(visits__donations=3, visits__qr=10))
    assert (told["donations_fen"], told["qr_fen"], told["cash_fen"]) == (None, None, None)
    assert bulletin(figures(visits__iou_issued=2))["iou_fen"] is None


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5), st.integers(-5000, 5000))
def test_no_cell_of_one_to_ten_visits_is_told_by_itself(behind: list[int], fen: int) -> None:
    of = dict(zip(VISIT_PARTS, behind, strict=True))
    gap = {key: fen * (i + 1) if of.get(key, 1) else 0 for i, key in enumerate(PARTS)}
    told = parts(figures(exact__gap_parts=gap, visits=of))
    assert sum(part["fen"] for part in told) == sum(gap.values())
    names = [key for part in told for key in part["keys"]]
    assert len(names) == len(set(names))
    for part in told:
        visits = [of[key] for key in part["keys"] if key in of]
        few = 0 < sum(visits) < CELL_MIN
        assert not few or "undeclared" in part["keys"]
        if len(part["keys"]) == 1 and part["keys"][0] in of:
            assert visits[0] == 0 or visits[0] >= CELL_MIN
    pooled = [part for part in told if len(part["keys"]) > 1]
    assert len(pooled) <= 1


@pytest.mark.parametrize(("visits", "told"), [(0, True), (1, False), (10, False), (11, True)])
def test_a_difference_of_a_few_visits_is_not_told(visits: int, told: bool) -> None:
    assert may_tell_change(visits) is told


def test_qr_as_claimed_is_said_and_the_headline_stays_away() -> None:
    shop = Signed()
    for _ in range(12):
        shop.scan("rice")
        shop.press("qr")
        shop.press("paid")
        shop.wait(70)
    shop.days(8)
    cut = shop.round()
    assert "qr_as_claimed" in [flag.key for flag in shop.flags(cut)]
    shop.review(cut)
    shop.close()
    shop.publish()
    told = shop.last("BulletinPublished").body["figures"]
    assert "qr_as_claimed" in told["too_few"]
    assert told["percent"] is None


def test_box_loss_stands_apart_and_what_was_written_off_has_its_reason() -> None:
    shop = Signed()
    shop.say(commands.WriteOffGoods, "eggs", 3, "spoiled")
    shop.sales(40, "soap")
    shop.say(commands.ReceiveGoods, "soap", 40)
    shop.days(8)
    cut = shop.round(box_off=-900)
    shop.review(cut)
    shop.close()
    shop.publish()
    told = shop.last("BulletinPublished").body["figures"]
    assert (told["box_loss_fen"], told["box_over_short_fen"]) == (900, -900)
    assert told["percent"] == 100, "no resident is charged with it"
    (off,) = told["written_off"]
    assert (off["reason"], off["quantity"], off["fen"]) == ("spoiled", 3, 240)
