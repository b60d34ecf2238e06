"""The lines of one statement file whose header was found, cell by cell."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from fractions import Fraction

from shop.money import round_half_up
from shop.paper_errors import StatementCellUnreadable, StatementCutShort, StatementLineTwice
from shop.statements.layouts import Layout, header_word, plain_cell
from shop.statements.lines import QrLine, digest

#: Characters of a bad cell that are shown again.
SHOWN_CHARS = 30
#: Largest amount of one line, in fen; a slip rather than a sale beyond it.
LINE_FEN_MAX = 100_000_000

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
)
_YUAN = re.compile(r"[¥￥]?\s*([+-]?)\s*(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,6}))?\s*元?")
_SUMMARY = ("总交易单数", "总笔数")


def in_order(lines: Iterable[QrLine]) -> tuple[QrLine, ...]:
    """Return lines in the order of their time."""
    return tuple(sorted(lines, key=lambda line: (line.at_ms, line.ref)))


def cells_of(text: str) -> list[str]:
    """Return the cells of one physical line: a stray quote never swallows the next one."""
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        return [text]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file whose header was found."""

    layout: Layout
    places: dict[str, int]
    header: list[str]
    zone: tzinfo

    def lines(self, rows: Sequence[str], first: int) -> tuple[QrLine, ...]:
        """Return the lines up to the summary."""
        seen: dict[str, tuple[int, QrLine]] = {}
        count = 0
        for number, text in enumerate(rows, first):
            cells = cells_of(text)
            head = header_word(cells[0]) if cells else ""
            if head in _SUMMARY:
                self._check_summary(rows[number - first + 1 :], count)
                break
            if head.startswith("#") or not any(plain_cell(cell) for cell in cells):
                continue
            count += 1
            line = self._line(cells, number)
            if line is None:
                continue
            before = seen.setdefault(line.ref, (number, line))
            if before[1] != line:
                name = self._name("ref")
                raise StatementLineTwice(line=number, column=name, before=before[0])
        return in_order(line for _, line in seen.values())

    def _check_summary(self, after: Sequence[str], count: int) -> None:
        """Hold the provider's own count against the lines: a download may have broken off."""
        values = cells_of(after[0]) if after else []
        said = plain_cell(values[0]) if values else ""
        if said.isascii() and said.isdigit() and int(said) != count:
            raise StatementCutShort(said=int(said), found=count)

    def _line(self, cells: list[str], number: int) -> QrLine | None:
        currency = self._cell(cells, "currency")
        if currency and currency.upper() not in ("CNY", "RMB", "人民币"):
            raise self._bad(number, "currency", currency)
        kind, fen = self._kind_and_fen(cells, number)
        if kind == "":
            return None
        fee = abs(self._fee(cells, number)) if "fee" in self.places else 0
        if kind == "fee":
            fee, fen = fen, 0
        else:
            fee, fen = (-fee if kind == "refund" else fee), abs(fen)
        ref = self._cell(cells, "ref")
        if not ref:
            raise self._bad(number, "ref", ref)
        at_ms = self._moment(cells, number)
        key = ref
        if kind == "refund" and self.layout.name != "plain":
            # a refund stands under the payment's number: its own is added, or what tells it apart
            key += "|" + (self._own_refund(cells) or f"{at_ms}|{fen}")
        return QrLine(at_ms, fen, fee, kind, digest(key), digest(self._cell(cells, "order")))

    def _own_refund(self, cells: list[str]) -> str:
        own = self._cell(cells, "refund_ref")
        return "" if own == "0" else own

    def _kind_and_fen(self, cells: list[str], number: int) -> tuple[str, int]:
        """Return what a line is and its amount; "" for one that is left out."""
        word = self._cell(cells, "kind").casefold()
        kind = next((kind for part, kind in self.layout.kinds if part in word), None)
        kind = self.layout.otherwise if kind is None else kind
        if kind is None:
            raise self._bad(number, "kind", word)
        if self.layout.name == "alipay_account":
            return self._account(cells, number, kind)
        if kind == "refund" and "refund" in self.places:
            state = self._cell(cells, "refund_state").casefold()
            failed = state.startswith(("fail", "close"))
            return ("", 0) if failed else (kind, self._fen(cells, "refund", number))
        fen = self._fen(cells, "amount", number)
        if self.layout.name == "plain" and fen < 0:
            kind = "refund"
        elif kind == "payment" and fen < 0:
            raise self._bad(number, "amount", self._cell(cells, "amount"))
        return kind, fen

    def _account(self, cells: list[str], number: int, kind: str) -> tuple[str, int]:
        """Read a line of the account's own list: income is a payment, other outgo no matter."""
        income = abs(self._fen(cells, "income", number, empty=True))
        outgo = abs(self._fen(cells, "outgo", number, empty=True))
        if kind == "fee":
            return kind, outgo - income
        if kind == "refund":
            return (kind, outgo) if outgo else ("", 0)
        return (kind, income) if income and kind else ("", 0)

    def _moment(self, cells: list[str], number: int) -> int:
        text = self._cell(cells, "at")
        if "date" in self.places:
            text = f"{self._cell(cells, 'date')} {text}"
        found = _MOMENT.fullmatch(text)
        if found:
            parts = [int(part or 0) for part in found.groups()]
            try:
                moment = datetime(*parts, tzinfo=self.zone)  # type: ignore[arg-type,misc]
            except ValueError:
                moment = None
            if moment is not None:
                since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
                return (since.days * 86_400 + since.seconds) * 1000
        raise self._bad(number, "at", text)

    def _fen(self, cells: list[str], role: str, number: int, *, empty: bool = False) -> int:
        text = self._cell(cells, role)
        if not text and empty:
            return 0
        yuan = _yuan(text)
        if yuan is None or (yuan * 100).denominator != 1 or abs(yuan * 100) > LINE_FEN_MAX:
            raise self._bad(number, role, text)
        return int(yuan * 100)

    def _fee(self, cells: list[str], number: int) -> int:
        """Return a fee, half up to the fen: providers write parts of a fen."""
        text = self._cell(cells, "fee")
        yuan = _yuan(text) if text else Fraction(0)
        if yuan is None or abs(yuan * 100) > LINE_FEN_MAX:
            raise self._bad(number, "fee", text)
        return round_half_up(yuan * 100)

    def _cell(self, cells: list[str], role: str) -> str:
        place = self.places.get(role)
        return plain_cell(cells[place]) if place is not None and place < len(cells) else ""

    def _name(self, role: str) -> str:
        place = self.places.get(role)
        return plain_cell(self.header[place]) if place is not None else role

    def _bad(self, number: int, role: str, text: str) -> StatementCellUnreadable:
        shown = "".join(sign for sign in text if sign.isprintable())[:SHOWN_CHARS]
        return StatementCellUnreadable(line=number, column=self._name(role), value=shown)


def _yuan(text: str) -> Fraction | None:
    found = _YUAN.fullmatch(text)
    if not found:
        return None
    sign, whole, part = found.groups()
    value = Fraction(f"{whole.replace(',', '')}.{part or '0'}")
    return -value if sign == "-" else value
