"""What the settings' devices and payment providers can do for the till."""

from __future__ import annotations

from collections.abc import Callable

from shop.clock import Clock
from shop.config import Config
from shop.counter import Counter, CutRules
from shop.effects import DeviceEffect
from shop.errors import ConfigError
from shop.ids import Ids
from shop.ledger import Ledger
from shop.slips import SlipRules
from shop.till.means import Hopper, Means, Provider


def means_of(config: Config) -> Means:
    """Return what the till may count on; which of it works it hears as it goes.

    Raises:
        ConfigError: change is to come out of a hopper, and there is none, or nobody counts what
            was put in: coins would fall for a resident's word.
    """
    hoppers = tuple(
        Hopper(
            device.name,
            _whole(device.options["coin_fen"]),
            _whole(device.options["coins_max"]),
        )
        for device in config.devices
        if device.driver == "cctalk-hopper"
    )
    if config.till.change == "hopper" and not hoppers:
        allowed = 'none or tray, or a [devices.NAME] with driver = "cctalk-hopper"'
        file = config.origins.get("till.change", "")
        raise ConfigError(file, "till.change", "hopper", allowed)
    if config.till.change == "hopper" and config.till.box != "machine":
        allowed = 'machine where change = "hopper": it pays real coins for what was counted alone'
        file = config.origins.get("till.box", config.origins.get("till.change", ""))
        raise ConfigError(file, "till.box", config.till.box, allowed)
    providers = tuple(
        Provider(one.name, one.native, one.provider if one.code_pay else None)
        for one in config.gateways
    )
    return Means(hoppers, providers, wall_code=bool(config.qr.text))


def slip_rules_of(config: Config) -> SlipRules | None:
    """Return what slips say, or None where no printer is."""
    if all(device.driver != "escpos" for device in config.devices):
        return None
    shop = config.shop
    return SlipRules(config.slips.receipt == "always", shop.name, shop.language, shop.timezone)


def counter_of(
    config: Config, ledger: Ledger, clock: Clock, ids: Ids, wish: Callable[[DeviceEffect], None]
) -> Counter:
    """Return the counter of a shop with these settings.

    Args:
        ledger: its book's writer.  clock, ids: time and fresh ULIDs.
        wish: told each wish of the devices.

    Raises:
        ConfigError: see `means_of`.
    """
    return Counter(
        ledger,
        clock,
        ids,
        config.till,
        CutRules(cash_evidence=config.till.box),
        wish,
        means_of(config),
        config.codes.rules,
        slip_rules_of(config),
    )


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
