"""The pages of a shop on their port, in a thread of their own."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from shop.config import Config
from shop.errors import ConfigError
from shop.main.camera import photo_folder

#: Driver → what residents call such a device (`web.kiosk_words.TROUBLES`).
KINDS = {
    "scanner": "scanner",
    "cctalk-coin": "coins",
    "pulse-coin": "coins",
    "cctalk-bill": "notes",
    "ict-bill": "notes",
    "ssp-bill": "notes",
    "cctalk-hopper": "hopper",
    "escpos": "printer",
}

_log = logging.getLogger(__name__)


class Pages:
    """The pages as the settings want them.

    Args:
        config: the settings.  door: what pages see of the shop.  street: the demo's street.
        keep: log-ins outlast this start: their secret is kept in the shop's folder.

    Raises:
        ConfigError: their port cannot be had.  OSError: the secret cannot be written.
    """

    def __init__(self, config: Config, door: Any, street: Any = None, *, keep: bool = True) -> None:
        self._host = config.web.host
        self._server = _bind(config, door, street, config.state if keep else None)
        self._thread = threading.Thread(target=self._serve, name="pages", daemon=True)

    @property
    def address(self) -> str:
        """Where they are."""
        host = self._host
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - shown only
        shown = f"[{shown}]" if ":" in shown else shown
        return f"http://{shown}:{self._server.effective_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Take no more questions."""
        self._server.close()

    def _serve(self) -> None:
        try:
            self._server.run()
        except OSError:  # closed while it waited: this is how it ends
            _log.debug("the pages have ended")


def _bind(config: Config, door: Any, street: Any, state: Path | None) -> Any:
    import web
    from web.shop import WebSettings

    pages = web.create_app(
        door,
        WebSettings(
            state_dir=state,
            kiosk_hosts=config.web.kiosk_hosts,
            qr_text=config.qr.text or None,
            qr_alarm_claims=config.qr.alarm_claims,
            lang=config.shop.language,
            timezone=config.shop.timezone,
            tls=config.web.tls,
            photos=photo_folder(config) if config.camera.use != "none" else None,
            slips=any(device.driver == "escpos" for device in config.devices),
            setup_sheet=config.codes.setup_sheet,
            device_kinds=kinds_of(config),
        ),
        street,
    )
    try:
        return web.server(pages, config.web.host, config.web.port)
    except OSError as error:
        file = config.origins.get("web.port", config.origins.get("web.host", "default"))
        raise ConfigError(
            file,
            "web.host and web.port",
            f"{config.web.host}:{config.web.port}",
            f"an address of this machine that is free ({error.strerror})",
        ) from error


def kinds_of(config: Config) -> dict[str, str]:
    """Return what each device and provider is, by its name; names are the shop's own choice."""
    devices = {device.name: KINDS[device.driver] for device in config.devices}
    return devices | {gateway.name: gateway.provider for gateway in config.gateways}
