"""What stands on slips of paper: a receipt, what a resident owes, what the shop owes, a cut.

Pure: figures in, one `PrintSlip` out, in the shop's own language. Nothing of a person stands on
any of them but what they chose themselves, and no slip says how much is missing: a slip thanks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from shop.effects import PrintSlip
from shop.ious import code_of, slip_text
from shop.money import format_yuan
from shop.texts import translator

#: Lines of a receipt that are named one by one; a basket has at most `till.lines_max`.
LINES_MAX = 60
#: Characters of a number that people compare by eye: the end of an id, the begin of a digest.
CODE_CHARS = 6
HEAD_CHARS = 16
#: Hex digits of a digest that stand together.
_GROUP = 4


@dataclass(frozen=True, slots=True)
class SlipRules:
    """What slips say of the shop, and which are printed at all.

    Attributes:
        receipt: each sale gets one.  name: of the shop.  language: zh_CN | en.
        timezone: of the moments, by its IANA name.
    """

    receipt: bool = False
    name: str = "同心小店"
    language: str = "zh_CN"
    timezone: str = "Asia/Shanghai"


class Sold(Protocol):
    """One line of a sale, such as `shop.till.state.Line`."""

    @property
    def name(self) -> str:
        """The item's name, in Chinese."""
        ...

    @property
    def name_en(self) -> str | None:
        """Its English name, if it has one."""
        ...

    @property
    def quantity(self) -> int:
        """Pieces or grams."""
        ...

    @property
    def unit(self) -> str:
        """The unit: each | g."""
        ...

    @property
    def fen(self) -> int:
        """What the line costs."""
        ...


def moment(at_ms: int, timezone: str) -> str:
    """Return a moment as slips tell it, on the shop's clock.

    Args:
        at_ms: UTC milliseconds.  timezone: its IANA name.
    """
    return _local(at_ms, timezone).strftime("%Y-%m-%d %H:%M")


def day(at_ms: int, timezone: str) -> str:
    """Return the day that a moment lies in, as slips tell it (see `moment`)."""
    return _local(at_ms, timezone).strftime("%Y-%m-%d")


def receipt(
    shop_name: str,
    lines: Iterable[Sold],
    due_fen: int,
    money_fen: int,
    change_fen: int,
    at_text: str,
    language: str,
) -> PrintSlip:
    """Return the receipt of a declared sale.

    Args:
        lines: what was taken.  due_fen: what it costs.  money_fen: what came, by all means.
        change_fen: what the resident got back; 0 for none.  at_text: see `moment`.
    """
    _ = translator(language)
    kept = list(lines)
    rows = [(_line(one, language), format_yuan(one.fen)) for one in kept[:LINES_MAX]]
    if len(kept) > LINES_MAX:
        rest_fen = sum(one.fen for one in kept[LINES_MAX:])
        more = _("and %(count)s more") % {"count": len(kept) - LINES_MAX}
        rows.append((more, format_yuan(rest_fen)))
    rows.append((_("Together"), format_yuan(due_fen)))
    rows.append((_("Money received"), format_yuan(money_fen)))
    if change_fen:
        rows.append((_("Change given"), format_yuan(change_fen)))
    return PrintSlip("receipt", shop_name, tuple(rows), (at_text, _("Thank you for your honesty.")))


def iou(
    shop_name: str, iou_id: str, fen: int, due_text: str, at_text: str, language: str
) -> PrintSlip:
    """Return the slip of a pay-later note: its code, and a QR code that offers it at the till.

    Args:
        iou_id: of the note; the resident's nickname is not printed, so a lost slip names nobody.
        fen: what is owed.  due_text: the day by which it is meant to be paid, see `day`.
    """
    _ = translator(language)
    rows = (
        (_("Pay later"), format_yuan(fen)),
        (_("Slip code"), code_of(iou_id)),
        (_("Meant to be paid by"), due_text),
    )
    foot = (
        _("Hold this under the till's scanner when you pay, or tell a volunteer the code."),
        at_text,
    )
    return PrintSlip("iou", shop_name, rows, foot, slip_text(iou_id))


def owed(shop_name: str, owed_id: str, fen: int, at_text: str, language: str) -> PrintSlip:
    """Return the slip of change that the shop owes: a volunteer pays it for this piece of paper.

    Args:
        owed_id: its number in the book.  fen: what is owed.
    """
    _ = translator(language)
    rows = ((_("The shop owes you"), format_yuan(fen)), (_("Slip no."), number_of(owed_id)))
    foot = (_("A volunteer gives you the money for this slip. We are sorry."), at_text)
    return PrintSlip("owed", shop_name, rows, foot)


def cut(
    shop_name: str,
    number: int,
    cut_id: str,
    counted_fen: int,
    expected_fen: int,
    collected_fen: int,
    bags: tuple[str, ...],
    head: bytes,
    at_text: str,
    language: str,
) -> PrintSlip:
    """Return the slip of a closed cut, to be put into the bag with the money.

    Args:
        number: of the cut, 1 is the first.  cut_id: its id.
        counted_fen: in box, tray and hopper.  expected_fen: what the book said at that count.
        collected_fen: taken out in `bags`.
        head: digest of its CutClosed, so of all of the book up to there.
    """
    _ = translator(language)
    difference_fen = counted_fen - expected_fen
    sign = "+" if difference_fen > 0 else ""
    rows = [
        (_("Cut no. %(number)s") % {"number": number}, number_of(cut_id)),
        (_("Counted in the box"), format_yuan(counted_fen)),
        (_("By the book"), format_yuan(expected_fen)),
        (_("Difference"), sign + format_yuan(difference_fen)),
        (_("Taken in bags"), format_yuan(collected_fen)),
    ]
    rows += [(_("Bag"), bag) for bag in bags]
    rows.append((_("Stays in the box"), format_yuan(counted_fen - collected_fen)))
    signed = _("Signed: ________  ________")
    digest = head.hex()[:HEAD_CHARS]
    groups = " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))
    foot = (_("The book up to this cut: %(digest)s") % {"digest": groups}, at_text, signed)
    return PrintSlip("cut", shop_name, tuple(rows), foot)


def number_of(id_: str) -> str:
    """Return what people call a slip or a cut by: the end of its id, where chance is."""
    return id_.partition("/")[0][-CODE_CHARS:]


def _local(at_ms: int, timezone: str) -> datetime:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
    return at.astimezone(ZoneInfo(timezone))


def _line(one: Sold, language: str) -> str:
    name = (one.name_en or one.name) if language == "en" else one.name
    if one.unit == "g":
        return f"{name} {one.quantity}g"
    return f"{name} × {one.quantity}" if one.quantity != 1 else name
