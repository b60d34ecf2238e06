"""What a posting is made of, and the table that finds the rule for a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from shop.accounts import GOODS, MONEY
from shop.errors import BrokenInvariant

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods or money that went from one place to another; both ends in one row.

    Attributes:
        quantity: pieces, grams or fen, always above 0.  unit: each | g | fen.
        item, each_fen: of goods.  visit, sale, iou, party: what it belongs to.
        cut: the cut it belongs to whatever its place in the book, or None.
    """

    from_account: str
    to_account: str
    quantity: int
    unit: str = "fen"
    item: str | None = None
    each_fen: int | None = None
    visit: str | None = None
    sale: str | None = None
    iou: str | None = None
    party: str | None = None
    cut: str | None = None

    def columns(self) -> tuple[str | int | None, ...]:
        """Return the row's columns after seq and line, in the table's order."""
        return (
            self.from_account,
            self.to_account,
            self.quantity,
            self.unit,
            self.item,
            self.each_fen,
            self.visit,
            self.sale,
            self.iou,
            self.party,
        )

    def reversed(self) -> Movement:
        """Return the same movement backwards."""
        return replace(self, from_account=self.to_account, to_account=self.from_account)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a typed index table, re-derivable from its entry."""

    table: str
    values: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Postings:
    """Everything one entry writes beside itself."""

    movements: tuple[Movement, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(slots=True)
class Out:
    """Collects the postings of one entry; leaves out what moves nothing, turns negatives round."""

    body: Body
    movements: list[Movement] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def money(
        self,
        from_account: str,
        to_account: str,
        fen: int,
        *,
        visit: str | None = None,
        sale: str | None = None,
        iou: str | None = None,
        party: str | None = None,
        cut: str | None = None,
    ) -> None:
        """Move fen; a negative amount goes the other way."""
        if from_account not in MONEY or to_account not in MONEY:
            raise BrokenInvariant(f"money goes from {from_account} to {to_account}: no such place")
        if fen < 0:
            from_account, to_account, fen = to_account, from_account, -fen
        if fen:
            self.movements.append(
                Movement(
                    from_account,
                    to_account,
                    fen,
                    visit=visit,
                    sale=sale,
                    iou=iou,
                    party=party,
                    cut=cut,
                )
            )

    def goods(
        self,
        from_account: str,
        to_account: str,
        item: str,
        unit: str,
        quantity: int,
        each_fen: int | None = None,
        *,
        visit: str | None = None,
        sale: str | None = None,
        party: str | None = None,
        cut: str | None = None,
    ) -> None:
        """Move pieces or grams of an item; a negative quantity goes the other way."""
        if from_account not in GOODS or to_account not in GOODS:
            raise BrokenInvariant(f"goods go from {from_account} to {to_account}: no such place")
        if quantity < 0:
            from_account, to_account, quantity = to_account, from_account, -quantity
        if quantity:
            self.movements.append(
                Movement(
                    from_account,
                    to_account,
                    quantity,
                    unit,
                    item,
                    each_fen,
                    visit=visit,
                    sale=sale,
                    party=party,
                    cut=cut,
                )
            )

    def row(self, table: str, **values: str | int | None) -> None:
        """Add a row to a typed index table."""
        self.rows.append(Row(table, MappingProxyType(values)))


Rule = Callable[[Out, Body], None]

#: kind → version → rule. A rule that is changed on purpose is a new version in the body.
RULES: dict[str, dict[int, Rule]] = {}


def rule(kind: str, version: int = 1) -> Callable[[Rule], Rule]:
    """Register the posting rule of a kind."""

    def register(function: Rule) -> Rule:
        RULES.setdefault(kind, {})[version] = function
        return function

    return register


def post(kind: str, body: Body) -> Postings:
    """Return what an entry of this kind and body moves and indexes.

    Raises:
        BrokenInvariant: no rule knows this kind and version.
    """
    found = RULES.get(kind, {}).get(body.get("v", 1))
    if found is None:
        raise BrokenInvariant(f"no posting rule for {kind} v{body.get('v', 1)}")
    out = Out(body)
    found(out, body)
    named = body.get("for_cut")
    if named:
        out.movements[:] = [_in_cut(movement, named) for movement in out.movements]
    for mirror in body.get("mirror", ()):
        _mirror(out, mirror)
    return Postings(tuple(out.movements), tuple(out.rows))


def one_of(body: Body, field: str, *allowed: str) -> str:
    """Return what a body says in a field that decides where things go.

    Raises:
        BrokenInvariant: it is none of those allowed.
    """
    said = body[field]
    if said not in allowed:
        raise BrokenInvariant(f"{field} is {said!r}, allowed is {' or '.join(allowed)}")
    return str(said)


def _in_cut(movement: Movement, cut: str) -> Movement:
    return movement if movement.cut else replace(movement, cut=cut)


def _mirror(out: Out, mirror: Body) -> None:
    """Keep the cuts after a late fact still: its count already saw what the paper says.

    Goods the paper brought to the shelf were counted as not missing: shelf → missing; money
    the paper put into the box was counted as over: cashbox → over_short.
    """
    if "item" in mirror:
        out.goods(
            "shelf",
            "missing",
            mirror["item"],
            mirror["unit"],
            mirror["quantity"],
            cut=mirror["cut"],
        )
    else:
        out.money("cashbox", "over_short", mirror["fen"], cut=mirror["cut"])


# The rules register themselves when their modules are read.
from shop.posting import cuts, fund, goods, visits  # noqa: E402, F401
