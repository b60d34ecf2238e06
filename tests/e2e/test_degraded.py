"""No device, alone or all together, can stop the till from selling; each is said where it matters.

The service with its real drivers on ptys: a resident takes goods by picture and pays later, the
next one pays by phone on their word, whatever is lost, silent, babbling, jammed, empty or full.
The kiosk says what still works, the lamp turns amber, the office says since when and what to do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gpiozero
import pytest

from hardware.twins.hopper import HopperModel
from shop.effects import Dispense
from tests.e2e.degraded import (
    ALL,
    AMBER,
    COINS,
    GREEN,
    HOPPER,
    ICT,
    NOTES,
    PRINTER,
    PULSE,
    RED,
    SCANNER,
    SSP,
    Babbler,
    Degraded,
    Device,
    Hung,
)
from tests.e2e.service import until, words
from tests.failures import proves

#: The kiosk's sentence by the kind of device.
SENTENCES = {
    "scanner": "The scanner is away: pick your goods by picture.",
    "coins": "The coin machine is away: pay by phone, or later.",
    "notes": "The note machine is away: coins and phone still work.",
    "hopper": "No change from the machine now: pay the exact sum, or by phone.",
    "printer": "The printer is away: everything else works.",
    "wechat": "WeChat is away: please pay another way.",
    "alipay": "Alipay is away: please pay another way.",
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Degraded]:
    made = Degraded(tmp_path)
    yield made
    made.close()


def slowly(value: Any, name: str | None = None) -> Any:
    """Return a case that is tried with --slow: each starts a whole shop."""
    return pytest.param(value, id=name, marks=pytest.mark.slow)


def mostly_slow(devices: tuple[Device, ...], *quick: Device) -> list[Any]:
    """Return the devices as cases; only the quick ones are tried in the usual round."""
    return [
        pytest.param(one, id=one.driver) if one in quick else slowly(one, one.driver)
        for one in devices
    ]


def seen_by_all(shop: Degraded, device: Device, *said: str) -> None:
    """The kiosk, the lamp and the office tell it, and the till sells."""
    shop.until_trouble(device.name)
    shop.until_says(SENTENCES[device.name.partition("-")[0]])
    shop.until_amber()
    row = shop.office_says(device.name)
    for part in said:
        assert part in row, row
    shop.sells()


@proves("silent", "scanner", "cctalk-coin", "cctalk-hopper", "cctalk-bill", "ict-bill", "ssp-bill")
@proves("printer", "escpos")
@pytest.mark.parametrize("device", mostly_slow(ALL, SCANNER, HOPPER))
def test_a_device_that_is_lost(shop: Degraded, device: Device) -> None:
    shop.lost(device)
    shop.open()
    seen_by_all(shop, device, "Look at its plug and cable.", "look at the plug")


@proves("silent", "cctalk-coin", "cctalk-hopper", "cctalk-bill", "ict-bill", "ssp-bill")
@pytest.mark.parametrize("device", mostly_slow(ALL[1:-1], COINS))
def test_a_device_that_is_silent(shop: Degraded, device: Device) -> None:
    model = device.model()
    model.knobs.silent = True
    shop.plugged(device, model)
    shop.open()
    seen_by_all(shop, device, "Look at its plug and cable.")


@proves("bad_frames", "cctalk-coin", "cctalk-hopper", "cctalk-bill", "ssp-bill")
@pytest.mark.parametrize("device", mostly_slow((COINS, HOPPER, NOTES, SSP), NOTES))
def test_a_device_that_babbles(shop: Degraded, device: Device) -> None:
    shop.plugged(device, Babbler())
    shop.open()
    seen_by_all(shop, device, "Look at its plug and cable.")


#: Of the many that answer and do not serve, those that are tried in the usual round too.
QUICK = ("coins jammed", "hopper covered", "ict full")


def knob(**turned: Any) -> Callable[[Any], None]:
    """Return what turns these knobs of a twin."""

    def turn(model: Any) -> None:
        for name, value in turned.items():
            setattr(model.knobs, name, value)

    return turn


def jammed(event: int) -> Callable[[Any], None]:
    """Return what lets a ccTalk device tell of a jam, and its self-check too."""

    def turn(model: Any) -> None:
        model.knobs.jam = 5
        model.error(event)

    return turn


FAULTS = {
    "coins jammed": (COINS, jammed(14), "Jammed"),
    "notes jammed": (NOTES, jammed(19), "Jammed"),
    "hopper covered": (HOPPER, knob(blocked=True), "Jammed"),
    "hopper tampered with": (HOPPER, knob(fraud=True), "Tampering suspected"),
    "ict jammed": (ICT, knob(fault=0x22), "Jammed"),
    "ict full": (ICT, knob(fault=0x28), "Full"),
    "ict open": (ICT, knob(fault=0x24), "Cover open"),
    "ssp jammed": (SSP, knob(jam=True), "Jammed"),
    "ssp full": (SSP, knob(full=True), "Full"),
    "printer without paper": (PRINTER, lambda model: model.load(0), "Used up"),
    "printer open": (PRINTER, lambda model: setattr(model, "cover_open", True), "Cover open"),
}


@proves("jam", "cctalk-coin", "cctalk-bill", "cctalk-hopper", "ict-bill", "ssp-bill", "escpos")
@pytest.mark.parametrize("case", [one if one in QUICK else slowly(one) for one in FAULTS])
def test_a_device_that_answers_and_does_not_serve(shop: Degraded, case: str) -> None:
    device, ail, state = FAULTS[case]
    model = device.model()
    port = shop.plugged(device, model)
    shop.open()
    until(lambda: shop.shop.door.health()[0].state == "up", "it is well at first")
    with port.lock:
        ail(model)
    seen_by_all(shop, device, state)


@proves("hopper_short", "cctalk-hopper")
def test_a_hopper_that_is_empty(shop: Degraded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.twins.hopper._TIME_OUT_MS", 200)  # nobody waits 10 s here
    port = shop.plugged(HOPPER, HopperModel(coins=0))
    shop.open()
    until(lambda: shop.shop.door.health()[0].state == "up", "it is well at first")
    with port.lock:
        shop.shop._wish(Dispense(HOPPER.name, "job", shop.shop.door.fresh_id(), 3))
    seen_by_all(shop, HOPPER, "Used up", "Refill it")


@proves("scanner_stuck", "scanner")
def test_a_scanner_that_looks_at_one_thing_for_ever(shop: Degraded) -> None:
    port = shop.plugged(SCANNER, SCANNER.model())
    shop.open()
    until(lambda: shop.shop.door.health()[0].state == "up", "it is well at first")
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            port.send(b"4006381333931\r\n" * 5)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        shop.until_trouble("scanner")
        shop.kiosk.press("back")  # its first look put a thing without a name into the basket
        seen_by_all(shop, SCANNER, "Muted")
    finally:
        over.set()
        looking.join()
    until(lambda: not shop.trouble, "nobody holds anything before it any more")


@proves("pulses", "pulse-coin")
def test_a_pulse_acceptor_whose_line_hangs(shop: Degraded) -> None:
    pulses = Device("coins", "pulse-coin", object)
    shop.text += pulses.settings(f"gpio:{PULSE}")
    shop.open()
    until(lambda: shop.shop.door.health()[0].state == "up", "it is well at first")
    shop.pins.pin(PULSE).drive_low()
    seen_by_all(shop, pulses, "Stuck")
    shop.pins.pin(PULSE).drive_high()
    until(lambda: not shop.trouble and shop.lit(GREEN) and not shop.lit(AMBER), "it moves again")


@proves("silent", "pulse-coin")
def test_a_pulse_acceptor_whose_pin_is_taken(shop: Degraded) -> None:
    pulses = Device("coins", "pulse-coin", object)
    shop.text += pulses.settings(f"gpio:{PULSE}")
    with gpiozero.LED(PULSE, pin_factory=shop.pins):  # another program has it
        shop.open()
        seen_by_all(shop, pulses, "the pin cannot be used")


@proves("silent", "panel")
def test_a_panel_without_pins_and_one_whose_lamp_comes_back(shop: Degraded) -> None:
    shop.has_pins = False
    shop.open()
    shop.until_trouble("panel")
    shop.until_says("The lamp is away: everything else works.")
    assert "no gpiochip here" in shop.office_says("panel")
    shop.sells()
    shop.has_pins = True
    until(lambda: not shop.trouble and shop.lit(GREEN), "the lamp shines again")


# ---------------------------------------------------------------- all at once


def keys(folder: Path, name: str, address: str) -> dict[str, object]:
    """Return a provider's settings with keys that are good, at an address that is not."""
    from hardware.gateways.fakes.alipay import FakeAlipay
    from hardware.gateways.fakes.keys import Pair
    from hardware.gateways.fakes.settings import fake_settings
    from hardware.gateways.fakes.wechat import FakeWeChat

    fake = (FakeWeChat if name == "wechat" else FakeAlipay)(None, Pair.fresh(), Pair.fresh())
    (table,) = fake_settings(folder / f"keys-{name}", (fake,)).values()
    fake.stop()
    return table | {"base_url": address}


@pytest.mark.slow
@proves("provider_away", "wechat", "alipay")
@pytest.mark.parametrize("name", ["wechat", "alipay"])
def test_a_provider_whose_keys_are_missing(shop: Degraded, name: str) -> None:
    table = keys(shop.folder, name, "http://127.0.0.1:1")
    for path in (shop.folder / f"keys-{name}").iterdir():
        path.unlink()
    shop.gateway(name, table)
    shop.open()
    seen_by_all(shop, Device(name, "", object), "Look at its plug and cable.")


@pytest.mark.slow
@proves("provider_away", "wechat", "alipay")
@pytest.mark.parametrize("name", ["wechat", "alipay"])
def test_a_provider_that_picks_up_and_says_nothing(shop: Degraded, name: str) -> None:
    hung = Hung()
    shop.gateway(name, keys(shop.folder, name, hung.address))
    shop.open()
    shop.sells()
    hung.close()


AILS: dict[str, Callable[[Degraded, Device], object]] = {
    "lost": lambda shop, device: shop.lost(device),
    "babbling": lambda shop, device: shop.plugged(device, Babbler()),
}


@proves("silent", "scanner", "cctalk-coin", "cctalk-hopper", "cctalk-bill", "ict-bill", "ssp-bill")
@proves("provider_away", "wechat", "alipay")
@proves("camera", "camera")
@pytest.mark.parametrize("ail", AILS)
def test_all_devices_and_providers_at_once(shop: Degraded, ail: str) -> None:
    for device in ALL:
        AILS[ail](shop, device)
    hung = Hung()
    shop.gateway("wechat", keys(shop.folder, "wechat", "http://127.0.0.1:1"))
    shop.gateway("alipay", keys(shop.folder, "alipay", hung.address))
    shop.text += f'[camera]\nuse = "file"\nfolder = "{shop.folder}/no-pictures"\n'
    shop.open()
    money = ("coins", "hopper-jiao", "notes", "notes-ssp")
    shop.until_trouble(*(money if ail == "babbling" else (one.name for one in ALL)))
    shop.until_amber()
    for _ in range(3):
        shop.sells()
    for name in money:
        assert "Look at its plug and cable." in shop.office_says(name)
    shop.shop.door.verify()
    hung.close()


@pytest.mark.slow
def test_the_lamp_is_red_only_while_nothing_can_be_written_down(shop: Degraded) -> None:
    shop.lost(COINS)
    shop.open()
    shop.until_amber()
    writer = shop.shop._connection
    writer.execute("PRAGMA query_only = ON")  # as a disk that takes nothing
    shop.kiosk.press("add", value="tofu")
    shop.kiosk.press("iou")
    with pytest.raises(AssertionError, match="/kiosk/press: 5"):
        shop.kiosk.press("iou", value="fish")
    until(lambda: shop.lit(RED) and not shop.lit(AMBER), "the lamp is red")
    assert "do not pay now" in shop.kiosk.screen()
    assert "coins" in shop.trouble
    writer.execute("PRAGMA query_only = OFF")
    shop.until_amber()
    assert "Thank" in words(shop.kiosk.press("iou", value="fish")), "the basket is still there"
    shop.kiosk.press("done")
    shop.sells()
