"""What the shop hears from a scanner: each code once, nothing it could not bear, no secrets."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs.scanline import LineOptions
from hardware.drivers.base import Bytes, Command, Done, Emit, Event, Note, Opened, Stopping, Tick
from hardware.drivers.scanner import ScannerDriver, ScannerOptions, ScannerState
from shop.effects import Play
from shop.inputs import DeviceFault, DeviceUp, Scanned
from tests.failures import proves

RICE = "6901028075831"
SALT = "96385074"
PAYMENT = "130123456789012345"


class Bench:
    """A driver on a bench, with a clock that is moved by hand."""

    def __init__(self, options: ScannerOptions | None = None) -> None:
        self.driver = ScannerDriver("scanner", options)
        self.state: ScannerState = self.driver.initial()
        self.now_ms = 50_000
        self.heard: list[object] = []
        self.counts: dict[str, int] = {}

    def tell(self, event: Event, after_ms: int = 0) -> None:
        self.now_ms += after_ms
        self.state, actions = self.driver.step(self.state, event, self.now_ms)
        for action in actions:
            if isinstance(action, Emit):
                self.heard.append(action.input)
            elif isinstance(action, Note):
                self.counts[action.counter] = self.counts.get(action.counter, 0) + action.n

    def scan(self, code: str, after_ms: int = 2_000) -> None:
        self.tell(Bytes(f"{code}\r\n".encode()), after_ms)

    def wait(self) -> None:
        """Let time pass to the moment the driver asked for."""
        due_ms = self.driver.deadline_ms(self.state)
        assert due_ms is not None
        self.tell(Tick(), due_ms - self.now_ms)

    @property
    def codes(self) -> list[str]:
        return [heard.text for heard in self.heard if isinstance(heard, Scanned)]

    @property
    def faults(self) -> list[str]:
        return [heard.code for heard in self.heard if isinstance(heard, DeviceFault)]


def test_an_open_port_is_a_ready_scanner_and_a_scan_is_told_at_once() -> None:
    bench = Bench()
    bench.tell(Opened("usb-1"))
    bench.tell(Bytes(b"]E06901028075831\r\n"), after_ms=10)
    assert bench.heard == [
        DeviceUp("scanner"),
        Scanned("scanner", RICE, "]E0", None, seen_ms=50_010),
    ]


def test_the_same_look_is_one_scan_and_a_second_bottle_is_another() -> None:
    bench = Bench()
    bench.scan(RICE)
    bench.scan(RICE, after_ms=300)
    bench.scan(SALT, after_ms=300)
    bench.scan(RICE, after_ms=300)  # both in view: still the same look
    assert bench.codes == [RICE, SALT]
    bench.scan(RICE, after_ms=1_200)
    assert bench.codes == [RICE, SALT, RICE]
    assert bench.counts["repeated"] == 2


def test_a_bottle_left_before_the_scanner_is_one_bottle() -> None:
    bench = Bench()
    for _ in range(10):
        bench.scan(RICE, after_ms=500)
    assert bench.codes == [RICE]


def test_the_repeat_time_is_a_setting() -> None:
    bench = Bench(ScannerOptions(repeat_ms=100))
    bench.scan(RICE)
    bench.scan(RICE, after_ms=100)
    assert bench.codes == [RICE, RICE]


class TestStuck:
    @proves("scanner_stuck", "scanner")
    def test_more_than_five_a_second_are_dropped_and_said_once(self) -> None:
        bench = Bench()
        for n in range(40):
            bench.scan(f"{n:08}", after_ms=25)
        assert len(bench.codes) == 5
        assert bench.faults == ["stuck"]
        assert bench.counts["too_fast"] == 35
        bench.scan("00000039", after_ms=1_000)
        assert bench.codes[-1] == "00000039"  # dropped before: no second look at it
        bench.wait()
        assert bench.faults == ["stuck", "ok"]
        bench.scan(RICE)
        assert bench.codes[-1] == RICE

    @proves("scanner_stuck", "scanner")
    def test_twenty_in_a_row_mute_it_until_it_is_quiet(self) -> None:
        bench = Bench()
        for _ in range(30):
            bench.scan(RICE, after_ms=1_500)
        assert bench.codes == [RICE] * 20
        assert bench.faults == ["muted"]
        assert bench.counts["muted"] == 10
        bench.wait()
        assert bench.faults == ["muted", "ok"]
        assert bench.driver.deadline_ms(bench.state) is None
        bench.scan(RICE, after_ms=1)
        assert bench.codes == [RICE] * 21

    def test_another_code_is_heard_at_once(self) -> None:
        bench = Bench()
        for _ in range(25):
            bench.scan(RICE, after_ms=100)
        assert bench.codes == [RICE]
        bench.scan(SALT, after_ms=100)
        assert bench.codes == [RICE, SALT]

    def test_a_family_that_buys_many_eggs_with_pauses_is_not_muted(self) -> None:
        bench = Bench()
        for _ in range(30):
            bench.scan(RICE, after_ms=3_000)
        assert len(bench.codes) == 30
        assert bench.faults == []

    def test_two_codes_by_turns_do_not_flood_the_book_with_faults(self) -> None:
        bench = Bench()
        for code in [*[RICE] * 25, *[SALT] * 25] * 5:
            bench.scan(code, after_ms=10)
        assert len(bench.faults) <= 2


class TestCable:
    def test_half_a_code_before_the_plug_was_pulled_does_not_spoil_the_next(self) -> None:
        bench = Bench()
        bench.tell(Bytes(b"690102"))
        bench.tell(Opened("usb-1"), after_ms=10)
        bench.scan(SALT, after_ms=10)
        assert bench.codes == [SALT]

    def test_half_a_code_is_given_up_after_a_second(self) -> None:
        bench = Bench()
        bench.tell(Bytes(b"690102"))
        bench.wait()
        bench.scan(SALT, after_ms=1)
        assert bench.codes == [SALT]
        assert bench.counts["broken_off"] == 1

    def test_a_late_tick_changes_nothing(self) -> None:
        bench = Bench()
        bench.tell(Bytes(b"690102"))
        bench.scan(SALT, after_ms=1_000)
        assert bench.codes == [SALT]

    def test_a_scanner_without_line_end(self) -> None:
        bench = Bench(ScannerOptions(line=LineOptions(quiet_ends_line=True)))
        bench.tell(Bytes(RICE[:5].encode()))
        bench.tell(Bytes(RICE[5:].encode()), after_ms=20)
        bench.wait()
        assert bench.heard == [Scanned("scanner", RICE, seen_ms=50_020)]

    def test_noise_is_counted_and_the_next_code_read(self) -> None:
        bench = Bench()
        bench.tell(Bytes(b"W\r\n" + b"\xff" * 4096 + b"\r\n\xff\xff\r\n\x00\x00\r\n"))
        bench.scan("长沙", after_ms=999)
        bench.scan(RICE, after_ms=0)
        bench.scan("长沙", after_ms=1)
        assert bench.codes == [RICE, "长沙"]
        assert bench.counts == {
            "overlong": 1, "undecodable": 1, "controls": 2, "noise": 2, "frames": 2
        }  # fmt: skip


def test_a_stuck_payment_code_is_named_to_nobody() -> None:
    bench = Bench()
    for _ in range(25):
        bench.scan(PAYMENT, after_ms=1_500)
    fault = next(heard for heard in bench.heard if isinstance(heard, DeviceFault))
    assert fault.code == "muted"
    assert "sha256:" in fault.detail
    assert PAYMENT not in fault.detail
    assert PAYMENT not in str(bench.counts)
    assert PAYMENT not in repr(bench.state)
    scanned = bench.heard[0]
    assert isinstance(scanned, Scanned)
    assert scanned.shape == "wechat"


def test_it_stops_at_once_and_cannot_be_told_anything() -> None:
    bench = Bench()
    bench.tell(Command(Play("thanks")))
    assert bench.heard == []
    assert bench.driver.step(bench.state, Stopping(), 1)[1] == (Done(),)


@proves("scanner_stuck", "scanner")
@given(
    st.lists(
        st.tuples(
            st.one_of(
                st.binary(max_size=600).map(Bytes),
                st.sampled_from([Bytes(b"96385074\r"), Bytes(b"1\r" * 30), Tick(), Opened("x")]),
            ),
            st.integers(0, 3_000),
        ),
        max_size=40,
    )
)
def test_whatever_comes_at_most_five_codes_in_any_second(
    story: list[tuple[Bytes | Tick | Opened, int]],
) -> None:
    bench = Bench()
    for event, after_ms in story:
        bench.tell(event, after_ms)
        assert len(bench.state.seen) <= 10
        assert len(bench.state.told_ms) <= 5
    seen_ms = [heard.seen_ms for heard in bench.heard if isinstance(heard, Scanned)]
    for first, sixth in zip(seen_ms, itertools.islice(seen_ms, 5, None), strict=False):
        assert sixth - first >= 1_000
