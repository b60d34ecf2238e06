"""`tongxin detect`: which port holds what, and the files that give it a lasting name."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hardware.detect.places import Place
    from hardware.detect.run import Seen
    from hardware.ports import OpenPort

Say = Callable[[str], str]


def N_(text: str) -> str:
    """Mark a text that is translated where it is shown."""
    return text


#: Driver → what people call such a device.
DRIVERS = {
    "scanner": N_("barcode scanner"),
    "cctalk-coin": N_("ccTalk coin acceptor"),
    "cctalk-hopper": N_("ccTalk hopper"),
    "cctalk-bill": N_("ccTalk note validator"),
    "ict-bill": N_("ICT note validator"),
    "ssp-bill": N_("SSP note validator"),
    "escpos": N_("receipt printer"),
}


@click.command(short_help="Find out which port holds what, and give it a lasting name.")
@click.option(
    "--listen",
    type=click.IntRange(1, 300),
    metavar="SECONDS",
    help="Listen so long while you scan something: a scanner is known by what it sends.",
)
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write udev rules and conf.d/devices.toml into this folder.",
)
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def detect(listen: int | None, folder: Path | None, force: bool) -> None:
    """Ask every port what hangs on it, by questions that no device acts on.

    Finds ccTalk coin acceptors, hoppers and note validators, ICT and SSP note validators, and
    receipt printers. Scanners are asked nothing: use --listen and scan. Names cameras, chips of
    GPIO pins, and scanners in keyboard mode. A port that a program holds, such as the running
    shop, is left alone; so is the system's own console.
    """
    from shop.cli.language import preferred
    from shop.texts import translator

    found_all(Path("/"), None, translator(preferred()), listen, folder, force)


def found_all(
    root: Path,
    opener: OpenPort | None,
    _: Say,
    listen_s: int | None = None,
    folder: Path | None = None,
    force: bool = False,
) -> None:
    """Look, print the table, write the files; `detect` with the machine handed in.

    Raises:
        ConfigError: a file is there already.
    """
    from hardware.detect.places import places
    from hardware.detect.run import look
    from hardware.ports import open_port
    from shop.clock import SystemClock

    opener, clock = opener or open_port, SystemClock()
    everything = places(root)
    seen = look(everything, clock, opener)
    if listen_s is not None:
        seen = _listened(seen, opener, _, listen_s)
    rows = [(one.place.stable, what_is(one, _)) for one in seen]
    rows += [
        (one.stable, _("the system's console: left alone")) for one in everything if one.console
    ]
    width = max((len(row[0]) for row in rows), default=0)
    for path, what in rows:
        click.echo(f"{path:<{width}}  {what}")
    if not rows:
        click.echo(_("Nothing is plugged in that this program knows."))
    silent = any(one.place.kind == "serial" and not one.devices and not one.held for one in seen)
    if silent and listen_s is None:
        click.echo(_("A scanner says nothing until it scans: tongxin detect --listen 20"))
    if folder is not None:
        _write(folder, files(seen, everything), force, _)


def what_is(one: Seen, _: Say) -> str:
    """Say in one line what was found at a place."""
    place = one.place
    if place.kind == "keyboard":
        text = _("%(name)s in keyboard mode: scan the code 'USB COM' or 'USB CDC' of its manual")
        return text % {"name": place.name}
    if place.kind in ("gpio", "camera"):
        kind = _("GPIO pins") if place.kind == "gpio" else _("camera")
        return f"{kind} {place.name}".strip()
    if one.held:
        by = ", ".join(one.by) or _("another program")
        return _("in use by %(who)s: left alone") % {"who": by}
    if one.trouble:
        return _("cannot be asked: %(why)s") % {"why": one.trouble}
    if one.devices:
        return "; ".join(_device(found, _) for found in one.devices)
    if one.strange:
        return _("speaks what this program does not know: it was asked no further")
    said = _("no answer (its power? a scanner?)")
    return f"{said} [{place.name}]" if place.name else said


def _device(found: object, _: Say) -> str:
    from hardware.detect.probe import Found

    assert isinstance(found, Found)
    words = [_(DRIVERS[found.driver]), found.detail]
    if found.address is not None:
        words.append(_("address %(address)d") % {"address": found.address})
    if found.serial:
        words.append(_("no. %(serial)s") % {"serial": found.serial})
    return " · ".join(word for word in words if word)


def _listened(seen: list[Seen], opener: OpenPort, _: Say, seconds: int) -> list[Seen]:
    """Let somebody scan, and name the ports on which it was heard."""
    from dataclasses import replace

    from hardware.detect.probe import Found
    from hardware.detect.run import listen
    from shop.clock import SystemClock

    free = [one.place for one in seen if not (one.devices or one.held or one.trouble)]
    click.echo(_("Scan something now (%(seconds)d s).") % {"seconds": seconds}, err=True)
    heard = listen(free, SystemClock(), seconds, opener)
    return [
        replace(one, devices=(Found("scanner"),)) if one.place.path in heard else one
        for one in seen
    ]


def files(seen: Sequence[Seen], everything: Sequence[Place]) -> dict[str, str]:
    """Return what `--write` writes: name → text."""
    from hardware.detect import writing

    devices = writing.named(seen)
    return {
        writing.RULES_FILE: writing.rules(devices, everything),
        writing.DEVICES_FILE: writing.devices_toml(devices, everything),
    }


def _write(folder: Path, texts: Mapping[str, str], force: bool, _: Say) -> None:
    from shop.errors import ConfigError

    paths = {folder / name: text for name, text in texts.items()}
    for path in paths:
        if path.exists() and not force:
            allowed = "a folder without it, or --force to write over it"
            raise ConfigError(str(path), "--write", "there already", allowed)
    for path, text in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(text, "utf-8")
        os.replace(fresh, path)
        click.echo(_("written: %(file)s") % {"file": path})
