"""However the cable cuts a scanner's bytes up, the shop reads the same codes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs.scanline import LINE_BYTES_MAX, Line, LineOptions, Scanline

CODES = st.sampled_from(
    [b"6901028075831", b"]E496385074", b"\xe5\x8d\x83", b"\xb3\xa4", b"\x1d", b"\x00", b"7" * 300]
)
ENDS = st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b""])
SCANNED = st.lists(st.one_of(CODES, ENDS, st.binary(max_size=20)), max_size=12).map(b"".join)
OPTIONS = st.builds(
    LineOptions,
    prefix=st.sampled_from(["", "<"]),
    suffix=st.sampled_from(["", ">"]),
    ends=st.sampled_from([b"\r\n\t", b"\r\n", b"\r", b""]),
    quiet_ends_line=st.booleans(),
)


def run(line: Scanline, chunks: list[bytes]) -> tuple[Scanline, list[Line]]:
    codes: list[Line] = []
    for chunk in chunks:
        line, read = line.feed(chunk)
        codes += read
    return line, codes


@given(SCANNED, OPTIONS, st.lists(st.integers(0, 600), max_size=8))
def test_any_cutting_reads_the_same(data: bytes, options: LineOptions, cuts: list[int]) -> None:
    at = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    chunks = [data[a:b] for a, b in pairwise(at)]
    whole = run(Scanline(options), [data])
    assert run(Scanline(options), chunks) == whole
    assert run(Scanline(options), [bytes((b,)) for b in data]) == whole


@given(st.lists(st.binary(max_size=700), max_size=8), OPTIONS, st.booleans())
def test_any_bytes_are_borne(chunks: list[bytes], options: LineOptions, quiet: bool) -> None:
    line = Scanline(options)
    for chunk in chunks:
        line, read = line.feed(chunk)
        if quiet:
            line, more = line.idle()
            read = read + more
        assert len(line.held) <= LINE_BYTES_MAX
        for code in read:
            assert 1 <= len(code.text) <= LINE_BYTES_MAX
            assert all(c == "\x1d" or ord(c) >= 0x20 for c in code.text)


@given(st.binary(max_size=3000))
def test_after_any_noise_and_a_line_end_the_next_code_is_read(noise: bytes) -> None:
    line, _ = Scanline().feed(noise)
    _, read = line.feed(b"\r\n6901028075831\r\n")
    assert read[-1] == Line("6901028075831")
