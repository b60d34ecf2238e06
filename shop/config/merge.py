"""Merging and checking what the files say; each error names file, key, value, what is allowed."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shop.config.devices_table import DEVICE, DEVICES_MAX, DRIVERS, ON_ONE_BUS
from shop.config.gateways_table import GATEWAY, GATEWAYS_MAX, PROVIDERS
from shop.config.kinds import Key
from shop.config.read import Given, flat, named_profiles, profile_text, read, unknown
from shop.config.table import SECTIONS
from shop.config.values import (
    Book,
    Camera,
    Codes,
    Config,
    Device,
    Gateway,
    Panel,
    Qr,
    Shop,
    Slips,
    Web,
)
from shop.errors import ConfigError
from shop.till.state import Rules

SYSTEM_FILE = Path("/etc/tongxin/tongxin.toml")
#: Settings that are pins of the board, apart from ports such as "gpio:17".
_WIRED = ("panel.", "camera.lamp_pin")


def find(named: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the settings file to read: the named one, $TONGXIN_CONFIG, here, the system's."""
    if named is not None:
        return named
    if environ.get("TONGXIN_CONFIG"):
        return Path(environ["TONGXIN_CONFIG"])
    for path in (Path("tongxin.toml"), SYSTEM_FILE):
        if path.is_file():
            return path
    return None


def load(file: Path | None = None) -> Config:
    """Return all settings.

    Args:
        file: the shop's own file; None for the defaults and the system's conf.d alone.

    Raises:
        ConfigError: something in a file cannot be used; says what and what is allowed.
    """
    layers: list[tuple[str, dict[str, Any], Path]] = []
    if file is not None:
        layers.append((str(file), read(file), file.parent))
    folder = (SYSTEM_FILE if file is None else file).parent / "conf.d"
    for path in sorted(folder.glob("*.toml")):
        layers.append((str(path), read(path), path.parent))
    profiles: list[str] = []
    for name, content, _ in layers:
        if "profile" in content:
            profiles = named_profiles(name, content.pop("profile"))
    given: Given = {}
    files = []
    for profile in profiles:
        source = f"profile {profile}"
        given.update(flat(source, tomllib.loads(profile_text(profile)), None))
        files.append(source)
    for name, content, base in layers:
        given.update(flat(name, content, base))
        files.append(name)
    return _build(given, tuple(files))


def _build(given: Given, files: tuple[str, ...]) -> Config:
    effective: dict[str, object] = {}
    for section, keys in SECTIONS.items():
        for key in keys:
            effective[f"{section}.{key.name}"] = _value(given, f"{section}.{key.name}", key)
    devices = tuple(_devices(given, effective))
    gateways = tuple(_gateways(given, effective, {device.name for device in devices}))
    _pins_once(given, effective, devices)
    sections: dict[str, Any] = {
        section: {key.name: effective[f"{section}.{key.name}"] for key in keys}
        for section, keys in SECTIONS.items()
    }
    book = Book(Path(sections["book"]["path"]), sections["book"]["synchronous"])
    return Config(
        shop=Shop(**sections["shop"]),
        book=book,
        web=Web(**sections["web"]),
        till=Rules(**sections["till"]),
        qr=Qr(**sections["qr"]),
        panel=Panel(**sections["panel"]),
        slips=Slips(**sections["slips"]),
        camera=Camera(**sections["camera"]),
        codes=Codes(**sections["codes"]),
        devices=devices,
        gateways=gateways,
        effective=effective,
        origins={key: file for key, (_, file) in given.items()},
        files=files,
    )


def _value(given: Given, full: str, key: Key) -> object:
    if full not in given:
        return key.default_value
    value, file = given[full]
    try:
        return key.kind.take(value)
    except ValueError:
        raise ConfigError(file, full, value, key.kind.allowed) from None


def _pins_once(given: Given, effective: Mapping[str, object], devices: tuple[Device, ...]) -> None:
    """Refuse a pin that two things use: of the panel, the camera's lamp, a pulse acceptor."""
    used: dict[object, str] = {}
    pins = {full: pin for full, pin in effective.items() if full.startswith(_WIRED)}
    pins.update({f"devices.{one.name}.port": _gpio(one.port) for one in devices})
    for full, pin in pins.items():
        if type(pin) is not int or pin < 0:
            continue
        if pin in used:
            file = given[full if full in given else used[pin]][1]
            raise ConfigError(file, full, pin, f"a pin of its own: {used[pin]} has it")
        used[pin] = full


def _gpio(port: object) -> int | None:
    """Return the pin in a port such as "gpio:17"; None for any other value."""
    return int(port[5:]) if isinstance(port, str) and port.startswith("gpio:") else None


def _port_fits(given: Given, device: str, values: dict[str, object]) -> None:
    """Refuse a pin where a device speaks on a serial port, and the other way round."""
    driver, full = values["driver"], f"devices.{device}.port"
    if (driver == "pulse-coin") is (_gpio(values["port"]) is None):
        allowed = 'a pin, such as "gpio:17"' if driver == "pulse-coin" else "a serial port"
        raise ConfigError(given[full][1], full, values["port"], f"{allowed}, for {driver}")


def _named(given: Given, section: str, most: int) -> dict[str, str]:
    """Return each device or provider that files name → the file that named it last."""
    named: dict[str, str] = {}
    for full, (_, file) in given.items():
        if full.startswith(f"{section}."):
            named[full.split(".")[1]] = file
    if len(named) > most:
        raise ConfigError(
            list(named.values())[-1], section, len(named), f"at most {most} {section}"
        )
    return named


def _gateways(given: Given, effective: dict[str, object], devices: set[str]) -> Iterator[Gateway]:
    """Yield the payment providers that are enabled, complete, by name."""
    named = _named(given, "gateways", GATEWAYS_MAX)
    for name in sorted(named):
        values = _checked(given, f"gateways.{name}.", named[name], GATEWAY, PROVIDERS)
        effective.update({f"gateways.{name}.{key}": value for key, value in values.items()})
        if not values["enabled"]:
            continue
        if name in devices:
            allowed = "a name of its own: a device has it"
            raise ConfigError(named[name], f"gateways.{name}", name, allowed)
        provider = str(values["provider"])
        yield Gateway(
            name,
            provider,
            native=values["native"] is True,
            code_pay=values["code_pay"] is True,
            notify_url=str(values["notify_url"]),
            base_url=str(values["base_url"]),
            options={key.name: values[key.name] for key in PROVIDERS[provider]},
        )


def _devices(given: Given, effective: dict[str, object]) -> Iterator[Device]:
    named = _named(given, "devices", DEVICES_MAX)
    ports: dict[tuple[object, ...], str] = {}
    for device in sorted(named):
        values = _checked(given, f"devices.{device}.", named[device], DEVICE, DRIVERS)
        effective.update({f"devices.{device}.{name}": value for name, value in values.items()})
        if not values["enabled"]:
            continue
        port = values["port"]
        _port_fits(given, device, values)
        _port_once(given, ports, device, values)
        options = {key.name: values[key.name] for key in DRIVERS[str(values["driver"])]}
        yield Device(device, str(values["driver"]), str(port), values["required"] is True, options)


def _port_once(
    given: Given, ports: dict[tuple[object, ...], str], device: str, values: dict[str, object]
) -> None:
    """Refuse a port that another device has; on one ccTalk wire each address is one's own."""
    port, bus = values["port"], values["driver"] in ON_ONE_BUS
    place = (port, values["address"]) if bus else (port,)
    taken = next(
        (
            other
            for have, other in ports.items()
            if have[0] == port and (len(have) != len(place) or have == place)
        ),
        None,
    )
    if taken is not None:
        _, file = given[f"devices.{device}.port"]
        if bus and place in ports:
            allowed = f"an address of its own on that port: {taken} has it"
            raise ConfigError(file, f"devices.{device}.address", values["address"], allowed)
        allowed = f"a port of its own: {taken} has it"
        raise ConfigError(file, f"devices.{device}.port", port, allowed)
    ports[place] = device


def _checked(
    given: Given,
    base: str,
    file: str,
    common: tuple[Key, ...],
    kinds: Mapping[str, tuple[Key, ...]],
) -> dict[str, object]:
    """Return the checked values of one device or provider, those of its kind among them.

    Args:
        base: how its keys begin, such as "devices.coins.".  file: that named it last.
        common: the keys of all, which kind it is the first.  kinds: kind → its own keys.
    """
    _all_set(given, base, file, common)
    kind = str(_value(given, base + common[0].name, common[0]))
    keys = (*common, *kinds[kind])
    known = [base + key.name for key in keys]
    for full, (value, where) in given.items():
        if full.startswith(base) and full not in known:
            raise unknown(where, full, value, known, f"one of the keys of the {kind}")
    _all_set(given, base, file, keys)  # after what is misspelt, which says more
    return {key.name: _value(given, base + key.name, key) for key in keys}


def _all_set(given: Given, base: str, file: str, keys: tuple[Key, ...]) -> None:
    for key in keys:
        if key.needed and base + key.name not in given:
            raise ConfigError(file, base + key.name, None, f"{key.kind.allowed}; it must be set")
