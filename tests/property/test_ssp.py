"""SSP frames and the line they travel on, for any bytes that may come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs import ssp, ssp_readings
from hardware.codecs.ssp import BadFrame, Frame, Reader

FRAMES = st.builds(Frame, st.integers(0, 0x7D), st.booleans(), st.binary(min_size=1, max_size=255))


@given(st.lists(FRAMES, max_size=5), st.lists(st.integers(1, 40), max_size=20))
def test_frames_survive_whatever_the_pieces(frames: list[Frame], cuts: list[int]) -> None:
    wire, reader, got = b"".join(map(ssp.encode, frames)), Reader(), []
    for size in [*cuts, len(wire)]:
        reader, raws = reader.feed(wire[:size])
        wire = wire[size:]
        got += [ssp.parse(raw) for raw in raws]
    assert got == frames
    assert reader.noise_bytes == 0


@given(FRAMES)
def test_a_lone_7f_stands_only_at_the_start(frame: Frame) -> None:
    wire = ssp.encode(frame)
    assert wire[:1] == b"\x7f"
    assert b"\x7f" not in wire[1:].replace(b"\x7f\x7f", b"")


@given(st.binary(max_size=600), FRAMES)
def test_after_any_noise_and_a_pause_the_next_frame_is_heard(noise: bytes, frame: Frame) -> None:
    reader, _ = Reader().feed(noise)
    assert len(reader.held) < ssp.FRAME_BYTES_MAX
    reader, raws = reader.idle().feed(ssp.encode(frame))
    assert [ssp.parse(raw) for raw in raws] == [frame]


@given(FRAMES, st.integers(0), st.integers(1, 255))
def test_no_changed_byte_passes_for_the_same_frame(frame: Frame, at: int, flip: int) -> None:
    raw = bytearray(Reader().feed(ssp.encode(frame))[1][0])
    raw[at % len(raw)] ^= flip
    with pytest.raises(BadFrame):
        ssp.parse(bytes(raw))


@given(st.binary(max_size=300))
def test_any_answer_to_a_poll_or_a_setup_is_read_or_refused(data: bytes) -> None:
    events, rest = ssp_readings.happened(data)
    assert 2 * len(events) + len(rest) >= len(data)
    assert data.endswith(rest)
    try:
        setup = ssp_readings.read_setup(data)
    except BadFrame:
        return
    assert len(setup.countries) == len(setup.minor_units) >= 1
