"""Every setting there is, in one table: the loader, the reference and its test read it.

A section of `SECTIONS` is a table of the TOML file; what `[devices.NAME]` may have stands in
`devices_table`.
"""

from __future__ import annotations

import os
from pathlib import Path

from shop.config.camera_table import CAMERA
from shop.config.codes_table import CODES
from shop.config.kinds import (
    Flag,
    Key,
    ListOf,
    Network,
    OneOf,
    Text,
    Whole,
    Zone,
)
from shop.config.slips_table import SLIPS
from shop.review.sticker import CLAIMS, CLAIMS_LEAST, CLAIMS_MOST
from shop.till.state import Rules

_MINUTE_MS = 60_000
_FEN_MOST = 100_000
_OPEN_BOX = Rules(box="claimed")


def state_folder() -> Path:
    """Return where this machine keeps a shop's state.

    systemd's StateDirectory, else the system's folder for root, else the home of whoever runs it.
    """
    given = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    if given:
        return Path(given)
    if os.geteuid() == 0:
        return Path("/var/lib/tongxin")
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "tongxin"


def _default_book() -> str:
    return str(state_folder() / "book.db")


_PATH = Text(400, 1, said="the path of a file; a relative one counts from this file's folder")
_HOST = Text(255, 1, r"[0-9A-Za-z.:-]+", 'an address or host name, such as "127.0.0.1"')


class _Pin(Whole):
    """A pin of the 40-pin header, or none."""

    def take(self, value: object) -> int:
        return -1 if value == -1 and not isinstance(value, bool) else Whole.take(self, value)


def _pin(name: str, meaning: str) -> Key:
    return Key(name, _Pin(2, 27, "(BCM number of a pin), or -1 for none"), -1, meaning)


SHOP = (
    Key("name", Text(40, 1), "同心小店", "the shop's name on every page and slip"),
    Key(
        "code",
        Text(16, 1, r"[a-z0-9-]+", "1 to 16 small letters, digits and hyphens"),
        "shop",
        "the shop's short code, written into every entry of the book",
    ),
    Key("timezone", Zone(), "Asia/Shanghai", "the zone whose midnight ends a shop's day"),
    Key("language", OneOf(("zh_CN", "en")), "zh_CN", "the language of kiosk, slips and voice"),
)

BOOK = (
    Key("path", _PATH, _default_book, "the book; its folder also holds what is private"),
    Key(
        "synchronous",
        OneOf(("FULL",)),
        "FULL",
        "fixed: anything less loses confirmed sales at a power cut",
    ),
)

WEB = (
    Key("host", _HOST, "127.0.0.1", 'where pages listen; "0.0.0.0" for the shop\'s own Wi-Fi'),
    Key("port", Whole(0, 65_535), 8080, "TCP port of the pages; 0 takes any free one"),
    Key(
        "kiosk_hosts",
        ListOf(Network(), 0, 16),
        (),
        "machines whose browser may be the till's screen, beside this one; others only read",
    ),
    Key("tls", Flag(), False, "true: pages are reached through a TLS proxy on this machine"),
)

TILL = (
    Key(
        "box",
        OneOf(("claimed", "machine")),
        _OPEN_BOX.box,
        "claimed: an open box and the resident's word; machine: a device counts the coins",
    ),
    Key(
        "change",
        OneOf(("none", "tray", "hopper")),
        _OPEN_BOX.change,
        "where change comes from; an open box is its own tray",
    ),
    Key(
        "quiet_ms",
        Whole(1_000, _MINUTE_MS, "ms"),
        _OPEN_BOX.quiet_ms,
        "silence after enough money before the sale declares itself",
    ),
    Key(
        "undo_ms",
        Whole(10_000, 10 * _MINUTE_MS, "ms"),
        _OPEN_BOX.undo_ms,
        "how long a sale can be taken back",
    ),
    Key(
        "basket_ms",
        Whole(30_000, 60 * _MINUTE_MS, "ms"),
        _OPEN_BOX.basket_ms,
        "silence before an unfinished basket ends; nobody is hurried under 30 s",
    ),
    Key(
        "credit_ms",
        Whole(30_000, 60 * _MINUTE_MS, "ms"),
        _OPEN_BOX.credit_ms,
        "how long money without goods is offered, also after a restart",
    ),
    Key(
        "price_tiles_fen",
        ListOf(Whole(1, _FEN_MOST, "fen"), 1, 9),
        _OPEN_BOX.price_tiles_fen,
        "prices to pick for a barcode nobody listed",
    ),
    Key(
        "gift_tiles_fen",
        ListOf(Whole(1, _FEN_MOST, "fen"), 1, 6),
        _OPEN_BOX.gift_tiles_fen,
        "amounts to give or repay where no machine counts",
    ),
    Key(
        "lines_max",
        Whole(1, 200, "lines"),
        _OPEN_BOX.lines_max,
        "distinct lines of one basket; more is somebody playing",
    ),
    Key(
        "quantity_max",
        Whole(1, 999, "pieces"),
        _OPEN_BOX.quantity_max,
        "pieces of one line",
    ),
    Key(
        "spare_tray",
        Flag(),
        _OPEN_BOX.spare_tray,
        "true: beside the hopper stands a tray of coins, for what the hopper cannot pay",
    ),
)

QR = (
    Key(
        "text",
        Text(300),
        "",
        "what the shop's own payment code says (the static code on the wall); empty: no QR",
    ),
    Key(
        "alarm_claims",
        Whole(CLAIMS_LEAST, CLAIMS_MOST, "payments"),
        CLAIMS,
        "so many in a row that never arrived ask a volunteer to look whose code hangs there",
    ),
)

PANEL = (
    Key(
        "pins",
        OneOf(("none", "board")),
        "none",
        "who drives the pins: nobody, or this Raspberry Pi's own header",
    ),
    _pin("green", "a lamp of green light"),
    _pin("amber", "a lamp of amber light; without it red and green together"),
    _pin("red", "a lamp of red light"),
    _pin("rgb_red", "the red of one lamp of three colours, instead of the three above"),
    _pin("rgb_green", "its green"),
    _pin("rgb_blue", "its blue"),
    Key("lamp_active_high", Flag(), True, "false where lamps hang between supply and pin"),
    _pin("buzzer", "an active buzzer, which sounds while it has voltage"),
    _pin("button", "the green button 我已付款, between pin and ground"),
    _pin("door", "the contact of the shop's door, between pin and ground"),
    _pin("lid", "the contact of the box's lid, between pin and ground"),
    _pin("tilt", "a contact in the box that opens when the box is moved, to ground"),
    Key("contacts_close_when_shut", Flag(), True, "false for contacts that open when shut"),
    _pin("relay", "lets the money machines accept; without power they refuse"),
    Key("relay_active_high", Flag(), True, "false for relay boards that pull in at 0 V"),
)

#: Section → its keys, in the order of the reference.
SECTIONS: dict[str, tuple[Key, ...]] = {
    "shop": SHOP,
    "book": BOOK,
    "web": WEB,
    "till": TILL,
    "qr": QR,
    "panel": PANEL,
    "slips": SLIPS,
    "camera": CAMERA,
    "codes": CODES,
}
