"""The pay desk as the settings want it; each provider's file is read when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from shop import config as settings
from shop.clock import Clock
from shop.inputs import DeviceInput

if TYPE_CHECKING:
    from hardware.gateways.base import Provider
    from hardware.gateways.desk import PayDesk
    from shop.main.door import Door


def pay_desk(
    config: settings.Config, emit: Callable[[DeviceInput], bool], door: Door, clock: Clock
) -> tuple[PayDesk, ...]:
    """Return the pay desk, with one window for each provider; none where there is none.

    Args:
        config: the settings.  emit: hands an input to the shop; True when it is in the book.
        door: where the book is read.  clock: the time.
    """
    if not config.gateways:
        return ()
    from hardware.gateways.base import Listed
    from hardware.gateways.desk import PayDesk

    listed = [
        Listed(one.name, _where(one), partial(_open, one, config.shop.name))
        for one in config.gateways
    ]
    return (PayDesk(listed, emit, door.open_orders, clock, door.order),)


def _open(gateway: settings.Gateway, subject: str) -> Provider:
    """Read a provider's keys and load its library.

    Raises:
        DeviceError: what is missing, and the way out.
    """
    options: dict[str, Any] = dict(gateway.options)
    said = {
        "subject": subject,
        "notify_url": gateway.notify_url,
        "base_url": gateway.base_url,
    }
    if gateway.provider == "wechat":
        from hardware.gateways import wechat

        return wechat.open_account(gateway.name, options, **said)
    from hardware.gateways import alipay

    return alipay.open_account(gateway.name, options, **said)


def _where(gateway: settings.Gateway) -> str:
    """Return the address that the health record names."""
    if gateway.base_url:
        return gateway.base_url
    return {"wechat": "https://api.mch.weixin.qq.com", "alipay": "https://openapi.alipay.com"}[
        gateway.provider
    ]
