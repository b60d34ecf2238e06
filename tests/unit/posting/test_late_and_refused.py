"""Postings of late facts and corrections, and what no rule takes."""

from __future__ import annotations

from typing import Any

import pytest

from shop.accounts import GOODS, MONEY
from shop.entries import Draft, check
from shop.errors import BrokenInvariant
from shop.posting import post
from tests.unit.posting.table import CUT, LINES, MOVES, RICE, SALE, V, told

# ---------------------------------------------------------------- for_cut, mirror, correction


def test_for_cut_names_the_cut_of_every_movement() -> None:
    assert {m.cut for m in post("SaleDeclared", {**SALE, "for_cut": "C1"}).movements} == {"C1"}
    assert {m.cut for m in post("SaleDeclared", SALE).movements} == {None}
    assert {m.cut for m in post("CutClosed", CUT).movements} == {"C"}


def test_a_mirror_of_goods_goes_from_shelf_to_missing_in_the_cut_it_names() -> None:
    mirror = [{"cut": "C2", "item": "rice", "unit": "each", "quantity": 3}]
    body = {**RICE, "for_cut": "C1", "mirror": mirror}
    check(Draft("id", "GoodsReceived", body, 0))
    assert told("GoodsReceived", body) == [
        "supplier → shelf 3 each rice",
        "shelf → missing 3 each rice",
    ]
    assert [m.cut for m in post("GoodsReceived", body).movements] == ["C1", "C2"]
    gone = [{**mirror[0], "quantity": -3}]
    assert told("GoodsReturned", {**body, "mirror": gone})[1] == "missing → shelf 3 each rice"


def test_a_mirror_of_money_goes_from_the_box_to_over_short() -> None:
    body = {"fen": 900, "for_cut": "C1", "mirror": [{"cut": "C1", "fen": 900}]}
    assert told("FloatAdded", body) == ["float → cashbox 900 fen", "cashbox → over_short 900 fen"]
    assert told("FloatRemoved", {**body, "mirror": [{"cut": "C1", "fen": -900}]})[1] == (
        "over_short → cashbox 900 fen"
    )


def test_a_correction_reverses_the_one_and_posts_the_other() -> None:
    wrong = {**RICE, "party": "H1"}
    right = {"kind": "GoodsReceived", "body": {**RICE, "quantity": 5}}
    body = {"kind": "GoodsReceived", "body": wrong, "replacement": right}
    check(Draft("id", "EntryCorrected", body, 0, corrects=1))
    assert told("EntryCorrected", body) == [
        "shelf → supplier 3 each rice",
        "supplier → shelf 5 each rice",
    ]
    assert told("EntryCorrected", {"kind": "GoodsReceived", "body": wrong}) == [
        "shelf → supplier 3 each rice"
    ]
    assert post("EntryCorrected", body).movements[0].party == "H1"


@pytest.mark.parametrize(("kind", "body", "moves"), MOVES, ids=lambda part: str(part)[:40])
def test_a_correction_without_replacement_undoes_any_entry(
    kind: str, body: Any, moves: Any
) -> None:
    there = post(kind, body).movements
    back = post("EntryCorrected", {"kind": kind, "body": body}).movements
    assert [m.reversed() for m in back] == list(there)


def test_a_correction_of_a_price_is_the_price_that_holds() -> None:
    price = {"item": "rice", "fen": 350, "from_ms": 0}
    right = {"kind": "PriceMarked", "body": {**price, "fen": 360}}
    rows = post("EntryCorrected", {"kind": "PriceMarked", "body": price, "replacement": right}).rows
    assert [(row.table, row.values["fen"]) for row in rows] == [("price", 360)]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Nonsense", {}),
        ("GoodsReceived", {**RICE, "colour": "red"}),
        ("GoodsReceived", {"item": "rice", "unit": "each"}),
        ("GoodsReceived", {**RICE, "quantity": "3"}),
        ("GoodsReceived", {**RICE, "quantity": True}),
        ("GoodsReceived", {**RICE, "quantity": None}),
        ("GoodsReceived", {**RICE, "mirror": "C"}),
        ("SettingChanged", {"key": "k", "value": 0.5}),
        ("SaleDeclared", {**SALE, "lines": [{"fen": 1.5}]}),
        ("OpeningTaken", {"goods": [], "money": {1: 2}}),
    ],
)
def test_a_body_its_kind_does_not_know_is_refused(kind: str, body: Any) -> None:
    with pytest.raises(BrokenInvariant):
        check(Draft("id", kind, body, 0))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Nonsense", {}),
        ("GoodsReceived", {**RICE, "v": 2}),
        ("TenderReceived", {**V, "tender": "cash", "evidence": "confirmed", "fen": 1}),
        ("TenderReceived", {**V, "tender": "gold", "evidence": "claimed", "fen": 1}),
        ("TenderReturned", {**V, "tender": "gold", "fen": 1}),
        ("GoodsTransferred", {**RICE, "direction": "sideways"}),
        ("RefundGiven", {**V, "lines": LINES, "fen": 1, "goods_to": "sales"}),
        ("FundBanked", {"fen": 1, "source": "cashbox"}),
        ("ExpensePaid", {"fen": 1, "source": "cashbox", "what": "ice"}),
        ("OpeningTaken", {"goods": [], "money": {"mattress": 5}}),
        ("EntryCorrected", {"kind": "Nonsense", "body": {}}),
    ],
)
def test_what_no_rule_knows_is_not_posted(kind: str, body: Any) -> None:
    with pytest.raises(BrokenInvariant):
        post(kind, body)


def test_goods_and_money_never_meet_in_a_movement() -> None:
    for kind, body, _ in MOVES:
        for move in post(kind, body).movements:
            places = MONEY if move.unit == "fen" else GOODS
            assert {move.from_account, move.to_account} <= places.keys()
