"""Which driver each port of the settings gets, and that devices on one wire share it."""

from __future__ import annotations

from pathlib import Path

from hardware.drivers.cctalk_bus import CctalkBus
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.hopper import Hopper
from shop.clock import VirtualClock
from shop.config import load
from shop.main.devices import Devices
from shop.main.drivers import drivers_by_port

SETTINGS = """
[devices.coins]
driver = "cctalk-coin"
port = "/dev/ttyMONEY"

[devices.jiao]
driver = "cctalk-hopper"
port = "/dev/ttyMONEY"
address = 3
coin_fen = 10
required = false

[devices.yuan]
driver = "cctalk-hopper"
port = "/dev/ttyMONEY"
address = 4
coin_fen = 100
coins_max = 20
cipher = false

[devices.alone]
driver = "cctalk-coin"
port = "/dev/ttyOTHER"
"""


def settings(tmp_path: Path) -> Path:
    path = tmp_path / "tongxin.toml"
    path.write_text(SETTINGS, "utf-8")
    return path


def test_devices_on_one_port_share_a_wire_and_one_alone_has_its_own(tmp_path: Path) -> None:
    drivers = drivers_by_port(load(settings(tmp_path)).devices)
    assert set(drivers) == {"/dev/ttyMONEY", "/dev/ttyOTHER"}
    assert isinstance(drivers["/dev/ttyOTHER"], CoinAcceptor)
    bus = drivers["/dev/ttyMONEY"]
    assert isinstance(bus, CctalkBus)
    assert bus.devices == ("coins", "jiao", "yuan")


def test_a_hopper_is_set_up_as_the_settings_say(tmp_path: Path) -> None:
    devices = [d for d in load(settings(tmp_path)).devices if d.name in ("jiao", "yuan")]
    moved = [type(d)(d.name, d.driver, f"/dev/{d.name}", d.required, d.options) for d in devices]
    jiao, yuan = drivers_by_port(moved).values()
    assert isinstance(jiao, Hopper)
    assert isinstance(yuan, Hopper)
    assert (jiao.config.address, jiao.config.coin_fen, jiao.config.cipher) == (3, 10, True)
    assert (yuan.config.coins_max, yuan.config.cipher) == (20, False)
    assert jiao.config.others == {"yuan"}


def test_each_device_on_a_wire_has_a_record_of_its_own(tmp_path: Path) -> None:
    devices = Devices(
        load(settings(tmp_path)), VirtualClock(0), lambda said: True, lambda serial: None
    )
    named = {one.device: (one.port, one.required, one.state) for one in devices.health()}
    assert named["jiao"] == ("/dev/ttyMONEY", False, "stopped")
    assert named["yuan"] == ("/dev/ttyMONEY", True, "stopped")
    assert set(named) == {"coins", "jiao", "yuan", "alone"}
