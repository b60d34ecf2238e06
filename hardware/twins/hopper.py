"""A hopper that is not there: the device's own side of ccTalk, with all it can suffer.

It answers bytes with bytes and needs no port; coins fall as the time that it is told passes.
`fallen` is what a person finds in the tray, for tests that compare.
Protocol facts: HARDWARE.md 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.codecs import cctalk, cctalk_hopper
from hardware.codecs.cctalk import Frame, FrameReader

_GAP_MS = 50
_KEY_BYTES = 8
#: Without a coin for so long it ends the payout by itself.
_TIME_OUT_MS = 10_000
#: A motor that draws too much is switched off after this long.
_OVER_CURRENT_MS = 600


@dataclass(slots=True)
class HopperKnobs:
    """What ails the hopper; each may be turned at any time.

    Attributes:
        silent: it answers nothing.  busy: it says so to everything.
        nak: headers that it refuses.  drop_reply_to: headers that it does, without saying so.
        babbles: it answers rubbish.
        stuck: its motor turns and no coin comes, without end.
        jam: its motor is blocked: it gives up a payout as over-current.
        blocked: something covers its exit.  fraud: somebody tampers with its exit.
        dies_after: at this many coins of a payout its power goes, until `power_up`.
        forgets: its event counter is gone with its power; the last payout is not.
        clears_unpaid: after a time-out or a stop it no longer says what is unpaid.
    """

    silent: bool = False
    busy: bool = False
    nak: set[int] = field(default_factory=set)
    drop_reply_to: set[int] = field(default_factory=set)
    babbles: bool = False
    stuck: bool = False
    jam: bool = False
    blocked: bool = False
    fraud: bool = False
    dies_after: int | None = None
    forgets: bool = False
    clears_unpaid: bool = False


class HopperModel:
    """The box of coins with a motor.

    Args:
        coins: how many are in it.  serial: 0..16777215.  address: on the bus.
        cipher: it wants to be asked for its key before each payout; else the payout must carry
            its serial.
        coin_ms: between two coins.
        low_at: below so many its sensor says low; None: it has no sensor.
        level_header: how it says its level: 217 or 236.
    """

    def __init__(
        self,
        coins: int = 200,
        serial: int = 345_678,
        address: int = 3,
        *,
        cipher: bool = True,
        coin_ms: int = 150,
        low_at: int | None = None,
        level_header: int = cctalk_hopper.LEVELS,
    ) -> None:
        self.coins, self.serial, self.address = coins, serial, address
        self.cipher, self.coin_ms, self.low_at = cipher, coin_ms, low_at
        self.level_header = level_header
        self.knobs = HopperKnobs()
        self.fallen = 0
        #: Payouts that it began, by the coins asked for; requests that it understood.
        self.payouts: list[int] = []
        self.asked: list[int] = []
        self.event = self.paid = self.unpaid = self.remaining = 0
        self._heard_ms = self._next_ms = 0
        self._dead = False
        self._forget()

    def _forget(self) -> None:
        self.enabled = self._keyed = False
        self._flags = 0
        self._reader = FrameReader()

    def power_up(self, now_ms: int) -> None:
        """Lose and regain power: the counters are in its EEPROM, all else is forgotten."""
        self._turn(now_ms)
        if self.remaining:
            self._stop()
        if self.knobs.forgets:
            self.event = 0
        if self._dead:
            self.knobs.dies_after = None
        self._dead = False
        self._forget()

    def fill(self, coins: int) -> None:
        """Put coins in."""
        self.coins += coins

    # ------------------------------------------------------------ its coins

    def _turn(self, now_ms: int) -> None:
        """Let fall what has fallen by `now_ms`."""
        while self.remaining and not self._dead and now_ms >= self._next_ms:
            knobs = self.knobs
            if knobs.stuck:
                return
            if knobs.jam:
                self._flags |= 0x01
                self._stop()
                return
            if not self.coins:
                self._flags |= 0x02
                self._stop()
                return
            self._fall()
            last = not self.coins or knobs.stuck
            wait_ms = _OVER_CURRENT_MS if knobs.jam else self.coin_ms
            self._next_ms += _TIME_OUT_MS if last and self.remaining else wait_ms

    def _fall(self) -> None:
        self.coins -= 1
        self.fallen += 1
        self.paid += 1
        self.remaining -= 1
        if self.paid == self.knobs.dies_after:
            self._dead = True

    def _stop(self) -> None:
        self.unpaid = 0 if self.knobs.clears_unpaid else self.remaining
        self.remaining = 0

    # ------------------------------------------------------------ what it says

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take bytes off the wire at monotonic `now_ms` and answer the requests among them."""
        self._turn(now_ms)
        if now_ms - self._heard_ms >= _GAP_MS:
            self._reader.idle()
        self._heard_ms = now_ms
        frames = self._reader.feed(data)
        return b"".join(self._answer(f, now_ms) for f in frames if f.dest in (0, self.address))

    def _answer(self, frame: Frame, now_ms: int) -> bytes:
        knobs = self.knobs
        if frame.src is None or frame.is_reply or knobs.silent or self._dead:
            return b""
        self.asked.append(frame.header)
        del self.asked[:-1000]
        if frame.header == cctalk.ADDRESS_POLL:
            return bytes([self.address])  # one raw byte, not a frame
        if knobs.babbles:
            return frame.header.to_bytes() * 7
        reply, data = cctalk.REPLY, b""
        if knobs.busy:
            reply = cctalk.BUSY
        elif frame.header in knobs.nak:
            reply = cctalk.NAK
            if frame.header == cctalk_hopper.PAY_OUT:
                self._count()
        else:
            said = self._say(frame.header, frame.data, now_ms)
            reply, data = (cctalk.NAK, b"") if said is None else (cctalk.REPLY, said)
        if frame.header in knobs.drop_reply_to:
            return b""
        return cctalk.encode(Frame(frame.src, reply, data, self.address))

    def _say(self, header: int, data: bytes, now_ms: int) -> bytes | None:
        if header == cctalk_hopper.PAY_OUT:
            return self._pay_out(data, now_ms)
        if header == cctalk_hopper.ENABLE and len(data) == 1:
            self.enabled = data == cctalk_hopper.ENABLED
            return b""
        if header == cctalk_hopper.CIPHER_KEY and self.cipher:
            self._keyed = True
            return (self.serial * 0x9E3779B1 & (1 << 64) - 1).to_bytes(_KEY_BYTES, "little")
        if header == cctalk_hopper.EMERGENCY_STOP:
            left = self.remaining
            self._stop()
            return bytes([left])
        if header == cctalk.RESET:
            self._stop_if_running()
            self.event = 0
            self._forget()
            return b""
        if header == self.level_header and self.low_at is not None:
            fitted = 0x10 if header == cctalk_hopper.LEVELS else 0
            return bytes([fitted | (self.coins < self.low_at)])
        fixed = {
            cctalk.SIMPLE_POLL: b"",
            cctalk.SERIAL_NUMBER: self.serial.to_bytes(3, "little"),
            cctalk_hopper.STATUS: bytes([self.event, self.remaining, self.paid, self.unpaid]),
            cctalk_hopper.TEST: bytes([self._flags | self._exit() | (not self.enabled) << 7]),
            246: b"TXN",
            245: b"Payout",
        }
        return fixed.get(header)

    def _exit(self) -> int:
        return 0x20 * self.knobs.blocked | 0x08 * self.knobs.fraud

    def _stop_if_running(self) -> None:
        if self.remaining:
            self._stop()

    def _count(self) -> None:
        self.event = self.event % 255 + 1  # on a refusal too

    def _pay_out(self, data: bytes, now_ms: int) -> bytes | None:
        self._count()
        key, coins = data[:-1], data[-1:]
        keyed, self._keyed = self._keyed, False
        if self.cipher:
            right = keyed and len(key) == _KEY_BYTES
        else:
            right = key == self.serial.to_bytes(3, "little")
        able = self.enabled and not self.remaining and not self._exit()
        if not (right and able and coins and coins[0]):
            return None
        self.remaining, self.paid, self.unpaid = coins[0], 0, 0
        self.payouts.append(coins[0])
        first_ms = _TIME_OUT_MS if not self.coins else self.coin_ms
        self._next_ms = now_ms + (_OVER_CURRENT_MS if self.knobs.jam else first_ms)
        return bytes([self.event])
