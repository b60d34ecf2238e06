"""What each protocol is asked, in which order, and why no other device acts on it.

A port may hold anything, so each string below is read as every other device would read it
(HARDWARE.md 1 and 2; `tests/hardware/test_detect_safety.py` does the same with the twins):

- **ICT** `0C` (how are you), 8E1. ccTalk, SSP, scanner: the begin of nothing. Printer: a form feed,
  which at most moves paper. It comes before all that holds 02, 0F, 10, 18 or 30: to an ICT
  validator with a note in escrow 02 (and 10 on some boards) means *take it*.
- **SSP** `7F 80 01 11 65 82` (SYNC). ccTalk: a frame to address 127 that never ends, dropped after
  50 ms. ICT: none of its orders is in it. Printer: 11 and 01 mean nothing alone, the rest is text
  that waits for a line end; every slip begins by clearing it. Scanner: no 7E 00, no SSI frame. A
  running SSP validator only starts its numbering anew.
- **Printer** `10 04 01` (status): withheld unless ICT is excluded, for its 10. ccTalk: the begin of
  a frame to 16, dropped. SSP, scanner: nothing. After 10 04 a printer answers and prints nothing.
- **ccTalk** `02 00 01 FE FF` … (simple poll), `00 00 01 FD 02` (address poll): 02 takes a note in
  an ICT validator; 0A is a line end to a printer. So they come last, and only where neither was
  found on the line. To a ccTalk device these are the two questions that change nothing at all.

A line that says what none of these knows is no excluded ICT: what holds one of its orders is
withheld there.
A scanner is asked nothing: a person scans something while the lines are listened to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hardware.codecs import cctalk, ict, ssp
from hardware.codecs.cctalk import BadFrame, Frame
from hardware.detect.probe import Ask, Found, Probe, State
from hardware.drivers.base import PortSettings

#: Bytes that are orders to an ICT validator: nothing that holds one goes out before it is excluded.
ICT_ORDERS = frozenset(
    ict.ACCEPT + ict.REJECT + ict.HOLD + ict.RESET + ict.ENABLE + ict.INHIBIT + b"\x10"
)
#: Where ccTalk devices usually are: coin acceptor 2, hoppers 3–10, bill validator 40.
ADDRESSES = (2, *range(3, 11), 40)
PRINTER_BAUDS = (9_600, 19_200, 115_200)
_CRC_ADDRESSES = (40,)
#: To the address poll address 255 answers 1,020 ms later; the rest is for the adapter.
ROLL_MS = 1_200
#: Addresses that it names are asked one by one up to here: a line that babbles names them all.
CALLED_MAX = 32
_CCTALK_MS = 200
#: Its answer to a status poll: fixed bits of DLE EOT 1 (bit 1 and 4 set; 0, 7 clear).
_PRINTER_MASK, _PRINTER_FIXED = 0x93, 0x12
#: What a unit calls its kind (header 245) → driver.
_KINDS = {
    "coin acceptor": "cctalk-coin",
    "bill validator": "cctalk-bill",
    "payout": "cctalk-hopper",
}


# ------------------------------------------------------------ SSP


def _ssp_answer(heard: bytes, found: tuple[Found, ...]) -> tuple[Found, ...] | None:
    _, frames = ssp.Reader().feed(heard)
    for raw in frames:
        try:
            frame = ssp.parse(raw)
        except ssp.BadFrame:
            continue
        if frame.address == 0 and frame.data[0] == ssp.OK:
            return (Found("ssp-bill", address=0),)
    return None


_SYNC = Ask(ssp.encode(ssp.Frame(0, True, bytes([ssp.SYNC]))), _ssp_answer)
SSP = Probe("ssp", PortSettings(stop_bits=2), (_SYNC, _SYNC))


# ------------------------------------------------------------ ICT


def _ict_answer(heard: bytes, found: tuple[Found, ...]) -> tuple[Found, ...] | None:
    """One byte has no checksum: only what answers twice, and nothing else, is a validator."""
    if not heard or not all(map(_says_ict, heard)):
        return None
    return (*found, Found("ict-bill"))


def _says_ict(byte: int) -> bool:
    held = byte == ict.ESCROW or ict.note_type(byte) is not None
    states = (ict.ENABLED, ict.INHIBITED, ict.BUSY, ict.POWER_UP, ict.POWER_UP_2)
    return held or byte in states or ict.is_fault(byte)


_STATUS = Ask(ict.STATUS, _ict_answer)
ICT = Probe("ict", PortSettings(parity="E"), (_STATUS, _STATUS, _STATUS))
_ICT_ANSWERS_MIN = 2


# ------------------------------------------------------------ printers


def _printer_answer(baud: int) -> Callable[[bytes, tuple[Found, ...]], tuple[Found, ...] | None]:
    def judge(heard: bytes, found: tuple[Found, ...]) -> tuple[Found, ...] | None:
        if len(heard) != 1 or heard[0] & _PRINTER_MASK != _PRINTER_FIXED:
            return None
        return (Found("escpos", baud=baud),)

    return judge


#: Status of the printer, in real time: answered also while it is off line, printed never.
PRINTER_STATUS = b"\x10\x04\x01"
PRINTERS = tuple(
    Probe("escpos", PortSettings(baud), (Ask(PRINTER_STATUS, _printer_answer(baud)),))
    for baud in PRINTER_BAUDS
)


# ------------------------------------------------------------ ccTalk


def _reply(heard: bytes, address: int, crc: bool) -> Frame | None:
    try:
        frame = cctalk.parse(heard, crc=crc)
    except BadFrame:
        return None
    from_it = crc or frame.src == address
    return frame if frame.dest == cctalk.HOST and from_it and frame.is_reply else None


def _cctalk_asks(address: int, crc: bool) -> Ask:
    def is_there(heard: bytes, found: tuple[Found, ...]) -> tuple[Found, ...] | None:
        if _reply(heard, address, crc) is None:
            return None
        by_place = {2: "cctalk-coin", 40: "cctalk-bill"}.get(address, "cctalk-hopper")
        return (*found, Found(by_place, address=address, crc=crc))

    def told(
        take: Callable[[Found, bytes], Found],
    ) -> Callable[[bytes, tuple[Found, ...]], tuple[Found, ...] | None]:
        def judge(heard: bytes, found: tuple[Found, ...]) -> tuple[Found, ...] | None:
            frame = _reply(heard, address, crc)
            if frame is None:
                return None
            answered = frame.header == cctalk.REPLY and frame.data
            return (*found[:-1], take(found[-1], frame.data)) if answered else found

        return judge

    def ask(header: int, judge: Callable[..., tuple[Found, ...] | None], *then: Ask) -> Ask:
        src = None if crc else cctalk.HOST
        return Ask(cctalk.encode(Frame(address, header, b"", src)), judge, _CCTALK_MS, then)

    identity = (
        ask(246, told(_with_text)),
        ask(245, told(_with_kind)),
        ask(244, told(_with_text)),
        ask(cctalk.SERIAL_NUMBER, told(_with_serial)),
    )
    return ask(cctalk.SIMPLE_POLL, is_there, *identity)


def _with_text(one: Found, data: bytes) -> Found:
    text = "".join(char for char in data.decode("ascii", "replace") if char.isprintable()).strip()
    return replace(one, detail=f"{one.detail} {text[:32]}".strip())


def _with_kind(one: Found, data: bytes) -> Found:
    one, said = _with_text(one, data), data.decode("ascii", "replace").strip().lower()
    driver = next((driver for kind, driver in _KINDS.items() if kind in said), one.driver)
    return replace(one, driver=driver)


def _with_serial(one: Found, data: bytes) -> Found:
    return replace(one, serial=str(cctalk.number(data)))


def _somebody(heard: bytes, found: tuple[Found, ...]) -> tuple[Found, ...] | None:
    """The address poll: bare bytes, each an address, or several that fell into one another."""
    return found if heard else None


def _unusual(heard: bytes) -> tuple[Ask, ...]:
    """Ask each unusual address that was heard by itself: only that says that somebody is there."""
    named = sorted({byte for byte in heard if byte > cctalk.HOST} - set(ADDRESSES))
    return tuple(_cctalk_asks(address, crc=False) for address in named[:CALLED_MAX])


_EVERYBODY = Ask(cctalk.encode(Frame(0, cctalk.ADDRESS_POLL)), _somebody, ROLL_MS, more=_unusual)
CCTALK = Probe(
    "cctalk",
    PortSettings(),
    (
        *(_cctalk_asks(address, crc=False) for address in ADDRESSES),
        *(_cctalk_asks(address, crc=True) for address in _CRC_ADDRESSES),
        _EVERYBODY,
    ),
    tuple(_cctalk_asks(address, crc=False) for address in range(2, 256)),
)

#: Every probe there is, for whoever wants to hold them against a device.
ALL = (ICT, SSP, *PRINTERS, CCTALK)


# ------------------------------------------------------------ the order


def devices_of(probe: Probe, state: State) -> tuple[Found, ...]:
    """Return the devices that a finished probe is sure of."""
    if probe is ICT:
        return state.found[:1] if len(state.found) >= _ICT_ANSWERS_MIN else ()
    return state.found


def next_probe(done: tuple[tuple[Probe, State], ...]) -> Probe | None:
    """Return what may be asked next on a line, or None where nothing more may be.

    Args:
        done: the probes of this line so far, with how they ended.
    """
    if any(devices_of(probe, state) for probe, state in done):
        return None
    asked = [probe for probe, _ in done]
    left = [probe for probe in ALL if probe not in asked]
    if speaks(done):
        left = [probe for probe in left if not holds_order(probe)]
    return left[0] if left else None


def speaks(done: tuple[tuple[Probe, State], ...]) -> bool:
    """Whether something on the line said what no probe understood."""
    return any(state.strange or state.found for _, state in done)


def holds_order(probe: Probe) -> bool:
    """Whether a byte that it sends is an order to an ICT validator."""
    return any(ICT_ORDERS & set(data) for data in probe.sends())
