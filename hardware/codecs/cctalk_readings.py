"""What a ccTalk frame on a screen means: for `tongxin decode`, not for the drivers.

A reply does not say what was asked, so its meaning is read off its shape; a driver knows the
question and never guesses.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hardware.codecs import cctalk, cctalk_hopper
from hardware.codecs.bill_id import parse_bill_id
from hardware.codecs.cctalk import BadFrame, Frame
from hardware.codecs.coin_id import parse_coin_id

PROTOCOLS = ("cctalk", "cctalk-crc", "cctalk-hopper")

_ASKS = {
    254: "simple poll: are you there",
    253: "address poll: answered by one raw address byte, not by a frame",
    249: "how often do you want to be polled",
    246: "manufacturer",
    245: "equipment category",
    244: "product code",
    242: "serial number",
    241: "software revision",
    236: "opto states",
    232: "self-check",
    231: "set the inhibit mask (1: coin enabled)",
    230: "read the inhibit mask",
    229: "read buffered credits",
    228: "master switch (1: accept)",
    227: "read the master switch",
    226: "insertion counter",
    225: "accept counter",
    218: "enter PIN",
    217: "level sensors",
    210: "sorter path",
    194: "reject counter",
    193: "fraud counter",
    192: "build code",
    184: "coin id of a position",
    172: "emergency stop of the hopper",
    169: "address mode",
    167: "dispense coins",
    166: "hopper status",
    164: "enable the hopper (A5)",
    163: "test the hopper",
    161: "pump the random number generator",
    160: "cipher key",
    159: "read buffered bill events",
    157: "bill id",
    156: "country scaling",
    154: "route the bill (0 return, 1 stack, 255 wait)",
    153: "bill operating mode",
    4: "comms revision",
    1: "reset",
}


def decode(proto: str, data: bytes) -> list[dict[str, Any]]:
    """Return what the bytes say, one dictionary a frame, ready for JSON.

    A request followed by its device's reply is what a host hears on a single wire: the reply is
    returned with the stripped request as its `echo`.

    Args:
        proto: one of `PROTOCOLS`.  data: one frame or several, nothing between them.

    Raises:
        BadFrame: something in it is no frame of that protocol (a `ValueError`).
    """
    if proto not in PROTOCOLS:
        raise BadFrame(f"{proto} is not one of {', '.join(PROTOCOLS)}")
    if not data:
        raise BadFrame("there are no bytes")
    crc = proto == "cctalk-crc"
    said: list[dict[str, Any]] = []
    before: tuple[Frame, bytes] | None = None
    while data:
        size = data[1] + cctalk.FRAME_BYTES_MIN if len(data) > 1 else len(data)
        raw, data = data[:size], data[size:]
        frame = cctalk.parse(raw, crc=crc)
        reading = _reading(frame)
        if before is not None and _answers(frame, before[0]):
            said.pop()
            reading["echo"] = before[1].hex(" ")
        said.append(reading)
        before = (frame, raw)
    return said


def _answers(reply: Frame, request: Frame) -> bool:
    if request.dest == cctalk.HOST or reply.dest != cctalk.HOST:
        return False
    # In CRC mode nobody says who sent it: what follows a request to the host answers it.
    return request.src is None or (request.src == cctalk.HOST and reply.src == request.dest)


def _reading(frame: Frame) -> dict[str, Any]:
    reading: dict[str, Any] = {
        "dest": frame.dest,
        "src": frame.src,
        "header": frame.header,
        "data": frame.data.hex(" "),
    }
    if frame.dest != cctalk.HOST:
        reading["meaning"] = _ASKS.get(frame.header, "a request that this program does not know")
    elif not frame.is_reply:
        reading["meaning"] = "no reply: a driver ignores it, since a reply has header 0, 5 or 6"
    else:
        reading.update(_reply(frame))
    return reading


def _reply(frame: Frame) -> dict[str, Any]:
    data = frame.data
    if frame.header == cctalk.NAK:
        return {"meaning": "NAK: the device cannot do that"}
    if frame.header == cctalk.BUSY:
        return {"meaning": "busy: ask again after 100 ms"}
    if not data:
        return {"meaning": "ACK"}
    if len(data) == 11:
        counter, pairs = cctalk.event_pairs(data)
        shown = [list(pair) for pair in pairs]
        while shown and shown[-1] == [0, 0]:
            shown.pop()
        meaning = (
            f"event counter {counter}, events newest first as [coin or 0, path or error];"
            " of notes [type, 0 stacked or 1 held], [0, status]"
        )
        return {"meaning": meaning, "counter": counter, "events": shown}
    if len(data) == 3 and not data.isalpha():
        return {"meaning": "a serial number or a counter", "value": cctalk.number(data)}
    coin = parse_coin_id(data)
    if coin is not None:
        return {"meaning": "coin id", "coin_id": coin.text, "value": coin.minor_units}
    bill = parse_bill_id(data)
    if bill is not None:
        return {"meaning": "note id", "bill_id": bill.text, "value": bill.value}
    if len(data) == 4 and not data.isalnum():
        counted = asdict(cctalk_hopper.status(data))
        shown_as = ", ".join(f"{name} {n}" for name, n in counted.items())
        return {"meaning": f"if it answers a hopper's 166: {shown_as}"} | counted
    poll_ms = cctalk.poll_every_ms(data)
    if poll_ms is not None:
        return {"meaning": f"if it answers 249: poll every {poll_ms} ms", "poll_ms": poll_ms}
    if data.isascii() and data.decode("ascii").isprintable():
        return {"meaning": "text", "text": data.decode("ascii")}
    return {"meaning": "data whose meaning depends on what was asked"}
