"""Which driver a device has, set up as the settings say; each is imported when it is needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shop import config as settings


def drivers_by_port(devices: Iterable[settings.Device]) -> dict[str, Any]:
    """Return port → driver; ccTalk devices that share a port are driven by its bus."""
    devices = tuple(devices)
    hoppers = frozenset(device.name for device in devices if device.driver == "cctalk-hopper")
    ports: dict[str, list[Any]] = {}
    for device in devices:
        ports.setdefault(device.port, []).append(driver_of(device, hoppers))
    return {port: _of_port(drivers) for port, drivers in ports.items()}


def _of_port(drivers: list[Any]) -> Any:
    if len(drivers) == 1:
        return drivers[0]
    from hardware.drivers.cctalk_bus import CctalkBus

    return CctalkBus(drivers)


def driver_of(device: settings.Device, hoppers: frozenset[str] = frozenset()) -> Any:
    """Return the driver of a device, set up as the settings say.

    Args:
        device: its settings.  hoppers: names of all hoppers of the shop.
    """
    options: dict[str, Any] = dict(device.options)
    if device.driver == "scanner":
        from hardware.codecs.scanline import LineOptions
        from hardware.drivers.scanner import ScannerDriver, ScannerOptions

        line = LineOptions(
            prefix=options["prefix"],
            suffix=options["suffix"],
            ends=options["ends"].encode("ascii"),
            quiet_ends_line=not options["ends"],
        )
        scanner = ScannerOptions(line, options["baud"], options["repeat_ms"])
        return ScannerDriver(device.name, scanner)
    if device.driver == "ssp-bill":
        from hardware.drivers.ssp_bill import SspBill
        from hardware.drivers.ssp_state import SspConfig

        return SspBill(SspConfig(device.name, **options))
    if device.driver == "cctalk-bill":
        from hardware.drivers.bill_state import BillConfig
        from hardware.drivers.bill_validator import BillValidator

        return BillValidator(BillConfig(device.name, **options))
    if device.driver == "cctalk-hopper":
        from hardware.drivers.hopper import Hopper
        from hardware.drivers.hopper_state import HopperConfig

        return Hopper(HopperConfig(device.name, others=hoppers - {device.name}, **options))
    if device.driver == "escpos":
        from hardware.drivers.escpos_printer import EscposPrinter
        from hardware.drivers.printer_state import PrinterConfig

        return EscposPrinter(PrinterConfig(device.name, **options))
    if device.driver in ("ict-bill", "pulse-coin"):
        return _without_counter(device, options)
    from hardware.drivers.coin_acceptor import CoinAcceptor
    from hardware.drivers.coin_state import CoinConfig

    return CoinAcceptor(
        CoinConfig(
            device.name,
            address=options["address"],
            poll_ms=options["poll_ms"],
            coin_fen=options["coin_fen"],
        )
    )


def _without_counter(device: settings.Device, options: dict[str, Any]) -> Any:
    """Return the driver of a money device that counts nothing itself."""
    if device.driver == "ict-bill":
        from hardware.drivers.ict_bill import IctBill
        from hardware.drivers.ict_state import IctConfig

        notes, accept = tuple(options["note_fen"]), bytes.fromhex(options["accept"])
        return IctBill(IctConfig(device.name, notes, accept))
    from hardware.drivers.pulse_coin import PulseCoin
    from hardware.drivers.pulse_state import PulseConfig
    from hardware.gpio_line import pin_of

    return PulseCoin(PulseConfig(device.name, pin_of(device.port), **options))
