"""Lots as the book tells them: what came, on what terms, and what moved off the shelf since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from shop.queries import catalogue, cuts, lines
from shop.queries.connection import Connection
from shop.queries.figures import Figures, read_lines
from shop.queries.lines import Line
from shop.review.lots import Receipt, Step, Terms
from shop.review.paid_units import VisitGoods, paid_units

_OWNER = (
    "SELECT coalesce(json_extract(body, '$.party'), json_extract(body, '$.supplier'), '')"
    " FROM journal WHERE kind = 'GoodsReceived' AND json_extract(body, '$.lot') = ?"
    " ORDER BY seq LIMIT 1"
)
_BODY = "SELECT body, corrects FROM journal WHERE seq = ?"
#: What belongs to cuts up to a boundary and was recorded after an entry.
_LATE = """
SELECT m.seq, m.from_account, m.to_account, m.quantity, m.item, m.each_fen, m.visit, m.sale,
       j.kind, j.at_ms, CASE WHEN j.corrects IS NULL THEN NULL ELSE j.body END
FROM named_cut n JOIN cut o ON o.cut = n.cut AND o.what = 'opened'
JOIN movement m ON m.seq = n.seq AND m.line = n.line JOIN journal j ON j.seq = m.seq
WHERE n.seq > ?1 AND o.seq <= ?2
ORDER BY m.seq, m.line
"""


def owner_of(connection: Connection, lot: str) -> str | None:
    """Return whose goods a lot's name stands for; None where nobody used it yet."""
    row = connection.execute(_OWNER, (lot,)).fetchone()
    return str(row[0]) if row else None


def step_of_cut(connection: Connection, cut: str) -> Step:
    """Return what moved on the shelves in a closed cut, as it is known now."""
    return _step(connection, lines.of_cut(connection, cuts.bounds(connection, cut)))


def late_lines(connection: Connection, after_seq: int, boundary_seq: int) -> tuple[Line, ...]:
    """Return movements of cuts opened up to a boundary that were recorded after an entry."""
    rows = connection.execute(_LATE, (after_seq, boundary_seq)).fetchall()
    return tuple(Line(*row) for row in rows)


def late_step(connection: Connection, late: Sequence[Line]) -> Step:
    """Return what late facts moved on the shelves; nothing of it counts as paid for."""
    return _step(connection, late, with_paid=False)


def _step(connection: Connection, moved: Sequence[Line], *, with_paid: bool = True) -> Step:
    nets: dict[str, dict[str, int]] = {"back": {}, "off": {}, "gone": {}}
    named: dict[tuple[str, str], int] = {}
    receipts: dict[tuple[int, str], Receipt] = {}
    units = {name: item.unit for name, item in catalogue.load(connection).items.items()}
    for line in moved:
        if line.item is None:
            continue
        ends = (line.from_account, line.to_account)
        if "missing" in ends or "taken" in ends:
            _add(nets["gone"], line.item, _onto(line, "taken", "missing"))
            _add(nets["off"], line.item, _onto(line, "written_off"))
        elif "written_off" in ends:
            _add(nets["off"], line.item, _onto(line, "written_off"))
        else:
            _delivered(connection, line, units, receipts, nets["back"], named)
    gone = nets["gone"]
    paid = paid_units(_visits(read_lines(moved), moved), gone) if with_paid else {}
    used = {name: units.get(name, "each") for part in nets.values() for name in part}
    return Step(
        receipts=tuple(receipts.values()),
        named_back=named,
        back=nets["back"],
        off=nets["off"],
        gone=gone,
        paid=paid,
        units=used,
    )


def _add(sums: dict[str, int], item: str, quantity: int) -> None:
    if quantity:
        sums[item] = sums.get(item, 0) + quantity


def _onto(line: Line, *places: str) -> int:
    """Return what a movement brings to some places: below 0 what it takes from them."""
    into = line.quantity if line.to_account in places else 0
    return into - (line.quantity if line.from_account in places else 0)


def _delivered(
    connection: Connection,
    line: Line,
    units: dict[str, str],
    receipts: dict[tuple[int, str], Receipt],
    back: dict[str, int],
    named: dict[tuple[str, str], int],
) -> None:
    """Sort a movement between the shelf and those who bring goods: come, or given back.

    A correction changes the delivery it corrects by the difference: what was gone of it stays so.
    """
    assert line.item is not None
    kind, body, key = _said(connection, line)
    onto = _onto(line, "shelf")
    unit = units.get(line.item, "each")
    if kind in ("GoodsReceived", "OpeningTaken") or (
        kind == "GoodsTransferred" and body.get("direction") == "in"
    ):
        known = receipts.get((key, line.item))
        quantity = onto + (known.quantity if known else 0)
        receipts[key, line.item] = Receipt(key, line.item, unit, quantity, _terms(body))
    elif body.get("lot"):
        place = (line.item, str(body["lot"]))
        named[place] = named.get(place, 0) - onto
    else:
        _add(back, line.item, -onto)


def _said(connection: Connection, line: Line) -> tuple[str, dict[str, Any], int]:
    """Return kind, body and seq of the fact a movement belongs to: of a correction, the right one.

    The seq is that of the entry which first said it.
    """
    row = connection.execute(_BODY, (line.seq,)).fetchone()
    body = json.loads(row[0])
    if row[1] is None:
        return line.kind, body, line.seq
    right = body.get("replacement") or body
    return str(right["kind"]), dict(right["body"]), int(row[1])


def _terms(body: dict[str, Any]) -> Terms:
    return Terms(
        lot=body.get("lot") or "",
        party=body.get("party") or "",
        supplier=body.get("supplier") or "",
        payout_fen=body.get("unit_payout_fen"),
        cost_fen=body.get("unit_cost_fen"),
        bearer=body.get("shrink_bearer") or "fund",
        expires_on=body.get("expires_on") or "",
    )


def _visits(figures: Figures, moved: Sequence[Line]) -> tuple[VisitGoods, ...]:
    """Return what each visit declared and paid; one whose sale was taken back declared nothing."""
    goods: dict[str, dict[str, int]] = {}
    for line in moved:
        if line.item is not None and line.visit is not None:
            _add(goods.setdefault(line.visit, {}), line.item, _onto(line, "taken"))
    out = []
    for visit, taken in goods.items():
        known = figures.visits[visit]
        if known.stands or known.refunded:
            out.append(VisitGoods(known.due_fen, known.paid_fen + known.iou_fen, taken))
    return tuple(out)
