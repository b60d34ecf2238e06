"""Which driver a device has, set up as the settings say; each is imported when it is needed."""

from __future__ import annotations

from typing import Any

from shop import config as settings


def driver_of(device: settings.Device) -> Any:
    """Return the driver of a device, set up as the settings say."""
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
