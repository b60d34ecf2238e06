"""From a shop's settings to the driver of a money device that counts nothing itself."""

from __future__ import annotations

from pathlib import Path

from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.drivers.pulse_coin import PulseCoin
from hardware.drivers.pulse_state import GpioSettings, PulseConfig
from shop.config import load
from shop.main.drivers import drivers_by_port

SETTINGS = """
[devices.notes]
driver = "ict-bill"
port = "/dev/ttyUSB0"
note_fen = [100, 500]
accept = "10"

[devices.coins]
driver = "pulse-coin"
port = "gpio:27"
active_low = false

[devices.coins.pulses]
1 = 100
5 = 500
"""


def test_settings_become_the_drivers_they_name(tmp_path: Path) -> None:
    file = tmp_path / "tongxin.toml"
    file.write_text(SETTINGS, "utf-8")
    drivers = drivers_by_port(load(file).devices)
    notes, coins = drivers["/dev/ttyUSB0"], drivers["gpio:27"]
    assert isinstance(notes, IctBill)
    assert notes.config == IctConfig("notes", (100, 500), b"\x10")
    assert notes.settings.parity == "E"
    assert isinstance(coins, PulseCoin)
    assert coins.config == PulseConfig("coins", 27, {1: 100, 5: 500}, 10, 250, active_low=False)
    assert coins.settings == GpioSettings(active_low=False)
