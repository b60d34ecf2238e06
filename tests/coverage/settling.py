"""What each habit makes of a basket: what is declared, what is paid, what stays owed."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shop.reconcile.facts import SaleFacts

CASH_SHARE, JAM, FORGOTTEN = 0.55, 0.004, 0.25

#: Who comes, by habit, and the items taken.
Visit = tuple[str, list[int]]


@dataclass
class Settled:
    """A month's visits, as the book sees them and as they were.

    Attributes:
        money: cash (credited), jams, qr, unattached, iou, in fen.
        got_fen, taken_fen: truth: paid or acknowledged, and really taken.
    """

    sales: list[SaleFacts] = field(default_factory=list)
    taken: Counter[int] = field(default_factory=Counter)
    declared: Counter[int] = field(default_factory=Counter)
    money: Counter[str] = field(
        default_factory=lambda: Counter(cash=0, qr=0, jams=0, unattached=0, iou=0)
    )
    got_fen: int = 0
    taken_fen: int = 0


def settle(visits: Iterable[Visit], prices: Sequence[int], chance: random.Random) -> Settled:
    """Let everybody take, scan and pay as their habit is (HONESTY.md, simulator spec)."""
    out, taken, declared = Settled(), [], []
    for number, (habit, basket) in enumerate(visits):
        taken += basket
        out.taken_fen += sum(prices[item] for item in basket)
        if habit == "free rider":
            continue
        if habit == "forgetful":
            basket = [item for item in basket if chance.random() >= FORGOTTEN]
            if not basket:
                continue
        due = sum(prices[item] for item in basket)
        paid, iou = due, 0
        if habit == "generous":
            paid = -(-due // 500) * 500
        elif habit == "underpayer":
            paid = int(due * (0.4 + 0.5 * chance.random()))
        elif habit == "iou":
            paid, iou = 0, due
        out.got_fen += paid + iou
        paid = _pay(out.money, paid, chance)
        if habit == "pays without scanning":
            out.money["unattached"] += paid
            continue
        declared += basket
        out.money["iou"] += iou
        out.sales.append(SaleFacts(f"s{number}", f"v{number}", number, due, paid, iou))
    out.taken.update(taken)
    out.declared.update(declared)
    return out


def _pay(money: Counter[str], fen: int, chance: random.Random) -> int:
    """Put money in by cash or phone; return what of it the book can see."""
    if not fen or chance.random() >= CASH_SHARE:
        money["qr"] += fen
        return fen
    jam = 100 if fen >= 100 and chance.random() < JAM else 0
    money["cash"] += fen - jam
    money["jams"] += jam
    return fen - jam
