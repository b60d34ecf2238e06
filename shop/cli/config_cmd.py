"""`tongxin config`: the settings in force, and where each comes from."""

import json
from pathlib import Path

import click


def as_toml(value: object) -> str:
    """Return a setting's value as it would stand in a settings file."""
    if isinstance(value, dict):
        pairs = [f"{json.dumps(name)} = {as_toml(one)}" for name, one in value.items()]
        return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
    shown = list(value) if isinstance(value, tuple) else value
    return json.dumps(shown, ensure_ascii=False)


@click.command(short_help="Show the settings in force and where each comes from.")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def config(file: Path | None) -> None:
    """Show every setting with its value, and the file or default that set it.

    The output is TOML: what is shown can be pasted into a settings file. Secrets are no settings;
    they are kept beside the book, readable by the shop alone.
    """
    from shop.config import find, load

    settings = load(find(file))
    click.echo("# read: " + (", ".join(settings.files) or "no file, only defaults"))
    section = ""
    for key, value in settings.effective.items():
        table, _, name = key.rpartition(".")
        if table != section:
            section = table
            click.echo(f"\n[{section}]")
        text = as_toml(value)
        click.echo(f"{f'{name} = {text}':<60} # {settings.origins.get(key, 'default')}")
