"""A whole shop in this process, with whatever ails its devices: its kiosk, its lamp, its office."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gpiozero.pins.mock import MockFactory

from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.ict_bill import IctBillModel
from hardware.twins.port import DeviceModel, Mute, TwinPort
from hardware.twins.printer import PrinterModel
from hardware.twins.ssp_bill import SspBillModel
from hardware.twins.unasked import UnaskedTwin
from shop.clock import SystemClock
from shop.commands import ListItem, MarkPrice
from shop.config import load
from shop.main import Running, compose
from tests.e2e.service import Pages, until, words
from tests.people import CHEAP

GREEN, AMBER, RED, PULSE = 13, 19, 26, 17
_HEAD = f"""
[shop]
code = "e2e"
language = "en"
[book]
path = "book.db"
[web]
port = 0
[qr]
text = "wxp://wall"
[till]
box = "machine"
[panel]
pins = "board"
green = {GREEN}
amber = {AMBER}
red = {RED}
"""


class Babbler:
    """A device that answers every question with noise."""

    def __init__(self) -> None:
        self._rng = random.Random(1)

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Say anything but an answer."""
        return self._rng.randbytes(len(data) + 3)

    def power_up(self, now_ms: int) -> None:
        """It babbles on."""


class Hung:
    """A provider's address where somebody picks up and never says a word."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        """Put it down."""
        self._listening.close()


@dataclass(frozen=True)
class Device:
    """A device of the settings: its driver, and what it is when it is well.

    Attributes:
        name: in the settings.  driver: which.  model: makes its own side of the cable.
        more: further settings.
    """

    name: str
    driver: str
    model: Callable[[], Any]
    more: str = ""

    def settings(self, port: str) -> str:
        """Return its table."""
        head = f'[devices.{self.name}]\ndriver = "{self.driver}"\nport = "{port}"\n'
        return head + self.more


SCANNER = Device("scanner", "scanner", Mute)
COINS = Device("coins", "cctalk-coin", CoinAcceptorModel)
HOPPER = Device("hopper-jiao", "cctalk-hopper", HopperModel, "coin_fen = 10\n")
NOTES = Device("notes", "cctalk-bill", BillValidatorModel)
ICT = Device("notes-ict", "ict-bill", lambda: IctBillModel(powered_ms=0))
SSP = Device("notes-ssp", "ssp-bill", SspBillModel)
PRINTER = Device("printer", "escpos", PrinterModel)
ALL = (SCANNER, COINS, HOPPER, NOTES, ICT, SSP, PRINTER)


@dataclass
class Degraded:
    """A shop whose devices are plugged in as a test says, and a browser before it."""

    folder: Path
    text: str = _HEAD
    closing: list[Callable[[], object]] = field(default_factory=list)
    pins: MockFactory = field(default_factory=MockFactory)
    has_pins: bool = True

    def lost(self, device: Device) -> None:
        """Name a device whose port is not there."""
        self.text += device.settings(f"{self.folder}/no-such-{device.name}")

    def plugged(self, device: Device, model: DeviceModel) -> TwinPort:
        """Name a device, and plug in what is behind its cable."""
        link = f"{self.folder}/{device.name}"
        self.text += device.settings(link)
        if isinstance(model, IctBillModel):
            twin = UnaskedTwin(link, model, SystemClock()).start()
            self.closing.append(twin.close)
            return twin.port
        port = TwinPort(link, model, SystemClock()).start()
        self.closing.append(port.close)
        return port

    def gateway(self, name: str, table: dict[str, object]) -> None:
        """Name a payment provider."""
        lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
        self.text += "\n".join((f"[gateways.{name}]", *lines, ""))

    def open(self) -> Degraded:
        """Start the shop, with tofu on its shelf and somebody in its office."""
        path = self.folder / "tongxin.toml"
        path.write_text(self.text, "utf-8")
        self.shop: Running = compose(load(path), pin_factory=self._factory, hasher=CHEAP)
        self.closing.append(self.shop.stop)
        self.shop.start()
        door = self.shop.door
        door.ask(ListItem(door.fresh_id(), "tofu", "Tofu"))
        door.ask(MarkPrice(door.fresh_id(), "tofu", 250))
        self.kiosk, self.office = Pages(self.shop.address), Pages(self.shop.address)
        self.office.set_up()
        return self

    def _factory(self) -> MockFactory:
        if not self.has_pins:
            raise OSError("no gpiochip here")
        return self.pins

    def close(self) -> None:
        """Close the shop, then its devices."""
        for close in reversed(self.closing):
            close()
        self.pins.close()

    # ------------------------------------------------------------ what people see

    @property
    def trouble(self) -> tuple[str, ...]:
        return tuple(self.shop.door.screen.shown.view.trouble)

    def until_trouble(self, *names: str) -> None:
        until(lambda: set(names) <= set(self.trouble), f"{names}; {self.shop.door.health()}")

    def until_says(self, sentence: str) -> None:
        """The kiosk says what does not work, and what still does."""
        until(lambda: sentence in self.kiosk.screen(), f"{sentence}; {self.kiosk.screen()}")

    def until_amber(self) -> None:
        until(lambda: self.lit(AMBER) and not self.lit(GREEN), "the lamp is amber")

    def lit(self, pin: int) -> bool:
        return bool(self.pins.pin(pin).state)

    def office_says(self, device: str) -> str:
        """Return the line of a device on the coordinator's page, as plain words."""
        page = self.office.get("/office/devices")
        rows = [words(row) for row in page.split("<tr>")]
        return next(row for row in rows[1:] if f" {device} " in f" {row} ")

    # ------------------------------------------------------------ what residents do

    def sells(self) -> None:
        """Somebody takes tofu by its picture and pays later, another by phone on their word."""
        before = self.tenders()
        self.kiosk.press("add", value="tofu")
        self.kiosk.press("iou")
        self.kiosk.press("iou", value="fish")
        until(lambda: self.kiosk.phase() == "thanks", self.kiosk.screen())
        self.kiosk.press("done")
        self.kiosk.press("add", value="tofu")
        self.kiosk.press("qr")
        until(lambda: "paid" in self.buttons(), "there is a code to pay at")
        assert "Thank" in words(self.kiosk.press("paid"))
        self.kiosk.press("done")
        assert self.tenders() == [*before, (250, "claimed")]

    def buttons(self) -> frozenset[str]:
        return frozenset(self.shop.door.screen.shown.view.buttons)

    def tenders(self) -> list[tuple[int, str]]:
        with self.shop.door.reading() as book:
            return list(
                book.execute(
                    "SELECT body ->> '$.fen', body ->> '$.evidence' FROM journal"
                    " WHERE kind = 'TenderReceived' ORDER BY seq"
                )
            )
