"""No question of `detect` makes any device do anything, and each device is known by its answer."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs import cctalk, ict
from hardware.detect import probes
from hardware.detect.probe import Probe
from hardware.drivers.base import Bytes, Opened, Tick
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.ict_bill import Doing, IctBillModel
from hardware.twins.port import Mute
from hardware.twins.printer import PrinterModel
from hardware.twins.ssp_bill import SspBillModel
from tests.hardware.detect_line import AskedLine


def coins() -> CoinAcceptorModel:
    """A coin box that accepts, with a coin counted that the book does not know yet."""
    model = CoinAcceptorModel()
    model.mask, model.master = b"\xff\xff", True
    assert model.insert(100)
    return model


def hopper() -> HopperModel:
    """A hopper that is enabled and has its key: one order from paying out."""
    model = HopperModel()
    model.enabled = model._keyed = True
    return model


def cctalk_notes(crc: bool = True) -> BillValidatorModel:
    """A note validator with a note in escrow: one order from keeping it."""
    model = BillValidatorModel(crc=crc)
    model.mask, model.master, model.mode = b"\xff\xff", True, 3
    model.knobs.patience_ms = 3_600_000  # time is no order
    model.insert(1)
    assert model.held is not None
    return model


def ssp_notes() -> SspBillModel:
    """An SSP validator with a note in escrow that it has not told of."""
    model = SspBillModel()
    model.receive(b"", 10_000)
    model._memory.enabled, model._memory.inhibits = True, 0xFFFF
    assert model.insert(1)
    return model


def ict_notes(accept: bytes = b"\x02") -> IctBillModel:
    """An ICT validator with a note in escrow: one byte from keeping it."""
    model = IctBillModel(accept)
    model.speak(0)
    model.receive(b"\x02", 10)
    assert model.insert(1, 20)
    model.speak(9_000)
    model._do(Doing.ESCROW, 10_000, 5_000, 1)
    model.heard.clear()
    return model


def named(probe: Probe) -> str:
    return f"{probe.name} {probe.settings.baud}"


TWINS: dict[str, Callable[[], Any]] = {
    "coin acceptor": coins,
    "hopper": hopper,
    "note validator, CRC": cctalk_notes,
    "note validator, checksum": lambda: cctalk_notes(crc=False),
    "SSP": ssp_notes,
    "ICT": ict_notes,
    "ICT that takes 10": lambda: ict_notes(b"\x10"),
    "printer": PrinterModel,
    "scanner": Mute,
}


def moved(model: Any) -> dict[str, Any]:
    """Return all of a device that somebody could mind: its money, its paper, what it accepts."""
    names = (
        "counter events master mask mode inserted accepted fallen life"  # coins and notes
        " coins paid unpaid remaining enabled payouts event"  # hopper
        " notes stacked back stuck doing note accepts_heard"  # notes
        " sheets"
    ).split()
    held = {name: getattr(model, name) for name in names if hasattr(model, name)}
    return {name: deepcopy(value) for name, value in held.items() if not callable(value)}


@pytest.mark.parametrize("name", TWINS)
def test_the_whole_procedure_moves_nothing(name: str) -> None:
    model = TWINS[name]()
    before = moved(model)
    AskedLine(model).whole()
    after = moved(model)
    if name.startswith("ICT"):
        # Time passes: a note that nobody answers for is given back, by itself.
        for state in (before, after):
            del state["doing"], state["note"], state["back"]
        assert not set(model.heard) & probes.ICT_ORDERS
    assert after == before


@pytest.mark.parametrize("name", TWINS)
@pytest.mark.parametrize("probe", [p for p in probes.ALL if not probes.holds_order(p)], ids=named)
def test_what_goes_out_first_is_no_order_to_anybody(probe: Probe, name: str) -> None:
    model = TWINS[name]()
    before = moved(model)
    for data in probe.sends():
        model.receive(data, 10_050)
    assert moved(model) == before


@pytest.mark.parametrize(
    ("probe", "name"),
    [
        pytest.param(probe, name, id=f"{named(probe)} {name}")
        for probe in probes.ALL
        for name in TWINS
        # The one is never asked before ICT is excluded, the other where a printer has answered.
        if not name.startswith("ICT") and (probe, name) != (probes.CCTALK, "printer")
    ],
)
def test_what_goes_out_later_is_an_order_to_ict_alone(probe: Probe, name: str) -> None:
    model = TWINS[name]()
    before = moved(model)
    for at, data in enumerate(sorted(probe.sends())):
        model.receive(data, 10_050 + at * 60)  # a pause that ends any frame
    assert moved(model) == before


def test_the_strings_that_are_withheld_would_take_a_note() -> None:
    """The order of the probes is no superstition."""
    poll = cctalk.encode(cctalk.Frame(2, cctalk.SIMPLE_POLL))
    for accept, data in ((b"\x02", poll), (b"\x10", probes.PRINTER_STATUS)):
        model = ict_notes(accept)
        model.receive(data, 10_050)
        assert model.doing is Doing.STACKS


@pytest.mark.parametrize(
    "said", [b"\x81\x40", b"hello\r\n", b"\x29", b"\x80\x8f", b"6901028075831"]
)
def test_a_line_that_speaks_gets_no_byte_that_could_be_an_order(said: bytes) -> None:
    class Talker:
        def receive(self, data: bytes, now_ms: int) -> bytes:
            return said

        def power_up(self, now_ms: int) -> None:
            return None

    line = AskedLine(Talker())
    line.whole()
    assert line.sent
    assert not probes.ICT_ORDERS & set(b"".join(line.sent))


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=40), st.booleans())
def test_whatever_a_line_says_an_order_goes_out_only_to_a_silent_one(
    answers: list[bytes], echo: bool
) -> None:
    left = list(answers)
    said = False

    class Anything:
        def receive(self, data: bytes, now_ms: int) -> bytes:
            nonlocal said
            assert not (said and probes.ICT_ORDERS & set(data))
            answer = left.pop() if left else b""
            if data in (*probes.ICT.sends(), *probes.SSP.sends()):
                said = said or bool(answer)
            return answer

        def power_up(self, now_ms: int) -> None:
            return None

    AskedLine(Anything(), echo=echo).whole()


class TestEachIsKnown:
    @pytest.mark.parametrize("echo", [False, True])
    def test_all_that_hangs_on_one_cctalk_wire(self, echo: bool) -> None:
        wire = BusModel([coins(), hopper(), cctalk_notes()])
        found = AskedLine(wire, echo=echo).devices()
        assert [(one.driver, one.address, one.crc) for one in found] == [
            ("cctalk-coin", 2, False),
            ("cctalk-hopper", 3, False),
            ("cctalk-bill", 40, True),
        ]
        assert found[0].serial == "12345678"
        assert "Coin Acceptor" in found[0].detail

    @pytest.mark.parametrize("echo", [False, True])
    @pytest.mark.parametrize(
        ("name", "driver"),
        [
            ("ICT", "ict-bill"),
            ("SSP", "ssp-bill"),
            ("printer", "escpos"),
            ("note validator, checksum", "cctalk-bill"),
        ],
    )
    def test_alone_on_its_line(self, name: str, driver: str, echo: bool) -> None:
        found = AskedLine(TWINS[name](), echo=echo).devices()
        assert [one.driver for one in found] == [driver]

    @pytest.mark.parametrize("fault", [0, 0x22, 0x24])
    def test_an_ict_validator_in_trouble(self, fault: int) -> None:
        model = ict_notes()
        model.knobs.fault = fault
        assert [one.driver for one in AskedLine(model).devices()] == ["ict-bill"]

    def test_one_byte_like_an_answer_is_no_validator(self) -> None:
        class Once:
            asked = 0

            def receive(self, data: bytes, now_ms: int) -> bytes:
                self.asked += 1
                return bytes([ict.ENABLED]) if self.asked == 1 else b""

            def power_up(self, now_ms: int) -> None:
                return None

        line = AskedLine(Once())
        assert line.devices() == []
        assert not probes.ICT_ORDERS & set(b"".join(line.sent))

    def test_a_scanner_and_an_empty_line_say_nothing(self) -> None:
        line = AskedLine(Mute())
        assert line.devices() == []
        assert len(line.sent) > len(probes.ADDRESSES)

    @pytest.mark.parametrize("collide", [False, True])
    def test_a_unit_at_an_unusual_address_is_called_by_itself(self, collide: bool) -> None:
        far, near = coins(), hopper()
        far.address = 77
        found = AskedLine(BusModel([far, near], collide=collide)).devices()
        addresses = [one.address for one in found]
        assert addresses == ([3] if collide else [3, 77]), "what fell into another is nobody"

    def test_a_line_that_names_all_addresses_is_asked_a_few(self) -> None:
        class Babel:
            def receive(self, data: bytes, now_ms: int) -> bytes:
                return bytes(range(256)) if data[3:4] == b"\xfd" else b""

            def power_up(self, now_ms: int) -> None:
                return None

        line = AskedLine(Babel())
        assert line.devices() == []
        assert len(line.sent) < 60

    def test_an_unknown_unit_on_the_wire_goes_by_its_address_or_its_word(self) -> None:
        model = coins()
        model.address = 5
        (found,) = AskedLine(model).devices()
        assert (found.driver, found.address) == ("cctalk-coin", 5), "it says what it is"


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=300).map(Bytes), st.just(Tick()))))
def test_a_line_that_never_pauses_ends_in_time(events: list[Bytes | Tick]) -> None:
    for probe in probes.ALL:
        state, now_ms = probe.initial(), 0
        state, _ = probe.step(state, Opened("x"), now_ms)
        for event in events:
            now_ms += 40
            state, _ = probe.step(state, event, now_ms)
        while not state.over:
            now_ms += 40
            state, _ = probe.step(state, Bytes(b"\x00"), now_ms)
        assert now_ms < 30_000 + 40 * len(events)
