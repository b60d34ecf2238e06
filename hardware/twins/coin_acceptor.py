"""A coin acceptor that is not there: the device's own side of ccTalk, with all it can suffer.

It answers bytes with bytes and needs no port; `TwinPort` puts it on a pty, `SimulatedLine` in
virtual time. It keeps no record of money for the shop: `fallen` is what a person looking into
the box would find, for tests that compare.
Protocol facts: HARDWARE.md 2.1 and 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.codecs import cctalk
from hardware.codecs.cctalk import Frame, FrameReader
from hardware.codecs.coin_id import UNUSED, parse_coin_id

#: A village's coins: one yuan, five jiao, one jiao, and a foreign one that has no value here.
VILLAGE_COINS = {1: "CN100A", 2: "CN050A", 3: "CN010A", 4: "EU020A"}
_POSITIONS = 16
_GAP_MS = 50
_EVENTS = 5
_EVENT_INHIBITED = 2
_LONG_TERM_MAX = 1 << 24


@dataclass(slots=True)
class Knobs:
    """What ails the device; each may be turned at any time.

    Attributes:
        silent: it answers nothing.  busy: it says so to everything.
        nak: headers that it refuses.  no_228: it has no master switch: silence there.
        jam: fault code of its self-check (232), 0 when clean.
        says_inhibited: a coin that it may not take is an error event, not only a coin returned.
        keeps_mask: its mask survives a reset, as no real one's does.
        loses_mask: it says that it took a mask, and does not have it.
    """

    silent: bool = False
    busy: bool = False
    nak: set[int] = field(default_factory=set)
    no_228: bool = False
    jam: int = 0
    says_inhibited: bool = False
    keeps_mask: bool = False
    loses_mask: bool = False


@dataclass(frozen=True, slots=True)
class Fallen:
    """One event that the device counted.

    Attributes:
        life: which power-on it was in, from 0.  number: of the event in that life, from 1.
        pair: as it stands in the event buffer.
    """

    life: int
    number: int
    pair: tuple[int, int]


class CoinAcceptorModel:
    """The machine on the wall.

    Args:
        coins: position → coin id.  serial: 0..16777215.  address: on the bus.
        poll_priority: what it answers to 249 (unit, value).
    """

    def __init__(
        self,
        coins: dict[int, str] | None = None,
        serial: int = 12_345_678,
        address: int = 2,
        poll_priority: tuple[int, int] = (2, 20),
    ) -> None:
        self.coins = dict(VILLAGE_COINS if coins is None else coins)
        self.serial, self.address, self.poll_priority = serial, address, poll_priority
        self.knobs = Knobs()
        self.inserted = self.accepted = 0
        self.fallen: list[Fallen] = []
        self.life = -1
        #: Requests that it understood, for tests that ask what was asked.
        self.asked: list[int] = []
        self._heard_ms = 0
        self._forget()

    def _forget(self) -> None:
        self.life += 1
        self.counter, self.events = 0, [(0, 0)] * _EVENTS
        self._count = 0
        if self.life == 0 or not self.knobs.keeps_mask:
            self.mask = bytes(2)
        self.master = True
        self._reader = FrameReader()

    # ------------------------------------------------------------ what people do with it

    def insert(self, coin: int) -> bool:
        """Put one coin in the slot.

        Args:
            coin: its position in the coin table, or its value in fen where there is such a one.

        Returns:
            Whether it fell into the box; else it lies in the return tray.
        """
        position = coin if coin in self.coins else self._position_of(coin)
        self.inserted += 1
        if position is None:
            return False
        enabled = self.mask[(position - 1) // 8] >> (position - 1) % 8 & 1
        if not enabled or not self.takes_coins:
            if self.knobs.says_inhibited:
                self.error(_EVENT_INHIBITED)
            return False
        self.accepted += 1
        self._event((position, 1))
        return True

    @property
    def takes_coins(self) -> bool:
        """Whether its gate is open, apart from which coins may pass."""
        return (self.master or self.knobs.no_228) and self.knobs.jam == 0

    def error(self, code: int) -> None:
        """Let something go wrong that is worth an event: a code of its error table."""
        self._event((0, code))

    def power_up(self, now_ms: int) -> None:
        """Lose and regain power: count, events and mask are gone, the coins in the box are not."""
        self._forget()

    def _event(self, pair: tuple[int, int]) -> None:
        self.counter = self.counter % 255 + 1
        self.events = [pair, *self.events[: _EVENTS - 1]]
        self._count += 1
        self.fallen.append(Fallen(self.life, self._count, pair))

    def _position_of(self, fen: int) -> int | None:
        for position, text in self.coins.items():
            coin = parse_coin_id(text.encode())
            if coin is not None and coin.country == "CN" and coin.minor_units == fen:
                return position
        return None

    # ------------------------------------------------------------ what it says

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take bytes off the wire at monotonic `now_ms` and answer the requests among them."""
        if now_ms - self._heard_ms >= _GAP_MS:
            self._reader.idle()
        self._heard_ms = now_ms
        frames = self._reader.feed(data)
        return b"".join(self._answer(f) for f in frames if f.dest in (0, self.address))

    def _answer(self, frame: Frame) -> bytes:
        if frame.src is None or frame.is_reply:
            return b""
        self.asked.append(frame.header)
        del self.asked[:-1000]
        missing = self.knobs.no_228 and frame.header == cctalk.MASTER_SWITCH
        if self.knobs.silent or missing:
            return b""
        if frame.header == cctalk.ADDRESS_POLL:
            return bytes([self.address])  # one raw byte, not a frame
        reply, data = cctalk.REPLY, b""
        if self.knobs.busy:
            reply = cctalk.BUSY
        elif frame.header in self.knobs.nak:
            reply = cctalk.NAK
        else:
            said = self._say(frame.header, frame.data)
            reply, data = (cctalk.NAK, b"") if said is None else (cctalk.REPLY, said)
        return cctalk.encode(Frame(frame.src, reply, data, self.address))

    def _say(self, header: int, data: bytes) -> bytes | None:
        if header == cctalk.READ_CREDITS:
            return bytes([self.counter]) + bytes(b for pair in self.events for b in pair)
        if header == cctalk.SET_INHIBIT_MASK and len(data) == 2:
            self.mask = self.mask if self.knobs.loses_mask else data
            return b""
        if header == cctalk.MASTER_SWITCH and len(data) == 1:
            self.master = bool(data[0] & 1)
            return b""
        if header == cctalk.COIN_ID and len(data) == 1 and 1 <= data[0] <= _POSITIONS:
            return self.coins.get(data[0], UNUSED).encode("ascii")
        if header == cctalk.RESET:
            self._forget()
            return b""
        fixed = {
            cctalk.SIMPLE_POLL: b"",
            cctalk.POLL_PRIORITY: bytes(self.poll_priority),
            cctalk.SERIAL_NUMBER: self.serial.to_bytes(3, "little"),
            cctalk.READ_INHIBIT_MASK: self.mask,
            cctalk.SELF_CHECK: bytes([self.knobs.jam]),
            cctalk.READ_INSERTIONS: (self.accepted % _LONG_TERM_MAX).to_bytes(3, "little"),
            246: b"TXN",
            245: b"Coin Acceptor",
            227: bytes([self.master]),
            226: (self.inserted % _LONG_TERM_MAX).to_bytes(3, "little"),
        }
        return fixed.get(header)
