"""`tongxin decode`: what bytes from a cable, or a scanned text, mean."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from importlib import import_module
from typing import Any

import click

from shop.errors import ShopError

# ---------------------------------------------------------------- one reader a protocol
# Each imports its codec when it is called: GS1's parser alone would delay every other by 140 ms.


def _gtin(data: str) -> object:
    from hardware.codecs import aim
    from shop import gtin

    mark, digits = aim.split(data.strip())
    return asdict(gtin.read(digits, mark))


def _gs1(data: str) -> object:
    from hardware.codecs import gs1

    return asdict(gs1.decode(_unescaped(data).decode("utf-8", "replace")))


def _paycode(data: str) -> object:
    shown = _payment(data.strip())
    if shown is None:
        raise ValueError("no payment code: neither WeChat's nor Alipay's shape, nor a shop's QR")
    return shown


def _emv(data: str) -> object:
    from hardware.codecs import emv

    return {"fields": [_emv_field(asdict(field)) for field in emv.decode(data)]}


def _emv_field(field: dict[str, Any]) -> dict[str, Any]:
    inner = [_emv_field(one) for one in field.pop("fields")]
    return {**field, "fields": inner} if inner else field


def _aim(data: str) -> object:
    from hardware.codecs import aim

    mark, text = aim.split(data)
    if mark is None:
        raise ValueError("no AIM id at its beginning, such as ]E0")
    return {"aim": mark, "symbology": aim.SYMBOLOGY.get(mark, "not known here"), "text": text}


def _scanline(data: str) -> object:
    from hardware.codecs.scanline import LineOptions, Scanline

    raw = _hex(data) if _is_hex_line(data) else _unescaped(data)
    line, codes = Scanline(LineOptions(quiet_ends_line=True)).feed(raw)
    line, last = line.idle()
    garbage = {what: n for what, n in asdict(line.garbage).items() if n}
    if not (codes or last):
        raise ValueError(f"no code in it: {garbage or 'empty'}")
    told = [
        {"aim": code.aim, **(_payment(code.text) or {"text": code.text})} for code in codes + last
    ]
    return {"codes": told, "garbage": garbage}


def _cctalk(proto: str, data: str) -> object:
    from hardware.codecs import cctalk_readings

    return cctalk_readings.decode(proto, _hex(data))


def _ssp(proto: str, data: str) -> object:
    from hardware.codecs import ssp_readings

    return ssp_readings.decode(proto, _hex(data))


def _epc(data: str) -> object:
    from hardware.codecs import epc

    return asdict(epc.decode(_unescaped(data).decode("utf-8", "replace")))


def _wire(codec: str, name: str, data: str) -> object:
    """A protocol whose codec has one function from bytes to what they mean."""
    return getattr(import_module(f"hardware.codecs.{codec}"), name)(_hex(data))


#: PROTO → what reads it; the names are those of the vectors.
PROTOCOLS: dict[str, Callable[[str], object]] = {
    "gtin": _gtin,
    "gs1": _gs1,
    "paycode": _paycode,
    "emv": _emv,
    "aim": _aim,
    "scanline": _scanline,
    "cctalk": partial(_cctalk, "cctalk"),
    "cctalk-crc": partial(_cctalk, "cctalk-crc"),
    "cctalk-hopper": partial(_cctalk, "cctalk-hopper"),
    "ict": partial(_wire, "ict", "decode"),
    "ssp": partial(_ssp, "ssp"),
    "ssp-stuff": partial(_ssp, "ssp-stuff"),
    "essp": partial(_ssp, "essp"),
    "id003": partial(_wire, "id003", "decode"),
    "ccnet": partial(_wire, "id003", "decode_ccnet"),
    "ebds": partial(_wire, "ebds", "decode"),
    "mdb": partial(_wire, "mdb", "decode"),
    "gm65": partial(_wire, "gm65", "decode"),
    "ssi": partial(_wire, "ssi", "decode"),
    "epc": _epc,
}


@click.command(
    short_help="Say what bytes or a scanned text mean.",
    epilog="PROTO is one of: " + ", ".join(PROTOCOLS) + ".",
)
@click.argument("proto")
@click.argument("data", nargs=-1, required=True)
def decode(proto: str, data: Sequence[str]) -> None:
    r"""Print what DATA means in the protocol PROTO, as JSON.

    DATA is hex for what goes over wires ("02 00 01 fe ff"), and the text itself for gtin, gs1,
    paycode, emv, epc and aim. A scanline is either; in texts, \r \n \t and \x1d stand for
    themselves.

    Ends with 1, and one line that says why, where DATA is not right. A payment code is never
    printed, only its class and the start of its SHA-256.
    """
    reader = PROTOCOLS.get(proto)
    if reader is None:
        known = ", ".join(PROTOCOLS)
        raise click.ClickException(f"there is no protocol {proto!r}: choose one of {known}")
    try:
        reading = reader(" ".join(data))
    except (ValueError, ShopError) as error:
        raise click.ClickException(f"{proto}: {error}") from error
    click.echo(json.dumps(reading, ensure_ascii=False, indent=1))


# ---------------------------------------------------------------- how DATA is written


def _payment(text: str) -> dict[str, str] | None:
    """What may be shown of a payment code, or None where the text is none."""
    from hardware.codecs import paycode

    shape = paycode.classify(text)
    return None if shape is None else {"class": shape, "fingerprint": paycode.fingerprint(text)}


def _hex(data: str) -> bytes:
    """Bytes from hex digits, with or without spaces and colons."""
    try:
        return bytes.fromhex(data.replace(":", " "))
    except ValueError as error:
        raise ValueError(f"not hex, such as 02 00 01 fe ff: {error}") from error


def _is_hex_line(data: str) -> bool:
    """Whether a scanline is meant as hex: pairs with spaces, or an end that only hex has."""
    try:
        bytes.fromhex(data)
    except ValueError:
        return False
    return " " in data.strip() or data.strip().lower().endswith(("0d", "0a"))


def _unescaped(data: str) -> bytes:
    r"""Bytes of a text in which \r, \n, \t, \\ and \xHH stand for what they are."""
    import re

    plain = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}
    out = b""
    for part in re.split(r"(\\(?:[rnt\\]|x[0-9A-Fa-f]{2}))", data):
        if part.startswith("\\x") and len(part) == 4:
            out += bytes((int(part[2:], 16),))
        elif part.startswith("\\") and part[1:] in plain:
            out += plain[part[1:]]
        else:
            out += part.encode("utf-8", "surrogateescape")
    return out
