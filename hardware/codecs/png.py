"""PNG: the few bytes of a picture that is drawn here, so that a trial needs no library.

Sources: W3C PNG (Third Edition), 5 (signature, chunks IHDR, IDAT, IEND) and 9 (filter 0).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Eight bits a channel, red green blue, without interlace.
_DEPTH, _RGB = 8, 2


def png(width: int, height: int, rows: Iterable[bytes]) -> bytes:
    """Return a picture.

    Args:
        width, height: in pixels.  rows: from the top, each three bytes a pixel.

    Raises:
        ValueError: a row is not `width` pixels long, or they are not `height`.
    """
    lines = []
    for row in rows:
        if len(row) != 3 * width:
            raise ValueError(f"a row of {len(row)} bytes, not {3 * width}")
        lines.append(b"\0" + row)
    if len(lines) != height:
        raise ValueError(f"{len(lines)} rows, not {height}")
    head = struct.pack(">IIBBBBB", width, height, _DEPTH, _RGB, 0, 0, 0)
    body = zlib.compress(b"".join(lines), 6)
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
