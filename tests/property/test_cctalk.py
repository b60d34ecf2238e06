"""ccTalk under any bytes: how they are cut means nothing, and nothing makes it fall over."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.codecs import cctalk
from hardware.codecs.cctalk import FRAME_BYTES_MAX, BadFrame, Frame, FrameReader
from hardware.codecs.cctalk_readings import PROTOCOLS, decode
from hardware.codecs.coin_id import parse_coin_id
from hardware.drivers import cctalk_line
from hardware.drivers.base import Bytes, Opened, Send, Tick
from hardware.drivers.cctalk_line import HEARD_BYTES_MAX, Line, Question
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.counting_reading import compare, new_events
from hardware.twins.coin_acceptor import CoinAcceptorModel

#: A slow machine is no failure.
patient = settings(deadline=None)

byte = st.integers(0, 255)
frames = st.builds(Frame, byte, byte, st.binary(max_size=20), st.one_of(st.none(), byte))
pair = st.tuples(st.integers(0, 4), st.integers(0, 3))
pairs = st.tuples(pair, pair, pair, pair, pair)


@patient
@given(frames)
def test_a_frame_comes_back_as_it_was(frame: Frame) -> None:
    assert cctalk.parse(cctalk.encode(frame), crc=frame.src is None) == frame


@patient
@given(st.lists(frames.filter(lambda f: f.src is not None), max_size=5), st.data())
def test_pieces_mean_nothing(sent: list[Frame], data: st.DataObject) -> None:
    raw = b"".join(map(cctalk.encode, sent))
    reader, got = FrameReader(), []
    while raw:
        cut = data.draw(st.integers(1, len(raw)))
        got += reader.feed(raw[:cut])
        raw = raw[cut:]
    assert got == sent
    assert reader.noise_bytes == 0


@patient
@given(st.lists(st.binary(max_size=400), max_size=8), st.booleans())
def test_garbage_neither_raises_nor_fills_the_memory(pieces: list[bytes], crc: bool) -> None:
    reader = FrameReader(crc=crc)
    for piece in pieces:
        reader.feed(piece)
        assert len(reader._held) <= FRAME_BYTES_MAX
    whole = FrameReader(crc=crc)
    whole.feed(b"".join(pieces))
    assert whole.noise_bytes == reader.noise_bytes


@patient
@given(st.sampled_from(PROTOCOLS), st.binary(max_size=60))
def test_decode_says_what_it_is_or_refuses(proto: str, data: bytes) -> None:
    try:
        said = decode(proto, data)
    except BadFrame:
        return
    assert said
    assert all("meaning" in reading for reading in said)


@patient
@given(st.binary(max_size=8))
def test_any_six_bytes_are_a_coin_or_none(data: bytes) -> None:
    coin = parse_coin_id(data)
    assert coin is None or coin.minor_units is None or coin.minor_units >= 0


@patient
@given(st.binary(min_size=1, max_size=1200), st.integers(1, 300))
def test_the_line_holds_no_more_than_an_echo_and_a_reply(data: bytes, size: int) -> None:
    line, _ = cctalk_line.ask(Line(2), Question(229, lengths=(11,)), 0)
    for at in range(0, len(data), size):
        line, _ = cctalk_line.hear(line, data[at : at + size], 1)
        assert len(line.heard) <= HEARD_BYTES_MAX


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 400)), max_size=40))
def test_the_driver_survives_any_bytes_at_any_time(heard: list[tuple[bytes, int]]) -> None:
    driver, now_ms = CoinAcceptor(CoinConfig("coins")), 0
    state = driver.initial()
    state, actions = driver.step(state, Opened("somewhere"), now_ms)
    assert any(isinstance(action, Send) for action in actions)
    for data, passed_ms in heard:
        now_ms += passed_ms
        state, _ = driver.step(state, Bytes(data) if data else Tick(), now_ms)


@patient
@given(st.lists(st.binary(max_size=60), max_size=10))
def test_the_twin_survives_any_bytes(pieces: list[bytes]) -> None:
    model = CoinAcceptorModel()
    for at, piece in enumerate(pieces):
        model.receive(piece, at * 10)


@patient
@given(byte, pairs, byte, pairs, st.booleans())
def test_whatever_is_read_no_event_is_counted_twice(
    last: int,
    before: tuple[tuple[int, int], ...],
    now: int,
    events: tuple[tuple[int, int], ...],
    mask_lost: bool,
) -> None:
    change = compare(last, before, now, events, mask_lost=mask_lost)
    assert change.new == len(change.visible) + change.lost
    assert len(change.visible) <= 5
    if change.kind == "continues":
        assert change.new == new_events(last, now)
    if change.kind == "same":
        assert change.new == 0


@patient
@given(st.lists(pair.filter(any), max_size=700), st.data())
def test_one_unbroken_count_is_credited_once_however_it_is_read(
    fallen: list[tuple[int, int]], data: st.DataObject
) -> None:
    """However long one looks away, new events are seen or counted as lost, never doubled."""
    seen = lost = at = 0
    last, before = 0, ((0, 0),) * 5
    while at < len(fallen):
        at = min(len(fallen), at + data.draw(st.integers(0, 254)))
        now = 0 if at == 0 else (at - 1) % 255 + 1
        events = (tuple(fallen[:at][::-1]) + ((0, 0),) * 5)[:5]
        change = compare(last, before, now, events)
        assert change.kind != "reset"
        assert list(change.visible) == fallen[at - len(change.visible) : at]
        seen, lost = seen + len(change.visible), lost + change.lost
        last, before = now, events
    assert seen + lost == len(fallen)
