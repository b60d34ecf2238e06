"""`tongxin doctor`: what is wrong with this machine, and what to do about it."""

from __future__ import annotations

import json
from pathlib import Path

import click

_MARKS = {"ok": "ok  ", "look": "look", "bad": "BAD "}


@click.command(short_help="Check this machine and say what to do about what is wrong.")
@click.option("--json", "as_json", is_flag=True, help="One JSON record for each line.")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def doctor(as_json: bool, file: Path | None) -> None:
    """Look at settings, program, book, disk, clock, supply, account, devices, keys and screen.

    One line each: ok, look (a person should), BAD (the shop does not work as it should), and what
    to do. Nothing is changed, no port is opened, no network is needed, and it ends within ten
    seconds even where something hangs. The shop may be running. Exits 1 where something is BAD.
    """
    from shop.cli.language import preferred
    from shop.config import find
    from shop.main.checkup import checks, run
    from shop.main.machine import Machine
    from shop.texts import translator

    _ = translator(preferred())
    lines = run(checks(find(file), Machine()))
    for line in lines:
        text, remedy = line.said(_)
        if as_json:
            record = {"check": line.key, "level": line.level, "text": text, "remedy": remedy}
            click.echo(json.dumps(record, ensure_ascii=False))
            continue
        click.echo(f"{_MARKS[line.level]}  {line.key}: {text}")
        if remedy:
            click.echo(f"      → {remedy}")
    if any(line.level == "bad" for line in lines):
        raise SystemExit(1)
