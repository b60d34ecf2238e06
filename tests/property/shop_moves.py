"""Anything that may happen in a shop, drawn by name and two small numbers."""

from __future__ import annotations

import sqlite3
from typing import Any

from hypothesis import strategies as st

from shop import commands
from shop.effects import AskQr, ChargeCode, Dispense
from shop.errors import InputRefused, LedgerError
from shop.inputs import (
    DeviceDown,
    DeviceFault,
    DeviceUp,
    DispenseDone,
    DispenseIntent,
    QrEnded,
    QrOrdered,
    QrPaid,
    QrReady,
    QrWaits,
    Scanned,
    Tick,
)
from shop.paper_commands import PayOwed
from shop.queries import cuts, owed
from shop.till.means import Hopper, Means, Provider
from tests.unit.counter.a_shop import GOODS, Shop

CODES = ("rice", "soap", "eggs", "pepper", "12345670", "87654325", "<b>")
COINS = (10, 50, 100, 500, 1000)
ITEMS = tuple(GOODS)

AT_THE_TILL = ("scan", "scan", "coin", "press", "press", "press", "green", "wait", "restart", "odd")
BY_DEVICES = ("provider", "provider", "hopper", "hopper", "code", "by_phone", "overpay")
BY_VOLUNTEERS = (
    *("deliver", "write_off", "float", "open", "count", "count", "box", "collect", "close"),
    *("cancel", "late_goods", "late_float", "name", "forgive"),
)

moves = st.tuples(st.sampled_from(AT_THE_TILL), st.integers(0, 9), st.integers(0, 9))
#: Moves of one step each, and those of a program that goes on running.
one_step = st.tuples(
    st.sampled_from(("coin", "press", "green", "tick")), st.integers(0, 9), st.integers(0, 9)
)
running = moves.filter(lambda move: move[0] != "restart")
any_moves = st.tuples(
    st.sampled_from(AT_THE_TILL + BY_VOLUNTEERS), st.integers(0, 9), st.integers(0, 9)
)
#: Moves of a shop whose change falls out of hoppers and whose QR payments are confirmed.
device_moves = st.tuples(
    st.sampled_from((*AT_THE_TILL, *BY_DEVICES, "pay_owed", "open", "cancel")),
    st.integers(0, 9),
    st.integers(0, 9),
)
#: What such a shop has.
MEANS = Means(
    (Hopper("yuan", 100, 20), Hopper("jiao", 10, 20)),
    (Provider("wechat", native=True, shape="wechat"), Provider("alipay", native=True, shape=None)),
)


class Disk:
    """A book's connection whose disk is full at one statement, or from one on."""

    def __init__(self) -> None:
        self.real = Shop().connection
        self.left: int | None = None

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        writes = sql.startswith(("INSERT", "BEGIN", "COMMIT"))
        if self.left is not None and writes:
            if self.left <= 0:
                raise sqlite3.OperationalError("database or disk is full")
            self.left -= 1
        return self.real.execute(sql, parameters)


class World:
    """A shop and what the world put into it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.coins_fen = self.qr_fen = self.fallen_fen = 0
        self.refused = 0
        self.payments: dict[str, QrPaid] = {}

    def do(self, name: str, a: int, b: int) -> None:
        """Do one move; what the shop refuses with words is not done."""
        try:
            getattr(self, f"_{name}")(a, b)
        except InputRefused:
            self.refused += 1
        except LedgerError:
            self.refused += 1

    # ------------------------------------------------------------ at the till

    def _scan(self, a: int, b: int) -> None:
        code = CODES[a % len(CODES)]
        if b == 9:
            self.shop.counter.handle(Scanned("scanner", "134567890123456789", shape="wechat"))
        else:
            self.shop.scan(code)

    def _coin(self, a: int, b: int) -> None:
        coins: list[int | None] = [COINS[a % len(COINS)]]
        if b > 6:
            coins.append(COINS[b % len(COINS)])
        if b == 0:
            coins.append(None)
        reading = self.shop.reading(*coins)
        try:
            self.shop.counter.handle(reading)
        except LedgerError:
            # The driver moves on only when the book has it: the same reading comes again.
            self.shop.credit_no -= len(coins)
            raise
        self.coins_fen += sum(fen or 0 for fen in coins)

    def _press(self, a: int, b: int) -> None:
        view = self.shop.view
        buttons = sorted(view.buttons)
        if not buttons:
            return
        button = buttons[(a * 7 + b) % len(buttons)]
        line = view.lines[a % len(view.lines)].id if view.lines else None
        values: dict[str, Any] = {
            "add": ITEMS[b % len(ITEMS)],
            "quantity": b,
            "price": view.price_tiles_fen[b % len(view.price_tiles_fen)]
            if view.price_tiles_fen
            else None,
            "paid": None if a % 2 else (b + 1) * 100,
            "change": None if a % 2 else b * 10,
            "iou": "Li" if a % 2 else None,
        }
        self.shop.press(button, values.get(button), line)

    def _green(self, a: int, b: int) -> None:
        self.shop.green()

    def _wait(self, a: int, b: int) -> None:
        self.shop.wait((1, 2, 5, 6, 30, 60, 61, 120, 130, 300)[a])

    def _tick(self, a: int, b: int) -> None:
        self.shop.clock.advance((a + 1) * 7_000)
        self.shop.counter.handle(Tick())

    def _restart(self, a: int, b: int) -> None:
        if a > 6:
            self.shop.start()

    def _odd(self, a: int, b: int) -> None:
        said = (
            DeviceDown("coins", "lost"), DeviceUp("coins"), DeviceFault("coins", "jam"),
            DeviceFault("coins", "ok"), DeviceFault("scanner", "noise"),
            DeviceDown("yuan", "lost"), DeviceUp("yuan"), DeviceDown("wechat", "away"),
            DeviceUp("wechat"),
        )  # fmt: skip
        self.shop.counter.handle(said[a % len(said)])

    # ------------------------------------------------------------ by devices and providers

    def _by_phone(self, a: int, b: int) -> None:
        self._scan(a % 4, 0)
        for button in ("qr", "price"):
            if button in self.shop.view.buttons:
                self.shop.press(button, 100 if button == "price" else None)

    def _overpay(self, a: int, b: int) -> None:
        self._scan(a % 3, 0)
        self._coin(4, 1)
        self.shop.wait(6)
        if "change" in self.shop.view.buttons:
            self.shop.press("change")

    def _provider(self, a: int, b: int) -> None:
        """A provider says anything of any order it was ever asked, in any order of events."""
        wishes = [one for one in self.shop.heard if isinstance(one, AskQr | ChargeCode)]
        if not wishes:
            return
        wish = wishes[-1 - a % min(3, len(wishes))]
        gateway, order = wish.gateway, wish.order
        handle = self.shop.counter.handle
        if b < 2:
            handle(QrOrdered(gateway, order, wish.visit, wish.fen))
        elif b < 4:
            handle(QrReady(gateway, order, "weixin://x"))
        elif b == 4:
            handle(QrWaits(gateway, order))
        elif b == 5:
            handle(QrEnded(gateway, order, ("closed", "refused", "offline")[a % 3]))
        elif b == 6 and self.payments:  # told once more, whenever
            handle(list(self.payments.values())[a % len(self.payments)])
        else:
            number = f"T{len(self.payments)}" if b == 9 else f"{order}-1"
            paid = QrPaid(gateway, order, wish.visit, wish.fen, number)
            handle(paid)
            if number not in self.payments:
                self.qr_fen += wish.fen
                self.payments[number] = paid

    def _hopper(self, a: int, b: int) -> None:
        """A hopper is done with a wish for change, perhaps with less; or says so again."""
        wishes = [one for one in self.shop.heard if isinstance(one, Dispense)]
        if not wishes:
            return
        wish = wishes[-1 - a % min(3, len(wishes))]
        fen = {"yuan": 100, "jiao": 10}[wish.device]
        of = (wish.device, f"hopper:{wish.device}", wish.job, wish.visit)
        self.shop.counter.handle(DispenseIntent(*of, wish.coins, fen, 1))
        paid = wish.coins if b > 4 else b % (wish.coins + 1)
        why = "done" if paid == wish.coins else "empty"
        done = DispenseDone(*of, fen, paid, wish.coins - paid, why)
        if not self.shop.counter.handle(done).repeated:
            self.fallen_fen += paid * fen

    def _code(self, a: int, b: int) -> None:
        shape = "wechat" if a % 3 else "alipay"
        self.shop.counter.handle(Scanned("scanner", "134567890123456789", shape=shape))

    def _pay_owed(self, a: int, b: int) -> None:
        slips = owed.open_slips(self.shop.connection)
        if slips:
            self.shop.say(PayOwed, slips[a % len(slips)].owed)

    # ------------------------------------------------------------ by volunteers

    def _deliver(self, a: int, b: int) -> None:
        self.shop.say(commands.ReceiveGoods, ITEMS[a % len(ITEMS)], b + 1)

    def _write_off(self, a: int, b: int) -> None:
        self.shop.say(commands.WriteOffGoods, ITEMS[a % len(ITEMS)], b + 1, "spoiled")

    def _float(self, a: int, b: int) -> None:
        self.shop.say(commands.MoveFloat, (a - 4) * 100 or 50)

    def _forgive(self, a: int, b: int) -> None:
        self.shop.say(commands.ForgiveIou, (a + 1) * 10)

    def _name(self, a: int, b: int) -> None:
        code = CODES[4 + a % 3]
        self.shop.say(commands.NameUnknown, code, ITEMS[b % 3])

    def _open(self, a: int, b: int) -> None:
        self.shop.say(commands.OpenCut)

    @property
    def cut(self) -> str:
        return cuts.open_cut_id(self.shop.connection) or "none"

    def _count(self, a: int, b: int) -> None:
        item = ITEMS[a % len(ITEMS)]
        held = self.shop.place("shelf", item)
        self.shop.say(commands.CountItem, self.cut, item, max(0, held + b - 5), 1 + b % 2)

    def _box(self, a: int, b: int) -> None:
        self.shop.say(
            commands.CountBox, self.cut, max(0, self.shop.place("cashbox") + (a - 4) * 60)
        )

    def _collect(self, a: int, b: int) -> None:
        self.shop.say(commands.CollectCash, self.cut, (a + 1) * 100)

    def _cancel(self, a: int, b: int) -> None:
        if a > 5:
            self.shop.say(commands.CancelCut, self.cut)

    def _close(self, a: int, b: int) -> None:
        why = {item: "not reached" for item in ITEMS}
        self.shop.say(commands.CloseCut, self.cut, why)

    def _named_cut(self, b: int) -> str | None:
        """A closed cut, or the open one, for a late paper."""
        known = [one.cut for one in cuts.closed_cuts(self.shop.connection, 5)]
        if self.cut != "none":
            known.insert(0, self.cut)
        return known[b % len(known)] if known else None

    def _late_goods(self, a: int, b: int) -> None:
        named = self._named_cut(b)
        if named is None:
            return
        item = ITEMS[a % len(ITEMS)]
        if b % 2:
            self.shop.say(commands.ReceiveGoods, item, b + 1, for_cut=named)
        else:
            self.shop.say(commands.WriteOffGoods, item, a + 1, "late", for_cut=named)

    def _late_float(self, a: int, b: int) -> None:
        named = self._named_cut(b)
        if named is not None:
            self.shop.say(commands.MoveFloat, (a - 4) * 100 or 70, for_cut=named)
