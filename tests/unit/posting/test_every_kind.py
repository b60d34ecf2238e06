"""Each row of the table in DESIGN.md section 4: an entry moves exactly what it says."""

from __future__ import annotations

from typing import Any

import pytest

from shop.entries import Draft, check
from shop.entry_kinds import KINDS
from shop.posting import post
from shop.posting.rules import RULES
from tests.unit.posting.table import MOVES, RICE, SALE, STILL, V, smallest, told


@pytest.mark.parametrize(("kind", "body", "moves"), MOVES, ids=lambda part: str(part)[:40])
def test_an_entry_moves_exactly_what_its_row_says(kind: str, body: Any, moves: list[str]) -> None:
    check(Draft("id", kind, body, 0))
    assert told(kind, body) == moves


@pytest.mark.parametrize("kind", STILL)
def test_a_kind_without_postings_moves_nothing(kind: str) -> None:
    check(Draft("id", kind, smallest(kind), 0))
    assert told(kind, smallest(kind)) == []


def test_every_kind_is_in_one_of_these_tables_and_has_a_rule() -> None:
    told_of = {kind for kind, _, _ in MOVES} | set(STILL) | {"EntryCorrected"}
    assert told_of == set(KINDS)
    assert set(RULES) == set(KINDS)
    for kind in KINDS.values():
        assert kind.version in RULES[kind.name]


@pytest.mark.parametrize(("kind", "body", "moves"), MOVES, ids=lambda part: str(part)[:40])
def test_negative_amounts_go_the_other_way(kind: str, body: Any, moves: list[str]) -> None:
    back = told(kind, negative(body))
    turned = [" ".join([b, "→", a, *rest]) for a, _, b, *rest in map(str.split, moves)]
    assert back == turned


def negative(value: Any, name: str = "") -> Any:
    """The same body with every amount below 0."""
    if isinstance(value, dict):
        return {
            key: negative(part, key if name != "money" else "fen") for key, part in value.items()
        }
    if isinstance(value, list):
        return [negative(part, name) for part in value]
    amounts = {"fen", "quantity", "missing", "due_fen", "iou_fen", "over_short_fen", "reserve_fen"}
    return -value if name in amounts else value


def test_a_zero_moves_nothing() -> None:
    assert told("TenderReceived", {**V, "tender": "cash", "evidence": "claimed", "fen": 0}) == []
    assert told("GoodsReceived", {**RICE, "quantity": 0}) == []


def test_movements_say_what_they_belong_to() -> None:
    rice, pepper, money = post("SaleDeclared", SALE).movements
    assert (rice.visit, rice.sale, rice.each_fen) == ("V", "S", 350)
    assert (pepper.visit, pepper.sale, pepper.each_fen) == ("V", "S", 2500)
    assert (money.visit, money.sale, money.item) == ("V", "S", None)
    noted = post("IouNoted", {**V, "sale": "S", "iou": "I", "fen": 70}).movements[0]
    assert (noted.visit, noted.sale, noted.iou) == ("V", "S", "I")
    assert post("PayoutMade", {"party": "H1", "fen": 3}).movements[0].party == "H1"
    assert post("GoodsReceived", {**RICE, "party": "H1"}).movements[0].party == "H1"
    shares = {"allocations": [{"party": "H2", "fen": 3}], "reserve_fen": 0}
    assert [m.party for m in post("ProceedsAllocated", shares).movements] == ["H2"]
