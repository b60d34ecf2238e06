"""`verify` works closed periods out anew: a figure, a signature or a bulletin that lies is found."""

from __future__ import annotations

from typing import Any

import pytest

from shop.errors import ChainBroken
from shop.verify import verify
from tests.unit.ledger.lived import copy, forge, rehash, seq_of


def put(*path: Any, to: Any) -> Any:
    def edit(body: dict[str, Any]) -> None:
        place: Any = body
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = to(place[path[-1]]) if callable(to) else to

    return edit


def more(value: int) -> int:
    return value + 1


LIES = [
    ("PeriodClosed", put("figures", "exact", "value_gone_fen", to=more), "exact"),
    ("PeriodClosed", put("figures", "exact", "gap_parts", "undeclared", to=more), "exact"),
    ("PeriodClosed", put("figures", "percent", to=99), "percent"),
    ("PeriodClosed", put("figures", "rates", "accounted", to="94/100"), "rates"),
    ("PeriodClosed", put("figures", "estimate", "honesty_ppm", to=more), "estimate"),
    ("PeriodClosed", put("figures", "estimate", "effective_baskets_thousandths", to=more), "estimate"),
    ("PeriodClosed", put("figures", "items", 0, "undeclared", to=more), "items"),
    ("PeriodClosed", put("figures", "visits", "sales", to=more), "visits"),
    ("PeriodClosed", put("figures", "written_off", to=[]), "written_off"),
    ("PeriodClosed", put("figures", "shop", to="x"), "shop"),
    ("PeriodClosed", put("inputs_sha256", to="0" * 64), "something else"),
    ("PeriodClosed", put("reviewer", to="a1"), "another review"),
    ("PeriodReviewed", put("flags", 0, "why", to=""), "without a reason"),
    ("PeriodReviewed", put("cuts", to=lambda cuts: cuts[:1]), "something else"),
    ("PeriodReviewed", put("decision", to="send_back"), "cannot follow"),
    ("BulletinPublished", put("figures", "received_fen", to=100), "other figures"),
    ("BulletinPublished", put("head", to="0" * 64), "another head"),
    ("BulletinPublished", put("approver", to="c9"), "other signatures"),
    ("ObjectionRaised", put("period", to="7"), "no period"),
    ("ObjectionAnswered", put("objection", to="nix"), "no period"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "edit", "why"), LIES, ids=lambda part: str(part)[:24])
def test_what_lies_is_found_although_the_chain_holds(kind: str, edit: Any, why: str) -> None:
    connection = copy()
    seq = seq_of(connection, kind)
    forge(connection, seq, edit)
    with pytest.raises(ChainBroken) as found:
        verify(connection)
    assert why in found.value.why
    if kind == "PeriodClosed":  # not only at the bulletin, whose head and figures tell later
        assert found.value.seq == seq


def test_a_bulletin_anchors_the_chain_before_it() -> None:
    """What no figure tells, who said it, is told by the head that was made public."""
    connection = copy()
    seq = seq_of(connection, "GoodsWrittenOff")
    connection.execute("UPDATE journal SET actor = 'another' WHERE seq = ?", (seq,))
    rehash(connection)
    with pytest.raises(ChainBroken) as found:
        verify(connection)
    assert found.value.seq == seq_of(connection, "BulletinPublished")


def test_figures_of_other_rules_are_left_as_they_stand() -> None:
    connection = copy()
    seq = seq_of(connection, "PeriodClosed")
    connection.execute("DELETE FROM journal WHERE seq > ?", (seq,))

    def edit(body: dict[str, Any]) -> None:
        body["rules"]["estimate"] = 99
        body["figures"]["estimate"]["honesty_ppm"] = 1

    forge(connection, seq, edit)
    verify(connection)


def test_who_counted_or_reviewed_may_not_have_signed() -> None:
    for kind, actor, why in (
        ("PeriodClosed", "c1", "reviewed and approved"),
        ("PeriodReviewed", "v9", "counted"),
    ):
        connection = copy()
        if actor == "v9":
            connection.execute("UPDATE journal SET actor = 'v9' WHERE kind = 'CashCounted'")
        seq = seq_of(connection, kind)
        connection.execute("UPDATE journal SET actor = ? WHERE seq = ?", (actor, seq))
        rehash(connection)
        with pytest.raises(ChainBroken) as found:
            verify(connection)
        assert found.value.seq == seq
        assert why in found.value.why
