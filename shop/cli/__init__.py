"""The commands: one file a group of them, imported only when it is called."""

import importlib
import sys
from typing import Any, NoReturn

import click

from shop import __version__

# Command → the module of shop.cli that has it, as an attribute named like the command
# (a hyphen becomes an underscore). Only the module of the called command is imported, because
# the imports of one command (the web, the world) would delay every other.
COMMANDS: dict[str, str] = {
    "run": "run",
    "refuse": "refuse",
    "demo": "demo",
    "config": "config_cmd",
    "detect": "detect",
    "doctor": "doctor",
    "person": "person",
    "case": "case",
    "statement": "statement",
    "export": "export",
    "decode": "decode",
    "test": "test_cmd",
    "verify": "verify",
    "bench": "bench",
    "simulate": "simulate",
}


class LazyGroup(click.Group):
    """A group that finds its commands in COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one module that has this command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"shop.cli.{COMMANDS[cmd_name]}")
        command: Any = getattr(module, cmd_name.replace("-", "_"))
        if not isinstance(command, click.Command):
            raise TypeError(f"shop.cli.{COMMANDS[cmd_name]} has no command {cmd_name}")
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tongxin")
def tongxin() -> None:
    """Tongxin (同心): the till, the book and the devices of a shop that runs on trust."""


def main() -> NoReturn:
    """Run the command; what went wrong in a way we know is one line, not a traceback."""
    from shop.errors import BrokenInvariant, ShopError

    try:
        tongxin(prog_name="tongxin")
    except BrokenInvariant:
        raise  # our own bug: the traceback is what is needed
    except ShopError as error:
        click.echo(f"tongxin: {error}", err=True)
        sys.exit(1)
    raise AssertionError("click exits by itself")
