"""`tongxin run`: the shop itself, until it is told to stop."""

from pathlib import Path

import click


@click.command(short_help="Run the shop.")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help="The settings file; else $TONGXIN_CONFIG, ./tongxin.toml, /etc/tongxin/tongxin.toml.",
)
def run(file: Path | None) -> None:
    """Run the till, the devices and the pages until SIGTERM or Ctrl-C.

    Makes the book where there is none yet. What is missing, such as a scanner that is not
    plugged in, stops nothing: the lamp turns amber and pages say what to look at.
    """
    import logging

    from shop.config import find, load
    from shop.main import compose, serve

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    shop = compose(load(find(file)))

    def ready() -> None:
        click.echo(f"tongxin: {shop.door.name} at {shop.address}")
        code = shop.people.setup_code
        if code:
            click.echo(f"tongxin: nobody can log in yet: open {shop.address}/setup, code {code}")

    serve(shop, ready)
