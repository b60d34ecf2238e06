"""`tongxin refuse`: the money machines refuse, whatever became of the shop."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Let the money machines refuse: for systemd, after the shop's end.")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def refuse(file: Path | None) -> None:
    """Tell each coin and note machine to refuse, and put the panel's relay at rest.

    The unit runs it whenever the shop has ended, also when it was killed. It opens no book, takes
    two seconds at most, and leaves alone what another program holds: the shop may run again.
    The next start of the shop lets the machines accept.
    """
    from hardware.board_pins import board_pins
    from hardware.refuse import drop_relay, inhibit_of
    from hardware.refuse import refuse as tell
    from shop.cli.language import preferred
    from shop.config import find, load
    from shop.texts import translator

    _ = translator(preferred())
    config = load(find(file))
    wished = (
        inhibit_of(one.name, one.driver, one.port, one.options)
        for one in config.devices
        if one.driver != "scanner"
    )
    found: dict[str, str] = {}
    if config.panel.pins == "board" and config.panel.relay >= 0:
        panel = config.panel
        found["relay"] = drop_relay(panel.relay, panel.relay_active_high, board_pins)
    found |= tell([one for one in wished if one is not None])
    for name, why in found.items():
        if why:
            click.echo(_("%(device)s was not told: %(why)s") % {"device": name, "why": why})
        else:
            click.echo(_("%(device)s was told to refuse") % {"device": name})
    if not found:
        click.echo(_("No machine takes money here."))
    if any(found.values()):
        raise SystemExit(1)
