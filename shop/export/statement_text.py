"""A statement in plain words, for a terminal: the sentence first, then where the rest went."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction

from shop.money import format_yuan, round_half_up
from shop.reconcile.figures import ItemExact
from shop.reconcile.rates import Bounds, Rate
from shop.reconcile.statement import Statement, waterfall

Translate = Callable[[str], str]


def N_(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


#: Names of the waterfall's bars, the same as on the coordinator's page.
BARS = {
    "value_gone": N_("Goods taken"),
    "undeclared": N_("Not declared"),
    "iou_issued": N_("Pay later"),
    "declared_unpaid": N_("Declared, not paid"),
    "underpaid": N_("Paid too little"),
    "overpaid": N_("Paid too much"),
    "unattached": N_("Money without a sale"),
    "cash_over_short": N_("Box over or short"),
    "box_loss": N_("Box loss"),
    "goods_money": N_("Money received"),
}
#: What must be known before a figure is believed: its heading, and why.
FLAGS = {
    "demo": (N_("Demo"), N_("An invented shop: never a real figure.")),
    "qr_as_claimed": (
        N_("QR as claimed"),
        N_("No QR statement was entered: QR payments are as residents say. Not for publishing."),
    ),
    "qr_never_arrived": (
        N_("QR payments that never arrived"),
        N_("Many said they paid by QR, the statement is empty: look whose code hangs there."),
    ),
    "cash_as_claimed": (
        N_("Cash as claimed"),
        N_("No machine counted the coins: the sales side is as residents say."),
    ),
    "restated": (
        N_("Restated"),
        N_("A fact entered later belongs to this cut: the figures are not those first shown."),
    ),
    "uncounted": (
        N_("Some items not counted"),
        N_("Their shelf is estimated by a stated rule; the bounds show how far that reaches."),
    ),
    "box_loss": (
        N_("Box loss"),
        N_("The box is short beyond a miscount: kept apart from what residents paid."),
    ),
    "unpriced": (
        N_("Goods without a price"),
        N_("An item without a marked price is valued at 0: mark its price."),
    ),
}
#: Spaces between two columns.
_GAP = 2


def statement_text(statement: Statement, say: Translate, zone: tzinfo = UTC) -> str:
    """Return the statement as lines for a terminal.

    Args:
        say: turns msgids into the reader's language.
        zone: the shop's time zone.
    """
    facts = statement.facts
    first, last = _moment(facts.start_ms, zone), _moment(facts.end_ms, zone)
    lines = [headline_text(statement, say), ""]
    if facts.demo:
        lines = [demo_text(say), "", *lines]
    lines.append(
        say(N_("%(shop)s, cut %(number)d, %(first)s to %(last)s"))
        % {"shop": facts.shop, "number": facts.number, "first": first, "last": last}
    )
    lines += [f"! {_flag(flag, say)}" for flag in statement.flags if flag != "demo"]
    lines += ["", *_table(_money_rows(statement, say), "lr")]
    lines += ["", *_table(_rate_rows(statement, say), "lr")]
    lines += ["", *_table(_item_rows(statement, say), "l" + "r" * 8)]
    return "\n".join(lines)


def demo_text(say: Translate) -> str:
    """Return the line that no reader of a demo's figures can miss."""
    return f"*** {_flag('demo', say)} ***"


def _flag(flag: str, say: Translate) -> str:
    heading, why = FLAGS[flag]
    return f"{say(heading)}: {say(why)}"


def _moment(at_ms: int, zone: tzinfo) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def headline_text(statement: Statement, say: Translate) -> str:
    """Return the one sentence, worded positively (HONESTY.md section 6)."""
    headline = statement.headline
    if headline.percent is None:
        return say(N_("Nothing was taken: there is nothing to say yet."))
    sentence = say(N_("Of every 100 yuan of goods taken, %(percent)d yuan came in."))
    text = sentence % {"percent": headline.percent}
    return f"{text} ({say(N_('QR as claimed'))})" if headline.qr_as_claimed else text


def _money_rows(statement: Statement, say: Translate) -> list[list[str]]:
    exact = statement.exact
    rows = [[say(BARS[bar.label]), format_yuan(bar.fen)] for bar in waterfall(statement)]
    rest = {
        N_("Cash in the box, net"): exact.cash_net_fen,
        N_("QR"): exact.qr_fen,
        N_("Gifts to the fund"): exact.donations_fen,
        N_("Pay later, paid now"): exact.iou_repaid_fen,
        N_("Pay later, open"): exact.iou_outstanding_close_fen,
    }
    return [*rows, ["", ""], *([say(name), format_yuan(fen)] for name, fen in rest.items())]


def _rate_rows(statement: Statement, say: Translate) -> list[list[str]]:
    rates = statement.rates
    full, sessions = rates.fully_paid_sessions
    return [
        [say(N_("Received or acknowledged")), _percent(rates.accounted)],
        [say(N_("Received")), _percent(rates.collection)],
        [say(N_("Received, within its bounds")), _between(rates.collection_bounds)],
        [say(N_("If no gift covered a taking")), _between(rates.capped_bounds)],
        [say(N_("Paid of what was declared")), _percent(rates.declared_paid)],
        [say(N_("Goods that were scanned")), _percent(rates.declared_units)],
        [say(N_("Sales paid in full")), f"{full} / {sessions}"],
    ]


def _item_rows(statement: Statement, say: Translate) -> list[list[str]]:
    heads = [
        N_("Item"),
        N_("Opening"),
        N_("Received"),
        N_("Taken off"),
        N_("Declared"),
        N_("Counted"),
        N_("Gone"),
        N_("Not declared"),
        N_("Value"),
    ]
    return [[say(head) for head in heads], *(_item_row(item) for item in statement.exact.items)]


def _item_row(item: ItemExact) -> list[str]:
    unit = " g" if item.unit == "g" else ""
    about = "~" if item.estimated else ""
    return [
        item.name,
        f"{item.opening}{unit}",
        f"{item.received}",
        f"{item.removed}",
        f"{item.declared}",
        "–" if item.counted is None else f"{item.counted}",
        f"{about}{item.gone}",
        f"{about}{item.undeclared}",
        format_yuan(item.value_fen),
    ]


def _percent(value: Rate) -> str:
    """Return a rate in percent with one decimal, half up, from exact arithmetic."""
    if value is None:
        return "–"
    tenths = round_half_up(Fraction(value) * 1000)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"


def _between(bounds: Bounds) -> str:
    low, high = bounds
    return _percent(low) if low == high else f"{_percent(low)} – {_percent(high)}"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _table(rows: list[list[str]], sides: str) -> list[str]:
    """Return rows as lines with their columns aligned: l to the left, r to the right."""
    widths = [max(_width(row[i]) for row in rows) for i in range(len(sides))]
    out = []
    for row in rows:
        cells = []
        for text, width, side in zip(row, widths, sides, strict=True):
            pad = " " * (width - _width(text))
            cells.append(text + pad if side == "l" else pad + text)
        out.append((" " * _GAP).join(cells).rstrip())
    return out
