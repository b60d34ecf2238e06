"""Frames that say their own length in one byte: parted, each still to be checked."""

from __future__ import annotations

from collections.abc import Iterator


def cut(data: bytes, length_at: int, extra: int, least: int) -> Iterator[bytes]:
    """Yield the frames of which `data` consists, one behind the other.

    Args:
        data: whole frames and nothing else.
        length_at: place of the byte that says the length.
        extra: bytes of a frame that this length does not count.
        least: bytes of the shortest frame.

    Raises:
        ValueError: there are no bytes, or a frame is shorter than it says or than can be.
    """
    if not data:
        raise ValueError("there are no bytes")
    while data:
        size = data[length_at] + extra if len(data) > length_at else 0
        if size < least or len(data) < size:
            raise ValueError(f"{len(data)} bytes that are no whole frame")
        yield data[:size]
        data = data[size:]
