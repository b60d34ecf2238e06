"""Any bytes and any text into any codec: it reads them or refuses them in one line, no more."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.cli.decode import PROTOCOLS
from shop.errors import ShopError

TEXTS = ("gtin", "gs1", "paycode", "emv", "aim", "scanline", "epc")
WIRES = tuple(name for name in PROTOCOLS if name not in TEXTS)

#: Bytes with which frames of some protocol begin, so that noise gets past the first look.
HEADS = st.sampled_from(
    [
        b"",
        b"\x7f\x80",
        b"\x7e\x00",
        b"\x02\x00\x00",
        b"\x02\x03",
        b"\x02",
        b"\xfc",
        b"\x01",
        b"\x81",
    ]
)
NOISE = st.builds(lambda head, rest: head + rest, HEADS, st.binary(max_size=120))


@pytest.mark.parametrize("proto", WIRES)
@given(NOISE)
def test_any_bytes(proto: str, data: bytes) -> None:
    read_or_refuse(proto, data.hex())


@pytest.mark.parametrize("proto", TEXTS)
@given(
    st.sampled_from(
        ["", "]C1", "]e0", "]d2", "BCD\n002\n1\nSCT\n", "0002", "https://id.gs1.org/01/"]
    ),
    st.one_of(
        st.text(max_size=80),
        st.text("0123456789", max_size=40),
        st.text("(]\x1d0123E", max_size=40),
    ),
)
def test_any_text(proto: str, head: str, text: str) -> None:
    read_or_refuse(proto, head + text)


@pytest.mark.parametrize("proto", [name for name in PROTOCOLS if name != "gs1"])
def test_a_megabyte_is_no_more_than_some_megabytes(proto: str) -> None:
    data = "7f80" * 250_000  # frames that begin again and again
    tracemalloc.start()
    read_or_refuse(proto, data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * len(data)


def read_or_refuse(proto: str, data: str) -> None:
    said = ""
    try:
        PROTOCOLS[proto](data)
    except (ValueError, ShopError) as error:
        said = str(error)
    assert "\n" not in said
