"""`tongxin test`: every check there is, in one command and with one summary."""

import subprocess
import sys
import time
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
OURS = ("shop", "hardware", "web")


def steps(slow: bool, pytest_args: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Each check with its heading, cheap ones first."""
    python = [sys.executable, "-m"]
    present = [name for name in OURS if (ROOT / name / "__init__.py").exists()]
    pytest = [*python, "pytest", "-n", "2", *(["--slow"] if slow else []), *pytest_args]
    return [
        ("ruff check", [*python, "ruff", "check", "."]),
        ("ruff format", [*python, "ruff", "format", "--check", "."]),
        ("mypy", [*python, "mypy", *present]),
        ("imports", [*python, "tests.architecture.contracts"]),
        ("pytest", pytest),
    ]


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    short_help="Run every check and test.",
)
@click.option("--slow", is_flag=True, help="Also run the tests marked slow.")
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED, metavar="[PYTEST OPTIONS]")
def test(slow: bool, pytest_args: tuple[str, ...]) -> None:
    """Run ruff, mypy, the import contracts and pytest, all of them whatever fails.

    What follows is handed to pytest: `tongxin test -k cut`. Tests in a browser need chromium and
    are skipped, with the reason shown, where there is none.
    """
    if not (ROOT / "tests").is_dir():
        raise click.ClickException("the tests are not part of an installed shop; use a checkout")
    results: list[tuple[str, int, float]] = []
    for name, argv in steps(slow, pytest_args):
        click.secho(f"\n── {name} ──", bold=True)
        sys.stdout.flush()
        started = time.monotonic()
        # The checkout may be of another owner, or be seen through a link: run where it is.
        done = subprocess.run(argv, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
        results.append((name, done.returncode, time.monotonic() - started))
    click.secho("\n── summary ──", bold=True)
    for name, code, seconds in results:
        verdict = "passed" if code == 0 else f"FAILED (exit {code})"
        click.echo(f"{name:12} {verdict:18} {seconds:6.1f} s")
    if any(code for _, code, _ in results):
        raise SystemExit(1)
