"""The settings as the program uses them: frozen, checked, complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shop.gtin import Kind
from shop.instore import CodeRules, pattern
from shop.till.state import Rules


@dataclass(frozen=True, slots=True)
class Shop:
    """Which shop it is."""

    name: str
    code: str
    timezone: str
    language: str


@dataclass(frozen=True, slots=True)
class Book:
    """Where the book is; its folder is the shop's state."""

    path: Path
    synchronous: str


@dataclass(frozen=True, slots=True)
class Web:
    """Where pages are served, and whose browser is the till's screen."""

    host: str
    port: int
    kiosk_hosts: tuple[str, ...]
    tls: bool


@dataclass(frozen=True, slots=True)
class Qr:
    """The shop's own static payment code, and when to look whether it still is."""

    text: str
    alarm_claims: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel's pins by BCM number, -1 where there is none; see `hardware.panel`."""

    pins: str
    green: int
    amber: int
    red: int
    rgb_red: int
    rgb_green: int
    rgb_blue: int
    lamp_active_high: bool
    buzzer: int
    button: int
    door: int
    lid: int
    tilt: int
    contacts_close_when_shut: bool
    relay: int
    relay_active_high: bool


@dataclass(frozen=True, slots=True)
class Slips:
    """Which slips are printed beside those of what is owed: receipt is never | always."""

    receipt: str


@dataclass(frozen=True, slots=True)
class Camera:
    """The camera, and how long its photos are kept; see `hardware.camera`."""

    use: str
    folder: str
    lamp_pin: int
    keep_days: int
    files_max: int
    mib_max: int


@dataclass(frozen=True, slots=True)
class Codes:
    """How codes are read, and which stand on the scanner's set-up sheet."""

    in_store: Mapping[str, str]
    eight_digits: Kind
    setup_sheet: tuple[tuple[str, str], ...]

    @property
    def rules(self) -> CodeRules:
        """What the till needs of it."""
        layouts = tuple(pattern(text, value) for text, value in self.in_store.items())
        return CodeRules(layouts, self.eight_digits)


@dataclass(frozen=True, slots=True)
class Device:
    """One device on a serial port; `options` are its driver's keys, complete."""

    name: str
    driver: str
    port: str
    required: bool
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gateway:
    """One payment provider; `options` are its own keys, complete.

    Attributes:
        name: as the book calls it.  provider: wechat | alipay.
        native: the screen shows a code of each sale.  code_pay: it charges residents' codes.
        notify_url: where it tells of payments; "" for none.  base_url: "" for the usual one.
    """

    name: str
    provider: str
    native: bool
    code_pay: bool
    notify_url: str
    base_url: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """All settings.

    Attributes:
        devices, gateways: those that are enabled, in the order of their names.
        effective: every key with its value, in the order of the reference.
        origins: key → the file that set it; a key that no file set is missing.
        files: the files read, in the order in which they were merged.
    """

    shop: Shop
    book: Book
    web: Web
    till: Rules
    qr: Qr
    panel: Panel
    slips: Slips
    camera: Camera
    codes: Codes
    devices: tuple[Device, ...]
    gateways: tuple[Gateway, ...]
    effective: Mapping[str, object]
    origins: Mapping[str, str]
    files: tuple[str, ...]

    @property
    def state(self) -> Path:
        """The folder of the book and of what is private."""
        return self.book.path.parent
