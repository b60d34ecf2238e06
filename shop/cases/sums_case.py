"""The cases that need no book: sums others published, vintages, proceeds (cases/README.md)."""

from __future__ import annotations

from dataclasses import dataclass

from shop.cases.fields import FEN_MAX, QUANTITY_MAX, Fields, only_once
from shop.reconcile.vintage import Later
from shop.review.proceeds import BEARERS, Lot

#: Largest weight a beneficiary may have.
WEIGHT_MAX = 1_000_000

PROCEEDS_KEYS = (
    "value_gone goods_money donations purchase_cost_gone expenses reserve_topup lots beneficiaries"
)
LOT_KEYS = ("household", "units_gone", "units_paid", "payout_fen", "shrink_bearer")


@dataclass(frozen=True, slots=True)
class AggregateCase:
    """What a shop published: value gone and money received, in fen."""

    id: str
    sold_fen: int
    received_fen: int


@dataclass(frozen=True, slots=True)
class CashIdentityCase:
    """What was published about a bucket of change money, in fen."""

    id: str
    put_in_fen: int
    lent_fen: int
    returned_fen: int
    donated_fen: int
    stolen_fen: int
    reported_left_fen: int


@dataclass(frozen=True, slots=True)
class VintageCase:
    """A closed period and what became of its IOUs later, in fen."""

    id: str
    value_gone_fen: int
    goods_money_fen: int
    iou_issued_fen: int
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class ProceedsCase:
    """A period's money, costs in fen, lots of households, weights of beneficiaries."""

    id: str
    value_gone_fen: int
    goods_money_fen: int
    donations_fen: int
    purchase_cost_gone_fen: int
    expenses_fen: int
    reserve_fen: int
    lots: tuple[Lot, ...]
    weights: tuple[tuple[str, int], ...]


def read_aggregate(file: str, case_id: str, given: object) -> AggregateCase:
    """Read an input of kind `aggregate` strictly (ConfigError names what is wrong)."""
    top = _top(file, case_id, given, "sold_value received")
    return AggregateCase(case_id, top.whole("sold_value"), top.whole("received"))


def read_cash_identity(file: str, case_id: str, given: object) -> CashIdentityCase:
    """Read an input of kind `cash_identity` strictly (ConfigError names what is wrong)."""
    keys = "put_in lent returned donated stolen reported_left"
    top = _top(file, case_id, given, keys)
    return CashIdentityCase(case_id, *(top.whole(key) for key in keys.split()))


def read_vintage(file: str, case_id: str, given: object) -> VintageCase:
    """Read an input of kind `vintage` strictly (ConfigError names what is wrong)."""
    top = _top(file, case_id, given, "value_gone goods_money iou_issued vintages")
    repaid, forgiven = "iou_repaid_for_period", "iou_written_off_for_period"
    fields = top.each("vintages", ("as_of", repaid, forgiven))
    days = [field.day("as_of") for field in fields]
    for field, before, day in zip(fields[1:], days, days[1:], strict=False):
        if day <= before:
            field.refuse("as_of", f"a date after {before}")
    return VintageCase(
        case_id,
        top.whole("value_gone"),
        top.whole("goods_money", least=-FEN_MAX),
        top.whole("iou_issued"),
        tuple(
            Later(day, field.whole(repaid, default=0), field.whole(forgiven, default=0))
            for day, field in zip(days, fields, strict=True)
        ),
    )


def read_proceeds(file: str, case_id: str, given: object) -> ProceedsCase:
    """Read an input of kind `proceeds` strictly (ConfigError names what is wrong)."""
    top = _top(file, case_id, given, PROCEEDS_KEYS)
    named = top.each("beneficiaries", ("id", "weight"), optional=True)
    weights = [(field.text("id"), field.whole("weight", most=WEIGHT_MAX)) for field in named]
    only_once(named, "id", (name for name, _ in weights))
    if weights and not any(weight for _, weight in weights):
        named[0].refuse("weight", "a weight above 0 for at least one beneficiary")
    return ProceedsCase(
        id=case_id,
        value_gone_fen=top.whole("value_gone"),
        goods_money_fen=top.whole("goods_money", least=-FEN_MAX),
        donations_fen=top.whole("donations", default=0),
        purchase_cost_gone_fen=top.whole("purchase_cost_gone", default=0),
        expenses_fen=top.whole("expenses", default=0),
        reserve_fen=top.whole("reserve_topup", default=0),
        lots=tuple(_lot(field) for field in top.each("lots", LOT_KEYS, optional=True)),
        weights=tuple(weights),
    )


def _top(file: str, case_id: str, given: object, keys: str) -> Fields:
    top = Fields(file, case_id, given, ["id", "kind", "title", *keys.split()])
    top.title()
    return top


def _lot(field: Fields) -> Lot:
    return Lot(
        household=field.text("household"),
        units_gone=field.whole("units_gone", most=QUANTITY_MAX),
        units_paid=field.whole("units_paid", most=QUANTITY_MAX),
        payout_fen=field.whole("payout_fen"),
        shrink_bearer=field.choice("shrink_bearer", BEARERS, default="fund"),
    )
